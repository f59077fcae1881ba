"""A certificate and feeds in, by files; a site on loopback that answers polls, and tells of its handshakes, out.

`python -m benchmarks.pollsite CERTIFICATE [FEED ...]` prints its port; for each line that it is sent it then prints how
many TLS handshakes it has made, and it ends with its standard input. It is to be asked for `/N`, the Nth feed.
"""

import asyncio
import gzip
import ssl
import sys
from pathlib import Path
from typing import cast

ETAG = '"quay-1"'
"""The validator of every feed."""

_DATE = b"Date: Fri, 18 Sep 2026 14:02:00 GMT\r\nServer: quay\r\nCache-Control: max-age=600\r\n"


class _Handshakes:
    """How many connections there were; a session is never resumed, so each is a full handshake."""

    count = 0


class _Answering(asyncio.Protocol):
    """Answers with 304 whoever names the feed's ETag, and others with the feed, packed if they wish."""

    def __init__(self, feeds: tuple[tuple[bytes, bytes], ...]) -> None:
        self._feeds = feeds
        self._asked = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _Handshakes.count += 1
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            request, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answer(request))
            if b"connection: close" in request.lower():
                self._transport.close()

    def _answer(self, request: bytes) -> bytes:
        number = int(request.split(b" ", 2)[1].strip(b"/") or b"0") % len(self._feeds)
        told = _DATE + b"ETag: " + ETAG.encode() + b"\r\n"
        if ETAG.encode() in request:
            return b"HTTP/1.1 304 Not Modified\r\n" + told + b"\r\n"
        plain, packed = self._feeds[number]
        wishes = b"gzip" in request
        body = packed if wishes else plain
        if wishes:
            told += b"Content-Encoding: gzip\r\n"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n" % len(body)
        return head + told + b"\r\n" + body


async def _serve(certificate: Path, feeds: tuple[tuple[bytes, bytes], ...]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def told() -> None:
        if sys.stdin.readline():
            print(_Handshakes.count, flush=True)
        else:
            ended.set()

    server = await loop.create_server(lambda: _Answering(feeds), "127.0.0.1", 0, ssl=context, backlog=1024)
    loop.add_reader(sys.stdin, told)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    import uvloop

    bodies = tuple(Path(name).read_bytes() for name in sys.argv[2:])
    uvloop.run(_serve(Path(sys.argv[1]), tuple((body, gzip.compress(body, 6)) for body in bodies)))
