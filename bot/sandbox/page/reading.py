"""Questions of the page → what a person sees: places, messages, commands, names, the newsroom, the wire, pictures."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.page import commands, named, view, wire
from bot.sandbox.page.asked import NotThere, NotUnderstood
from bot.sandbox.page.gate import answer
from bot.sandbox.page.setting import Setting


@dataclass(frozen=True, slots=True)
class Reading:
    """The rooms in which nothing is done but looking."""

    setting: Setting

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        return [
            web.get("/api/home", self.home),
            web.get("/api/messages", self.messages),
            web.get("/api/commands", self.commands),
            web.get("/api/named", self.named),
            web.get("/api/newsroom", self.newsroom),
            web.get("/api/wire", self.wire),
            web.get("/picture", self.picture),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """Show the places that a person sees; their DM with the bot is opened where it was not."""
        setting, world = self.setting, self.setting.discord.world
        viewer = setting.query(request).person()
        world.dm_with(viewer)
        people = [view.person(world.users[user_id], setting.about.get(user_id, "")) for user_id in setting.people]
        return answer(view.home(world, viewer, people, setting.clock()))

    async def messages(self, request: web.Request) -> web.Response:
        """Show the newest messages of a channel, or those before one of them."""
        asked = self.setting.query(request)
        viewer = asked.person()
        channel = asked.channel(viewer)
        before = asked.number("before") if asked.text("before", "") else None
        return answer(
            view.messages(self.setting.discord.world, channel, viewer, before, self.setting.gallery.own_address)
        )

    async def commands(self, request: web.Request) -> web.Response:
        """List the commands that Discord would list for a person in a channel."""
        asked = self.setting.query(request)
        viewer = asked.person()
        return answer(commands.listed(self.setting.discord.offered(viewer, asked.channel(viewer).id)))

    async def named(self, request: web.Request) -> web.Response:
        """List the channels, people or roles that are called so."""
        asked = self.setting.query(request)
        viewer = asked.person()
        kind = asked.text("kind")
        if kind not in named.KINDS:
            raise NotUnderstood(f"“kind” must be one of {', '.join(named.KINDS)}.")
        channel, like = asked.channel(viewer), asked.text("like", "")
        return answer({"choices": named.named(self.setting.discord.world, channel, viewer, kind, like)})

    async def newsroom(self, request: web.Request) -> web.Response:
        """Tell how the newsroom is; nothing where there is none."""
        return answer({} if self.setting.newsroom is None else await self.setting.newsroom.state())

    async def wire(self, request: web.Request) -> web.Response:
        """Tell what the bot sent lately, and what was objected to."""
        return answer(wire.wire(self.setting.discord.ledger))

    async def picture(self, request: web.Request) -> web.Response:
        """Hand over a picture of this machine."""
        found = await self.setting.gallery.picture(self.setting.query(request).text("of"))
        if found is None:
            raise NotThere("There is no such picture on this machine.")
        data, kind = found
        return web.Response(body=data, content_type=kind)
