"""Moments, words and addresses become what columns of both databases hold, and what they are found by."""

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import BigInteger, Dialect, Text, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept as microseconds since 1970: it compares alike in both databases and comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


class Words(TypeDecorator[str]):
    """Text as `storable`, whatever it was before."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text with a mark for each character that a database will not take, so that offsets in it stay true.

    PostgreSQL takes no NUL, and no encoding has a lone surrogate; both can come out of a JSON feed.
    """
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def key(text: str) -> str:
    """A short stand-in for a text of any length, to find it by; PostgreSQL indexes nothing above 2,704 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def host(address: str) -> str:
    """The host of a web address, in small letters and without a port; empty where the address names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
