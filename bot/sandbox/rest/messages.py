"""Requests about the messages of a channel → messages stored, changed, deleted and listed as Discord would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from aiohttp import web

from bot.sandbox import posting
from bot.sandbox.door import BASE, Upload, an_object, answer, body_of, number
from bot.sandbox.ledger import Ledger, Loss, Violation
from bot.sandbox.permissions import Permission
from bot.sandbox.refusals import Refused, broken, form, say_not_modelled
from bot.sandbox.rest.files import Files
from bot.sandbox.rest.places import seen_channel
from bot.sandbox.rules import messages as rules
from bot.sandbox.things import Channel, ChannelKind, Json, Message, MessageFlag, MessageKind
from bot.sandbox.world import Sent, World

MOST_IN_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Messages:
    """The rooms for what the bot says in channels, with its own token."""

    world: World
    ledger: Ledger
    files: Files
    nonce_window: timedelta

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        many, one = f"{BASE}/channels/{{channel}}/messages", f"{BASE}/channels/{{channel}}/messages/{{message}}"
        return [
            web.post(many, self.create),
            web.get(many, self.page),
            web.get(one, self.read),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
            web.post(f"{one}/crosspost", self.publish),
            web.post(f"{BASE}/channels/{{channel}}/typing", self.typing),
        ]

    async def create(self, request: web.Request) -> web.Response:
        """Store a message, unless one with its nonce was stored within the window: then that one is the answer."""
        payload, uploads = await body_of(request)
        body = an_object(payload)
        channel = seen_channel(self.world, request)
        held = self._may_send(channel, uploads)
        found = rules.refused(body, known=rules.CREATING, flags=rules.SENT_FLAGS)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(body))
        self.ledger.record(call(request), *rules.unlike_the_house(body, body.get("flags") or 0))
        before = self._sent_before(channel.id, body)
        if before is not None:
            return answer(self.world.written(before) | {"nonce": body["nonce"]})
        return answer(self.stored(self.composed(channel, body, uploads, held), body.get("nonce")))

    def stored(self, message: Message, nonce: str | int | None) -> Json:
        """Store a message, and note what it loses, for whom it rings and which nonce made it."""
        self.ledger.pings += posting.pings(message)
        self.ledger.losses += posting.losses(message)
        if nonce is not None:
            self.world.nonces[message.channel_id, self.world.bot.id, str(nonce)] = Sent(message.id, message.at)
        return self.world.add_message(message, nonce)

    def _may_send(self, channel: Channel, uploads: Iterable[Upload]) -> int:
        """Tell what the bot may do in a channel; Refused when it may not send there."""
        if channel.recipient_id in self.world.members_without_dms:
            raise Refused(50007)
        held = self.world.permissions(channel.id, self.world.bot.id)
        if channel.kind is ChannelKind.FORUM:
            raise Refused(50008)
        sending = Permission.SEND_MESSAGES_IN_THREADS if channel.kind.is_thread else Permission.SEND_MESSAGES
        if not held & sending:
            raise Refused(50013)
        if channel.locked and not held & Permission.MANAGE_THREADS:
            raise Refused(160005)
        if channel.archived:
            raise Refused(50083)
        if tuple(uploads) and not held & Permission.ATTACH_FILES:
            raise Refused(50013)
        return held

    def _sent_before(self, channel_id: int, body: Json) -> Message | None:
        """Find the message that an enforced nonce has made already; Refused (10008) when it was deleted since."""
        oldest = self.world.now() - self.nonce_window
        for key in [key for key, sent in self.world.nonces.items() if sent.at <= oldest]:
            del self.world.nonces[key]
        sent = self.world.nonces.get((channel_id, self.world.bot.id, str(body.get("nonce"))))
        if sent is None or not body.get("enforce_nonce") or body.get("nonce") is None:
            return None
        message = self.world.messages.get(channel_id, {}).get(sent.message_id)
        if message is None:
            raise Refused(10008)
        return message

    def composed(self, channel: Channel, body: Json, uploads: Iterable[Upload], held: int) -> Message:
        """Make the message of a body that the rules accepted, less its embeds where the bot may not embed links."""
        replied = self._replied_to(channel, body, held)
        blank = Message(self.world.next_id(), channel.id, self.world.bot.id, self.world.now())
        if replied is not None:
            blank = replace(blank, kind=MessageKind.REPLY, reply_to=replied.id)
        message = posting.created(
            blank,
            body,
            files=self.files.stored(channel.id, body, uploads),
            replied_author=None if replied is None else replied.author_id,
            permissions=held,
        )
        found = posting.flaws(message)
        if found:
            raise broken(found)
        return self._embeddable(message, held, otherwise=50013)

    def _embeddable(self, message: Message, held: int, *, otherwise: int) -> Message:
        """Drop a message's embeds where the bot may not embed links; Refused with a code when nothing is left.

        The codes are Discord's: a new message with nothing but embeds lacks a permission, an edited one is empty.
        """
        if not message.embeds or held & Permission.EMBED_LINKS:
            return message
        bare = replace(message, embeds=())
        if posting.flaws(bare):
            raise Refused(otherwise)
        self.ledger.losses.append(Loss(message.channel_id, message.id, "embeds dropped: no Embed Links here"))
        return bare

    def _replied_to(self, channel: Channel, body: Json, held: int) -> Message | None:
        """Find the message that a body replies to; None when it replies to none, or may be sent without it."""
        reference = body.get("message_reference")
        if reference is None:
            return None
        if not held & Permission.READ_MESSAGE_HISTORY:
            raise Refused(160002)
        elsewhere = reference.get("channel_id") not in (None, channel.id, str(channel.id))
        if elsewhere:
            sign, what = "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Cannot reply to a message in a different channel"
            raise broken([form("message_reference", sign, what)])
        found = self.world.messages.get(channel.id, {}).get(number(str(reference["message_id"])))
        if found is None and reference.get("fail_if_not_exists") is not False:
            raise Refused(50035, told=[form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])
        return found

    async def page(self, request: web.Request) -> web.Response:
        """List messages newest first, `limit` of them, before, after or around one; none without the right to read."""
        channel = seen_channel(self.world, request)
        limit = _limit(request)
        if not self.world.permissions(channel.id, self.world.bot.id) & Permission.READ_MESSAGE_HISTORY:
            return answer([])
        history = self.world.history(channel.id)
        asked = {key: number(request.query[key]) for key in ("before", "after", "around") if key in request.query}
        match asked:
            case {"around": around}:
                at = sum(1 for message in history if message.id < around)
                found = history[max(0, at - limit // 2) :][:limit]
            case {"before": before}:
                found = tuple(message for message in history if message.id < before)[-limit:]
            case {"after": after}:
                found = tuple(message for message in history if message.id > after)[:limit]
            case _:
                found = history[-limit:]
        return answer([self.world.written(message) for message in reversed(found)])

    async def read(self, request: web.Request) -> web.Response:
        """Show one message."""
        message = self.found(request)
        if not self.world.permissions(message.channel_id, self.world.bot.id) & Permission.READ_MESSAGE_HISTORY:
            raise Refused(50013)
        return answer(self.world.written(message))

    async def edit(self, request: web.Request) -> web.Response:
        """Change a message of the bot's own."""
        payload, uploads = await body_of(request)
        body = an_object(payload)
        message = self.found(request)
        if message.author_id != self.world.bot.id:
            raise Refused(50005)
        if self.world.channels[message.channel_id].archived:
            raise Refused(50083)
        check_edit(message, body, call(request), self.ledger)
        files = self.files.stored(message.channel_id, body, uploads)
        changed = posting.edited(message, body, self.world.now(), files=files)
        found = posting.flaws(changed)
        if found:
            raise broken(found)
        held = self.world.permissions(message.channel_id, self.world.bot.id)
        changed = self._embeddable(changed, held, otherwise=50006)
        self.ledger.losses += posting.losses(changed)
        return answer(self.world.change_message(changed))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a message: the bot's own, or anybody's with Manage Messages."""
        message = self.found(request)
        held = self.world.permissions(message.channel_id, self.world.bot.id)
        if message.author_id != self.world.bot.id and not held & Permission.MANAGE_MESSAGES:
            raise Refused(50013)
        self.world.delete_message(message.channel_id, message.id)
        return answer(None)

    async def publish(self, request: web.Request) -> web.Response:
        """Publish a message of an announcement channel to whoever follows that, once."""
        message = self.found(request)
        if self.world.channels[message.channel_id].kind is not ChannelKind.ANNOUNCEMENT:
            raise Refused(50024)
        held = self.world.permissions(message.channel_id, self.world.bot.id)
        mine = message.author_id == self.world.bot.id
        needed = Permission.SEND_MESSAGES | (Permission.NONE if mine else Permission.MANAGE_MESSAGES)
        if needed & ~held:
            raise Refused(50013)
        if message.flags & MessageFlag.CROSSPOSTED:
            raise Refused(40033)
        published = replace(message, flags=message.flags | MessageFlag.CROSSPOSTED)
        return answer(self.world.change_message(published))

    async def typing(self, request: web.Request) -> web.Response:
        """Let the bot be seen typing, which nothing here shows."""
        self._may_send(seen_channel(self.world, request), ())
        return answer(None)

    def found(self, request: web.Request) -> Message:
        """Find the message of a request; Refused (10008) when everybody sees none of that id."""
        channel = seen_channel(self.world, request)
        message = self.world.messages.get(channel.id, {}).get(number(request.match_info["message"]))
        if message is None or message.seen_by is not None:
            raise Refused(10008)
        return message


def check_edit(message: Message, body: Json, where: str, ledger: Ledger) -> None:
    """Check the body of an edit: Refused for what Discord refuses, recorded where the house would not send it."""
    laid_out = bool(message.flags & MessageFlag.COMPONENTS_V2)
    found = rules.refused(body, known=rules.EDITING, flags=rules.EDITED_FLAGS, laid_out=laid_out)
    if found:
        raise broken(found)
    say_not_modelled(ledger, where, rules.unmodelled(body))
    flags = message.flags if body.get("flags") is None else body["flags"]
    ledger.record(where, *rules.unlike_the_house(body, flags))


def call(request: web.Request) -> str:
    """Name a call by its method and its path, for the record."""
    return f"{request.method} {request.path.removeprefix(BASE)}"


def _limit(request: web.Request) -> int:
    text = request.query.get("limit", "50")
    limit = number(text)
    if not 1 <= limit <= MOST_IN_A_PAGE:
        raise broken(
            [Violation("discord", 50035, "limit", "NUMBER_TYPE_RANGE", f"{text[:20]} is not between 1 and 100")]
        )
    return limit
