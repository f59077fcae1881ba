"""A host's name → its addresses, as this machine knows them."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

_THREADS = 32


class Resolver(AbstractResolver):
    """Asks the machine's own resolver, in threads of its own.

    A name whose servers do not answer keeps a thread busy for half a minute, and nothing can end that. In the event
    loop's threads, of which there are four to six, a few such names would keep every other feed waiting.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up, IPv4 and IPv6; raises `OSError` and `UnicodeError`."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Wait for nothing that is still being looked up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
