"""Whatever body is sent to the page, it is answered with JSON, and nothing breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.blog import Blog
from bot.sandbox.clock import Clock
from bot.sandbox.newsroom import Newsroom
from tests.page.visit import Visit, pressable, visit


@pytest.fixture
async def here() -> AsyncIterator[Visit]:
    """Open the page over the harbour."""
    async with visit() as opened:
        yield opened


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"text": ' + b"9" * 6000 + b"}", "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": "hello"}', "text/plain", 400),
        (b"text=hello", "application/x-www-form-urlencoded", 400),
        (b'{"text": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_is_none_is_refused(here: Visit, data: bytes, kind: str, status: int) -> None:
    """With a sentence, before anything is done."""
    body = data.replace(b'"text"', f'"channel": "{here.channel("news")}", "text"'.encode())
    shown = await here.visitor.ask("POST", "/api/say", data=body, headers={"Content-Type": kind})
    assert (shown.status, list(shown.body)) == (status, ["failed"])
    assert here.discord.messages(here.channel("news")) == ()


async def test_a_body_that_only_says_that_it_is_packed_is_refused(here: Visit) -> None:
    """What cannot be unpacked is no JSON."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    shown = await here.visitor.ask("POST", "/api/say", data=b"not packed", headers=headers)
    assert shown.status == 400


def objects(inside: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Make objects whose keys are sometimes those that mean something."""
    names = st.sampled_from(["feed", "count", "why", "address", "a.txt"]) | st.text(max_size=4)
    return st.dictionaries(names, inside, max_size=3)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JUNK = st.recursive(LEAVES, lambda inside: st.lists(inside, max_size=3) | objects(inside), max_leaves=6)
"""Any JSON."""

WORDS = st.text(max_size=3)
RIGHT: dict[str, st.SearchStrategy[object]] = {
    "as": st.sampled_from(["mira", "noor", "pia"]),
    "channel": st.sampled_from(["news", "stories", "editors"]),
    "message": st.sampled_from(["the message", "0"]),
    "command": st.sampled_from(["latest", "feed add", "feed", "Digest this", ""]),
    "options": objects(WORDS),
    "focused": st.sampled_from(["feed", "count", ""]),
    "files": objects(st.just("aGk=")),
    "custom_id": st.sampled_from(["more", "less"]),
    "values": st.lists(WORDS, max_size=3),
    "interaction": st.sampled_from(["1", "0"]),
    "fields": objects(WORDS | st.lists(WORDS, max_size=2)),
    "text": st.text(max_size=20),
    "do": st.sampled_from(["publish", "paste", "clock", "discord", "blog", "scene", "do"]),
    "post": st.sampled_from(["talks", ""]),
    "by": st.sampled_from(["600", "-1", "nan", "9" * 400]),
    "to": st.sampled_from(["well", "play", "edition", "24:99", "\x00"]),
    "title": WORDS,
}
"""What each part of a body is when it is right, people, channels and the message by names that stand for their ids."""


def bodies(parts: str) -> st.SearchStrategy[object]:
    """Make bodies of some parts, most of them right, some missing, some anything; and some that are no bodies."""
    mostly = {name: st.one_of(RIGHT[name], RIGHT[name], RIGHT[name], JUNK) for name in parts.split()}
    return st.fixed_dictionaries({}, optional=mostly) | JUNK


BODIES = {
    "use": bodies("as channel command options files"),
    "complete": bodies("as channel command options focused"),
    "say": bodies("as channel text"),
    "press": bodies("as channel message custom_id values"),
    "menu": bodies("as channel message command"),
    "submit": bodies("as interaction fields"),
    "newsroom": bodies("do post by to title text"),
}


@pytest.fixture(scope="module")
def held() -> Iterator[tuple[asyncio.Runner, Visit]]:
    """Hold the page open over many examples; the bot never answers, and is not waited for."""
    with asyncio.Runner() as runner:
        doors = AsyncExitStack()
        clock = Clock()
        blog = runner.run(doors.enter_async_context(Blog(now=clock)))
        opening = visit(
            newsroom=lambda discord: Newsroom(blog, clock, discord.trouble), answer_within=timedelta(milliseconds=5)
        )
        here = runner.run(doors.enter_async_context(opening))
        runner.run(pressable(here))
        yield runner, here
        runner.run(doors.aclose())


@pytest.mark.parametrize("path", BODIES)
@settings(max_examples=100)
@given(data=st.data())
def test_no_body_breaks_the_page(path: str, held: tuple[asyncio.Runner, Visit], data: st.DataObject) -> None:
    """Whatever JSON is sent, right parts and wrong ones together, the answer is JSON and no fault of the page's."""
    runner, here = held
    (message,) = here.discord.messages(here.channel("news"))[:1]
    ids = {name: str(here.person(name)) for name in ("mira", "noor", "pia")}
    ids |= {name: str(here.channel(name)) for name in ("news", "stories", "editors")}
    ids["the message"] = message["id"]
    body = data.draw(BODIES[path])
    if isinstance(body, dict):
        body = {name: ids.get(part, part) if isinstance(part, str) else part for name, part in body.items()}
    headers = {"Content-Type": "application/json"}
    sent = json.dumps(body).encode()
    shown = runner.run(here.visitor.ask("POST", f"/api/{path}", data=sent, headers=headers))
    assert shown.status in (200, 400, 404)
    assert isinstance(shown.body, dict)
