"""What a channel's feeds brought, and the settings to try; all that would have been said there, counted, out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from bot.news.model import Digest, Edition, FollowUp, Masthead, Story, Withdrawal
from bot.outbox.cadence import said
from bot.outbox.due import Past, Resolution
from bot.outbox.model import Message, Notice, Subscription
from bot.outbox.plan import Plan, unwanted
from bot.outbox.rehearsal import Rehearsal, Whom, begun, leads

MOST_REVISIONS = 1000
"""So many revisions are tried at most, the newest: some seconds of work at the worst."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that would have been posted, and when; edits are none."""

    at: datetime
    message: Message


@dataclass(frozen=True, slots=True)
class Backtest:
    """All that would have been said in a channel between two moments.

    Of the headlines, `held_back` waited for a later edition than the first, `dropped` grew too old for one,
    `filtered` had an unwanted word, and `merged` were told by another outlet's story of the same event. `cut` counts
    the revisions that were left out since there were too many.
    """

    since: datetime
    until: datetime
    messages: tuple[Said, ...]
    held_back: int = 0
    dropped: int = 0
    filtered: int = 0
    merged: int = 0
    cut: int = 0

    @property
    def digests(self) -> int:
        """How many of the messages tell of one story that is new."""
        return sum(isinstance(one.message, Digest) for one in self.messages)

    @property
    def editions(self) -> int:
        """How many of the messages are editions."""
        return sum(isinstance(one.message, Edition) for one in self.messages)

    @property
    def follow_ups(self) -> int:
        """How many of the messages tell what changed since."""
        return sum(isinstance(one.message, FollowUp) for one in self.messages)


def backtest(
    subscriptions: Sequence[Subscription],
    mastheads: Mapping[str, Masthead],
    past: Sequence[Past],
    since: datetime,
    until: datetime,
) -> Backtest:
    """What one channel would have been told if these subscriptions of it had stood like this all along.

    `mastheads` are by feed. A story that was read before `since` is known and not told, so neither are its changes.
    """
    wishes = [_as_ever(one, since) for one in subscriptions if not one.ended and one.feed_id in mastheads]
    followed = {one.feed_id for one in wishes}
    read = sorted((one for one in past if one.feed_id in followed and one.read_at <= until), key=_order)
    rehearsal = begun(wishes, mastheads, since)
    held: set[Whom] = set()
    filtered = 0
    for (at, feed_id), together in groupby(read[-MOST_REVISIONS:], key=lambda one: (one.read_at, one.feed_id)):
        held.update(_held(rehearsal.pass_until(at)))
        revisions = tuple(together)
        for one in revisions:
            if one.first_read_at < since:
                rehearsal.learn(feed_id, one.story_id, one.revision, one.story)
        if new := [one.story for one in revisions if one.first_read_at >= since]:
            filtered += _filtered(rehearsal.poll(feed_id, new, at), wishes)
    held.update(_held(rehearsal.pass_until(until)))
    messages = tuple(Said(one.created_at, one.message) for one in rehearsal.deliveries.values() if one.amends is None)
    return Backtest(
        since=since,
        until=until,
        messages=messages,
        held_back=len(held),
        dropped=sum(one.message.dropped for one in messages if isinstance(one.message, Edition)),
        filtered=filtered,
        merged=_merged(rehearsal),
        cut=max(len(read) - MOST_REVISIONS, 0),
    )


def summary(tried: Backtest) -> str:
    """What a back-test comes to, as a sentence; and another where it is not the whole of it."""
    length = tried.until - tried.since
    when = "last week" if length == _WEEK else f"in the last {said(length)}"
    number = tried.follow_ups
    follow_ups = f", {number:,} of them {'a follow-up' if number == 1 else 'follow-ups'}" if number else ""
    rest = (
        (tried.held_back, "held back"),
        (tried.dropped, "too old to be told"),
        (tried.filtered, "not wanted"),
        (tried.merged, "told by another outlet"),
    )
    headlines = [f"{_headlines(count)} {what}" for count, what in rest if count]
    cut = f" Only the newest {MOST_REVISIONS:,} posts and changes were tried." if tried.cut else ""
    return f"With these settings, {when}: {'; '.join([_messages(tried) + follow_ups, *headlines])}.{cut}"


def what(message: Message) -> str:
    """What a message is and tells of, in one line."""
    match message:
        case Digest():
            return f"Digest: {message.headline}"
        case Edition():
            told = "; ".join(one.headline for one in message.briefs) or "nothing new"
            owed = f" ({message.owed:,} held back)" if message.owed else ""
            return f"{message.name}{owed}: {told}"
        case FollowUp():
            return f"Follow-up: {message.headline}"
        case Withdrawal():
            return f"Withdrawn: {message.headline}"
        case Notice():
            return message.title


def _messages(tried: Backtest) -> str:
    count = len(tried.messages)
    return f"{count:,} message{'' if count == 1 else 's'}" if count else "no message"


def _headlines(count: int) -> str:
    return f"{count:,} headline{'' if count == 1 else 's'}"


def _as_ever(subscription: Subscription, since: datetime) -> Subscription:
    """The same as if the channel had followed the feed at that moment already."""
    greeted = min(subscription.greeted or since, since)
    return replace(subscription, greeted=greeted)


def _order(one: Past) -> tuple[datetime, str, str, int]:
    return one.read_at, one.feed_id, one.story_id, one.revision


def _held(resolutions: Sequence[Resolution]) -> Iterator[Whom]:
    """The stories for which an edition had no room, with whom they are owed to."""
    for one in resolutions:
        yield from ((owed.subscription_id, owed.story_id) for owed in one.owed if owed.debt == "story")


def _filtered(planned: Plan, wishes: Sequence[Subscription]) -> int:
    """How many stories a poll brought that are news, and that their channel does not want."""
    news = {one.story_id: one.story for one in planned.revisions if one.revision == 1}
    by_name = {one.subscription_id: one for one in wishes}
    judged = ((by_name[one.subscription_id], news.get(one.story_id)) for one in planned.decided.decisions)
    return sum(story is not None and _is_unwanted(wish, story) for wish, story in judged)


def _is_unwanted(wish: Subscription, story: Story) -> bool:
    is_older = story.published is not None and wish.greeted is not None and story.published < wish.greeted
    return not is_older and unwanted(story, wish.settings.without) is not None


def _merged(rehearsal: Rehearsal) -> int:
    """How many stories were told where another of the same event led."""
    roots = ((story_id, tellings[0].root_id) for (_, story_id), tellings in rehearsal.tellings.items())
    return sum(story_id not in leads(rehearsal.deliveries[root]) for story_id, root in roots)
