"""Stand-ins for the web: a site that answers as it is told, a wire that sends any bytes, and a telephone book."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_network
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import RawTestServer

from bot.web.guard import Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.1/32"),)

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Site:
    """A real server on loopback: `site.pages[path]` is what it answers there, `site.requests` what it was asked.

    `tls` makes it a site with https.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, web.Response | Answering] = {}
        self.requests: list[web.BaseRequest] = []
        self._server = RawTestServer(self._answer, host=host)
        self._tls = tls

    async def __aenter__(self) -> Self:
        await self._server.start_server(ssl=self._tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def port(self) -> int:
        return self._server.port or 0

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = answer(status=status, headers={"Location": to})

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.requests.append(request)
        page = self.pages.get(request.path_qs)
        if page is None:
            return web.Response(status=404)
        return await page(request) if not isinstance(page, web.Response) else await _copy(page)


def answer(body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """An answer that can be given any number of times."""
    return web.Response(body=body, status=status, headers=headers)


async def _copy(page: web.Response) -> web.Response:
    return web.Response(body=page.body, status=page.status, headers=page.headers)


class Wire:
    """A server that answers every request with the same bytes, piece by piece, then hangs up; `asked` counts them."""

    def __init__(self, pieces: Sequence[bytes], pause: float = 0) -> None:
        self.asked = 0
        self._pieces = pieces
        self._pause = pause
        self._server: asyncio.Server

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            for piece in self._pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self._pause)
        except ConnectionError:
            pass  # whoever asked had enough
        finally:
            writer.close()


class Ear:
    """A server on every address of this machine, that notes where each connection arrived, and hangs up on it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        both = socket.has_dualstack_ipv6()
        family = socket.AF_INET6 if both else socket.AF_INET
        everywhere = socket.create_server(("", 0), family=family, dualstack_ipv6=both)
        self._server = await asyncio.start_server(self._note, sock=everywhere)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    async def _note(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(str(writer.get_extra_info("sockname")[0]).removeprefix("::ffff:"))
        writer.close()


class Names(AbstractResolver):
    """A telephone book in place of DNS: a name's addresses in order, or the error that asking for it ends in."""

    def __init__(self, book: dict[str, tuple[str, ...] | OSError]) -> None:
        self._book = book
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        known = self._book.get(host, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        if isinstance(known, OSError):
            raise known
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0) for address in known
        ]

    async def close(self) -> None:
        pass
