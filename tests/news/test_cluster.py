"""Which stories are one event: the laws that hold whatever the stories are, and what is told right of written ones."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.events import collection, hostile, made_up, measured, ours
from bot.news.cluster import MOST_COMPARED, WINDOW, Signature, clusters, pairs, same_event, signature
from bot.news.model import Entry, Masthead
from bot.news.story import read_entry

EVENTS = Path(__file__).parent.parent / "data" / "events"
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIGHT, MERIDIAN = Masthead("Harbour Light"), Masthead("The Meridian")

VOTE = (
    "Ferry crews in Port Ansley voted by 412 to 37 to walk out for five days from 28 September, their union said.",
    "“Nobody joins the ferries to sleep in a car park between two shifts,” said Ines Okafor, of the Alliance.",
    "Tideway, which runs the four routes across the sound, called the ballot disappointing.",
)
RETOLD = (
    "Most crossings of the sound will be cancelled after crews voted for a walkout, the ferry operator Tideway said.",
    "The Seafarers' Alliance counted 412 votes in favour and 37 against. In Port Ansley its leader, Ines Okafor, said: "
    "“Nobody joins the ferries to sleep in a car park between two shifts.”",
)
TALKS = (
    "Tideway and the Seafarers' Alliance will meet for the first time since crews in Port Ansley voted to walk out.",
    "“Both sides have agreed to come without conditions,” said the mediator, Arvid Holm.",
    "Ines Okafor, the union's leader, said she would bring a draft rota.",
)


def told(
    title: str, paragraphs: tuple[str, ...], masthead: Masthead = LIGHT, at: datetime | None = NOON, html: str = ""
) -> Signature:
    """The signature of a post with that title and those paragraphs, or else that HTML."""
    body = html or "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return signature(read_entry(Entry("1", None, title, body, "html", published=at)), masthead)


HERE = told("Ferry crews back five-day walkout", VOTE)
THERE = told("Strike will halt most crossings, Tideway warns", RETOLD, MERIDIAN, NOON + HOUR)

WORDS = st.sampled_from([f"w{number}" for number in range(14)])
TUPLES = st.lists(WORDS, unique=True, max_size=9).map(tuple)
MOMENTS = st.none() | st.integers(0, 200).map(lambda hours: NOON + hours * HOUR)
SIGNATURES = st.builds(
    Signature,
    headline=TUPLES,
    words=st.lists(WORDS, unique=True, min_size=3, max_size=12).map(tuple),
    names=TUPLES,
    numbers=st.lists(st.sampled_from(["3", "17", "412", "2011"]), unique=True).map(tuple),
    quotes=st.lists(st.sampled_from(["they aim at our winter", "nobody joins the ferries to sleep"])).map(tuple),
    masthead=st.sampled_from([(), ("light",), ("meridi",)]),
    at=MOMENTS,
)
SHELVES = st.dictionaries(st.sampled_from("abcdefgh"), SIGNATURES, max_size=6)


# ----------------------------------------------------------------------------------------------------------------- laws


@given(SIGNATURES, SIGNATURES)
def test_being_of_one_event_is_mutual(one: Signature, other: Signature) -> None:
    """Whichever story is asked about the other, the answer and its reason are the same."""
    assert same_event(one, other) == same_event(other, one)


@given(SHELVES, SHELVES)
def test_pairs_are_all_that_are_of_one_event(these: dict[str, Signature], those: dict[str, Signature]) -> None:
    """The quick way finds what comparing each with each finds, and nothing else; no story is paired with itself."""
    slow = {
        (one, other, reason)
        for one in these
        for other in those
        if one != other and (reason := same_event(these[one], those[other]))
    }
    assert set(pairs(these, those)) == slow


@given(st.data(), SHELVES)
def test_clusters_do_not_depend_on_the_order(data: st.DataObject, stories: dict[str, Signature]) -> None:
    """Stories come in any order; the events are the same."""
    shuffled = data.draw(st.permutations(list(stories.items())))
    assert clusters(dict(shuffled)) == clusters(stories)


@given(SHELVES)
def test_clusters_hold_every_story_once_and_in_order(stories: dict[str, Signature]) -> None:
    """Nothing is lost, nothing is in two events, and all of one are like the first of it."""
    events = clusters(stories)
    assert sorted(name for event in events for name in event) == sorted(stories)
    assert events == tuple(sorted(tuple(sorted(event)) for event in events))
    for event in events:
        dated = [(stories[name].at, name) for name in event if stories[name].at]
        first = min(dated)[1] if dated else min(event)
        assert all(same_event(stories[first], stories[name]) for name in event if name != first)


@given(st.text(max_size=400), st.text(max_size=4000), st.text(max_size=60), MOMENTS)
def test_no_text_breaks_a_signature_or_makes_it_large(title: str, body: str, outlet: str, at: datetime | None) -> None:
    """Whatever a feed holds, its signature is small and can be compared with any other."""
    made = signature(read_entry(Entry("1", None, title, body, "text", published=at)), Masthead(outlet))
    said = [word for quote in made.quotes for word in quote.split()]
    words = [*made.headline, *made.words, *made.names, *made.numbers, *made.masthead, *said]
    assert len(words) <= 180
    assert all(0 < len(word) <= 12 for word in words)
    assert same_event(made, HERE) == same_event(HERE, made)


@pytest.mark.parametrize("text", ["word " * 60_000, "1234567890" * 30_000, "“a b c d” " * 20_000, "記録的な" * 50_000])
def test_a_huge_story_has_a_small_signature(text: str) -> None:
    """Only the beginning is read, however long a word, a number or a run of ideographs is."""
    made = signature(read_entry(Entry("1", None, text, text, "text")), Masthead(text))
    parts = (*made.headline, *made.words, *made.names, *made.numbers, *made.masthead, *made.quotes)
    assert sum(map(len, parts)) < 3_000


# ------------------------------------------------------------------------------------------------- what is of one event


def test_the_same_vote_told_by_two_outlets_is_one_event() -> None:
    """The reason says what both share, in words for people."""
    reason = same_event(HERE, THERE)
    assert reason is not None
    assert "telling words are the same" in reason
    assert "both quote the same words" in reason
    assert reason.endswith("both give 412, 37")


def test_a_story_is_of_the_same_event_as_its_copy_elsewhere() -> None:
    """A post that another blog carries word for word is told once."""
    assert same_event(HERE, told("Ferry crews back five-day walkout", VOTE, MERIDIAN))


def test_talks_three_days_later_are_another_event() -> None:
    """The same people and the same place do not make one event."""
    later = told("Tideway and union to talk about night shifts", TALKS, MERIDIAN, NOON + 76 * HOUR)
    assert same_event(HERE, later) is None


def test_a_few_words_are_of_no_event() -> None:
    """Two posts that say next to nothing are never merged, even where they say the same."""
    assert same_event(told("Breaking", ()), told("Breaking", (), MERIDIAN)) is None
    assert same_event(Signature(), Signature()) is None


@pytest.mark.parametrize(("apart", "is_one"), [(WINDOW, True), (WINDOW + timedelta(seconds=1), False)])
def test_two_stories_far_apart_are_two_events(apart: timedelta, is_one: bool) -> None:
    """The same words on the same occasion a week later are news again."""
    copy = told("Ferry crews back five-day walkout", VOTE, MERIDIAN, NOON + apart)
    assert bool(same_event(HERE, copy)) is is_one


def test_stories_without_a_date_are_compared_by_what_they_say() -> None:
    """Where a date is missing, more has to be shared than on the same day."""
    assert same_event(HERE, told("Strike will halt most crossings, Tideway warns", RETOLD, MERIDIAN, None))


def test_what_one_outlet_posts_twice_has_to_share_more() -> None:
    """An outlet hardly ever tells one thing in two posts: what is one event in two feeds is two in one."""
    counted = ("Crews in Port Ansley voted by 412 to 37 for a walkout, Ines Okafor of the union said.",)
    assert same_event(HERE, told("Crews want ferry strike", counted, MERIDIAN, NOON + HOUR))
    assert same_event(HERE, told("Crews want ferry strike", counted, LIGHT, NOON + HOUR)) is None


def test_words_that_stand_everywhere_make_no_event() -> None:
    """Two long posts about other things share many a word that any post may hold, and as many names as are there."""
    common = (
        "work need start help include read best find build system world school market run detail option check power"
    )
    rare = [tuple(f"{beginning}{number}q" for number in range(20)) for beginning in ("ka", "mo")]
    one, other = (
        Signature(words=(*common.split(), *words), names=("world", *words), numbers=("2",), at=NOON) for words in rare
    )
    assert same_event(one, other) is None


def test_as_many_words_tell_more_of_a_short_story() -> None:
    """Nine names are most of what a brief holds, and a small part of a long read."""
    names = tuple(f"name{number}" for number in range(9))

    def telling(beginning: str, count: int) -> Signature:
        return Signature(words=(*names, *(f"{beginning}{number}" for number in range(count))), names=names, at=NOON)

    assert same_event(telling("a", 3), telling("b", 3))
    assert same_event(telling("a", 50), telling("b", 50)) is None


@pytest.mark.parametrize(("apart", "is_one"), [(timedelta(hours=20), True), (timedelta(hours=49), False)])
def test_words_that_are_recalled_days_later_are_no_sign(apart: timedelta, is_one: bool) -> None:
    """What somebody said is quoted again when the next thing happens."""
    said = ("nobody joins the ferries to sleep in a car park",)
    one, other = (
        Signature(words=words, names=words, quotes=said, at=at)
        for words, at in ((("okafor", "tideway"), NOON), (("okafor", "tideway", "holm"), NOON + apart))
    )
    assert bool(same_event(one, other)) is is_one


def test_a_copy_is_of_the_same_event_on_any_day() -> None:
    """What is quoted in a post that another blog carries later is not recalled: it is the same post."""
    words = tuple(f"w{number}" for number in range(12))
    one = Signature(words=words, names=words[:2], quotes=("nobody joins the ferries to sleep in a car park",), at=NOON)
    assert same_event(one, replace(one, at=NOON + WINDOW))
    assert same_event(one, replace(one, quotes=(), at=NOON + WINDOW)) is None


def test_headlines_that_name_others_speak_against_one_event() -> None:
    """Two central banks that decide on one day share the rate, not the name above it."""

    def decided(bank: str) -> Signature:
        words = (bank, "aker", "quorum", "dissent")
        return Signature(headline=(bank,), words=words, names=words[:2], numbers=("4.25",), at=NOON)

    assert same_event(decided("keldmark"), decided("keldmark"))
    assert same_event(decided("keldmark"), decided("ostravia")) is None


def test_the_words_of_the_feeds_own_name_do_not_count() -> None:
    """A feed that signs each post with its name says nothing of an event by it."""
    signed = told("Harbour Light: fish market reopens", ("Harbour Light brings you the news of the harbour.",))
    assert not {"harbor", "light"} & {*signed.headline, *signed.words, *signed.names}


def test_a_press_review_is_not_the_event_of_a_headline_that_it_carries() -> None:
    """It quotes the article word for word, and is a post about many things."""
    review = "".join(
        (
            "<h2>Ferry crews back five-day walkout (Harbour Light)</h2>",
            *(f"<p>{paragraph}</p>" for paragraph in VOTE),
            "<h2>Bakers warn of dearer bread (Ledger Daily)</h2>",
            "<p>“Flour costs twice what it did in spring,” said guild master Otto Kern.</p>",
        )
    )
    assert same_event(HERE, told("What the papers say: Monday", (), MERIDIAN, html=review)) is None
    assert same_event(HERE, told("Ferry crews back five-day walkout", (), MERIDIAN, html=review))


def test_a_catchphrase_is_no_shared_quote() -> None:
    """So few words, none of them significant, are said on any day; a longer stretch is said once."""
    words = tuple(f"w{number}" for number in range(12))

    def reason(quote: str, other: str) -> str:
        one, two = (Signature(words, words, numbers=("412",), quotes=(said,), at=NOON) for said in (quote, other))
        return same_event(one, two) or ""

    assert "telling words" in reason("it is what it is", "well it is what it is now")
    assert "quote" not in reason("it is what it is", "well it is what it is now")
    assert "quote" in reason("they aim at our winter", "i say they aim at our winter again")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Labour tribunal orders tyre maker to honour its programme",
            "Labor court orders tire maker to honor programs",
        ),
        ("Три мости відкрили у Лиманську", "Мости: у Лиманську відкрито 3"),
        ("Incendie à Brévonne", "INCENDIE A BREVONNE"),
    ],
)
def test_words_are_known_in_other_forms_and_spellings(one: str, other: str) -> None:
    """Case, accents, plurals, British and American spelling, numbers in words."""
    ours, theirs = told(one, ()), told(other, ())
    assert set(ours.words) & set(theirs.words)
    assert len(set(ours.words) ^ set(theirs.words)) <= 2
    assert ours.numbers == theirs.numbers


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("Some 1,234 people and 5.5 per cent", ("1234", "5.5")),
        ("They won 2–1 in the 89th minute", ("2-1", "89")),
        ("It passed 76–74", ("76-74", "76", "74")),
        ("zwölf Verletzte", ("12",)),
        ("twelve hurt", ("12",)),
    ],
)
def test_figures_are_known_however_they_are_written(written: str, numbers: tuple[str, ...]) -> None:
    """Thousands may be set apart, a score has any dash, and small numbers are words."""
    assert told("News", (written,)).numbers == numbers


# ------------------------------------------------------------------------------------------------ how well and how fast


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("own", 0.98, 0.65), ("later", 0.98, 0.60), ("held_out", 0.97, 0.50)]
)
def test_hardly_a_pair_is_merged_wrongly(name: str, precision: float, recall: float) -> None:
    """Floors that tell where it has got worse: of those never fitted to, no more than one of those called is wrong."""
    found = measured(collection(EVENTS / f"{name}.json"), ours)
    assert found.precision >= precision
    assert found.recall >= recall


def test_a_thousand_stories_are_compared_with_a_thousand_in_no_time() -> None:
    """What shares no words costs next to nothing: ten times as many have five CPU-seconds."""
    these, those = made_up(1_000, 1), made_up(1_000, 2)
    begun = time.process_time()
    found = list(pairs(these, those))
    assert time.process_time() - begun < 2
    assert len(found) > 200


def test_stories_that_all_share_the_same_words_are_compared_with_so_many_each() -> None:
    """A flood of copies costs bounded work, and is still one event."""
    flood = hostile(400)
    begun = time.process_time()
    assert len(list(pairs(flood, flood))) == 400 * MOST_COMPARED
    assert len(clusters(flood)) == 1
    assert time.process_time() - begun < 4
