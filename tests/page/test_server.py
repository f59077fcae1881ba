"""The page lets in whom it was opened for, shows what they see and does what they do; whatever comes, it answers."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import StandIn
from bot.sandbox.page import Page
from tests.page.visit import Visit, Visitor, harbour, visit


@pytest.fixture
async def here() -> AsyncIterator[Visit]:
    """Open the page over the harbour."""
    async with visit() as opened:
        yield opened


async def stranger(visitor: Visitor, path: str = "/api/home", method: str = "GET", **headers: str) -> tuple[int, str]:
    """Ask without a cookie."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, visitor.root + path, headers=headers, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.text()


# ----------------------------------------------------------------------------------------------- who is let in


def test_the_page_is_for_this_machine_alone() -> None:
    """It binds no address that others could reach."""
    for host in ("0.0.0.0", "::", "localhost", "192.0.2.1"):
        with pytest.raises(ValueError, match="alone"):
            Page(StandIn(harbour()), host=host)


async def test_a_taken_port_is_said() -> None:
    """Whoever opens the page is told, and nothing stays open."""
    async with StandIn(harbour()) as discord, Page(discord) as page:
        port = int(re.findall(r":(\d+)/", page.address)[0])
        with pytest.raises(OSError, match="in use"):
            await Page(discord, port=port).__aenter__()


async def test_the_token_is_exchanged_for_a_cookie() -> None:
    """The cookie is for the page alone, and the token is not left in the address; opened twice, they differ."""
    async with StandIn(harbour()) as discord, Page(discord) as page, Page(discord) as other:
        assert page.address.partition("token=")[2] != other.address.partition("token=")[2]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async with session.get(page.address, allow_redirects=False) as answer:
                assert (answer.status, "Sandbox, not Discord" in await answer.text()) == (200, True)
                assert re.fullmatch(r"\S+; HttpOnly; Path=/; SameSite=Strict", answer.headers["Set-Cookie"])
                assert page.address.partition("token=")[2] not in answer.headers["Set-Cookie"]
            async with session.get(page.address.partition("?")[0]) as answer:
                assert (answer.status, "Sandbox, not Discord" in await answer.text()) == (200, True)


async def test_a_token_of_ones_own_may_be_chosen() -> None:
    """As whoever starts the page for a test does."""
    async with StandIn(harbour()) as discord, Page(discord, token="a-token-that-is-known") as page:
        assert page.address.endswith("/?token=a-token-that-is-known")


@pytest.mark.parametrize(
    "path", ["/", "/?token=", "/?token=guessed", "/?token=%ff%fe", "/api/home", "/live", "/static/app.js"]
)
async def test_without_the_cookie_nothing_is_shown(here: Visit, path: str) -> None:
    """But where the page's address is found."""
    status, text = await stranger(here.visitor, path)
    assert status == 403
    assert "Open the address that the sandbox has shown" in text
    assert (await stranger(here.visitor, path, Cookie="late-edition-sandbox=guessed"))[0] == 403


async def test_another_name_for_the_page_is_refused(here: Visit) -> None:
    """A name of somebody else's may have been pointed at this machine."""
    port = here.visitor.root.rpartition(":")[2]
    for host in ("harbour.example", f"harbour.example:{port}", "127.0.0.1", f"127.0.0.1:{port}.harbour.example"):
        shown = await here.visitor.ask("GET", "/api/home", headers={"Host": host})
        assert (shown.status, "mira" in shown.text) == (421, False)
    known = await here.visitor.ask("GET", "/api/home", headers={"Host": f"localhost:{port}"})
    assert known.status == 200


@pytest.mark.parametrize("origin", ["https://harbour.example", "null", "http://127.0.0.1:1", "http://127.0.0.1"])
async def test_another_site_does_nothing_here(here: Visit, origin: str) -> None:
    """Even where the browser sent the cookie along."""
    said = {"as": str(here.person("mira")), "channel": str(here.channel("news")), "text": "not mine"}
    refused = await here.visitor.ask("POST", "/api/say", json=said, headers={"Origin": origin})
    assert refused.status == 403
    mine = await here.visitor.ask(
        "POST", "/api/say", json=said | {"text": "mine"}, headers={"Origin": here.visitor.root}
    )
    assert mine.status == 200
    assert [message["content"] for message in here.discord.messages(here.channel("news"))] == ["mine"]


@pytest.mark.parametrize("whence", ["cross-site", "same-site"])
async def test_what_another_page_has_brought_about_is_refused(here: Visit, whence: str) -> None:
    """Another port of this machine is of the same site to a browser, which sends the cookie there and from there."""
    for path in ("/", "/api/home", "/live", "/static/app.js"):
        assert (await here.visitor.ask("GET", path, headers={"Sec-Fetch-Site": whence})).status == 403
    own = await here.visitor.ask("GET", "/api/home", headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status == 200


async def test_every_answer_has_the_pages_headers(here: Visit) -> None:
    """Whether something is shown or refused."""
    answers = [
        await here.visitor.ask("GET", path) for path in ("/", "/static/theme.css", "/api/home", "/api/messages", "/no")
    ]
    answers.append(await here.visitor.ask("GET", "/api/home", headers={"Host": "harbour.example"}))
    answers.append(await here.visitor.ask("POST", "/", json={}))
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    assert [answer.status for answer in answers] == [200, 200, 200, 400, 404, 421, 405]


async def test_files_are_known_by_name(here: Visit) -> None:
    """Nothing but the page's own files is found, by whatever path one asks."""
    style = await here.visitor.ask("GET", "/static/theme.css")
    assert (style.status, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    for path in ("nothing.js", "../server.py", "..%2fserver.py", "%2e%2e/server.py", "%2fetc%2fpasswd", ""):
        assert (await here.visitor.ask("GET", f"/static/{path}")).status == 404


# ------------------------------------------------------------------------------------------------ what is shown


async def test_the_first_person_is_whom_one_is_at_first(here: Visit) -> None:
    """Whoever looks has a DM with the bot."""
    told = await here.visitor.get("/api/home")
    assert (told["me"]["name"], [dm["name"] for dm in told["dms"]]) == ("mira", ["Late Edition"])
    told = await here.visitor.get("/api/home", **{"as": here.person("pia")})
    assert (told["me"]["name"], [dm["name"] for dm in told["dms"]]) == ("pia", ["Late Edition"])


async def test_one_is_only_those_who_are_named() -> None:
    """In the order in which they are named, with what is said about them; the bot is nobody's to be."""
    world = harbour()
    noor, mira = world.user_named("noor").id, world.user_named("mira").id
    async with visit(world, about={noor: "a member", mira: "the owner", 7: "nobody"}) as here:
        told = await here.visitor.get("/api/home")
        assert [(person["name"], person["about"]) for person in told["people"]] == [
            ("noor", "a member"),
            ("mira", "the owner"),
        ]
        for stranger_id in (here.person("pia"), world.bot.id, 7, "", "mira", "9" * 30, "%C2%B2"):
            shown = await here.visitor.ask("GET", f"/api/home?as={stranger_id}")
            assert (shown.status, list(shown.body)) == (404, ["failed"])


async def test_a_channel_that_one_does_not_see_is_not_there(here: Visit) -> None:
    """Whether one wants to read there, or to do something."""
    noor, editors = str(here.person("noor")), str(here.channel("editors"))
    for path in ("messages", "commands", "named"):
        shown = await here.visitor.ask("GET", f"/api/{path}?as={noor}&channel={editors}&kind=user")
        assert (shown.status, shown.body) == (
            404,
            {"failed": "There is no such channel, or this person does not see it."},
        )
    for path in ("use", "complete", "say", "press", "menu"):
        body = {"as": noor, "channel": editors, "command": "latest", "focused": "feed", "text": "hello", "message": "1"}
        assert (await here.visitor.post(f"/api/{path}", **body)).status == 404
    assert here.bot.heard == []


async def test_messages_are_read(here: Visit) -> None:
    """All of them, or those before one."""
    news, mira = here.channel("news"), here.person("mira")
    first, second = (here.world.say(news, mira, text).id for text in ("one", "two"))
    told = await here.visitor.get("/api/messages", channel=news)
    assert [message["id"] for message in told["messages"]] == [str(first), str(second)]
    told = await here.visitor.get("/api/messages", channel=news, before=second)
    assert [message["id"] for message in told["messages"]] == [str(first)]


async def test_commands_are_those_of_the_person_there(here: Visit) -> None:
    """What needs a permission is not listed for whoever lacks it."""
    listed = {
        name: [
            command["name"]
            for command in (
                await here.visitor.get("/api/commands", **{"as": here.person(name), "channel": here.channel("news")})
            )["slash"]
        ]
        for name in ("mira", "noor", "pia")
    }
    assert listed == {"mira": ["feed add", "feed list", "latest"], "noor": ["latest"], "pia": []}


async def test_names_are_offered(here: Visit) -> None:
    """Of a kind that there is."""
    news = here.channel("news")
    told = await here.visitor.get("/api/named", channel=news, kind="channel", like="gen")
    assert told == {"choices": [{"name": "#general", "value": str(here.channel("general"))}]}
    assert (await here.visitor.ask("GET", f"/api/named?channel={news}&kind=emoji")).status == 400


async def test_the_wire_tells_what_was_sent(here: Visit) -> None:
    """The newest 100 exchanges, oldest first, bodies cut, with what was objected to."""
    news = here.channel("news")
    for number in range(99):
        await here.bot.plain.post(news, content=f"line {number}")
    await here.bot.plain.post(news, content="x" * 2001)
    await here.bot.plain.ask("POST", f"/channels/{news}/messages", {"content": "y" * 12_000})
    told = await here.visitor.get("/api/wire")
    assert (len(told["exchanges"]), told["unmodelled"], told["unlike"]) == (100, 0, 0)
    assert told["objections"] >= 2
    newest = told["exchanges"][-1]
    assert (newest["number"], newest["method"], newest["path"]) == (101, "POST", f"/channels/{news}/messages")
    assert (newest["status"], len(newest["sent"])) == (400, 8000)
    assert newest["sent"].endswith("… (the rest is left out)")
    assert set(newest["objections"][0]) == {"kind", "code", "field", "sign", "what"}
    assert told["exchanges"][0]["number"] == 2


async def test_a_file_on_a_message_is_shown_when_it_is_a_picture(here: Visit) -> None:
    """And nothing else that hangs there."""
    drawing = b"\x89PNG and so on"
    attachments = {
        name: f"{here.discord.api.removesuffix('/api/v10')}/attachments/{here.channel('news')}/{number}/{name}"
        for number, name in ((11, "quay.png"), (12, "quay.svg"), (13, "page.html"), (99, "gone.png"))
    }
    here.world.files.update({11: drawing, 12: b"<svg/>", 13: b"<p>"})
    shown = {
        name: await here.visitor.ask("GET", f"/picture?of={address.replace(':', '%3A')}")
        for name, address in attachments.items()
    }
    assert {name: answer.status for name, answer in shown.items()} == {
        "quay.png": 200,
        "quay.svg": 404,
        "page.html": 404,
        "gone.png": 404,
    }
    assert shown["quay.png"].headers["Content-Type"] == "image/png"
    assert shown["quay.png"].headers["X-Content-Type-Options"] == "nosniff"


async def test_pictures_come_from_this_machine_alone() -> None:
    """What is elsewhere is not even asked for."""
    wanted: list[str] = []

    async def pictures(address: str) -> tuple[bytes, str] | None:
        wanted.append(address)
        return (b"GIF89a", "image/gif") if address.endswith(".gif") else (b"<p>", "text/html")

    async with visit(pictures=pictures) as here:
        for of, status in (
            ("http://127.0.0.1:1/a.gif", 200),
            ("http://localhost/a.gif", 200),
            ("http://127.0.0.1:1/a.html", 404),
            ("https://quay.example/a.gif", 404),
            ("http://127.0.0.1@quay.example/a.gif", 404),
            ("file:///etc/a.gif", 404),
            ("http://[a.gif", 404),
            ("", 404),
        ):
            shown = await here.visitor.ask("GET", "/picture?of=" + of.replace("@", "%40").replace("[", "%5B"))
            assert (of, shown.status) == (of, status)
        assert wanted == ["http://127.0.0.1:1/a.gif", "http://localhost/a.gif", "http://127.0.0.1:1/a.html"]
        assert (await here.visitor.ask("GET", "/picture")).status == 400


async def test_a_closed_page_closes_at_once() -> None:
    """Whoever still listens does not hold it open."""
    async with StandIn(harbour()) as discord:
        page = Page(discord)
        async with page, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await (await session.get(page.address)).read()
            listening = await session.get(page.address.partition("/?")[0] + "/live")
            await listening.content.readline()
            began = time.monotonic()
            await page.__aexit__()
            assert time.monotonic() - began < 2
            listening.close()
