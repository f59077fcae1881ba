"""A world in; what its bot did that it must never do, as sentences, out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from bot.news.model import Digest, Edition, FollowUp
from bot.outbox.due import Resolution
from bot.outbox.model import Channel, Decision, Outcome, Telling
from tests.build import GUILD, MINUTE
from tests.machine.discord import Standing
from tests.machine.world import CHANNELS, Kept, World, story_id, subscription_id

Law = Callable[[World], Iterator[str]]

_APART = 10 * MINUTE
_MOST = 6
_DAY = timedelta(days=1)


def wrongs_now(world: World) -> list[str]:
    """What is wrong at any moment."""
    return [wrong for law in _ALWAYS for wrong in law(world)]


def wrongs_in_the_end(world: World) -> list[str]:
    """What is wrong once everything that was due is done."""
    return [wrong for law in (*_ALWAYS, *_IN_THE_END) for wrong in law(world)]


# ----------------------------------------------------------------------------------------------------- at any moment


def _discord_objects(world: World) -> Iterator[str]:
    yield from world.discord.wrongs


def _told_first_once(world: World) -> Iterator[str]:
    """A channel has no two digests or briefs of one story."""
    for channel_id in CHANNELS:
        first = Counter(name for message in world.discord.in_channel(Channel(channel_id)) for name in _first(message))
        yield from (f"{_named(world, name)} is told first {times} times" for name, times in first.items() if times > 1)


def _event_told_once(world: World) -> Iterator[str]:
    """A channel that gathers has no two digests or briefs of one event.

    That is asked only of posts that nobody has edited, where no clock went wrong and nobody changed what is gathered.
    """
    if world.regathered or world.skewed:
        return
    posts = {story_id(blog, post): post for blog in world.blogs for post in blog.posts}
    for channel_id in CHANNELS:
        told = defaultdict[int, list[Standing]](list)
        for message in world.discord.in_channel(Channel(channel_id)):
            for post in (posts[name] for name in _leading(message) if not posts[name].edited):
                told[post.event].append(message)
        for event, messages in told.items():
            if len(messages) > 1 and messages[-1].delivery.created_at - messages[0].delivery.created_at < 5 * _DAY:
                yield f"event {event} is told first {len(messages)} times"


def _one_edition_an_hour(world: World) -> Iterator[str]:
    """No edition is printed twice, and none of a channel has the hour of another."""
    periods = Counter(name for kept in _resolutions(world) for name in kept.periods)
    yield from (f"{name} is printed {times} times" for name, times in periods.items() if times > 1)
    for channel_id in CHANNELS:
        here = world.discord.in_channel(Channel(channel_id))
        hours = Counter(one.delivery.message.hour for one in here if isinstance(one.delivery.message, Edition))
        yield from (f"{times} editions of {hour}" for hour, times in hours.items() if times > 1)


def _follow_ups_are_few(world: World) -> Iterator[str]:
    """Of a story a channel has at most six follow-ups, ten minutes apart unless a clock was set back between."""
    said = defaultdict[tuple[str, str], list[Kept]](list)
    for kept in world.kept:
        for one in kept.what.deliveries:
            if isinstance(one.message, FollowUp):
                said[str(one.subscription_id), str(one.story_id)].append(kept)
    for (_, name), times in said.items():
        if len(times) > _MOST:
            yield f"{_named(world, name)} has {len(times)} follow-ups"
        for before, after in pairwise(times):
            if before.era == after.era and after.at - before.at < _APART:
                yield f"{_named(world, name)} has follow-ups only {after.at - before.at} apart"


def _follow_ups_are_news(world: World) -> Iterator[str]:
    """A follow-up shows nothing that its channel was shown, or could have seen, in a revision that it was told of."""
    texts: dict[tuple[str, int], str] = {}
    seen = defaultdict[tuple[str, str], list[str]](list)
    for kept in world.kept:
        if isinstance(kept.what, Outcome):
            for one in kept.what.revisions:
                texts[one.story_id, one.revision] = _plain(f"{one.story.headline.text} {one.story.text}")
        messages = {one.delivery_id: one.message for one in kept.what.deliveries}
        for telling in kept.what.tellings:
            known = seen[telling.root_id, telling.story_id]
            message = messages.get(telling.delivery_id)
            for words in _shown(message) if isinstance(message, FollowUp) else ():
                if any(_plain(words) in before for before in known):
                    yield f"{_named(world, telling.story_id)} has a follow-up that says again: {words}"
            if telling.revision is not None and (telling.story_id, telling.revision) in texts:
                known.append(texts[telling.story_id, telling.revision])


def _promises_come_first(world: World) -> Iterator[str]:
    """What an edition promised comes first in the next, in order, unless that says why not."""
    promised: dict[tuple[str, str], int] = {}
    place = 0
    for kept in _resolutions(world):
        new = (one.message for one in kept.deliveries if not one.amends)
        edition = next((message for message in new if isinstance(message, Edition)), None)
        whose = {name.partition(" ")[0] for name in kept.periods}
        if edition:
            yield from _promises_broken(world, kept, edition, promised, whose)
        for one in kept.owed:
            if one.debt == "story" and one.promised_by:
                place += 1
                promised.setdefault((one.subscription_id, one.story_id), place)
        for paid in kept.paid:
            if paid.debt == "story":
                promised.pop((paid.subscription_id, paid.story_id), None)


def _promises_broken(
    world: World, kept: Resolution, edition: Edition, promised: dict[tuple[str, str], int], whose: set[str]
) -> Iterator[str]:
    due = {key: place for key, place in promised.items() if key[0] in whose and key[0] in world.followed}
    paid = {(one.subscription_id, one.story_id) for one in kept.paid}
    shown = [
        min((due[key] for key in due if key[1] in brief.story_ids and key in paid), default=0)
        for brief in edition.briefs
    ]
    held = [place for key, place in due.items() if key not in paid]
    kept_first = [place for place in shown if place]
    if shown[: len(kept_first)] != kept_first:
        yield f"the edition of {edition.hour} tells something else before what was promised"
    if held and len(kept_first) < len(shown):
        yield f"the edition of {edition.hour} tells something else instead of what was promised"
    if len(kept_first) != edition.held_over:
        yield f"the edition of {edition.hour} says {edition.held_over} were held over, but {len(kept_first)} were"


# -------------------------------------------------------------------------------------------------------- in the end


def _nothing_waits(world: World) -> Iterator[str]:
    tally = world.run(world.store.tally(world.now()))
    if tally and tally.waiting:
        yield f"{tally.waiting} deliveries wait for ever"
    if debts := world.run(world.store.debts(world.now(), limit=100)):
        yield f"{len(debts)} debts are due and not paid"
    for channel_id in CHANNELS:
        desk = world.run(world.store.desk(channel_id, world.now()))
        wishes = {one.subscription_id: one for one in desk.subscriptions} if desk else {}
        for one in desk.owed if desk else ():
            at = wishes[one.owed.subscription_id].edition_at
            if at is None or at <= world.now():
                yield f"{_named(world, one.owed.story_id)} is owed for ever: the next edition is at {at}"


def _everything_is_read(world: World) -> Iterator[str]:
    """What stands in a blog that somebody follows was read as it stands."""
    newest = {one.story_id: one.story for polled in _outcomes(world) for one in polled.revisions}
    for blog in world.blogs:
        if not any(subscription_id(channel_id, blog) in world.followed for channel_id in CHANNELS):
            continue
        for post in blog.shown():
            story = newest.get(story_id(blog, post))
            if story is None:
                yield f"{blog.name} {post.number} was never read"
            elif (story.headline.text, story.more_coming) != (post.headline, post.more):
                yield f"{blog.name} {post.number} was not read as it stands"


def _nothing_is_lost(world: World) -> Iterator[str]:
    """Every story that was news to a channel was told there, or it was said or decided why not, or it is still owed."""
    posted = {message.delivery.delivery_id: message for message in world.discord.posted.values()}
    # What was to be told by a message that was given up is owed again.
    told = {(one.subscription_id, one.story_id) for one in _tellings(world) if one.root_id in posted}
    decided = defaultdict[tuple[str, str], list[Decision]](list)
    for kept in world.kept:
        for decision in kept.what.decisions:
            decided[decision.subscription_id, decision.story_id].append(decision)
    owed = _owed(world)
    for whom, published in _news(world):
        name = f"{_named(world, whom[1])} of {published}"
        if whom not in decided:
            yield f"nothing was decided of {name}"
        elif whom not in told and whom not in owed and not any(_is_said(one, posted) for one in decided[whom]):
            yield f"{name} is lost: {decided[whom][-1].reasons}"


def _everything_is_explained(world: World) -> Iterator[str]:
    """The store has a decision on each story and channel."""
    explained = world.run(world.store.decisions(GUILD, channels=None, feed_id=None, count=100_000)) or ()
    known = {(one.decision.subscription_id, one.decision.story_id) for one in explained}
    yield from (f"the store cannot explain {_named(world, whom[1])}" for whom, _ in _news(world) if whom not in known)


def _promises_end(world: World) -> Iterator[str]:
    """Nothing that was told days ago says that more is coming."""
    for message in _followed(world):
        if message.delivery.delivery_id not in world.discord.unedited and any(_coming(message)):
            yield f"{message.delivery.delivery_id} still says that more is coming"


def _headlines_hold(world: World) -> Iterator[str]:
    """Who was told a headline is told the one that holds now."""
    said: dict[tuple[str, str], str] = {}
    at: dict[tuple[str, str], datetime] = {}
    count = Counter[tuple[str, str]]()
    posted = {message.delivery.delivery_id for message in world.discord.posted.values()}
    for kept in world.kept:
        # What was given up, as where its feed was followed no more, nobody has read.
        for delivery in (one for one in kept.what.deliveries if one.delivery_id in posted or one.amends):
            match delivery.message:
                case Digest(headline=headline) if not delivery.amends:
                    key = str(delivery.subscription_id), str(delivery.story_id)
                    said[key], at[key] = headline, kept.at
                case Edition(briefs=briefs) if not delivery.amends:
                    whose = {one.story_id: one.subscription_id for one in kept.what.tellings}
                    for brief in briefs:
                        key = whose[brief.story_ids[0]], brief.story_ids[0]
                        said[key], at[key] = brief.headline, kept.at
                case FollowUp(corrections=corrections):
                    key = str(delivery.subscription_id), str(delivery.story_id)
                    count[key] += 1
                    for one in corrections:
                        if one.kind == "headline" and one.was == said.get(key) and one.now:
                            said[key] = one.now
    for blog in world.blogs:
        for post in blog.shown():
            name = story_id(blog, post)
            for channel_id in CHANNELS:
                key = subscription_id(channel_id, blog), name
                if key not in said or key[0] not in world.followed or said[key] == post.headline:
                    continue
                if count[key] < _MOST and abs(world.now() - at[key]) < 6 * _DAY and not world.skewed:
                    yield f"{_named(world, name)} still reads “{said[key]}”"


_ALWAYS: tuple[Law, ...] = (
    _discord_objects,
    _told_first_once,
    _event_told_once,
    _one_edition_an_hour,
    _follow_ups_are_few,
    _follow_ups_are_news,
    _promises_come_first,
)
_IN_THE_END: tuple[Law, ...] = (
    _nothing_waits,
    _everything_is_read,
    _nothing_is_lost,
    _everything_is_explained,
    _promises_end,
    _headlines_hold,
)


# ------------------------------------------------------------------------------------------------------- what is there


def _first(message: Standing) -> Iterable[str]:
    """The stories that a message tells first."""
    match message.delivery.message:
        case Digest():
            yield str(message.delivery.story_id)
        case Edition(briefs=briefs):
            yield from (name for brief in briefs for name in brief.story_ids)


def _leading(message: Standing) -> Iterable[str]:
    """Of each event that a message tells first, the story that leads."""
    match message.delivery.message:
        case Digest():
            yield str(message.delivery.story_id)
        case Edition(briefs=briefs):
            yield from (brief.story_ids[0] for brief in briefs)


def _shown(said: FollowUp) -> Iterable[str]:
    for passage in said.passages:
        yield from (quote.text for quote in passage.quotes)
    yield from (passage.headline.text for passage in said.passages if passage.headline and said.outlet is None)
    yield from said.paragraphs


def _coming(message: Standing) -> Iterable[bool]:
    match message.says:
        case Digest(more_coming=coming):
            yield coming
        case Edition(briefs=briefs):
            yield from (brief.more_coming for brief in briefs)


def _is_said(decision: Decision, posted: dict[str, Standing]) -> bool:
    """Whether a decision that tells nothing is a good end for a story."""
    why = decision.reasons[0]
    if why.startswith("It grew too old"):
        said = posted.get(str(decision.delivery_id))
        return said is not None and isinstance(said.delivery.message, Edition) and said.delivery.message.dropped > 0
    return why.startswith("Its blog took it back") or decision.reasons[-1].startswith("Another channel")


def _news(world: World) -> Iterator[tuple[tuple[str, str], datetime]]:
    """Each living subscription and each story that was new to it when it was first read, with its date."""
    since: dict[str, datetime] = {}
    news: dict[tuple[str, str], datetime] = {}
    for kept in world.kept:
        if not isinstance(kept.what, Outcome):
            continue
        for name, wish in world.followed.items():
            first = (one.story_id for one in kept.what.revisions if one.revision == 1)
            dates = {one.story_id: one.story.published for one in kept.what.revisions}
            here = wish.feed_id == kept.what.feed_id and name in since and name in kept.following
            for story in first if here else ():
                if (published := dates[story]) and published >= since[name]:
                    news[name, story] = published
        for greeting in kept.what.greetings:
            # Whoever follows anew begins anew.
            news = {whom: date for whom, date in news.items() if whom[0] != greeting.subscription_id}
            since[greeting.subscription_id] = greeting.greeted
    yield from news.items()


def _owed(world: World) -> set[tuple[str, str]]:
    desks = [world.run(world.store.desk(channel_id, world.now())) for channel_id in CHANNELS]
    return {(one.owed.subscription_id, one.owed.story_id) for desk in desks if desk for one in desk.owed}


def _followed(world: World) -> Iterator[Standing]:
    """The messages in channels that have followed all that these tell of ever since: else none of them is edited."""
    for channel_id in CHANNELS:
        here = {name for name, wish in world.followed.items() if wish.channel_id == channel_id}
        for message in world.discord.in_channel(Channel(channel_id)):
            whose = {one.subscription_id for one in _tellings(world) if one.root_id == message.delivery.delivery_id}
            # What was posted by a clock a year ahead may have come before whoever followed.
            if whose <= here and all(world.began[name] <= message.at <= world.time for name in whose):
                yield message


def _outcomes(world: World) -> Iterator[Outcome]:
    yield from (kept.what for kept in world.kept if isinstance(kept.what, Outcome))


def _resolutions(world: World) -> Iterator[Resolution]:
    yield from (kept.what for kept in world.kept if isinstance(kept.what, Resolution))


def _tellings(world: World) -> Iterator[Telling]:
    yield from (one for kept in world.kept for one in kept.what.tellings)


def _named(world: World, name: str) -> str:
    for blog in world.blogs:
        for post in blog.posts:
            if story_id(blog, post) == name:
                return f"{blog.name} {post.number}"
    return name


def _plain(words: str) -> str:
    return " ".join(words.split())
