"""Requests from the bot → the right room, past what every request meets: trouble, the token, the pace, the record."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.ledger import Ledger, Request, Violation
from bot.sandbox.pace import Bucket, Pace
from bot.sandbox.refusals import REASONS, Refused
from bot.sandbox.things import Json
from bot.sandbox.trouble import Answers, Blocks, Drops, Fault, Hangs, Limits, Trouble

BASE = "/api/v10"
LARGEST_BODY = 10 * 1024 * 1024
_WITHOUT_TOKEN = re.compile(r"/(interactions|webhooks|attachments)/.*|/gateway")
_MESSAGES = re.compile(r"/channels/(\d+)/messages")
_ROOMY = Bucket(Pace(1000, 1.0))
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


async def body_of(request: web.Request) -> tuple[object, tuple[Upload, ...]]:
    """Read a request's JSON and the files beside it; Refused (50109) when it is not JSON."""
    if request.content_type != "multipart/form-data":
        return _parsed(await request.read()), ()
    try:
        parts = await request.post()
    except ValueError:
        raise Refused(50109, [NOT_JSON]) from None
    uploads = tuple(
        Upload(re.sub(r"\D", "", name), part.filename, part.content_type, part.file.read())
        for name, part in parts.items()
        if isinstance(part, web.FileField)
    )
    payload = parts.get("payload_json", "")
    return _parsed(payload.encode() if isinstance(payload, str) else b""), uploads


async def json_of(request: web.Request) -> Json:
    """Read a request's JSON object; Refused when it is none."""
    body, _ = await body_of(request)
    return an_object(body)


def an_object(body: object) -> Json:
    """Take a body that is a JSON object; Refused (50109) when it is not."""
    if not isinstance(body, dict):
        raise Refused(50109, [NOT_JSON])
    return body


def _parsed(data: bytes) -> object:
    try:
        parsed: object = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise Refused(50109, [NOT_JSON]) from None
    return parsed


def number(text: str) -> int:
    """Read an id from an address; 0, which is nobody's, when it is not a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0


@dataclass
class Door:
    """What every request passes; `messages` and `everything` are the paces that are kept, when any is."""

    token: str
    ledger: Ledger
    trouble: Trouble
    messages: Pace | None = None
    everything: Pace | None = None
    _channels: dict[str, Bucket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._everything = Bucket(self.everything or _ROOMY.pace)

    def application(self, routes: Iterable[web.RouteDef]) -> web.Application:
        """Put the door before these routes."""
        application = web.Application(middlewares=[self._admit], client_max_size=LARGEST_BODY)
        application.add_routes(routes)
        return application

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request pass, and put it on record."""
        path = request.path.removeprefix(BASE)
        status = 0
        try:
            response = await self._troubled(request, handler, path)
            status = response.status
            return response
        finally:
            self.ledger.requests.append(Request(asyncio.get_running_loop().time(), request.method, path, status))

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
                return web.Response(text=_CLOUDFLARE, status=429, content_type="text/html")
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
        return response

    async def _answered(self, request: web.Request, handler: Handler, path: str) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            self.ledger.record(f"{request.method} {path}", *refusal.violations)
            return answer(refusal.body, refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return answer({"message": "Request entity too large", "code": 40005}, 413)
        except web.HTTPException as error:
            if error.status not in (404, 405):
                raise
            self.ledger.unmodelled.append(f"{request.method} {path}")
            return answer({"message": "404: Not Found (not modelled by the stand-in)", "code": 0}, 404)
        except ConnectionError:
            raise
        except Exception as defect:  # the stand-in's own: a test that looks at `unmodelled` must see it
            self.ledger.unmodelled.append(f"{request.method} {path}: {defect!r}")
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
        bucket = self._channels.setdefault(path, Bucket(self.messages))
        wait = bucket.take(now)
        return wait, bucket.headers(_bucket_name(request), now)


def _bucket_name(request: web.Request) -> str:
    resource = request.match_info.route.resource
    route = "" if resource is None else resource.canonical
    return f"{crc32(f'{request.method} {route}'.encode()):08x}"


def limited(retry_after: float, *, headers: dict[str, str] | None = None, everywhere: bool = False) -> web.Response:
    """Write a 429 of Discord's own, which its Via header tells from Cloudflare's."""
    response = answer({"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}, 429)
    response.headers.update(headers or {})
    response.headers["Via"] = "1.1 google"
    response.headers["Retry-After"] = str(max(1, round(retry_after)))
    response.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
    if everywhere:
        response.headers["X-RateLimit-Global"] = "true"
    return response
