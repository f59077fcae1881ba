"""Hubs are asked to tell of changes (WebSub), and answered when they do: what they say is a hint to poll, no more.

Sections are those of https://www.w3.org/TR/websub/.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web

from bot import log
from bot.store import HubLease, Store, StoreUnavailable
from bot.web import hub
from bot.web.fetch import Failed

Post = Callable[[str, Mapping[str, str]], Awaitable[int | Failed]]
"""Sends a form to an address; the status of the answer."""

MARGIN = timedelta(days=1)
"""How long before its end a subscription is renewed: a tenth of what hubs are asked for."""

ASK_AGAIN = timedelta(hours=1)
"""How long a hub may take to verify a subscription before it is asked again, the first time."""

MOST_ASKED = 20
"""Subscriptions asked for at once: one hub may serve them all, and is sent one form a second."""

LARGEST = 1_000_000
"""The largest message whose signature is checked, in bytes."""

PATIENCE = timedelta(seconds=10)
"""How long a message may take to arrive, waiting for its turn to be read included."""

READ_AT_ONCE = 16
"""Messages that are read at once; what comes meanwhile waits for its turn."""

PACE = timedelta(minutes=1)
"""How often one subscription may have something done: a hub is whatever a feed names, and may be hostile."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")

_log = log.logger("push")


# ------------------------------------------------------------------------------------------------- asking hubs


async def ask_hubs(store: Store, post: Post, now: Callable[[], datetime], *, callback: str) -> None:
    """Ask hubs for the subscriptions that are wanted and not held, or soon to end; nothing where `callback` is empty.

    `callback` is the public address under which hubs reach us. A hub that refuses is told to nobody: the feed is polled
    as ever.
    """
    if not callback:
        return
    began = now()
    of_hub: dict[str, list[HubLease]] = {}
    for lease in await store.hub_leases(began, renew_before=began + MARGIN, ask_again=ASK_AGAIN, limit=MOST_ASKED):
        # One that is granted for less than the margin is always about to end.
        if lease.asked_at is None or lease.asked_at <= began - ASK_AGAIN:
            of_hub.setdefault(lease.push.hub, []).append(lease)
    await asyncio.gather(*(_ask_hub(store, post, now, callback, asked) for asked in of_hub.values()))


async def _ask_hub(
    store: Store, post: Post, now: Callable[[], datetime], callback: str, leases: Sequence[HubLease]
) -> None:
    """Ask one hub for each of these; once it cannot be reached, the rest have failed with it."""
    unreached: Failed | None = None
    for lease in leases:
        answer = unreached or await _ask(post, callback, lease)
        facts = {"hub": lease.push.hub, "topic": lease.push.topic}
        match answer:
            case Failed(why):
                unreached, failed = answer, True
                _log.info("hub could not be asked", **facts, why=why)
            case status:
                # 202 is what it should be (5.1.2); older hubs answer 204.
                failed = not 200 <= status < 300
                _log.info("hub refused" if failed else "hub asked", **facts, status=status)
        await store.hub_asked(lease.token, now(), failed=failed)


async def _ask(post: Post, callback: str, lease: HubLease) -> int | Failed:
    form = hub.subscription(lease.push, f"{callback}/{lease.token}", lease.secret)
    best, *others = hub.addresses(lease.push.hub)
    answer = await post(best, form)
    for address in others:
        if isinstance(answer, Failed):
            answer = await post(address, form)
    return answer


# ------------------------------------------------------------------------------------------------- answering hubs


@asynccontextmanager
async def answering(
    listen: str,
    callback: str,
    store: Store,
    now: Callable[[], datetime],
    poll_soon: Callable[[], object],
    *,
    patience: timedelta = PATIENCE,
) -> AsyncIterator[None]:
    """Answer hubs at `listen` (host:port), below the path of `callback`, meanwhile; nowhere where `callback` is empty.

    `poll_soon` is called where a feed has become due. Raises `OSError` where nothing can listen there.
    """
    if not callback:
        yield
        return
    host, _, port = listen.rpartition(":")
    server = web.Server(
        _Callback(store, now, poll_soon, below=urlsplit(callback).path + "/", patience=patience).answer,
        request_factory=partial(_Request, loop=asyncio.get_running_loop(), client_max_size=LARGEST),
        access_log=None,
        # A signature is of the bytes as sent, and nothing here reads what is in them.
        auto_decompress=False,
        # Counted from a connection's first moment: it also ends one that never asks for anything.
        keepalive_timeout=patience.total_seconds(),
        lingering_time=1.0,  # seconds in which what will not be read may still come in, so that the answer is seen
    )
    runner = web.ServerRunner(server, shutdown_timeout=1.0)  # what is cut off then, its hub sends again
    await runner.setup()
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        yield
    finally:
        await runner.cleanup()


class _Request(web.BaseRequest):
    """A request whose answer does not say what software gave it."""

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)


class _Callback:
    """What stands at the callback's address; nothing else is served."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        poll_soon: Callable[[], object],
        *,
        below: str,
        patience: timedelta,
    ) -> None:
        self._store = store
        self._now = now
        self._poll_soon = poll_soon
        self._below = below
        self._patience = patience
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._hints = _Pace()
        self._verdicts = _Pace()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer a hub, or whoever else asks."""
        # A path that does not begin as ours keeps its slash, and no token has one.
        token = request.path.removeprefix(self._below)
        if request.method not in ("GET", "POST") or not _TOKEN.fullmatch(token):
            return _plain(404)
        try:
            lease = await self._store.hub_lease(token)
            if request.method == "GET":
                return await self._answer_question(token, lease, request.query)
            # 410 tells a hub that it may forget a subscription that nobody wants any more (7).
            return _plain(410) if lease is None else await self._take_message(lease, request)
        except StoreUnavailable:
            return _plain(503)

    async def _answer_question(self, token: str, lease: HubLease | None, query: Mapping[str, str]) -> web.Response:
        """Confirm what we want, and only that (5.3.1); remember what the hub grants or denies (5.2)."""
        mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
        if lease is None:
            return _plain(200, challenge) if mode == "unsubscribe" and challenge else _plain(404)
        if not hub.same_topic(query.get("hub.topic", ""), lease.push.topic):
            return _plain(404)
        if mode == "subscribe" and challenge:
            await self._remember(mode, lease, self._now() + hub.granted(query.get("hub.lease_seconds", "")))
            return _plain(200, challenge)
        if mode == "denied":
            await self._remember(mode, lease, None, why=_printable(query.get("hub.reason", "")))
            return _plain(200)
        return _plain(404)

    async def _remember(self, mode: str, lease: HubLease, until: datetime | None, **facts: str) -> None:
        now = self._now()
        if self._verdicts.turn(f"{mode} {lease.token}", now) == now:
            await self._store.hub_verified(lease.token, until)
            _log.info(
                "hub denied" if until is None else "hub verified", hub=lease.push.hub, topic=lease.push.topic, **facts
            )

    async def _take_message(self, lease: HubLease, request: web.BaseRequest) -> web.Response:
        """Take a hub's word that a feed has changed, if it is the hub's word; what else it says is not read (7).

        A message that is not signed, or not rightly, is taken and ignored, so that nobody learns by trying (7.1.2). So
        is one too large to be checked, which the hub would only send again.
        """
        signature = request.headers.get("X-Hub-Signature", "")
        try:
            async with asyncio.timeout(self._patience.total_seconds()), self._reading:
                body = await request.read()
        except TimeoutError:
            return _plain(408)
        except web.HTTPRequestEntityTooLarge:
            return _plain(202)
        except (web.RequestPayloadError, ConnectionError):
            return _plain(400)
        if hub.is_signed(body, signature, lease.secret):
            await self._hint(lease)
        return _plain(202)

    async def _hint(self, lease: HubLease) -> None:
        """Make the feed due, now or as soon as its pace allows: the last of many messages counts as the first does."""
        now = self._now()
        due = self._hints.turn(lease.token, now)
        if due is not None and await self._store.hint(lease.feed_id, due):
            _log.info("hub told of a change", hub=lease.push.hub, topic=lease.push.topic)
            if due == now:
                self._poll_soon()


class _Pace:
    """Turns, for each name one a `PACE` at most."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, datetime] = OrderedDict()

    def turn(self, name: str, now: datetime) -> datetime | None:
        """When it is this name's turn: now or a little later; None where its next turn is given out already."""
        while self._last and next(iter(self._last.values())) <= now - PACE:
            self._last.popitem(last=False)
        last = self._last.get(name)
        if last is not None and last > now:
            return None
        turn = now if last is None else max(now, last + PACE)
        self._last[name] = turn
        self._last.move_to_end(name)
        return turn


def _plain(status: int, text: str = "") -> web.Response:
    """An answer that no browser takes for a page, whatever a stranger let it echo."""
    return web.Response(
        status=status,
        body=text.encode("utf-8", "surrogateescape"),
        headers={"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"},
    )


def _printable(text: str) -> str:
    return "".join(character for character in text[:200] if character.isprintable())
