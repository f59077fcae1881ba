"""JSON lines of posts become JSON lines of stories, one for one and in order: the summariser as a filter."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from typing import IO, Any

from bot.news.data import as_data
from bot.news.model import Entry
from bot.news.story import read_entry

LONGEST_LINE = 16_000_000
"""Bytes of a line that is still read; a longer one is answered with an error, and the rest goes on."""

CHUNK = 16
AHEAD = 4
"""Chunks that wait for each process: enough to keep it busy, few enough to keep the memory flat."""

TEXTS = ("title", "url", "author", "published")


class Unfit(ValueError):
    """It is no post; the message says why, in plain words."""


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream that hold something; of one that is too long, as much as shows that it is."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if line.strip():
            yield line


def read(given: Iterable[bytes], *, jobs: int) -> Iterator[str]:
    """The answer to each line, in order, as they become ready; with more than one job, by so many processes."""
    if jobs == 1:
        yield from map(answer, given)
        return
    waiting: deque[Future[list[str]]] = deque()
    chunks = _chunks(iter(given))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(answers, chunk))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def answers(given: list[bytes]) -> list[str]:
    """The answer to each of some lines."""
    return [answer(line) for line in given]


def answer(line: bytes) -> str:
    """A story as a line of JSON; for a line that holds no post, its id and what is wrong with it."""
    known_as: object = None
    try:
        post = _post(line)
        known_as = post.get("id")
        told = as_data(read_entry(_entry(post)))
    except Unfit as error:
        return _written({"id": known_as, "error": str(error)})
    except Exception as error:
        # Whatever trips the reader, the posts behind it are read.
        return _written({"id": known_as, "error": f"this post could not be read ({type(error).__name__})"})
    return _written(told | {"id": known_as})


def _post(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise Unfit(f"the line is longer than {LONGEST_LINE // 1_000_000} MB")
    try:
        post = json.loads(line)
    except (ValueError, RecursionError):
        raise Unfit("the line is not JSON in UTF-8") from None
    if not isinstance(post, dict):
        raise Unfit("the line is not a JSON object")
    return post


def _entry(post: dict[str, Any]) -> Entry:
    forms = [form for form in ("text", "html") if isinstance(post.get(form), str)]
    if len(forms) != 1:
        raise Unfit('give either "text" or "html", as a string')
    for name in TEXTS:
        if post.get(name) is not None and not isinstance(post[name], str):
            raise Unfit(f'"{name}" is not a string')
    (form,) = forms
    return Entry(
        entry_id=str(post.get("id")),
        link=post.get("url") or None,
        title=post.get("title") or "",
        body=post[form],
        form="text" if form == "text" else "html",
        author=post.get("author") or None,
        published=_moment(post.get("published")),
    )


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Unfit('"published" is not a date and time as in 2026-09-18T12:00:00Z') from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _written(told: dict[str, Any]) -> str:
    """One line of JSON; half a surrogate pair, which UTF-8 cannot hold, goes out as JSON can."""
    line = json.dumps(told, ensure_ascii=False)
    return line if _is_utf8(line) else json.dumps(told)


def _is_utf8(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _chunks(given: Iterator[bytes]) -> Iterator[list[bytes]]:
    while chunk := list(islice(given, CHUNK)):
        yield chunk
