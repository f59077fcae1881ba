"""What somebody looks for, and what was found of it, become a page and the ids of the buttons that lead on from it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import discord

from bot.news.digest import digest
from bot.store.interface import Explained, Hits, Said, Told
from cogs import cards, lines, text
from cogs.lines import DESCRIPTION, INK, Json

MOST_SHOWN = 5
"""What one page holds at most, where all of it fits."""

MOST_KEPT = 1000
"""Texts that are kept since a button's id has no room for them."""

LONGEST_ID = 100
"""Characters of a button's id, in Discord's documentation of message components."""

LONGEST_CHOICE = 100
"""Characters of a choice that is offered, and of what it stands for."""

LONGEST_QUOTE = 1200
"""Characters of a quote, so that it fits a page with the longest addresses beside it."""

TEMPLATE = re.compile(
    rf"{cards.MARK}:find:(?P<kind>search|by|find):(?P<order>[bn])(?P<way>[<>])(?P<at>\d{{1,6}}):"
    r"(?P<feed>[0-9a-f]{20})?:(?P<since>\d{1,11})?:(?P<how>[=#])(?P<typed>.+)",
    re.ASCII | re.DOTALL,
)
"""The id of a button that leads to another page; what was typed stands in it, or the key under which it is kept."""

Kind = Literal["search", "by", "find"]

_KINDS: Mapping[str, Kind] = {"search": "search", "by": "by", "find": "find"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for, and the page of it that they want.

    `typed` is a speaker for "by", else the words that stories ("search") or quotes ("find") are to hold. `at` counts
    what comes before the page; where it is turned `back`, what comes before the page's end.
    """

    kind: Kind
    typed: str
    feed_id: str | None = None
    since: datetime | None = None
    best: bool = False
    at: int = 0
    back: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A button under a page: what it says, the page that it asks for, and whether there is such a page."""

    label: str
    asked: Asked
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A card, and the ways on from it; none where it shows all that was found."""

    embed: Json
    ways: tuple[Way, ...]


class Memory:
    """What was typed and is too long for a button's id, by short keys; what was kept longest ago is forgotten."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[str, str] = {}

    def keep(self, typed: str) -> str:
        """Keep a text and name the key under which it is found again."""
        key = hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._kept.pop(key, None)
        self._kept[key] = typed
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        return key

    def find(self, key: str) -> str | None:
        """The text under a key; None where it was forgotten, or kept before a restart."""
        return self._kept.get(key)


# ---------------------------------------------------------------------- the ids of buttons


def button_id(asked: Asked, memory: Memory) -> str:
    """The id of a button that asks for this page."""
    order, way = "b" if asked.best else "n", "<" if asked.back else ">"
    since = int(asked.since.timestamp()) if asked.since else ""
    head = f"{cards.MARK}:find:{asked.kind}:{order}{way}{asked.at}:{asked.feed_id or ''}:{since}:"
    whole = f"{head}={asked.typed}"
    return whole if text.size(whole) <= LONGEST_ID else f"{head}#{memory.keep(asked.typed)}"


def asked_by(button_id: str, memory: Memory) -> Asked | None:
    """The page that a button's id asks for; None where that is not known, or no longer."""
    found = TEMPLATE.fullmatch(button_id)
    typed = found and (found["typed"] if found["how"] == "=" else memory.find(found["typed"]))
    if not found or not typed:
        return None
    return Asked(
        kind=_KINDS[found["kind"]],
        typed=typed,
        feed_id=found["feed"],
        since=datetime.fromtimestamp(int(found["since"]), UTC) if found["since"] else None,
        best=found["order"] == "b",
        at=int(found["at"]),
        back=found["way"] == "<",
    )


# ---------------------------------------------------------------------- pages


def window(asked: Asked) -> tuple[int, int]:
    """What a page may hold: how much of all that is found to skip, and how much to take, the same on every page."""
    return max(0, asked.at - MOST_SHOWN) if asked.back else asked.at, MOST_SHOWN


def page(asked: Asked, hits: Hits[Told] | Hits[Said], guild_id: int, feed: str | None) -> Page:
    """A page of what was found; `feed` is the name of the one that is asked for, None where any is.

    It holds as many of the hits as fit, from whichever end it is reached, each of them whole.
    """
    narrowed = _narrowed(asked, feed)
    # Nothing comes before the first: whoever made up such a button sees the first page.
    found = hits.found[: asked.at or MOST_SHOWN] if asked.back else hits.found
    pieces = [_quote(one, guild_id) if isinstance(one, Said) else _story(one, guild_id) for one in found]
    room = DESCRIPTION - text.size(narrowed) - 2
    _, count = lines.fitted(pieces[::-1] if asked.back else pieces, room, gap="\n\n")
    skipped, _ = window(asked)
    first = skipped + (len(pieces) - count if asked.back else 0)
    last = first + count
    embed: Json = {
        "title": _title(asked, hits),
        "description": "\n\n".join(filter(None, (narrowed, *pieces[first - skipped : last - skipped]))),
        "color": INK,
    }
    # Who comes to the end from behind has seen that there is no more.
    more = last < hits.total or (hits.at_least and not asked.back)
    if first or more:
        place = f"{first + 1}–{last}" if count > 1 else str(last)
        embed["footer"] = {"text": f"{place} of {_count(hits)}"}
    return Page(embed, tuple(_ways(asked, hits.total, first, last, more)))


def nothing(asked: Asked, *, at_least: bool = False) -> str:
    """That nothing was found, and what may help; where not all was looked through (`at_least`), only that."""
    if at_least:
        what, how = ("story", "with") if asked.kind == "search" else ("quote", "of" if asked.kind == "by" else "with")
        ways = ([] if asked.feed_id else ["`feed`"]) + ["a later `since`" if asked.since else "`since`"]
        return (
            f"No {what} {how} {_looked_for(asked)} is among the newest that were looked through; older ones were not. "
            f"Try {' or '.join(ways)}."
        )
    match asked.kind:
        case "search":
            said = f"No story that was told here holds {_looked_for(asked)}. Try fewer words, or `begin*`."
        case "find":
            said = f"No quote holds {_looked_for(asked)}. Try fewer words, or `begin*`."
        case "by":
            said = f"No quote of {_looked_for(asked)} was told here. Try one part of the name, or `begin*`."
    narrowed = [f"`{name}`" for name, given in (("feed", asked.feed_id), ("since", asked.since)) if given]
    return f"{said} Leaving out {' or '.join(narrowed)} may help, too." if narrowed else said


def whole(told: Told, guild_id: int) -> tuple[Json, ...]:
    """A story as it now stands, below where it was told; all its quotes follow where this does not show each whole."""
    where = f"<#{told.channel_id}>"
    head = f"Told in {where} {lines.moment(told.told_at, 'R')}" if told.message_id else f"Waits to be told in {where}"
    shown = digest(told.story, told.feed.masthead, "long")
    card = cards.preview(shown)
    # A card's text leaves room for a line as short as this.
    whence = f"-# {' · '.join(filter(None, (head, cards.way_to_digest(told, guild_id))))}"
    first = card | {"description": "\n\n".join(filter(None, (whence, card.get("description"))))}
    quotes = told.story.quotes
    all_shown = all(lines.quote(quote, text.size(text.plain(quote.text))) in first["description"] for quote in quotes)
    return first, *(() if all_shown else cards.quotes(quotes))


# ---------------------------------------------------------------------- what is offered to somebody who types


def story_choice(one: Told | Explained) -> str:
    """A story as it is offered: its headline, and its feed."""
    feed = f" — {text.within(lines.name(one.feed.masthead), 35)}"
    return text.within(text.clean(one.story.headline.text) or "Untitled", LONGEST_CHOICE - text.size(feed)) + feed


def speaker_choice(name: str, quotes: int) -> str:
    """A speaker as they are offered: their name, and how much of them was told."""
    told = f" ({lines.number(quotes, 'quote')})"
    return text.within(text.clean(name), LONGEST_CHOICE - text.size(told)) + told


# ---------------------------------------------------------------------- their parts


def _ways(asked: Asked, total: int, first: int, last: int, more: bool) -> Iterator[Way]:
    if first or more:
        yield Way("‹ Back", replace(asked, at=first, back=True), leads=first > 0)
        yield Way("Next ›", replace(asked, at=last, back=False), leads=more)
    if asked.kind == "find" and total > 1:
        other = replace(asked, best=not asked.best, at=0, back=False)
        yield Way("Best first" if other.best else "Newest first", other)


def _title(asked: Asked, hits: Hits[Told] | Hits[Said]) -> str:
    what, many, how = {
        "search": ("story", "stories", "with"),
        "by": ("quote", "quotes", "of"),
        "find": ("quote", "quotes", "with"),
    }[asked.kind]
    found = f"{_count(hits)} {many}" if hits.at_least else lines.number(hits.total, what, many)
    order = f", {'best' if asked.best else 'newest'} first" if hits.total > 1 else ""
    return f"{found[:1].upper()}{found[1:]} {how} {_looked_for(asked)}{order}"


def _count(hits: Hits[Told] | Hits[Said]) -> str:
    return f"{hits.total} or more" if hits.at_least else str(hits.total)


def _looked_for(asked: Asked) -> str:
    """What was typed, as it is said back: a name as it is, words in quotation marks unless they have their own."""
    words = text.within(text.plain(asked.typed), 150)
    return words if asked.kind == "by" or '"' in words or "“" in words else f"“{words}”"


def _narrowed(asked: Asked, feed: str | None) -> str:
    """Within what was looked; nothing where that is all that was told."""
    parts = (
        f"in {text.within(text.plain(feed), 100)}" if feed else "",
        f"since {discord.utils.format_dt(asked.since, 'd')}" if asked.since else "",
    )
    return f"-# {' · '.join(filter(None, parts))}" if any(parts) else ""


def _story(told: Told, guild_id: int) -> str:
    headline = text.link(lines.title(told.story.headline.text), told.story.link)
    return f"**{headline}**\n{' · '.join(cards.whence(told, guild_id, _date(told)))}"


def _quote(said: Said, guild_id: int) -> str:
    quote = lines.quote(said.quote, LONGEST_QUOTE)
    headline = text.link(lines.title(said.told.story.headline.text), said.told.story.link)
    below = " · ".join((headline, *cards.whence(said.told, guild_id, _date(said.told))))
    return f"{quote or '*One sentence that is too long to be shown here.*'}\n{below}"


def _date(told: Told) -> str:
    return discord.utils.format_dt(told.story.published or told.told_at, "d")
