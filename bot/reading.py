"""Posts as JSON lines in, stories as JSON lines out; or feeds as files in, entries as JSON lines out: two filters."""

import asyncio
import html
import json
import sys
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

from bot.news.data import as_data
from bot.news.feed import MOST_BYTES, NotAFeed, read_feed
from bot.news.model import Entry
from bot.news.story import read_entry
from bot.room import Elsewhere, RoomError

LONGEST_LINE = 16_000_000
"""Bytes of a line that is still read; a longer one is answered with an error, and the rest goes on."""

CHUNK = 16
AHEAD = 4
"""Chunks or feeds that wait for each process: enough to keep it busy, few enough to keep the memory flat."""

STANDARD_INPUT = "-"

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


# -------------------------------------------------------------------------------------------------------------- feeds


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a file came to: lines of JSON, each with its end, and whether they are a feed's entries, not an error."""

    lines: str
    is_feed: bool


async def feeds(
    elsewhere: Elsewhere, files: Sequence[str], *, address: str | None, jobs: int
) -> AsyncGenerator[FeedRead, None]:
    """The entries of each file, in order, as they become ready; "-" stands for standard input.

    `address` is where the feeds' relative links lead from, None if nobody knows. `elsewhere` does the reading, of so
    many `jobs` at once.
    """
    waiting: deque[asyncio.Task[FeedRead]] = deque()
    named = len(files) > 1
    try:
        for file in files:
            waiting.append(asyncio.create_task(_feed(elsewhere, file, address, named=named)))
            if len(waiting) >= jobs * AHEAD:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def _feed(elsewhere: Elsewhere, file: str, address: str | None, *, named: bool) -> FeedRead:
    try:
        body = await asyncio.to_thread(_body, file)
        return FeedRead(await elsewhere(entry_lines, body, address or "", file if named else None), True)
    except (Unfit, NotAFeed) as error:
        why = str(error)
    except OSError as error:
        why = f"It cannot be opened: {error.strerror or error}."
    except RoomError as error:
        why = f"It could not be read: {error}."
    except Exception as error:
        # Whatever trips the reader, the feeds behind this one are read.
        why = f"It could not be read ({type(error).__name__})."
    return FeedRead(_written({"feed": file, "error": why}) + "\n", False)


def _body(file: str) -> bytes:
    """What stands in a file; raises `Unfit` for what no feed is as large as, and OSError."""
    if file == STANDARD_INPUT:
        body = sys.stdin.buffer.read(MOST_BYTES + 1)
    elif Path(file).is_dir():
        raise Unfit("It is a directory; name the files in it.")
    else:
        with open(file, "rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Unfit(f"It is too large to be a feed: {MOST_BYTES // 2**20} MB is the most.")
    return body


def entry_lines(body: bytes, address: str, feed: str | None) -> str:
    """A feed's entries as lines of JSON, under the feed's name if it has one; raises `NotAFeed`."""
    document = read_feed(body, address=address)
    known_as = {} if feed is None else {"feed": feed}
    told = (known_as | _told(entry) | {"problems": document.problems} for entry in document.entries)
    return "".join(_written(one) + "\n" for one in told)


def _told(entry: Entry) -> dict[str, Any]:
    """An entry under the names that the documentation promises."""
    return {
        "id": entry.entry_id,
        "link": entry.link,
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else None,
        "updated": entry.updated.isoformat() if entry.updated else None,
        "author": entry.author,
        "html": entry.body if entry.form == "html" else html.escape(entry.body, quote=False),
        "summary": entry.summary,
        "enclosures": [
            {"url": enclosure.address, "type": enclosure.media_type, "length": enclosure.size}
            for enclosure in entry.enclosures
        ],
    }
