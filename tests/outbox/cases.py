"""A channel that was told of a story, for tests of what comes after; people, places and outlets are invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.news.change import fingerprint
from bot.news.digest import digest
from bot.news.model import Entry, Masthead, Story
from bot.news.story import read_entry
from bot.outbox.due import Case
from bot.outbox.model import Debt, KnownStory, Subscription, Told
from bot.outbox.settings import AS_EVER, Settings

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HARBOUR = Masthead("Harbour Light Blog", "https://harbourlight.example")
QUAY = Masthead("Quay News", "https://quaynews.example")

QUIET = "<p>The quay was quiet.</p>"
OKAFOR = "<p>“We will talk for as long as it takes,” Ines Okafor, the port's director, said.</p>"
REYES = "<p>“The old rota is not coming back to this harbour,” Tom Reyes, former harbour master, said.</p>"
HELD: tuple[Debt, ...] = ("follow-up",)
PROMISED: tuple[Debt, ...] = ("promise",)

MORE = "<p>More headlines coming later.</p>"


def story(body: str = QUIET, *, title: str = "Port and city agree to talk again", name: str = "talks") -> Story:
    """A post with this body, published an hour ago."""
    entry = Entry(name, f"https://harbourlight.example/{name}", title, body, "html", published=NOW - HOUR)
    return read_entry(entry)


def subscription(settings: Settings = AS_EVER, *, channel: int = 7, feed: str = "harbour") -> Subscription:
    """A channel that has followed a feed for a day."""
    name = f"{feed} in {channel}"
    return Subscription(name, feed, 1, channel, 42, NOW - 24 * HOUR, NOW - 24 * HOUR, settings=settings)


def known(now: Story, *, revision: int = 2) -> KnownStory:
    """A story as it now stands."""
    return KnownStory(now.entry_id, revision, fingerprint(now), now)


def told(before: Story, **more: Any) -> Told:
    """That the channel was told of the story by a digest half an hour ago."""
    then = NOW - HOUR / 2
    said = Told("harbour in 7", before.entry_id, "root", digest(before, HARBOUR), (before,), then, then)
    return replace(said, **more)


def case(before: Story, now: Story, settings: Settings = AS_EVER, **more: Any) -> Case:
    """A channel that was told of the story as it was before, and the story as it is now."""
    return Case(subscription(settings), HARBOUR, known(now), told(before, **more))
