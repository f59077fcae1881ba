"""Drains the outbox into channels: what is due goes out, and Discord's answer becomes a receipt."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import discord
from discord.ext import commands

from bot import deliver
from bot.client import Client
from bot.outbox.attempts import (
    PermissionLost,
    Posted,
    RateLimited,
    Receipt,
    Refused,
    ReplyGone,
    TargetGone,
    TokenDead,
    Unanswered,
)
from bot.outbox.model import Channel, Claim, Person, Target
from bot.scheduler import POSTING
from bot.store import Store
from cogs import cards
from cogs.lines import Json

PACE = 1 / 40
"""Seconds between two posts: Discord allows 50 requests a second to one bot, and the commands need some of them."""

CLOCK_SKEW = timedelta(minutes=2)
"""How far Discord's clock, which numbers the messages, may be behind ours."""

MOST_PAGES = 50
READY_WITHIN = 10.0
CLOUDFLARE_PAUSE = 15 * 60.0

# Discord's documentation, "JSON Error Codes"; what each means here stands in docs/delivery.md.
GONE = frozenset({10003, 10004})
NO_DIRECT_MESSAGES = frozenset({50007, 50278})
NOT_ALLOWED = frozenset({50001, 50013})
ARCHIVED = frozenset({50083, 160005})
DELETED_SINCE = 10008
EDITED_TOO_OFTEN = 30046
"""Discord limits edits of messages older than an hour, under status 429 but without a word on when that ends."""

CANNOT_REPLY = 160002
"""Without Read Message History; a reply to a message that is gone is an invalid form (50035) that names the field."""


class Posting(commands.Cog):
    """The only part that posts."""

    def __init__(
        self,
        client: Client,
        store: Store,
        now: Callable[[], datetime],
        *,
        jitter: Callable[[], float],
        at_once: int,
        lease: timedelta,
        timeout: timedelta,
        give_up: Callable[[Exception], None],
    ) -> None:
        self._client = client
        self._store = store
        self._now = now
        self._jitter = jitter
        self._at_once = at_once
        self._lease = lease
        self._timeout = timeout.total_seconds()
        self._give_up = give_up
        self._next_turn = 0.0

    async def drain(self) -> None:
        """Post all that is due."""
        try:
            while await deliver.deliver_due(
                self._store,
                self.post,
                self.find,
                _rendered,
                self._now,
                jitter=self._jitter,
                at_once=self._at_once,
                lease=self._lease,
            ):
                pass
        except deliver.TokenIsDead as error:
            self._give_up(error)

    async def post(self, claim: Claim, payload: str) -> Receipt:
        """Send or edit a message as it was rendered; how that ended, whatever Discord or the network did."""
        await self._turn()
        try:
            async with self._client.patience(self._timeout):
                channel_id = await self._channel(claim.delivery.target)
                if claim.delivery.amends is None:
                    return await self._created(channel_id, json.loads(payload))
                return await self._edited(channel_id, claim.edits, json.loads(payload))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            return receipt(error, self._missing(claim.delivery.target))

    async def _created(self, channel_id: int, body: Json) -> Receipt:
        try:
            message = await self._client.create_message(channel_id, body)
        except discord.HTTPException as error:
            if error.code not in ARCHIVED:
                raise
            if not await self._reopened(channel_id):
                return PermissionLost("Manage Threads")
            message = await self._client.create_message(channel_id, body)
        return Posted(int(message["id"]))

    async def _edited(self, channel_id: int, message_id: int | None, body: Json) -> Receipt:
        """Edit a message; where there is none to edit, none is made of it. No archived thread is opened for an edit."""
        if message_id is None:
            return Posted(None)
        message = await self._client.edit_message(channel_id, message_id, body)
        return Posted(int(message["id"]))

    async def find(self, claim: Claim) -> Receipt | None:
        """Look in the channel for the message of a delivery that may have been posted; None where it is not.

        A channel's past that may not be read looks empty, so the permission comes first: `PermissionLost` where it is
        missing, `Unanswered` where Discord has not told yet what may be read.
        """
        target = claim.delivery.target
        if isinstance(target, Channel) and (unseen := await self._unseen(target.channel_id)):
            return unseen
        moment = (claim.unsure_since or self._now()) - CLOCK_SKEW
        try:
            async with self._client.patience(self._timeout):
                return await self._search(await self._channel(target), moment, claim.delivery.delivery_id)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            return receipt(error, self._missing(target))

    async def _search(self, channel_id: int, moment: datetime, delivery_id: str) -> Posted | None:
        for _ in range(MOST_PAGES):
            page = await self._client.messages_after(channel_id, moment)
            for message in page:
                if cards.has_mark(message, delivery_id):
                    return Posted(int(message["id"]))
            if len(page) < 100:
                return None
            moment = discord.utils.snowflake_time(int(page[-1]["id"]))
        return None

    async def _unseen(self, channel_id: int) -> Receipt | None:
        if self._client.get_channel(channel_id) is None:
            try:
                await asyncio.wait_for(self._client.wait_until_ready(), READY_WITHIN)
            except TimeoutError:
                return Unanswered("Discord has not yet said what may be read there")
        missing = self._client.missing_permission(channel_id)
        return PermissionLost(missing) if missing in ("View Channel", "Read Message History") else None

    async def _channel(self, target: Target) -> int:
        match target:
            case Channel(channel_id):
                return channel_id
            case Person(user_id):
                return await self._client.direct_channel(user_id)

    async def _reopened(self, thread_id: int) -> bool:
        """Open an archived thread; False where it is locked, which only those undo who may manage threads."""
        try:
            await self._client.http.edit_channel(thread_id, archived=False)
        except discord.HTTPException as error:
            if error.code not in NOT_ALLOWED:
                raise
            return False
        return True

    def _missing(self, target: Target) -> str | None:
        return self._client.missing_permission(target.channel_id) if isinstance(target, Channel) else None

    async def _turn(self) -> None:
        """Wait for a turn, so that posts go out evenly and under Discord's limit for the whole bot."""
        clock = asyncio.get_running_loop().time
        turn = max(clock(), self._next_turn)
        self._next_turn = turn + PACE
        await asyncio.sleep(turn - clock())


def receipt(error: Exception, missing: str | None) -> Receipt:
    """What Discord's refusal, or its silence, says of a delivery; `missing` is the permission known to be lacking."""
    if isinstance(error, discord.RateLimited):
        return RateLimited(error.retry_after, everywhere=False)
    if not isinstance(error, discord.HTTPException):
        return Unanswered(f"{type(error).__name__}: {error}".rstrip(": "))
    said = f"Discord answered {error.status}, code {error.code}: {error.text}"[:500]
    match error.status, error.code:
        case _, code if code == EDITED_TOO_OFTEN:
            return Refused(said)
        case 429, _:
            return _too_fast(error)
        case (401, _) | (_, 50014):
            return TokenDead()
        case _, code if code in GONE | NO_DIRECT_MESSAGES:
            return TargetGone(said)
        case _, code if code in NOT_ALLOWED | ARCHIVED:
            return PermissionLost(missing)
        case 404, code if code == DELETED_SINCE:
            return Posted(None)
        case _, code if code == CANNOT_REPLY:
            return ReplyGone()
        case 400, _ if "message_reference" in error.text:
            return ReplyGone()
        case 403, _:
            return PermissionLost(missing)
        case status, _ if status >= 500:
            return Unanswered(said)
        case _:
            return Refused(said)


def _too_fast(error: discord.HTTPException) -> RateLimited:
    """A 429 without `Via` comes from the wall before Discord: everything there waits a quarter of an hour."""
    headers = error.response.headers
    if not headers.get("Via"):
        return RateLimited(CLOUDFLARE_PAUSE, everywhere=True)
    try:
        seconds = float(headers.get("Retry-After", "5"))
    except ValueError:
        seconds = 5.0
    return RateLimited(seconds, everywhere="X-RateLimit-Global" in headers)


def _rendered(claim: Claim) -> str:
    return json.dumps(cards.payload(claim), ensure_ascii=False, separators=(",", ":"))


async def setup(client: Client) -> None:
    """Load the cog."""
    parts = client.parts
    cog = Posting(
        client,
        parts.store,
        parts.now,
        jitter=parts.jitter,
        at_once=parts.posting.at_once,
        lease=parts.posting.lease,
        timeout=parts.posting.timeout,
        give_up=parts.give_up,
    )
    await client.add_cog(cog)
    parts.scheduler.every(POSTING, parts.posting.tick, cog.drain)
