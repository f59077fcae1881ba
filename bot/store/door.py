"""An address becomes the store: each of its methods opens one transaction and calls one function in it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.news.asked import Query
from bot.news.model import Quote, Story
from bot.outbox.attempts import Settlement
from bot.outbox.due import Case, Desk, Missing, Past, Resolution
from bot.outbox.model import Background, Claim, ClaimedFeed, Feed, Following, KeptPage, Outcome, Owed, Subscription
from bot.outbox.settings import Settings
from bot.store import (
    background,
    backup,
    clock,
    debts,
    desk,
    explaining,
    feeds,
    following,
    hubs,
    lookup,
    marks,
    missing,
    outbox,
    resolving,
    schema,
    searching,
    settling,
    tellings,
)
from bot.store import stories as kept_stories
from bot.store.address import read_address
from bot.store.check import file_problems
from bot.store.engine import Database, look, open_database
from bot.store.interface import (
    Explained,
    Hits,
    HubLease,
    Polled,
    Reasons,
    Said,
    Store,
    StoreUnavailable,
    Subscribed,
    Tally,
    Told,
)
from bot.store.schema import Standing
from bot.store.within import Within


@asynccontextmanager
async def open_store(address: str, *, migrate: bool = True) -> AsyncIterator[Store]:
    """The store at an address, brought up to this version first if `migrate`.

    `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user:password@host/name`. `StoreUnavailable`
    where it cannot be opened, holds something else, or is of a newer version (or an older one, unless `migrate`).
    """
    where = read_address(address)
    if where.file and (problems := file_problems(where.file)):
        raise StoreUnavailable(" ".join(problems))
    standing = await look(where, schema.standing)
    to_migrate = migrate and standing in (Standing.EMPTY, Standing.OLDER)
    if not to_migrate and (problem := schema.problem(standing, where)):
        raise StoreUnavailable(problem)
    async with open_database(where) as database:
        if to_migrate:
            await database.write(schema.migrate)
        yield _DatabaseStore(database)


@dataclass(frozen=True, slots=True)
class _DatabaseStore:
    """The store, kept in a database; its methods mean what `Store` says."""

    _database: Database

    async def claim_feeds(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[ClaimedFeed, ...]:
        return await self._database.write(feeds.claim, now, limit=limit, lease=lease)

    async def claim_feed(self, feed_id: str, now: datetime, *, lease: timedelta) -> ClaimedFeed | None:
        return await self._database.write(feeds.claim_one, feed_id, now, lease=lease)

    async def marks(self, feed_id: str) -> Mapping[str, str]:
        return await self._database.read(marks.marks, feed_id)

    async def pages(self, links: Collection[str]) -> Mapping[str, KeptPage]:
        return await self._database.read(marks.kept, links)

    async def background(self, feed_id: str, stories: Sequence[Story], now: datetime) -> Background:
        return await self._database.read(background.background, feed_id, stories, now)

    async def record(self, outcome: Outcome) -> bool:
        return await self._database.write(feeds.record, outcome)

    async def set_right(self, now: datetime) -> bool:
        if not await self._database.read(clock.is_wrong, now):
            return False
        await self._database.write(clock.set_right, now)
        return True

    async def editions_due(self, now: datetime, *, limit: int) -> tuple[int, ...]:
        return await self._database.read(desk.editions_due, now, limit=limit)

    async def next_edition(self) -> datetime | None:
        return await self._database.read(desk.next_edition)

    async def desk(self, channel_id: int, now: datetime) -> Desk:
        return await self._database.read(desk.desk, channel_id, now)

    async def debts(self, now: datetime, *, limit: int) -> tuple[Owed, ...]:
        return await self._database.read(debts.due, now, limit=limit)

    async def case(self, subscription_id: str, story_id: str) -> Case | None:
        return await self._database.read(tellings.case, subscription_id, story_id)

    async def missing(self, now: datetime, *, limit: int, story_id: str | None = None) -> tuple[Missing, ...]:
        return await self._database.read(missing.due, now, limit=limit, story_id=story_id)

    async def resolve(self, resolution: Resolution) -> bool:
        return await self._database.write(resolving.resolve, resolution)

    async def hub_leases(
        self, now: datetime, *, renew_before: datetime, ask_again: timedelta, limit: int
    ) -> tuple[HubLease, ...]:
        # Searched for by a reader: every feed that names a hub is looked at, and no writer is to wait for that.
        feed_ids = await self._database.read(
            hubs.waiting, now, renew_before=renew_before, ask_again=ask_again, limit=limit
        )
        if not feed_ids:
            return ()
        return await self._database.write(hubs.begin, feed_ids, now, renew_before=renew_before, ask_again=ask_again)

    async def hub_asked(self, token: str, now: datetime, *, failed: bool) -> None:
        await self._database.write(hubs.asked, token, now, failed=failed)

    async def hub_lease(self, token: str) -> HubLease | None:
        return await self._database.read(hubs.lease, token)

    async def hub_verified(self, token: str, until: datetime | None) -> None:
        await self._database.write(hubs.verified, token, until)

    async def hint(self, feed_id: str, now: datetime) -> bool:
        return await self._database.write(feeds.hint, feed_id, now)

    async def claim_deliveries(self, now: datetime, *, limit: int, lease: timedelta) -> tuple[Claim, ...]:
        return await self._database.write(outbox.claim, now, limit=limit, lease=lease)

    async def begin_attempt(self, claim: Claim, payload: str, now: datetime) -> bool:
        return await self._database.write(outbox.begin_attempt, claim, payload, now)

    async def settle(self, claim: Claim, settlement: Settlement, now: datetime) -> bool:
        return await self._database.write(settling.settle, claim, settlement, now)

    async def subscribe(self, feed: Feed, subscription: Subscription) -> Subscribed:
        return await self._database.write(following.subscribe, feed, subscription)

    async def unsubscribe(self, guild_id: int, subscription_id: str) -> Following | None:
        return await self._database.write(following.unsubscribe, guild_id, subscription_id)

    async def following(self, guild_id: int) -> tuple[Following, ...]:
        return await self._database.read(following.following, guild_id)

    async def subscription(self, subscription_id: str) -> Following | None:
        return await self._database.read(following.one, subscription_id)

    async def adjust(
        self, guild_id: int, subscription_ids: Collection[str], settings: Settings, now: datetime
    ) -> tuple[Following, ...]:
        return await self._database.write(following.adjust, guild_id, subscription_ids, settings, now)

    async def like(self, identity: str | None, entry_ids: Collection[str]) -> tuple[tuple[Feed, int], ...]:
        return await self._database.read(lookup.like, identity, entry_ids)

    async def latest(
        self, guild_id: int, *, feed_id: str | None, count: int, channels: Collection[int] | None = None
    ) -> tuple[Told, ...]:
        return await self._database.read(lookup.latest, guild_id, feed_id=feed_id, count=count, channels=channels)

    async def reasons(self, delivery_id: str) -> Reasons | None:
        return await self._database.read(explaining.reasons, delivery_id)

    async def quotes(self, delivery_id: str) -> tuple[Quote, ...]:
        return await self._database.read(explaining.said, delivery_id)

    async def decisions(
        self, guild_id: int, *, channels: Collection[int] | None, feed_id: str | None, count: int
    ) -> tuple[Explained, ...]:
        return await self._database.read(explaining.decided, guild_id, channels=channels, feed_id=feed_id, count=count)

    async def search(
        self,
        guild_id: int,
        query: Query,
        *,
        feed_id: str | None,
        since: datetime | None,
        channels: Collection[int],
        count: int,
        skip: int = 0,
    ) -> Hits[Told]:
        within = Within(guild_id, channels, feed_id, since)
        return await self._database.read(searching.search, within, query, count=count, skip=skip)

    async def said(
        self,
        guild_id: int,
        *,
        words: Query | None,
        speaker: Query | None,
        feed_id: str | None,
        since: datetime | None,
        channels: Collection[int],
        best: bool = False,
        count: int,
        skip: int = 0,
    ) -> Hits[Said]:
        within = Within(guild_id, channels, feed_id, since)
        return await self._database.read(
            searching.said, within, words=words, speaker=speaker, best=best, count=count, skip=skip
        )

    async def speakers(
        self, guild_id: int, typed: str, *, channels: Collection[int], count: int
    ) -> tuple[tuple[str, int], ...]:
        return await self._database.read(searching.speakers, Within(guild_id, channels), typed, count=count)

    async def headlines(self, guild_id: int, typed: str, *, channels: Collection[int], count: int) -> tuple[Told, ...]:
        return await self._database.read(searching.headlines, Within(guild_id, channels), typed, count=count)

    async def told_story(self, guild_id: int, story_id: str, *, channels: Collection[int]) -> Told | None:
        return await self._database.read(searching.told_story, Within(guild_id, channels), story_id)

    async def story_decisions(
        self, guild_id: int, story_id: str, *, channels: Collection[int]
    ) -> tuple[Explained, ...]:
        return await self._database.read(searching.story_decisions, Within(guild_id, channels), story_id)

    async def decided_headlines(
        self, guild_id: int, typed: str, *, channels: Collection[int], count: int
    ) -> tuple[Explained, ...]:
        return await self._database.read(searching.decided_headlines, Within(guild_id, channels), typed, count=count)

    async def past(self, feed_ids: Collection[str], since: datetime) -> tuple[Past, ...]:
        return await self._database.read(kept_stories.past, feed_ids, since)

    async def feeds(self) -> tuple[Polled, ...]:
        return await self._database.read(lookup.polled)

    async def feed_at(self, address: str) -> Polled | None:
        return await self._database.read(lookup.polled_at, address)

    async def tally(self, now: datetime) -> Tally:
        return await self._database.read(lookup.tally, now)

    async def backup(self, target: Path) -> None:
        await backup.back_up(self._database.address, target)
