"""A headline, a quote, a moment or a count in; the line that shows it in Discord's markup, out."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.news.model import Also, Credit, Headline, Masthead, Passage, Quote
from cogs import text

Json = dict[str, Any]

TITLE = 256
DESCRIPTION = 3900
"""Characters of an embed's text: under Discord's 4096, and with title, author and footer under 6000 for a message."""

QUOTE = 600
MOST_ALSO = 4
"""Other outlets that are named beside a headline; the rest is counted."""

LONGEST_BESIDE = 150
"""Characters of an address that stands beside others in one line."""

INK = 0x2B5C8A
AMBER = 0xB7791F

FAR = timedelta(hours=20)
"""From here on the hour alone does not tell which day is meant."""

_SENTENCE_CASE = re.compile(r"^(Former|Acting|Retired|Outgoing|Incoming|Longtime|Veteran)(?= )")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def title(headline: str) -> str:
    """A post's headline, as long as an embed's title may be."""
    return text.within(text.plain(headline), TITLE) or "Untitled"


def passages(shown: Sequence[Passage], under: str | None = None) -> Iterable[str]:
    """The passages of a message that stands under a headline; one of that very headline shows its credit alone."""
    for passage in shown:
        if passage.headline and passage.headline.text == under:
            yield credit(passage.headline.credit)
        elif passage.headline:
            yield "\n" + headline(passage.headline)
        yield from map(quote, passage.quotes)


def headline(carried: Headline) -> str:
    """A carried headline and where it came from."""
    words, whence = text.within(text.plain(carried.text), 400), credit(carried.credit)
    return " — ".join(part for part in (f"**{words}**" if words else "", whence) if part)


def credit(given: Credit | None) -> str:
    """Where a carried article came from, and when; nothing where the post does not say."""
    if given is None:
        return ""
    outlet = text.within(text.plain(given.outlet or given.author or ""), 100)
    date = text.within(text.plain(given.date or ""), 60)
    return ", ".join(part for part in (text.link(outlet, given.link) if outlet else "", date) if part)


def also(outlets: Sequence[Also]) -> str:
    """The other outlets that carry the same event, the first of them by name; nothing where there are none."""
    named = [name for outlet in outlets[:MOST_ALSO] if (name := beside(outlet))]
    left = len(outlets) - len(named)
    if not named:
        return ""
    return f"also: {', '.join(named)}" + (f" and {left} more" if left else "")


def beside(outlet: Also) -> str:
    """An outlet's name, which leads to its story where the address is short enough to stand beside others."""
    words = text.within(text.plain(outlet.title), 60)
    address = outlet.link if outlet.link and len(outlet.link) <= LONGEST_BESIDE else None
    return text.link(words, address) if words else text.site(outlet.link) or ""


def quote(said: Quote, longest: int = QUOTE) -> str:
    """A quote and whose it is, as one piece: neither is ever shown without the other."""
    return _attributed(said, longest, "\n— ")


def whole_quote(said: Quote, longest: int) -> Iterable[str]:
    """The quote in as many pieces as it takes, each with whose it is: “[…]” stands where one leaves off or goes on."""
    pieces = list(text.parts(text.plain(said.text), longest))
    for number, piece in enumerate(pieces, 1):
        words = f"[…] {piece}" if number > 1 else piece
        yield _spoken(said, f"{words} […]" if number < len(pieces) or said.cut else words, "\n— ")


def short_quote(said: Quote) -> str:
    """The same on one line, as it stands in an edition."""
    return _attributed(said, QUOTE, " — ")


def moment(at: datetime, style: Literal["R", "f", "t"]) -> str:
    """A moment as Discord shows it to each reader: how far away, day and hour, or the hour alone."""
    return f"<t:{int(at.timestamp())}:{style}>"


def hour(at: datetime, seen_from: datetime) -> str:
    """An hour, with its day where that is not the day from which it is seen, or not surely."""
    return moment(at, "f" if abs(at - seen_from) > FAR else "t")


def updated(at: datetime | None) -> str:
    """That something follows below, and since when; nothing where nothing does."""
    return f"Updated {moment(at, 't')} ↓" if at else ""


def name(masthead: Masthead) -> str:
    """What a feed calls itself, on one line, with its markup; where that shows nothing, its site."""
    return text.clean(masthead.title) or text.site(masthead.site) or "A feed without a name"


def number(count: int, one: str, many: str | None = None) -> str:
    """A count in words as people write them: "no entries", "one entry", "12 entries"."""
    word = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many or one + 's'}"


def fitting(lines: Iterable[str], limit: int, *, gap: str = "\n", last: Iterable[str] = ()) -> str:
    """As many whole lines as fit, then the `last` ones, for which there is always room; none is ever cut."""
    return fitted(lines, limit, gap=gap, last=last)[0]


def fitted(lines: Iterable[str], limit: int, *, gap: str = "\n", last: Iterable[str] = ()) -> tuple[str, int]:
    """The same, and how many of the lines are in it, without the `last` ones."""
    ending = "".join(gap + line for line in last if line)
    room = limit - text.size(ending)
    kept, count = "", 0
    for line in filter(None, lines):
        longer = f"{kept}{gap}{line}" if kept else line.lstrip("\n")
        if text.size(longer) > room:
            break
        kept, count = longer, count + 1
    return (kept + ending).lstrip("\n"), count


def _attributed(said: Quote, longest: int, dash: str) -> str:
    words = text.sentences_within(text.plain(said.text), longest)
    if not words:
        return ""
    if said.cut and not words.endswith("[…]"):
        words += " […]"
    return _spoken(said, words, dash)


def _spoken(said: Quote, words: str, dash: str) -> str:
    who = [part for part in (said.name or said.speaker, _role(said.role)) if part]
    speaker = ", ".join(text.within(text.plain(part), 150) for part in who)
    return f"> “{words}”{dash}{speaker}" if speaker else f"> “{words}”"


def _role(role: str | None) -> str | None:
    """A role as it reads after a name: one that stood at a sentence's start loses that capital, and nothing else."""
    return _SENTENCE_CASE.sub(lambda found: found[0].lower(), role) if role else None
