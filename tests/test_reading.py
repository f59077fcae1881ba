"""The two filters: posts become stories and feeds become entries, in order, whatever comes in."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import works
from bot import reading
from bot.cli import main
from bot.news.feed import MOST_BYTES
from bot.room import Room

P = ParamSpec("P")
T = TypeVar("T")

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


def test_more_posts_than_one_file_are_refused_with_a_hint() -> None:
    """Several files are feeds, which has to be said."""
    result = CliRunner().invoke(main, ["read", "one", "other"])
    assert result.exit_code == 2
    assert "--feed" in result.stderr


# -------------------------------------------------------------------------------------------------------------- feeds

ENTRY_KEYS = {
    *("id", "link", "title", "published", "updated", "author", "html", "summary", "enclosures", "problems"),
}
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay News</title>{}</feed>"""
FOG = """<entry><id>tag:1</id><title>Fog holds the boats</title><link href="/fog"/>
<author><name>Lena Fors</name></author>
<published>2026-09-18T08:00:00+02:00</published><updated>2026-09-18T10:00:00Z</updated>
<content type="html">&lt;p&gt;It is “thick”.&lt;/p&gt;</content></entry>"""
WEIR = "<entry><id>tag:2</id><title>The weir holds</title><content>Ferry &amp;amp; weir: 3 &lt; 4</content></entry>"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], str]:
    """A way to write a file, which gives its path."""

    def written(name: str, holds: str) -> str:
        (tmp_path / name).write_text(holds, encoding="utf-8")
        return str(tmp_path / name)

    return written


def read_feeds(*arguments: str, given: str | None = None, code: int = 0) -> list[dict[str, Any]]:
    """What the command writes of these feeds, line by line."""
    result = CliRunner().invoke(main, ["read", "--feed", *arguments], input=given)
    assert result.exit_code == code, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_feed_becomes_its_entries_with_the_promised_names(write: Callable[[str, str], str]) -> None:
    """The names are the documentation's, and the times are UTC."""
    fog, weir = read_feeds("--address", "https://quay.example/feed", write("quay.xml", ATOM.format(FOG + WEIR)))
    assert set(fog) == set(weir) == ENTRY_KEYS
    assert (fog["id"], fog["link"], fog["title"]) == ("tag:1", "https://quay.example/fog", "Fog holds the boats")
    assert (fog["published"], fog["updated"]) == ("2026-09-18T06:00:00+00:00", "2026-09-18T10:00:00+00:00")
    assert (fog["author"], fog["html"], fog["problems"]) == ("Lena Fors", "<p>It is “thick”.</p>", [])
    assert (weir["published"], weir["author"], weir["link"]) == (None, None, None)


def test_a_body_of_plain_text_is_written_as_html() -> None:
    """What looks like a tag in it is none."""
    given = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Q",
        "items": [{"id": "1", "content_text": "3 < 4"}],
    }
    (entry,) = read_feeds(given=json.dumps(given))
    assert entry["html"] == "3 &lt; 4"


def test_several_feeds_are_told_apart_and_come_in_order(write: Callable[[str, str], str]) -> None:
    """By the name of the file, with one process and with two."""
    files = [write(f"{number}.xml", ATOM.format(FOG * (number % 3 > 0) + WEIR)) for number in range(12)]
    expected = [(file, name) for number, file in enumerate(files) for name in ["tag:1", "tag:2"][number % 3 == 0 :]]
    told = read_feeds(*files)
    assert [(entry["feed"], entry["id"]) for entry in told] == expected
    assert read_feeds("--jobs", "2", *files) == told


def test_what_is_no_feed_is_answered_and_the_rest_goes_on(write: Callable[[str, str], str], tmp_path: Path) -> None:
    """Each by one line that says what is wrong with it."""
    (tmp_path / "huge.xml").write_bytes(b"<rss>" + b" " * MOST_BYTES)
    broken = write("page.html", "<!doctype html><title>Quay</title>")
    files = [broken, "/nowhere.xml", str(tmp_path), str(tmp_path / "huge.xml"), write("quay.xml", ATOM.format(WEIR))]
    *wrong, right = read_feeds(*files)
    assert [set(line) for line in wrong] == [{"feed", "error"}] * 4
    assert [line["feed"] for line in wrong] == files[:4]
    said = ["web page", "cannot be opened", "a directory", "too large"]
    assert all(word in line["error"] for word, line in zip(said, wrong, strict=True))
    assert right["id"] == "tag:2"


def test_it_fails_where_no_file_could_be_read(write: Callable[[str, str], str]) -> None:
    """An empty feed was read, though nothing is in it."""
    assert [set(line) for line in read_feeds("/nowhere.xml", code=1)] == [{"feed", "error"}]
    assert read_feeds("/nowhere.xml", write("empty.xml", ATOM.format("")))[1:] == []


class Harmed:
    """A room in which the bodies that name a harm do it."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if args[0] in HARMS:
            await self._room.do(HARMS[args[0]])
        return await self._room.do(work, *args, **kwargs)


HARMS = {b"hang": works.hang, b"crash": works.crash}


async def test_a_feed_that_hangs_its_reader_is_answered_and_the_rest_goes_on(write: Callable[[str, str], str]) -> None:
    """It is ended in its time, and its place is taken."""
    files = (write("hangs.xml", "hang"), write("quay.xml", ATOM.format(WEIR)), write("crashes.xml", "crash"))
    async with Room(workers=1, seconds=1) as room:
        answers = [one async for one in reading.feeds(Harmed(room), files, address=None, jobs=1)]
    assert [answer.is_feed for answer in answers] == [False, True, False]
    assert "It could not be read: it took more than 1 s." in answers[0].lines
    assert "SIGSEGV" in answers[2].lines


class Counting:
    """Somewhere that counts how many works are there at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1
        return work(*args, **kwargs)


async def test_no_more_feeds_are_held_than_are_soon_read(write: Callable[[str, str], str]) -> None:
    """However many are given, the memory stays flat."""
    files = [write("quay.xml", ATOM.format(WEIR))] * 50
    elsewhere = Counting()
    assert len([one async for one in reading.feeds(elsewhere, files, address=None, jobs=2)]) == 50
    assert 1 < elsewhere.most <= 2 * reading.AHEAD


def test_who_has_seen_enough_may_go(write: Callable[[str, str], str]) -> None:
    """A pipe that is closed early ends the command, and it complains to nobody."""
    entries = "".join(WEIR.replace("tag:2", f"tag:{number}") for number in range(400))
    files = [write("quay.xml", ATOM.format(entries))] * 20
    command = [sys.executable, "-m", "bot", "read", "--feed", *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as filtering:
        assert filtering.stdout
        assert filtering.stderr
        assert filtering.stdout.read(9) == b'{"feed": '
        filtering.stdout.close()
        assert filtering.stderr.read() == b""
    assert filtering.returncode == 0
