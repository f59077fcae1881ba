"""An address and the validators of its last answer → its bytes, "not modified", "gone", or why it failed."""

import asyncio
import hashlib
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.outbox.model import Validators
from bot.web import manners
from bot.web.body import ACCEPTED, Unreadable, whole_body
from bot.web.dns import Resolver
from bot.web.guard import Network, NotAWebAddress, socket_opener, web_address
from bot.web.turns import Resting, Turns
from bot.web.words import in_plain_words, in_the_standards_words

MOST_REDIRECTS = 5
NEVER_ASKED = Validators()

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING_REDIRECTS = frozenset({301, 308})
_OVERLOADED = frozenset({429, 503})
# How many times the longest fetch one may take that waits for its turn, hop after hop; else whoever sends many feeds to
# one slow host would hold up everybody's.
_PATIENCE = 5

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands at an address now.

    `address` is where the answer came from, after redirects; `content_type` is the header as sent, None without one.
    `permanently_moved_to` is the address that permanent redirects alone lead to, None where there were none.
    `fresh_for` is how long the server says that the answer stays good (RFC 9111, 4.2.1), None where it does not say.
    `hub` and `topic` are the links of these names (`rel=hub`, `rel=self`) in the Link header, None without.
    """

    address: str
    body: bytes
    content_type: str | None
    validators: Validators
    permanently_moved_to: str | None = None
    fresh_for: timedelta | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing has changed since the validators were given; `validators` are the ones to send next time."""

    validators: Validators
    permanently_moved_to: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The server says that there will never be anything here again (410)."""

    why: str = "the server answered 410 Gone"


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing could be read; `why` completes "could not be read: …" in plain words.

    `retry_after` is how long a server wishes to be left alone, or is best left alone where it is overloaded without
    saying for how long. `host` is that server's name, which is not the address's own after a redirect. Both are None
    where nobody wishes anything. `status` is the status of the answer (RFC 9110, 15), None where none came.
    """

    why: str
    retry_after: timedelta | None = None
    host: str | None = None
    status: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Redirect:
    """The server sends us elsewhere; `lasting` says that it means for good."""

    location: str
    lasting: bool


Answer = Fetched | NotModified | Gone | Failed
Fetch = Callable[[str], Awaitable[Answer]]


class Web:
    """Asks web servers, with good manners and within limits; an async context manager.

    `contact` is where a site's owner can turn to, `seconds` the longest that one `fetch` keeps servers busy,
    `max_bytes` the largest body. `allowed` are networks that may be reached although they are not public. `resolver`
    looks names up, and is closed in the end. `pause` is how many seconds a host is left in peace between two requests.
    `trust` says whose certificates are believed, None stands for those that this machine believes.
    """

    def __init__(
        self,
        *,
        contact: str,
        version: str,
        seconds: float = 30,
        max_bytes: int = 8_000_000,
        allowed: Iterable[Network] = (),
        resolver: AbstractResolver | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: float = 1.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._headers = {
            "User-Agent": manners.user_agent(contact, version),
            "Accept": manners.ACCEPT,
            "Accept-Encoding": ACCEPTED,
        }
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._open_socket = socket_opener(allowed)
        self._resolver = resolver or Resolver()
        self._trust = trust
        self._now = now
        self._turns = Turns(pause, now)
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        """Open the session."""
        connector = aiohttp.TCPConnector(
            socket_factory=self._open_socket,
            resolver=self._resolver,
            ssl=self._trust or True,
            use_dns_cache=False,
            force_close=True,  # a host is asked once in many minutes: for that, nobody keeps a connection open
            limit=0,  # callers know how much they ask at once, and waiting here would be held against a server
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            middlewares=(_once,),
            # aiohttp takes a gzip stream that breaks off for a whole one, so `whole_body` unpacks.
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,  # a proxy would do the connecting, past the guard
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()

    async def fetch(self, address: str, validators: Validators = NEVER_ASKED) -> Answer:
        """Ask for what stands at an address, unless it is still what the validators describe; never raises."""
        return await self._in_words(self._follow(address, validators))

    async def post(self, address: str, form: Mapping[str, str]) -> int | Failed:
        """Send a form to an address, and tell the status of the answer; follows no redirect, and never raises."""
        return await self._in_words(self._send(address, form))

    async def _in_words(self, asking: Awaitable[_Given]) -> _Given | Failed:
        """Wait for what was asked, and put into words why there is nothing."""
        patience = asyncio.timeout(_PATIENCE * self._seconds)
        try:
            async with patience:
                return await asking
        except Resting as resting:
            return Failed(str(resting), resting.left, resting.host)
        except (NotAWebAddress, Unreadable) as error:
            return Failed(str(error))
        except TimeoutError:
            if patience.expired():
                return Failed("too many others wait for the same server")
            return Failed(f"it took longer than {self._seconds:g} seconds")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Failed(in_plain_words(error))

    async def _follow(self, address: str, validators: Validators) -> Answer:
        """Ask, and ask again wherever the servers send us, each address judged like one that was typed."""
        url = web_address(address)
        asked = {url}
        lasting, moved_to = True, None
        left = self._seconds
        clock = asyncio.get_running_loop().time
        for _ in range(MOST_REDIRECTS + 1):
            # Waiting for one's turn is not timed: it is nobody's fault. No turn is kept over a redirect, or two
            # fetches that are sent to each other's hosts would wait for ever.
            async with self._turns.turn(_host(url)):
                began = clock()
                async with asyncio.timeout(left):
                    answer = await self._ask(url, validators)
                left -= clock() - began
            match answer:
                case Fetched() | NotModified():
                    return replace(answer, permanently_moved_to=moved_to) if moved_to else answer
                case Gone() | Failed():
                    return answer
            there = web_address(str(url.join(URL(answer.location))))
            if there in asked:
                return Failed("the address leads in a circle")
            asked.add(there)
            # A redirect from https to http may be forged by anybody on the next stretch: it holds for this once.
            lasting = lasting and answer.lasting and (url.scheme, there.scheme) != ("https", "http")
            moved_to = str(there) if lasting else moved_to
            url = there
        return Failed(f"it is redirected more than {MOST_REDIRECTS} times")

    async def _ask(self, url: URL, known: Validators) -> Answer | _Redirect:
        """Send one request and read its answer."""
        conditions = manners.conditions(known)
        async with self._session.get(url, headers=conditions, allow_redirects=False) as response:
            location = response.headers.get("Location")
            match response.status:
                case 200:
                    return await self._read(url, response, known)
                case 304 if conditions:
                    # RFC 9110, 15.4.5: what a 304 says of the validators is newer than what we knew.
                    new = _validators(response)
                    kept = Validators(new.etag or known.etag, new.last_modified or known.last_modified, known.body_hash)
                    return NotModified(kept, fresh_for=self._fresh_for(response))
                case 410:
                    return Gone()
                case status if status in _REDIRECTS and location is not None:
                    return _Redirect(location, lasting=status in _LASTING_REDIRECTS)
                case _:
                    return await self._refused(url, response)

    async def _read(self, url: URL, response: aiohttp.ClientResponse, known: Validators) -> Fetched | NotModified:
        """Read an answer that came in full, unless it says that it is what was known; raises `Unreadable`."""
        given = _validators(response)
        fresh_for = self._fresh_for(response)
        if manners.unchanged(known, given):
            return NotModified(known, fresh_for=fresh_for)
        body = await self._body(response)
        given = replace(given, body_hash=hashlib.sha256(body).hexdigest())
        if given.body_hash == known.body_hash:
            return NotModified(given, fresh_for=fresh_for)
        links = _header(response, "Link")
        return Fetched(
            address=str(url),
            body=body,
            content_type=response.headers.get("Content-Type"),
            validators=given,
            fresh_for=fresh_for,
            hub=manners.linked(links, "hub", str(url)),
            topic=manners.linked(links, "self", str(url)),
        )

    async def _refused(self, url: URL, response: aiohttp.ClientResponse) -> Failed:
        """Tell why a server gave nothing; one that is overloaded is left alone from now on."""
        wait = self._rest(url, response)
        if await self._challenged(response):
            why = "the site asks every visitor to prove that they are human, which a bot is not"
        else:
            why = f"the server answered {in_the_standards_words(response.status)}"
        return Failed(why, wait, None if wait is None else _host(url), response.status)

    async def _send(self, address: str, form: Mapping[str, str]) -> int | Failed:
        """Send a form, once."""
        url = web_address(address)
        async with (
            self._turns.turn(_host(url)),
            asyncio.timeout(self._seconds),
            self._session.post(url, data=dict(form), allow_redirects=False) as response,
        ):
            self._rest(url, response)
            if response.status in _REDIRECTS:
                return Failed(f"the server answered {in_the_standards_words(response.status)}")
            return response.status

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Read a body, within the limit; raises `Unreadable`."""
        coding = _header(response, "Content-Encoding")
        return await whole_body(response.content.iter_any(), coding, self._max_bytes)

    async def _challenged(self, response: aiohttp.ClientResponse) -> bool:
        """Tell whether Cloudflare stands before the site, and wants to see a human; it says so in either way."""
        if _header(response, "cf-mitigated").lower() == "challenge":
            return True
        if response.status not in (403, 503) or "cloudflare" not in _header(response, "Server").lower():
            return False
        try:
            return manners.challenged(await self._body(response))
        except (Unreadable, aiohttp.ClientError):
            return False

    def _rest(self, url: URL, response: aiohttp.ClientResponse) -> timedelta | None:
        """Leave an overloaded server alone for as long as it wishes, None where it is not overloaded."""
        if response.status not in _OVERLOADED:
            return None
        wished = manners.retry_after(response.headers.get("Retry-After", ""), self._sent(response))
        wait = manners.SHORT_REST if wished is None else wished
        self._turns.rest(_host(url), wait)
        return wait

    def _fresh_for(self, response: aiohttp.ClientResponse) -> timedelta | None:
        """Read how long an answer stays good, None where it does not say."""
        cache_control, expires = _header(response, "Cache-Control"), response.headers.get("Expires", "")
        return manners.fresh_for(cache_control, expires, self._sent(response)) if cache_control or expires else None

    def _sent(self, response: aiohttp.ClientResponse) -> datetime:
        """Tell when an answer was sent, by the server's own clock where it tells the time."""
        return manners.moment(response.headers.get("Date", "")) or self._now()


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request, once: aiohttp would send it again at once where a server hangs up on it."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        raise aiohttp.ClientPayloadError from error


def _host(url: URL) -> str:
    """Name the host of an address, the same for each way to write it."""
    return (url.raw_host or "").rstrip(".")


def _header(response: aiohttp.ClientResponse, name: str) -> str:
    """Take a header as text, whole where it stands there several times (RFC 9110, 5.3), empty where it does not."""
    return ", ".join(response.headers.getall(name, ()))


def _validators(response: aiohttp.ClientResponse) -> Validators:
    """Take the validators that an answer gives."""
    return manners.validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
