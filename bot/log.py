"""Events become lines for people or JSON for machines; what is secret never stands in them."""

import logging
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

import structlog
from structlog.typing import Processor

HIDDEN = "[hidden]"
LARGEST = 5_000_000
"""Bytes of a log file; then it becomes the one before."""


class _Discreet(logging.Formatter):
    """Writes what another formatter writes, tracebacks and all, with every secret blotted out."""

    def __init__(self, formatter: logging.Formatter, secrets: Sequence[str]) -> None:
        super().__init__()
        self._formatter = formatter
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        line = self._formatter.format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


def set_up(
    level: str, form: Literal["auto", "lines", "json"], secrets: Sequence[str] = (), *, file: Path | None = None
) -> None:
    """Send the events of the bot and of its libraries to standard error, or to a file, once for the whole process."""
    for_people = file is None and sys.stderr.isatty()
    lines = form == "lines" or (form == "auto" and for_people)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=for_people, exception_formatter=structlog.dev.plain_traceback)]
        if lines
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = logging.StreamHandler(sys.stderr) if file is None else _to(file)
    handler.setFormatter(_Discreet(formatter, secrets))
    root = logging.getLogger()
    for former in root.handlers:
        if isinstance(former, RotatingFileHandler):
            former.close()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # At every start it warns that it could not speak, had we asked it to.
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    # It warns whenever a question comes while the last is still being answered, which is what it is told to skip.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for talkative in ("discord", "aiosqlite", "alembic", "trafilatura", "htmldate"):
        logging.getLogger(talkative).setLevel(max(logging.WARNING, root.level))


def _to(file: Path) -> logging.Handler:
    """A file, and beside it the one before: neither grows without end, however long a bot is left alone."""
    return RotatingFileHandler(file, maxBytes=LARGEST, backupCount=1, encoding="utf-8")


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The log of one part of the bot; an event is a few plain words, its facts are named beside it."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
