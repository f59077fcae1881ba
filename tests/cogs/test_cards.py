"""Every digest, follow-up and notice is a message that Discord takes, however long and odd its words are."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.news.model import Credit, Digest, FollowUp, Headline, Masthead, Passage, Picture, Quote
from bot.outbox.model import Channel, Claim, Delivery, Feed, Following, Message, Notice, Subscription, Validators
from bot.sandbox.rules import messages as rules
from cogs import cards

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
ID = "0123456789abcdef0123"

pieces = st.text(max_size=12) | st.sampled_from(["*", "\\", "](x)", "a. ", "👩‍🚒", "é", "“b.” "])
words = st.builds(lambda piece, times: piece * times, pieces, st.sampled_from([1, 1, 2, 30, 700, 3000]))
some = st.none() | words
addresses = st.none() | words | st.just("https://harbourlight.example/a") | st.just("https://x.example/" + "a" * 3000)
quotes = st.builds(Quote, st.just(0), st.just(0), words, st.just("direct"), some, some, some, some, st.booleans())
headlines = st.builds(Headline, words, st.none() | st.builds(Credit, some, some, some, addresses))
passages = st.lists(
    st.builds(Passage, st.none() | headlines, st.lists(quotes, max_size=12).map(tuple)), max_size=8
).map(tuple)
mastheads = st.builds(Masthead, words, addresses, addresses)
pictures = st.none() | st.builds(Picture, addresses.map(str), some, some)
moments = st.none() | st.just(NOW)
digests = st.builds(
    Digest, mastheads, words, addresses, some, st.booleans(), passages, some, st.integers(0, 500), pictures, moments
)
follow_ups = st.builds(FollowUp, words, addresses, passages, st.booleans(), st.booleans())
notices = st.builds(Notice, st.just("A channel is gone"), words, st.none() | st.just(7))


def claim(message: Message, *, plain: bool = False, reply_to: int | None = None) -> Claim:
    """A claim on a delivery of this message."""
    return Claim(Delivery(ID, Channel(7), message, NOW), 1, 0, plain, None, None, reply_to)


def refused(body: dict[str, Any]) -> list[str]:
    """What Discord, and our own rules, would object to."""
    found = rules.refused(body, known=body.keys(), flags=body.get("flags", 0))
    return [f"{one.field}: {one.what}" for one in found] + [
        one.what for one in rules.unlike_the_house(body, body.get("flags", 0))
    ]


@settings(max_examples=60)
@given(digests | follow_ups | notices, st.booleans(), st.none() | st.just(99))
def test_every_card_fits_discord(message: Message, plain: bool, reply_to: int | None) -> None:
    """Whatever a feed holds, the message is within every limit, and there is something in it."""
    body = cards.payload(claim(message, plain=plain, reply_to=reply_to))
    assert refused(body) == []
    assert not rules.empty(body.get("content", ""), body.get("embeds", []), ())
    assert cards.has_mark(body, ID)
    assert body["allowed_mentions"]["parse"] == []
    assert (body["nonce"], body["enforce_nonce"]) == (ID, True)


@settings(max_examples=40)
@given(st.lists(quotes, max_size=40).map(tuple))
def test_a_quote_and_its_speaker_are_never_parted(found: tuple[Quote, ...]) -> None:
    """What does not fit is left out whole: no quote stands without its speaker, and no speaker without a quote."""
    for page in cards.quotes(found):
        shown = page["description"].split("\n")
        for line, after in zip(shown, [*shown[1:], ""], strict=True):
            if line.startswith("— "):
                assert not after.startswith("— ")
        assert shown[0][:2] in ("> ", "")
        assert refused({"embeds": [page], "allowed_mentions": cards.NO_MENTIONS}) == []


def follows(title: str, site: str | None = None, *, channel: int = 7) -> Following:
    """What a server follows, with a feed of this title."""
    feed = Feed("f", "https://quay.example/feed", Masthead(title, site), Validators(), due_at=NOW)
    return Following(Subscription("s", "f", 1, channel, 2, since=NOW), feed)


def test_every_feed_is_listed_however_many_there_are() -> None:
    """In as many messages as it takes."""
    channels = range(100, 160)
    pages = cards.followed([follows("Quay Notes " * 12, "https://quay.example", channel=one) for one in channels])
    shown = "\n".join(page["description"] for page in pages)
    assert len(pages) > 1
    assert [one for one in channels if f"<#{one}>" not in shown] == []
    assert [refused({"embeds": [page], "allowed_mentions": cards.NO_MENTIONS}) for page in pages] == [[]] * len(pages)


def test_what_a_page_limit_leaves_out_is_counted() -> None:
    """Nothing is left out without a word."""
    pages = cards.followed([follows("Quay Notes " * 12, channel=one) for one in range(1000)])
    listed = sum(page["description"].count("<#") for page in pages)
    assert pages[-1]["footer"] == {"text": f"… and {1000 - listed} more"}


@pytest.mark.parametrize(
    ("site", "name"), [("https://www.quay.example/", "quay.example"), (None, "A feed without a name")]
)
def test_a_feed_whose_title_shows_nothing_is_called_by_its_site(site: str | None, name: str) -> None:
    """A bold nothing is no name to choose by."""
    assert cards.name(Masthead("\u200b \u2060", site)) == name
    (page,) = cards.followed([follows("\u200b", site)])
    assert name in page["description"]


def harbour() -> Digest:
    """The digest that the design shows."""
    talks = Headline("Dock union, port authority to reopen talks", Credit("The Meridian", None, "18 Sep"))
    okafor = Quote(
        0, 0, "Contacts have been restored,", "direct", "Okafor", "Ines Okafor", "spokesperson for the Port Authority"
    )
    unnamed = Quote(0, 0, "to avoid misunderstandings at the gate", "mixed")
    return Digest(
        Masthead("Harbour Light Blog", "https://harbourlight.example", "https://harbourlight.example/icon.png"),
        "Port and city agree to talk again",
        "https://harbourlight.example/talks",
        "Hardly a word of it in the nationals.",
        True,
        (Passage(talks, (okafor, unnamed)),),
        None,
        5,
        Picture("https://harbourlight.example/quay.png", "The quay", "© Quay News"),
        NOW,
    )


def test_a_digest_reads_as_designed() -> None:
    """Feed, headline, note, promise, carried headline with its credit, quotes with their speakers, picture, site."""
    embed = cards.digest_embed(harbour())
    assert embed["author"]["name"] == "Harbour Light Blog"
    assert (embed["title"], embed["url"]) == (
        "Port and city agree to talk again",
        "https://harbourlight.example/talks",
    )
    assert embed["description"].split("\n") == [
        "*Hardly a word of it in the nationals.*",
        "More headlines coming later",
        "",
        "**Dock union, port authority to reopen talks** — The Meridian, 18 Sep",
        "> “Contacts have been restored,”",
        "— Ines Okafor, spokesperson for the Port Authority",
        "> “to avoid misunderstandings at the gate”",
        "-# The quay © Quay News",
    ]
    assert embed["footer"] == {"text": "harbourlight.example"}
    labels = [button["label"] for button in cards.buttons(harbour(), ID)[0]["components"]]
    assert labels == ["More quotes (5)", "Why this?"]


def test_a_caption_is_shown_only_under_its_picture() -> None:
    """Of a text that lost its pictures it would tell of nothing that is there."""
    bare = cards.digest_embed(replace(harbour(), picture=Picture(None, "The quay", "© Quay News")))
    assert "image" not in bare
    assert "Quay News" not in bare["description"]


def test_a_follow_up_is_silent_and_answers_its_digest() -> None:
    """It rings for nobody, and a digest that was deleted meanwhile does not keep it from being posted."""
    vote = Passage(Headline("Ferry crews vote on Monday", Credit("Quay News")), ())
    follow_up = FollowUp("Port and city", None, (vote, vote), False, True)
    body = cards.payload(claim(follow_up, reply_to=99))
    assert body["message_reference"] == {"message_id": "99", "fail_if_not_exists": False}
    assert body["flags"] == cards.SUPPRESS_NOTIFICATIONS
    shown = body["embeds"][0]["description"].split("\n")
    assert shown[0] == "**Updated** — two more headlines"
    assert shown[-1] == "That was all for this post."


def test_without_decoration_the_words_are_the_same() -> None:
    """The plainer version shows no preview, and names the same headline, quote and speaker."""
    body = cards.payload(claim(harbour(), plain=True))
    assert "embeds" not in body
    assert body["flags"] == cards.SUPPRESS_EMBEDS
    assert "[Port and city agree to talk again](https://harbourlight.example/talks)" in body["content"]
    assert "— Ines Okafor, spokesperson for the Port Authority" in body["content"]


def test_the_same_claim_gives_the_same_message() -> None:
    """A retry repeats the first body to the letter."""
    assert cards.payload(claim(harbour())) == cards.payload(claim(harbour()))
