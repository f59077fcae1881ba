"""A hub, a subscription and what a hub sends → where and what to ask, how long it grants, whether a message is its own.

Sections are those of WebSub, https://www.w3.org/TR/websub/.
"""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from bot.outbox.model import Push

LEASE = timedelta(days=10)
"""How long a hub is asked to tell of changes, before it has to be asked again (8.2)."""

SHORTEST_LEASE = timedelta(hours=1)
LONGEST_LEASE = timedelta(days=30)

_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
"""The names that a signature may begin with (7.1.1); most hubs still sign with SHA-1."""


def addresses(hub: str) -> tuple[str, ...]:
    """Where a hub is asked, the best address first: over HTTPS even where the feed names it without (8.2).

    A hub whose port is named is asked as the feed names it: a port speaks one of the two alone.
    """
    try:
        parts = urlsplit(hub)
    except ValueError:
        return (hub,)
    if parts.scheme != "http" or ":" in parts.netloc:
        return (hub,)
    return (parts._replace(scheme="https").geturl(), hub)


def subscription(push: Push, callback: str, secret: str) -> dict[str, str]:
    """The form that asks a hub to tell of a topic's changes at `callback`, and to sign them with `secret` (5.1).

    `hub.verify` is for hubs of the protocol's older days (PubSubHubbub 0.3, 6.1), some of which refuse a form without
    it; all others pass it over.
    """
    return {
        "hub.mode": "subscribe",
        "hub.topic": push.topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": f"{LEASE.total_seconds():.0f}",
        "hub.verify": "async",
    }


def same_topic(topic: str, other: str) -> bool:
    """Tell whether two topics are one; a hub may send ours back with other characters escaped (5.1.1)."""
    return unquote(topic) == unquote(other)


def granted(lease_seconds: str) -> timedelta:
    """How long a hub will tell of changes (5.3), within bounds; as long as we asked for where it does not say."""
    if not (lease_seconds.isascii() and lease_seconds.isdigit()):
        return LEASE
    if len(lease_seconds) > 9:
        return LONGEST_LEASE
    return min(max(timedelta(seconds=int(lease_seconds)), SHORTEST_LEASE), LONGEST_LEASE)


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether an X-Hub-Signature header was made of this body by who knows the secret (7.1)."""
    method, _, given = signature.partition("=")
    algorithm = _ALGORITHMS.get(method.strip().lower())
    if algorithm is None:
        return False
    made = hmac.new(secret.encode(), body, algorithm).hexdigest()
    # As bytes: a header may hold any, and text that is not ASCII cannot be compared in constant time.
    return hmac.compare_digest(made.encode(), given.strip().lower().encode("utf-8", "surrogatepass"))
