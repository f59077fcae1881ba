"""A WebSub hub on loopback: it verifies, signs and sends as it is told, and reaches the bot as if through a proxy."""

import asyncio
import hmac
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp import web

from bot.web.fetch import Failed

CALLBACK = "https://bot.example/websub"
TOPIC = "https://harbourlight.example/feed"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the bot answered: its status, its headers and its words."""

    status: int
    headers: Mapping[str, str]
    text: str


class Hub:
    """The hub: `asked` holds the forms that it was sent, `heard` what the bot answered when they were verified.

    `port` is where the bot listens behind `CALLBACK`. `status` is the answer to a form, `mode` what becomes of it: it
    is verified ("subscribe"), refused ("denied") or left ("nothing"). `lease` is how many seconds are granted.
    """

    def __init__(self, port: int) -> None:
        self.asked: list[dict[str, str]] = []
        self.heard: list[Heard] = []
        self.mode = "subscribe"
        self.status = 202
        self.lease = "864000"
        self.address = ""
        self._port = port
        self._verifying: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._subscribe))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        self._out = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_away()
        await self.settled()
        await self._out.close()

    async def go_away(self) -> None:
        """Answer nobody any more."""
        await self._runner.cleanup()

    async def settled(self) -> None:
        """Wait until every form is verified, or was left."""
        while self._verifying:
            await asyncio.gather(*self._verifying)

    async def ask(self, address: str, **query: str) -> Heard:
        """Ask something at a callback's address; the names of the parameters are given without their "hub."."""
        return await self.call("GET", address, query={f"hub.{name}": value for name, value in query.items()})

    async def send(
        self, body: bytes = b"", *, secret: str | None = None, algorithm: str = "sha256", coding: str = "identity"
    ) -> Heard:
        """Send a message for the newest form, signed by its secret or by another; `coding` says how it is packed."""
        form = self.asked[-1]
        made = hmac.new((form["hub.secret"] if secret is None else secret).encode(), body, algorithm).hexdigest()
        headers = {"X-Hub-Signature": f"{algorithm}={made}", "Content-Encoding": coding}
        return await self.call("POST", form["hub.callback"], body, headers=headers)

    async def call(
        self,
        method: str,
        address: str,
        body: bytes | AsyncIterable[bytes] = b"",
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Heard:
        """Send any request to a callback's address."""
        inside = address.replace("https://bot.example", f"http://127.0.0.1:{self._port}", 1)
        async with self._out.request(method, inside, params=query, data=body, headers=headers) as answer:
            return Heard(answer.status, answer.headers, await answer.text())

    async def _subscribe(self, request: web.BaseRequest) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.mode != "nothing" and self.status == 202:
            verifying = asyncio.create_task(self._verify(form))
            self._verifying.add(verifying)
            verifying.add_done_callback(self._verifying.discard)
        return web.Response(status=self.status)

    async def _verify(self, form: Mapping[str, str]) -> None:
        asked = {"mode": self.mode, "topic": form["hub.topic"], "challenge": "tide-4711", "lease_seconds": self.lease}
        self.heard.append(await self.ask(form["hub.callback"], **asked))


async def post(address: str, form: Mapping[str, str]) -> int | Failed:
    """Send a form, as the bot's way out does."""
    try:
        async with aiohttp.ClientSession() as session, session.post(address, data=form) as answer:
            return answer.status
    except aiohttp.ClientError:
        return Failed("the server could not be reached")
