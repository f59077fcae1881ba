"""A Discord message as a dict becomes lines for a terminal, much as a chat client would show it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

_TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|(?P<bold>\*\*)"
    r"|(?P<italic>\*)"
    r"|\[(?P<words>(?:\\.|[^\]\\])*)\]\((?P<address>[^)\s]*)\)"
    r"|<t:(?P<moment>\d{1,11})(?::(?P<style>[tTdDfFR]))?>"
    r"|<#(?P<channel>\d+)>"
    r"|<@!?(?P<user>\d+)>"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_UNITS = ((365 * 86400, "year"), (30 * 86400, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))


@dataclass(frozen=True, slots=True)
class Canvas:
    """How to draw: columns, whether with colour, what "now" is, and the names of channels and people by id."""

    width: int = 78
    colour: bool = False
    now: datetime | None = None
    channels: Mapping[str, str] | None = None
    people: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text looks."""

    bold: bool = False
    italic: bool = False
    dim: bool = False
    link: bool = False

    def on(self, words: str, canvas: Canvas) -> str:
        """The words as a terminal shows them so; nothing in them is for the terminal to obey."""
        words = _CONTROL.sub("", words)
        codes = [
            code for code, wanted in zip("1324", (self.bold, self.italic, self.dim, self.link), strict=True) if wanted
        ]
        return f"\x1b[{';'.join(codes)}m{words}\x1b[0m" if codes and canvas.colour else words


_DIM = Look(dim=True)
_BOLD = Look(bold=True)


def drawn(message: Mapping[str, Any], canvas: Canvas) -> str:
    """A whole message: whom it answers, who wrote it and when, its text, its embeds and its buttons."""
    lines = [
        *_reply(message, canvas),
        *_head(message, canvas),
        *_text(str(message.get("content") or ""), canvas, canvas.width),
    ]
    for place, embed in enumerate(message.get("embeds") or ()):
        lines += ["", *_embed(embed, canvas)] if place else _embed(embed, canvas)
    for row in message.get("components") or ():
        labels = [str(part.get("label") or "") for part in row.get("components") or ()]
        lines.append(" ".join(f"⟨{label}⟩" for label in labels if label))
    return "\n".join(line.rstrip() for line in lines)


def width(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in _ANSI.sub("", text)
    )


def _reply(message: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    answered = message.get("referenced_message")
    if answered:
        embeds = answered.get("embeds") or ()
        shown = next((words for embed in embeds if (words := embed.get("title") or embed.get("description"))), None)
        words = str(shown or answered.get("content") or "a message").split("\n")[0]
        yield _DIM.on("╭─ in reply to: " + _plain(words, canvas)[: canvas.width - 18], canvas)


def _head(message: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    author = message.get("author")
    if author:
        name = str(author.get("global_name") or author.get("username") or "somebody")
        badge = " [APP]" if author.get("bot") else ""
        sent = _moment_of(message.get("timestamp"))
        at = f"  {sent.astimezone():%H:%M:%S}" if sent else ""
        edited = "  (edited)" if message.get("edited_timestamp") else ""
        yield _BOLD.on(name + badge, canvas) + _DIM.on(at + edited, canvas)


def _embed(embed: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    bar = _DIM.on("│", canvas) + " "
    inside = canvas.width - 2
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    if author.get("name"):
        yield bar + _DIM.on(str(author["name"]), canvas)
    if embed.get("title"):
        for line in _wrapped(runs(str(embed["title"]), canvas, _BOLD), canvas, inside):
            yield bar + line
    if embed.get("url"):
        yield bar + _DIM.on(str(embed["url"]), canvas)
    for line in _text(str(embed.get("description") or ""), canvas, inside):
        yield bar + line
    for field in embed.get("fields") or ():
        yield bar + _BOLD.on(_plain(str(field.get("name") or ""), canvas), canvas)
        for line in _text(str(field.get("value") or ""), canvas, inside):
            yield bar + line
    if (embed.get("image") or {}).get("url"):
        yield bar + _DIM.on(f"[picture: {embed['image']['url']}]", canvas)
    moment = _moment_of(embed.get("timestamp"))
    foot = [str(footer["text"])] if footer.get("text") else []
    if moment:
        foot.append(_ago(moment, canvas))
    if foot:
        yield bar + _DIM.on(" · ".join(foot), canvas)


def _text(text: str, canvas: Canvas, columns: int) -> Iterator[str]:
    if not text:
        return
    for line in text.split("\n"):
        first, then, rest, look = "", "", line, Look()
        if line.startswith("> "):
            first = then = _DIM.on("┃", canvas) + " "
            rest = line[2:]
        elif line.startswith("-# "):
            rest, look = line[3:], _DIM
        elif line.startswith("- "):
            first, then, rest = "• ", "  ", line[2:]
        for place, wrapped in enumerate(_wrapped(runs(rest, canvas, look), canvas, columns - width(first))):
            yield (then if place else first) + wrapped


def runs(text: str, canvas: Canvas, look: Look) -> Iterator[tuple[str, Look]]:
    """The text in stretches of one look each, with markup and escapes resolved."""
    start = 0
    for token in _TOKEN.finditer(text):
        if token.start() > start:
            yield text[start : token.start()], look
        start = token.end()
        match token.lastgroup:
            case "escaped":
                yield token["escaped"], look
            case "bold":
                look = replace(look, bold=not look.bold)
            case "italic":
                look = replace(look, italic=not look.italic)
            case "address":
                yield from runs(token["words"], canvas, replace(look, link=True))
            case "moment" | "style":
                yield _at(datetime.fromtimestamp(int(token["moment"]), UTC), token["style"] or "f", canvas), look
            case "channel":
                yield "#" + (canvas.channels or {}).get(token["channel"], token["channel"]), replace(look, link=True)
            case _:
                yield "@" + (canvas.people or {}).get(token["user"], token["user"]), replace(look, link=True)
    if start < len(text):
        yield text[start:], look


def _wrapped(runs: Iterator[tuple[str, Look]], canvas: Canvas, columns: int) -> Sequence[str]:
    """Lines of whole words. A word may be of several looks, and a longer one than the line stands alone."""
    words: list[str] = [""]
    for text, look in runs:
        for place, part in enumerate(text.split(" ")):
            if place:
                words.append("")
            if part:
                words[-1] += look.on(part, canvas)
    lines: list[str] = []
    for word in words:
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _plain(text: str, canvas: Canvas) -> str:
    return "".join(words for words, _ in runs(text, canvas, Look()))


def _moment_of(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


def _at(moment: datetime, style: str, canvas: Canvas) -> str:
    """A moment in the style that a message asks for (Discord's documentation: Reference, Timestamp Styles)."""
    if style == "R":
        return _ago(moment, canvas)
    here = moment.astimezone(canvas.now.tzinfo if canvas.now else None)
    day, hour = f"{here.day} {here:%B %Y}", f"{here:%H:%M}"
    styles = {
        "t": hour,
        "T": f"{here:%H:%M:%S}",
        "d": f"{here:%d/%m/%Y}",
        "D": day,
        "F": f"{here:%A}, {day} {hour}",
    }
    return styles.get(style, f"{day} {hour}")


def _ago(moment: datetime, canvas: Canvas) -> str:
    seconds = ((canvas.now or datetime.now(UTC)) - moment).total_seconds()
    for unit, name in _UNITS:
        count = int(abs(seconds) // unit)
        if count:
            spoken = f"{count} {name}{'' if count == 1 else 's'}"
            return f"{spoken} ago" if seconds > 0 else f"in {spoken}"
    return "just now"
