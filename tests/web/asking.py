"""How the tests ask: a `Web` that may reach loopback, and a feed to find there."""

import asyncio
import hashlib
import ssl
from datetime import UTC, datetime

from aiohttp import web

from bot.outbox.model import Validators
from bot.web.fetch import NEVER_ASKED, Answer, Web
from tests.web.site import LOOPBACK, Answering, Names, answer

FEED = b"<feed><title>Harbour Light Blog</title></feed>"
FEED_HASH = hashlib.sha256(FEED).hexdigest()
NOW = datetime(2026, 9, 18, 14, 2, tzinfo=UTC)


def asking(
    seconds: float = 5,
    max_bytes: int = 100_000,
    names: Names | None = None,
    pause: float = 0,
    trust: ssl.SSLContext | None = None,
) -> Web:
    """A `Web` that may reach 127.0.0.1, and nothing else that is private."""
    return Web(
        contact="https://harbourlight.example/bot",
        version="1.2",
        seconds=seconds,
        max_bytes=max_bytes,
        allowed=LOOPBACK,
        resolver=names,
        now=lambda: NOW,
        pause=pause,
        trust=trust,
    )


async def asked(address: str, validators: Validators = NEVER_ASKED, seconds: float = 5) -> Answer:
    """Ask once."""
    async with asking(seconds) as web_:
        return await web_.fetch(address, validators)


def after(seconds: float, then: web.Response | None = None) -> Answering:
    """Take one's time, then give an answer, or else the feed."""
    given = then or answer(FEED)

    async def slow(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(body=given.body, status=given.status, headers=given.headers)

    return slow
