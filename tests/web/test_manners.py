"""What headers say, and what is kept of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.model import Validators
from bot.web.manners import (
    LONGEST_FRESH,
    LONGEST_WAIT,
    challenged,
    conditions,
    fresh_for,
    linked,
    retry_after,
    unchanged,
    user_agent,
    validators,
)
from tests.web.asking import NOW

HERE = "https://harbourlight.example/blog/feed"

# ------------------------------------------------------------------------------------------------------------- who asks


def test_a_contact_is_named_where_there_is_one() -> None:
    """A contact that breaks the line cannot add a header."""
    assert user_agent("ines@harbourlight.example", "2") == "LateEdition/2 (+ines@harbourlight.example)"
    assert user_agent("", "2") == "LateEdition/2"
    assert user_agent("a\r\nX: b", "2") == "LateEdition/2 (+a X: b)"


# ----------------------------------------------------------------------------------------------------- what has changed


def test_what_was_not_given_is_not_sent() -> None:
    """One validator, both, or none."""
    assert conditions(Validators()) == {}
    assert conditions(Validators(etag='"1"')) == {"If-None-Match": '"1"'}
    assert conditions(Validators("1", "2")) == {"If-None-Match": "1", "If-Modified-Since": "2"}


@given(st.text(max_size=20))
def test_no_validator_can_break_a_request(text: str) -> None:
    """What is kept is one line of ASCII, as it was sent; the rest is none."""
    kept = validators(text, text)
    assert kept.etag == kept.last_modified
    assert kept.etag is None or (kept.etag == text and text.isascii() and text.isprintable())


@pytest.mark.parametrize(
    ("given_now", "same"),
    [
        (Validators('"1"', "Friday"), True),
        (Validators('"2"', "Friday"), False),
        (Validators('"1"', "Saturday"), False),
        (Validators('"1"'), False),
        (Validators(None, "Friday"), False),
    ],
)
def test_both_validators_must_be_the_same(given_now: Validators, same: bool) -> None:
    """One that changed, came or went is reason enough to read."""
    assert unchanged(Validators('"1"', "Friday", "hash"), given_now) is same


def test_no_validators_say_nothing() -> None:
    """Two answers without any are not the same for that."""
    assert not unchanged(Validators(body_hash="hash"), Validators())
    assert unchanged(Validators(etag='"1"'), Validators(etag='"1"'))
    assert unchanged(Validators(last_modified="Friday"), Validators(last_modified="Friday"))


# --------------------------------------------------------------------------------------------------- when to come back


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("0", timedelta()),
        ("120", timedelta(minutes=2)),
        ("9" * 8_000, LONGEST_WAIT),
        ("31536000", LONGEST_WAIT),
        ("Fri, 18 Sep 2026 14:01:00 GMT", timedelta()),
        ("Fri, 18 Sep 2026 14:03:00 -0000", timedelta(minutes=1)),
        ("Friday, 18-Sep-26 14:03:00 GMT", timedelta(minutes=1)),
        ("Fri, 18 Sep 9999 14:03:00 GMT", LONGEST_WAIT),
        ("-5", None),
        ("٣", None),
        ("1e3", None),
    ],
)
def test_a_wait_is_never_negative_and_never_long(text: str, wait: timedelta | None) -> None:
    """Whatever a server wishes, it is asked again within a week."""
    assert retry_after(text, NOW) == wait


@given(st.text(max_size=40))
def test_any_wish_is_read_or_passed_over(text: str) -> None:
    """No header raises."""
    wait = retry_after(text, NOW)
    assert wait is None or timedelta() <= wait <= LONGEST_WAIT


# ---------------------------------------------------------------------------------------------- how long it stays good

HOUR = timedelta(hours=1)
IN_AN_HOUR = "Fri, 18 Sep 2026 15:02:00 GMT"


@pytest.mark.parametrize(
    ("cache_control", "expires", "fresh"),
    [
        ("max-age=3600", "", HOUR),
        ("public, MAX-AGE = 3600, must-revalidate", "", HOUR),
        ('max-age="3600"', "", HOUR),
        ("s-maxage=3600", "", HOUR),
        ("max-age=60, s-maxage=3600", "", HOUR),
        ("s-maxage=60, max-age=3600", "", HOUR),
        ("public; max-age=3600; s-maxage=60", "", HOUR),
        ("max-age=rubbish, max-age=3600", "", HOUR),
        ("", IN_AN_HOUR, HOUR),
        ("public", IN_AN_HOUR, HOUR),
        ("max-age=3600", "Fri, 18 Sep 2026 19:02:00 GMT", HOUR),
        # Stale at once.
        ("max-age=0", IN_AN_HOUR, None),
        ("", "Fri, 18 Sep 2026 14:01:59 GMT", None),
        ("", "0", None),
        ("", "-1", None),
        # Rubbish.
        ("max-age=-3600", "", None),
        ("max-age=soon", IN_AN_HOUR, None),
        ("max-age", "", None),
        ("x-max-age=3600", "", None),
        ("", "tomorrow", None),
        ("", "", None),
        # Not to be kept at all.
        ("no-cache, max-age=3600", IN_AN_HOUR, None),
        ("max-age=3600, No-Store", IN_AN_HOUR, None),
        ("no-cache", IN_AN_HOUR, None),
        ('max-age=3600, no-cache="Set-Cookie"', "", HOUR),
        # Sixteen years, and more than any clock can tell.
        ("max-age=504921600", "", LONGEST_FRESH),
        (f"max-age={'9' * 8_000}", "", LONGEST_FRESH),
        ("", "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_FRESH),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_it_says(cache_control: str, expires: str, fresh: timedelta | None) -> None:
    """The longest age it names, else its end; at most a week."""
    assert fresh_for(cache_control, expires, NOW) == fresh


@given(st.text(max_size=60) | st.from_regex(r"(no-|max-|s-max)?age?=?-?\d*,?", fullmatch=True), st.text(max_size=40))
def test_any_freshness_is_read_or_passed_over(cache_control: str, expires: str) -> None:
    """No header raises, and none makes an answer fresh for a negative or a long time."""
    fresh = fresh_for(cache_control, expires, NOW)
    assert fresh is None or timedelta() < fresh <= LONGEST_FRESH


# -------------------------------------------------------------------------------------------------------- what it links


@pytest.mark.parametrize(
    ("links", "hub"),
    [
        ('<https://hub.example/>; rel="hub"', "https://hub.example/"),
        ("<https://hub.example/>;rel=hub", "https://hub.example/"),
        ('<https://hub.example/>; title="a, b; c"; REL="Self HUB"', "https://hub.example/"),
        ('<https://a.example/>; rel="next", <https://b.example/>; rel="hub"', "https://b.example/"),
        ('<https://a.example/>; rel="hub", <https://b.example/>; rel="hub"', "https://a.example/"),
        ('<file:///etc/passwd>; rel="hub", <https://b.example/>; rel="hub"', "https://b.example/"),
        ('</hub?a,b>; rel="hub"', "https://harbourlight.example/hub?a,b"),
        ('<https://[hub>; rel="hub"', None),
        ('<https://hub.example/>; rel="hubs"', None),
        ('<https://hub.example/>; title="rel=hub"', None),
        ('<https://hub.example/>; rel="next"; rel="hub"', None),
        ("https://hub.example/; rel=hub", None),
        ("<https://hub.example/", None),
        ("", None),
    ],
)
def test_a_hub_is_the_first_that_can_be_asked(links: str, hub: str | None) -> None:
    """RFC 8288: relations in any case, several of them in one, the first `rel` alone."""
    assert linked(links, "hub", HERE) == hub


@given(st.text(alphabet='<>;,="/:[]@ relhubs', max_size=80) | st.text(max_size=60))
def test_any_links_are_read_or_passed_over(links: str) -> None:
    """No header raises, and what comes of it is a web address."""
    hub = linked(links, "hub", HERE)
    assert hub is None or hub.startswith(("https://", "http://"))


# --------------------------------------------------------------------------------------------------- who wants a human


def test_a_challenge_is_told_from_an_error_page() -> None:
    """Cloudflare's harmless scripts stand in any page that it passes on."""
    assert challenged(b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>")
    assert not challenged(b"<title>Forbidden</title><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js>")
