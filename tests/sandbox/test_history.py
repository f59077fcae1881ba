"""What becomes of messages: listed, edited, deleted; and whom they ring for."""

from __future__ import annotations

import io

import discord
import pytest

from bot.sandbox import Json, Permission, Ping
from tests.sandbox.client import QUIET, connected
from tests.sandbox.room import room

EMBED: Json = {"title": "Ferry crews vote", "description": "On Monday."}


async def test_history_is_paged_newest_first() -> None:
    """A page ends before, begins after or surrounds a message."""
    async with room() as here:
        ids = [(await here.http.post(here.news, content=str(n))).body["id"] for n in range(7)]

        async def page(query: str) -> list[int]:
            said = await here.http.ask("GET", f"{here.path}?{query}")
            return [int(message["content"]) for message in said.body["list"]]

        assert await page("") == [6, 5, 4, 3, 2, 1, 0]
        assert await page("limit=2") == [6, 5]
        assert await page(f"before={ids[4]}&limit=3") == [3, 2, 1]
        assert await page(f"after={ids[4]}&limit=3") == [6, 5]
        assert await page(f"after={ids[1]}&limit=3") == [4, 3, 2]
        assert await page(f"around={ids[3]}&limit=3") == [4, 3, 2]
        assert await page(f"before={ids[0]}") == []


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
async def test_a_page_has_one_to_a_hundred_messages(limit: str) -> None:
    """Any other limit is refused."""
    async with room() as here:
        assert (await here.http.ask("GET", f"{here.path}?limit={limit}")).code == 50035


async def test_without_the_permission_history_is_empty() -> None:
    """Without Read Message History a channel looks empty; that is no error."""
    async with room() as here:
        posted = (await here.http.post(here.news, content="m")).body["id"]
        here.discord.world.deny_bot(here.news, Permission.READ_MESSAGE_HISTORY)
        assert (await here.http.ask("GET", here.path)).body == {"list": []}
        assert (await here.http.ask("GET", f"{here.path}/{posted}")).status == 403


# edits and deletions


async def test_an_edit_changes_what_it_names() -> None:
    """What an edit does not name stays as it was."""
    async with room() as here:
        posted = (await here.http.post(here.news, content="one", embeds=[EMBED])).body["id"]
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"content": "two"})
        assert (said.body["content"], said.body["embeds"][0]["title"]) == ("two", EMBED["title"])
        assert said.body["edited_timestamp"] is not None
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"embeds": []})
        assert (said.body["content"], said.body["embeds"]) == ("two", [])
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"content": ""})
        assert (said.status, said.code) == (400, 50006)


async def test_a_layout_is_never_taken_back() -> None:
    """A message in Components V2 stays one, and takes neither content nor embeds."""
    async with room() as here:
        shown = [{"type": 10, "content": "laid out"}]
        posted = (await here.http.post(here.news, components=shown, flags=1 << 15)).body["id"]
        edited = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"flags": 0})
        assert edited.body["flags"] == 1 << 15
        for wrong in ({"content": "c"}, {"embeds": [EMBED]}):
            said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | wrong)
            assert (said.status, said.code) == (400, 50035)


async def test_a_layout_replaces_what_was_there() -> None:
    """A message with text becomes a layout only when its text is taken away."""
    async with room() as here:
        posted = (await here.http.post(here.news, content="c")).body["id"]
        shown = {"components": [{"type": 10, "content": "laid out"}], "flags": 1 << 15}
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | shown)
        assert list(said.body["errors"]) == ["content"]
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | shown | {"content": None})
        assert (said.status, said.body["flags"]) == (200, 1 << 15)


async def test_another_ones_message_is_not_the_bots_to_change() -> None:
    """It cannot be edited (50005), and is deleted only with Manage Messages."""
    async with room() as here:
        world = here.discord.world
        theirs = world.say(here.news, world.user_named("noor").id, "mine").id
        assert (await here.http.ask("PATCH", f"{here.path}/{theirs}", QUIET | {"content": "m"})).code == 50005
        assert (await here.http.ask("DELETE", f"{here.path}/{theirs}")).code == 50013
        world.overwrite(here.news, here.bot, allow=Permission.MANAGE_MESSAGES)
        assert (await here.http.ask("DELETE", f"{here.path}/{theirs}")).status == 204
        assert (await here.http.ask("DELETE", f"{here.path}/{theirs}")).code == 10008


async def test_an_edit_without_embed_links_loses_its_embeds() -> None:
    """An edited message keeps its text without the embeds, and is empty when it had no text."""
    async with room() as here:
        posted = (await here.http.post(here.news, content="c", embeds=[EMBED])).body["id"]
        here.discord.world.deny_bot(here.news, Permission.EMBED_LINKS)
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"embeds": [EMBED]})
        assert (said.status, said.body["embeds"]) == (200, [])
        said = await here.http.ask("PATCH", f"{here.path}/{posted}", QUIET | {"content": None, "embeds": [EMBED]})
        assert (said.status, said.code) == (400, 50006)
        assert here.discord.violations == []


async def test_files_stay_unless_an_edit_leaves_them_out() -> None:
    """An edit that does not name attachments keeps them; one that lists some keeps those."""
    async with room() as here, connected(here.discord) as client:
        here.discord.world.overwrite(here.news, here.bot, allow=Permission.ATTACH_FILES)
        files = [discord.File(io.BytesIO(b"x"), name) for name in ("one.txt", "two.txt")]
        sent = await client.text_channel(here.news).send("m", files=files)
        edited = await sent.edit(content="n")
        assert [file.filename for file in edited.attachments] == ["one.txt", "two.txt"]
        edited = await sent.edit(attachments=[sent.attachments[1]])
        assert [file.filename for file in edited.attachments] == ["two.txt"]
        edited = await sent.edit(attachments=[])
        assert edited.attachments == []


# the house's own rules, and who is rung for


async def test_what_the_house_would_not_send_goes_out_and_is_recorded() -> None:
    """A body without allowed_mentions and an address in the text are stored, and held against the bot."""
    async with room() as here:
        said = await here.http.ask("POST", here.path, {"content": "see https://quay.example"})
        await here.http.ask("PATCH", f"{here.path}/{said.body['id']}", {"content": "see nothing"})
        assert said.status == 200
        assert [(v.kind, v.sign) for v in here.discord.violations] == [
            ("house", "MISSING"),
            ("house", "BARE_LINK"),
            ("house", "MISSING"),
        ]


async def test_a_ping_is_recorded_when_it_is_allowed() -> None:
    """Mentions ring for whom allowed_mentions lets them, and for nobody when it names none."""
    async with room() as here:
        noor, mira = here.discord.world.user_named("noor").id, here.discord.world.user_named("mira").id
        text = f"<@{noor}> and <@!{mira}>, @everyone"
        await here.http.post(here.news, content=text)
        assert here.discord.pings == []
        only_noor = {"allowed_mentions": {"parse": [], "users": [str(noor)]}}
        said = await here.http.post(here.news, content=text, **only_noor)
        assert here.discord.pings == [Ping(here.news, int(said.body["id"]), f"<@{noor}>")]
        assert [user["id"] for user in said.body["mentions"]] == [str(noor)]


async def test_without_allowed_mentions_everybody_is_rung_for() -> None:
    """Discord's default lets everything ping: people, and who was replied to; @everyone only with the permission."""
    async with room() as here:
        world = here.discord.world
        noor = world.user_named("noor").id
        theirs = str(world.say(here.news, noor, "mine").id)
        reply = {"content": "@everyone", "message_reference": {"message_id": theirs}}
        await here.http.ask("POST", here.path, reply)
        world.overwrite(here.news, here.bot, allow=Permission.MENTION_EVERYONE)
        await here.http.ask("POST", here.path, reply)
        assert [ping.who for ping in here.discord.pings] == [f"<@{noor}>", "everyone", f"<@{noor}>"]


async def test_a_layouts_text_rings_and_an_embeds_does_not() -> None:
    """Mentions in a text display count; those in an embed never do."""
    async with room() as here:
        noor = here.discord.world.user_named("noor").id
        users = {"allowed_mentions": {"parse": ["users"]}}
        await here.http.post(here.news, embeds=[{"description": f"<@{noor}>"}], **users)
        assert here.discord.pings == []
        laid_out = [{"type": 10, "content": f"<@{noor}>"}]
        await here.http.post(here.news, components=laid_out, flags=1 << 15, **users)
        assert [ping.who for ping in here.discord.pings] == [f"<@{noor}>"]


async def test_nobody_rings_twice_for_one_message() -> None:
    """A person who is named and replied to is rung for once; @everyone only where allowed_mentions says so."""
    async with room() as here:
        world = here.discord.world
        world.overwrite(here.news, here.bot, allow=Permission.MENTION_EVERYONE)
        noor = world.user_named("noor").id
        reply = {"message_reference": {"message_id": str(world.say(here.news, noor, "mine").id)}}
        rule = {"allowed_mentions": {"parse": ["users"], "replied_user": True}}
        await here.http.post(here.news, content=f"<@{noor}> @everyone", **reply, **rule)
        assert [ping.who for ping in here.discord.pings] == [f"<@{noor}>"]
