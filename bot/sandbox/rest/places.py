"""Requests about the bot itself, guilds, channels and people → what the world knows of them."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.door import BASE, answer, json_of, number
from bot.sandbox.ledger import Ledger
from bot.sandbox.refusals import Refused
from bot.sandbox.things import Channel, Guild
from bot.sandbox.world import World

IDENTIFIES_A_DAY = 1000
GUILDS_A_SHARD = 1000
MOST_GUILDS = 200


@dataclass(frozen=True, slots=True)
class Places:
    """The rooms for what is looked up rather than said."""

    world: World
    ledger: Ledger
    gateway: str

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        return [
            web.get(f"{BASE}/gateway", self.where_gateway),
            web.get(f"{BASE}/gateway/bot", self.where_gateway),
            web.get(f"{BASE}/users/@me", self.me),
            web.post(f"{BASE}/users/@me/channels", self.open_dm),
            web.get(f"{BASE}/users/@me/guilds", self.guilds),
            web.get(f"{BASE}/users/{{user}}", self.user),
            web.get(f"{BASE}/applications/@me", self.application),
            web.get(f"{BASE}/oauth2/applications/@me", self.application),
            web.get(f"{BASE}/guilds/{{guild}}", self.guild),
            web.get(f"{BASE}/guilds/{{guild}}/channels", self.channels),
            web.get(f"{BASE}/guilds/{{guild}}/roles", self.roles),
            web.get(f"{BASE}/guilds/{{guild}}/members/{{user}}", self.member),
            web.get(f"{BASE}/channels/{{channel}}", self.channel),
            web.get("/attachments/{channel}/{file}/{name}", self.file),
        ]

    async def where_gateway(self, request: web.Request) -> web.Response:
        """Say where the gateway is, and to /gateway/bot how many sessions may still begin."""
        if request.path.endswith("/bot"):
            left = max(0, IDENTIFIES_A_DAY - self.ledger.identifies)
            limit = {"total": IDENTIFIES_A_DAY, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
            shards = 1 + len(self._bots_guilds()) // GUILDS_A_SHARD
            return answer({"url": self.gateway, "shards": shards, "session_start_limit": limit})
        return answer({"url": self.gateway})

    async def me(self, request: web.Request) -> web.Response:
        """Say who the bot is."""
        return answer(shapes.user(self.world.bot) | {"verified": True, "mfa_enabled": False, "locale": "en-US"})

    async def application(self, request: web.Request) -> web.Response:
        """Say which application the bot is, owned by the first person of the world."""
        owner = next((user for user in self.world.users.values() if not user.bot), self.world.bot)
        about = shapes.application(self.world.bot, owner)
        return answer(about | {"approximate_guild_count": len(self._bots_guilds())})

    def _bots_guilds(self) -> list[int]:
        return [guild_id for guild_id, user_id in self.world.members if user_id == self.world.bot.id]

    async def guilds(self, request: web.Request) -> web.Response:
        """List the guilds that the bot is in, after one that is named, as many as are asked for (200 at most)."""
        after, limit = number(request.query.get("after", "0")), number(request.query.get("limit", "200"))
        listed = [self.world.guilds[guild_id] for guild_id in sorted(self._bots_guilds()) if guild_id > after]
        keys = ("id", "name", "icon", "banner", "features")
        return answer(
            [
                {key: written[key] for key in keys}
                | {
                    "owner": guild.owner_id == self.world.bot.id,
                    "permissions": str(self.world.guild_permissions(guild.id, self.world.bot.id)),
                }
                for guild in listed[: min(limit, MOST_GUILDS)]
                for written in [self.world.written_guild(guild)]
            ]
        )

    async def user(self, request: web.Request) -> web.Response:
        """Say who somebody is."""
        user = self.world.users.get(number(request.match_info["user"]))
        if user is None:
            raise Refused(10013)
        return answer(shapes.user(user))

    async def guild(self, request: web.Request) -> web.Response:
        """Say what a guild of the bot's is."""
        guild = bots_guild(self.world, request)
        counted = sum(1 for guild_id, _ in self.world.members if guild_id == guild.id)
        return answer(self.world.written_guild(guild) | {"approximate_member_count": counted})

    async def channels(self, request: web.Request) -> web.Response:
        """List a guild's channels; threads are not among them."""
        found = self.world.channels_of(bots_guild(self.world, request).id)
        return answer([shapes.channel(channel) for channel in found if not channel.kind.is_thread])

    async def roles(self, request: web.Request) -> web.Response:
        """List a guild's roles."""
        return answer(self.world.written_guild(bots_guild(self.world, request))["roles"])

    async def member(self, request: web.Request) -> web.Response:
        """Say who somebody is in a guild."""
        guild = bots_guild(self.world, request)
        member = self.world.members.get((guild.id, number(request.match_info["user"])))
        if member is None:
            raise Refused(10007)
        return answer(shapes.member(member, self.world.users[member.user_id]))

    async def channel(self, request: web.Request) -> web.Response:
        """Say what a channel is."""
        return answer(self.world.written_channel(seen_channel(self.world, request)))

    async def open_dm(self, request: web.Request) -> web.Response:
        """Open the DM of the bot and a person; whether they take any is found out when one is sent."""
        body = await json_of(request)
        user = self.world.users.get(number(str(body.get("recipient_id"))))
        if user is None or user.bot:
            raise Refused(50033)
        return answer(self.world.written_channel(self.world.dm_with(user.id)))

    async def file(self, request: web.Request) -> web.Response:
        """Give the bytes of a file that hangs on a message."""
        data = self.world.files.get(number(request.match_info["file"]))
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data)


def bots_guild(world: World, request: web.Request) -> Guild:
    """Find the guild of a request; one that the bot is not in is as unknown as one that never was."""
    guild = world.guilds.get(number(request.match_info["guild"]))
    if guild is None or (guild.id, world.bot.id) not in world.members:
        raise Refused(10004)
    return guild


def seen_channel(world: World, request: web.Request) -> Channel:
    """Find the channel of a request; Refused when there is none (10003) or the bot does not see it (50001)."""
    channel = world.channels.get(number(request.match_info["channel"]))
    if channel is None:
        raise Refused(10003)
    if not world.visible(channel.id):
        raise Refused(50001)
    return channel
