"""What is typed on the command line is answered in plain words, with an exit code that says how it ended."""

import asyncio
import json
import os
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot import config
from bot.cli import main
from tests.web.site import Site, answer

POSTS = Path(__file__).parent / "data" / "posts"
SEED = Path(__file__).parent.parent.parent / "shared" / "seed" / "post.txt"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, no settings, and a log that is left alone."""
    for name in [name for name in os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.log.set_up", lambda *given, **named: None)


def run(*words: str, **environment: str) -> Result:
    """What comes of typing these words."""
    return CliRunner().invoke(main, words, env=environment)


def test_a_text_file_is_shown_as_it_would_be_posted() -> None:
    """The headline, and each quote with who said it."""
    Path("post.txt").write_text(
        "Ferry crews vote on Monday\n\n“Nobody wants another winter like the last,” Tom Reyes, former harbour master, "
        "said.\n\nThe crews meet at noon.\n",
        encoding="utf-8",
    )
    result = run("preview", "post.txt")
    assert result.exit_code == 0, result.output
    assert "│ Ferry crews vote on Monday" in result.output
    assert "— Tom Reyes, former harbour master" in result.output


def test_a_feed_file_is_shown_story_by_story() -> None:
    """As many as are asked for, the first of the feed first."""
    entries = "".join(f"<item><title>News {n}</title><description>It was so.</description></item>" for n in range(5))
    Path("feed.xml").write_text(f'<rss version="2.0"><channel><title>Quay</title>{entries}</channel></rss>')
    result = run("preview", "feed.xml", "--count", "2")
    assert result.exit_code == 0, result.output
    assert [line for line in result.output.split("\n") if "News" in line] == ["│ News 0", "│ News 1"]


def test_the_choice_of_quotes_is_explained_where_it_is_asked_for() -> None:
    """Each key quote with its reasons, and a shorter digest where that is wanted."""
    shown = run("preview", str(POSTS / "harbour-strike.html"), "--length", "short", "--explain").output
    assert shown.count("┃ “") <= 2
    assert "The quote of Ines Okafor: " in shown


def test_a_story_is_given_as_data() -> None:
    """One line of JSON a story, in which every quote is a slice of the text."""
    result = run("preview", str(POSTS / "harbour-strike.html"), "--json")
    story = json.loads(result.stdout)
    assert story["schema"] == 1
    assert story["headline"] == "Dock union, port authority to reopen talks, discuss night shifts"
    assert story["quotes"]
    assert all(story["text"][quote["start"] : quote["end"]] == quote["text"] for quote in story["quotes"])


@pytest.fixture
async def fog() -> AsyncIterator[tuple[str, str]]:
    """A subscription that is told of a feed at once, and a story that it brought; and the address of the feed."""
    item = "<item><title>Fog holds the boats</title><description>Nothing left the quay.</description></item>"
    async with Site() as site:
        feed = f'<rss version="2.0"><channel><title>Quay Notes</title>{item}</channel></rss>'.encode()
        site.pages["/feed"] = answer(feed, headers={"Content-Type": "application/rss+xml"})
        address = site.address("/feed")
        place = ("--server", "81", "--channel", "82", "--person", "83")
        for words in (("add", address, *place), ("poll", address)):
            done = await asyncio.to_thread(run, "feeds", *words, LATE_EDITION_POLLING__ALLOW="127.0.0.0/8")
            assert done.exit_code == 0, done.output
        listed = await asyncio.to_thread(run, "feeds", "list", "--channels", "--json")
        [wish] = json.loads(listed.stdout)["subscriptions"]
        yield wish["id"], address


async def test_a_subscription_is_shown_what_it_would_be_told(fog: tuple[str, str]) -> None:
    """As it would be posted, with a sentence on what that is."""
    result = await asyncio.to_thread(run, "preview", "--as", fog[0])
    assert result.exit_code == 0, result.output
    first, *shown = result.output.splitlines()
    assert first == "The channel 82 is told of Quay Notes at once; so it would be of the newest story."
    assert "│ Fog holds the boats" in shown


async def test_a_subscription_is_shown_its_last_week(fog: tuple[str, str]) -> None:
    """A sentence, and a line for each message."""
    result = await asyncio.to_thread(run, "preview", "--as", fog[0], "--last-week")
    assert result.exit_code == 0, result.output
    summary, line = result.output.splitlines()
    assert summary == "With these settings, last week: 1 message."
    assert line.endswith("  Digest: Fog holds the boats")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("--as", "nobody"), "`late-edition feeds list --channels` shows their names", 1),
        (("--as", "nobody", "--last-week"), "`late-edition feeds list --channels` shows their names", 1),
        (("--as", "nobody", "post.txt"), "Say WHAT to show, or --as and a subscription", 2),
        ((), "Say WHAT to show, or --as and a subscription", 2),
        (("post.txt", "--last-week"), "--last-week goes with --as", 2),
    ],
)
def test_what_cannot_be_shown_of_a_subscription_is_explained(words: tuple[str, ...], said: str, code: int) -> None:
    """With what to type instead."""
    result = run("preview", *words)
    assert result.exit_code == code
    assert said in " ".join(result.output.split())


@pytest.mark.skipif(not SEED.exists(), reason="the seed post is not beside this checkout")
def test_the_seed_is_shown_as_an_editor_would_have_it() -> None:
    """The headline, the note, that more is coming, the carried article, three voices; no tweet, no form."""
    shown = " ".join(run("preview", str(SEED)).output.replace("│", " ").replace("┃", " ").split())
    for expected in (
        "Russian and American militaries talk",
        "Not widely covered in a western media more interested in war than peace.",
        "More headlines coming later",
        "Russian defense, Pentagon chiefs agree to restore military contacts, discuss Syria — RT, 18 September, 2015",
        "— Igor Konashenkov, spokesperson for the Russian Defense Ministry",
        "— Jim Jatras, former US diplomat",
        "— John Kerry, US Secretary of State",
    ):
        assert expected in shown
    for unwanted in ("pic.twitter", "RT_com", "RIA Novosti", "Post a Comment", "No comments"):
        assert unwanted not in shown


@pytest.mark.skipif(not SEED.exists(), reason="the seed post is not beside this checkout")
def test_every_quote_of_the_seed_is_given_to_whoever_said_it() -> None:
    """As an editor reads it: three people by name and role, and nobody where nobody is named."""
    story = json.loads(run("preview", str(SEED), "--json").stdout)
    said = [(quote["text"].split()[0], quote["name"], quote["missing_mark"]) for quote in story["quotes"]]
    konashenkov, jatras, kerry = "Igor Konashenkov", "Jim Jatras", "John Kerry"
    assert said == [
        ("The", konashenkov, False),
        ("are", konashenkov, False),
        ("bilateral", None, False),
        ("a", jatras, False),
        ("happily", jatras, False),
        ("for", jatras, False),
        ("Our", jatras, True),
        ("The", jatras, False),
        ("open", jatras, False),
        ("What", jatras, True),
        ("They’ve", jatras, False),
        ("to", None, False),
        ("help", kerry, False),
        ("Our", kerry, False),
        ("We’re", kerry, False),
    ]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("nowhere.txt", "nowhere.txt cannot be read"),
        ("./nowhere", "nowhere cannot be read"),
        ("empty.txt", "is empty"),
        ("picture.txt", "is not text"),
        ("/dev/zero", "is larger than 20 MB"),
        ("./" + "x" * 300, "File name too long"),
        ("x" * 300, "names no site"),
        ("file:///etc/passwd", "http"),
    ],
)
def test_what_cannot_be_shown_is_explained(what: str, said: str) -> None:
    """A sentence and exit code 1; never a traceback."""
    Path("empty.txt").write_text(" \n")
    Path("picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    result = run("preview", what)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_the_encoding_that_it_is_in(encoding: str) -> None:
    """As editors on any system write it."""
    Path("post.txt").write_bytes("Café on the quay reopens\n\n“It is good,” said Zoë Dupré, owner.".encode(encoding))
    assert "│ Café on the quay reopens" in run("preview", "post.txt").output


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site with a front page, a feed and a post."""
    async with AsyncExitStack() as doors:
        opened = await doors.enter_async_context(Site())
        feed = '<rss version="2.0"><channel><title>Quay</title><item><title>News</title></item></channel></rss>'
        head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        said = "<p>“It is thick,” Ebba Rasmussen said. " + "No boat left. " * 30 + "</p>"
        post = f"<h1>Fog holds the boats</h1><div class='post-body'>{said}</div>"
        opened.pages["/feed"] = answer(feed.encode(), headers={"Content-Type": "application/rss+xml"})
        opened.pages["/"] = _page(f"<head>{head}</head><body><h1>Quay</h1></body>")
        opened.pages["/fog.html"] = _page(f"<head>{head}</head><body>{post}</body>")
        yield opened


def _page(markup: str) -> web.Response:
    return answer(f"<!doctype html><html>{markup}</html>".encode(), headers={"Content-Type": "text/html"})


@pytest.mark.parametrize(("path", "headline"), [("/feed", "News"), ("/", "News"), ("/fog.html", "Fog holds the boats")])
async def test_an_address_is_a_feed_or_leads_to_one_or_is_a_post(path: str, headline: str, site: Site) -> None:
    """A front page leads to its feed; a post's page is shown itself."""
    result = await asyncio.to_thread(run, "preview", site.address(path), LATE_EDITION_POLLING__ALLOW="127.0.0.0/8")
    assert result.exit_code == 0, result.output
    assert f"│ {headline}" in result.output


def test_a_private_address_is_refused() -> None:
    """Without `polling.allow` nobody can have the bot look into its operator's network."""
    result = run("preview", "http://127.0.0.1:9/")
    assert result.exit_code == 1
    assert "private" in result.output


def test_check_tells_everything_at_once() -> None:
    """The config, the token and the store, each with what to do; exit code 1."""
    Path("bad.toml").write_text('[polling]\nevery = "often"\n[store]\naddress = "sqlite:////nowhere/at/all/x.db"\n')
    result = run("--config", "bad.toml", "check", "--offline", LATE_EDITION_DISCORD__TOKEN="abc")
    assert result.exit_code == 1
    assert "polling.every" in result.output
    assert "has not the form of one" in result.output
    assert "/nowhere/at/all" in result.output


def test_check_is_content_with_what_can_run() -> None:
    """Exit code 0, and nothing was made or changed."""
    result = run("check", "--offline", LATE_EDITION_DISCORD__TOKEN=TOKEN)
    assert (result.exit_code, result.output) == (0, "All is well.\n")
    assert list(Path().iterdir()) == []


def test_run_without_a_token_says_where_to_get_one() -> None:
    """Exit code 1, and no store is made."""
    result = run("run")
    assert result.exit_code == 1
    assert "LATE_EDITION_DISCORD__TOKEN" in result.output
    assert list(Path().iterdir()) == []


def test_monitors_that_cannot_be_answered_are_told_of() -> None:
    """The address is taken: a sentence, and exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        result = run("run", LATE_EDITION_DISCORD__TOKEN=TOKEN, LATE_EDITION_HEALTH__LISTEN=taken)
    assert result.exit_code == 1
    assert f"Monitors cannot be answered at {taken}" in result.output


def test_a_sandbox_whose_database_is_broken_says_how_to_begin_anew() -> None:
    """Exit code 1 and a sentence, whichever of its files it is."""
    Path("sandbox").mkdir()
    Path("sandbox/sandbox.db").write_bytes(b"no database " * 500)
    result = run("sandbox")
    assert result.exit_code == 1
    assert "file is not a database" in result.output
    assert "begin anew with --fresh" in result.output


def test_a_store_is_migrated_and_backed_up() -> None:
    """The copy is a database of its own; a file that is there is never written over."""
    assert run("migrate").exit_code == 0
    result = run("backup", "copy.db")
    assert result.exit_code == 0, result.output
    with sqlite3.connect("copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM feeds").fetchone() == (0,)
    copy.close()
    again = run("backup", "copy.db")
    assert again.exit_code == 1
    assert "copy.db" in again.output
