"""Posts with their gold, read from a folder."""

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.own import Resolved, cues, names, posts, roles
from benchmarks.score import Said
from bot.news.model import Quote

TEXT = (
    "Weir will hold, says keeper\n\n"
    "“The weir will hold this winter,” said Ada Lind, keeper of the weir.\n\n"
    "“It held in the flood,” she said.\n"
)
FIRST = {
    "text": "The weir will hold this winter,",
    "speaker": "Ada Lind",
    "name": "Ada Lind",
    "role": "the keeper of the weir",
}
SECOND = {"text": "It held in the flood,", "speaker": "she", "name": "Ada Lind", "cue": "said"}


def folder(root: Path, quotes: list[dict[str, str]], **more: object) -> Path:
    """A folder with one post and these gold quotes."""
    (root / "weir.txt").write_text(TEXT, "utf-8")
    (root / "weir.json").write_text(json.dumps({"title": "", "quotes": quotes, **more}), "utf-8")
    return root


def test_gold_quotes_are_found_where_they_stand(tmp_path: Path) -> None:
    """Their words are sought one behind the other."""
    (post,) = posts(folder(tmp_path, [FIRST, SECOND]))
    words = [post.story.text[one.said.start : one.said.end] for one in post.wanted]
    assert words == [FIRST["text"], SECOND["text"]]


def test_a_gold_quote_that_is_not_in_the_text_lies_nowhere(tmp_path: Path) -> None:
    """It cannot be found by accident."""
    (post,) = posts(folder(tmp_path, [{"text": "Nobody said this."}]))
    assert post.article.quotations == (Said(-1, -1),)


def test_names_and_roles_are_counted_against_the_gold(tmp_path: Path) -> None:
    """What lies at a gold quote's place is compared; case and an article before a role do not matter."""
    (post,) = posts(folder(tmp_path, [FIRST, SECOND]))
    first, second = (one.said for one in post.wanted)
    quotes = (
        Quote(first.start, first.end, FIRST["text"], "direct", name="Ada Lind", role="Keeper of the weir"),
        Quote(second.start, second.end, SECOND["text"], "direct", name="Tom Reyes", role="rower", cue="said"),
    )
    read = (replace(post, story=replace(post.story, quotes=quotes)),)
    assert names(read) == Resolved(gold=2, found=2, right=1)
    assert roles(read) == Resolved(gold=1, found=2, right=1)
    assert cues(read) == Resolved(gold=1, found=1, right=1)


def test_key_quotes_are_those_that_the_gold_names(tmp_path: Path) -> None:
    """By their words, and, where it gives none, by their speakers."""
    (by_words,) = posts(folder(tmp_path, [FIRST, SECOND], key=[SECOND["text"]], key_speakers=["Ada Lind"]))
    (by_speaker,) = posts(folder(tmp_path, [FIRST, SECOND], key_speakers=["Ada Lind"]))
    assert [by_words.wanted[1].said] == list(by_words.key)
    assert [one.said for one in by_speaker.wanted] == list(by_speaker.key)
