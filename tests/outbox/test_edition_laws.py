"""Laws of what a channel is told, whatever its feeds bring and whenever its hours come: all, once, as promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import chain, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.news.model import Block, Brief, Digest, Edition, Headline, KeyQuote, Listed, Masthead, Quote, Story
from bot.outbox.due import Resolution
from bot.outbox.model import Message, Subscription
from bot.outbox.plan import plan
from bot.outbox.rehearsal import Rehearsal, Whom, begun
from bot.outbox.settings import Quiet, Settings, Timetable
from bot.outbox.timetable import next_slot, period

BEGAN = datetime(2026, 10, 23, 12, tzinfo=UTC)
"""Two days before the clocks of Europe go back."""

FEEDS = ("harbour", "quay", "ferry")
MASTHEADS = {name: Masthead(f"The {name} post", f"https://{name}.example") for name in FEEDS}
MINUTE = timedelta(minutes=1)

EVENTS = (
    "Dock crews walk out after talks on night shifts collapse",
    "Council votes to close the old lighthouse road for winter",
    "Fog keeps 14 ferries in port for a third morning",
    "Harbour museum finds 200 letters behind a false wall",
)
QUOTES = (
    ("Nobody wants another winter like the last one here,", "The rota has to go,", "We sat there until four,"),
    ("We open it again when the ice has gone,", "Nobody drives there in the dark,", "It was a close vote,"),
    ("I have not seen so many boats lie still,", "You hear the horns and see nothing,", "We wait for wind,"),
    ("They smell of tar and of somebody's tobacco,", "She signs with her boat's name,", "The wall was hollow,"),
)
"""What was said of each event."""


@dataclass(frozen=True, slots=True)
class Step:
    """So long after the last step, a feed gives these entries, each of an event and with so many quotes.

    `asleep`: the bot does what fell due meanwhile only now.
    """

    wait: timedelta
    feed: str
    entries: tuple[tuple[int, int], ...]
    more: bool
    asleep: bool


@dataclass(frozen=True, slots=True)
class Played:
    """A channel to which all this happened, and what came of its hours."""

    rehearsal: Rehearsal
    done: tuple[Resolution, ...]
    owed: frozenset[Whom]
    ended: datetime

    def editions(self) -> tuple[Edition, ...]:
        """The editions that went out, in their order."""
        messages = (one.message for one in self.rehearsal.deliveries.values() if one.amends is None)
        return tuple(message for message in messages if isinstance(message, Edition))


def article(feed: str, event: int, quotes: int, *, more: bool) -> Story:
    """A story of an event, with so many of the quotes that there are, key quotes all."""
    headline = EVENTS[event]
    text, blocks, found = headline, [Block("heading", 0, len(headline))], []
    for words in QUOTES[event][:quotes]:
        start = len(text) + 2
        text += f"\n\n“{words}” said Ines Okafor."
        blocks.append(Block("paragraph", start, len(text)))
        found.append(
            Quote(start + 1, start + 1 + len(words), words, "direct", "Ines Okafor", "Ines Okafor", None, "said")
        )
    return Story(
        entry_id=f"{feed} {event}",
        link=f"https://{feed}.example/{event}",
        published=BEGAN + event * MINUTE,
        author=None,
        text=text,
        blocks=tuple(blocks),
        headline=Headline(headline, start=0),
        note=None,
        more_coming=more,
        headlines=(),
        quotes=tuple(found),
        key_quotes=tuple(KeyQuote(quote, ()) for quote in found),
        lead=None,
        picture=None,
    )


timetables = st.lists(st.sampled_from((6, 8, 12, 18, 23)), min_size=1, max_size=3, unique=True).map(
    lambda hours: Timetable(tuple(time(hour) for hour in sorted(hours)))
)
choices = st.builds(
    Settings,
    timetable=st.one_of(timetables, timetables, st.none()),
    zone=st.sampled_from(("UTC", "Europe/Berlin", "America/St_Johns")),
    quiet=st.sampled_from((None, Quiet(time(22), time(7)))),
    most=st.integers(1, 2),
    limit=st.sampled_from((None, timedelta(hours=10))),
    heartbeat=st.booleans(),
    gathering=st.sampled_from(("channel", "channel", "off")),
)
steps = st.builds(
    Step,
    wait=st.integers(0, 12 * 60).map(lambda minutes: minutes * MINUTE),
    feed=st.sampled_from(FEEDS),
    entries=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4, unique_by=lambda one: one[0]
    ).map(tuple),
    more=st.booleans(),
    asleep=st.booleans(),
)
followed = st.lists(choices, min_size=2, max_size=3)
histories = st.lists(steps, min_size=1, max_size=8)
awake = histories.map(lambda history: [replace(one, asleep=False) for one in history])


def wishes(chosen: Sequence[Settings]) -> list[Subscription]:
    """A channel's wishes for as many feeds as there are settings."""
    return [
        Subscription(f"{feed} in 7", feed, 1, 7, 42, BEGAN, BEGAN, settings=settings)
        for feed, settings in zip(FEEDS, chosen, strict=False)
    ]


def played(chosen: Sequence[Settings], history: Sequence[Step]) -> Played:
    """What comes of a history in a channel that chose these settings, and of two days after it."""
    rehearsal = begun(wishes(chosen), MASTHEADS, BEGAN)
    done: list[Resolution] = []
    owed: set[Whom] = set()
    now = BEGAN
    for step in history:
        now += step.wait
        done += rehearsal.tell_due(now) if step.asleep else rehearsal.pass_until(now)
        stories = [article(step.feed, event, quotes, more=step.more) for event, quotes in step.entries]
        planned = rehearsal.poll(step.feed, stories, now)
        owed |= {(one.subscription_id, one.story_id) for one in planned.decided.owed if one.debt == "story"}
    ended = now + timedelta(days=2)
    return Played(rehearsal, (*done, *rehearsal.pass_until(ended)), frozenset(owed), ended)


def told_of(resolution: Resolution) -> set[Whom]:
    """Who is told of what by this."""
    return {(one.subscription_id, one.story_id) for one in resolution.tellings}


def paid_in(resolution: Resolution) -> set[Whom]:
    """The stories that are owed no more from then on."""
    return {(one.subscription_id, one.story_id) for one in resolution.paid if one.debt == "story"}


def edition_of(resolution: Resolution) -> Edition | None:
    """The edition that this prints."""
    return next(
        (one.message for one in resolution.deliveries if isinstance(one.message, Edition) and not one.amends), None
    )


@given(followed, histories)
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_owed_is_lost(chosen: list[Settings], history: list[Step]) -> None:
    """Every story that was owed was told, or an edition said that it was dropped, or it is owed still."""
    after = played(chosen, history)
    still = {(one.subscription_id, one.story_id) for one in after.rehearsal.owed.values() if one.debt == "story"}
    dropped: set[Whom] = set()
    for one in after.done:
        unsaid = paid_in(one) - told_of(one)
        edition = edition_of(one)
        assert len(unsaid) == (edition.dropped if edition else 0)
        dropped |= unsaid
    assert after.owed == (after.owed & set(after.rehearsal.tellings)) | dropped | still
    assert not still & set(after.rehearsal.tellings)


@given(followed, histories)
@settings(max_examples=60, deadline=None)
def test_no_story_is_told_twice(chosen: list[Settings], history: list[Step]) -> None:
    """Whatever the order of polls and editions, a channel has one message that tells of a story first."""
    messages = [one for one in played(chosen, history).rehearsal.deliveries.values() if one.amends is None]
    digests = [one.story_id for one in messages if isinstance(one.message, Digest)]
    editions = chain.from_iterable(_stories(one.message) for one in messages if isinstance(one.message, Edition))
    told = [*digests, *editions]
    assert len(told) == len(set(told))


@given(followed, histories)
@settings(max_examples=40, deadline=None)
def test_one_event_of_many_feeds_is_told_once(chosen: list[Settings], history: list[Step]) -> None:
    """Whether it is told at once or by an edition; the other feeds' stories of it add to that message or to nothing."""
    gathered = [replace(one, gathering="channel") for one in chosen]
    alike = [replace(step, entries=tuple((event, 2) for event, _ in step.entries)) for step in history]
    messages = [one for one in played(gathered, alike).rehearsal.deliveries.values() if one.amends is None]
    digests = [one.message.headline for one in messages if isinstance(one.message, Digest)]
    briefs = chain.from_iterable(one.message.briefs for one in messages if isinstance(one.message, Edition))
    told = [*digests, *(brief.headline for brief in briefs)]
    assert len(told) == len(set(told))


@given(followed, histories)
@settings(max_examples=40, deadline=None)
def test_an_edit_takes_nothing_back(chosen: list[Settings], history: list[Step]) -> None:
    """Each changes what stands there; outlets and "Updated" stay once they are said, and no promise is made again."""
    standing: dict[str, Message] = {}
    for one in played(chosen, history).rehearsal.deliveries.values():
        if one.amends is not None:
            before, then = standing[one.amends], one.message
            assert then != before
            for was, now in zip(_items(before), _items(then), strict=True):
                assert was.headline == now.headline
                assert was.updated in (None, now.updated)
                assert now.more_coming <= was.more_coming
                assert set(was.also) <= set(now.also)
        standing[one.amends or one.delivery_id] = one.message


@given(followed, histories)
@settings(max_examples=40, deadline=None)
def test_a_poll_that_brings_nothing_new_says_nothing(chosen: list[Settings], history: list[Step]) -> None:
    """Planning twice is planning once: the same facts give the same plan, and once it is done there is none."""
    rehearsal = begun(wishes(chosen), MASTHEADS, BEGAN)
    now = BEGAN
    for step in history:
        now += step.wait
        rehearsal.pass_until(now)
        stories = [article(step.feed, event, quotes, more=step.more) for event, quotes in step.entries]
        known = rehearsal.background(step.feed, stories, now)
        first = rehearsal.poll(step.feed, stories, now)
        assert plan(known, _listed(stories), MASTHEADS[step.feed], now) == first
        again = rehearsal.poll(step.feed, stories, now).decided
        assert (again.deliveries, again.tellings, again.owed, again.paid) == ((), (), (), ())


@given(followed, histories)
@settings(max_examples=40, deadline=None)
def test_printing_twice_is_printing_once(chosen: list[Settings], history: list[Step]) -> None:
    """The same desk gives the same edition, and what was kept once is not kept again."""
    after = played(chosen, history)
    before = dict(after.rehearsal.deliveries)
    for one in after.done:
        assert not (one.periods or one.paid) or not after.rehearsal.resolve(one)
    assert after.rehearsal.deliveries == before


@given(followed, awake)
@settings(max_examples=60, deadline=None)
def test_every_period_has_one_edition(chosen: list[Settings], history: list[Step]) -> None:
    """Each local day and hour that was chosen comes once, also on the day when the clocks go back.

    What is left over of quiet hours comes soon after, at hours that nobody chose.
    """
    after = played(chosen, history)
    periods = chain.from_iterable(one.periods for one in after.done)
    printed = [period for period in periods if "+" not in period]
    assert sorted(printed) == sorted(chain.from_iterable(_periods(one, after.ended) for one in wishes(chosen)))


@given(followed, histories)
@settings(max_examples=60, deadline=None)
def test_no_period_has_two_editions(chosen: list[Settings], history: list[Step]) -> None:
    """Nor where the bot was asleep; and what goes out late goes out once for all the hours that were missed."""
    after = played(chosen, history)
    printed = list(chain.from_iterable(one.periods for one in after.done))
    assert len(printed) == len(set(printed))
    assert all(before.hour < then.hour for before, then in pairwise(after.editions()))


@given(followed, histories)
@settings(max_examples=80, deadline=None)
def test_what_is_promised_comes_first_in_the_next_edition(chosen: list[Settings], history: list[Step]) -> None:
    """Before anything that was not, and as much of it as there is room for."""
    promised: set[str] = set()
    for resolution in played(chosen, history).done:
        edition = edition_of(resolution)
        if edition is not None:
            kept = [brief.story_ids[0] in promised for brief in edition.briefs]
            mine = {story_id for subscription_id, story_id in _owed(resolution) if story_id in promised}
            assert kept == sorted(kept, reverse=True)
            assert edition.held_over == sum(kept)
            assert all(kept) or not mine
        promised -= {one.story_id for one in resolution.paid}
        promised |= {one.story_id for one in resolution.owed if one.promised_by}


@given(followed.map(lambda chosen: [replace(one, gathering="off", limit=timedelta(days=30)) for one in chosen]), awake)
@settings(max_examples=80, deadline=None)
def test_an_hour_that_is_named_is_kept(chosen: list[Settings], history: list[Step]) -> None:
    """An edition that says when more comes is answered at that hour by one that brings some of it.

    Unless it has grown too old by then, or another outlet has told it, which is why neither can happen here.
    """
    after = played(chosen, history)
    editions = {edition.hour: edition for edition in after.editions()}
    for edition in after.editions():
        assert (edition.next_at is None) == (edition.owed == 0)
        if edition.next_at and edition.next_at <= after.ended:
            assert editions[edition.next_at].held_over > 0


@given(followed, histories)
@settings(max_examples=60, deadline=None)
def test_a_channel_is_left_in_peace_in_its_quiet_hours(chosen: list[Settings], history: list[Step]) -> None:
    """Where all its feeds are quiet at the same time nothing of its own is posted then, only edits."""
    night = Quiet(time(22), time(7))
    asleep = [replace(one, quiet=night, zone="UTC") for one in chosen]
    messages = [one for one in played(asleep, history).rehearsal.deliveries.values() if one.amends is None]
    assert all(time(7) <= one.created_at.time() < time(22) or _was_late(one.message) for one in messages)


def _listed(stories: Sequence[Story]) -> tuple[Listed, ...]:
    return tuple(Listed(one.entry_id, "", one) for one in stories)


def _was_late(message: object) -> bool:
    return isinstance(message, Edition) and message.late


def _items(message: Message) -> Sequence[Digest | Brief]:
    """What a message tells first: itself, or its briefs."""
    if isinstance(message, Edition):
        return message.briefs
    return (message,) if isinstance(message, Digest) else ()


def _stories(edition: Edition) -> Iterator[str]:
    return chain.from_iterable(brief.story_ids for brief in edition.briefs)


def _owed(resolution: Resolution) -> Iterator[Whom]:
    return ((one.subscription_id, one.story_id) for one in resolution.owed if one.debt == "story")


def _periods(wish: Subscription, until: datetime) -> Iterator[str]:
    """The names of all the editions that a subscription has from the beginning until then."""
    slot = next_slot(wish.settings, BEGAN)
    while slot and slot.at <= until:
        yield period(wish.subscription_id, slot)
        slot = next_slot(wish.settings, slot.at)
