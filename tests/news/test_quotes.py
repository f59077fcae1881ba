"""Quotations, the people of a text and who said what, one rule at a time."""

import time
from pathlib import Path

import pytest

from bot.news import quotes as quotes_package
from bot.news.model import Entry, Quote
from bot.news.quotes.choice import Candidate, choice, read, weights
from bot.news.quotes.people import Known
from bot.news.quotes.voices import Voice
from bot.news.story import read_entry


def quotes(text: str) -> tuple[Quote, ...]:
    """The quotes of a plain text."""
    return read_entry(Entry("1", None, "A headline of its own", text, "text")).quotes


def words(text: str) -> list[str]:
    """The words of each quote of a plain text."""
    return [quote.text for quote in quotes(text)]


def said(text: str) -> tuple[str | None, str | None, str | None]:
    """Who said the only quote of a text: the words as printed, the name, the role."""
    (quote,) = quotes(text)
    return quote.speaker, quote.name, quote.role


# --------------------------------------------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    "marked",
    ["“{}”", '"{}"', "„{}“", "„{}”", "«{}»", "«\u00a0{}\u00a0»", "»{}«", "”{}”", "``{}''", '“{}"', "「{}」"],
)
def test_every_pair_of_double_marks_holds_a_quote(marked: str) -> None:
    """Curly, straight, low-high, pointed either way, typed as pairs of single ones, and one of each."""
    assert words(f"{marked.format('We go out tonight,')} she said.") == ["We go out tonight,"]


def test_a_quote_of_fewer_than_three_words_is_none() -> None:
    """A word or two between marks is a manner of speaking."""
    assert words("He called it “a mess” and “so be it” was all.") == ["so be it"]


def test_inches_open_and_close_nothing() -> None:
    """A straight mark behind a figure is a measure."""
    assert words('The boat is 5\' 10" too short, and the pier is 12" too low for it.') == []


def test_a_quote_within_a_quote_is_part_of_it() -> None:
    """Whatever marks it has."""
    assert words("“She said ‘not in my harbour’ to him,” said Reyes.") == ["She said ‘not in my harbour’ to him,"]
    assert words("“She said “not in my harbour” to him,” said Reyes.") == ["She said “not in my harbour” to him,"]


def test_a_quote_without_its_opening_mark_starts_with_its_paragraph() -> None:
    """The first mark of a paragraph closes."""
    (quote,) = quotes("What must happen is plain to all. It will come,” said Reyes.")
    assert (quote.text, quote.missing_mark) == ("What must happen is plain to all. It will come,", True)


def test_a_quote_without_its_opening_mark_behind_another_starts_with_its_sentence() -> None:
    """What was told between the two is not said."""
    assert words("“We go out tonight,” said Reyes. He laughed. We always do.”") == [
        "We go out tonight,",
        "He laughed. We always do.",
    ]


def test_a_quote_without_its_closing_mark_ends_with_the_last_full_sentence() -> None:
    """A half sentence behind it is not quoted."""
    (quote,) = quotes("Reyes was plain: “We go out tonight. We always do. And then")
    assert (quote.text, quote.missing_mark) == ("We go out tonight. We always do.", True)


def test_a_quote_without_its_closing_mark_ends_where_somebody_says_it() -> None:
    """Words that tell who spoke are not spoken."""
    assert words("“We go out tonight, Reyes said.") == ["We go out tonight,"]


def test_a_split_quote_is_two_with_one_speaker() -> None:
    """The words between its halves are the reporter's."""
    first, second = quotes("“We go out,” said Tom Reyes, “whenever they call us.”")
    assert (first.text, second.text) == ("We go out,", "whenever they call us.")
    assert first.name == second.name == "Tom Reyes"


def test_a_speech_of_several_paragraphs_has_one_speaker() -> None:
    """Each paragraph opens, only the last closes, and no mark is missing."""
    found = quotes(
        "“We go out tonight,” said Tom Reyes. “That is all.\n\n“It is our work and our pay.\n\n“Good night to you.”"
    )
    assert [quote.name for quote in found] == ["Tom Reyes"] * 4
    assert not any(quote.missing_mark for quote in found)


@pytest.mark.parametrize(
    "text",
    [
        "The ringers’ supper and the farmers’ market will go ahead, and ’tis no surprise to the ’90s lads’ club.",
        "'Twas the dockers' night and the farmers' market's last one, rock 'n' roll and all of it.",
        "He wouldn't go, she couldn't stay, and the Joneses' dog didn't mind at all.",
    ],
)
def test_apostrophes_are_never_marks(text: str) -> None:
    """Nothing between two apostrophes is taken for speech."""
    assert words(text) == []


def test_single_marks_count_where_a_post_has_no_double_ones() -> None:
    """The British manner, told by a mark that closes behind a comma."""
    assert words("‘It’s the crew’s own boat,’ said Reyes. ‘And they’ll mend it.’") == [
        "It’s the crew’s own boat,",
        "And they’ll mend it.",
    ]


@pytest.mark.parametrize("kind", ["caption", "embed", "heading", "boilerplate"])
def test_furniture_holds_no_quotes(kind: str) -> None:
    """Captions, tweets, headings and forms are not what somebody said."""
    body = {
        "caption": "<figcaption>“Nobody slept that night,” said Tom Reyes.</figcaption>",
        "embed": "<blockquote class='twitter-tweet'>“Nobody slept that night,” said Tom Reyes.</blockquote>",
        "heading": "<h3>“Nobody slept that night,” said Tom Reyes</h3>",
        "boilerplate": "<div class='post-footer'>“Nobody slept that night,” said Tom Reyes.</div>",
    }[kind]
    assert read_entry(Entry("1", None, "Strike", f"<p>It was a long night on the quay.</p>{body}", "html")).quotes == ()


def test_titles_of_works_are_no_quotes() -> None:
    """Every long word of them has a capital."""
    assert words("Her talk on “The Long Night of the Lighthouses” was full.") == []


# ------------------------------------------------------------------------------------------------------------ speakers


@pytest.mark.parametrize(
    "text",
    [
        "“We go out tonight,” Tom Reyes said.",
        "“We go out tonight,” said Tom Reyes.",
        "“We go out tonight!” said Tom Reyes.",
        "Tom Reyes said: “We go out tonight.”",
        "Tom Reyes told the Meridian, “We go out tonight.”",
        "Tom Reyes said that the crews would “go out tonight and tomorrow”.",
        "The crews would “go out tonight and tomorrow”, Tom Reyes added.",
        "“We go out tonight,” Tom Reyes, who is 54, said on Friday.",
        "“We go out tonight,” Tom Reyes, speaking on the quay, told reporters.",
        "According to Tom Reyes, they “go out tonight and tomorrow”.",
        "They “go out tonight and tomorrow”, according to Tom Reyes.",
        "Tom Reyes shook his head and said, “We go out tonight.”",
        "Tom Reyes left the meeting, saying: “We go out tonight.”",
        "In a statement on Friday, Tom Reyes said “we go out tonight”.",
        "Tom Reyes called it “a very long night”.",
        "Tom Reyes: “We go out tonight.”",
        "“We go out tonight.” — Tom Reyes",
        "“We go out tonight,” Tom Reyes of the Dock Union said.",
        "Tom Reyes was in no doubt. “We go out tonight,” he said.",
        "“We go out tonight,” Tom Reyes sdaid.",
        "“We go out tonight,” raged Tom Reyes.",
        "The crews would “go out tonight and tomorrow” with all of their boats, Tom Reyes aded.",
        "Tom Reyes’s warning that the crews would “go out tonight and tomorrow” was heard.",
        "The bell, wrote Tom Reyes, was “a nuisance to everybody here”.",
        "“We go out tonight,” Tom Reyes was quoted as saying.",
    ],
)
def test_a_named_speaker_is_found(text: str) -> None:
    """Before the words, behind them, around them, by a verb that is known, unknown or misspelt."""
    assert said(text)[1] == "Tom Reyes"


@pytest.mark.parametrize(
    "text",
    [
        "The need “to avoid misunderstandings at the gate” outweighed the quarrel.",
        "The port, which Tom Reyes left in May, has “a new rota” and more.",
        "Tom Reyes met Ines Okafor. The sign says “keep clear of the gate” in red.",
        "Tom Reyes was told that the gate was “closed until further notice”.",
        "It was described as “a very long night” in the papers.",
    ],
)
def test_nobody_is_the_speaker_where_nobody_is_named(text: str) -> None:
    """A wrong speaker loses people; no speaker loses nobody."""
    (quote,) = quotes(text)
    assert quote.name is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“We go out tonight,” former harbour master Tom Reyes said.", "former harbour master"),
        ("“We go out tonight,” said Tom Reyes, a former harbour master.", "former harbour master"),
        ("“We go out tonight,” Tom Reyes, the union’s chief negotiator, said.", "chief negotiator"),
        ("“We go out tonight,” spokesman for the Dock Union, Tom Reyes, said.", "spokesman for the Dock Union"),
        ("“We go out tonight,” the Dock Union’s leader, Tom Reyes, said.", "Dock Union’s leader"),
        ("“We go out tonight,” said Dock Union chief Tom Reyes.", "Dock Union chief"),
        ("On Friday, Secretary of State Tom Reyes said: “We go out tonight.”", "Secretary of State"),
        ("Tom Reyes, 54, a fisherman from Saltmoor, said: “We go out tonight.”", "fisherman from Saltmoor"),
        ("Tom Reyes, mycologist, said: “We go out tonight.”", "mycologist"),
        ("“We go out tonight,” said churchwarden Tom Reyes.", "churchwarden"),
        ("“We go out tonight,” said Sen. Tom Reyes.", "Sen."),
        ("He met a doctor. Tom Reyes said: “We go out tonight.”", None),
        ("“We go out tonight,” said Mr Tom Reyes.", None),
    ],
)
def test_a_role_is_told_on_either_side_of_a_name(text: str, role: str | None) -> None:
    """As the words stand, without their article."""
    assert said(text)[1:] == ("Tom Reyes", role)


@pytest.mark.parametrize(
    ("text", "speaker", "name"),
    [
        ("“We go out tonight,” the ministry said.", "the ministry", None),
        (
            "The Ministry of Transport met. “We go out tonight,” the ministry said.",
            "the ministry",
            "Ministry of Transport",
        ),
        ("“We go out tonight,” a spokesman for the Dock Union said.", "a spokesman for the Dock Union", None),
        ("“We go out tonight,” a statement said.", "a statement", None),
        ("Witnesses said it was “a very long night”.", "Witnesses", None),
        ("Police said they were “not looking for anyone else”.", "Police", None),
        ("“We go out tonight,” one of them, a docker, said. NATO said it was “a very long night”.", None, None),
        ("“We go out tonight,” said NATO.", "NATO", "NATO"),
        ("A second docker was less calm: “We go out tonight.”", "A second docker", None),
    ],
)
def test_bodies_documents_and_people_without_names_speak_too(text: str, speaker: str | None, name: str | None) -> None:
    """Their name is that of the body, if the post names one."""
    quote = quotes(text)[0]
    assert speaker is None or (quote.speaker, quote.name) == (speaker, name)


def test_she_and_he_mean_those_of_whom_it_can_be_said() -> None:
    """Two people, two pronouns."""
    met = "Ingrid Falk met Samuel Otieno on the slip."
    text = f"{met}\n\n“I count the nails,” she said.\n\n“I count the friends,” he said."
    assert [quote.name for quote in quotes(text)] == ["Ingrid Falk", "Samuel Otieno"]


def test_a_name_that_tells_no_pronoun_may_be_followed_by_one_that_does() -> None:
    """What the text says of somebody once holds for the rest of it."""
    text = (
        "Ashgrove Penhale, the mayor, kissed her mother.\n\nLorrimer Quane, the clerk, lost his hat.\n\n"
        "“I never liked that hat,” he said.\n\n“My mother is ninety today,” she said."
    )
    assert [quote.name for quote in quotes(text)] == ["Lorrimer Quane", "Ashgrove Penhale"]


def test_a_surname_means_whoever_was_named_with_it() -> None:
    """And a longer one too."""
    text = (
        "Renske van der Olm spoke first. “The pass is open tonight,” Van der Olm said. “It is cold up there,” Olm said."
    )
    assert {quote.name for quote in quotes(text)} == {"Renske van der Olm"}


def test_a_quote_that_stands_alone_is_said_by_whoever_spoke_last() -> None:
    """The paragraph before tells who."""
    text = "“We go out tonight,” said Tom Reyes.\n\n“We always have, and we always will.”"
    assert [quote.name for quote in quotes(text)] == ["Tom Reyes", "Tom Reyes"]


def test_a_new_headline_ends_what_went_before() -> None:
    """Nobody speaks on in the next article."""
    first, second = "<p>“We go out tonight,” said Tom Reyes.</p>", "<p>“We always have, and we always will.”</p>"
    body = f"{first}<h3>Ferry crews vote on Monday</h3>{second}"
    found = read_entry(Entry("1", None, "Strike", body, "html")).quotes
    assert [quote.name for quote in found] == ["Tom Reyes", None]


def test_a_word_that_attributes_is_kept_as_it_is_printed() -> None:
    """Misspelt ones too; a speaker who is only carried on has none."""
    cues = [
        quote.cue for quote in quotes("“We go out tonight,” Tom Reyes aded.\n\n“We always have, and we always will.”")
    ]
    assert cues == ["aded", None]


# -------------------------------------------------------------------------------------------------------------- choice

REYES, OKAFOR = Known("Tom Reyes", "person"), Known("Ines Okafor", "person")
NOBODY = Candidate(None, None, ("nobody",))
NOTHING = Candidate(None, None, ("nothing",), said=False)
TABLE = """sign\tanywhere\tnobody else\twithin, first
nobody\t1.0\t\t
nothing\t0.5\t\t6.0
near\t3.0\t\t
far\t2.5\t1.5\t
weak\t0.5\t\t
"""


def candidate(sign: str, who: Known, start: int = 0) -> Candidate:
    """Somebody named at an offset, for whom one sign speaks."""
    return Candidate(Voice(start, start + 5, start, start + 5, "name", who), "said", (sign,))


def chosen(*candidates: Candidate, shape: str = "within, first") -> Candidate:
    """Who is chosen among these, nobody and that nothing is said."""
    return choice((NOBODY, NOTHING, *candidates), shape, read(TABLE))


def test_a_weight_is_what_a_sign_weighs_anywhere_and_what_its_place_adds() -> None:
    """An empty cell adds nothing."""
    assert read(TABLE)["nobody else"]["far"] == 4.0
    assert read(TABLE)["within, first"]["far"] == 2.5


def test_the_best_candidate_is_chosen_by_how_the_quotation_stands() -> None:
    """A sign may weigh more in one place than in another."""
    near, far = candidate("near", REYES), candidate("far", OKAFOR, 10)
    assert chosen(near, far, shape="nobody else") is far
    assert chosen(Candidate(None, None, ()), near, far, shape="nobody else") is far


def test_a_sign_that_was_never_learnt_weighs_nothing() -> None:
    """What is known still decides."""
    stranger = Candidate(Voice(0, 5, 0, 5, "name", REYES), None, ("never seen", "near"))
    assert chosen(stranger, shape="nobody else") is stranger


def test_nobody_is_chosen_where_nobody_is_good_enough() -> None:
    """Silence is the safe answer."""
    assert chosen(candidate("weak", REYES), shape="nobody else") is NOBODY


def test_nobody_is_chosen_between_equals_unless_they_are_one_person() -> None:
    """A coin would be right half the time only."""
    assert chosen(candidate("near", REYES), candidate("near", OKAFOR, 10), shape="nobody else") is NOBODY
    first = candidate("near", REYES)
    assert chosen(first, candidate("near", REYES, 10), shape="nobody else") is first


def test_words_are_only_set_between_marks_where_that_is_sure() -> None:
    """A lost quote costs more than a needless one; a sentence of its own is never lost."""
    assert chosen(shape="within, first") is NOTHING
    assert chosen(candidate("far", REYES), candidate("near", OKAFOR, 10)) is NOTHING
    doubtful = Candidate(Voice(0, 5, 0, 5, "name", REYES), None, ("near", "far"))
    assert chosen(doubtful) is NOBODY
    sentence = Candidate(None, None, ("nothing", "near"), said=False)
    assert choice((NOBODY, sentence), "nobody else", read(TABLE)) is NOBODY


def test_the_learnt_weights_know_every_way_to_stand() -> None:
    """The table that is shipped is whole: every column has weights, and no sign is told twice."""
    lines = Path(quotes_package.__file__).with_name("weights.tsv").read_text("utf-8").splitlines()
    signs = [line.split("\t")[0] for line in lines]
    assert len(signs) == len(set(signs))
    assert {line.count("\t") for line in lines} == {10}
    assert all(weights()[shape] for shape in lines[0].split("\t")[2:])


# -------------------------------------------------------------------------------------------------------- bounded work

HOSTILE = {
    "marks": "“" * 33_000,
    "straight marks": '"' * 33_000,
    "pairs": '"a b c" ' * 6_000,
    "said": "said " * 13_000,
    "names": "Tom Reyes " * 6_000,
    "speakers": "“a b c,” Tom Reyes said. " * 2_000,
    "surnames": "Tom Reyes said Reyes " * 3_000,
    "commas": "Tom Reyes, " * 6_000,
    "the": "the " * 16_000,
    "capitals": "A" * 66_000,
    "paragraphs": "“We go out tonight, and\n\n" * 2_000,
    "single": "‘a b " * 13_000,
    "guillemets": "«" * 16_000 + "»" * 16_000,
    "nested": "“a " * 10_000 + "”" * 10_000,
    "colons": "Tom Reyes: “a b c” " * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_no_more_than_long_ones(name: str) -> None:
    """Some tens of thousands of characters of any of these are read within two seconds, most in a tenth of that."""
    begun = time.perf_counter()
    quotes(HOSTILE[name])
    assert time.perf_counter() - begun < 2.0
