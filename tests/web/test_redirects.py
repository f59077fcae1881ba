"""Where a redirect or a name may lead, and where not."""

import ssl

import pytest

from bot.outbox.model import Validators
from bot.web.fetch import Failed, Fetched, NotModified
from tests.web.asking import FEED_HASH, asked, asking
from tests.web.site import Names, Site, answer

# ------------------------------------------------------------------------------------------------------------ redirects


async def test_a_redirect_is_followed(site: Site) -> None:
    """The answer says where it came from; schemes may be spelled as one likes, and locations be relative."""
    site.redirect("/old", site.address("/older").replace("http", "HtTp"))
    site.redirect("/older", "feed#top")
    fetched = await asked(site.address("/old"))
    assert isinstance(fetched, Fetched)
    assert (fetched.address, fetched.permanently_moved_to) == (site.address("/feed"), None)


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/feed"),
        ((308,), "/feed"),
        ((301, 308), "/feed"),
        ((301, 302), "/1"),
        ((302, 301), None),
        ((303,), None),
        ((307,), None),
    ],
)
async def test_only_permanent_redirects_move_a_feed(
    site: Site, statuses: tuple[int, ...], moved_to: str | None
) -> None:
    """A feed moves as far as nothing but 301 and 308 lead, whether it has changed or not."""
    hops = ["/0", *(f"/{n}" for n in range(1, len(statuses))), "/feed"]
    for here, there, status in zip(hops, hops[1:], statuses, strict=False):
        site.redirect(here, there, status)
    for validators in (Validators(), Validators(body_hash=FEED_HASH)):
        given = await asked(site.address("/0"), validators)
        assert isinstance(given, Fetched | NotModified)
        assert given.permanently_moved_to == (moved_to and site.address(moved_to))


async def test_no_redirect_takes_a_feeds_encryption_for_good(site: Site, secure: Site, trust: ssl.SSLContext) -> None:
    """It is followed, but what leads on from http, or comes back from it, may be anybody's word."""
    secure.redirect("/1", secure.address("/2", "meridian.example"), 301)
    secure.redirect("/2", site.address("/3", "quay.example"), 301)
    site.redirect("/3", site.address("/feed", "quay.example"), 301)
    names = Names({"quay.example": ("127.0.0.1",), "meridian.example": ("127.0.0.1",)})
    async with asking(names=names, trust=trust) as web_:
        fetched = await web_.fetch(secure.address("/1", "quay.example"))
    assert isinstance(fetched, Fetched)
    assert fetched.address == site.address("/feed", "quay.example")
    assert fetched.permanently_moved_to == secure.address("/2", "meridian.example")


async def test_a_redirect_to_https_is_for_good(site: Site, secure: Site, trust: ssl.SSLContext) -> None:
    """That way round a feed gains."""
    site.redirect("/feed", secure.address("/feed", "quay.example"), 301)
    async with asking(names=Names({"quay.example": ("127.0.0.1",)}), trust=trust) as web_:
        fetched = await web_.fetch(site.address("/feed", "quay.example"))
    assert isinstance(fetched, Fetched)
    assert fetched.permanently_moved_to == secure.address("/feed", "quay.example")


async def test_a_login_page_is_an_answer_that_says_what_it_is(site: Site) -> None:
    """A captive portal sends everybody to a page of its own for now: nothing of that is for good."""
    site.redirect("/blog", site.address("/login", "portal.example"), 302)
    site.redirect("/login", site.address("/welcome", "portal.example"), 301)
    site.pages["/welcome"] = answer(b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html"})
    async with asking(names=Names(dict.fromkeys(("quay.example", "portal.example"), ("127.0.0.1",)))) as web_:
        fetched = await web_.fetch(site.address("/blog", "quay.example"))
    assert isinstance(fetched, Fetched)
    assert (fetched.address, fetched.content_type) == (site.address("/welcome", "portal.example"), "text/html")
    assert fetched.permanently_moved_to is None


async def test_five_redirects_are_followed_and_no_sixth(site: Site) -> None:
    """Patience ends somewhere."""
    for n in range(6):
        site.redirect(f"/{n}", f"/{n + 1}" if n < 5 else "/feed")
    assert isinstance(await asked(site.address("/1")), Fetched)
    assert await asked(site.address("/0")) == Failed("it is redirected more than 5 times")


async def test_a_circle_of_redirects_is_seen_at_once(site: Site) -> None:
    """Nothing is asked twice."""
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert await asked(site.address("/a")) == Failed("the address leads in a circle")
    assert len(site.requests) == 2


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "only web addresses (https://…) can be read, not “file:”"),
        ("javascript:alert(1)", "only web addresses (https://…) can be read, not “javascript:”"),
        (
            "http://ines:secret@127.0.0.1/",
            "the address has a user name or a password in it, which the bot does not send",
        ),
        ("http://[::1", "the address is not written as web addresses are"),
        ("http://harbour..light/", "the address names no site"),
        ("/" + "a" * 3_000, "the address is longer than 2,048 characters"),
    ],
)
async def test_a_redirect_is_judged_like_an_address_that_was_typed(site: Site, location: str, why: str) -> None:
    """No hop leads out of the web."""
    site.redirect("/", location)
    assert await asked(site.address()) == Failed(why)


async def test_a_redirect_to_nowhere_is_an_answer(site: Site) -> None:
    """Without a Location it is a status like any other."""
    site.pages["/"] = answer(status=302)
    assert await asked(site.address()) == Failed("the server answered 302 Found")


# --------------------------------------------------------------------------------------------------------------- names


async def test_a_name_in_another_script_is_asked_as_dns_knows_it(site: Site) -> None:
    """IDN: the name goes out in its ASCII spelling."""
    names = Names({"xn--bcher-kva.example": ("127.0.0.1",)})
    async with asking(names=names) as web_:
        assert isinstance(await web_.fetch(site.address("/feed", "bücher.example")), Fetched)
    assert site.requests[0].host == f"xn--bcher-kva.example:{site.port}"


async def test_an_address_cannot_add_a_header(site: Site) -> None:
    """Line breaks are refused, and escaped ones stay in the path."""
    assert await asked(site.address("/feed\r\nX-Injected: 1")) == Failed("the address has spaces or line breaks in it")
    await asked(site.address("/feed%0d%0aX-Injected:%201"))
    assert [request.headers.get("X-Injected") for request in site.requests] == [None]
