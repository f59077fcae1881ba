"""Requests about application commands → commands synced, one by one or all at once, globally or for a guild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aiohttp import web

from bot.sandbox import shapes
from bot.sandbox.door import BASE, an_object, answer, body_of, number
from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.refusals import Refused, broken, form, say_not_modelled
from bot.sandbox.rest.messages import call
from bot.sandbox.rules import commands as rules
from bot.sandbox.things import Command, Json
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Commands:
    """The rooms for the bot's commands."""

    world: World
    ledger: Ledger

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        routes: list[web.RouteDef] = []
        for place in ("", "/guilds/{guild}"):
            many = f"{BASE}/applications/{{application}}{place}/commands"
            routes += [
                web.get(many, self.all),
                web.put(many, self.replace_all),
                web.post(many, self.upsert),
                web.get(f"{many}/{{command}}", self.one),
                web.patch(f"{many}/{{command}}", self.change),
                web.delete(f"{many}/{{command}}", self.delete),
            ]
        return routes

    async def all(self, request: web.Request) -> web.Response:
        """List the commands of a place."""
        return answer([self._written(command) for command in self.world.commands_of(self._place(request))])

    async def replace_all(self, request: web.Request) -> web.Response:
        """Replace the commands of a place; one that keeps its name keeps its id."""
        place = self._place(request)
        bodies, _ = await body_of(request)
        if not isinstance(bodies, list):
            raise broken([form("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")])
        found = [violation for index, body in enumerate(bodies) for violation in rules.refused(body, str(index))]
        self._check(found, () if found else bodies)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(*bodies))
        known = {_key(command.body): command for command in self.world.commands_of(place)}
        self.world.set_commands(place, tuple(self._command(place, body, known.get(_key(body))) for body in bodies))
        return await self.all(request)

    async def upsert(self, request: web.Request) -> web.Response:
        """Add a command, or replace the one of its name."""
        place = self._place(request)
        body, _ = await body_of(request)
        self._check(list(rules.refused(body)), ())
        body = an_object(body)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(body))
        others = [known for known in self.world.commands_of(place) if _key(known.body) != _key(body)]
        self._check([], [*(command.body for command in others), body])
        same = next((known for known in self.world.commands_of(place) if _key(known.body) == _key(body)), None)
        command = self._command(place, body, same)
        self.world.set_commands(place, (*others, command))
        return answer(self._written(command), 200 if same else 201)

    async def one(self, request: web.Request) -> web.Response:
        """Show one command."""
        return answer(self._written(self._found(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Change some keys of a command."""
        command = self._found(request)
        body, _ = await body_of(request)
        changed = replace(command, body=command.body | an_object(body))
        others = [known for known in self.world.commands_of(command.guild_id) if known.id != command.id]
        found = list(rules.refused(changed.body))
        self._check(found, () if found else [*(known.body for known in others), changed.body])
        say_not_modelled(self.ledger, call(request), rules.unmodelled(changed.body))
        self.world.set_commands(command.guild_id, (*others, changed))
        return answer(self._written(changed))

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a command."""
        command = self._found(request)
        others = tuple(known for known in self.world.commands_of(command.guild_id) if known.id != command.id)
        self.world.set_commands(command.guild_id, others)
        return answer(None)

    def _place(self, request: web.Request) -> int | None:
        """Find the guild of a request, None when its commands are global; Refused for another's application."""
        if number(request.match_info["application"]) != self.world.bot.id:
            raise Refused(20012)
        if "guild" not in request.match_info:
            return None
        guild_id = number(request.match_info["guild"])
        if (guild_id, self.world.bot.id) not in self.world.members:
            raise Refused(50001)
        return guild_id

    def _found(self, request: web.Request) -> Command:
        place = self._place(request)
        command = self.world.commands.get(number(request.match_info["command"]))
        if command is None or command.guild_id != place:
            raise Refused(10063)
        return command

    def _check(self, found: list[Violation], together: Iterable[Json]) -> None:
        found += rules.refused_together(together)
        if found:
            raise broken(found)

    def _command(self, place: int | None, body: Json, same: Command | None) -> Command:
        return Command(self.world.next_id() if same is None else same.id, place, body)

    def _written(self, command: Command) -> Json:
        return shapes.command(command, self.world.bot.id)


def _key(body: Json) -> tuple[str, int]:
    return body["name"], body.get("type") or 1
