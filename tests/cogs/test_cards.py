"""Every delivery becomes a body that Discord takes, however long and odd its words are; so does every answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.news.model import Block, Edition, FollowUp, Headline, KeyQuote, Masthead, Quote, Story, Withdrawal
from bot.outbox.model import Channel, Decision, Delivery, Feed, Following, Message, Subscription, Validators
from bot.outbox.settings import Settings
from bot.sandbox.rules import messages as rules
from bot.store.interface import Explained, Reasons
from cogs import cards, messages
from tests.cogs.samples import (
    ID,
    NOW,
    OKAFOR,
    ROOT,
    TALKS,
    brief,
    claim,
    everything,
    harbour,
    quotes,
    refused,
    refused_as_edit,
)

AS_EVER = Settings()
SILENT = FollowUp("Port and city", None, (), False, True), Withdrawal("Port and city", None)
RINGING = harbour(), Edition("Evening edition", NOW, (brief("Fog"),))


@settings(max_examples=80, deadline=None)
@given(everything, st.booleans(), st.none() | st.just(99))
def test_every_message_fits_discord(message: Message, plain: bool, reply_to: int | None) -> None:
    """Whatever a feed holds, the message is within every limit, pings nobody, and there is something in it."""
    body = cards.payload(claim(message, plain=plain, reply_to=reply_to))
    assert refused(body) == []
    assert not rules.empty(body.get("content", ""), body.get("embeds", []), ())
    assert cards.has_mark(body, ID)
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert (body["nonce"], body["enforce_nonce"]) == (ID, True)


@settings(max_examples=60, deadline=None)
@given(everything, st.booleans())
def test_every_edit_fits_discord_and_keeps_the_mark(message: Message, plain: bool) -> None:
    """An edit names all that a message is made of, and its buttons are those of the message that it edits."""
    body = cards.payload(claim(message, plain=plain, amends=ROOT, edits=99))
    assert refused_as_edit(body) == []
    assert not rules.empty(body["content"], body["embeds"], ())
    assert cards.has_mark(body, ROOT)
    assert not cards.has_mark(body, ID)
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert body.keys() == {"content", "embeds", "flags", "allowed_mentions", "components"}


@pytest.mark.parametrize("message", SILENT)
@pytest.mark.parametrize("plain", [False, True])
def test_what_adds_to_a_message_rings_for_nobody(message: Message, plain: bool) -> None:
    """Nor does a digest that was deleted meanwhile keep it from being posted."""
    body = cards.payload(claim(message, plain=plain, reply_to=99))
    assert body["message_reference"] == {"message_id": "99", "fail_if_not_exists": False}
    assert body["flags"] & cards.SUPPRESS_NOTIFICATIONS


@pytest.mark.parametrize("message", RINGING)
@pytest.mark.parametrize("plain", [False, True])
def test_what_is_new_is_not_silent(message: Message, plain: bool) -> None:
    """A digest and an edition ring as the reader's own settings say."""
    assert not cards.payload(claim(message, plain=plain)).get("flags", 0) & cards.SUPPRESS_NOTIFICATIONS


def test_an_edit_undoes_what_the_message_was_before() -> None:
    """A message that was posted without decoration has none of its old text left when it is decorated, or reversed."""
    rich, plain = (cards.payload(claim(harbour(), plain=plain, amends=ROOT, edits=99)) for plain in (False, True))
    assert (rich["content"], rich["flags"]) == ("", 0)
    assert (plain["embeds"], plain["flags"]) == ([], messages.SUPPRESS_EMBEDS)


def test_the_same_claim_gives_the_same_message() -> None:
    """A retry repeats the first body to the letter."""
    assert cards.payload(claim(harbour())) == cards.payload(claim(harbour()))


def test_only_a_digest_offers_more_quotes() -> None:
    """What an edition does not show is asked for where its story stands."""
    labels = [[button["label"] for button in cards.buttons(message, ID)[0]["components"]] for message in RINGING]
    assert labels == [["More quotes (5)", "Why this?"], ["Why this?"]]


# ---------------------------------------------------------------------- answers


@settings(max_examples=40, deadline=None)
@given(st.lists(quotes, max_size=40).map(tuple))
def test_a_quote_and_its_speaker_are_never_parted(found: tuple[Quote, ...]) -> None:
    """What does not fit is left out whole: no quote stands without its speaker, and no speaker without a quote."""
    for page in cards.quotes(found):
        lines = page["description"].split("\n")
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("— "):
                assert not after.startswith("— ")
        assert lines[0][:2] in ("> ", "")
        assert answered(page) == []


def answered(embed: dict[str, object]) -> list[str]:
    """What Discord would object to in an answer of this embed."""
    return refused({"embeds": [embed], "allowed_mentions": cards.NO_MENTIONS})


def follows(
    title: str,
    site: str | None = None,
    *,
    channel: int = 7,
    settings: Settings = AS_EVER,
) -> Following:
    """What a server follows, with a feed of this title."""
    feed = Feed("f", "https://quay.example/feed", Masthead(title, site), Validators(), due_at=NOW)
    return Following(Subscription("s", "f", 1, channel, 2, since=NOW, settings=settings), feed)


def test_every_feed_is_listed_however_many_there_are() -> None:
    """In as many messages as it takes."""
    channels = range(100, 160)
    pages = cards.followed([follows("Quay Notes " * 12, "https://quay.example", channel=one) for one in channels])
    text = "\n".join(page["description"] for page in pages)
    assert len(pages) > 1
    assert [one for one in channels if f"<#{one}>" not in text] == []
    assert list(map(answered, pages)) == [[]] * len(pages)


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


def story(headline: str) -> Story:
    """A story of one quote."""
    text = f"{headline}. “{OKAFOR.text}” said Ines Okafor."
    return Story(
        "e",
        TALKS,
        NOW,
        None,
        text,
        (Block("paragraph", 0, len(text)),),
        Headline(headline),
        None,
        False,
        (),
        (OKAFOR,),
        (KeyQuote(OKAFOR, ("its speaker is named",)),),
        None,
        None,
    )


def reasons(message: Message, *given: str) -> Reasons:
    """Why a message was posted two hours ago."""
    delivery = Delivery(ID, Channel(7), message, NOW)
    return Reasons(delivery, follows("Quay Notes").feed, story("Talks resume"), NOW - timedelta(hours=2), given)


def test_why_a_digest_is_there_is_told_with_why_its_quotes_were_chosen() -> None:
    """The decision's own reasons come first."""
    posted = int((NOW - timedelta(hours=2)).timestamp())
    assert cards.why(reasons(harbour(), "this channel follows it at once"))["description"].split("\n") == [
        f"Told here <t:{posted}:R> because:",
        "- this channel follows it at once",
        "- The quote of Ines Okafor: its speaker is named",
        "Feed: Quay Notes",
    ]


def test_why_an_edition_is_there_is_told_for_each_of_its_stories() -> None:
    """It is of no single feed or story."""
    asked = replace(reasons(RINGING[1], "“Fog” was owed", "“Talks” was held over"), feed=None, story=None)
    assert cards.why(asked)["description"].split("\n")[1:] == ["- “Fog” was owed", "- “Talks” was held over"]


def test_a_decision_is_told_with_its_channel_and_its_reasons() -> None:
    """Also one by which nothing was posted."""
    followed = follows("Quay Notes", channel=8)
    kept, dropped = (
        Explained(Decision("s", "x", 1, delivery_id, ("The headline has “fog”.",)), NOW, followed.feed, story(head), 8)
        for delivery_id, head in ((ID, "Talks"), (None, "Fog"))
    )
    (page,) = cards.decided((kept, dropped))
    at = f"<t:{int(NOW.timestamp())}:R>"
    assert page["description"].split("\n") == [
        f"**[Talks]({TALKS})**",
        f"Quay Notes → <#8> · told {at}",
        "- The headline has “fog”.",
        "",
        f"**[Fog]({TALKS})**",
        f"Quay Notes → <#8> · no message, decided {at}",
        "- The headline has “fog”.",
    ]
    assert answered(page) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=40).map(tuple), st.integers(1, 60))
def test_decisions_fit_however_many_and_long_they_are(reasons: tuple[str, ...], times: int) -> None:
    """Each reason is shown whole or not at all."""
    one = Explained(Decision("s", "x", 1, None, reasons), NOW, follows("Quay Notes").feed, story("Fog"), 8)
    assert [found for page in cards.decided([one] * times) for found in answered(page)] == []
