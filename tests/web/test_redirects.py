"""Where a redirect or a name may lead, and where not."""

import pytest

from bot.outbox.model import Validators
from bot.web.fetch import (
    Failed,
    Fetched,
    NotModified,
    Web,
)
from tests.web.asking import FEED, FEED_HASH, asked, asking
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


# ------------------------------------------------------------------------------------------------------ where not to go


PRIVATE = Failed("the address leads to a private network, which is not allowed")


@pytest.mark.parametrize("host", ["127.0.0.1", "⑫⑦.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"])
async def test_loopback_is_refused_however_it_is_spelled(site: Site, host: str) -> None:
    """Without the operator's word the bot reaches nothing on its own machine."""
    async with Web(contact="", version="1") as web_:
        assert await web_.fetch(site.address("/feed", host)) == PRIVATE
    assert site.requests == []


@pytest.mark.parametrize("host", ["2130706433", "127.1", "017700000001", "127.0.0.1."])
async def test_a_number_that_is_no_address_is_not_asked(site: Site, host: str) -> None:
    """What a socket would take for 127.0.0.1 is not taken for a name either."""
    assert await asked(site.address("/feed", host)) == Failed("the address is not written as web addresses are")
    assert site.requests == []


async def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    """A public page cannot send the bot inside."""
    async with Site(host="127.0.0.2") as inside:
        site.redirect("/", inside.address("/secret", "127.0.0.2"))
        assert await asked(site.address()) == PRIVATE
        assert inside.requests == []


async def test_a_name_is_judged_by_where_it_leads(site: Site) -> None:
    """What a name stands for is looked at when the socket is opened, not before."""
    names = Names({"quay.example": ("10.0.0.1", "fd00::1"), "meridian.example": ("10.0.0.1", "127.0.0.1")})
    async with asking(names=names) as web_:
        assert await web_.fetch(site.address("/feed", "quay.example")) == PRIVATE
        assert isinstance(await web_.fetch(site.address("/feed", "meridian.example")), Fetched)


async def test_a_name_that_turns_private_is_refused(site: Site) -> None:
    """A name that was public a moment ago is judged anew with every socket."""
    book: dict[str, tuple[str, ...] | OSError] = {"quay.example": ("127.0.0.1",)}
    first = answer(FEED, headers={"Connection": "close"})
    site.pages["/first"] = first
    async with asking(names=Names(book)) as web_:
        assert isinstance(await web_.fetch(site.address("/first", "quay.example")), Fetched)
    book["quay.example"] = ("127.0.0.2",)
    async with asking(names=Names(book)) as web_:
        assert await web_.fetch(site.address("/first", "quay.example")) == PRIVATE


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
