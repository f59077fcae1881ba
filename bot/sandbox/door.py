"""Requests from the bot → the right room, past what every request meets: trouble, the token, the pace, the record."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from time import perf_counter
from zlib import crc32

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.ledger import Ledger, Request, Violation
from bot.sandbox.openapi.description import OpenApi
from bot.sandbox.pace import Bucket, Pace
from bot.sandbox.refusals import REASONS, Refused
from bot.sandbox.things import Json
from bot.sandbox.trouble import Answers, Blocks, Drops, Fault, Hangs, Limits, Trouble

BASE = "/api/v10"
HOSTS = frozenset({"127.0.0.1", "localhost"})
"""The names by which it answers: a page elsewhere may point its own name at this machine."""

LARGEST_BODY = 10 * 1024 * 1024
_WITHOUT_TOKEN = re.compile(r"/(interactions|webhooks|attachments)/.*|/gateway")
_MESSAGES = re.compile(r"/channels/(\d+)/messages")
_WITH_TOKEN = re.compile(r"(/interactions/[^/]*/|/webhooks/[^/]*/)[^/]+")
_ROOMY = Bucket(Pace(1000, 1.0))
INVALID = Pace(10_000, 600.0)
"""How many answers of 401, 403 and 429 an address may earn (Documentation: Rate Limits, Invalid Request Limit).

For how long Discord shuts it out is not published; here as long as it counts.
"""
LONGEST_SHOWN = 20_000
_MOST_PACED = 10_000
"""In how many channels the pace is kept; whoever asks for more than that begins anew in all of them."""
NOT_JSON = Violation("discord", 50109, "", "INVALID_JSON", "the body is not JSON, or not the JSON that is wanted")
_CLOUDFLARE = "<!DOCTYPE html><html><head><title>Access denied</title></head><body>error code: 1015</body></html>"


def answer(body: Json | list[Json] | None, status: int = 200) -> web.Response:
    """Write an answer as Discord does, its type without a charset; None is 204."""
    if body is None:
        return web.Response(status=204)
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a body, under the index that its attachment names."""

    index: str
    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request: its JSON as it was written, None where that cannot be read, and the files beside it."""

    payload: bytes | None
    uploads: tuple[Upload, ...] = ()

    @property
    def json(self) -> object:
        """What the JSON says, {} where there is none; Refused (50109) when it is not JSON."""
        try:
            if self.payload is None:
                raise ValueError
            parsed: object = json.loads(self.payload or b"{}")
        except (ValueError, RecursionError):
            raise Refused(50109, [NOT_JSON]) from None
        return parsed

    @property
    def shown(self) -> str:
        """It as text for people: of the files only their names and sizes."""
        text = (self.payload or b"").decode(errors="replace")
        if not self.uploads:
            return text
        files = [{"id": each.index, "filename": each.name, "size": len(each.data)} for each in self.uploads]
        return f'{{"payload_json": {text or "null"}, "files": {json.dumps(files, ensure_ascii=False)}}}'


_SENT = web.RequestKey("_SENT", Sent)


async def body_of(request: web.Request) -> tuple[object, tuple[Upload, ...]]:
    """Give a request's JSON and the files beside it; Refused (50109) when it is not JSON."""
    sent: Sent = request[_SENT]
    return sent.json, sent.uploads


async def _read(request: web.Request) -> Sent:
    """Read what came with a request; `HTTPRequestEntityTooLarge` where that is too much."""
    if request.content_type != "multipart/form-data":
        return Sent(await request.read())
    try:
        parts = await request.post()
    except ValueError:
        return Sent(None)
    uploads = tuple(
        Upload(re.sub(r"\D", "", name), part.filename, part.content_type, part.file.read())
        for name, part in parts.items()
        if isinstance(part, web.FileField)
    )
    payload = parts.get("payload_json", "")
    return Sent(None if isinstance(payload, web.FileField) else _bytes(payload), uploads)


def _bytes(part: str | bytes | bytearray) -> bytes:
    return part.encode() if isinstance(part, str) else bytes(part)


async def json_of(request: web.Request) -> Json:
    """Read a request's JSON object; Refused when it is none."""
    body, _ = await body_of(request)
    return an_object(body)


def an_object(body: object) -> Json:
    """Take a body that is a JSON object; Refused (50109) when it is not."""
    if not isinstance(body, dict):
        raise Refused(50109, [NOT_JSON])
    return body


def number(text: str) -> int:
    """Read an id from an address; 0, which is nobody's, when it is not a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0


@dataclass
class Door:
    """What every request passes; `messages` and `everything` are the paces that are kept, when any is.

    `clock` tells the world's time. Where there is a description, requests and answers are held against it: what is
    wrong with a request is recorded as a violation, what is wrong with an answer as the stand-in's own fault.
    """

    token: str
    ledger: Ledger
    trouble: Trouble
    messages: Pace | None = None
    everything: Pace | None = None
    invalid: Pace = INVALID
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    openapi: OpenApi | None = None
    _channels: dict[str, Bucket] = field(default_factory=dict)
    _shut_until: float = 0.0

    def __post_init__(self) -> None:
        self._everything = Bucket(self.everything or _ROOMY.pace)
        self._invalid = Bucket(self.invalid)

    def application(self, routes: Iterable[web.RouteDef]) -> web.Application:
        """Put the door before these routes."""
        application = web.Application(middlewares=[self._admit], client_max_size=LARGEST_BODY)
        application.add_routes(routes)
        return application

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request pass, and put it on record; in full where it is one to the API."""
        if (request.url.host or "") not in HOSTS:
            return web.Response(text="This is not the name of the stand-in.", status=421)
        path = request.path.removeprefix(BASE)
        pass_on = self._troubled if path == request.path else self._exchange
        status = 0
        try:
            response = await pass_on(request, handler, path)
            status = response.status
            return response
        finally:
            self.ledger.requests.append(Request(asyncio.get_running_loop().time(), request.method, path, status))

    async def _exchange(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        """Answer a request, and put on record what was said and what is objected to."""
        at, began = self.clock(), perf_counter()
        sent, response = None, None
        with self.ledger.objections() as objections:
            try:
                sent = request[_SENT] = await _read(request)
                response = await self._guarded(request, handler, path)
            except web.HTTPRequestEntityTooLarge:
                response = answer({"message": "Request entity too large", "code": 40005}, 413)
            finally:
                if sent is not None and response is not None and response.status < 300:
                    self._hold_request(request.method, path, sent)
                self.ledger.exchange(
                    request.method,
                    _without_token(request.path_qs.removeprefix(BASE)),
                    0 if response is None else response.status,
                    at,
                    seconds=perf_counter() - began,
                    sent="" if sent is None else _cut(sent.shown),
                    answered=_cut(_written(response)),
                    objections=tuple(objections),
                )
        return response

    def _hold_request(self, method: str, path: str, sent: Sent) -> None:
        """Hold a request against the description; one that was refused needs no second opinion."""
        if self.openapi is None:
            return
        with suppress(Refused):  # what came with a call that takes no body may be anything
            found = self.openapi.request(method, path, sent.json if sent.payload else None)
            self.ledger.record(_call(method, path), *found)

    async def _guarded(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        """Answer a request, unless its address is shut out for having earned too many refusals."""
        time = asyncio.get_running_loop().time
        if time() < self._shut_until:
            return blocked()
        response = await self._troubled(request, handler, path)
        if response.status in (401, 403, 429) and self._invalid.take(time()):
            self._shut_until = time() + self.invalid.seconds
        return response

    async def _troubled(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        if self.trouble.is_down:
            return answer({"message": "503: Service Unavailable", "code": 0}, 503)
        fault = self.trouble.befalling(request.method, path)
        if fault is None:
            return await self._asked(request, handler, path)
        if fault.stored:
            response = await self._asked(request, handler, path)
            return await self._befall(fault, request) or response
        return await self._befall(fault, request) or await self._asked(request, handler, path)

    async def _befall(self, fault: Fault, request: web.Request) -> web.StreamResponse | None:
        """Let a fault happen; None when the answer comes after all."""
        match fault.ending:
            case Answers(status, code, message):
                message = REASONS[code][1] if code in REASONS else message
                return answer({"message": message, "code": code}, status)
            case Limits(retry_after, everywhere):
                return limited(retry_after, everywhere=everywhere)
            case Blocks():
                return blocked()
            case Drops():
                if request.transport is not None:
                    request.transport.abort()
                raise web.HTTPServiceUnavailable
            case Hangs(seconds):
                await asyncio.sleep(seconds)
        return None

    async def _asked(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        if not _WITHOUT_TOKEN.fullmatch(path) and request.headers.get("Authorization") != f"Bot {self.token}":
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        wait, headers = self._paced(request, path)
        if wait:
            return limited(wait, headers=headers, everywhere=not headers)
        response = await self._answered(request, handler, path)
        if not response.prepared:
            response.headers.update(headers)
        if self.openapi is not None and path != request.path:
            self.ledger.unlike += self.openapi.answer(request.method, path, response.status, _written(response))
        return response

    async def _answered(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            self.ledger.record(_call(request.method, path), *refusal.violations)
            return answer(refusal.body, refusal.status)
        except web.HTTPException as error:
            if error.status not in (404, 405):
                raise
            self.ledger.unmodelled.append(_call(request.method, path))
            return answer({"message": "404: Not Found (not modelled by the stand-in)", "code": 0}, 404)
        except ConnectionError:
            raise
        except Exception as defect:  # the stand-in's own: a test that looks at `unmodelled` must see it
            self.ledger.unmodelled.append(f"{_call(request.method, path)}: {defect!r}")
            raise

    def _paced(self, request: web.Request, path: str) -> tuple[float, dict[str, str]]:
        """Tell how long a request must wait (0: not at all) and what to write of its bucket."""
        now = asyncio.get_running_loop().time()
        if self.everything is not None and not _WITHOUT_TOKEN.fullmatch(path):
            wait = self._everything.take(now)
            if wait:
                return wait, {}
        if self.messages is None or request.method != "POST" or not _MESSAGES.fullmatch(path):
            return 0.0, _ROOMY.headers(_bucket_name(request), now)
        if len(self._channels) >= _MOST_PACED:
            self._channels.clear()
        bucket = self._channels.setdefault(path, Bucket(self.messages))
        wait = bucket.take(now)
        return wait, bucket.headers(_bucket_name(request), now)


def _call(method: str, path: str) -> str:
    return f"{method} {_without_token(path)}"


def _without_token(path: str) -> str:
    """Shorten the interaction's token in a path, which lets whoever has it answer."""
    return _WITH_TOKEN.sub(r"\1…", path)


def _written(response: web.StreamResponse | None) -> str:
    """Read what an answer says; nothing where it is none, or a stream."""
    body = response.body if isinstance(response, web.Response) else None
    return body.decode(errors="replace") if isinstance(body, bytes) else ""


def _cut(text: str) -> str:
    """Cut a text that is too long to be shown."""
    left = len(text) - LONGEST_SHOWN
    return text if left <= 0 else f"{text[:LONGEST_SHOWN]}… ({left:,} characters more)"


def _bucket_name(request: web.Request) -> str:
    resource = request.match_info.route.resource
    route = "" if resource is None else resource.canonical
    return f"{crc32(f'{request.method} {route}'.encode()):08x}"


def blocked() -> web.Response:
    """Write the 429 of Cloudflare, which stands before Discord."""
    return web.Response(text=_CLOUDFLARE, status=429, content_type="text/html")


def limited(retry_after: float, *, headers: dict[str, str] | None = None, everywhere: bool = False) -> web.Response:
    """Write a 429 of Discord's own, which its Via header tells from Cloudflare's."""
    response = answer({"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}, 429)
    response.headers.update(headers or {})
    response.headers["Via"] = "1.1 google"
    response.headers["Retry-After"] = str(max(1, ceil(retry_after)))
    response.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
    if everywhere:
        response.headers["X-RateLimit-Global"] = "true"
    return response
