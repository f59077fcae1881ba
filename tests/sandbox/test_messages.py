"""Messages of a channel: what is stored, what is refused and how, what is recorded."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest

from bot.sandbox import Json, Loss, Permission, World
from tests.sandbox.client import QUIET, connected
from tests.sandbox.room import room

EMBED: Json = {"title": "Ferry crews vote", "description": "On Monday."}


async def test_a_message_is_answered_as_it_is_stored() -> None:
    """The answer has everything a client reads, ids as strings, and exactly application/json as its type."""
    async with room() as here:
        said = await here.http.post(here.news, content=" Talks resume ", embeds=[EMBED], nonce=7)
        assert (said.status, said.headers["Content-Type"]) == (200, "application/json")
        assert (said.body["content"], said.body["nonce"], said.body["type"]) == ("Talks resume", 7, 0)
        assert said.body["author"]["id"] == str(here.bot)
        assert said.body["embeds"] == [{"type": "rich"} | EMBED]
        assert [m["id"] for m in here.discord.messages(here.news)] == [said.body["id"]]
        assert here.discord.violations == []


async def test_ids_only_ever_grow() -> None:
    """Snowflakes carry their time, and order messages even within one millisecond."""
    now = datetime(2026, 9, 18, 12, tzinfo=UTC)
    async with room(World.small(clock=lambda: now)) as here:
        ids = [int((await here.http.post(here.news, content="m")).body["id"]) for _ in range(3)]
        assert ids == sorted(set(ids))
        assert (ids[0] >> 22) + 1420070400000 == int(now.timestamp() * 1000)


async def test_a_wrong_token_is_refused() -> None:
    """Without the bot's token nothing is done, and Discord says 401."""
    async with room() as here:
        said = await here.http.ask("POST", here.path, QUIET | {"content": "m"}, token="another")
        assert (said.status, said.body) == (401, {"message": "401: Unauthorized", "code": 0})
        assert here.discord.messages(here.news) == ()


# posting once


async def test_history_shows_no_nonce() -> None:
    """A nonce comes back with the answer and is not kept with the message."""
    async with room() as here:
        await here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True)
        (shown,) = (await here.http.ask("GET", here.path)).body["list"]
        assert "nonce" not in shown


async def test_a_nonce_that_is_not_enforced_makes_a_second_message() -> None:
    """Only enforce_nonce makes Discord look for an earlier message."""
    async with room() as here:
        for _ in range(2):
            await here.http.post(here.news, content="m", nonce="delivery-1")
        assert len(here.discord.messages(here.news)) == 2


async def test_a_nonce_counts_within_its_channel() -> None:
    """The same nonce in another channel makes another message."""
    async with room() as here:
        general = here.discord.world.channel_named("general").id
        for channel in (here.news, general):
            await here.http.post(channel, content="m", nonce="delivery-1", enforce_nonce=True)
        assert len(here.discord.messages(here.news)) == len(here.discord.messages(general)) == 1


async def test_a_nonce_whose_message_was_deleted_is_refused_until_the_window_is_over() -> None:
    """404/10008 on create means: delivered before, and deleted since."""
    now = [datetime(2026, 9, 18, 12, tzinfo=UTC)]
    async with room(World.small(clock=lambda: now[0])) as here:
        first = await here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True)
        here.discord.world.delete_message(here.news, int(first.body["id"]))
        again = await here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True)
        assert (again.status, again.code) == (404, 10008)
        now[0] += timedelta(seconds=60)
        later = await here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True)
        assert later.status == 200
        assert here.discord.violations == []


async def test_a_nonce_survives_the_stand_in() -> None:
    """Discord remembers nonces through an outage, so a world does from one stand-in to the next."""
    world = World.small()
    for _ in range(2):
        async with room(world) as here:
            await here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True)
    assert len(world.history(world.channel_named("news").id)) == 1


async def test_many_at_once_with_one_nonce_are_one() -> None:
    """Requests that race with the same nonce get the same message."""
    async with room() as here:
        said = await asyncio.gather(
            *(here.http.post(here.news, content="m", nonce="delivery-1", enforce_nonce=True) for _ in range(8))
        )
        assert len({each.body["id"] for each in said}) == 1
        assert len(here.discord.messages(here.news)) == 1


# what is refused


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content": "x" * 2001}, 400, 50035),
        ({"content": ""}, 400, 50006),
        (
            {
                "components": [
                    {"type": 1, "components": [{"type": 2, "style": 5, "label": "l", "url": "https://a.example"}]}
                ]
            },
            400,
            50006,
        ),
        ({"content": "m", "nonce": "n" * 26}, 400, 50035),
        ({"content": "m", "colour": 1}, 400, 50035),
    ],
)
async def test_a_wrong_body_is_refused_and_held_against_the_bot(body: Json, status: int, code: int) -> None:
    """The answer carries Discord's code, the violation says where, and nothing is stored."""
    async with room() as here:
        said = await here.http.post(here.news, **body)
        assert (said.status, said.code) == (status, code)
        (violation,) = here.discord.violations
        assert (violation.kind, violation.code, violation.where) == ("discord", code, f"POST {here.path}")
        assert here.discord.messages(here.news) == ()


@pytest.mark.parametrize("data", [b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"content": 1}'])
async def test_what_is_no_message_is_refused(data: bytes) -> None:
    """Broken JSON, JSON of another kind and values of another type are refused, never stumbled over."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": "application/json"}
        async with session.post(here.discord.api + here.path, data=data, headers=headers) as answer:
            assert answer.status == 400
            assert (await answer.json())["code"] in (50109, 50035)
        assert len(here.discord.violations) == 1
        assert here.discord.unmodelled == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_a_broken_form_is_refused(kind: str) -> None:
    """A form that is none is refused like JSON that is none."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": kind}
        async with session.post(here.discord.api + here.path, data=b"nothing of the sort", headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)


async def test_a_body_larger_than_discord_takes_is_refused() -> None:
    """More than 10 MiB is refused with 413, and not held in memory."""
    async with room() as here, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {here.discord.token}", "Content-Type": "application/json"}
        large = io.BytesIO(b" " * (10 * 1024 * 1024 + 1))
        async with session.post(here.discord.api + here.path, data=large, headers=headers) as answer:
            assert answer.status == 413


async def test_an_error_names_the_field() -> None:
    """The errors object leads to the field that is wrong."""
    async with room() as here:
        said = await here.http.post(here.news, embeds=[{"title": "t" * 257}])
        (fault,) = said.body["errors"]["embeds"]["0"]["title"]["_errors"]
        assert fault["code"] == "BASE_TYPE_MAX_LENGTH"
        assert said.body["message"] == "Invalid Form Body"


# permissions and places


@pytest.mark.parametrize(
    ("denied", "code"),
    [(Permission.VIEW_CHANNEL, 50001), (Permission.SEND_MESSAGES, 50013)],
)
async def test_a_lost_permission_is_no_violation(denied: Permission, code: int) -> None:
    """The bot is refused with 403, and not to blame."""
    async with room() as here:
        here.discord.world.deny_bot(here.news, denied)
        said = await here.http.post(here.news, content="m")
        assert (said.status, said.code) == (403, code)
        here.discord.world.deny_bot(here.news, Permission.NONE)
        assert (await here.http.post(here.news, content="m")).status == 200
        assert here.discord.violations == []


async def test_a_channel_that_is_gone_is_unknown() -> None:
    """A deleted channel and one that never was are both 404/10003."""
    async with room() as here:
        here.discord.world.delete_channel(here.news)
        for channel in (here.news, 1):
            said = await here.http.post(channel, content="m")
            assert (said.status, said.code) == (404, 10003)


async def test_a_guild_that_is_gone_takes_its_channels_along() -> None:
    """A guild that removed the bot gives no access; one that was deleted leaves unknown channels."""
    async with room() as here:
        guild = here.discord.world.guild_named("Sandbox").id
        here.discord.world.remove_bot(guild)
        assert (await here.http.post(here.news, content="m")).code == 50001
        assert (await here.http.ask("GET", f"/guilds/{guild}")).code == 10004
        here.discord.world.delete_guild(guild)
        assert (await here.http.post(here.news, content="m")).code == 10003


async def test_without_embed_links_embeds_are_dropped_and_noted() -> None:
    """The text goes out without its embed; what was lost is noted, and is no violation."""
    async with room() as here:
        here.discord.world.deny_bot(here.news, Permission.EMBED_LINKS)
        said = await here.http.post(here.news, content="m", embeds=[EMBED])
        assert (said.status, said.body["embeds"]) == (200, [])
        assert here.discord.losses == [
            Loss(here.news, int(said.body["id"]), "embeds dropped: no Embed Links here"),
        ]
        assert here.discord.violations == []


async def test_without_embed_links_a_message_of_embeds_alone_is_refused() -> None:
    """When nothing would be left the permission is what is missing."""
    async with room() as here:
        here.discord.world.deny_bot(here.news, Permission.EMBED_LINKS)
        said = await here.http.post(here.news, embeds=[EMBED])
        assert (said.status, said.code) == (403, 50013)
        assert here.discord.messages(here.news) == ()


async def test_embeds_with_one_address_are_noted_as_merged() -> None:
    """The second of two embeds with one address is stored, shown by nobody, and noted."""
    async with room() as here:
        twice = [EMBED | {"url": "https://quay.example"}] * 2
        said = await here.http.post(here.news, embeds=twice)
        (loss,) = here.discord.losses
        assert (loss.message_id, "embed 1" in loss.what) == (int(said.body["id"]), True)


async def test_a_direct_message_nobody_takes_is_refused() -> None:
    """A person who takes no DMs: the DM opens, the message is refused with 403/50007."""
    async with room() as here:
        noor = here.discord.world.user_named("noor").id
        here.discord.world.members_without_dms.add(noor)
        opened = await here.http.ask("POST", "/users/@me/channels", {"recipient_id": str(noor)})
        again = await here.http.ask("POST", "/users/@me/channels", {"recipient_id": str(noor)})
        assert opened.body["id"] == again.body["id"]
        said = await here.http.post(int(opened.body["id"]), content="m")
        assert (said.status, said.code) == (403, 50007)
        assert here.discord.violations == []


async def test_an_archived_thread_is_opened_before_it_is_written_to() -> None:
    """An archived thread refuses with 50083 until it is taken out of the archive; a locked one stays shut."""
    async with room() as here:
        thread = here.discord.world.add_thread(here.news, "the talks").id
        assert (await here.http.post(thread, content="m")).status == 200
        here.discord.world.archive(thread)
        assert (await here.http.post(thread, content="m")).code == 50083
        assert (await here.http.ask("PATCH", f"/channels/{thread}", {"archived": False})).status == 200
        assert (await here.http.post(thread, content="m")).status == 200
        here.discord.world.archive(thread, locked=True)
        assert (await here.http.post(thread, content="m")).code == 160005
        assert (await here.http.ask("PATCH", f"/channels/{thread}", {"archived": False})).code == 50013


async def test_a_thread_goes_with_its_channel() -> None:
    """A thread whose channel was deleted is as unknown as the channel."""
    async with room() as here:
        thread = here.discord.world.add_thread(here.news, "the talks").id
        here.discord.world.delete_channel(here.news)
        assert (await here.http.post(thread, content="m")).code == 10003


async def test_files_need_a_permission_of_their_own() -> None:
    """Without Attach Files a message with a file is refused."""
    async with room() as here, connected(here.discord) as client:
        with pytest.raises(discord.Forbidden) as refusal:
            await client.text_channel(here.news).send("m", file=discord.File(io.BytesIO(b"x"), "one.txt"))
        assert refusal.value.code == 50013


async def test_a_thread_has_a_permission_of_its_own() -> None:
    """Send Messages does not open threads, and Send Messages in Threads does not open channels."""
    async with room() as here:
        thread = here.discord.world.add_thread(here.news, "the talks").id
        here.discord.world.deny_bot(here.news, Permission.SEND_MESSAGES_IN_THREADS)
        assert (await here.http.post(thread, content="m")).code == 50013
        assert (await here.http.post(here.news, content="m")).status == 200


# replies


async def test_a_reply_holds_what_it_replies_to() -> None:
    """A reply is of type 19, with its reference and the message referred to."""
    async with room() as here:
        first = (await here.http.post(here.news, content="one")).body["id"]
        said = await here.http.post(here.news, content="two", message_reference={"message_id": first})
        assert said.body["type"] == 19
        assert said.body["message_reference"]["message_id"] == first
        assert said.body["referenced_message"]["content"] == "one"
        here.discord.world.delete_message(here.news, int(first))
        again = await here.http.ask("GET", f"{here.path}/{said.body['id']}")
        assert again.body["referenced_message"] is None


async def test_a_reply_to_nothing_is_refused_and_nobody_is_to_blame() -> None:
    """The message replied to is gone: 50035 at message_reference, unless the body says to send it all the same."""
    async with room() as here:
        said = await here.http.post(here.news, content="m", message_reference={"message_id": "1"})
        (fault,) = said.body["errors"]["message_reference"]["_errors"]
        assert (said.status, said.code, fault["code"]) == (400, 50035, "REPLIES_UNKNOWN_MESSAGE")
        lenient = {"message_id": "1", "fail_if_not_exists": False}
        said = await here.http.post(here.news, content="m", message_reference=lenient)
        assert (said.status, said.body["type"], "message_reference" in said.body) == (200, 0, False)
        assert here.discord.violations == []


async def test_without_history_nothing_is_replied_to() -> None:
    """A reply without Read Message History is refused with 160002."""
    async with room() as here:
        first = (await here.http.post(here.news, content="one")).body["id"]
        here.discord.world.deny_bot(here.news, Permission.READ_MESSAGE_HISTORY)
        said = await here.http.post(here.news, content="two", message_reference={"message_id": first})
        assert (said.status, said.code) == (403, 160002)


async def test_a_reply_stays_in_its_channel() -> None:
    """A reply to a message of another channel is refused."""
    async with room() as here:
        general = here.discord.world.channel_named("general").id
        first = (await here.http.post(general, content="one")).body["id"]
        there = {"message_id": first, "channel_id": str(general)}
        said = await here.http.post(here.news, content="two", message_reference=there)
        assert said.code == 50035
        assert here.discord.violations[0].sign == "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL"
