"""A stand-in and its newsroom → the page at an address of this machine alone: opened here, closed here."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Self

from aiohttp import web

from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page.doing import Doing
from bot.sandbox.page.gate import Gate, add_headers
from bot.sandbox.page.live import Live
from bot.sandbox.page.pictures import Gallery, Pictures, no_pictures
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.setting import Setting
from bot.sandbox.standin import LOOPBACK, StandIn

CLOSES_WITHIN = 0.5
NOBODY: Mapping[int, str] = MappingProxyType({})
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
"""The types of the page's own files, by how their names end."""


class Page:
    """The sandbox in a browser; an async context manager.

    A browser opens it at its `address`, token and all. `about` names whom one can be, with some words about each;
    everybody where it is empty. `pictures` gives the pictures of this machine that are not the stand-in's own. Raises
    `ValueError` for a host that other machines could reach.
    """

    def __init__(
        self,
        discord: StandIn,
        *,
        newsroom: Newsroom | None = None,
        clock: Callable[[], datetime] | None = None,
        about: Mapping[int, str] = NOBODY,
        host: str = LOOPBACK,
        port: int = 0,
        token: str | None = None,
        pictures: Pictures = no_pictures,
    ) -> None:
        if host != LOOPBACK:
            raise ValueError(f"the page binds {LOOPBACK} alone, not {host}")
        gallery = Gallery(discord, pictures)
        self._setting = Setting(discord, newsroom, clock or discord.world.now, about, gallery)
        self._live = Live(discord, newsroom, gallery.own_address)
        self._port = port
        self._token = token or secrets.token_urlsafe(16)
        self._files = _files()
        self._open = AsyncExitStack()

    @property
    def address(self) -> str:
        """Where the page is opened, with the token that lets one in."""
        return f"http://{LOOPBACK}:{self._port}/?token={self._token}"

    @property
    def open_pages(self) -> int:
        """How many pages listen now."""
        return self._live.open_pages

    async def __aenter__(self) -> Self:
        """Open the page; raises `OSError` where the port is taken."""
        listening = socket.create_server((LOOPBACK, self._port))
        self._port = listening.getsockname()[1]
        # A page that goes away is noticed at once, and not when it is next told something.
        runner = web.AppRunner(
            self._application(), handler_cancellation=True, shutdown_timeout=CLOSES_WITHIN, access_log=None
        )
        async with AsyncExitStack() as opening:
            opening.callback(listening.close)
            opening.push_async_callback(runner.cleanup)
            await runner.setup()
            await opening.enter_async_context(self._live)
            await web.SockSite(runner, listening).start()
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[Gate(self._token, self._port).admit])
        application.on_response_prepare.append(add_headers)
        application.add_routes(
            [
                web.get("/", self._index),
                web.get("/static/{name}", self._static),
                web.get("/live", self._tell),
                *Reading(self._setting).routes(),
                *Doing(self._setting).routes(),
            ]
        )
        return application

    async def _index(self, request: web.Request) -> web.Response:
        return self._file("index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        data, kind = self._files[name]
        return web.Response(body=data, content_type=kind, charset="utf-8")

    async def _tell(self, request: web.Request) -> web.StreamResponse:
        """Tell a page what happens, for as long as it listens and keeps up."""
        viewer = self._setting.query(request).person()
        transport = request.transport
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        cut = (lambda: None) if transport is None else transport.abort
        with suppress(ConnectionError), self._live.opened(viewer, cut) as page:
            await response.prepare(request)
            while frame := await page.next():
                await response.write(frame)
        return response


def _files() -> dict[str, tuple[bytes, str]]:
    """Read the page's own files, each with its type; a request names one of them, and never a path."""
    named = {file.name: file for file in files("bot.sandbox.page").joinpath("static").iterdir()}
    ending = {name: name.rpartition(".")[2] for name in named}
    return {name: (file.read_bytes(), TYPES[ending[name]]) for name, file in named.items() if ending[name] in TYPES}
