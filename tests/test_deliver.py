"""A delivery is posted once, whatever is known of the attempts before."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import deliver
from bot.outbox import retry
from bot.outbox.attempts import PermissionLost, Posted, RateLimited, Receipt, Refused, TokenDead, Unanswered
from bot.outbox.model import Claim
from bot.store import Store, open_store
from tests import build
from tests.build import NOW
from tests.store.steps import follow, publish


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, time: timedelta) -> None:
        """Let time go by."""
        self.time += time


class Discord:
    """A channel that takes messages, or answers as it was told to; `found` is what looking back would show.

    `on_search` happens while somebody looks.
    """

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.ordered: list[Receipt] = []
        self.found: Receipt | None = None
        self.searches = 0
        self.on_search: Callable[[], None] = lambda: None

    async def post(self, claim: Claim, payload: str) -> Receipt:
        """Take a message, unless another answer was ordered."""
        if self.ordered:
            return self.ordered.pop(0)
        self.messages.append(payload)
        return Posted(len(self.messages))

    async def find(self, claim: Claim) -> Receipt | None:
        """Look back."""
        self.searches += 1
        self.on_search()
        return self.found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store with one digest in its outbox."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened)
        await publish(opened, build.digest_delivery(), stories=(build.story(),))
        yield opened


async def deliver_due(store: Store, discord: Discord, clock: Clock) -> int:
    """Deliver what is due by this clock; a message is rendered with the number of its attempt."""
    return await deliver.deliver_due(
        store,
        discord.post,
        discord.find,
        lambda claim: f"{claim.delivery.delivery_id} attempt {claim.attempts + 1} plain {claim.plain}",
        clock,
        jitter=lambda: 1.0,
        at_once=10,
        lease=timedelta(seconds=90),
    )


async def test_a_delivery_is_posted_and_leaves_the_outbox(store: Store) -> None:
    """Nobody looks back for what was never tried."""
    discord, clock = Discord(), Clock()
    assert await deliver_due(store, discord, clock) == 1
    assert await deliver_due(store, discord, clock) == 0
    assert (len(discord.messages), discord.searches) == (1, 0)


async def test_after_silence_the_same_message_is_sent_again(store: Store) -> None:
    """The first rendering is repeated to the letter: Discord would return the old message for another."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Unanswered("a reset")]
    await deliver_due(store, discord, clock)
    clock.time += timedelta(minutes=1)
    await deliver_due(store, discord, clock)
    assert discord.messages == [f"{build.digest_delivery().delivery_id} attempt 1 plain False"]
    assert discord.searches == 1


async def test_a_message_that_is_found_is_not_sent_again(store: Store) -> None:
    """The mark in the channel's past is the proof that it was taken."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Unanswered("a reset")]
    await deliver_due(store, discord, clock)
    discord.found = Posted(99)
    clock.time += timedelta(hours=1)
    await deliver_due(store, discord, clock)
    assert discord.messages == []
    assert (await store.tally(clock())).posted == 1


@pytest.mark.parametrize(("seconds", "sent"), [(10, 1), (3600, 0)])
async def test_where_nobody_can_look_back_only_a_fresh_nonce_is_trusted(store: Store, seconds: int, sent: int) -> None:
    """Rather ask for the permission than say a thing twice."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Unanswered("a reset")]
    await deliver_due(store, discord, clock)
    discord.found = PermissionLost("Read Message History")
    clock.time += timedelta(seconds=seconds)
    await deliver_due(store, discord, clock)
    assert len(discord.messages) == sent
    (following,) = await store.following(build.GUILD)
    assert (following.subscription.trouble is None) == bool(sent)


async def test_a_nonce_that_went_stale_while_the_bot_looked_is_not_trusted(store: Store) -> None:
    """Looking back may take as long as Discord lets it hang."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Unanswered("a reset")]
    await deliver_due(store, discord, clock)
    discord.found = Unanswered("a timeout")
    discord.on_search = lambda: clock.pass_by(timedelta(seconds=30))
    clock.pass_by(retry.NONCE_WINDOW - timedelta(seconds=5))
    await deliver_due(store, discord, clock)
    assert (discord.searches, discord.messages) == (1, [])


async def test_the_doubt_outlives_a_later_refusal(store: Store) -> None:
    """An attempt that nobody saw answered may have been taken, though the next was told to slow down."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Unanswered("a reset"), RateLimited(1, everywhere=False)]
    await deliver_due(store, discord, clock)
    clock.time += timedelta(minutes=1)
    await deliver_due(store, discord, clock)
    clock.time += timedelta(minutes=1)
    discord.found = Posted(99)
    await deliver_due(store, discord, clock)
    assert discord.messages == []


async def test_a_refused_message_is_sent_plainer(store: Store) -> None:
    """Rendered anew, since what was frozen is what was refused."""
    discord, clock = Discord(), Clock()
    discord.ordered = [Refused("an odd embed")]
    await deliver_due(store, discord, clock)
    await deliver_due(store, discord, clock)
    assert discord.messages == [f"{build.digest_delivery().delivery_id} attempt 2 plain True"]


async def test_a_dead_token_stops_everything_and_loses_nothing(store: Store) -> None:
    """The bot ends; the delivery is there when it is started again."""
    discord, clock = Discord(), Clock()
    discord.ordered = [TokenDead()]
    with pytest.raises(deliver.TokenIsDead):
        await deliver_due(store, discord, clock)
    clock.time += retry.FIRST_WAIT
    assert await deliver_due(store, discord, clock) == 1
    assert len(discord.messages) == 1
