"""Whatever happened before two feeds became one: every channel is told of every post, and of none once more."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.news.model import Brief, Digest, Edition, Listed, Story
from bot.outbox import later, timetable
from bot.outbox.attempts import Sent
from bot.outbox.due import Desk, Resolution
from bot.outbox.model import Channel, Delivery, Telling
from bot.outbox.plan import plan
from bot.outbox.settings import Budget, Settings, Timetable
from bot.store import Store
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW, QUAY
from tests.store import databases
from tests.store.steps import FAR, follow, poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The feeds that each channel follows from the beginning.
FOLLOWED = {1: (HARBOUR,), 2: (QUAY,), 3: (HARBOUR, QUAY), 4: (QUAY, HARBOUR), 5: (HARBOUR, QUAY), 6: (QUAY,)}

# Two of them wait for an edition; follow-ups are gathered for a while, and none is refused. All posts are alike here,
# so nobody asks which are of one event.
_AT_ONCE = Settings(budget=Budget(most=99), gathering="off")
_BY_EDITIONS = replace(_AT_ONCE, timetable=Timetable(tuple(time(hour) for hour in range(24))))
WISHED = {channel_id: _BY_EDITIONS if channel_id > 4 else _AT_ONCE for channel_id in FOLLOWED}


@dataclass(slots=True)
class Blog:
    """A blog that stands at two addresses, and the bot that reads both."""

    store: Store
    posts: list[Story] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    told: Counter[tuple[int, str]] = field(default_factory=Counter)
    read: set[tuple[int, str]] = field(default_factory=set)
    now: datetime = NOW

    def quotes_now(self) -> set[tuple[int, str]]:
        """What every channel should have read, and which channel."""
        return {(channel_id, quote.text) for channel_id in FOLLOWED for post in self.posts for quote in post.quotes}

    async def begin(self) -> None:
        """Publish one post, which every channel is greeted with, from each feed that it follows."""
        minutes = 0
        for channel_id, addresses in FOLLOWED.items():
            for address in addresses:
                minutes += 1
                since = NOW - HOUR + minutes * MINUTE
                wish = build.subscription(address, channel_id=channel_id, since=since)
                await follow(self.store, replace(wish, settings=WISHED[channel_id]), address)
        await self.publish()
        await self.poll(HARBOUR)
        await self.poll(QUAY)

    async def publish(self) -> None:
        """Add a post on top."""
        name = str(len(self.posts) + 1)
        link = f"https://harbourlight.example/{name}"
        self.posts.insert(0, build.story(f"Headline {name}", entry_id=name, link=link, published=self.now))
        self.marks[name] = "1"

    async def edit(self) -> None:
        """Say something else in the newest post."""
        name = self.posts[0].entry_id
        self.marks[name] += "1"
        said = build.said(f"This is what was said at {self.marks[name]},", "Ana Duarte")
        headline, published = self.posts[0].headline.text, self.posts[0].published
        self.posts[0] = build.story(
            headline, entry_id=name, link=self.posts[0].link, published=published, quotes=[build.OKAFOR, said]
        )

    async def poll(self, address: str, *, moved_to: str | None = None) -> None:
        """Read what is new at one of the addresses, and record what follows from it, as the bot does."""
        self.now += 7 * MINUTE
        claimed = await poll(self.store, address)
        feed_id = claimed.feed.feed_id
        read_before = await self.store.marks(feed_id)
        listed = [
            Listed(post.entry_id, mark, None if read_before.get(post.entry_id) == mark else post)
            for post in self.posts
            for mark in [self.marks[post.entry_id]]
        ]
        stories = [one.story for one in listed if one.story]
        background = await self.store.background(feed_id, stories, self.now)
        planned = plan(background, listed, build.MASTHEAD, self.now)
        decided = planned.decided
        outcome = build.outcome(
            claimed,
            at=self.now,
            revisions=planned.revisions,
            greetings=planned.greetings,
            deliveries=decided.deliveries,
            tellings=decided.tellings,
            decisions=decided.decisions,
            owed=decided.owed,
            paid=decided.paid,
            marks={story.entry_id: self.marks[story.entry_id] for story in stories},
            moved_to=moved_to,
        )
        assert await self.store.record(outcome)

    async def post(self) -> None:
        """Post the first delivery of two channels that have one."""
        for one in await self.store.claim_deliveries(FAR, limit=2, lease=MINUTE):
            assert await self.store.settle(one, Sent(1000), self.now)
            assert isinstance(one.delivery.target, Channel)
            channel_id = one.delivery.target.channel_id
            quotes = await self.store.quotes(one.delivery.delivery_id)
            self.read |= {(channel_id, quote.text) for quote in quotes}
            if one.delivery.amends:
                continue
            match one.delivery.message:
                case Digest(headline=headline):
                    self.told[channel_id, headline] += 1
                case Edition(briefs=briefs):
                    self.told.update((channel_id, brief.headline) for brief in briefs)

    async def print(self) -> None:
        """Print the editions that are due: each tells all that its channel is owed."""
        for channel_id in await self.store.editions_due(self.now, limit=9):
            desk = await self.store.desk(channel_id, self.now)
            awaited = tuple(timetable.awaited(one, self.now) for one in desk.subscriptions)
            edition = self.edition(desk) if desk.owed else Resolution(self.now)
            assert await self.store.resolve(replace(edition, awaited=awaited))

    def edition(self, desk: Desk) -> Resolution:
        """An edition of a channel; what two feeds have told of one post stands in one brief."""
        briefs = dict[str, Brief]()
        for one in desk.owed:
            headline = one.known.story.headline.text
            before = briefs[headline].story_ids if headline in briefs else ()
            [brief] = build.edition(one.known.story_id).briefs
            briefs[headline] = replace(brief, headline=headline, story_ids=(*before, one.known.story_id))
        name = f"edition {desk.channel_id} {self.now}"
        message = replace(build.edition(), briefs=tuple(briefs.values()))
        return Resolution(
            self.now,
            deliveries=(Delivery(name, Channel(desk.channel_id), message, self.now),),
            tellings=tuple(
                Telling(one.owed.subscription_id, one.known.story_id, one.known.revision, name, name)
                for one in desk.owed
            ),
            paid=tuple(build.paid(one.owed) for one in desk.owed),
        )

    async def pay(self) -> None:
        """Tell what was held back until now."""
        for debt in await self.store.debts(self.now, limit=99):
            case = await self.store.case(debt.subscription_id, debt.story_id)
            assert case is not None
            decided = later.changed(case, {debt.debt}, self.now)
            resolution = Resolution(
                self.now, decided.deliveries, decided.tellings, decided.decisions, decided.owed, decided.paid
            )
            assert await self.store.resolve(resolution)

    async def finish(self) -> None:
        """Read the feed once more, wait until nothing is held back any more, and post all that waits."""
        await self.poll(QUAY)
        self.now += HOUR
        await self.print()
        while await self.store.debts(FAR, limit=1):
            self.now += HOUR
            await self.pay()
        while (await self.store.tally(self.now)).waiting:
            await self.post()


Step = Callable[[Blog], Awaitable[None]]

STEPS: dict[str, Step] = {
    "publish": Blog.publish,
    "edit": Blog.edit,
    "poll the old": lambda blog: blog.poll(HARBOUR),
    "poll the new": lambda blog: blog.poll(QUAY),
    "post": Blog.post,
    "print": Blog.print,
    "pay": Blog.pay,
}
BETWEEN = ("publish", "post")
AFTERWARDS = sorted(STEPS.keys() - {"poll the old"})


# The database is emptied for each example by the test itself.
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.sampled_from(sorted(STEPS)), max_size=10),
    between=st.lists(st.sampled_from(BETWEEN), max_size=2),
    after=st.lists(st.sampled_from(AFTERWARDS), max_size=3),
)
async def test_two_feeds_that_become_one_forget_lose_and_double_nothing(
    opened: Store, address: str, before: list[str], between: list[str], after: list[str]
) -> None:
    """Each channel gets each post once, but where both feeds had told it before; and whatever was added to it."""
    await databases.empty(address)
    blog = Blog(opened)
    await blog.begin()
    for name in before:
        await STEPS[name](blog)
    told_before = Counter(blog.told)
    await blog.poll(HARBOUR, moved_to=QUAY)
    for name in (*between, "poll the new", *after):
        await STEPS[name](blog)
    await blog.finish()
    posts = [(channel_id, post.headline.text) for channel_id in FOLLOWED for post in blog.posts]
    assert blog.told == {post: max(1, told_before[post]) for post in posts}
    assert blog.quotes_now() - blog.read == set()
    assert await databases.loose_ends(address, build.feed(HARBOUR).feed_id) == []
