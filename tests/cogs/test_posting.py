"""What is posted stands in the channel, what is edited stands there once, and every refusal says what it was."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.client import Client, Parts
from bot.config import Posting as PostingSettings
from bot.news.model import Edition, FollowUp
from bot.outbox.attempts import PermissionLost, Posted, Receipt, Refused
from bot.outbox.model import Channel, Claim, Delivery, Message
from bot.sandbox import Answers, Fault, Json, StandIn
from bot.scheduler import Scheduler
from bot.store import open_store
from bot.web.fetch import Answer
from cogs import cards
from cogs.posting import Posting
from tests.cogs.samples import ID, NOW, OKAFOR, ROOT, brief, harbour
from tests.sandbox.client import pointed_at

EDITION = Edition("Evening edition", NOW, (brief("Fog closes the river", OKAFOR),))


class Bare(Client):
    """The bot's own client, with no cog loaded and nothing told to Discord."""

    async def setup_hook(self) -> None:
        """Load nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A stand-in for Discord, a channel in it, and what posts there."""

    discord: StandIn
    posting: Posting
    channel: int

    @property
    def messages(self) -> tuple[Json, ...]:
        """What stands in the channel."""
        return self.discord.messages(self.channel)

    async def post(self, message: Message, delivery_id: str = ID) -> Receipt:
        """Post a message of its own."""
        return await self._send(Claim(self._delivery(message, delivery_id), 1, 0, False, None, None, None))

    async def edit(self, message: Message, edits: int | None, *, plain: bool = False) -> Receipt:
        """Edit the message of the delivery `ROOT`, which is `edits` in the channel."""
        delivery = replace(self._delivery(message, ID), amends=ROOT)
        return await self._send(Claim(delivery, 1, 0, plain, None, None, None, edits))

    async def posted(self) -> int:
        """Post a digest under the delivery `ROOT`; its message's id."""
        receipt = await self.post(harbour(), ROOT)
        assert isinstance(receipt, Posted)
        assert receipt.message_id is not None
        return receipt.message_id

    def fail(self, status: int, code: int) -> None:
        """Let the next edit fail."""
        self.discord.trouble.order(Fault("PATCH", "/channels/*/messages/*", Answers(status, code)))

    def _delivery(self, message: Message, delivery_id: str) -> Delivery:
        return Delivery(delivery_id, Channel(self.channel), message, NOW)

    async def _send(self, claim: Claim) -> Receipt:
        return await self.posting.post(claim, json.dumps(cards.payload(claim)))


async def _unasked(address: str) -> Answer:
    raise AssertionError(f"nobody asks the web for {address}")


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[Desk]:
    async with StandIn() as discord, open_store(f"sqlite:///{folder / 'store.db'}") as store:
        parts = Parts(
            store=store,
            fetch=_unasked,
            elsewhere=asyncio.to_thread,
            now=lambda: NOW,
            jitter=lambda: 0.5,
            scheduler=Scheduler(),
            posting=PostingSettings(),
            give_up=_given_up,
        )
        async with pointed_at(discord), Bare(parts, api=discord.api, gateway=discord.gateway) as client:
            await client.log_in(discord.token)
            posting = Posting(
                client,
                store,
                parts.now,
                jitter=parts.jitter,
                at_once=1,
                lease=timedelta(seconds=90),
                timeout=timedelta(seconds=10),
                give_up=parts.give_up,
            )
            yield Desk(discord, posting, discord.world.channel_named("news").id)


def _given_up(error: Exception) -> None:
    raise error


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A channel to post in; at the end Discord must have had nothing to object to, and rung for nobody."""
    async with _opened(tmp_path) as desk:
        yield desk
        assert desk.discord.violations == []
        assert desk.discord.pings == []
        assert desk.discord.losses == []


async def test_an_edit_changes_the_message_and_makes_none(desk: Desk) -> None:
    """Its buttons go on speaking of the message as it was first posted."""
    posted = await desk.posted()
    assert await desk.edit(replace(harbour(), more_coming=False, updated=NOW), posted) == Posted(posted)
    (message,) = desk.messages
    assert message["embeds"][0]["description"].endswith(f"Updated <t:{int(NOW.timestamp())}:t> ↓")
    assert "More headlines coming later" not in message["embeds"][0]["description"]
    assert cards.has_mark(message, ROOT)


async def test_the_same_edit_twice_is_one(desk: Desk) -> None:
    """So that an edit whose answer nobody saw may be made again without a look."""
    posted = await desk.posted()
    for _ in range(2):
        assert await desk.edit(replace(harbour(), updated=NOW), posted) == Posted(posted)
    assert len(desk.messages) == 1


async def test_an_edit_may_take_the_decoration_away_and_give_it_back(desk: Desk) -> None:
    """Nothing of the one is left beside the other."""
    posted = await desk.posted()
    await desk.edit(harbour(), posted, plain=True)
    (message,) = desk.messages
    assert (message["embeds"], message["flags"]) == ([], 1 << 2)
    assert "Ines Okafor" in message["content"]
    await desk.edit(harbour(), posted)
    (message,) = desk.messages
    assert (message["content"], message["flags"], len(message["embeds"])) == ("", 0, 1)


async def test_an_edition_is_posted_and_edited(desk: Desk) -> None:
    """However many embeds it takes."""
    posted = await desk.post(EDITION, ROOT)
    assert isinstance(posted, Posted)
    said = replace(OKAFOR, text="Contacts have been restored and all of it is written down. " * 8)
    fuller = replace(EDITION, briefs=tuple(brief(f"Story {place}", said) for place in range(10)))
    assert await desk.edit(fuller, posted.message_id) == posted
    (message,) = desk.messages
    assert len(message["embeds"]) == 2


async def test_a_follow_up_is_silent(desk: Desk) -> None:
    """It is a message of its own."""
    await desk.post(FollowUp("Port and city", None, (), False, True))
    (message,) = desk.messages
    assert message["flags"] == cards.SUPPRESS_NOTIFICATIONS


async def test_an_edit_without_a_message_makes_none(desk: Desk) -> None:
    """A message that is not there is not posted under the name of an edit."""
    assert await desk.edit(harbour(), None) == Posted(None)
    assert desk.messages == ()


async def test_a_message_that_was_deleted_is_not_edited(desk: Desk) -> None:
    """Discord says that it is unknown."""
    posted = await desk.posted()
    desk.discord.world.delete_message(desk.channel, posted)
    assert await desk.edit(harbour(), posted) == Posted(None)


@pytest.mark.parametrize(
    ("status", "code", "receipt"),
    [
        (403, 50001, PermissionLost),
        (403, 50005, PermissionLost),
        (400, 50035, Refused),
        (429, 30046, Refused),
        (400, 50083, PermissionLost),
    ],
)
async def test_an_edit_that_is_refused_is_not_tried_otherwise(
    desk: Desk, status: int, code: int, receipt: type[Receipt]
) -> None:
    """No thread is opened for it, and nothing else waits because old messages were edited too often."""
    posted = await desk.posted()
    desk.fail(status, code)
    assert type(await desk.edit(replace(harbour(), updated=NOW), posted)) is receipt
    (message,) = desk.messages
    assert "Updated" not in message["embeds"][0]["description"]


async def test_no_archived_thread_is_opened_for_an_edit(desk: Desk) -> None:
    """Only what is new opens a thread."""
    world = desk.discord.world
    thread = world.add_thread(desk.channel, "the talks").id
    in_thread = replace(desk, channel=thread)
    posted = await in_thread.posted()
    world.archive(thread)
    assert isinstance(await in_thread.edit(replace(harbour(), updated=NOW), posted), PermissionLost)
    assert world.channels[thread].archived
    assert isinstance(await in_thread.post(EDITION), Posted)
    assert not world.channels[thread].archived
