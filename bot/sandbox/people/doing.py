"""What people do in a world (type, choose, press, fill in, say) → interactions and messages, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.sandbox.door import Upload
from bot.sandbox.interactions import Answer, Interaction, Interactions, Kind
from bot.sandbox.people import filled, offered, typed
from bot.sandbox.people.offered import Mistyped, Scene
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.files import Files
from bot.sandbox.rules import components
from bot.sandbox.rules.messages import MOST_CONTENT
from bot.sandbox.things import ChannelKind, Command, Json, Message
from bot.sandbox.world import World


class People:
    """The people of a world, who can do what they could in a client: what that would not send, they are told.

    Each thing done is waited for: until so many messages were posted or changed, or so many seconds have passed; with
    none and 0 until the first answer. What Discord would not send at all (mistyped, not allowed) is an Answer that
    failed and says why.
    """

    def __init__(
        self, world: World, files: Files, interactions: Interactions, *, is_down: Callable[[], bool] = lambda: False
    ) -> None:
        self.world = world
        self._is_down = is_down
        self._files = files
        self._interactions = interactions

    async def type(
        self,
        line: str,
        *,
        by: int,
        channel: int,
        messages: int = 1,
        finish_within: float = 10.0,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Type a command, such as "/news latest count:3"; an option that wants a file names one of `files`."""

        def data(scene: Scene) -> Json:
            return typed.command_data(typed.line(line, scene), scene)

        return await self._commanded(data, by, channel, messages, finish_within, files)

    async def use(
        self,
        command: str,
        options: Mapping[str, str],
        *,
        by: int,
        channel: int,
        messages: int = 1,
        finish_within: float = 10.0,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Use a command ("feed add") with what was typed for each of its options, by their names."""

        def data(scene: Scene) -> Json:
            return typed.command_data(typed.chosen(command, options, scene), scene)

        return await self._commanded(data, by, channel, messages, finish_within, files)

    async def autocomplete(self, line: str, *, by: int, channel: int) -> tuple[Json, ...]:
        """Type a command without sending it and return the choices offered for its last option.

        Raises Mistyped where Discord would ask the bot for none; a bot that does not answer offers none.
        """
        scene = self._scene(by, channel)
        data = typed.completion_data(typed.line(line, scene), scene)
        return (await self._done(Kind.COMPLETION, data, scene, 0, 0)).choices

    async def complete(
        self, command: str, options: Mapping[str, str], focused: str, *, by: int, channel: int
    ) -> tuple[Json, ...]:
        """Return the choices offered for one option of a command, by what was typed for each so far.

        Raises Mistyped where Discord would ask the bot for none.
        """
        scene = self._scene(by, channel)
        data = typed.completion_data(typed.chosen(command, options, scene), scene, focused)
        return (await self._done(Kind.COMPLETION, data, scene, 0, 0)).choices

    async def menu(
        self,
        name: str,
        *,
        by: int,
        channel: int,
        message_id: int,
        messages: int = 1,
        finish_within: float = 10.0,
    ) -> Answer:
        """Choose a message command from a message's menu."""

        def data(scene: Scene) -> Json:
            message = self._seen(message_id, scene)
            if message.seen_by is not None:
                raise Mistyped("what only you can see has no commands")
            return typed.message_data(name, message, scene)

        return await self._commanded(data, by, channel, messages, finish_within)

    async def menu_of_user(
        self,
        name: str,
        *,
        by: int,
        channel: int,
        user: int,
        messages: int = 1,
        finish_within: float = 10.0,
    ) -> Answer:
        """Choose a user command from a person's menu."""

        def data(scene: Scene) -> Json:
            if user not in self.world.users:
                raise Mistyped("that person is not there")
            return typed.user_data(name, self.world.users[user], scene)

        return await self._commanded(data, by, channel, messages, finish_within)

    async def press(
        self,
        message_id: int,
        custom_id: str,
        *,
        by: int,
        channel: int,
        values: tuple[str, ...] = (),
        messages: int = 1,
        finish_within: float = 10.0,
    ) -> Answer:
        """Press a button, or choose values of a select: of its options, or channels, people and roles as in `use`."""
        try:
            scene = self._scene(by, channel)
            message = self._seen(message_id, scene)
            found = components.find(list(message.components), lambda one: one.get("custom_id") == custom_id)
            if found is None or found.get("disabled"):
                raise Mistyped(f"nothing to press there: {custom_id}")
            data = filled.pressed(found, values, scene)
        except Mistyped as mistake:
            return Answer(failed=str(mistake))
        return await self._done(Kind.PRESS, data, scene, messages, finish_within, message=message)

    async def submit(
        self,
        interaction: int,
        fields: filled.Given,
        *,
        by: int,
        messages: int = 1,
        finish_within: float = 10.0,
    ) -> Answer:
        """Send the modal that an interaction opened, its fields by their custom ids.

        It is sent once, by the one for whom it was opened; one that the bot did not answer may be sent again.
        """
        opener = self._interactions.opener(interaction, by)
        if opener is None or opener.modal is None:
            return Answer(failed="that form is not open")
        try:
            scene = self._scene(by, opener.channel.id)
            data = filled.submitted(opener.modal, fields, scene)
        except Mistyped as mistake:
            return Answer(failed=str(mistake))
        return await self._done(Kind.MODAL, data, scene, messages, finish_within, opener=opener)

    async def say(self, text: str, *, by: int, channel: int) -> Answer:
        """Say something in a channel, as a message of a person's own; a thread that it finds archived is opened."""
        try:
            scene = self._scene(by, channel)
            reason = self._why_not_say(text.strip(), scene)
        except Mistyped as mistake:
            reason = str(mistake)
        if reason is not None:
            return Answer(failed=reason)
        self.world.unarchive(channel)
        said = self.world.say(channel, by, text.strip())
        return Answer(messages=(self.world.written(said),))

    def offered(self, by: int, channel: int) -> tuple[Command, ...]:
        """List the slash, message and user commands that Discord would list for a person in a channel."""
        try:
            return offered.offered(self._scene(by, channel))
        except Mistyped:
            return ()

    def _why_not_say(self, text: str, scene: Scene) -> str | None:
        if self._is_down():
            return "Discord is down, and takes nothing"
        channel, held = scene.channel, self.world.permissions(scene.channel.id, scene.user_id)
        if channel.kind is ChannelKind.FORUM:
            return "a forum takes posts, not messages"
        sending = Permission.SEND_MESSAGES_IN_THREADS if channel.kind.is_thread else Permission.SEND_MESSAGES
        if not held & sending or (channel.locked and not held & Permission.MANAGE_THREADS):
            return "you may not send messages here"
        if not text:
            return "there is nothing to say"
        if len(text) > MOST_CONTENT:
            return f"a message has {MOST_CONTENT} characters at most, not {len(text)}"
        return None

    def _scene(self, by: int, channel: int, files: Mapping[str, bytes] | None = None) -> Scene:
        world = self.world
        if channel not in world.channels or not world.permissions(channel, by) & Permission.VIEW_CHANNEL:
            raise Mistyped("that channel is not there")
        uploads = [Upload("", name, "application/octet-stream", data) for name, data in (files or {}).items()]
        attachments = {file.name: file for file in self._files.stored(channel, {}, uploads)}
        return Scene(world, world.channels[channel], by, attachments)

    def _seen(self, message_id: int, scene: Scene) -> Message:
        """Find a message that a person sees; Mistyped when they see none of that id."""
        message = self.world.messages.get(scene.channel.id, {}).get(message_id)
        if message is None or message.seen_by not in (None, scene.user_id):
            raise Mistyped("that message is not there")
        return message

    async def _commanded(
        self,
        data: Callable[[Scene], Json],
        by: int,
        channel: int,
        messages: int,
        finish_within: float,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Send a command whose data is what the scene makes of it, or say why a client would not."""
        try:
            scene = self._scene(by, channel, files)
            made = data(scene)
        except Mistyped as mistake:
            return Answer(failed=str(mistake))
        return await self._done(Kind.COMMAND, made, scene, messages, finish_within)

    async def _done(
        self,
        kind: Kind,
        data: Json,
        scene: Scene,
        messages: int,
        finish_within: float,
        *,
        message: Message | None = None,
        opener: Interaction | None = None,
    ) -> Answer:
        if self._is_down():
            return Answer(failed="Discord is down, and takes nothing")
        interaction = self._interactions.begin(
            kind, data, by=scene.user_id, channel=scene.channel, message=message, opener=opener
        )
        return await self._interactions.outcome(interaction, messages=messages, finish_within=finish_within)
