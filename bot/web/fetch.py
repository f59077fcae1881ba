"""An address and the validators of its last answer → its bytes, "not modified", "gone", or why it failed."""

import asyncio
import hashlib
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.outbox.model import Validators
from bot.web.body import Unreadable, whole_body
from bot.web.guard import Forbidden, Network, NotAWebAddress, socket_opener, web_address

MOST_REDIRECTS = 5
LONGEST_WAIT = timedelta(days=7)
NEVER_ASKED = Validators()

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING_REDIRECTS = frozenset({301, 308})


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

    `retry_after` is how long the server wishes to be left alone, None where it did not say. `host` is the host that
    wishes it, which is not the address's own after a redirect; None where nobody wishes anything.
    """

    why: str
    retry_after: timedelta | None = None
    host: str | None = None


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
    `max_bytes` the largest body. `allowed` are networks that may be reached although they are not public.
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
    ) -> None:
        self._headers = {"User-Agent": user_agent(contact, version), "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._open_socket = socket_opener(allowed)
        self._resolver = resolver
        self._now = now
        self._session: aiohttp.ClientSession
        # One request a host at a time; a lock lives for as long as somebody holds it or waits for it.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        """Open the session."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._open_socket, resolver=self._resolver),
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

    async def fetch(self, address: str, validators: Validators = NEVER_ASKED) -> Answer:
        """Ask for what stands at an address, unless it is still what the validators describe; never raises."""
        try:
            return await self._follow(web_address(address), validators)
        except (NotAWebAddress, Unreadable) as error:
            return Failed(str(error))
        except TimeoutError:
            return Failed(f"it took longer than {self._seconds:g} seconds")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Failed(in_plain_words(error))

    async def _follow(self, url: URL, validators: Validators) -> Answer:
        """Ask, and ask again wherever the servers send us, each address judged like one that was typed."""
        asked = {url}
        lasting, moved_to = True, None
        left = self._seconds
        clock = asyncio.get_running_loop().time
        for _ in range(MOST_REDIRECTS + 1):
            # Waiting for one's turn is not timed: it is nobody's fault. No turn is kept over a redirect, or two
            # fetches that are sent to each other's hosts would wait for ever.
            async with self._turns.setdefault(url.raw_host or "", asyncio.Lock()):
                began = clock()
                async with asyncio.timeout(left):
                    answer = await self._ask(url, validators)
                left -= clock() - began
            match answer:
                case Fetched() | NotModified():
                    return replace(answer, permanently_moved_to=moved_to)
                case Gone() | Failed():
                    return answer
            url = web_address(str(url.join(URL(answer.location))))
            if url in asked:
                return Failed("the address leads in a circle")
            asked.add(url)
            lasting = lasting and answer.lasting
            moved_to = str(url) if lasting else moved_to
        return Failed(f"it is redirected more than {MOST_REDIRECTS} times")

    async def _ask(self, url: URL, validators: Validators) -> Answer | _Redirect:
        """Send one request and read its answer."""
        conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
        headers = {name: value for name, value in conditions.items() if value is not None}
        async with self._session.get(url, headers=headers, allow_redirects=False) as response:
            status = response.status
            location = response.headers.get("Location")
            if status in _REDIRECTS and location is not None:
                return _Redirect(location, lasting=status in _LASTING_REDIRECTS)
            if status == 200:
                coding = response.headers.get("Content-Encoding", "")
                body = await whole_body(response.content.iter_any(), coding, self._max_bytes)
                fresh = replace(_validators(response), body_hash=hashlib.sha256(body).hexdigest())
                if fresh.body_hash == validators.body_hash:
                    return NotModified(fresh)
                return Fetched(str(url), body, response.headers.get("Content-Type"), fresh)
            if status == 304 and headers:
                # RFC 9110, 15.4.5: what a 304 says of the validators is newer than what we knew.
                fresh = _validators(response)
                etag, last_modified = fresh.etag or validators.etag, fresh.last_modified or validators.last_modified
                return NotModified(Validators(etag, last_modified, validators.body_hash))
            if status == 410:
                return Gone()
            wait = self._wait(response) if status in (429, 503) else None
            if response.headers.get("cf-mitigated") == "challenge":
                return Failed("the site asks every visitor to prove that they are human, which a bot is not", wait)
            return Failed(f"the server answered {_status(status)}", wait)

    def _wait(self, response: aiohttp.ClientResponse) -> timedelta | None:
        """Read how long an overloaded server wishes to be left alone, by its own clock where it tells the time."""
        sent = _moment(response.headers.get("Date", "")) or self._now()
        return retry_after(response.headers.get("Retry-After", ""), sent)


def user_agent(contact: str, version: str) -> str:
    """Say honestly who asks, and where a site's owner can turn to."""
    return f"LateEdition/{version} (+{' '.join(contact.split())})" if contact.strip() else f"LateEdition/{version}"


def retry_after(text: str, sent: datetime) -> timedelta | None:
    """Read a Retry-After header in either of its forms (RFC 9110, 10.2.3), None where it is neither.

    A date is counted from when the answer was `sent`; nothing is longer than `LONGEST_WAIT`.
    """
    if text.isascii() and text.isdigit():
        return LONGEST_WAIT if len(text) > 9 else min(timedelta(seconds=int(text)), LONGEST_WAIT)
    until = _moment(text)
    return None if until is None else min(max(until - sent, timedelta()), LONGEST_WAIT)


def in_plain_words(error: Exception) -> str:
    """Say why a server could not be asked, so that a moderator knows what to make of it."""
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_AGAIN)):
            return f"the name {error.host} could not be looked up just now"
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} does not exist"
        case aiohttp.ClientConnectorCertificateError():
            return "the site's certificate is not valid"
        case aiohttp.ClientSSLError():
            return "no secure connection to the site could be made"
        case aiohttp.ClientConnectorError(os_error=Forbidden() as refusal):
            return str(refusal)
        case aiohttp.ClientConnectorError():
            return "the server could not be reached"
        case aiohttp.ClientResponseError():
            return "what the server answered is not proper HTTP"
        case ValueError():
            return "the address is not written as web addresses are"
        case _:
            return "the connection broke off before the answer was complete"


def _validators(response: aiohttp.ClientResponse) -> Validators:
    """Take the validators that an answer gives."""
    return Validators(_verbatim(response.headers.get("ETag")), _verbatim(response.headers.get("Last-Modified")))


def _verbatim(header: str | None) -> str | None:
    """Keep a header that a request can carry back as it is; a server may send any bytes."""
    return header if header and header.isascii() and header.isprintable() else None


def _moment(text: str) -> datetime | None:
    """Read an HTTP date (RFC 9110, 5.6.7), None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _status(status: int) -> str:
    """Write a status as "404 Not Found": in the standard's words, not in the server's own."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
