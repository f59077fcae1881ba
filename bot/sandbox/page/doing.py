"""Requests of the page → what a person does: commands, words, presses, forms, the newsroom's acts; and what came of it.

Nothing is waited for but the first answer: what comes after it comes live.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.interactions import Answer
from bot.sandbox.newsroom import CannotBe
from bot.sandbox.page import commands, view
from bot.sandbox.page.asked import LARGEST_WITH_FILES, LARGEST_WITH_TEXT, NotThere
from bot.sandbox.page.gate import answer
from bot.sandbox.page.modals import modal
from bot.sandbox.page.setting import Setting
from bot.sandbox.people.offered import Mistyped
from bot.sandbox.things import Channel

GIVEN = ("post", "title", "text", "by", "to")
"""What an act of the newsroom may be given."""


@dataclass(frozen=True, slots=True)
class Doing:
    """The rooms in which something is done."""

    setting: Setting

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        return [
            web.post("/api/use", self.use),
            web.post("/api/complete", self.complete),
            web.post("/api/say", self.say),
            web.post("/api/press", self.press),
            web.post("/api/menu", self.menu),
            web.post("/api/submit", self.submit),
            web.post("/api/newsroom", self.newsroom),
        ]

    async def use(self, request: web.Request) -> web.Response:
        """Use a command."""
        asked = await self.setting.body(request, LARGEST_WITH_FILES)
        person = asked.person()
        channel = asked.channel(person)
        came = await self.setting.discord.use(
            asked.text("command"),
            asked.options(),
            by=person,
            channel=channel.id,
            messages=0,
            finish_within=0,
            files=asked.files(),
        )
        return self._outcome(came, person, channel)

    async def complete(self, request: web.Request) -> web.Response:
        """Ask for the choices of an option that is being typed."""
        asked = await self.setting.body(request)
        person = asked.person()
        channel = asked.channel(person)
        command, options, focused = asked.text("command"), asked.options(), asked.text("focused")
        try:
            offered = await self.setting.discord.complete(command, options, focused, by=person, channel=channel.id)
        except Mistyped as mistake:
            return answer({"failed": str(mistake)})
        return answer({"choices": commands.choices(offered)})

    async def say(self, request: web.Request) -> web.Response:
        """Say something."""
        asked = await self.setting.body(request)
        person = asked.person()
        channel = asked.channel(person)
        came = await self.setting.discord.say(asked.text("text"), by=person, channel=channel.id)
        return self._outcome(came, person, channel)

    async def press(self, request: web.Request) -> web.Response:
        """Press a button, or choose from a select."""
        asked = await self.setting.body(request)
        person = asked.person()
        channel = asked.channel(person)
        came = await self.setting.discord.press(
            asked.message(channel, person).id,
            asked.text("custom_id"),
            by=person,
            channel=channel.id,
            values=asked.values(),
            messages=0,
            finish_within=0,
        )
        return self._outcome(came, person, channel)

    async def menu(self, request: web.Request) -> web.Response:
        """Choose a command from a message's menu."""
        asked = await self.setting.body(request)
        person = asked.person()
        channel = asked.channel(person)
        came = await self.setting.discord.menu(
            asked.text("command"),
            by=person,
            channel=channel.id,
            message_id=asked.message(channel, person).id,
            messages=0,
            finish_within=0,
        )
        return self._outcome(came, person, channel)

    async def submit(self, request: web.Request) -> web.Response:
        """Send a form that was filled in; what answers it opens no other."""
        asked = await self.setting.body(request)
        person = asked.person()
        came = await self.setting.discord.submit(
            asked.number("interaction"), asked.fields(), by=person, messages=0, finish_within=0
        )
        return answer({"failed": came.failed, "modal": None})

    async def newsroom(self, request: web.Request) -> web.Response:
        """Let the newsroom do something."""
        asked = await self.setting.body(request, LARGEST_WITH_TEXT)
        act = asked.text("do")
        given = {name: asked.text(name) for name in GIVEN if name in asked.parts}
        if self.setting.newsroom is None:
            raise NotThere("There is no newsroom beside this page.")
        try:
            return answer({"failed": None, "said": await self.setting.newsroom.do(act, **given)})
        except CannotBe as why:
            return answer({"failed": str(why), "said": ""})

    def _outcome(self, came: Answer, person: int, channel: Channel) -> web.Response:
        """Tell what came of it: a failure, a form to fill in, or nothing to tell."""
        form = None
        if came.modal is not None:
            seen_with = view.sight(self.setting.discord.world, channel, person, self.setting.gallery.own_address)
            form = modal(came.interaction, came.modal, seen_with)
        return answer({"failed": came.failed, "modal": form})
