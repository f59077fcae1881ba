"""Stories that are missing from their feeds are looked for, and judged on what is known once that is done."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.missing import look_for_missing
from bot.news.model import Withdrawal
from bot.outbox.due import Look, Resolution
from bot.outbox.missing import APART
from bot.outbox.model import Validators
from bot.store import Store, open_store
from bot.web.fetch import Answer, Failed, Fetched, Gone
from tests import build
from tests.build import MINUTE, NOW
from tests.store.steps import claims, follow, poll, post, publish

TALKS, FERRY = build.story(), build.another_story(2)
TALKS_ID, FERRY_ID = build.story_id(TALKS), build.story_id(FERRY)
THERE = Fetched("https://harbourlight.example/2", b"<html></html>", "text/html", Validators())
AGAIN = NOW + APART


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which a channel was told of a story whose page was found to be gone, hours ago."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened)
        await publish(opened, build.digest_delivery(TALKS), stories=(TALKS,))
        await post(opened)
        await miss(opened, TALKS_ID)
        assert await opened.resolve(Resolution(NOW, looks=(Look(TALKS_ID, AGAIN, NOW),)))
        yield opened


async def miss(store: Store, *story_ids: str) -> None:
    """Poll the feed, from which these stories are missing and no others."""
    assert await store.record(build.outcome(await poll(store), missing=story_ids))


async def is_withdrawn(store: Store) -> bool:
    """Whether the first story counts as taken back."""
    case = await store.case(build.subscription().subscription_id, TALKS_ID)
    assert case is not None
    return case.withdrawn


@dataclass
class Pages:
    """Every page answers so; `asked` are the addresses, in order."""

    answer: Answer
    asked: list[str] = field(default_factory=list)

    async def fetch(self, address: str, validators: Validators) -> Answer:
        """Answer as all pages do."""
        self.asked.append(address)
        return self.answer


@pytest.mark.parametrize("answer", [Gone(), Failed("the server answered 404 Not Found", status=404)])
async def test_a_story_whose_page_is_gone_again_hours_later_is_withdrawn(answer: Answer, store: Store) -> None:
    """Its channel hears of it, and whoever posts is told that there is something to post."""
    calls: list[None] = []
    pages = Pages(answer)
    assert await look_for_missing(store, pages.fetch, lambda: AGAIN, told=lambda: calls.append(None)) == 2
    assert (pages.asked, len(calls)) == ([TALKS.link], 1)
    assert isinstance((await post(store, now=AGAIN)).delivery.message, Withdrawal)
    assert await is_withdrawn(store)


@pytest.mark.parametrize(
    "answer",
    [
        Failed("the server answered 500 Internal Server Error", status=500),
        Failed("no server answered"),
        THERE,
    ],
    ids=["trouble", "silence", "there"],
)
async def test_any_other_answer_withdraws_nothing(answer: Answer, store: Store) -> None:
    """A server that is down says nothing about one of its posts; and the page is not asked for again at once."""
    calls: list[None] = []
    assert await look_for_missing(store, Pages(answer).fetch, lambda: AGAIN, told=lambda: calls.append(None)) == 0
    assert (calls, await is_withdrawn(store)) == ([], False)
    assert await store.missing(AGAIN, limit=9) == ()


async def test_a_story_that_comes_back_while_its_page_is_asked_for_is_not_withdrawn(store: Store) -> None:
    """A blog that was mended meanwhile has taken nothing back, and its channel hears nothing."""

    async def fetch(address: str, validators: Validators) -> Answer:
        await miss(store)
        return Gone()

    assert await look_for_missing(store, fetch, lambda: AGAIN) == 0
    assert not await is_withdrawn(store)
    assert (await store.tally(AGAIN)).waiting == 0


async def test_a_story_is_not_judged_while_a_feed_is(store: Store) -> None:
    """The feed that is judged may be its own, in which it stands again."""
    turn = asyncio.Lock()
    recorded = list[asyncio.Task[None]]()

    async def judge_the_feed() -> None:
        await asyncio.sleep(0.1)
        await miss(store)
        turn.release()

    async def fetch(address: str, validators: Validators) -> Answer:
        await turn.acquire()
        recorded.append(asyncio.create_task(judge_the_feed()))
        return Gone()

    assert await look_for_missing(store, fetch, lambda: AGAIN, turn=turn) == 0
    await asyncio.gather(*recorded)
    assert not await is_withdrawn(store)


@pytest.mark.parametrize(("answer", "withdrawn"), [(Gone(), [FERRY_ID]), (THERE, [])], ids=["gone", "there"])
async def test_each_story_is_judged_by_its_own_page(answer: Answer, withdrawn: list[str], store: Store) -> None:
    """One whose page is gone is back in its feed; that neither saves nor harms the one that is asked for next."""
    await publish(store, build.digest_delivery(FERRY), stories=(FERRY,))
    await post(store)
    await miss(store, TALKS_ID, FERRY_ID)
    assert await store.resolve(Resolution(NOW, looks=(Look(FERRY_ID, AGAIN + MINUTE, NOW),)))

    async def fetch(address: str, validators: Validators) -> Answer:
        if address == FERRY.link:
            return answer
        await miss(store, FERRY_ID)
        return Gone()

    await look_for_missing(store, fetch, lambda: AGAIN + MINUTE)
    told = [one.delivery for one in await claims(store, AGAIN + MINUTE)]
    assert [one.story_id for one in told if isinstance(one.message, Withdrawal)] == withdrawn


async def test_a_missing_story_can_be_asked_for_by_name(store: Store) -> None:
    """It alone comes, however many wait for longer; and only where it is missing, and its time has come."""
    await publish(store, build.digest_delivery(FERRY), stories=(FERRY,))
    await miss(store, TALKS_ID, FERRY_ID)
    assert await store.resolve(Resolution(NOW, looks=(Look(FERRY_ID, AGAIN + MINUTE, NOW),)))
    later = AGAIN + MINUTE
    for name in (TALKS_ID, FERRY_ID):
        assert [one.story_id for one in await store.missing(later, limit=1, story_id=name)] == [name]
    assert await store.missing(AGAIN, limit=9, story_id=FERRY_ID) == ()
    assert await store.missing(later, limit=9, story_id="another") == ()
