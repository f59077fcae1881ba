"""Messages of every kind: the ones that the design shows, and strategies for all that a feed may bring about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.news.model import (
    Also,
    Brief,
    Correction,
    Credit,
    Digest,
    Edition,
    FollowUp,
    Headline,
    Masthead,
    Passage,
    Picture,
    Quote,
    Withdrawal,
)
from bot.outbox.model import Channel, Claim, Delivery, Message, Notice
from bot.sandbox.rules import messages as rules

NOW = datetime(2026, 9, 18, 18, 0, tzinfo=UTC)
ID = "0123456789abcdef0123"
ROOT = "fedcba9876543210fedc"

pieces = st.text(max_size=12) | st.sampled_from(["*", "\\", "](x)", "a. ", "👩‍🚒", "é", "“b.” ", "@everyone ", "<@7>"])
words = st.builds(lambda piece, times: piece * times, pieces, st.sampled_from([1, 1, 2, 30, 700]))
short = st.builds(lambda piece, times: piece * times, pieces, st.sampled_from([1, 1, 2, 40]))
some = st.none() | words
few = st.none() | short
addresses = (
    st.none()
    | short
    | st.just("https://harbourlight.example/a")
    | st.builds(lambda length: "https://x.example/" + "a" * length, st.sampled_from([900, 1400, 3000]))
)
quotes = st.builds(Quote, st.just(0), st.just(0), words, st.just("direct"), few, few, few, few, st.booleans())
headlines = st.builds(Headline, short, st.none() | st.builds(Credit, few, few, few, addresses))
passages = st.lists(st.builds(Passage, st.none() | headlines, st.lists(quotes, max_size=6).map(tuple)), max_size=5).map(
    tuple
)
mastheads = st.builds(Masthead, words, addresses, addresses)
pictures = st.none() | st.builds(Picture, addresses.map(str), some, some)
moments = st.none() | st.sampled_from([NOW, NOW - timedelta(hours=10), NOW + timedelta(days=2)])
outlets = st.builds(Also, short, addresses)
beside = st.lists(outlets, max_size=9).map(tuple)
corrections = st.builds(Correction, st.sampled_from(["headline", "quote", "speaker"]), words, some, some, some)

digests = st.builds(
    Digest,
    mastheads,
    words,
    addresses,
    some,
    st.booleans(),
    passages,
    some,
    st.integers(0, 500),
    pictures,
    moments,
    beside,
    moments,
)
follow_ups = st.builds(
    FollowUp,
    words,
    addresses,
    passages,
    st.booleans(),
    st.booleans(),
    st.lists(words, max_size=2).map(tuple),
    st.lists(corrections, max_size=5).map(tuple),
    st.integers(0, 500),
    st.none() | outlets,
)
withdrawals = st.builds(Withdrawal, words, addresses)
carried = st.lists(st.builds(Passage, st.none() | headlines, st.lists(quotes, max_size=2).map(tuple)), max_size=2)
briefs = st.builds(
    Brief, st.just(("s",)), outlets, words, addresses, carried.map(tuple), some, moments, beside, st.booleans(), moments
)
counts = st.integers(0, 300)
editions = st.builds(
    Edition,
    words,
    st.just(NOW),
    st.lists(briefs, max_size=3).map(tuple),
    counts,
    moments,
    counts,
    counts,
    st.integers(0, 9),
    moments,
    st.booleans(),
)
notices = st.builds(Notice, st.just("A channel is gone"), words, st.none() | st.just(7))
everything = digests | follow_ups | withdrawals | editions | notices

OKAFOR = Quote(
    0, 0, "Contacts have been restored,", "direct", "Okafor", "Ines Okafor", "spokesperson for the Port Authority"
)
REYES = Quote(0, 0, "The old rota is not coming back.", "direct", "Reyes", "Tom Reyes", "Former harbour master")
MERIDIAN = Also("The Meridian", "https://meridian.example/talks")
QUAY_NEWS = Also("Quay News", "https://quay.example/talks")
TALKS = "https://harbourlight.example/talks"


def claim(
    message: Message,
    *,
    plain: bool = False,
    reply_to: int | None = None,
    amends: str | None = None,
    edits: int | None = None,
) -> Claim:
    """A claim on a delivery of this message."""
    delivery = Delivery(ID, Channel(7), message, NOW, amends=amends)
    return Claim(delivery, 1, 0, plain, None, None, reply_to, edits)


def refused(body: dict[str, Any]) -> list[str]:
    """What Discord, and our own rules, would object to in a body."""
    return _objections(body, rules.CREATING, rules.SENT_FLAGS)


def refused_as_edit(body: dict[str, Any]) -> list[str]:
    """What they would object to in the body of an edit."""
    return _objections(body, rules.EDITING, rules.EDITED_FLAGS)


def _objections(body: dict[str, Any], known: frozenset[str], flags: int) -> list[str]:
    found = rules.refused(body, known=known, flags=flags)
    return [f"{one.field}: {one.what}" for one in found] + [
        one.what for one in rules.unlike_the_house(body, body.get("flags", 0))
    ]


def shown(body: dict[str, Any]) -> str:
    """All the text of a message, its embeds one after the other."""
    parts = [body.get("content", ""), *(embed.get("description", "") for embed in body.get("embeds", ()))]
    return "\n\n".join(part for part in parts if part)


def harbour() -> Digest:
    """The digest that the design shows."""
    talks = Headline("Dock union, port authority to reopen talks", Credit("The Meridian", None, "18 Sep"))
    unnamed = Quote(0, 0, "to avoid misunderstandings at the gate", "mixed")
    return Digest(
        Masthead("Harbour Light Blog", "https://harbourlight.example", "https://harbourlight.example/icon.png"),
        "Port and city agree to talk again",
        TALKS,
        "Hardly a word of it in the nationals.",
        True,
        (Passage(talks, (OKAFOR, unnamed)),),
        None,
        5,
        Picture("https://harbourlight.example/quay.png", "The quay", "© Quay News"),
        NOW,
    )


def brief(headline: str, *quotes: Quote, lead: str | None = None) -> Brief:
    """A story of an edition, from Harbour Light."""
    said = (Passage(None, quotes),) if quotes else ()
    return Brief((headline,), Also("Harbour Light", None), headline, TALKS, said, lead, NOW)
