"""What is due is told channel by channel: the trouble of one is its own, but for a store that nobody can reach."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import cast

import pytest

from bot.edition import tell_due
from bot.outbox.due import Case, Desk
from bot.outbox.model import Channel
from bot.outbox.settings import Settings, Timetable
from bot.store import Store, StoreUnavailable, open_store
from tests import build
from tests.build import CHANNEL, HOUR, NOW, OTHER_CHANNEL
from tests.store.steps import claims, follow, publish

AT_SIX = datetime(2026, 9, 18, 18, tzinfo=NOW.tzinfo)
DAILY = Settings(Timetable((time(18),)))
FIRST, SECOND = (build.subscription(channel_id=channel_id) for channel_id in (CHANNEL, OTHER_CHANNEL))
STORY = build.story(more_coming=True)
STORY_ID = build.story_id(STORY)


class FirstChannelFails:
    """A store that cannot say what is known of the first channel, neither for its edition nor for its debts."""

    def __init__(self, store: Store, error: Exception) -> None:
        self._store, self._error = store, error

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def desk(self, channel_id: int, now: datetime) -> Desk:
        """The desk of any other channel."""
        if channel_id == CHANNEL:
            raise self._error
        return await self._store.desk(channel_id, now)

    async def case(self, subscription_id: str, story_id: str) -> Case | None:
        """The case of any other subscription."""
        if subscription_id == FIRST.subscription_id:
            raise self._error
        return await self._store.case(subscription_id, story_id)


def failing(store: Store, error: Exception) -> Store:
    """The same store, which fails so where the first channel's turn comes."""
    # It has every method of a store, most by way of __getattr__, which no type can say.
    return cast(Store, FirstChannelFails(store, error))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store without a row."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


async def owe_editions(store: Store) -> None:
    """Let two channels be owed a story by the edition of six o'clock; the first channel's turn comes first."""
    wishes = [replace(one, settings=DAILY) for one in (FIRST, SECOND)]
    for wish in wishes:
        await follow(store, wish)
    await publish(store, stories=(STORY,), owed=tuple(build.owed(STORY_ID, wish) for wish in wishes))


async def owe_promises(store: Store) -> None:
    """Let two channels have digests that say until six o'clock that more is coming; the first is due first."""
    due_at = {FIRST: AT_SIX - HOUR, SECOND: AT_SIX}
    for wish in due_at:
        await follow(store, wish)
    digests = tuple(build.digest_delivery(STORY, wish) for wish in due_at)
    debts = tuple(build.owed(STORY_ID, wish, debt="promise", due_at=at) for wish, at in due_at.items())
    await publish(store, *digests, stories=(STORY,), owed=debts)


async def test_an_edition_that_cannot_be_printed_does_not_hold_up_the_others(store: Store) -> None:
    """Whatever its trouble is; the others' editions are in the outbox, and whoever posts hears of them."""
    await owe_editions(store)
    calls: list[None] = []
    printed = await tell_due(failing(store, ZeroDivisionError()), lambda: AT_SIX, told=lambda: calls.append(None))
    assert (printed, len(calls)) == (1, 1)
    assert [one.delivery.target for one in await claims(store, AT_SIX)] == [Channel(OTHER_CHANNEL)]


async def test_an_edition_that_could_not_be_printed_is_due_still(store: Store) -> None:
    """It is printed as soon as it can be, with all that it was to tell."""
    await owe_editions(store)
    await tell_due(failing(store, ZeroDivisionError()), lambda: AT_SIX)
    assert await store.editions_due(AT_SIX, limit=9) == (CHANNEL,)
    assert await tell_due(store, lambda: AT_SIX) == 1
    assert {one.delivery.target for one in await claims(store, AT_SIX)} == {Channel(CHANNEL), Channel(OTHER_CHANNEL)}


async def test_a_debt_that_cannot_be_paid_does_not_hold_up_the_others(store: Store) -> None:
    """It stays owed alone."""
    await owe_promises(store)
    assert await tell_due(failing(store, ZeroDivisionError()), lambda: AT_SIX) == 1
    assert [one.subscription_id for one in await store.debts(AT_SIX, limit=9)] == [FIRST.subscription_id]


async def test_where_an_edition_fails_debts_are_paid_all_the_same(store: Store) -> None:
    """They fall due by a clock of their own."""
    await owe_editions(store)
    debt = build.owed(STORY_ID, SECOND, debt="promise", due_at=AT_SIX)
    await publish(store, build.digest_delivery(STORY, SECOND), owed=(debt,))
    await tell_due(failing(store, ZeroDivisionError()), lambda: AT_SIX)
    assert await store.debts(AT_SIX, limit=9) == ()


@pytest.mark.parametrize("owe", [owe_editions, owe_promises])
async def test_a_store_that_cannot_be_reached_ends_the_round(
    owe: Callable[[Store], Awaitable[None]], store: Store
) -> None:
    """It is everybody's trouble: what comes next would fail as well, and what is due stays due."""
    await owe(store)
    waiting = len(await claims(store, AT_SIX))
    with pytest.raises(StoreUnavailable):
        await tell_due(failing(store, StoreUnavailable("The database is away.")), lambda: AT_SIX)
    assert (await store.tally(AT_SIX)).waiting == waiting
