"""A page that its reader cannot take costs the page alone: the summary is told, and the poll goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from bot import pages
from bot.news.model import Entry, Listed
from bot.news.story import read_entry
from bot.outbox.model import Greeting, Validators
from bot.outbox.pages import is_settled
from bot.room import Broke
from bot.store import Store, open_store
from bot.web.fetch import Answer, Failed, Fetched
from bot.web.page import article
from tests import build
from tests.build import NOW
from tests.store.steps import follow, publish

P = ParamSpec("P")
T = TypeVar("T")

LINK = "https://harbourlight.example/talks"
SUMMARY = Entry("1", LINK, "News of talks", "Port and city agree to talk …", "text", published=NOW, summary_only=True)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which one channel follows the feed."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened)
        yield opened


async def page(address: str, _: Validators) -> Answer:
    """A server that has a page everywhere."""
    return Fetched(address, b"<html><body>hostile</body></html>", "text/html", Validators())


@pytest.mark.parametrize("error", [Broke("it took too much memory"), RecursionError("too deep"), ValueError("odd")])
async def test_a_page_that_trips_its_reader_does_not_end_the_poll(error: Exception, store: Store) -> None:
    """However it does that; the page is not asked for again, and the summary stands."""

    async def elsewhere(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if work is article:
            raise error
        return work(*args, **kwargs)

    listed = Listed("1", "mark", read_entry(SUMMARY), SUMMARY)
    done = await pages.settled(store, page, elsewhere, build.feed(), [listed], build.MASTHEAD, NOW, read=read_entry)
    assert done.listed == (listed,)
    assert not done.waiting
    assert [is_settled(kept) for kept in done.pages] == [True]


def summaries(number: int, *, dated: bool) -> list[Listed]:
    """So many entries that are only summaries, the newest first as in a feed."""
    return [
        Listed(entry.entry_id, "mark", read_entry(entry), entry)
        for age in range(number)
        for entry in [
            replace(
                SUMMARY,
                entry_id=f"{number - age}",
                link=f"{LINK}/{number - age}",
                published=NOW - age * timedelta(minutes=1) if dated else None,
            )
        ]
    ]


async def waited(store: Store, listed: list[Listed], asked: list[str], *, never: str) -> list[str]:
    """The entries that a poll tells of where one page cannot be had."""

    async def fetch(address: str, validators: Validators) -> Answer:
        asked.append(address)
        return Failed("the server answered 500") if address == never else await page(address, validators)

    async def thread(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return work(*args, **kwargs)

    done = await pages.settled(store, fetch, thread, build.feed(), listed, build.MASTHEAD, NOW, read=read_entry)
    assert done.waiting == (len(done.listed) < len(listed))
    return [one.entry_id for one in done.listed]


@pytest.mark.parametrize("dated", [True, False])
async def test_nothing_overtakes_an_entry_that_waits_for_its_page(store: Store, dated: bool) -> None:
    """The oldest are asked for first; what is newer than one whose page fails is told after it."""
    (following,) = await store.following(build.GUILD)
    await publish(store, greetings=(Greeting(following.subscription.subscription_id, NOW - timedelta(days=1)),))
    asked: list[str] = []
    listed = summaries(6, dated=dated)
    assert await waited(store, listed, asked, never="") == ["4", "3", "2", "1"]
    assert asked == [f"{LINK}/{number}" for number in (1, 2, 3, 4)]
    assert await waited(store, listed, [], never=f"{LINK}/3") == ["2", "1"]


async def test_who_looks_at_a_summary_now_is_shown_its_page() -> None:
    """Where there is one; else the summary."""
    body = "<p>Port and city agree to talk, and the cranes will move again on Monday, they say.</p>" * 9

    async def there(address: str) -> Answer:
        html = f"<html><body><h1>Talks</h1><div class='post-body entry-content'>{body}</div></body></html>"
        return Fetched(address, html.encode(), "text/html", Validators())

    async def gone(address: str) -> Answer:
        return Failed("the server answered 404 Not Found")

    shown = await pages.whole(there, asyncio.to_thread, SUMMARY)
    assert "the cranes will move again" in shown.body
    assert not shown.summary_only
    assert await pages.whole(gone, asyncio.to_thread, SUMMARY) is SUMMARY
