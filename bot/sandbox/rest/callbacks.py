"""Requests that answer interactions, with the interaction's own token → messages, updates, choices and modals."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from aiohttp import web

from bot.sandbox import posting
from bot.sandbox.door import BASE, Upload, an_object, answer, body_of, number
from bot.sandbox.interactions import Callback, Interaction, Interactions, Kind
from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.pulse import Pulse
from bot.sandbox.refusals import Refused, broken, form, say_not_modelled
from bot.sandbox.rest.files import Files
from bot.sandbox.rest.messages import check_edit
from bot.sandbox.rules import commands as command_rules
from bot.sandbox.rules import messages as rules
from bot.sandbox.rules import modals
from bot.sandbox.things import Json, Message, MessageFlag, MessageKind
from bot.sandbox.world import World

FIRST = (Callback.MESSAGE, Callback.DEFERRED)
FITTING: dict[Kind, tuple[Callback, ...]] = {
    Kind.COMMAND: (*FIRST, Callback.MODAL),
    Kind.PRESS: (*FIRST, Callback.DEFERRED_UPDATE, Callback.UPDATE, Callback.MODAL),
    Kind.COMPLETION: (Callback.CHOICES,),
    Kind.MODAL: (*FIRST, Callback.DEFERRED_UPDATE, Callback.UPDATE),
}
"""Which answers fit which interactions (Documentation: Receiving and Responding, Interaction Callback Type).

A modal updates a message only where it was opened from one.
"""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The rooms for what the bot says to one person's command or press."""

    world: World
    ledger: Ledger
    files: Files
    interactions: Interactions
    pulse: Pulse

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        hook = f"{BASE}/webhooks/{{application}}/{{token}}"
        one = f"{hook}/messages/{{message}}"
        return [
            web.post(f"{BASE}/interactions/{{id}}/{{token}}/callback", self.callback),
            web.post(hook, self.follow_up),
            web.get(one, self.read),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
        ]

    async def callback(self, request: web.Request) -> web.Response:
        """Take the first answer to an interaction: in time, once, and of a kind that fits."""
        payload, uploads = await body_of(request)
        body = an_object(payload)
        interaction = self.interactions.find(request.match_info["token"])
        if interaction is None or interaction.id != number(request.match_info["id"]):
            raise Refused(10062)
        if interaction.channel.id not in self.world.channels:
            raise Refused(10003)
        if interaction.late or self.interactions.has_expired(interaction):
            # A bot that was not connected heard of it late, and could not know.
            late = Violation("discord", 10062, "", "LATE", "answered after its time")
            raise Refused(10062, [late] if interaction.heard else [])
        if interaction.callback is not None:
            raise Refused(40060, [Violation("discord", 40060, "", "TWICE", "answered more than once")])
        unmoved = body.get("type") == Callback.UPDATE and interaction.message is None
        if body.get("type") not in FITTING[interaction.kind] or unmoved:
            raise broken([form("type", "BASE_TYPE_CHOICES", "This callback does not fit this interaction.")])
        kind = Callback(body["type"])
        data = an_object(body.get("data") or {})
        message = self._carry_out(interaction, kind, data, uploads)
        interaction.callback = kind
        interaction.seconds = asyncio.get_running_loop().time() - interaction.began
        self.pulse.beat()
        if request.query.get("with_response", "").lower() not in ("1", "true"):
            return answer(None)
        return answer(self._told(interaction, kind, message))

    def _carry_out(
        self, interaction: Interaction, kind: Callback, data: Json, uploads: Iterable[Upload]
    ) -> Message | None:
        """Do what a first answer says; the message it makes or changes, if it does."""
        match kind:
            case Callback.MESSAGE | Callback.DEFERRED:
                return self._first(interaction, data, uploads, thinking=kind is Callback.DEFERRED)
            case Callback.UPDATE if interaction.message is not None:
                interaction.original = interaction.message.id
                return self._changed(interaction, interaction.message.id, data, uploads)
            case Callback.DEFERRED_UPDATE if interaction.message is not None:
                interaction.original = interaction.message.id
                interaction.messages.append(interaction.message.id)
            case Callback.CHOICES:
                found = tuple(command_rules.completions(data.get("choices")))
                if found:
                    raise broken(found)
                interaction.choices = tuple(data["choices"])
            case Callback.MODAL:
                interaction.modal = self._modal(data)
        return None

    def _modal(self, data: Json) -> Json:
        """Open a modal that the rules accepted."""
        say_not_modelled(self.ledger, "modal", modals.unmodelled(data))
        found = modals.refused(data)
        if found:
            raise broken(found)
        return modals.opened(data)

    def _first(self, interaction: Interaction, data: Json, uploads: Iterable[Upload], *, thinking: bool) -> Message:
        """Store the first message, or the one that says the bot is thinking."""
        found = rules.refused(data, known=rules.ANSWERING, flags=rules.ANSWERED_FLAGS)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, f"answer to /{interaction.name}", rules.unmodelled(data))
        if not thinking:
            message = self._said(interaction, data, uploads)
        else:
            blank = self._blank(interaction, data)
            message = replace(blank, flags=blank.flags | (data.get("flags") or 0) | MessageFlag.LOADING)
            self._store(interaction, message)
        interaction.original = message.id
        return message

    def _blank(self, interaction: Interaction, data: Json) -> Message:
        """Make a message with nothing in it yet, seen by one person alone where the body's flags say so.

        What answers a press is a reply to the message that was pressed, unless more people see it than saw that.
        """
        seen_by = interaction.user_id if (data.get("flags") or 0) & MessageFlag.EPHEMERAL else None
        blank = Message(
            self.world.next_id(),
            interaction.channel.id,
            self.world.bot.id,
            self.world.now(),
            kind=interaction.answered_as,
            origin=interaction.origin,
            seen_by=seen_by,
        )
        pressed = interaction.message
        if pressed is None or pressed.seen_by not in (None, seen_by):
            return blank
        return replace(blank, kind=MessageKind.REPLY, reply_to=pressed.id)

    def _said(self, interaction: Interaction, data: Json, uploads: Iterable[Upload]) -> Message:
        """Store a message that the rules accepted; Refused (50006) when there is nothing in it."""
        files = self.files.stored(interaction.channel.id, data, uploads)
        message = posting.created(self._blank(interaction, data), data, files=files)
        flaws = posting.flaws(message)
        if flaws:
            raise broken(flaws)
        self._judge(interaction, data, message.flags)
        self._note(message)
        self._store(interaction, message)
        interaction.said += 1
        return message

    def _store(self, interaction: Interaction, message: Message) -> None:
        self.world.add_message(message)
        interaction.messages.append(message.id)

    def _judge(self, interaction: Interaction, data: Json, flags: int) -> None:
        """Record what the house would not have sent."""
        self.ledger.record(f"answer to /{interaction.name}", *rules.unlike_the_house(data, flags))

    def _note(self, new: Message) -> None:
        """Record what a new message loses and for whom it rings; what one person sees alone rings for nobody."""
        self.ledger.losses += posting.losses(new)
        if new.seen_by is None:
            self.ledger.pings += posting.pings(new)

    def _told(self, interaction: Interaction, kind: Callback, message: Message | None) -> Json:
        """Write what Discord says of a callback when it is asked with with_response."""
        told: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        if message is None:
            return {"interaction": told}
        told |= {
            "response_message_id": str(message.id),
            "response_message_loading": bool(message.flags & MessageFlag.LOADING),
            "response_message_ephemeral": message.seen_by is not None,
        }
        return {"interaction": told, "resource": {"type": int(kind), "message": self.world.written(message)}}

    async def follow_up(self, request: web.Request) -> web.Response:
        """Store one more message; the first after a deferral takes the place of the one that is thinking."""
        payload, uploads = await body_of(request)
        data = an_object(payload)
        interaction = self._answered(request)
        found = rules.refused(data, known=rules.FOLLOWING_UP, flags=rules.ANSWERED_FLAGS)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, f"answer to /{interaction.name}", rules.unmodelled(data))
        thinking = self._thinking(interaction)
        if thinking is None:
            message = self._said(interaction, data, uploads)
        else:
            self._judge(interaction, data, thinking.flags)
            message = self._finished(interaction, thinking, data, uploads)
        self.pulse.beat()
        return answer(self.world.written(message))

    async def read(self, request: web.Request) -> web.Response:
        """Show one message of an interaction's."""
        interaction = self._answered(request)
        return answer(self.world.written(self._message(interaction, self._asked(interaction, request))))

    async def edit(self, request: web.Request) -> web.Response:
        """Change one message of an interaction's; changing the one that is thinking is the deferred answer."""
        payload, uploads = await body_of(request)
        data = an_object(payload)
        interaction = self._answered(request)
        message = self._changed(interaction, self._asked(interaction, request), data, uploads)
        self.pulse.beat()
        return answer(self.world.written(message))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one message of an interaction's."""
        interaction = self._answered(request)
        message = self._message(interaction, self._asked(interaction, request))
        self.world.delete_message(message.channel_id, message.id)
        if message.id == interaction.original:
            interaction.original = None
        interaction.said += 1
        self.pulse.beat()
        return answer(None)

    def _changed(self, interaction: Interaction, message_id: int, data: Json, uploads: Iterable[Upload]) -> Message:
        """Change a message by a body; Refused when the rules refuse it or it would be left empty."""
        message = self._message(interaction, message_id)
        check_edit(message, data, f"answer to /{interaction.name}", self.ledger)
        if message.flags & MessageFlag.LOADING:
            return self._finished(interaction, message, data, uploads)
        files = self.files.stored(message.channel_id, data, uploads)
        changed = posting.edited(message, data, self.world.now(), files=files)
        replaced = self._replaced(interaction, changed)
        self.ledger.losses += posting.losses(replaced)
        return replaced

    def _finished(self, interaction: Interaction, thinking: Message, data: Json, uploads: Iterable[Upload]) -> Message:
        """Put what a body says in the place of a message that is thinking, as the new message that it is."""
        files = self.files.stored(thinking.channel_id, data, uploads)
        kept = {key: value for key, value in data.items() if key != "flags"}
        finished = posting.created(replace(thinking, flags=thinking.flags & ~MessageFlag.LOADING), kept, files=files)
        added = (data.get("flags") or 0) & ~MessageFlag.EPHEMERAL
        finished = replace(finished, flags=finished.flags | added)
        replaced = self._replaced(interaction, finished)
        self._note(replaced)
        return replaced

    def _replaced(self, interaction: Interaction, changed: Message) -> Message:
        flaws = posting.flaws(changed)
        if flaws:
            raise broken(flaws)
        if changed.id not in interaction.messages:
            interaction.messages.append(changed.id)
        interaction.said += 1
        self.world.change_message(changed)
        return changed

    def _thinking(self, interaction: Interaction) -> Message | None:
        """Find the message that says the bot is thinking, if it still does."""
        original = self.world.messages.get(interaction.channel.id, {}).get(interaction.original or 0)
        return original if original is not None and original.flags & MessageFlag.LOADING else None

    def _answered(self, request: web.Request) -> Interaction:
        """Find the interaction of a request; its hook begins with its first answer and ends with its token."""
        interaction = self.interactions.find(request.match_info["token"])
        application = number(request.match_info["application"])
        if interaction is None or application != self.world.bot.id or interaction.callback is None:
            raise Refused(10015)
        if self.interactions.has_expired(interaction):
            raise Refused(50027, [Violation("discord", 50027, "", "EXPIRED", "the token is older than 15 minutes")])
        if interaction.channel.id not in self.world.channels:
            raise Refused(10003)
        return interaction

    def _asked(self, interaction: Interaction, request: web.Request) -> int:
        asked = request.match_info["message"]
        return interaction.original or 0 if asked == "@original" else number(asked)

    def _message(self, interaction: Interaction, message_id: int) -> Message:
        message = self.world.messages.get(interaction.channel.id, {}).get(message_id)
        mine = message_id in interaction.messages or message_id == interaction.original
        if message is None or not mine:
            raise Refused(10008)
        return message
