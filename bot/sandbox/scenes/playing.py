"""The steps of a written scene, Discord's stand-in and the newsroom → the scene as it happens, and what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from bot.sandbox.interactions import Answer
from bot.sandbox.newsroom import CannotBe, Newsroom
from bot.sandbox.people import controls
from bot.sandbox.permissions import Permission
from bot.sandbox.scenes import steps
from bot.sandbox.scenes.steps import Command, Deed, Menu, Place, Press, Say, Step, Submit
from bot.sandbox.standin import StandIn
from bot.sandbox.terminal import shown
from bot.sandbox.terminal.shown import Seen, is_public
from bot.sandbox.things import Json

ANSWERED_WITHIN = 20.0
"""How many seconds the bot has to answer what somebody does."""

SETTLED_WITHIN = 2.0
"""How many seconds an answer has to say what is expected of it: its first message may not be its last."""

MOST_QUOTED = 300


class NotAsWritten(Exception):
    """It is not as it was written: the scene came to a step that cannot be done, or to something that did not happen.

    The message begins with the number of the line, and says what was there instead or what to do.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line


class _Wrong(Exception):
    """It is wrong, whatever line of the scene asked for it; the message says what."""


async def play(
    scene: tuple[Step, ...],
    discord: StandIn,
    newsroom: Newsroom,
    *,
    say: Callable[[str], None],
    as_json: bool = False,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Play a scene to its end, step by step, and say what it shows; without a `show`, the last channel at the end.

    What is shown is text, or with `as_json` a line of JSON for each channel shown. Raises `NotAsWritten` at the first
    step that cannot be done, or whose expectation does not hold.
    """
    form = shown.in_json if as_json else shown.printed
    play = _Play(discord, newsroom, lambda seen: say(form(discord, seen)), pause)
    await play.begin()
    for step, following in zip_longest(scene, scene[1:]):
        try:
            await play.do(step.does)
            play.check_allowed(step.does, following)
        except (_Wrong, CannotBe) as wrong:
            raise NotAsWritten(step.line, str(wrong)) from None
    if play.seen and not any(isinstance(step.does, steps.Show) for step in scene):
        play.show(play.seen)


@dataclass(slots=True)
class _Play:
    """A scene while it is played: who acts and where, what they were last answered, what they have filled in."""

    discord: StandIn
    newsroom: Newsroom
    show: Callable[[Seen], None]
    pause: Callable[[float], Awaitable[None]]
    seen: Seen | None = None
    answer: Answer = field(default_factory=Answer)
    asked: Seen | None = None
    filled: dict[str, str] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    last_before: int = 0
    objections_before: int = 0
    texts: dict[str, tuple[Json, str]] = field(default_factory=dict)

    async def begin(self) -> None:
        """Note how things stand before the first step."""
        blog = (await self.newsroom.state())["blog"]
        self.gaps = {"{blog}": str(blog["address"]).rstrip("/"), "{feed}": str(blog["feed"])}
        self.last_before = self.discord.world.next_id()
        self.objections_before = self.discord.ledger.violations.counted

    async def do(self, does: steps.Does) -> None:
        """Do one step; raises `_Wrong` or `CannotBe`."""
        match does:
            case steps.As(person, place):
                self.seen = self._seen(person, place)
            case Command() | Say() | Press() | steps.Choose() | Menu() | Submit():
                self.asked = self._here
                self.answer = await self._done(does)
            case steps.Fill(label, text):
                self.filled[label] = self._whole(text)
            case steps.Pause(seconds):
                await self.pause(seconds)
            case steps.Messages() | steps.Text() | steps.Bot():
                await self._wait(does)
            case steps.Holds() | steps.Lacks() | steps.Refused() | steps.Counted() | steps.Unobjected():
                await self._expect(does)
            case steps.Show(place):
                here = self._here
                self.show(here if place is None else self._seen(self.discord.world.users[here.by].name, place))
            case _:
                await self._tell_newsroom(does)

    def check_allowed(self, does: steps.Does, following: Step | None) -> None:
        """Raise `_Wrong` where Discord did not let something be done, and the scene does not expect that next."""
        refusal_is_meant = following is not None and isinstance(following.does, steps.Refused)
        if isinstance(does, Deed) and self.answer.failed and not refusal_is_meant:
            raise _Wrong(f"not done: {self.answer.failed}. Where that is meant, write below it: expect refused")

    @property
    def _here(self) -> Seen:
        if self.seen is None:
            raise _Wrong("nobody is there yet: begin with who acts and where, such as: as mira in #news")
        return self.seen

    def _whole(self, text: str) -> str:
        """Put the blog's addresses into the gaps of a text."""
        for gap, address in self.gaps.items():
            text = text.replace(gap, address)
        return text

    # -------------------------------------------------------------------------------------------- people and places

    def _seen(self, person: str, place: Place) -> Seen:
        world = self.discord.world
        people = {user.name.casefold(): user.id for user in world.users.values() if not user.bot}
        by = people.get(person.casefold())
        if by is None:
            raise _Wrong(f"nobody is called {person}; the people are: {', '.join(people)}")
        if place.channel is None:
            return Seen(world.dm_with(by).id, by)
        there = {
            guild.name: {one.name: one.id for one in world.channels_of(guild.id) if self._sees(by, one.id)}
            for guild in world.guilds.values()
            if (guild.id, by) in world.members and place.server in (None, guild.name)
        }
        for channels in there.values():
            if place.channel in channels:
                return Seen(channels[place.channel], by)
        known = [f"#{channel} of {guild}" for guild, channels in there.items() for channel in channels]
        raise _Wrong(f"{person} sees no {place}; there is: {', '.join(known) or 'no server of that name'}")

    def _sees(self, by: int, channel: int) -> bool:
        return bool(self.discord.world.permissions(channel, by) & Permission.VIEW_CHANNEL)

    # ------------------------------------------------------------------------------------------------ what people do

    async def _done(self, deed: Deed) -> Answer:
        discord, here = self.discord, self._here
        match deed:
            case Command(line):
                return await discord.type(
                    self._whole(line), by=here.by, channel=here.channel, finish_within=ANSWERED_WITHIN
                )
            case Say(text):
                return await discord.say(self._whole(text), by=here.by, channel=here.channel)
            case Menu(name, on):
                message = next(filter(is_public, self._newest(on)), None)
                if message is None:
                    raise _Wrong(f"{self._name(here)} has no message that everybody sees{self._that_says(on)}")
                return await discord.menu(
                    name, by=here.by, channel=here.channel, message_id=int(message["id"]), finish_within=ANSWERED_WITHIN
                )
            case Submit():
                return await self._submit()
            case _:
                message_id, custom_id, values = self._control(deed)
                return await discord.press(
                    message_id,
                    custom_id,
                    by=here.by,
                    channel=here.channel,
                    values=values,
                    finish_within=ANSWERED_WITHIN,
                )

    def _control(self, deed: Press | steps.Choose) -> tuple[int, str, tuple[str, ...]]:
        """Find the newest message with the button or the list that is meant; its id, the control's, and the values."""
        for message in self._newest(deed.on):
            if isinstance(deed, Press):
                found = controls.button(message, deed.label)
            else:
                found = controls.choice(message, deed.options)
            if found:
                return int(message["id"]), *found
        meant = f"has a button “{deed.label}”" if isinstance(deed, Press) else f"offers {' and '.join(deed.options)}"
        raise _Wrong(f"no message of {self._name(self._here)} {meant} that can be used{self._that_says(deed.on)}")

    async def _submit(self) -> Answer:
        filled, self.filled = self.filled, {}
        if self.answer.modal is None:
            raise _Wrong("no form has opened: submit stands after what opens one")
        try:
            given = controls.fields(self.answer.modal, filled)
        except controls.NoSuchField as strange:
            raise _Wrong(str(strange)) from None
        return await self.discord.submit(
            self.answer.interaction, given, by=self._here.by, finish_within=ANSWERED_WITHIN
        )

    def _newest(self, on: str) -> Iterator[Json]:
        """The messages here that say something, the newest first."""
        wanted = self._whole(on)
        for message in reversed(shown.messages(self.discord, self._here)):
            if not on or wanted in self._text(message):
                yield message

    def _text(self, message: Json) -> str:
        """All that a message shows, drawn anew only where it has changed."""
        before, text = self.texts.get(message["id"], ({}, ""))
        if before != message:
            text = shown.words(self.discord, message)
            self.texts[message["id"]] = message, text
        return text

    # ------------------------------------------------------------------------------------------- what is to come

    async def _wait(self, wanted: steps.Messages | steps.Text | steps.Bot) -> None:
        discord = self.discord
        match wanted:
            case steps.Messages(count, within):
                here = self._here
                if not await self._comes(lambda: len(self._of_bot()) >= count, within):
                    raise _Wrong(
                        f"waited {within:g} s: {self._name(here)} has {len(self._of_bot())} of {steps.counted(count)}"
                    )
            case steps.Text(text, within):
                here, wanted_text = self._here, self._whole(text)
                if not await self._comes(lambda: any(map(is_public, self._newest(wanted_text))), within):
                    newest = next(filter(is_public, self._newest("")), None)
                    told = f"its newest is: {_short(self._text(newest))}" if newest else "it is empty"
                    raise _Wrong(f"waited {within:g} s: no message of {self._name(here)} says “{wanted_text}”; {told}")
            case steps.Bot(within):
                try:
                    async with asyncio.timeout(within):
                        await discord.ready(within)
                        await discord.until(lambda: bool(discord.world.commands), within)
                except TimeoutError:
                    raise _Wrong(f"waited {within:g} s: the bot is not connected, or has no commands yet") from None

    async def _comes(self, holds: Callable[[], bool], within: float) -> bool:
        try:
            await self.discord.until(holds, within)
        except TimeoutError:
            return False
        return True

    def _of_bot(self) -> tuple[Json, ...]:
        """What the bot has posted here for everybody since the scene began."""
        bot = str(self.discord.world.bot.id)
        new = shown.messages(self.discord, self._here, self.last_before)
        return tuple(one for one in new if one["author"]["id"] == bot and is_public(one))

    async def _expect(
        self, wanted: steps.Holds | steps.Lacks | steps.Refused | steps.Counted | steps.Unobjected
    ) -> None:
        match wanted:
            case steps.Holds(text):
                wanted_text = self._whole(text)
                if not await self._comes(lambda: wanted_text in self._answered(), SETTLED_WITHIN):
                    raise _Wrong(f"the answer does not say “{self._whole(text)}”, but: {_short(self._answered())}")
            case steps.Lacks(text) if self._whole(text) in self._answered():
                raise _Wrong(f"the answer says “{self._whole(text)}”: {_short(self._answered())}")
            case steps.Refused(_) if self.answer.failed is None:
                raise _Wrong(f"it was not refused; the answer is: {_short(self._answered())}")
            case steps.Refused(text) if self._whole(text) not in str(self.answer.failed):
                raise _Wrong(f"it was refused otherwise than with “{self._whole(text)}”: {self.answer.failed}")
            case steps.Counted(count) if len(self._of_bot()) != count:
                there = steps.counted(len(self._of_bot()))
                raise _Wrong(f"{self._name(self._here)} has {there} since the beginning, not {count}")
            case steps.Unobjected() if self.discord.ledger.violations.counted > self.objections_before:
                newest = self.discord.violations[-1]
                raise _Wrong(
                    f"there is an objection to {newest.where}: {newest.field} {newest.what}".replace("  ", " ")
                )

    def _answered(self) -> str:
        """All that the last answer shows by now: its messages, the form that it opened, or why there is none."""
        answer = self.answer
        known, interaction = {one["id"] for one in answer.messages}, str(answer.interaction)
        there = [
            shown.words(self.discord, one)
            for one in (shown.messages(self.discord, self.asked) if self.asked else ())
            if one["id"] in known or (one.get("interaction_metadata") or {}).get("id") == interaction
        ]
        opened = [shown.words_of_form(self.discord, answer.modal)] if answer.modal else []
        return "\n".join([*there, *opened, *filter(None, [answer.failed])])

    def _name(self, seen: Seen) -> str:
        return shown.called(self.discord, seen.channel)

    def _that_says(self, on: str) -> str:
        return f" and says “{self._whole(on)}”" if on else ""

    # -------------------------------------------------------------------------------------------------- the newsroom

    async def _tell_newsroom(self, does: steps.Does) -> None:
        newsroom = self.newsroom
        match does:
            case steps.Act(act, post):
                await newsroom.do(act, post=await self._post(post))
            case steps.Paste(title, text):
                await newsroom.do("paste", title=self._whole(title), text=self._whole(text))
            case steps.Rewrite(post, title, text):
                name = await self._post(post)
                await newsroom.do("rewrite", post=name, title=self._whole(title), text=self._whole(text))
            case steps.Jump(seconds):
                await newsroom.do("clock", by=str(seconds))
            case steps.JumpTo(moment):
                await newsroom.do("clock", to=moment)
            case steps.Health(whose, health):
                await newsroom.do(whose, to=health)

    async def _post(self, called: str) -> str:
        """The name of the newest post that has this name or title; what is called so, where there is none."""
        posts = (await self.newsroom.state())["posts"]
        found = [str(post["name"]) for post in posts if called in (post["name"], post["title"])]
        return found[-1] if found else called


def _short(text: str) -> str:
    """A text in one line, cut where it is long."""
    line = " ".join(text.split()) or "nothing"
    return line if len(line) <= MOST_QUOTED else line[:MOST_QUOTED] + " …"
