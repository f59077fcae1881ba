"""An edition shows each of its stories, as fully as there is room, and loses none without a word."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.news.model import Brief, Credit, Edition, Headline, Passage, Quote
from cogs import editions, text
from tests.cogs.samples import MERIDIAN, NOW, OKAFOR, QUAY_NEWS, REYES, TALKS, brief, quotes, refused
from tests.cogs.samples import editions as any_edition

AT = int(NOW.timestamp())
HOUR = 3600
FOG = brief("Fog closes the river", lead="The river stays closed until noon.")


def read(edition: Edition) -> list[str]:
    """The lines of an edition, page after page."""
    return "\n\n".join(embed["description"] for embed in editions.embeds(edition)).split("\n")


def told(lines: list[str]) -> int:
    """How many stories stand in these lines."""
    return sum(bool(re.match(r"\d+ \*\*", line)) for line in lines)


def test_an_edition_reads_as_designed() -> None:
    """Its name, how much of it is told and when; each story under its number; then what is still to come."""
    talks = replace(brief("Port and city agree to talk", OKAFOR), also=(MERIDIAN, QUAY_NEWS))
    edition = Edition("Evening edition", NOW, (talks, FOG), owed=3, next_at=NOW + timedelta(hours=14))
    assert read(edition) == [
        f"**Evening edition** · 2 of 5 headlines · <t:{AT}:f>",
        "",
        f"1 **[Port and city agree to talk]({TALKS})** — Harbour Light · also: [The Meridian]({MERIDIAN.link}), "
        f"[Quay News]({QUAY_NEWS.link})",
        "> “Contacts have been restored,” — Ines Okafor, spokesperson for the Port Authority",
        "",
        f"2 **[Fog closes the river]({TALKS})** — Harbour Light",
        "The river stays closed until noon.",
        "",
        f"More headlines coming later — 3 more at <t:{AT + 14 * HOUR}:t>",
    ]


def test_what_another_outlet_quotes_stands_under_its_name() -> None:
    """Nobody takes it for the first one's."""
    other = Passage(Headline("Talks, says Reyes", Credit("The Meridian", link=MERIDIAN.link)), (REYES,))
    talks = brief("Port and city agree to talk", OKAFOR)
    lines = read(Edition("Evening edition", NOW, (replace(talks, passages=(*talks.passages, other)),)))
    assert lines[-2:] == [
        f"[The Meridian]({MERIDIAN.link}):",
        "> “The old rota is not coming back.” — Tom Reyes, former harbour master",
    ]


def test_what_was_promised_comes_first_and_says_since_when() -> None:
    """And what is new is told apart from it."""
    edition = Edition("Evening edition", NOW, (FOG, FOG, FOG), held_over=2, held_from=NOW - timedelta(hours=10))
    lines = read(edition)
    assert lines[0] == f"**Evening edition** · 3 headlines · <t:{AT}:f>"
    assert lines[2] == f"Held over from <t:{AT - 10 * HOUR}:t>:"
    assert [lines[place + 1][:4] for place, line in enumerate(lines) if line == "Since then:"] == ["3 **"]


@pytest.mark.parametrize(("hours", "style"), [(14, "t"), (20, "t"), (21, "f"), (60, "f")])
def test_an_hour_of_another_day_is_told_with_its_day(hours: int, style: str) -> None:
    """ "At 08:00" means the next one."""
    edition = Edition("Evening edition", NOW, (FOG,), owed=1, next_at=NOW + timedelta(hours=hours))
    assert read(edition)[-1] == f"More headlines coming later — 1 more at <t:{AT + hours * HOUR}:{style}>"


def test_a_late_edition_says_so() -> None:
    """With the hour for which it was meant, once."""
    assert read(Edition("Evening edition", NOW, (FOG,), late=True))[0] == (
        f"**Evening edition** · 1 headline (late: meant for <t:{AT}:f>)"
    )


@pytest.mark.parametrize(
    ("dropped", "withdrawn", "lines"),
    [
        (2, 1, ["2 older headlines dropped", "1 headline was taken back by its blog"]),
        (1, 2, ["1 older headline dropped", "2 headlines were taken back by their blogs"]),
    ],
)
def test_what_is_not_told_any_more_is_counted(dropped: int, withdrawn: int, lines: list[str]) -> None:
    """Also where nothing else is left to tell."""
    edition = Edition("Evening edition", NOW, (), dropped=dropped, withdrawn=withdrawn)
    assert read(edition) == [f"**Evening edition** · <t:{AT}:f>", "", *lines]


def test_an_edition_of_nothing_says_that_there_is_nothing() -> None:
    """It goes out only where somebody wants to know that the bot is alive."""
    assert read(Edition("Evening edition", NOW, ()))[-1] == "Nothing new since the last edition."


def test_a_story_says_that_more_is_coming_and_where_more_stands() -> None:
    """Each says it of itself."""
    lines = read(Edition("Evening edition", NOW, (replace(FOG, more_coming=True, updated=NOW), FOG)))
    assert lines[4:6] == ["More headlines coming later in this post", f"Updated <t:{AT}:t> ↓"]
    assert len(lines) == 9


def long(place: int) -> Brief:
    """A story with much to say."""
    said = replace(OKAFOR, text="Contacts have been restored and all of it is written down. " * 8)
    lead = f"Lead {place} " + "goes on " * 20
    return replace(brief(f"Headline {place} " + "of the port " * 15, said, said), lead=lead)


def test_the_last_stories_are_shortened_first() -> None:
    """Quotes go before leads, and a story that is there has its headline."""
    lines = read(Edition("Evening edition", NOW, tuple(map(long, range(1, 12)))))
    quoted = [sum(line.startswith("> ") for line in part.split("\n")) for part in "\n".join(lines).split("\n\n")[1:]]
    assert quoted == sorted(quoted, reverse=True)
    assert quoted[0] > quoted[-1] == 0
    assert told(lines) == 11
    assert sum(line.startswith("Lead ") for line in lines) == 11


def test_twenty_five_headlines_are_all_told() -> None:
    """As many as an edition may have, each as long as a headline can be."""
    longest = replace(brief("Port and city agree " * 12, OKAFOR), link="https://x.example/" + "a" * 1400)
    lines = read(Edition("Evening edition", NOW, (longest,) * 25))
    assert told(lines) == 25
    assert not any(line.startswith("… and") for line in lines)


@settings(max_examples=25, deadline=None)
@given(any_edition, st.sampled_from([1, 4, 20]))
def test_no_story_is_lost_without_a_word(edition: Edition, times: int) -> None:
    """What is not told is counted, with decoration and without."""
    edition = replace(edition, briefs=edition.briefs * times)
    for lines in (read(edition), editions.content(edition, 2000).split("\n")):
        left = [int(found[1]) for line in lines if (found := re.fullmatch(r"… and (\d+) more", line))]
        assert told(lines) + sum(left) == len(edition.briefs)
        assert refused({"embeds": editions.embeds(edition), "allowed_mentions": {"parse": []}}) == []
        if edition.owed:
            assert any(f"{edition.owed} more" in line for line in lines)


@settings(max_examples=20, deadline=None)
@given(quotes)
def test_an_edition_shows_a_quote_with_its_speaker_or_not_at_all(quote: Quote) -> None:
    """On one line, so that no end of a page comes between them."""
    assume(quote.name and text.plain(quote.name).strip())
    lines = read(Edition("Evening edition", NOW, (brief("Fog", quote),)))
    for line in lines:
        if line.startswith("> "):
            assert "” — " in line
