"""How long and which seed in; the bot killed and troubled for so long, and one table of what came of it, out.

`python -m soak [--minutes 3] [--seed 1] [--postgres] [--unkilled] [--json] [--folder PATH]`
"""

import asyncio
import contextlib
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from soak import report
from soak.run import CAST, run
from soak.script import script


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--minutes", type=click.FloatRange(min=0.1), default=3.0, show_default=True, help="How long trouble lasts."
)
@click.option("--seed", default=1, show_default=True, help="What happens when; the same seed, the same trouble.")
@click.option("--postgres", is_flag=True, help="Keep the bot's store in PostgreSQL rather than SQLite.")
@click.option("--unkilled", is_flag=True, help="Never kill the bot itself, so that its memory can be watched.")
@click.option("--json", "for_machines", is_flag=True, help="Write what came of it as JSON.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where the bot's log and its store are left."
)
def main(minutes: float, seed: int, postgres: bool, unkilled: bool, for_machines: bool, folder: Path | None) -> None:
    """Kill the bot at random moments, break Discord and the blogs, and count what was lost and what was told twice.

    Exits with 1 where anything was wrong.
    """
    # A server of aiohttp tells of each client that was killed in the middle of a request.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as doors:
        place = folder or Path(doors.enter_context(tempfile.TemporaryDirectory(prefix="late-edition-soak-")))
        place.mkdir(parents=True, exist_ok=True)
        store = doors.enter_context(_postgres()) if postgres else f"sqlite:///{place.resolve() / 'late-edition.db'}"
        moments = script(seed, minutes * 60, CAST, kills=not unkilled)
        came = asyncio.run(run(seed, moments, store, place, _progress()))
    click.echo(report.as_json(came) if for_machines else report.as_table(came))
    sys.exit(0 if came.is_clean else 1)


def _progress() -> Callable[[str], None]:
    return lambda words: click.echo(words, err=True)


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    """The address of an empty database on a server that stops when this is left."""
    # The tests know how to start one, and only those who ask for it need what they need.
    from tests.store import databases

    with databases.running() as server, databases.made(server) as address:
        yield address


if __name__ == "__main__":
    main()
