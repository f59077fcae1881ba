"""No private address is reached, however it is spelled, redirected to or rebound: a real socket hears nothing."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
import uvloop
from aiohttp.abc import ResolveResult

from bot.web.fetch import Failed, Fetched, Web
from tests.web.asking import FEED, asking
from tests.web.site import Ear, Names, Site, answer

PRIVATE_NETWORK = Failed("the address leads to a private network, which is not allowed")
REFUSED = {
    PRIVATE_NETWORK.why,
    "the address is not written as web addresses are",
    "the address names no site",
    "the address has spaces or line breaks in it",
    "the address has a user name or a password in it, which the bot does not send",
}

# What some program or other takes for this machine.
THIS_MACHINE = (
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "0.0.0.0",
    # Short, decimal, octal and hexadecimal forms.
    "0",
    "127.1",
    "127.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "00000177.1",
    "127.000.000.001",
    "0x7f000001",
    "0x7F.1",
    "0x7f.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "127.0.0.0x1",
    "4294967297",
    # Dots that are none, or one too many.
    "127.0.0.1.",
    "127.0.0.1..",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    # Digits of other kinds.
    "１２７.０.０.１",
    "⑫⑦.0.0.1",
    "⑫⑦.⓪.⓪.①",
    "𝟙𝟚𝟟.𝟘.𝟘.𝟙",
    "¹²⁷.⁰.⁰.¹",
    # Escapes.
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127.0.0.1%00.example",
    "127.0.0.1%23.example",
    "loc%61lhost",
    # Names.
    "localhost",
    "LOCALHOST",
    "ｌｏｃａｌｈｏｓｔ",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "local\u00adhost",
    # IPv6, and what it wraps.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[::1%25lo]",
    "[::1%lo]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::FFFF:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:7f00:1::1]",
    "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    # Others than the address is of.
    "harbourlight.example@127.0.0.1",
    "127.0.0.1\\@harbourlight.example",
)

PRIVATE = (
    "10.0.0.1",
    "10.1",
    "172.16.0.1",
    "192.168.0.1",
    "192.168.257",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1%25lo]",
    "[fe80::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
)

# Names that DNS is asked for, and what it may say.
NAMES: dict[str, tuple[str, ...] | OSError] = {
    "localhost.": ("127.0.0.1",),
    "ip6-localhost": ("::1",),
    "rotterdam.localhost": ("127.0.0.1", "::1"),
    "printer.local": ("127.0.0.1",),
    "metadata.google.internal": ("127.0.0.1",),
    "127.0.0.1.nip.example": ("127.0.0.1",),
    "0x7f000001.example": ("127.0.0.1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "any.example": ("0.0.0.0",),
    "several.example": ("10.0.0.1", "127.0.0.1", "::1", "192.168.0.1"),
}


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """A socket that hears whoever reaches this machine."""
    async with Ear() as ear:
        yield ear


def test_there_are_many_ways_to_spell_it() -> None:
    """No spelling stands here twice."""
    assert len({*THIS_MACHINE, *PRIVATE, *NAMES}) == len(THIS_MACHINE) + len(PRIVATE) + len(NAMES) > 90


@pytest.mark.parametrize("host", [*THIS_MACHINE, *PRIVATE])
async def test_no_spelling_leads_to_a_private_address(ear: Ear, host: str) -> None:
    """It is refused in words; no connection is tried."""
    async with Web(contact="", version="1", pause=0) as web_:
        failed = await web_.fetch(f"http://{host}:{ear.port}/")
        posted = await web_.post(f"http://{host}:{ear.port}/", {"hub.mode": "subscribe"})
    assert isinstance(failed, Failed)
    assert failed.why in REFUSED
    assert posted == failed
    assert ear.heard == []


@pytest.mark.parametrize("host", NAMES)
async def test_no_name_leads_to_a_private_address(ear: Ear, host: str) -> None:
    """Whatever DNS says, with one address or several."""
    async with Web(contact="", version="1", pause=0, resolver=Names(NAMES)) as web_:
        assert await web_.fetch(f"http://{host}:{ear.port}/") == PRIVATE_NETWORK
    assert ear.heard == []


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("0x7f.0x0.0x0.0x1", "127.0.0.1"),
        ("⑫⑦.⓪.⓪.①", "127.0.0.1"),
        ("[::ffff:127.0.0.1]", "127.0.0.1"),
        pytest.param("[::1]", "::1", marks=pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")),
        ("printer.local", "127.0.0.1"),
    ],
)
async def test_the_socket_would_have_heard_them(ear: Ear, host: str, where: str) -> None:
    """The same spellings, where the operator allows this machine: they do arrive."""
    machine = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    names = Names(NAMES) if host in NAMES else None
    async with Web(contact="", version="1", pause=0, allowed=machine, resolver=names) as web_:
        await web_.fetch(f"http://{host}:{ear.port}/")
    assert ear.heard == [where]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.2", "0x7f.0.0.2", "[::1]", "[::ffff:127.0.0.2]", "localhost.", "2130706434"])
async def test_no_redirect_leads_to_a_private_address(site: Site, ear: Ear, host: str, status: int) -> None:
    """A site that may be reached cannot send the bot where it may not go, at the first hop or the third."""
    site.redirect("/", "/2", status)
    site.redirect("/2", f"http://{host}:{ear.port}/", status)
    names = Names({"localhost.": ("::1", "127.0.0.2")}) if host == "localhost." else None
    async with asking(names=names) as web_:
        failed = await web_.fetch(site.address("/"))
    assert isinstance(failed, Failed)
    assert failed.why in REFUSED
    assert (len(site.requests), ear.heard) == (2, [])


class Rebound(Names):
    """DNS that gives another answer each time it is asked."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._book: dict[str, tuple[str, ...] | OSError] = {}
        super().__init__(self._book)
        self._answers = iter(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self._book[host] = next(self._answers)
        return await super().resolve(host, port, family)


async def test_a_name_that_turns_private_on_the_way_is_refused(site: Site, ear: Ear) -> None:
    """DNS rebinding: the page is public, and the redirect to the same name no longer is."""
    site.redirect("/", f"http://quay.example:{ear.port}/")
    async with asking(names=Rebound(("127.0.0.1",), ("127.0.0.2",))) as web_:
        assert await web_.fetch(site.address("/", "quay.example")) == PRIVATE_NETWORK
    assert ear.heard == []
    async with asking(names=Rebound(("127.0.0.1",), ("127.0.0.1",))) as web_:
        await web_.fetch(site.address("/", "quay.example"))
    assert ear.heard == ["127.0.0.1"]


async def test_a_name_that_turns_private_between_two_fetches_is_refused(site: Site) -> None:
    """What a name stood for a moment ago opens nothing: no answer of DNS and no connection is kept."""
    async with asking(names=Rebound(("127.0.0.1",), ("127.0.0.2",), ("::1",))) as web_:
        assert isinstance(await web_.fetch(site.address("/feed", "quay.example")), Fetched)
        assert await web_.fetch(site.address("/feed", "quay.example")) == PRIVATE_NETWORK
        assert await web_.fetch(site.address("/feed", "quay.example")) == PRIVATE_NETWORK
    assert len(site.requests) == 1


@pytest.mark.parametrize("addresses", [("127.0.0.2", "127.0.0.1"), ("::1", "127.0.0.2", "127.0.0.1", "10.0.0.1")])
async def test_of_several_addresses_only_the_public_are_tried(ear: Ear, addresses: tuple[str, ...]) -> None:
    """In whatever order DNS gives them."""
    async with asking(names=Names({"quay.example": addresses})) as web_:
        await web_.fetch(f"http://quay.example:{ear.port}/")
    assert ear.heard == ["127.0.0.1"]


async def test_a_public_address_that_does_not_answer_opens_no_private_one() -> None:
    """Nobody listens at the first, somebody at the second."""
    async with Site(host="127.0.0.2") as inside:
        inside.pages["/"] = answer(FEED)
        async with asking(names=Names({"quay.example": ("127.0.0.1", "127.0.0.2")})) as web_:
            assert isinstance(await web_.fetch(inside.address("/", "quay.example")), Failed)
        assert inside.requests == []


ASK = """
import asyncio, sys
from bot.web.fetch import Web
from tests.web.site import LOOPBACK

async def ask():
    async with Web(contact="", version="1", allowed=LOOPBACK) as web:
        print(type(await web.fetch(sys.argv[1])).__name__)

asyncio.run(ask())
"""


async def test_no_proxy_is_asked_to_do_it_instead(site: Site, ear: Ear) -> None:
    """One that the machine names in its environment would open the connection, past the guard."""
    proxy = f"http://127.0.0.1:{ear.port}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ASK, site.address("/feed")),
        env={**os.environ, "http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy, "no_proxy": ""},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert said.split() == [b"Fetched"]
    assert (len(site.requests), ear.heard) == (1, [])


def test_the_guard_stands_on_the_fast_event_loop_too() -> None:
    """uvloop opens connections in its own way, and by the same socket."""

    async def asked() -> None:
        async with Ear() as ear, Site() as site, asking() as web_:
            site.pages["/feed"] = answer(FEED)
            site.redirect("/", f"http://[::ffff:127.0.0.2]:{ear.port}/")
            assert isinstance(await web_.fetch(site.address("/feed")), Fetched)
            for address in (site.address("/"), f"http://0x7f.2:{ear.port}/", f"http://127.0.0.2:{ear.port}/"):
                assert await web_.fetch(address) == PRIVATE_NETWORK
            assert ear.heard == []
            await web_.fetch(f"http://127.0.0.1:{ear.port}/")
            assert ear.heard == ["127.0.0.1"]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(asked())
