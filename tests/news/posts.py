"""The invented posts of tests/data/posts and what an editor finds in them; file names in, entries and gold out."""

import json
from pathlib import Path
from typing import TypedDict, cast

from bot.news.model import Entry, Story
from bot.news.story import read_entry

FOLDER = Path(__file__).parent.parent / "data" / "posts"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
# Each of these shows one thing, and is read without a fault.
PLAIN_CASES = (
    "block-quotes",
    "british-marks",
    "foreign-marks",
    "harbour-strike",
    "interview",
    "missing-marks",
    "no-quotes",
    "pronouns",
    "round-up",
    "scare-quotes",
    "speech",
    "statement",
    "substack",
    "tweets",
    "updates",
    "wire-report",
    "wordpress",
)


class GoldHeadline(TypedDict, total=False):
    """A carried headline with its credit; a missing field is None."""

    text: str
    outlet: str
    author: str
    date: str
    link: str


class GoldQuote(TypedDict, total=False):
    """A quote with its speaker; a missing field is None, or False."""

    text: str
    speaker: str
    name: str
    role: str
    cue: str
    kind: str
    missing_mark: bool


class Gold(TypedDict, total=False):
    """What an editor finds in a post."""

    title: str
    headline: str
    digest_headline: str
    note: str | None
    more_coming: bool
    headlines: list[GoldHeadline]
    quotes: list[GoldQuote]
    key: list[str]
    key_speakers: list[str]
    lead: str
    blocks: list[tuple[str, str]]


def gold(name: str) -> Gold:
    """What an editor finds in a post."""
    return cast(Gold, json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def entry(name: str) -> Entry:
    """A post as a feed would give it."""
    path = next(path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".json")
    title = gold(name)["title"]
    form = path.suffix.removeprefix(".")
    link = f"https://harbourlight.example/{name}"
    return Entry(name, link, title, path.read_text("utf-8"), "html" if form == "html" else "text")


def story(name: str) -> Story:
    """A post as it is read."""
    return read_entry(entry(name))
