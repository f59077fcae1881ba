"""Requests about threads and the posts of forums → threads opened, changed and listed as Discord would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.door import BASE, Upload, an_object, answer, body_of, json_of, number
from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.permissions import Permission
from bot.sandbox.refusals import Refused, broken, form, say_not_modelled
from bot.sandbox.rest.messages import Messages, call
from bot.sandbox.rest.places import bots_guild, seen_channel
from bot.sandbox.rules import messages as message_rules
from bot.sandbox.rules import threads as rules
from bot.sandbox.rules.checks import under
from bot.sandbox.things import ARCHIVES_AFTER, Channel, ChannelKind, Json, MessageFlag
from bot.sandbox.world import World

MOST_IN_A_PAGE = 100
FEWEST_IN_A_PAGE = 2
HOLDING_THREADS = (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT)
CHANGED_BY_OWNER = {"name", "archived", "auto_archive_duration"}
KNOWN_CHANGES = CHANGED_BY_OWNER | {"locked", "invitable", "rate_limit_per_user", "applied_tags"}


@dataclass(frozen=True, slots=True)
class Threads:
    """The rooms for threads; a post in a forum is a thread that begins with a message of its own."""

    world: World
    ledger: Ledger
    messages: Messages

    def routes(self) -> list[web.RouteDef]:
        """List the routes that lead here."""
        channel = f"{BASE}/channels/{{channel}}"
        return [
            web.patch(channel, self.change),
            web.post(f"{channel}/threads", self.open),
            web.post(f"{channel}/messages/{{message}}/threads", self.open_from_message),
            web.get(f"{channel}/threads/archived/public", self.archived),
            web.get(f"{BASE}/guilds/{{guild}}/threads/active", self.active),
        ]

    async def open(self, request: web.Request) -> web.Response:
        """Open a thread that begins with no message, or a post in a forum."""
        payload, uploads = await body_of(request)
        body = an_object(payload)
        channel = seen_channel(self.world, request)
        if channel.kind not in (*HOLDING_THREADS, ChannelKind.FORUM):
            raise Refused(50024)
        found = rules.refused_alone(body, channel.kind)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(body, channel.kind))
        if channel.kind is ChannelKind.FORUM:
            return self._posted(channel, body, uploads, call(request))
        self._needs(channel, Permission.CREATE_PUBLIC_THREADS)
        thread = self._opened(channel, body)
        return answer(self.world.written_channel(thread), 201)

    def _posted(self, forum: Channel, body: Json, uploads: Iterable[Upload], where: str) -> web.Response:
        """Open a post with its first message, whose id it has; nothing is opened where that is refused."""
        self._needs(forum, Permission.SEND_MESSAGES)
        held = self.world.permissions(forum.id, self.world.bot.id)
        if tuple(uploads) and not held & Permission.ATTACH_FILES:
            raise Refused(50013)
        said = body["message"]
        found = message_rules.refused(said, known=message_rules.BEGINNING, flags=message_rules.SENT_FLAGS)
        if found:
            raise broken(replace(each, field=under("message", each.field)) for each in found)
        say_not_modelled(self.ledger, where, message_rules.unmodelled(said))
        self.ledger.record(where, *message_rules.unlike_the_house(said, said.get("flags") or 0))
        first = self.messages.composed(forum, said, uploads, held)
        thread = self._opened(forum, body, first.id)
        written = self.messages.stored(replace(first, channel_id=thread.id), None)
        return answer(self.world.written_channel(self.world.channels[thread.id]) | {"message": written}, 201)

    async def open_from_message(self, request: web.Request) -> web.Response:
        """Open a thread that begins with a message, once."""
        body = await json_of(request)
        channel = seen_channel(self.world, request)
        if channel.kind not in HOLDING_THREADS:
            raise Refused(50024)
        message = self.messages.found(request)
        found = rules.refused_from_message(body)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(body))
        self._needs(channel, Permission.CREATE_PUBLIC_THREADS)
        if message.flags & MessageFlag.HAS_THREAD or message.id in self.world.channels:
            raise Refused(160004)
        thread = self._opened(channel, body, message.id)
        return answer(self.world.written_channel(thread), 201)

    def _opened(self, parent: Channel, body: Json, begins_with: int | None = None) -> Channel:
        minutes = body.get("auto_archive_duration") or ARCHIVES_AFTER
        me = self.world.bot.id
        return self.world.add_thread(parent.id, body["name"], me, archives_after=minutes, begins_with=begins_with)

    def _needs(self, channel: Channel, permission: int) -> None:
        if not self.world.permissions(channel.id, self.world.bot.id) & permission:
            raise Refused(50013)

    async def change(self, request: web.Request) -> web.Response:
        """Change a thread: rename, archive, lock or open it; no other change to a channel is modelled."""
        body = await json_of(request)
        thread = seen_channel(self.world, request)
        if not thread.kind.is_thread or not body.keys() <= KNOWN_CHANGES:
            raise web.HTTPNotFound
        found = rules.refused_change(body)
        if found:
            raise broken(found)
        say_not_modelled(self.ledger, call(request), rules.unmodelled(body))
        wanted = {key: value for key, value in body.items() if value is not None}
        if not self._may_change(thread, wanted):
            raise Refused(50013)
        if thread.archived and wanted.get("archived") is not False:
            raise Refused(50083)
        changed = replace(
            thread,
            name=wanted.get("name", thread.name),
            locked=wanted.get("locked", thread.locked),
            archived=wanted.get("archived", thread.archived),
            archives_after=wanted.get("auto_archive_duration", thread.archives_after),
        )
        if changed.archived != thread.archived:
            changed = replace(changed, moved=self.world.now())
        self.world.change_channel(changed)
        return answer(self.world.written_channel(changed))

    def _may_change(self, thread: Channel, wanted: Json) -> bool:
        """Tell whether the bot may: its own thread, but for the lock; anybody's out of the archive, unless locked."""
        held = self.world.permissions(thread.id, self.world.bot.id)
        if held & Permission.MANAGE_THREADS:
            return True
        if thread.locked or not held & Permission.SEND_MESSAGES_IN_THREADS:
            return False
        mine = thread.owner_id == self.world.bot.id
        return wanted.keys() <= CHANGED_BY_OWNER if mine else wanted == {"archived": False}

    async def active(self, request: web.Request) -> web.Response:
        """List the threads of a guild that the bot sees and nobody has archived, the newest first."""
        guild = bots_guild(self.world, request)
        return answer(self._listed([each for each in self.world.threads_of(guild.id) if not each.archived]))

    async def archived(self, request: web.Request) -> web.Response:
        """List the archived threads of a channel, the last archived first, `limit` of them, before a moment."""
        channel = seen_channel(self.world, request)
        if channel.kind not in (*HOLDING_THREADS, ChannelKind.FORUM) or channel.guild_id is None:
            raise Refused(50024)
        self._needs(channel, Permission.READ_MESSAGE_HISTORY)
        limit, before = _limit(request), _before(request)
        there = (each for each in self.world.threads_of(channel.guild_id) if each.parent_id == channel.id)
        found = [each for each in there if each.archived and (before is None or each.last_moved < before)]
        older = sorted(found, key=lambda each: each.last_moved, reverse=True)
        return answer(self._listed(older[:limit], more=len(older) > limit))

    def _listed(self, threads: Iterable[Channel], *, more: bool = False) -> Json:
        return {"threads": [self.world.written_channel(one) for one in threads], "members": [], "has_more": more}


def _limit(request: web.Request) -> int:
    text = request.query.get("limit", "50")
    limit = number(text)
    if not FEWEST_IN_A_PAGE <= limit <= MOST_IN_A_PAGE:
        what = f"{text[:20]} is not between {FEWEST_IN_A_PAGE} and {MOST_IN_A_PAGE}"
        raise broken([Violation("discord", 50035, "limit", "NUMBER_TYPE_RANGE", what)])
    return limit


def _before(request: web.Request) -> datetime | None:
    """Read the moment before which is asked, in UTC where it names no offset; None where none is."""
    text = request.query.get("before")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise broken(
            [form("before", "DATE_TIME_TYPE_PARSE", f"Could not parse {text[:40]}. Should be ISO8601.")]
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
