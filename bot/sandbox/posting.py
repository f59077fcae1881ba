"""A body that the rules accepted → the message it makes, or what it makes of an older one; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.sandbox import mentions
from bot.sandbox.ledger import Loss, Ping, Violation
from bot.sandbox.permissions import EVERYTHING, Permission
from bot.sandbox.rules import components, embeds, messages
from bot.sandbox.things import Attachment, Json, Mentions, Message, MessageFlag


def created(
    blank: Message,
    body: Json,
    *,
    files: Iterable[Attachment] = (),
    replied_author: int | None = None,
    permissions: int = EVERYTHING,
) -> Message:
    """Fill a blank message from a body; without Mention Everyone an @everyone or a role rings for nobody."""
    content = (body.get("content") or "").strip()
    laid_out = body.get("components") or []
    said = content + components.shown_text(laid_out)
    named = mentions.allowed(said, body.get("allowed_mentions"), replied=replied_author)
    if not permissions & Permission.MENTION_EVERYONE:
        named = Mentions(users=named.users)
    return replace(
        blank,
        content=content,
        embeds=tuple(body.get("embeds") or ()),
        components=tuple(components.numbered(laid_out)),
        attachments=tuple(files),
        flags=blank.flags | (body.get("flags") or 0),
        mentions=named,
    )


def edited(message: Message, body: Json, at: datetime, *, files: Iterable[Attachment] = ()) -> Message:
    """Change a message by a body: what the body does not name stays, and Components V2 is never taken away."""
    changed = replace(message, edited=at)
    if "content" in body:
        changed = replace(changed, content=(body["content"] or "").strip())
    if "embeds" in body:
        changed = replace(changed, embeds=tuple(body["embeds"] or ()))
    if "components" in body:
        changed = replace(changed, components=tuple(components.numbered(body["components"] or [])))
    kept = message.attachments
    if body.get("attachments") is not None:
        named = {str(each["id"]) for each in body["attachments"]}
        kept = tuple(file for file in kept if str(file.id) in named)
    changed = replace(changed, attachments=(*kept, *files))
    if body.get("flags") is not None:
        fixed = message.flags & ~MessageFlag.SUPPRESS_EMBEDS
        changed = replace(changed, flags=fixed | body["flags"])
    return changed


def flaws(message: Message) -> tuple[Violation, ...]:
    """List what Discord refuses of a message as it would stand: nothing in it, or text and embeds beside a layout.

    Rows of buttons alone are nothing; a text that is laid out (Components V2) is something.
    """
    laid_out = message.flags & MessageFlag.COMPONENTS_V2
    if laid_out and (message.content or message.embeds):
        return (messages.beside_a_layout("content" if message.content else "embeds"),)
    others = (*message.attachments, *(message.components if laid_out else ()))
    return (messages.NOTHING,) if messages.empty(message.content, message.embeds, others) else ()


def losses(message: Message) -> Iterator[Loss]:
    """List the embeds that nobody sees because an earlier one has the same address."""
    for index in embeds.merged(list(message.embeds)):
        yield Loss(message.channel_id, message.id, f"embed {index} has the url of an earlier one and is merged into it")


def pings(message: Message) -> Iterator[Ping]:
    """List for whom a new message rings."""
    if message.mentions.everyone:
        yield Ping(message.channel_id, message.id, "everyone")
    for user in message.mentions.users:
        yield Ping(message.channel_id, message.id, f"<@{user}>")
    for role in message.mentions.roles:
        yield Ping(message.channel_id, message.id, f"<@&{role}>")
