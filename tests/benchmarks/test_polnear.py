"""The reading of annotations in the collection's form, made for invented articles."""

from pathlib import Path

import pytest

from benchmarks.polnear import articles

Part = tuple[str, str]
"""Source, cue or content, and its words."""


def folder(root: Path, text: str, *told: tuple[Part, ...], annotator: str = "a1") -> Path:
    """A folder with one article and one annotator's attributions, found by their words; a newline parts stretches."""
    lines, key = [], 0
    for event, parts in enumerate(told, 1):
        refs = []
        for kind, words in parts:
            key += 1
            spans = [(text.index(piece), text.index(piece) + len(piece)) for piece in words.split("\n")]
            offsets = ";".join(f"{start} {end}" for start, end in spans)
            lines.append(f"T{key}\t{kind} {offsets}\t{words.replace(chr(10), ' ')}")
            refs.append(f"{kind}:T{key}")
        lines.append(f"E{event}\tAttribution:T0 {' '.join(refs)}")
    for kind, suffix, content in (("text", ".txt", text), ("attributions", f"_{annotator}.ann", "\n".join(lines))):
        place = root / "data" / "dev" / kind
        place.mkdir(parents=True, exist_ok=True)
        (place / f"paper_2021-09-14_weir{suffix}").write_bytes(content.encode())
    return root


def read(root: Path) -> list[tuple[str, str | None]]:
    """The quotations of the only article, in words, each with its speaker."""
    (article,) = articles(root, "dev")
    return [(article.text[said.start : said.end], said.speaker) for said in article.quotations]


def told(content: str, source: str | None = None, cue: str = "said") -> tuple[Part, ...]:
    """One attribution."""
    return (("Content", content), ("Cue", cue), *([("Source", source)] if source else []))


def test_a_quotation_is_what_stands_between_the_marks(tmp_path: Path) -> None:
    """Its marks, and words of the content outside them, are no part of it."""
    text = "Lind said the weir was “as safe as any house” and would hold."
    root = folder(tmp_path, text, told("the weir was “as safe as any house” and would hold", "Lind"))
    assert read(root) == [("as safe as any house", "Lind")]


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "''{}''"])
def test_every_double_mark_is_one(tmp_path: Path, marks: str) -> None:
    """Curly, straight, and two apostrophes."""
    quote = marks.format("It will hold,")
    assert read(folder(tmp_path, f"{quote} Lind said.", told(quote, "Lind"))) == [("It will hold,", "Lind")]


def test_words_that_nobody_annotated_are_no_quotation(tmp_path: Path) -> None:
    """A title between marks is not said."""
    assert read(folder(tmp_path, "The film “A Weir in Winter” was shown.")) == []


def test_two_words_are_too_few(tmp_path: Path) -> None:
    """A quotation has three."""
    assert read(folder(tmp_path, "It is “quite safe,” Lind said.", told("“quite safe,”", "Lind"))) == []


def test_nobody_speaks_where_no_source_is_annotated(tmp_path: Path) -> None:
    """Nobody is an answer too."""
    root = folder(tmp_path, "It was said to be “as safe as a house.”", told("“as safe as a house.”"))
    assert read(root) == [("as safe as a house.", None)]


def test_the_nearest_speaker_is_the_one_outside_the_marks(tmp_path: Path) -> None:
    """Of two attributions the shorter tells the speaker, unless its source stands within the quotation."""
    text = "Reyes said Lind had told him: “I think that the whole weir will hold.”"
    quote = "“I think that the whole weir will hold.”"
    root = folder(
        tmp_path,
        text,
        told(f"Lind had told him: {quote}", "Reyes"),
        told(quote, "Lind", "told"),
        told("that the whole weir will hold", "I", "think"),
    )
    assert read(root) == [("I think that the whole weir will hold.", "Lind")]


def test_a_quotation_within_another_is_part_of_it(tmp_path: Path) -> None:
    """The inner marks do not end it."""
    quote = "“He said “not on my watch” and left the hall,”"
    root = folder(tmp_path, f"{quote} Lind recalled.", told(quote, "Lind", "recalled"))
    assert read(root) == [("He said “not on my watch” and left the hall,", "Lind")]


def test_each_paragraph_of_a_speech_is_a_piece(tmp_path: Path) -> None:
    """Every paragraph opens and only the last one closes."""
    first, second = "“It held in the flood.", "“It will hold again,”"
    root = folder(tmp_path, f"{first}\n\n{second} Lind said.", told(f"{first}\n{second}", "Lind"))
    assert read(root) == [("It held in the flood.", "Lind"), ("It will hold again,", "Lind")]


def test_a_piece_without_its_closing_mark_ends_with_its_content(tmp_path: Path) -> None:
    """What the annotator took for content tells where it ends."""
    text = "“It will hold, Lind said.\n\nRowers disagree."
    assert read(folder(tmp_path, text, told("“It will hold,", "Lind"))) == [("It will hold,", "Lind")]


def test_who_stands_for_the_name_before_it(tmp_path: Path) -> None:
    """A relative pronoun names nobody by itself."""
    text = "The keeper is Ada Lind, who said it was “as safe as a house.”"
    assert read(folder(tmp_path, text, told("“as safe as a house.”", "who"))) == [("as safe as a house.", "Ada Lind")]


def test_a_swapped_source_and_cue_change_places(tmp_path: Path) -> None:
    """Nobody is called "said"."""
    root = folder(tmp_path, "“It will hold,” said Lind.", told("“It will hold,”", "said", "Lind"))
    assert read(root) == [("It will hold,", "Lind")]


def test_the_first_of_several_annotators_counts(tmp_path: Path) -> None:
    """One article is read once."""
    text = "“It will hold,” Lind told Reyes."
    folder(tmp_path, text, told("“It will hold,”", "Reyes", "told"), annotator="b2")
    assert read(folder(tmp_path, text, told("“It will hold,”", "Lind", "told"))) == [("It will hold,", "Lind")]


def test_a_folder_without_the_collection_is_refused(tmp_path: Path) -> None:
    """An empty table would look like a measurement."""
    with pytest.raises(FileNotFoundError):
        articles(tmp_path, "dev")
