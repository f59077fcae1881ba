"""What is written as stage directions is read as steps, or every fault in it is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.scenes import steps
from bot.sandbox.scenes.script import ACTS, MOST_CHARACTERS, MOST_FAULTS, MOST_LINES, NotAScene, read
from bot.sandbox.scenes.steps import Does, Place, Step, written

SCENES = Path(__file__).parents[2] / "docs" / "scenes"
AS = "as mira in #news\n"


def does(text: str) -> list[Does]:
    """Read a scene, and leave the numbers of its lines away."""
    return [step.does for step in read(text)]


def faults(text: str) -> tuple[str, ...]:
    """Read what is no scene, and list its faults."""
    with pytest.raises(NotAScene) as raised:
        read(text)
    assert str(raised.value) == "\n".join(raised.value.faults)
    return raised.value.faults


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("as noor in DM", steps.As("noor", Place(None))),
        ("as mira in #general of Ferry Club", steps.As("mira", Place("general", "Ferry Club"))),
        ("as mira in #Talks of Friday of Ferry Club", steps.As("mira", Place("Talks of Friday", "Ferry Club"))),
        ("/feed add {blog}", steps.Command("/feed add {blog}")),
        ('say "He said \\"no\\", with a \\\\"', steps.Say('He said "no", with a \\')),
        ("say Good morning", steps.Say("Good morning")),
        ("publish talks", steps.Act("publish", "talks")),
        ('withdraw "Fog, again"', steps.Act("withdraw", "Fog, again")),
        ("wait 2 s", steps.Pause(2.0)),
        ("wait 1.5 minutes", steps.Pause(90.0)),
        ("wait for 2 messages", steps.Messages(2, steps.WITHIN)),
        ("wait for 1 message within 90 s", steps.Messages(1, 90.0)),
        ('wait for "Corrected" within 1 min', steps.Text("Corrected", 60.0)),
        ("wait for the bot", steps.Bot(steps.WITHIN)),
        ("press Why this?", steps.Press("Why this?")),
        ('press "Why this?" on "harbour"', steps.Press("Why this?", "harbour")),
        ("press More on “it”", steps.Press("More on “it”")),
        ('choose "One"', steps.Choose(("One",))),
        ('choose "One" and "Two" on "harbour"', steps.Choose(("One", "Two"), "harbour")),
        ('menu "Digest this link"', steps.Menu("Digest this link")),
        ("jump 3 h", steps.Jump(10800)),
        ("jump to 8:05", steps.JumpTo("08:05")),
        ("jump to the edition", steps.JumpTo("edition")),
        ("jump to edition", steps.JumpTo("edition")),
        ("discord limited", steps.Health("discord", "limited")),
        ("blog hanging", steps.Health("blog", "hanging")),
        ("expect 2 messages", steps.Counted(2)),
        ("expect no messages", steps.Counted(0)),
        ("expect no objections", steps.Unobjected()),
        ("show", steps.Show()),
        ("show #general of Ferry Club", steps.Show(Place("general", "Ferry Club"))),
        ("show DM", steps.Show(Place(None))),
    ],
)
def test_a_line_is_a_step(line: str, meant: Does) -> None:
    """Each is written as one would tell it, with quotation marks where words could be mistaken for directions."""
    assert does(AS + line) == [steps.As("mira", Place("news")), meant]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('expect "harbour"', steps.Holds("harbour")),
        ('expect no "harbour"', steps.Lacks("harbour")),
        ("expect refused", steps.Refused()),
        ('expect refused "needs"', steps.Refused("needs")),
    ],
)
def test_an_expectation_follows_what_is_answered(line: str, meant: Does) -> None:
    """It is of the last thing that somebody did."""
    assert does(f"{AS}/feed list\n{line}")[-1] == meant


def test_text_stands_indented_below_its_step() -> None:
    """Its margin falls away, and the lines in it stay as they are; a comment or a step at the margin ends it."""
    scene = """\
paste "Fog"
    Fog held the boats.

      “Never again,” said Ola.
# that is all of it
rewrite fog as "More fog"
\tThick.
"""
    text = "Fog held the boats.\n\n  “Never again,” said Ola."
    assert does(scene) == [steps.Paste("Fog", text), steps.Rewrite("fog", "More fog", "Thick.")]


def test_a_field_is_filled_beside_or_below_its_name() -> None:
    """What has several lines stands below; a name with a colon has quotation marks."""
    scene = f'{AS}fill Where, when: at: noon\nfill "Words: all":\n  One\n  Two\nfill Note:\nsubmit'
    filled = [("Where, when", "at: noon"), ("Words: all", "One\nTwo"), ("Note", "")]
    assert does(scene)[1:] == [*(steps.Fill(field, text) for field, text in filled), steps.Submit()]


def test_a_step_knows_its_line() -> None:
    """Comments and empty lines are counted; a file of another system, or with a mark at its start, reads the same."""
    assert read("\ufeff# fog\r\n\r\npublish fog\r\n\n  \nwait 1 s") == (
        Step(3, steps.Act("publish", "fog")),
        Step(6, steps.Pause(1.0)),
    )


def test_nothing_is_a_scene_in_which_nothing_happens() -> None:
    """An empty file is not wrong."""
    assert read("") == read("# nothing\n\n") == ()


def test_all_faults_are_told_at_once() -> None:
    """Each has the number of its line, says what is wrong, and what would be right."""
    scene = """\
   lost
publsh talks
publish
/feed add {blogg}
wait 3 fortnights
wait 0 s
wait 11 min
wait for 0 messages
press ""
paste "Fog"
edit fog
    more fog
frobnicate
as mira in # of Sandbox
jump 0.5 s
discord broken
"""
    told = faults(scene)
    assert [fault.split(":")[0] for fault in told] == [
        f"line {number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)
    ]
    right = [
        "belongs to a paste",
        "did you mean publish?",
        'publish talks, or publish "The title of a post"',
        "{blog} and {feed} stand for the blog and its feed",
        "s, min, h or d",
        "more than nothing",
        "at most 10 min",
        "from 1 to 999",
        "nothing between the quotation marks",
        "write it below, indented",
        "only paste, rewrite and fill",
        "a step begins with / or one of: as, say, publish",
        "such as #news",
        "whole seconds",
        "discord well, discord down, discord slow or discord limited",
    ]
    for fault, words in zip(told, right, strict=True):
        assert words in fault


def test_faults_without_end_are_cut_off() -> None:
    """Who has written something else altogether is told the first of them, and how many there are."""
    told = faults("frobnicate\n" * (MOST_FAULTS + 7))
    assert (len(told), told[-1]) == (MOST_FAULTS + 1, "and 7 more")


@pytest.mark.parametrize("text", ["x" * (MOST_CHARACTERS + 1), "#\n" * MOST_LINES])
def test_a_scene_has_an_end(text: str) -> None:
    """What is too long for a scene is not even read."""
    assert faults(text) == ("a scene has at most 2,000 lines and 200,000 characters",)


@pytest.mark.parametrize("line", ["press {}x", "as x{}x", 'wait for "x"{}x', "fill x{}x", "choose {}"])
def test_a_step_has_an_end(line: str) -> None:
    """However it is made, it is read in no time; a command may be longer, for what is typed in it may be."""
    longest = [line.format(" " * 1_980 + '"') for _ in range(20)]
    assert len(faults("\n".join(longest))) == 20
    assert "2,000 characters at most" in faults(AS + line.format(" " * 2_000 + '"'))[0]
    assert len(does(f"{AS}/feed add {'x' * 5_000}")) == 2


@pytest.mark.parametrize(
    "line", ["/feed list", "say Hello", "press More", "wait for 1 message", "expect 1 message", "show"]
)
def test_somebody_must_be_there(line: str) -> None:
    """Before anybody acts it must be said who does, and where; it is said once."""
    (told,) = faults(f"publish talks\n{line}\n{line}")
    assert told.startswith("line 2: nobody is there yet")
    assert "as mira in #news" in told


@pytest.mark.parametrize("line", ['expect "x"', 'expect no "x"', "expect refused"])
def test_nothing_is_expected_before_something_is_done(line: str) -> None:
    """There is no answer yet that it could be of."""
    (told,) = faults(f"{AS}publish talks\n{line}\n/feed list\n{line}")
    assert told.startswith("line 3: nothing has been done yet")


@pytest.mark.parametrize("after", ["", "wait 1 s\n", "/feed list\n"])
def test_what_is_filled_is_sent(after: str) -> None:
    """A form that is filled and left would seem to have been sent."""
    assert faults(f"{AS}fill Name: Ola\n{after}") == (
        "line 2: what is filled here is never sent: write submit below it",
    )


@pytest.mark.parametrize("scene", sorted(SCENES.glob("*.scene")), ids=lambda path: path.stem)
def test_the_scenes_that_are_shown_can_be_read(scene: Path) -> None:
    """They say what somebody sees, so each shows or expects something."""
    assert any(
        isinstance(one, steps.Show | steps.Holds | steps.Text) for one in does(scene.read_text(encoding="utf-8"))
    )


def unharmed(text: str) -> None:
    """Read a text: it is told what is wrong with it, or is a scene that reads the same when it is written again."""
    try:
        found = read(text)
    except NotAScene as fault:
        told = fault.faults
    else:
        told = ("it reads the same",) if does(written(found)) == [step.does for step in found] else ()
    assert told


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever it is, it is a scene or is told to be none."""
    unharmed(text)


_PIECES = "as in on and for to within of wait press choose fill paste expect no jump submit show rewrite menu DM mira"
_MARKS = ["#news", '"a"', '"', "\\", ":", "2", "s", "\n", "\n  ", "/x", "{a}"]


@given(st.lists(st.sampled_from([*_PIECES.split(), *_MARKS]), max_size=30).map(" ".join))
def test_no_direction_breaks_the_reading(text: str) -> None:
    """Not even what is made of the words that mean something."""
    unharmed(AS + text.replace("\n ", "\n"))


_words = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1).filter(str.strip)
_line = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
_block = st.lists(st.lists(_line, max_size=3).map(" ".join), min_size=1).map(lambda lines: "\n".join(lines).strip())
_text = _block.filter(bool)
_place = st.one_of(
    st.just(Place(None)),
    st.builds(Place, _line, st.none()),
    st.builds(Place, _line, st.lists(_line, min_size=1).map(" ".join)),
)
_on = st.just("") | _words
_within = st.integers(1, 600_000).map(lambda thousandths: thousandths / 1000)
_steps = st.one_of(
    st.builds(steps.Command, _line.filter(lambda line: "{" not in line).map("/{}".format)),
    st.builds(steps.As, _line, _place),
    st.builds(steps.Say, _words),
    st.builds(steps.Act, st.sampled_from(ACTS), _words),
    st.builds(steps.Paste, _words, _text),
    st.builds(steps.Rewrite, _words, _words, _text),
    st.builds(steps.Pause, _within),
    st.builds(steps.Messages, st.integers(1, 999), _within),
    st.builds(steps.Text, _words, _within),
    st.builds(steps.Bot, _within),
    st.builds(steps.Press, _words, _on),
    st.builds(steps.Choose, st.lists(_words, min_size=1, max_size=3).map(tuple), _on),
    st.builds(steps.Menu, _words, _on),
    st.builds(steps.Holds, _words),
    st.builds(steps.Lacks, _words),
    st.builds(steps.Refused, _on),
    st.builds(steps.Counted, st.integers(0, 999)),
    st.builds(steps.Jump, st.integers(1, 31 * 86400)),
    st.builds(steps.JumpTo, st.just("edition") | st.times().map("{:%H:%M}".format)),
    st.builds(steps.Show, st.none() | _place),
)


@given(st.lists(_steps), st.lists(st.builds(steps.Fill, _words, st.just("") | _block)))
def test_what_is_written_reads_the_same(scene: list[Does], filled: list[steps.Fill]) -> None:
    """Whatever the words are, no word of a step is mistaken for another."""
    first = steps.As("mira", Place("news"))
    whole: list[Does] = [first, steps.Command("/feed list"), *scene, *filled, steps.Submit()]
    assert does(written(tuple(Step(0, one) for one in whole))) == whole
