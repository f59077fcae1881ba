"""Every request to the API is put on record in full: what was said, what was answered, and what is wrong with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox import Answers, Drops, Fault, Hangs, Pace, Permission, StandIn, World
from bot.sandbox.door import BASE, LONGEST_SHOWN, Door, answer
from bot.sandbox.ledger import EXCHANGES_KEPT, Exchange, Ledger, Newest, Violation
from bot.sandbox.trouble import Limits, Trouble
from tests.sandbox.client import QUIET, http, wire
from tests.sandbox.room import room

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def test_an_exchange_tells_what_was_said_and_answered() -> None:
    """With the world's time, and in the order in which they came to an end."""
    async with room(World.small(clock=lambda: NOON)) as here:
        said = await here.http.post(here.news, content="Talks go on")
        await here.http.ask("GET", f"{here.path}?limit=1")
        posted, listed = here.discord.ledger.exchanges
        assert (posted.number, posted.at, posted.method, posted.path, posted.status) == (
            1,
            NOON,
            "POST",
            here.path,
            200,
        )
        assert json.loads(posted.sent) == QUIET | {"content": "Talks go on"}
        assert json.loads(posted.answered) == said.body
        assert 0 < posted.seconds < 5
        assert posted.objections == ()
        assert (listed.number, listed.path, listed.sent) == (2, f"{here.path}?limit=1", "")
        assert len(json.loads(listed.answered)) == 1


async def test_whoever_listens_hears_each_exchange() -> None:
    """When it is over, and as it was recorded."""
    heard: list[Exchange] = []
    async with room() as here:
        stop = here.discord.ledger.heard.add(heard.append)
        await here.http.post(here.news, content="m")
        stop()
        await here.http.post(here.news, content="m")
        assert heard == [here.discord.ledger.exchanges[0]]


async def test_of_files_the_names_and_sizes_are_kept() -> None:
    """Their bytes are not text."""
    async with room() as here, aiohttp.ClientSession() as session:
        here.discord.world.overwrite(here.news, here.bot, allow=Permission.ATTACH_FILES)
        form = aiohttp.FormData()
        form.add_field("payload_json", json.dumps(QUIET | {"content": "m"}), content_type="application/json")
        form.add_field("files[3]", b"\x00\xff\x00", filename="chart.png", content_type="image/png")
        headers = {"Authorization": f"Bot {here.discord.token}"}
        async with session.post(here.discord.api + here.path, data=form, headers=headers) as said:
            assert said.status == 200
            assert (await said.json())["content"] == "m"
        (exchange,) = here.discord.ledger.exchanges
        assert json.loads(exchange.sent) == {
            "payload_json": QUIET | {"content": "m"},
            "files": [{"id": "3", "filename": "chart.png", "size": 3}],
        }


async def test_what_is_very_long_is_cut() -> None:
    """The text says how much is missing."""
    async with room() as here:
        await here.http.ask("POST", here.path, {"content": "m" * 30_000})
        (exchange,) = here.discord.ledger.exchanges
        whole = len(json.dumps({"content": "m" * 30_000}))
        assert exchange.sent.endswith(f"m… ({whole - LONGEST_SHOWN:,} characters more)")
        assert len(exchange.sent) < LONGEST_SHOWN + 50


@pytest.mark.parametrize("body", [b"{", b"[" * 5000, b"\xff\xfe", b'"\\ud800"', b""])
async def test_what_is_no_json_is_recorded_as_it_came(body: bytes) -> None:
    """As far as it is text."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": "application/json"}
        async with session.post(here.discord.api + here.path, data=body, headers=headers) as said:
            assert said.status == 400
        (exchange,) = here.discord.ledger.exchanges
        assert exchange.sent == body.decode(errors="replace")


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data"])
async def test_a_form_that_is_none_is_refused(kind: str) -> None:
    """With what Discord says of JSON that is none, and on record."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": kind}
        async with session.post(here.discord.api + here.path, data=b"nothing of the kind", headers=headers) as said:
            assert (said.status, (await said.json())["code"]) == (400, 50109)
        (exchange,) = here.discord.ledger.exchanges
        assert [objection.code for objection in exchange.objections] == [50109]


async def test_a_body_that_is_too_large_is_answered_with_413() -> None:
    """What it said is not kept."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}"}
        async with session.post(here.discord.api + here.path, data=BytesIO(bytes(11 << 20)), headers=headers) as said:
            assert said.status == 413
        (exchange,) = here.discord.ledger.exchanges
        assert (exchange.status, exchange.sent) == (413, "")


async def test_what_trouble_befalls_is_recorded_too() -> None:
    """A dropped connection has no status, a failure has its own, and both what was sent."""
    async with room() as here:
        here.discord.trouble.order(Fault("POST", "*", Drops()), Fault("POST", "*", Answers(500)))
        with pytest.raises(aiohttp.ClientError):
            await here.http.post(here.news, content="m")
        await here.http.post(here.news, content="m")
        here.discord.trouble.down()
        await here.http.post(here.news, content="m")
        assert [each.status for each in here.discord.ledger.exchanges] == [0, 500, 503]
        assert all("content" in each.sent for each in here.discord.ledger.exchanges)
        assert here.discord.ledger.exchanges[0].answered == ""


async def test_what_is_no_request_to_the_api_is_no_exchange() -> None:
    """The gateway's conversation and the pictures that people load."""
    async with room() as here, wire(here.discord), aiohttp.ClientSession() as session:
        async with session.get(f"{here.discord.api.removesuffix(BASE)}/attachments/1/2/a.png") as said:
            assert said.status == 404
        assert list(here.discord.ledger.exchanges) == []


async def test_objections_are_those_of_the_request_itself() -> None:
    """However many are under way at once."""
    texts = ["fine", "x" * 2001, "fine", "y" * 2002]
    async with room() as here:
        here.discord.trouble.order(*(Fault("POST", "*", Hangs(delay)) for delay in (0.05, 0.02, 0.03, 0.0)))
        await asyncio.gather(*(here.http.post(here.news, content=text) for text in texts))
        found = {json.loads(each.sent)["content"]: each.objections for each in here.discord.ledger.exchanges}
        assert [[objection.field for objection in found[text]] for text in texts] == [[], ["content"], [], ["content"]]
        assert len(here.discord.violations) == 2


async def test_tokens_are_nowhere() -> None:
    """Neither the bot's, nor the one that answers an interaction."""
    async with room() as here, wire(here.discord) as socket:
        await socket.identify(here.discord)
        world = here.discord.world
        await here.http.ask("PUT", f"/applications/{here.bot}/commands", [{"name": "why", "description": "Why."}])
        noor = world.user_named("noor").id
        asking = asyncio.create_task(here.discord.type("/why", by=noor, channel=here.news, finish_within=0, messages=0))
        heard = (await socket.until("INTERACTION_CREATE"))["d"]
        await here.http.ask("POST", f"/interactions/{heard['id']}/{heard['token']}/callback", {"type": 99})
        await here.http.ask("POST", f"/interactions/{heard['id']}/{heard['token']}/callback?x=1", {"type": 5})
        await here.http.ask("PATCH", f"/webhooks/{here.bot}/{heard['token']}/messages/@original", {"content": "m"})
        await here.http.ask("DELETE", f"/webhooks/{here.bot}/{heard['token']}")
        await asking
        ledger = here.discord.ledger
        paths = [each.path for each in ledger.exchanges]
        assert f"/interactions/{heard['id']}/…/callback?x=1" in paths
        assert f"/webhooks/{here.bot}/…/messages/@original" in paths
        assert ledger.unmodelled == [f"DELETE /webhooks/{here.bot}/…"]
        recorded = f"{list(ledger.exchanges)} {ledger.violations}"
        assert heard["token"] not in recorded
        assert here.discord.token not in recorded


async def test_the_newest_exchanges_are_kept() -> None:
    """They are numbered on."""
    async with room() as here:
        for _ in range(EXCHANGES_KEPT + 2):
            await here.http.ask("GET", "/gateway")
        numbers = [each.number for each in here.discord.ledger.exchanges]
        assert numbers == list(range(3, EXCHANGES_KEPT + 3))


def test_a_long_run_holds_the_newest_and_counts_all() -> None:
    """A list that is full lets its oldest go; forgetting begins the count anew."""
    noted: Newest[int] = Newest(3)
    noted += [1, 2]
    assert (noted, noted.counted) == ([1, 2], 2)
    noted.append(3)
    noted.append(4)
    noted.extend([5, 6])
    assert (noted, noted.counted) == ([4, 5, 6], 6)
    noted += range(7, 20)
    assert (noted, noted.counted) == ([17, 18, 19], 19)
    noted.clear()
    assert (noted, noted.counted) == ([], 0)


def test_a_ledger_holds_so_many_of_each() -> None:
    """What the bot does wrong ten thousand times over is known by then."""
    ledger = Ledger()
    ledger.record("POST /x", *[Violation("house", 0, "", str(number), "w") for number in range(10_010)])
    assert (len(ledger.violations), ledger.violations.counted) == (10_000, 10_010)
    assert (ledger.violations[0].sign, ledger.violations[0].where) == ("10", "POST /x")


# the limits


@dataclass(frozen=True, slots=True)
class Porch:
    """A door with one room behind it, asked over HTTP."""

    client: TestClient[web.Request, web.Application]
    trouble: Trouble
    ledger: Ledger

    async def ask(self, token: str = "t") -> aiohttp.ClientResponse:
        """Ask for the room."""
        async with self.client.get(f"{BASE}/room", headers={"Authorization": f"Bot {token}"}) as said:
            await said.read()
            return said


@asynccontextmanager
async def porch(*, invalid: Pace) -> AsyncIterator[Porch]:
    """Open a door that shuts an address out for so many refusals."""
    ledger, trouble = Ledger(), Trouble(break_connections=lambda: None)

    async def inside(request: web.Request) -> web.Response:
        return answer({"is": "quiet"})

    application = Door("t", ledger, trouble, invalid=invalid).application([web.get(f"{BASE}/room", inside)])
    async with TestClient(TestServer(application)) as client:
        yield Porch(client, trouble, ledger)


async def test_who_earns_too_many_refusals_is_shut_out() -> None:
    """By Cloudflare, for as long as they count, whatever is asked; then all is well again."""
    async with porch(invalid=Pace(3, 1.0)) as here:
        here.trouble.order(Fault("GET", "/room", Answers(403)), Fault("GET", "/room", Limits(0.01)))
        assert [(await here.ask(token)).status for token in "ttxtx"] == [403, 429, 401, 200, 401]
        shut_out = await here.ask()
        assert (shut_out.status, "Via" in shut_out.headers) == (429, False)
        assert shut_out.content_type == "text/html"
        await asyncio.sleep(1.05)
        assert (await here.ask()).status == 200


async def test_other_failures_do_not_shut_anybody_out() -> None:
    """What is not there and what breaks is asked for as often as one likes."""
    async with porch(invalid=Pace(1, 600)) as here:
        here.trouble.order(Fault("GET", "/room", Answers(400), times=5), Fault("GET", "/room", Answers(500), times=5))
        assert [(await here.ask()).status for _ in range(11)] == [400] * 5 + [500] * 5 + [200]


async def test_a_bucket_is_the_routes_and_counts_by_channel() -> None:
    """Two channels have one bucket by name, and each its own count; another method is another bucket."""
    async with StandIn(messages_pace=Pace(5, 5.0)) as discord, http(discord) as plain:
        news, general = (discord.world.channel_named(name).id for name in ("news", "general"))
        first, second, other = [await plain.post(channel, content="m") for channel in (news, news, general)]
        listed = await plain.ask("GET", f"/channels/{news}/messages")
        buckets = [said.headers["X-RateLimit-Bucket"] for said in (first, second, other, listed)]
        assert buckets[0] == buckets[1] == buckets[2] != buckets[3]
        assert [said.headers["X-RateLimit-Remaining"] for said in (first, second, other)] == ["4", "3", "4"]
        assert {said.headers["X-RateLimit-Limit"] for said in (first, second, other)} == {"5"}
        after = float(first.headers["X-RateLimit-Reset-After"])
        assert 4 < after <= 5
        ends = float(first.headers["X-RateLimit-Reset"])
        assert abs(ends - after - parsedate_to_datetime(first.headers["Date"]).timestamp()) < 3


@pytest.mark.parametrize(("everywhere", "scope"), [(False, "user"), (True, "global")])
async def test_a_limit_says_for_whom_and_how_long_it_holds(everywhere: bool, scope: str) -> None:
    """The header in whole seconds never ends before the body's does."""
    async with room() as here:
        here.discord.trouble.order(Fault("POST", "*", Limits(1.4, everywhere=everywhere)))
        said = await here.http.post(here.news, content="m")
        assert (said.status, said.body["retry_after"], said.body["global"]) == (429, 1.4, everywhere)
        assert (said.headers["Retry-After"], said.headers["X-RateLimit-Scope"]) == ("2", scope)
        assert said.headers.get("X-RateLimit-Global") == ("true" if everywhere else None)
