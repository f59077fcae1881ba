"""Text that somebody typed → a web address; a resolved address → a socket, or `Forbidden`."""

import re
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType
from yarl import URL

Network = IPv4Network | IPv6Network

LONGEST_ADDRESS = 2048

# IANA's registry of special-purpose IPv4 addresses (RFC 6890 and its successors), and one that no registry lists.
_PRIVATE_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier's customers (CGNAT)
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number, yet Azure answers machines there with their own secrets
        "169.254.0.0/16",  # link-local, where clouds keep a machine's credentials
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# Only 2000::/3 is given out to the public (RFC 4291, 2.4). That leaves out loopback, link-local, unique local,
# multicast, and NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), which is a door to any IPv4 address.
_PUBLIC_V6 = IPv6Network("2000::/3")
_PRIVATE_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps any IPv4 address
        "3fff::/20",  # documentation
    )
)

_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]")
_HOST_NAME = re.compile(r"(?=.{1,253}\.?\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


class NotAWebAddress(ValueError):
    """It is not an address that can be asked; the message says why, in words for whoever typed it."""


class Forbidden(OSError):
    """It is an address that the bot may not reach.

    An `OSError`, so that a name with several addresses is judged address by address: the connector takes it for one
    that does not answer and tries the next.
    """


def web_address(text: str) -> URL:
    """Read an address that can be asked: http or https, a host, no user name; a fragment is dropped.

    Any port may be asked. Feeds do live on 8080 and the like, and what a port could open stands on private networks,
    which are judged by their own address. Raises `NotAWebAddress`.
    """
    if len(text) > LONGEST_ADDRESS:
        raise NotAWebAddress(f"the address is longer than {LONGEST_ADDRESS:,} characters")
    if _CONTROL_OR_SPACE.search(text):
        # Judged on the raw text: URL parsers drop line breaks silently.
        raise NotAWebAddress("the address has spaces or line breaks in it")
    try:
        url = URL(text)
        host = url.raw_host
    except ValueError:
        raise NotAWebAddress("the address is not written as web addresses are") from None
    if not url.scheme:
        raise NotAWebAddress("the address does not begin with https://")
    if url.scheme not in ("http", "https"):
        raise NotAWebAddress(f"only web addresses (https://…) can be read, not “{url.scheme[:20]}:”")
    if url.raw_user is not None or url.raw_password is not None:
        raise NotAWebAddress("the address has a user name or a password in it, which the bot does not send")
    if not host or not (":" in host or _HOST_NAME.fullmatch(host)):
        raise NotAWebAddress("the address names no site")
    return url.with_path(url.raw_path, encoded=True, keep_query=True)


def may_reach(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Tell whether a resolved address is public, or in a network that the operator allows."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in allowed) or _is_public(ip)


def socket_opener(allowed: Iterable[Network] = ()) -> Callable[[AddrInfoType], socket.socket]:
    """Make the function that opens sockets for aiohttp's connector.

    This is the one place that every connection passes after its name was resolved, whether its address was typed,
    redirected to, rebound in DNS or spelled in an odd way: aiohttp asks no resolver for literals. The function raises
    `Forbidden`.
    """
    networks = tuple(allowed)

    def open_socket(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not may_reach(str(address[0]), networks):
            raise Forbidden("the address leads to a private network, which is not allowed")
        return socket.socket(family, kind, protocol)

    return open_socket


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the public internet; Python's own `is_global` errs on NAT64, 6to4 and more."""
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _PRIVATE_V4)
    return ip in _PUBLIC_V6 and not any(ip in network for network in _PRIVATE_V6)
