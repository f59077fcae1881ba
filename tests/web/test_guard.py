"""Which addresses may be asked, as text and as numbers."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.guard import LONGEST_ADDRESS, Forbidden, NotAWebAddress, may_reach, socket_opener, web_address


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://harbourlight.example/feed", "https://harbourlight.example/feed"),
        ("HTTPS://HarbourLight.Example:443", "https://harbourlight.example/"),
        ("http://harbourlight.example:8080/a?b=c#d", "http://harbourlight.example:8080/a?b=c"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("https://a_b.example./", "https://a_b.example./"),
    ],
)
def test_an_address_is_read_as_browsers_do(typed: str, read: str) -> None:
    """Case, ports, other scripts and fragments come out in one spelling."""
    assert str(web_address(typed)) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("file:///etc/passwd", "only web addresses (https://…) can be read, not “file:”"),
        ("javascript:alert(1)", "only web addresses (https://…) can be read, not “javascript:”"),
        ("gopher://harbourlight.example/", "only web addresses (https://…) can be read, not “gopher:”"),
        ("//harbourlight.example/", "the address does not begin with https://"),
        ("harbourlight.example", "the address does not begin with https://"),
        ("http://harbourlight.example/\r\nX-Injected: 1", "the address has spaces or line breaks in it"),
        ("http://harbour\tlight.example/", "the address has spaces or line breaks in it"),
        ("http://harbourlight.example/a b", "the address has spaces or line breaks in it"),
        ("http://harbourlight.example/\udcff", "the address has spaces or line breaks in it"),
        ("https://ines:secret@harbourlight.example/", "the address has a user name or a password in it"),
        ("https://ines@harbourlight.example/", "the address has a user name or a password in it"),
        ("https://:secret@harbourlight.example/", "the address has a user name or a password in it"),
        ("https:///feed", "the address names no site"),
        ("https://harbour..light/", "the address names no site"),
        ("https://" + "a" * 64 + ".example/", "the address names no site"),
        ("https://harbour%00light.example/", "the address names no site"),
        ("https://harbourlight.example:99999/", "the address is not written as web addresses are"),
        ("https://[::1/", "the address is not written as web addresses are"),
        ("https://harbourlight.example/" + "a" * LONGEST_ADDRESS, "the address is longer than 2,048 characters"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(typed: str, why: str) -> None:
    """Whoever typed the address learns what is wrong with it."""
    with pytest.raises(NotAWebAddress) as refusal:
        web_address(typed)
    assert str(refusal.value).startswith(why)


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but `NotAWebAddress`, and what is read is read the same again."""
    try:
        url = web_address(text)
    except NotAWebAddress:
        return
    assert url.scheme in ("http", "https")
    assert web_address(str(url)) == url


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:a00:1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "0x7f.1",
        "127.1",
        "2130706433",
        "⑫⑦.0.0.1",
        "",
    ],
)
def test_what_is_not_public_is_not_reached(address: str) -> None:
    """Loopback, private, shared, link-local, wrapped, reserved and oddly spelled addresses are refused."""
    assert not may_reach(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "::ffff:1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_what_is_public_is_reached(address: str) -> None:
    """The internet's own addresses are open."""
    assert may_reach(address)


@given(st.ip_addresses())
def test_only_public_addresses_are_reached(ip: IPv4Address | IPv6Address) -> None:
    """Whatever Python takes for private or multicast is refused; our own list is stricter, never laxer."""
    assert (ip.is_global and not ip.is_multicast) or not may_reach(str(ip))


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_judged_by_what_it_wraps(ip: IPv4Address) -> None:
    """An IPv4 address written as IPv6 is the same address."""
    assert may_reach(f"::ffff:{ip}") == may_reach(str(ip))


def test_an_allowed_network_is_reached_and_no_other() -> None:
    """The operator's exceptions open what they name, in both spellings."""
    allowed = (ip_network("127.0.0.0/8"), ip_network("fd00::/16"))
    assert [may_reach(a, allowed) for a in ("127.0.0.9", "::ffff:127.0.0.9", "fd00::1")] == [True, True, True]
    assert [may_reach(a, allowed) for a in ("10.0.0.1", "::1", "fd01::1")] == [False, False, False]


def test_no_socket_is_opened_towards_a_private_network() -> None:
    """The refusal comes before the socket does."""
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("10.0.0.1", 80))
    with pytest.raises(Forbidden, match="leads to a private network, which is not allowed"):
        socket_opener()(info)


def test_a_socket_is_opened_towards_an_allowed_network() -> None:
    """What is allowed gets the socket that was asked for."""
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 80))
    with socket_opener((ip_network("127.0.0.0/8"),))(info) as opened:
        assert (opened.family, opened.type) == (socket.AF_INET, socket.SOCK_STREAM)
