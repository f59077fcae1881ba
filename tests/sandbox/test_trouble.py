"""Trouble that is ordered happens, where and as often as it was ordered, before or after the work is done."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.sandbox import Answers, Blocks, Drops, Fault, Hangs, Limits, Pace, StandIn
from bot.sandbox.trouble import Ending
from tests.sandbox.client import http, wire

POSTS = "/channels/*/messages"


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("ending", [Answers(500), Answers(502), Answers(503), Drops()])
async def test_a_failure_comes_before_or_after_storing(ending: Ending, stored: bool) -> None:
    """The bot sees the same failure either way; only the world knows whether the message is there."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        standin.trouble.order(Fault("POST", POSTS, ending, stored=stored))
        if isinstance(ending, Answers):
            assert (await plain.post(news, content="m", nonce="n", enforce_nonce=True)).status == ending.status
        else:
            with pytest.raises(aiohttp.ClientError):
                await plain.post(news, content="m", nonce="n", enforce_nonce=True)
        assert len(standin.messages(news)) == stored
        again = await plain.post(news, content="m", nonce="n", enforce_nonce=True)
        assert again.status == 200
        assert len(standin.messages(news)) == 1
        assert standin.violations == []
        assert standin.unmodelled == []


async def test_a_fault_befalls_as_many_as_it_was_ordered_for() -> None:
    """Two times is two times; until it is lifted is until then; other calls are not touched."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id

        async def statuses(count: int) -> list[int]:
            return [(await plain.post(news, content="m")).status for _ in range(count)]

        standin.trouble.order(Fault("POST", POSTS, Answers(500), times=2))
        assert (await plain.ask("GET", f"/channels/{news}/messages")).status == 200
        assert await statuses(3) == [500, 500, 200]
        standin.trouble.order(Fault("*", "/channels/*", Answers(502), times=None))
        assert await statuses(4) == [502, 502, 502, 502]
        standin.trouble.lift()
        assert await statuses(1) == [200]


async def test_a_code_may_be_ordered() -> None:
    """Any of Discord's codes comes with its own words."""
    async with StandIn() as standin, http(standin) as plain:
        standin.trouble.order(Fault("POST", POSTS, Answers(403, 50013)))
        said = await plain.post(standin.world.channel_named("news").id, content="m")
        assert (said.status, said.body) == (403, {"message": "Missing Permissions", "code": 50013})


async def test_a_limit_is_discords_own() -> None:
    """A 429 says how long to wait and for whom it holds, and went Via Discord."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        standin.trouble.order(Fault("POST", POSTS, Limits(0.25)), Fault("POST", POSTS, Limits(7, everywhere=True)))
        said = await plain.post(news, content="m")
        assert (said.status, said.body["retry_after"], said.body["global"]) == (429, 0.25, False)
        assert said.headers["Via"]
        said = await plain.post(news, content="m")
        assert (said.body["retry_after"], said.body["global"], said.headers["X-RateLimit-Global"]) == (7, True, "true")


async def test_a_block_is_not_discords() -> None:
    """Cloudflare answers 429 in HTML, and without Via."""
    async with StandIn() as standin, http(standin) as plain:
        standin.trouble.order(Fault("POST", POSTS, Blocks()))
        said = await plain.post(standin.world.channel_named("news").id, content="m")
        assert (said.status, "Via" in said.headers, said.headers["Content-Type"]) == (
            429,
            False,
            "text/html; charset=utf-8",
        )


async def test_an_answer_may_hang() -> None:
    """The message is stored when the answer hangs after storing, and comes late when it hangs before."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        standin.trouble.order(Fault("POST", POSTS, Hangs(60), stored=True))
        waiting = asyncio.create_task(plain.post(news, content="m"))
        await standin.wait_for_message(news)
        assert not waiting.done()
        waiting.cancel()
        standin.trouble.order(Fault("POST", POSTS, Hangs(0.01)))
        assert (await plain.post(news, content="m")).status == 200


async def test_a_stand_in_with_a_hanging_request_closes() -> None:
    """Closing does not wait for what hangs."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        standin.trouble.order(Fault("POST", POSTS, Hangs(3600), stored=True))
        waiting = asyncio.create_task(plain.post(news, content="m"))
        await standin.wait_for_message(news)
        await asyncio.wait_for(standin.__aexit__(None, None, None), 3)
        with pytest.raises(aiohttp.ClientError):
            await waiting


async def test_when_discord_is_down_nothing_answers() -> None:
    """Calls get 503, the gateway breaks and takes nobody in, until it is up again; the session can be resumed."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        async with wire(standin) as socket:
            session = (await socket.identify(standin))["session_id"]
            standin.trouble.down()
            assert await socket.closing() in (None, 1006)
        assert (await plain.post(news, content="m")).status == 503
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with wire(standin):
                pass
        standin.trouble.up()
        assert (await plain.post(news, content="m")).status == 200
        async with wire(standin) as socket:
            await socket.send(6, {"token": standin.token, "session_id": session, "seq": 2})
            await socket.until("RESUMED")


async def test_every_request_is_on_record() -> None:
    """Method, path and status of each; a dropped one has no status."""
    async with StandIn() as standin, http(standin) as plain:
        news = standin.world.channel_named("news").id
        standin.trouble.order(Fault("POST", "/channels/*/typing", Drops()))
        await plain.post(news, content="m")
        with pytest.raises(aiohttp.ClientError):
            await plain.ask("POST", f"/channels/{news}/typing")
        posted, dropped = standin.requests
        assert (posted.method, posted.path, posted.status) == ("POST", f"/channels/{news}/messages", 200)
        assert (dropped.method, dropped.path, dropped.status) == ("POST", f"/channels/{news}/typing", 0)


async def test_a_pace_is_kept_when_there_is_one() -> None:
    """Beyond a channel's five in five seconds comes a 429 with the time to wait; another channel has its own."""
    async with StandIn(messages_pace=Pace(5, 5.0)) as standin, http(standin) as plain:
        news, general = standin.world.channel_named("news").id, standin.world.channel_named("general").id
        said = [await plain.post(news, content="m") for _ in range(6)]
        assert [each.status for each in said] == [200] * 5 + [429]
        assert [each.headers["X-RateLimit-Remaining"] for each in said] == ["4", "3", "2", "1", "0", "0"]
        assert 4 < said[5].body["retry_after"] <= 5
        assert (await plain.post(general, content="m")).status == 200


async def test_the_bots_own_pace_is_everywhere() -> None:
    """Beyond so many calls a second of any kind comes a global 429; what answers interactions is not counted."""
    async with StandIn(bot_pace=Pace(3, 1.0)) as standin, http(standin) as plain:
        said = [await plain.ask("GET", "/users/@me") for _ in range(4)]
        assert [each.status for each in said] == [200, 200, 200, 429]
        assert said[3].body["global"] is True
        hook = f"/webhooks/{standin.world.bot.id}/token/messages/@original"
        assert (await plain.ask("GET", hook)).status == 404


async def test_without_a_pace_the_headers_leave_room() -> None:
    """A client that reads the headers never waits."""
    async with StandIn() as standin, http(standin) as plain:
        said = await plain.post(standin.world.channel_named("news").id, content="m")
        assert int(said.headers["X-RateLimit-Remaining"]) > 100
        assert said.headers["X-RateLimit-Bucket"]
