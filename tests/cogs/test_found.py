"""Pages of what was found: they fit, miss nothing, repeat nothing, and lead on from where they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.model import Quote
from bot.store import Hits, Said, Told
from cogs import cards, found, text
from cogs.found import Asked, Memory, Page
from tests import build
from tests.cogs import samples
from tests.cogs.samples import OKAFOR, REYES

GUILD = build.GUILD
SINCE = datetime(2026, 9, 1, tzinfo=UTC)
TALKS = Told(build.story(), build.feed(), build.CHANNEL, 77, build.NOW)
HERE = f"[digest](https://discord.com/channels/{GUILD}/{build.CHANNEL}/77)"

OF_OKAFOR = Asked("by", "Okafor")
AHOY = Asked("find", "ahoy")
FERRIES = Asked("search", "ferry", best=True)

some_stories = st.builds(
    lambda headline, link, published: replace(build.story(link=link, published=published), headline=headline),
    samples.headlines,
    samples.addresses,
    samples.moments,
)
some_told = st.builds(
    lambda story, masthead, message_id: replace(
        TALKS, story=story, feed=build.feed(masthead=masthead), message_id=message_id
    ),
    some_stories,
    samples.mastheads,
    st.none() | st.just(10**19),
)
some_said = st.builds(Said, samples.quotes, st.just(0), some_told)
some_asked = st.builds(
    Asked,
    st.sampled_from(["search", "by", "find"]),
    st.text(min_size=1, max_size=200) | st.sampled_from(["Okafor", ":", "=#", "\n", "👩‍🚒" * 40]),
    st.none() | st.just("0123456789abcdef0123"),
    st.none() | st.just(SINCE),
    st.booleans(),
    st.integers(0, 999_999),
    st.booleans(),
)


def said(number: int, words: int = 3) -> Said:
    """A quote that says its number, in so many words more."""
    quote = Quote(0, 0, f"({number}) {'ahoy ' * words}".strip(), "direct", "Okafor", "Ines Okafor")
    return Said(quote, number, TALKS)


def told(number: int) -> Told:
    """A story whose headline is its number."""
    return replace(TALKS, story=build.story(f"({number})"))


def page(asked: Asked, *hits: Said, total: int | None = None, feed: str | None = None) -> Page:
    """A page of these quotes, of so many in all."""
    return found.page(asked, Hits(hits, len(hits) if total is None else total), GUILD, feed)


def turned(every: list[Said], asked: Asked, label: str) -> Iterator[list[int]]:
    """The numbers on one page after the other, as the button of this name leads on."""
    while True:
        skip, count = found.window(asked)
        shown = page(asked, *every[skip : skip + count], total=len(every))
        yield numbers(shown)
        way = next((way for way in shown.ways if way.label == label and way.leads), None)
        if way is None:
            return
        asked = way.asked


def numbers(shown: Page) -> list[int]:
    """The numbers of the quotes on a page, in its order."""
    return [int(line.split(")")[0][4:]) for line in shown.embed["description"].splitlines() if line.startswith("> ")]


def test_a_page_of_quotes_reads_as_designed() -> None:
    """Each with who said it and as what, its headline, feed and date, and the way to its digest."""
    waiting = replace(TALKS, message_id=None, story=build.story(link=None, published=None))
    shown = page(OF_OKAFOR, Said(OKAFOR, 0, TALKS), Said(REYES, 1, waiting), total=12)
    assert shown.embed["title"] == "12 quotes of Okafor, newest first"
    assert shown.embed["description"] == (
        "> “Contacts have been restored,”\n"
        "— Ines Okafor, spokesperson for the Port Authority\n"
        f"[{build.HEADLINE}](https://harbourlight.example/talks) · Harbour Light Blog · <t:1789736525:d> · {HERE}\n"
        "\n"
        "> “The old rota is not coming back.”\n"
        "— Tom Reyes, former harbour master\n"
        f"{build.HEADLINE} · Harbour Light Blog · <t:1789740125:d>"
    )
    assert shown.embed["footer"] == {"text": "1–2 of 12"}


def test_a_page_of_stories_reads_as_designed() -> None:
    """The headline, its feed and date, and the way to its digest; above them within what was looked."""
    asked = replace(FERRIES, feed_id="0123456789abcdef0123", since=SINCE)
    shown = found.page(asked, Hits((TALKS,), 1), GUILD, "Harbour *Light* Blog")
    assert shown.embed["title"] == "One story with “ferry”"
    assert shown.embed["description"] == (
        "-# in Harbour \\*Light\\* Blog · since <t:1788220800:d>\n\n"
        f"**[{build.HEADLINE}](https://harbourlight.example/talks)**\nHarbour Light Blog · <t:1789736525:d> · {HERE}"
    )
    assert "footer" not in shown.embed
    assert shown.ways == ()


@pytest.mark.parametrize(
    ("asked", "hits", "title"),
    [
        (OF_OKAFOR, Hits((said(0),), 1), "One quote of Okafor"),
        (replace(AHOY, best=True), Hits((said(0),), 3), "Three quotes with “ahoy”, best first"),
        (Asked("find", "*night* shift"), Hits((said(0),), 12), "12 quotes with “\\*night\\* shift”, newest first"),
        (Asked("find", '"night shift" vot'), Hits((said(0),), 2), 'Two quotes with "night shift" vot, newest first'),
        (FERRIES, Hits((TALKS,), 2000, at_least=True), "2000 or more stories with “ferry”, best first"),
    ],
)
def test_the_head_says_how_much_there_is_of_what_and_in_which_order(
    asked: Asked, hits: Hits[Told] | Hits[Said], title: str
) -> None:
    """In words where it is little, and never as if all were counted that was not."""
    assert found.page(asked, hits, GUILD, None).embed["title"] == title


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (FERRIES, "No story that was told here holds “ferry”. Try fewer words, or `begin*`."),
        (Asked("find", "@here"), "No quote holds “\\@here”. Try fewer words, or `begin*`."),
        (
            replace(OF_OKAFOR, feed_id="0123456789abcdef0123", since=SINCE),
            "No quote of Okafor was told here. Try one part of the name, or `begin*`. "
            "Leaving out `feed` or `since` may help, too.",
        ),
    ],
)
def test_where_nothing_is_found_it_is_said_what_may_help(asked: Asked, said: str) -> None:
    """Also that less may have been looked through than whoever asks wants."""
    assert found.nothing(asked) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            FERRIES,
            "No story with “ferry” is among the newest that were looked through; older ones were not. "
            "Try `feed` or `since`.",
        ),
        (
            replace(OF_OKAFOR, feed_id="0123456789abcdef0123", since=SINCE),
            "No quote of Okafor is among the newest that were looked through; older ones were not. "
            "Try a later `since`.",
        ),
    ],
)
def test_where_not_all_was_looked_through_it_is_not_said_that_there_is_none(asked: Asked, said: str) -> None:
    """Only that the newest have none, and how to look through fewer."""
    assert found.nothing(asked, at_least=True) == said


def test_a_quote_that_no_page_can_hold_is_counted_and_not_cut() -> None:
    """Its story is shown, where it stands whole; one with more than one sentence ends with a whole one."""
    endless = said(0, words=1000)
    begins = replace(endless, quote=replace(endless.quote, text=f"We talk. {endless.quote.text}"))
    shown = page(OF_OKAFOR, endless, begins).embed["description"]
    assert shown.startswith("*One sentence that is too long to be shown here.*\n[Port and city")
    assert "> “We talk. […]”\n— Ines Okafor\n" in shown
    assert "ahoy" not in shown


@given(st.lists(st.sampled_from([1, 30, 120, 230]), min_size=1, max_size=23))
def test_whoever_turns_all_pages_sees_everything_once(lengths: list[int]) -> None:
    """In its order, from the first page on and back from the last, however much of it fits a page."""
    every = [said(number, words) for number, words in enumerate(lengths)]
    forward = list(turned(every, OF_OKAFOR, "Next ›"))
    backward = list(turned(every, replace(OF_OKAFOR, at=len(every), back=True), "‹ Back"))
    expected = list(range(len(every)))
    assert [number for one in forward for number in one] == expected
    assert [number for one in reversed(backward) for number in one] == expected
    assert max(map(len, forward + backward)) <= 5


def test_a_page_leads_back_and_on_and_to_the_other_order() -> None:
    """A button that leads nowhere stands there and cannot be pressed."""
    every = [said(number) for number in range(12)]
    first, last = page(AHOY, *every[:5], total=12), page(replace(AHOY, at=10), *every[10:], total=12)
    assert [(way.label, way.leads) for way in first.ways] == [
        ("‹ Back", False),
        ("Next ›", True),
        ("Best first", True),
    ]
    assert [(way.label, way.leads) for way in last.ways] == [("‹ Back", True), ("Next ›", False), ("Best first", True)]
    assert last.embed["footer"]["text"] == "11–12 of 12"
    assert last.ways[2].asked == replace(AHOY, best=True)


def test_a_list_has_no_buttons_that_would_change_nothing() -> None:
    """One that is shown whole has no other pages, and a speaker without words no order but that of time."""
    two = said(0), said(1)
    assert [way.label for way in page(replace(AHOY, best=True), *two).ways] == ["Newest first"]
    assert page(AHOY, said(0)).ways == ()
    assert page(OF_OKAFOR, *two).ways == ()


def test_where_not_all_was_counted_there_may_always_be_more() -> None:
    """The last page that is known leads on, to find out; where nothing came of that, it is the end."""
    shown = found.page(FERRIES, Hits(tuple(map(told, range(5))), 5, at_least=True), GUILD, None)
    assert [(way.label, way.leads) for way in shown.ways] == [("‹ Back", False), ("Next ›", True)]
    assert shown.embed["footer"]["text"] == "1–5 of 5 or more"
    end = found.page(replace(FERRIES, at=5, back=True), Hits(tuple(map(told, range(5))), 5, at_least=True), GUILD, None)
    assert end.ways == ()


@given(some_asked, st.lists(some_said, min_size=1, max_size=5), samples.words, st.integers(0, 10**6))
def test_every_page_fits_discord(asked: Asked, hits: list[Said], feed: str, more: int) -> None:
    """Whatever was said, typed or named: nothing is refused, a hit is shown, and no two buttons are alike."""
    memory = Memory()
    shown = page(asked, *hits, total=len(hits) + more, feed=feed)
    ids = [found.button_id(way.asked, memory) for way in shown.ways]
    buttons = [{"type": 2, "style": 2, "label": "Next", "custom_id": its_id} for its_id in ids]
    rows = [{"type": 1, "components": buttons}] if buttons else []
    body = {"embeds": [shown.embed], "components": rows, "allowed_mentions": cards.NO_MENTIONS}
    assert samples.refused(body) == []
    assert len(set(ids)) == len(ids)
    assert shown.embed["description"].count("<t:") > (asked.since is not None)


@given(some_asked)
def test_a_buttons_id_asks_for_the_page_that_it_was_made_for(asked: Asked) -> None:
    """In a hundred characters, whatever was typed."""
    memory = Memory()
    its_id = found.button_id(asked, memory)
    assert text.size(its_id) <= 100
    assert found.asked_by(its_id, memory) == asked


def test_what_was_typed_is_in_the_id_where_it_fits_and_survives_a_restart() -> None:
    """What does not fit is forgotten then."""
    short, long = OF_OKAFOR, Asked("find", "the cranes " * 15)
    before = Memory()
    ids = [found.button_id(asked, before) for asked in (short, long)]
    assert [found.asked_by(its_id, Memory()) for its_id in ids] == [short, None]


@pytest.mark.parametrize(
    "its_id",
    [
        "",
        "le:why:0123456789abcdef0123",
        "le:find:by:n>0:::=",
        "le:find:of:n>0:::=Okafor",
        "le:find:by:n>-5:::=Okafor",
        "le:find:by:n>0:feed::=Okafor",
        "le:find:by:n>0::999999999999:=Okafor",
        "le:find:by:n>٣:::=Okafor",
    ],
)
def test_an_id_of_no_page_of_ours_asks_for_nothing(its_id: str) -> None:
    """Nor does it fail."""
    assert found.asked_by(its_id, Memory()) is None


def test_what_was_kept_longest_ago_is_forgotten_first() -> None:
    """However much is typed, no more than so much is kept; what is kept again is as if it were new."""
    memory = Memory(2)
    keys = [memory.keep(typed) for typed in ("one", "two", "one", "three")]
    assert [memory.find(key) for key in keys] == ["one", None, "one", "three"]


@given(some_told, samples.words, st.integers(0, 10**6))
def test_a_choice_fits_discord_and_says_what_it_is(one: Told, name: str, number: int) -> None:
    """A hundred characters, its feed or its number of quotes among them."""
    story, speaker = found.story_choice(one), found.speaker_choice(name, number)
    assert max(text.size(story), text.size(speaker)) <= 100
    assert " — " in story
    assert "quote" in speaker


def test_a_story_is_shown_as_it_stands_and_where_it_was_told() -> None:
    """With every quote that its digest has no room for."""
    many = build.story(quotes=[build.said(f"We will wait {number} days.", "Tom Reyes") for number in range(9)])
    first, more = found.whole(replace(TALKS, story=many), GUILD)
    (waiting,) = found.whole(
        replace(TALKS, story=replace(many, quotes=(), lead="Talks go on."), message_id=None), GUILD
    )
    assert first["title"] == build.HEADLINE
    assert first["description"].startswith(
        f"-# Told in <#{build.CHANNEL}> <t:1789740125:R> · {HERE}\n\n> “We will wait 0"
    )
    assert more["title"] == "Nine quotes in this story"
    assert waiting["description"] == f"-# Waits to be told in <#{build.CHANNEL}>\n\nTalks go on."


@pytest.mark.parametrize("words", ["We will wait. " * 60, "We wait " * 100, "We wait " * 1000, "We will wait. " * 1000])
def test_a_long_quote_is_shown_whole_though_it_is_alone(words: str) -> None:
    """Over as many messages as it takes, each piece with whose it is; also where it is one endless sentence."""
    story = build.story(quotes=[build.said(words.strip(), "Tom Reyes")])
    _, *pages = found.whole(replace(TALKS, story=story), GUILD)
    pieces = [line for page in pages for line in page["description"].splitlines()]
    said = " ".join(line.removeprefix("> “").removesuffix("”") for line in pieces[::2])
    assert said.replace("[…] ", "").replace(" […]", "") == words.strip()
    assert {line.split(",")[0] for line in pieces[1::2]} == {"— Tom Reyes"}
    assert all(line.endswith((".”", ". […]”")) for line in pieces[::2]) == ("." in words)


def test_a_story_whose_quotes_its_card_shows_whole_has_no_more_cards() -> None:
    """They would say the same again."""
    assert len(found.whole(TALKS, GUILD)) == 1


@given(some_told, samples.words, st.lists(samples.quotes, max_size=9))
def test_every_story_fits_discord(one: Told, lead: str, quotes: list[Quote]) -> None:
    """In as many messages as it takes."""
    story = replace(one.story, lead=lead, note=lead, quotes=tuple(quotes))
    for card in found.whole(replace(one, story=story), GUILD):
        assert samples.refused({"embeds": [card], "allowed_mentions": cards.NO_MENTIONS}) == []


@pytest.mark.parametrize("at", [0, 1, 4, 5, 6, 12])
def test_every_page_of_a_list_is_asked_for_alike(at: int) -> None:
    """The store looks as far for each of them, so that all come from one list."""
    asked = found.Asked("find", "ferry", at=at, back=True)
    assert found.window(asked)[1] == found.window(replace(asked, back=False))[1] == found.MOST_SHOWN
    assert found.window(asked)[0] == max(0, at - found.MOST_SHOWN)


def test_nothing_comes_before_the_first_page() -> None:
    """Whoever makes up a button that leads back from there sees the first page."""
    back = page(Asked("find", "ferry", back=True), *map(said, range(3)))
    assert numbers(back) == numbers(page(Asked("find", "ferry"), *map(said, range(3))))
    assert len(numbers(back)) == 3
