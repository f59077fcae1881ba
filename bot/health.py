"""How things stand becomes answers for monitors: /healthz and /metrics."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import datetime, timedelta

from aiohttp import web

from bot.store import Store, StoreUnavailable, Tally

OVERDUE = timedelta(minutes=15)
"""How long a feed may be due and not polled before something is wrong with the polling itself."""


@asynccontextmanager
async def answering(listen: str, store: Store, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Answer monitors at `listen` (host:port) meanwhile; nowhere where it is empty."""
    if not listen:
        yield
        return
    host, _, port = listen.rpartition(":")
    app = web.Application()

    async def healthz(request: web.Request) -> web.Response:
        return await _healthz(store, now)

    async def metrics(request: web.Request) -> web.Response:
        return await _metrics(store, now)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        yield
    finally:
        await runner.cleanup()


async def _healthz(store: Store, now: Callable[[], datetime]) -> web.Response:
    """200 while polling keeps up; 503 and the reason where it does not. Discord being away is no fault of ours."""
    try:
        tally = await store.tally(now())
    except StoreUnavailable as error:
        return web.Response(status=503, text=f"The store cannot be reached: {error}\n")
    if tally.oldest_due and now() - tally.oldest_due > OVERDUE:
        return web.Response(status=503, text=f"A feed has been due since {tally.oldest_due.isoformat()}.\n")
    return web.Response(text="ok\n")


async def _metrics(store: Store, now: Callable[[], datetime]) -> web.Response:
    """The tally as Prometheus reads it (its text format, version 0.0.4)."""
    try:
        tally = await store.tally(now())
    except StoreUnavailable as error:
        return web.Response(status=503, text=f"# The store cannot be reached: {error}\n")
    return web.Response(text="".join(_lines(tally, now())), headers={"Content-Type": "text/plain; version=0.0.4"})


def _lines(tally: Tally, now: datetime) -> list[str]:
    lines: list[str] = []
    for part in fields(Tally):
        value = getattr(tally, part.name)
        if isinstance(value, int):
            lines.append(f"late_edition_{part.name} {value}\n")
        else:
            waited = (now - value).total_seconds() if value else 0.0
            lines.append(f"late_edition_{part.name}_seconds {max(waited, 0.0):.0f}\n")
    return lines
