"""Names for what is kept: each id is a hash of what the thing means, so that saying it twice is saying it once."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.news.model import FollowUp

ID_LENGTH = 20
"""Characters of an id: short enough for Discord's nonce (at most 25), long enough (80 bits) never to meet its twin."""


def feed_id(address: str) -> str:
    """The name of the feed at an address."""
    return _name("feed", address)


def subscription_id(feed: str, channel_id: int) -> str:
    """The name of a channel's wish for a feed; the same again when the channel asks again."""
    return _name("subscription", feed, str(channel_id))


def story_id(feed: str, entry_id: str) -> str:
    """The name of a story, which its later revisions keep."""
    return _name("story", feed, entry_id)


def digest_id(subscription: str, since: datetime, story: str) -> str:
    """The name of a story's digest in a channel, for as long as that channel follows the feed without a break."""
    return _name("digest", subscription, since.isoformat(), story)


def follow_up_id(root: str, story: str, number: int, follow_up: FollowUp) -> str:
    """The name of the follow-up to a story that is the root's so many-th, counted from 1, and says this.

    The number is part of it because a correction may be taken back, and made again.
    """
    return _name("follow-up", root, story, str(number), *_words(follow_up))


def withdrawal_id(root: str, story: str) -> str:
    """The name of the message that a story which a digest told of was taken back."""
    return _name("withdrawal", root, story)


def edition_id(channel_id: int, periods: Iterable[str]) -> str:
    """The name of the edition that a channel's subscriptions have of these periods."""
    return _name("edition", str(channel_id), *periods)


def edit_id(root: str, because: str) -> str:
    """The name of a change to a message that was posted, made because of one thing that happened."""
    return _name("edit", root, because)


def farewell_id(feed: str, at: datetime, user_id: int) -> str:
    """The name of the notice that tells a person that a feed ended."""
    return _name("farewell", feed, at.isoformat(), str(user_id))


def _words(follow_up: FollowUp) -> Sequence[str]:
    headlines = [passage.headline.text for passage in follow_up.passages if passage.headline]
    quotes = [quote.text for passage in follow_up.passages for quote in passage.quotes]
    corrected = [f"{one.kind}\x1e{one.was}\x1e{one.now}" for one in follow_up.corrections]
    return [*headlines, "", *quotes, "", *follow_up.paragraphs, "", *corrected, str(follow_up.closed)]


def _name(*meaning: str) -> str:
    said = "\x1f".join(part.replace("\x1f", " ") for part in meaning)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]
