"""What is asked of hubs, and what is believed of what they send, to the letter of WebSub."""

import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.outbox.model import Push
from bot.web import hub

PUSH = Push("https://hub.example/", "https://harbourlight.example/feed?a=1&b=ö")


def signature(body: bytes, secret: str, algorithm: str = "sha256") -> str:
    """The header that a hub sends with a body."""
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def test_a_form_holds_all_that_a_hub_needs() -> None:
    """The names are those of section 5.1, and one of the protocol's older days."""
    assert hub.subscription(PUSH, "https://bot.example/websub/token", "tide") == {
        "hub.mode": "subscribe",
        "hub.topic": "https://harbourlight.example/feed?a=1&b=ö",
        "hub.callback": "https://bot.example/websub/token",
        "hub.secret": "tide",
        "hub.lease_seconds": "864000",
        "hub.verify": "async",
    }


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("https://hub.example/", ("https://hub.example/",)),
        ("http://hub.example/?push", ("https://hub.example/?push", "http://hub.example/?push")),
        ("http://hub.example:8080/", ("http://hub.example:8080/",)),
        ("http://[::1/", ("http://[::1/",)),
        ("quay", ("quay",)),
    ],
)
def test_a_hub_is_asked_in_private_where_that_can_be(named: str, asked: tuple[str, ...]) -> None:
    """Section 8.2 wishes it, and Blogger names its hub without HTTPS."""
    assert hub.addresses(named) == asked


@pytest.mark.parametrize(
    ("said", "lease"),
    [
        ("864000", timedelta(days=10)),
        ("7200", timedelta(hours=2)),
        ("0", timedelta(hours=1)),
        ("60", timedelta(hours=1)),
        ("315360000", timedelta(days=30)),
        ("9" * 5000, timedelta(days=30)),
        ("", timedelta(days=10)),
        ("-5", timedelta(days=10)),
        ("٣٦٠٠", timedelta(days=10)),
        ("1e9", timedelta(days=10)),
    ],
)
def test_a_lease_is_between_an_hour_and_thirty_days(said: str, lease: timedelta) -> None:
    """Whatever a hub says; one that says nothing has granted what it was asked for."""
    assert hub.granted(said) == lease


def test_a_topic_may_come_back_escaped() -> None:
    """Section 5.1.1 lets hubs decode what need not be encoded; another topic stays another."""
    assert hub.same_topic("https://harbour.example/%7Equay/ö", "https://harbour.example/~quay/%C3%B6")
    assert not hub.same_topic("https://harbour.example/feed", "https://harbour.example/feed2")


def test_a_signature_that_is_known_to_be_right_is_right() -> None:
    """HMAC's own example for SHA-1 and SHA-256 (RFC 2202 and RFC 4231, test case 2)."""
    body = b"what do ya want for nothing?"
    assert hub.is_signed(body, "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "Jefe")
    assert hub.is_signed(body, "SHA256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", "Jefe")


@given(some.binary(), some.text(min_size=1), some.sampled_from(["sha1", "sha256", "sha384", "sha512"]))
def test_what_a_hub_signs_is_believed_for_that_body_alone(body: bytes, secret: str, algorithm: str) -> None:
    """One byte more, another secret or another algorithm, and it is not."""
    signed = signature(body, secret, algorithm)
    assert hub.is_signed(body, signed, secret)
    assert not hub.is_signed(body + b"!", signed, secret)
    assert not hub.is_signed(body, signed, secret + "!")
    assert not hub.is_signed(body, signed[:-1], secret)
    assert not hub.is_signed(body, signed.replace("sha", "md"), secret)


@given(some.text(some.characters(codec=None, exclude_categories=())))
def test_no_header_is_believed_by_chance_or_trips_the_check(header: str) -> None:
    """A header may hold anything, halves of characters too."""
    assert not hub.is_signed(b"body", header, "tide")
    assert not hub.is_signed(b"body", f"sha1={header}", "tide")
