"""Requests for the page → only those of the person who was given its address, each answer with the page's headers."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.page.asked import NotThere, NotUnderstood, TooLarge
from bot.sandbox.things import Json

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer says: nothing but the page's own files is loaded, and nobody frames, keeps or reinterprets them."""

_CLOSED = (
    '<!doctype html><html lang="en"><title>Sandbox</title>'
    "<h1>This page is opened from the terminal</h1>"
    "<p>Open the address that the sandbox has shown there, with the token at its end.</p></html>"
)


def answer(body: object, status: int = 200) -> web.Response:
    """Write an answer in JSON."""
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def failure(why: object, status: int) -> web.Response:
    """Write why nothing was done."""
    told: Json = {"failed": str(why)}
    return answer(told, status)


@dataclass(frozen=True, slots=True)
class Gate:
    """Who is let in: whoever asks by the page's own name and holds the cookie, which the token is exchanged for.

    A name of another's that points at this machine, or a request that another page has brought about, gets nothing.
    Browsers keep cookies by host and not by port, so the port is in the cookie's name, and its value is not the token.
    """

    token: str
    port: int

    @property
    def cookie(self) -> str:
        """Name the cookie."""
        return f"late-edition-sandbox-{self.port}"

    @property
    def secret(self) -> str:
        """Tell what the cookie holds: whoever learns it, as another server on this machine may, learns no token."""
        return sha256(f"cookie for {self.token}".encode()).hexdigest()

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request pass, or say why not."""
        if request.host not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            return web.Response(text="This is not the name of the sandbox's page.", status=421)
        if request.path == "/" and _is(self.token, request.query.get("token")):
            return self._known(await _answered(request, handler))
        by_another = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
        if by_another or not _is(self.secret, request.cookies.get(self.cookie)):
            return web.Response(text=_CLOSED, status=403, content_type="text/html")
        if request.headers.get("Origin", f"http://{request.host}") != f"http://{request.host}":
            return failure("Only the sandbox's own page may ask this.", 403)
        return await _answered(request, handler)

    def _known(self, response: web.StreamResponse) -> web.StreamResponse:
        """Give the cookie along; the page itself takes the token out of the address that the browser shows.

        No redirect does: after one, a browser sends no such cookie for somebody who has followed a link to come here.
        """
        response.set_cookie(self.cookie, self.secret, httponly=True, samesite="Strict")
        return response


def _is(secret: str, given: str | None) -> bool:
    return given is not None and hmac.compare_digest(secret.encode(), given.encode("utf-8", errors="surrogatepass"))


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotUnderstood as why:
        return failure(why, 400)
    except NotThere as why:
        return failure(why, 404)
    except TooLarge as why:
        return failure(why, 413)
    except web.HTTPException as refusal:
        return failure(f"{refusal.reason}.", refusal.status)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say on an answer what every answer says."""
    response.headers.update(HEADERS)
