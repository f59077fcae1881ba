"""The summariser as a filter: a line for a line, in order, whatever the lines hold."""

import io
import json
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot import reading
from bot.cli import main

QUOTED = "“It is too thick to see the bow of my own boat,” Ebba Rasmussen, a pilot, said."
POST = {"id": 7, "text": f"Fog holds the boats\n\n{QUOTED}\n"}
KEYS = {
    *("schema", "id", "url", "author", "published", "headline", "headlines", "note", "lead", "more_coming", "blocks"),
    *("text", "quotes", "image", "caption", "credit"),
}
QUOTE_KEYS = {
    *("start", "end", "text", "kind", "speaker", "name", "role", "cue", "key", "missing_mark", "reasons"),
}


def answers(*posts: object, jobs: int = 1) -> list[dict[str, Any]]:
    """The stories of these posts."""
    return [json.loads(line) for line in reading.read((json.dumps(post).encode() for post in posts), jobs=jobs)]


def test_a_post_becomes_a_story_with_the_promised_names() -> None:
    """The names are the documentation's; the text is the very text that came in."""
    (story,) = answers(POST)
    assert set(story) == KEYS
    (quote,) = story["quotes"]
    assert set(quote) == QUOTE_KEYS
    assert (story["id"], story["text"], story["headline"]) == (7, POST["text"], "Fog holds the boats")
    assert (quote["name"], quote["cue"], quote["key"]) == ("Ebba Rasmussen", "said", 1)
    assert story["text"][quote["start"] : quote["end"]] == quote["text"]


def test_what_came_with_the_post_is_kept() -> None:
    """A title of its own is the headline, and a date is an instant."""
    given = {"url": "https://quay.example/fog", "author": "Lena Fors", "title": "A thick morning | Quay"}
    (story,) = answers(POST | given | {"published": "2026-09-18T08:00:00+02:00"})
    assert story["headline"].startswith("A thick morning")
    assert (story["url"], story["author"]) == (given["url"], given["author"])
    assert story["published"] == "2026-09-18T06:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "known_as", "said"),
    [
        (b"nonsense", None, "not JSON"),
        (b"[1]", None, "not a JSON object"),
        (b'{"id": "a"}', "a", 'either "text" or "html"'),
        (b'{"id": "a", "text": "x", "html": "x"}', "a", 'either "text" or "html"'),
        (b'{"id": "a", "text": 5}', "a", 'either "text" or "html"'),
        (b'{"id": "a", "text": "x", "title": 5}', "a", '"title" is not a string'),
        (b'{"id": "a", "text": "x", "published": "soon"}', "a", '"published" is not a date'),
        (b"\xff\xfe", None, "not JSON"),
        (b"[" * 100_000, None, "not JSON"),
    ],
)
def test_a_line_that_is_no_post_is_answered_and_the_rest_goes_on(line: bytes, known_as: object, said: str) -> None:
    """Its id, where it has one, and what is wrong with it."""
    wrong, right = (json.loads(told) for told in reading.read([line, json.dumps(POST).encode()], jobs=1))
    assert set(wrong) == {"id", "error"}
    assert wrong["id"] == known_as
    assert said in wrong["error"]
    assert right["id"] == 7


def test_a_line_without_end_is_answered_by_an_error() -> None:
    """It takes no more memory than the longest that is read."""
    stream = io.BytesIO(b'{"text": "' + b"x" * (reading.LONGEST_LINE + 10) + b'"}\n\n' + json.dumps(POST).encode())
    wrong, right = (json.loads(told) for told in reading.read(reading.lines(stream), jobs=1))
    assert "longer than" in wrong["error"]
    assert right["id"] == 7


def test_many_at_once_answer_in_order() -> None:
    """Two processes give what one gives."""
    posts = [POST | {"id": number} for number in range(100)]
    assert answers(*posts, jobs=2) == answers(*posts)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: json.dumps({"text": text}).encode()))
def test_no_line_breaks_it(line: bytes) -> None:
    """Every line is answered by one line of JSON in UTF-8."""
    (told,) = reading.read([line], jobs=1)
    assert "\n" not in told.encode().decode()
    assert isinstance(json.loads(told), dict)


def test_the_command_reads_its_input_and_writes_its_answers() -> None:
    """One line each, and nothing else on standard output."""
    result = CliRunner().invoke(main, ["read"], input=json.dumps(POST) + "\n" + json.dumps(POST) + "\n")
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [7, 7]
