"""A Discord message as a dict becomes lines for a terminal, much as a chat client would show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.rules import components as kinds
from bot.sandbox.rules.modals import LABEL, TEXT_INPUT
from bot.sandbox.terminal.lines import BOLD, DIM, Canvas, Look, ago, plain, runs, text_lines, title_lines, width
from bot.sandbox.things import MessageFlag

__all__ = ["Canvas", "Look", "drawn", "form", "runs", "width"]

_NAMED = dict(zip(kinds.SELECTS[1:], ("a person", "a role", "a person or a role", "a channel"), strict=True))
"""What those selects choose from that have no options of their own."""


def drawn(message: Mapping[str, Any], canvas: Canvas) -> str:
    """A whole message: whom it answers, who wrote it and when, its text, files, embeds and components."""
    lines = [
        *_reply(message, canvas),
        *_head(message, canvas),
        *text_lines(str(message.get("content") or ""), canvas, canvas.width),
    ]
    # With Components V2 a file shows only where a component names it.
    if not int(message.get("flags") or 0) & MessageFlag.COMPONENTS_V2:
        lines += _attachments(message.get("attachments") or (), canvas)
    for place, embed in enumerate(message.get("embeds") or ()):
        lines += ["", *_embed(embed, canvas)] if place else _embed(embed, canvas)
    lines += _components(message.get("components") or (), canvas, canvas.width)
    return _whole(lines)


def form(modal: Mapping[str, Any], canvas: Canvas) -> str:
    """A form that the bot has opened: its title, and each field with what stands in it."""
    bar = DIM.on("┆", canvas) + " "
    inside = _components(modal.get("components") or (), canvas, canvas.width - 2)
    return _whole([BOLD.on(str(modal.get("title") or ""), canvas), *(bar + line for line in inside)])


def _whole(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines)


def _reply(message: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    answered = message.get("referenced_message")
    if answered:
        embeds = answered.get("embeds") or ()
        shown = next((words for embed in embeds if (words := embed.get("title") or embed.get("description"))), None)
        texts = (one["content"] for _, one in kinds.flattened(answered.get("components") or []) if one.get("content"))
        words = str(shown or answered.get("content") or next(texts, "a message")).split("\n")[0]
        yield DIM.on("╭─ in reply to: " + plain(words, canvas)[: canvas.width - 18], canvas)


def _head(message: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    author = message.get("author")
    if author:
        name = str(author.get("global_name") or author.get("username") or "somebody")
        badge = " [APP]" if author.get("bot") else ""
        sent = _moment_of(message.get("timestamp"))
        at = f"  {sent.astimezone(canvas.now.tzinfo if canvas.now else None):%H:%M:%S}" if sent else ""
        edited = "  (edited)" if message.get("edited_timestamp") else ""
        published = "  (published)" if int(message.get("flags") or 0) & MessageFlag.CROSSPOSTED else ""
        yield BOLD.on(name + badge, canvas) + DIM.on(at + edited + published, canvas)


def _attachments(files: Iterable[Mapping[str, Any]], canvas: Canvas) -> Iterator[str]:
    for file in files:
        kind = "picture" if str(file.get("content_type") or "").startswith("image/") else "file"
        size = f", {int(file.get('size') or 0):,} bytes" if kind == "file" else ""
        yield DIM.on(f"[{kind}: {file.get('filename')}{size}]", canvas)


def _embed(embed: Mapping[str, Any], canvas: Canvas) -> Iterator[str]:
    bar = DIM.on("│", canvas) + " "
    inside = canvas.width - 2
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    if author.get("name"):
        yield bar + DIM.on(str(author["name"]), canvas)
    if embed.get("title"):
        for line in title_lines(str(embed["title"]), canvas, inside):
            yield bar + line
    if embed.get("url"):
        yield bar + DIM.on(str(embed["url"]), canvas)
    for line in text_lines(str(embed.get("description") or ""), canvas, inside):
        yield bar + line
    for field in embed.get("fields") or ():
        for line in title_lines(str(field.get("name") or ""), canvas, inside):
            yield bar + line
        for line in text_lines(str(field.get("value") or ""), canvas, inside):
            yield bar + line
    for shown in ("thumbnail", "image"):
        if (embed.get(shown) or {}).get("url"):
            yield bar + DIM.on(f"[picture: {embed[shown]['url']}]", canvas)
    moment = _moment_of(embed.get("timestamp"))
    foot = [str(footer["text"])] if footer.get("text") else []
    if moment:
        foot.append(ago(moment, canvas))
    if foot:
        yield bar + DIM.on(" · ".join(foot), canvas)


def _moment_of(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------- components


def _components(parts: Iterable[Mapping[str, Any]], canvas: Canvas, columns: int) -> Iterator[str]:
    for part in parts:
        yield from _component(part, canvas, columns)


def _component(part: Mapping[str, Any], canvas: Canvas, columns: int) -> Iterator[str]:
    """Draw one component (Discord's documentation: Component Reference); one that is not known says so."""
    inside = part.get("components") or ()
    match part.get("type"):
        case kinds.ROW if any(one.get("type") == TEXT_INPUT for one in inside):
            yield from _components(inside, canvas, columns)
        case kinds.ROW:
            yield " ".join(word for word in (_control(one) for one in inside) if word)
        case kinds.SECTION:
            yield from _components(inside, canvas, columns)
            yield from _components([part["accessory"]] if part.get("accessory") else [], canvas, columns)
        case kinds.CONTAINER:
            bar = DIM.on("│", canvas) + " "
            yield from (bar + line for line in _components(inside, canvas, columns - 2))
        case kinds.TEXT:
            yield from text_lines(str(part.get("content") or ""), canvas, columns)
        case kinds.SEPARATOR:
            yield "" if part.get("divider") is False else DIM.on("─" * min(columns, 20), canvas)
        case kinds.THUMBNAIL:
            yield _picture(part, canvas)
        case kinds.GALLERY:
            yield from (_picture(item, canvas) for item in part.get("items") or ())
        case kinds.FILE:
            file = part.get("file") or {}
            yield DIM.on(f"[file: {part.get('name') or file.get('url')}]", canvas)
        case kind if kind == LABEL:
            yield from _field(part, part.get("component") or {}, canvas, columns)
        case kind if kind == TEXT_INPUT:
            yield from _field(part, part, canvas, columns)
        case kind if _control(part):
            yield _control(part)
        case kind:
            yield DIM.on(f"[not drawn: a component of kind {kind}]", canvas)


def _picture(item: Mapping[str, Any], canvas: Canvas) -> str:
    return DIM.on(f"[picture: {item.get('description') or (item.get('media') or {}).get('url')}]", canvas)


def _control(part: Mapping[str, Any]) -> str:
    """A button by its words, or what may be chosen; empty for anything else, and for a button without words."""
    kind = part.get("type")
    if kind == kinds.BUTTON:
        label = part.get("label") or (part.get("emoji") or {}).get("name")
        return f"⟨{_bare(label)}⟩" if label else ""
    if kind not in kinds.SELECTS:
        return ""
    of_options = " / ".join(str(one.get("label")) for one in part.get("options") or ())
    offered = _NAMED.get(kind, of_options)
    return f"⟨{_bare(part.get('placeholder') or 'Choose')} …: {_bare(offered)}⟩"


def _field(around: Mapping[str, Any], field: Mapping[str, Any], canvas: Canvas, columns: int) -> Iterator[str]:
    """A field of a form, under the words that stand on it."""
    yield BOLD.on(str(around.get("label") or ""), canvas)
    if around.get("description"):
        yield from text_lines(str(around["description"]), canvas, columns)
    within = _control(field) or f"[{_bare(field.get('value') or field.get('placeholder') or '')}]"
    yield DIM.on(within, canvas)


def _bare(words: object) -> str:
    """Words on one line, as they are; nothing in them is for the terminal to obey."""
    return Look().on(" ".join(str(words).split()), Canvas())
