"""Labelled entries, and what is made of what was found in them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.blocks import Labelled, by_tags, f1, judged, labelled, main, section, told

WEIR = """<title>The weir holds</title>
<p><?paragraph?>The weir held through the <b>night</b>.</p><script>var wet = true;</script>
<div><?hidden?>menu</div><figure><img src="#"><figcaption><?caption?>The weir. Photo: Ada Lind</figcaption></figure>
"""


def entry(folder: Path, source: str, name: str = "weir.html") -> Labelled:
    """The one entry of a folder that holds this source."""
    (folder / name).write_text(source, "utf-8")
    (one,) = labelled(folder)
    return one


def test_an_entry_is_read_without_its_marks(tmp_path: Path) -> None:
    """What a feed would give is the body; what no reader sees is no block."""
    one = entry(tmp_path, WEIR)
    assert (one.name, one.title, one.form) == ("weir", "The weir holds", "html")
    assert "<?" not in one.body
    assert [(kind, " ".join(words.split())) for kind, words in one.blocks] == [
        ("paragraph", "The weir held through the night."),
        ("caption", "The weir. Photo: Ada Lind"),
    ]


def test_a_plain_text_is_marked_alike(tmp_path: Path) -> None:
    """Its marks part it where they stand."""
    one = entry(tmp_path, "<title></title>\n<?heading?>Weir holds\n\n<?paragraph?>It held.\n", "weir.txt")
    assert (one.title, one.form, one.body) == ("", "text", "Weir holds\n\nIt held.\n")
    assert [kind for kind, _ in one.blocks] == ["heading", "paragraph"]


@pytest.mark.parametrize("source", ["<p><?paragraph?>No title.</p>", "<title>A</title>\n<?prose?>No such kind."])
def test_what_is_no_labelled_entry_says_so(tmp_path: Path, source: str) -> None:
    """A slip in a label must not pass for a fault of the reader."""
    with pytest.raises(ValueError, match="weir"):
        entry(tmp_path, source)


def test_what_agrees_letter_for_letter_is_right_however_it_is_spaced() -> None:
    """White space does not count."""
    found = judged(
        (("paragraph", "It held.\n"), ("list", "one two")), (("paragraph", "It  held."), ("list", "one\ntwo"))
    )
    assert (found.right, found.wrong) == (Counter(paragraph=1, list=1), ())
    assert (found.letters, found.letters_right) == (13, 13)


def test_a_block_of_the_wrong_kind_is_both_missed_and_found() -> None:
    """The letters of the others stay right."""
    found = judged(
        (("paragraph", "It held."), ("note", "More soon")), (("paragraph", "It held."), ("heading", "More soon"))
    )
    assert found.right == Counter(paragraph=1)
    assert found.wrong == ("found heading: Moresoon", "missed note: Moresoon")
    assert (found.letters, found.letters_right) == (15, 7)


def test_paragraphs_are_compared_one_by_one_and_lists_by_their_runs() -> None:
    """Two paragraphs in one are wrong, two items in one are not."""
    gold = (("paragraph", "It held."), ("paragraph", "It broke."), ("list", "one"), ("list", "two"))
    found = judged(gold, (("paragraph", "It held. It broke."), ("list", "one two")))
    assert found.right == Counter(list=1)
    assert (found.gold["paragraph"], found.found["paragraph"]) == (2, 1)


def test_a_block_may_lack_a_tenth_of_its_letters_and_no_more() -> None:
    """Words that were lost or added are sought around."""
    words = "the quick brown fox jumps over the lazy dog by the weir"
    assert judged((("paragraph", words),), (("paragraph", f"{words}!"),)).right == Counter(paragraph=1)
    assert judged((("paragraph", words),), (("paragraph", words[:30]),)).right == Counter()


def test_a_block_at_another_place_is_not_right() -> None:
    """Even where it has the same words."""
    gold = (("paragraph", "It held."), ("note", "and"), ("heading", "It held."))
    found = judged(gold, (("heading", "It held."), ("note", "and"), ("paragraph", "It held.")))
    assert found.right == Counter(note=1)


def test_tags_alone_tell_some_blocks(tmp_path: Path) -> None:
    """A naive reader to compare with: no class, no words."""
    body = "<h2>Weir</h2>One.<br><br>Two.<ul><li>a</li></ul><blockquote><p>b</p></blockquote><div class='share'>c</div>"
    assert by_tags(entry(tmp_path, f"<title></title>\n{body}")) == (
        ("heading", "Weir"),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("list", "a"),
        ("blockquote", "b"),
        ("paragraph", "c"),
    )
    assert by_tags(Labelled("weir", "", "One.\n\n\nTwo.\n", "text", ())) == (
        ("paragraph", "One."),
        ("paragraph", "Two.\n"),
    )


def test_the_section_gives_every_kind_that_is_there(tmp_path: Path) -> None:
    """And the averages over blocks and over kinds."""
    one = entry(tmp_path, WEIR)
    ours, naive = judged(one.blocks, told(one)), judged(one.blocks, by_tags(one))
    figures = section("Weir", (ours,), {"tag names": (naive,)}).figures
    assert [figure.name for figure in figures] == [
        "all blocks, F1 (micro)",
        "all kinds, F1 (macro)",
        "letters",
        "paragraph, F1 over 1",
        "caption, F1 over 1",
    ]
    assert f1([naive], ["caption"]) == 1.0


def test_the_table_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON too; a folder without entries is refused."""
    entry(tmp_path, WEIR)
    main([str(tmp_path), "--json"])
    assert json.loads(capsys.readouterr().out)["sections"][0]["title"] == f"{tmp_path.name}: 1 entries"
    (tmp_path / "none").mkdir()
    with pytest.raises(SystemExit):
        main([str(tmp_path / "none")])
