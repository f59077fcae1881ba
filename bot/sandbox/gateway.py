"""A client's websocket and the world's events → the conversation of Discord's gateway, resumed where it broke off."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.sandbox import shapes
from bot.sandbox.door import answer
from bot.sandbox.ledger import Ledger, Violation
from bot.sandbox.pulse import Pulse
from bot.sandbox.streams import STREAMS, Stream
from bot.sandbox.things import Event, Json
from bot.sandbox.world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11
HEARTBEAT_MS = 41_250
LARGEST_PAYLOAD = 4096
EVENTS_KEPT = 2000
SESSIONS_KEPT = 16
STORM = 10
STORM_SECONDS = 5.0

GUILDS, GUILD_MEMBERS, PRESENCES, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | CONTENT
KNOWN_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25

_OF_GUILDS = ("GUILD_CREATE", "GUILD_DELETE", "GUILD_ROLE_", "CHANNEL_", "THREAD_")
_BY_SIGHT = ("MESSAGE_", "THREAD_")
_HIDDEN: Json = {"content": "", "embeds": [], "components": [], "attachments": []}


@dataclass(eq=False, slots=True)
class Connection:
    """One websocket, what is still to be written to it, and the session it belongs to once there is one.

    The client `left` when it closed with 1000 or 1001, which ends its session too.
    """

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    compressed: Stream | None
    outgoing: asyncio.Queue[Json | int] = field(default_factory=asyncio.Queue)
    session: Session | None = None
    left: bool = False

    def send(self, op: int, data: object) -> None:
        """Write one payload that is not an event."""
        self.outgoing.put_nowait({"op": op, "d": data, "s": None, "t": None})

    def tell(self, payload: Json) -> None:
        """Write one event; a client that reads none of them any more is cut off, and may resume."""
        if self.outgoing.qsize() < EVENTS_KEPT:
            self.outgoing.put_nowait(payload)
        else:
            self.abort()

    def abort(self) -> None:
        """Break the connection without a word."""
        if self.transport is not None:
            self.transport.abort()

    def close(self, code: int) -> None:
        """Close the websocket with a code once everything before it is written."""
        self.outgoing.put_nowait(code)

    async def write(self) -> None:
        """Write what is to be written until the websocket is closed."""
        while True:
            payload = await self.outgoing.get()
            if isinstance(payload, int):
                await self.socket.close(code=payload)
                return
            text = json.dumps(payload)
            if self.compressed is None:
                await self.socket.send_str(text)
            else:
                await self.socket.send_bytes(self.compressed(text.encode()))


@dataclass(eq=False, slots=True)
class Session:
    """What a client was told and may be told again after its connection broke."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    sequence: int = 0
    told: deque[Json] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))

    def tell(self, name: str, data: Json) -> None:
        """Tell the client of an event, now or when it resumes."""
        self.sequence += 1
        payload = {"op": DISPATCH, "t": name, "s": self.sequence, "d": data}
        self.told.append(payload)
        if self.connection is not None:
            self.connection.tell(payload)

    def wants(self, event: Event, bot_id: int) -> Json | None:
        """Tell what of an event its intents and its shard let through; None when nothing."""
        index, count = self.shard
        if ((event.guild_id or 0) >> 22) % count != index:
            return None
        if event.name == "INTERACTION_CREATE":
            return event.data
        if event.name.startswith(_OF_GUILDS):
            return event.data if self.intents & GUILDS and event.guild_id is not None else None
        if event.name.startswith("GUILD_MEMBER_"):
            mine = event.data["user"]["id"] == str(bot_id)
            return event.data if mine or self.intents & GUILD_MEMBERS else None
        if event.name.startswith("MESSAGE_"):
            if not self.intents & (DIRECT_MESSAGES if event.guild_id is None else GUILD_MESSAGES):
                return None
            return event.data if self._may_read(event, bot_id) else event.data | _HIDDEN
        return None

    def _may_read(self, event: Event, bot_id: int) -> bool:
        """Tell whether the content is the client's to read: its own, said to it, or with the privileged intent."""
        data = event.data
        if event.guild_id is None or self.intents & CONTENT or "author" not in data:
            return True
        return data["author"]["id"] == str(bot_id) or any(named["id"] == str(bot_id) for named in data["mentions"])


class Gateway:
    """Every session and connection; `refusing` is a close code that every IDENTIFY gets, for as long as it is set."""

    def __init__(self, world: World, ledger: Ledger, pulse: Pulse, token: str, *, privileged: int = 0) -> None:
        self.url = ""
        self.refusing: int | None = None
        self._world = world
        self._ledger = ledger
        self._pulse = pulse
        self._token = token
        self._privileged = privileged
        self._connections: set[Connection] = set()
        self._sessions: dict[str, Session] = {}
        self._identified: deque[float] = deque(maxlen=STORM)

    @property
    def connected(self) -> tuple[Session, ...]:
        """List the sessions that have a connection now."""
        return tuple(session for session in self._sessions.values() if session.connection is not None)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Hold one conversation; a compression or encoding that is not spoken here is refused before it begins."""
        compress, encoding = request.query.get("compress"), request.query.get("encoding", "json")
        if (compress is not None and compress not in STREAMS) or encoding != "json":
            self._ledger.unmodelled.append(f"gateway with compress={compress} and encoding={encoding}")
            return answer({"message": f"the stand-in speaks json, plain or as {', '.join(STREAMS)}", "code": 0}, 400)
        socket = web.WebSocketResponse(timeout=1.0, autoclose=False, compress=False, max_msg_size=LARGEST_PAYLOAD)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, None if compress is None else STREAMS[compress]())
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            connection.send(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
            await self._converse(connection)
        finally:
            self._part(connection)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _converse(self, connection: Connection) -> None:
        """Hear what the client says until either side closes."""
        while True:
            message = await connection.socket.receive()
            match message.type:
                case WSMsgType.TEXT:
                    self._take(connection, _parsed(message.data))
                case WSMsgType.BINARY:
                    connection.close(4002)
                case WSMsgType.CLOSE:
                    connection.left = message.data in (1000, 1001)
                    await connection.socket.close()
                    return
                case _:
                    return

    def _take(self, connection: Connection, payload: Json | None) -> None:
        if payload is None:
            connection.close(4002)
            return
        op, data = payload.get("op"), payload.get("d")
        if op == HEARTBEAT:
            connection.send(ACK, None)
        elif op == IDENTIFY and isinstance(data, dict):
            self._identify(connection, data)
        elif op == RESUME and isinstance(data, dict):
            self._resume(connection, data)
        elif connection.session is None:
            connection.close(4003)
        elif op in (VOICE, MEMBERS):
            self._ledger.unmodelled.append(f"gateway op {op}")
        elif op != PRESENCE:
            connection.close(4001)

    def _identify(self, connection: Connection, data: Json) -> None:
        self._ledger.identifies += 1
        self._watch_for_storms()
        code = self._closing(connection, data)
        if code is not None:
            connection.close(code)
            return
        shard = data.get("shard") or [0, 1]
        session = Session(secrets.token_hex(16), data["intents"], (shard[0], shard[1]), connection)
        connection.session = session
        self._sessions[session.id] = session
        for old in [s for s in self._sessions.values() if s.connection is None][:-SESSIONS_KEPT]:
            del self._sessions[old.id]
        self._welcome(session)
        self._pulse.beat()

    def _closing(self, connection: Connection, data: Json) -> int | None:
        """Tell with which code an IDENTIFY ends the conversation; None when it begins a session."""
        if connection.session is not None:
            violation = Violation("discord", 4005, "", "TWICE", "identified twice on one connection")
            self._ledger.record("gateway", violation)
            return 4005
        if data.get("token") not in (self._token, f"Bot {self._token}"):
            return 4004
        if self.refusing is not None:
            return self.refusing
        shard = data.get("shard") or [0, 1]
        if not _is_a_shard(shard):
            return 4010
        intents = data.get("intents")
        if not isinstance(intents, int) or isinstance(intents, bool) or intents & ~KNOWN_INTENTS:
            return 4013
        return 4014 if intents & PRIVILEGED & ~self._privileged else None

    def _watch_for_storms(self) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._identified) == STORM and now - self._identified[0] < STORM_SECONDS:
            what = f"more than {STORM} IDENTIFYs in {STORM_SECONDS:g} s"
            self._ledger.record("gateway", Violation("discord", 4008, "", "STORM", what))
        self._identified.append(now)

    def _welcome(self, session: Session) -> None:
        world, bot = self._world, self._world.bot
        index, count = session.shard
        guilds = [g for g in world.guilds.values() if (g.id, bot.id) in world.members and (g.id >> 22) % count == index]
        session.tell(
            "READY",
            {
                "v": 10,
                "user": shapes.user(bot) | {"verified": True, "mfa_enabled": False},
                "application": {"id": str(bot.id), "flags": 0},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "private_channels": [],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.url,
                "shard": [index, count],
            },
        )
        for guild in guilds:
            if guild.available:
                self._pass_on(session, Event("GUILD_CREATE", world.arrival(guild.id), guild.id))

    def _resume(self, connection: Connection, data: Json) -> None:
        if data.get("token") not in (self._token, f"Bot {self._token}"):
            connection.close(4004)
            return
        session = self._sessions.get(str(data.get("session_id")))
        heard = data.get("seq")
        missed = [] if session is None or not isinstance(heard, int) else [p for p in session.told if p["s"] > heard]
        if session is None or not isinstance(heard, int) or session.sequence - heard != len(missed):
            connection.send(INVALID, False)
            return
        if session.connection is not None:
            session.connection.session = None
            session.connection.close(4000)
        session.connection = connection
        connection.session = session
        for payload in missed:
            connection.outgoing.put_nowait(payload)
        session.tell("RESUMED", {})
        self._pulse.beat()

    def _part(self, connection: Connection) -> None:
        """Let a connection go; its session waits to be resumed unless the client left."""
        self._connections.discard(connection)
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        if connection.left:
            self._sessions.pop(session.id, None)
        self._pulse.beat()

    def hear(self, event: Event) -> None:
        """Pass an event of the world on to the sessions that it concerns."""
        bot_id, world = self._world.bot.id, self._world
        if event.guild_id is not None and event.name != "GUILD_DELETE":
            guild = world.guilds.get(event.guild_id)
            if guild is None or (guild.id, bot_id) not in world.members or not guild.available:
                return
        if event.name.startswith(_BY_SIGHT) and not self._sees(event):
            return
        for session in self._sessions.values():
            self._pass_on(session, event)

    def _sees(self, event: Event) -> bool:
        """Tell whether the bot sees where an event was; a thread that is gone, where its parent is."""
        here = self._world.channels
        place = event.channel_id if event.channel_id in here else int(event.data.get("parent_id") or 0)
        return place in here and self._world.visible(place)

    def _pass_on(self, session: Session, event: Event) -> None:
        data = session.wants(event, self._world.bot.id)
        if data is not None:
            session.tell(event.name, data)

    def close(self, code: int) -> None:
        """Close every connection with a code."""
        for connection in self._connections:
            connection.close(code)

    def reconnect(self) -> None:
        """Ask every client to connect again and resume (op 7)."""
        for connection in self._connections:
            connection.send(RECONNECT, None)

    def invalidate(self) -> None:
        """Tell every client that its session is over (op 9), and forget the sessions."""
        self._sessions.clear()
        for connection in self._connections:
            connection.session = None
            connection.send(INVALID, False)

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in self._connections:
            connection.abort()


def _parsed(text: str) -> Json | None:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def _is_a_shard(shard: object) -> bool:
    match shard:
        case [int(index), int(count)]:
            return 0 <= index < count
    return False
