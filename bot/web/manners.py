"""What headers say, as text → who asks, what to send back, how long an answer is fresh, when to come back, a hub."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from bot.outbox.model import Validators
from bot.web.guard import web_address

LONGEST_WAIT = timedelta(days=7)
LONGEST_FRESH = timedelta(days=7)
SHORT_REST = timedelta(minutes=2)
"""How long a server that is overloaded, and does not say for how long, is left alone."""

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.7, */*;q=0.1"
)

_DIRECTIVE = re.compile(r'([\w-]+)(?:\s*=\s*("[^"]*"|[^,;\s]*))?')
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
# What only a challenge has. Cloudflare's other scripts ("challenge-platform") stand in ordinary error pages as well.
_CHALLENGE = re.compile(rb"_cf_chl_opt|chl_page|cf-browser-verification|<title>just a moment\.\.\.<", re.IGNORECASE)


def user_agent(contact: str, version: str) -> str:
    """Say honestly who asks, and where a site's owner can turn to."""
    return f"LateEdition/{version} (+{' '.join(contact.split())})" if contact.strip() else f"LateEdition/{version}"


def validators(etag: str | None, last_modified: str | None) -> Validators:
    """Keep the validators that a request can carry back as they are; a server may send any bytes."""
    return Validators(_verbatim(etag), _verbatim(last_modified))


def conditions(known: Validators) -> dict[str, str]:
    """Write the headers that ask for what has changed only: both validators, as the server wrote them."""
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value is not None}


def unchanged(known: Validators, given: Validators) -> bool:
    """Tell whether an answer's validators say that it is what was known, though it came in full."""
    same = (known.etag, known.last_modified) == (given.etag, given.last_modified)
    return same and not given.etag is given.last_modified is None


def retry_after(text: str, sent: datetime) -> timedelta | None:
    """Read a Retry-After header in either of its forms (RFC 9110, 10.2.3), None where it is neither.

    A date is counted from when the answer was `sent`; nothing is longer than `LONGEST_WAIT`.
    """
    if (wait := _seconds(text)) is not None:
        return min(wait, LONGEST_WAIT)
    until = moment(text)
    return None if until is None else min(max(until - sent, timedelta()), LONGEST_WAIT)


def fresh_for(cache_control: str, expires: str, sent: datetime) -> timedelta | None:
    """Read how long an answer stays good (RFC 9111, 4.2.1), None where it does not say, or is stale at once.

    `max-age` is for us and `s-maxage` for the caches before the server: the longer one counts, as before its end we
    should be told the same again. Either outweighs `expires`, a date, which is counted from when the answer was
    `sent`. Nothing is longer than `LONGEST_FRESH`.
    """
    said = [(name.lower(), value) for name, value in _DIRECTIVE.findall(cache_control)]
    # With a value, no-cache is about the headers that it names alone.
    if ("no-cache", "") in said or ("no-store", "") in said:
        return None
    ages = [_seconds(value.strip('"')) for name, value in said if name in ("max-age", "s-maxage")]
    if ages:
        fresh = max((age for age in ages if age is not None), default=timedelta())
    else:
        until = moment(expires)
        fresh = timedelta() if until is None else until - sent
    return min(fresh, LONGEST_FRESH) if fresh > timedelta() else None


def linked(links: str, relation: str, base: str) -> str | None:
    """Find the first address of a relation in a Link header (RFC 8288, 3), None where there is none to be asked."""
    for target, parameters in _LINK.findall(links):
        named = _RELATION.search(parameters)
        if named and relation in (named[1] or named[2] or "").lower().split():
            try:
                return str(web_address(urljoin(base, target.strip())))
            except ValueError:
                continue
    return None


def challenged(page: bytes) -> bool:
    """Tell whether what Cloudflare answered is its challenge to prove that one is human."""
    return _CHALLENGE.search(page) is not None


def moment(text: str) -> datetime | None:
    """Read an HTTP date (RFC 9110, 5.6.7), None where it is none."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _seconds(text: str) -> timedelta | None:
    """Read a whole number of seconds, however large, None where it is none."""
    if not (text.isascii() and text.isdigit()):
        return None
    return timedelta(seconds=int(text)) if len(text) < 10 else timedelta.max


def _verbatim(header: str | None) -> str | None:
    """Keep a header that a request can carry back as it is."""
    return header if header and header.isascii() and header.isprintable() else None
