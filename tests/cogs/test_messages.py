"""Digests, follow-ups, corrections and withdrawals read as they were designed, and lose nothing without a word."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.news.model import Also, Correction, Credit, FollowUp, Headline, Passage, Picture, Withdrawal
from bot.outbox.model import Message
from cogs import messages
from cogs.lines import DESCRIPTION
from tests.cogs.samples import MERIDIAN, NOW, OKAFOR, QUAY_NEWS, REYES, TALKS, follow_ups, harbour, shown

AT = int(NOW.timestamp())
NOTHING = FollowUp("Port and city agree to talk", TALKS, (), False, False)
VOTE = Passage(Headline("Ferry crews vote on Monday", Credit("Quay News")), ())
REWORDED = Correction("quote", "agreed to stop consulting", "agreed to go on consulting", "Ines Okafor")
CORRECTED = "**Corrected** — was: “agreed to *stop* consulting” → now: “agreed to *go on* consulting” (Ines Okafor)"


def read(message: Message) -> list[str]:
    """The lines of a message as decorated."""
    return shown(messages.rich_body(message)).split("\n")


def test_a_digest_reads_as_designed() -> None:
    """Feed, headline, note, promise, carried headline with its credit, quotes with their speakers, picture, site."""
    embed = messages.digest_embed(harbour())
    assert embed["author"]["name"] == "Harbour Light Blog"
    assert (embed["title"], embed["url"]) == ("Port and city agree to talk again", TALKS)
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


def test_a_digest_names_the_other_outlets_and_what_follows_below() -> None:
    """Under its headline who else has it, and at its end that there is more."""
    lines = read(replace(harbour(), also=(MERIDIAN, QUAY_NEWS), updated=NOW))
    assert lines[0] == f"also: [The Meridian]({MERIDIAN.link}), [Quay News]({QUAY_NEWS.link})"
    assert lines[-1] == f"Updated <t:{AT}:t> ↓"


def test_many_outlets_are_counted() -> None:
    """Four by name are enough."""
    others = tuple(Also(f"Outlet {place}", None) for place in range(7))
    assert read(replace(harbour(), also=others))[0] == "also: Outlet 0, Outlet 1, Outlet 2, Outlet 3 and 3 more"


def test_however_long_a_digest_is_it_says_that_more_follows() -> None:
    """There is always room for the line for which it was edited."""
    full = (Passage(None, (replace(OKAFOR, text="Contacts have been restored. " * 20),) * 30),)
    digest = replace(harbour(), passages=full, updated=NOW)
    for body in (messages.rich_body(digest), messages.plain_body(digest)):
        assert shown(body).endswith(f"\nUpdated <t:{AT}:t> ↓")


@pytest.mark.parametrize("length", range(20, 40))
def test_the_last_line_never_stands_beyond_the_limit(length: int) -> None:
    """However nearly full the message is."""
    quote = replace(OKAFOR, text="a" * length, name="Ines", speaker=None, role=None)
    digest = replace(harbour(), passages=(Passage(None, (quote,) * 200),), updated=NOW)
    assert DESCRIPTION - 60 < len(shown(messages.rich_body(digest))) <= DESCRIPTION
    assert messages.CONTENT - 60 < len(shown(messages.plain_body(digest))) <= messages.CONTENT


def test_a_caption_is_shown_only_under_its_picture() -> None:
    """Of a text that lost its pictures it would tell of nothing that is there."""
    bare = messages.digest_embed(replace(harbour(), picture=Picture(None, "The quay", "© Quay News")))
    assert "image" not in bare
    assert "Quay News" not in bare["description"]


@pytest.mark.parametrize(
    ("follow_up", "lines"),
    [
        (
            replace(NOTHING, passages=(VOTE, replace(VOTE, quotes=(REYES,))), closed=True),
            [
                "**Updated** — two more headlines",
                "",
                "**Ferry crews vote on Monday** — Quay News",
                "",
                "**Ferry crews vote on Monday** — Quay News",
                "> “The old rota is not coming back.”",
                "— Tom Reyes, former harbour master",
                "",
                "That was all for this post.",
            ],
        ),
        (
            replace(NOTHING, passages=(Passage(None, (OKAFOR,)),), outlet=MERIDIAN),
            [
                f"**Also: [The Meridian]({MERIDIAN.link})** — one more quote",
                "> “Contacts have been restored,”",
                "— Ines Okafor, spokesperson for the Port Authority",
            ],
        ),
        (
            replace(NOTHING, paragraphs=("The first ship is the mail boat.",), left=3, more_coming=True),
            [
                "**Updated** — more to read",
                "",
                "The first ship is the mail boat.",
                f"[… and 3 more]({TALKS})",
            ],
        ),
        (replace(NOTHING, corrections=(REWORDED,)), [CORRECTED]),
        (
            replace(NOTHING, corrections=(REWORDED, Correction("quote", "We follow.", None, "Ana Duarte"))),
            [CORRECTED, "**Corrected** — withdrawn: “We follow.” (Ana Duarte)"],
        ),
        (
            replace(NOTHING, passages=(VOTE,), corrections=(REWORDED,)),
            [
                "**Updated** — one more headline",
                "",
                "**Ferry crews vote on Monday** — Quay News",
                "",
                CORRECTED,
            ],
        ),
        (replace(NOTHING, closed=True), ["That was all for this post."]),
        (replace(NOTHING, left=2, link=None), ["**Updated** — more to read", "… and 2 more"]),
    ],
)
def test_a_follow_up_reads_as_designed(follow_up: FollowUp, lines: list[str]) -> None:
    """What was gained, then what was corrected, then whether more is coming."""
    assert read(follow_up) == lines


def test_a_follow_up_names_its_post() -> None:
    """Discord shows no embed of the message that a reply answers, and an edition tells of several posts."""
    embed = messages.follow_up_embed(replace(NOTHING, closed=True))
    assert embed["author"] == {"name": "Port and city agree to talk", "url": TALKS}


@settings(max_examples=60, deadline=None)
@given(follow_ups)
def test_what_a_follow_up_does_not_show_is_counted(follow_up: FollowUp) -> None:
    """Of the headlines, quotes, paragraphs and corrections, each is there or among those that are left."""
    quotes = replace(OKAFOR, text="Contacts have been restored and written down, one by one. " * 6)
    fixed = tuple(
        Passage(Headline(f"Headline {place}"), (quotes,) * len(passage.quotes))
        for place, passage in enumerate(follow_up.passages)
    )
    given = replace(follow_up, passages=fixed, paragraphs=(), corrections=(REWORDED,) * len(follow_up.corrections))
    items = sum(1 + len(passage.quotes) for passage in fixed) + len(given.corrections)
    for body in (messages.rich_body(given), messages.plain_body(given)):
        lines = shown(body).split("\n")
        there = sum(line.startswith(("**Headline ", "> ", "**Corrected**")) for line in lines)
        left = [int(found[1]) for line in lines if (found := re.match(r"\[?… and (\d+) more", line))]
        assert there + sum(left) == items + given.left


@pytest.mark.parametrize(("link", "headline"), [(TALKS, f"[Talks resume]({TALKS})"), (None, "Talks resume")])
def test_a_withdrawal_is_plain(link: str | None, headline: str) -> None:
    """It says what happened and of which post, and leads there where there is a way."""
    line = f"**Withdrawn** — its blog has taken this post back: “{headline}”"
    assert read(Withdrawal("Talks resume", link)) == [line]
    assert messages.plain_body(Withdrawal("Talks resume", link))["content"] == line


def test_without_decoration_the_words_are_the_same() -> None:
    """The plainer version shows no preview, and names the same headline, quote and speaker."""
    body = messages.plain_body(harbour())
    assert "embeds" not in body
    assert body["flags"] == messages.SUPPRESS_EMBEDS
    assert f"[Port and city agree to talk again]({TALKS})" in body["content"]
    assert "— Ines Okafor, spokesperson for the Port Authority" in body["content"]


def test_without_decoration_a_follow_up_names_its_post_too() -> None:
    """On its first line."""
    content = messages.plain_body(replace(NOTHING, corrections=(REWORDED,)))["content"]
    assert content.split("\n") == [f"[Port and city agree to talk]({TALKS})", CORRECTED]


@pytest.mark.parametrize("length", [100, 900, 1400])
def test_without_decoration_a_long_address_leaves_room_for_the_words(length: int) -> None:
    """The address stands there once, or not at all where it would fill the message."""
    follow_up = replace(NOTHING, link="https://x.example/" + "a" * length, passages=(VOTE,), left=3)
    content = messages.plain_body(follow_up)["content"]
    assert len(content) <= messages.CONTENT
    assert content.split("\n")[1:] == [
        "**Updated** — one more headline",
        "",
        "**Ferry crews vote on Monday** — Quay News",
        "… and 3 more",
    ]
    assert content.count("https://") == (length < 1000)


def test_an_address_too_long_to_stand_beside_others_is_left_out() -> None:
    """The outlet is named all the same."""
    far = replace(MERIDIAN, link="https://x.example/" + "a" * 400)
    assert read(replace(harbour(), also=(far,)))[0] == "also: The Meridian"
