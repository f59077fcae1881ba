"""What people do with the bot (commands, completions, presses) → INTERACTION_CREATE out, and what was answered."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum

from bot.sandbox import shapes
from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.pulse import Pulse
from bot.sandbox.rules.commands import GROUP, OF_MESSAGES, SLASH, SUBCOMMAND
from bot.sandbox.things import Channel, Event, Json, Message, MessageFlag, MessageKind, Origin
from bot.sandbox.world import World

TOKEN_LIVES = timedelta(minutes=15)
SILENCE = "The application did not respond"
MOST_KEPT = 1000


class Kind(IntEnum):
    """The kinds of interaction that are modelled, by Discord's numbers."""

    COMMAND = 2
    PRESS = 3
    COMPLETION = 4
    MODAL = 5


class Callback(IntEnum):
    """The ways to answer an interaction that are modelled, by Discord's numbers."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person got for what they did: messages as Discord writes them, as they stood when the waiting ended.

    `seconds` is the time to the first answer; `failed` says what went wrong, None when nothing did. `interaction` is
    the id of what they did, which a modal that it opened is submitted with; 0 where nothing was sent.
    """

    messages: tuple[Json, ...] = ()
    ephemeral: bool = False
    deferred: bool = False
    seconds: float = 0.0
    failed: str | None = None
    choices: tuple[Json, ...] = ()
    modal: Json | None = None
    interaction: int = 0

    @property
    def text(self) -> str:
        """Join the contents of the messages, a line each."""
        return "\n".join(message["content"] for message in self.messages)


@dataclass(slots=True)
class Interaction:
    """One interaction and all that has become of it; `said` counts what the bot posted, changed or took back.

    `command` is the kind of command that began it, `target` the id of the message that it is about, and `message` the
    one whose button was pressed; `opener` is the interaction whose modal this one submits, and `submitted` says that
    its own modal was.
    """

    id: int
    token: str
    kind: Kind
    user_id: int
    channel: Channel
    name: str
    made: datetime
    began: float
    command: int = SLASH
    target: int | None = None
    message: Message | None = None
    seconds: float = 0.0
    late: bool = False
    heard: bool = True
    callback: Callback | None = None
    original: int | None = None
    messages: list[int] = field(default_factory=list)
    said: int = 0
    choices: tuple[Json, ...] = ()
    modal: Json | None = None
    opener: Interaction | None = None
    submitted: bool = False

    @property
    def origin(self) -> Origin:
        """Tell what a message that answers it says of where it comes from."""
        opener = None if self.opener is None else self.opener.origin
        of_modal = self.kind is Kind.MODAL
        return Origin(self.id, int(self.kind), self.user_id, self.name, None if of_modal else self.target, opener)

    @property
    def answered_as(self) -> MessageKind:
        """Tell as which kind of message it is answered: as its command's, or as any other."""
        if not self.name:
            return MessageKind.PLAIN
        return MessageKind.COMMAND if self.command == SLASH else MessageKind.MENU


class Interactions:
    """The interactions of the last while, found by their tokens."""

    def __init__(
        self,
        world: World,
        ledger: Ledger,
        pulse: Pulse,
        answer_within: timedelta,
        is_heard: Callable[[], bool] = lambda: True,
    ) -> None:
        self._world = world
        self._is_heard = is_heard
        self._ledger = ledger
        self._pulse = pulse
        self._answer_within = answer_within.total_seconds()
        self._by_token: dict[str, Interaction] = {}

    def find(self, token: str) -> Interaction | None:
        """Find an interaction by its token."""
        return self._by_token.get(token)

    def opener(self, interaction_id: int, user_id: int) -> Interaction | None:
        """Find an interaction of a person's own whose modal stands open."""
        found = (each for each in self._by_token.values() if each.id == interaction_id and each.user_id == user_id)
        return next((each for each in found if each.modal is not None and not each.submitted), None)

    def has_expired(self, interaction: Interaction) -> bool:
        """Tell whether an interaction's token has lived out its 15 minutes."""
        return self._world.now() - interaction.made > TOKEN_LIVES

    def begin(
        self,
        kind: Kind,
        data: Json,
        *,
        by: int,
        channel: Channel,
        message: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """Make an interaction and tell the bot of it; one that submits a modal goes on where its opener was."""
        interaction = Interaction(
            id=self._world.next_id(),
            token=secrets.token_urlsafe(48),
            kind=kind,
            user_id=by,
            channel=channel,
            name=_name(data) if opener is None else opener.name,
            made=self._world.now(),
            began=asyncio.get_running_loop().time(),
            command=int(data.get("type") or SLASH) if opener is None else opener.command,
            target=_target(data) if message is None else message.id,
            message=message if opener is None else opener.message,
            opener=opener,
            heard=self._is_heard(),
        )
        if opener is not None:
            opener.submitted = True
        self._by_token[interaction.token] = interaction
        while len(self._by_token) > MOST_KEPT:
            del self._by_token[next(iter(self._by_token))]
        self._world.tell(Event("INTERACTION_CREATE", self._written(interaction, data), channel.guild_id, channel.id))
        return interaction

    def _written(self, interaction: Interaction, data: Json) -> Json:
        world, channel, user_id = self._world, interaction.channel, interaction.user_id
        held = str(int(world.permissions(channel.id, user_id)))
        written: Json = {
            "id": str(interaction.id),
            "application_id": str(world.bot.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": world.written_channel(channel) | {"permissions": held},
            "app_permissions": str(int(world.permissions(channel.id, world.bot.id))),
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
        }
        if interaction.message is not None:
            written["message"] = world.written(interaction.message)
        user = world.users[user_id]
        written["locale"] = user.locale
        if channel.guild_id is None:
            owners: Json = {"0": "0"}
            return written | {"user": shapes.user(user), "context": 1, "authorizing_integration_owners": owners}
        member = shapes.member(world.members[channel.guild_id, user_id], user) | {"permissions": held}
        return written | {
            "guild_id": str(channel.guild_id),
            "guild": {"id": str(channel.guild_id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
            "context": 0,
            "authorizing_integration_owners": {"0": str(channel.guild_id)},
        }

    async def outcome(self, interaction: Interaction, *, messages: int, finish_within: float) -> Answer:
        """Wait for the first answer, then until so many messages were posted or changed; tell what came."""
        if not await self._comes(lambda: interaction.callback is not None, self._answer_within):
            interaction.late = True
            if interaction.opener is not None:
                interaction.opener.submitted = False
            if interaction.heard:
                violation = Violation("discord", 10062, "", "NO_ANSWER", "not answered in time")
                self._ledger.record(f"/{interaction.name}", violation)
            return Answer(failed=SILENCE, seconds=self._answer_within, interaction=interaction.id)
        wanted = 0 if interaction.callback in (Callback.CHOICES, Callback.MODAL) else messages
        if not await self._comes(lambda: interaction.said >= wanted, finish_within):
            return replace(self._answer(interaction), failed=f"still thinking after {finish_within:g} s")
        return self._answer(interaction)

    def _answer(self, interaction: Interaction) -> Answer:
        stored = self._world.messages.get(interaction.channel.id, {})
        shown = [stored[message_id] for message_id in interaction.messages if message_id in stored]
        return Answer(
            messages=tuple(self._world.written(m) for m in shown if not m.flags & MessageFlag.LOADING),
            ephemeral=any(message.seen_by is not None for message in shown),
            deferred=interaction.callback in (Callback.DEFERRED, Callback.DEFERRED_UPDATE),
            seconds=interaction.seconds,
            choices=interaction.choices,
            modal=interaction.modal,
            interaction=interaction.id,
        )

    async def _comes(self, holds: Callable[[], bool], timeout: float) -> bool:
        try:
            await self._pulse.until(holds, timeout)
        except TimeoutError:
            return False
        return True


def _target(data: Json) -> int | None:
    """Find the message that a command was chosen from."""
    return int(data["target_id"]) if data.get("type") == OF_MESSAGES else None


def _name(data: Json) -> str:
    """Name a command with its subcommands ("feed add"), as Discord does; what is no command has no name."""
    names = [str(data.get("name", ""))]
    inside = data.get("options") or []
    while inside and inside[0]["type"] in (SUBCOMMAND, GROUP):
        names.append(inside[0]["name"])
        inside = inside[0].get("options") or []
    return " ".join(names)
