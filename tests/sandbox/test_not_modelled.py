"""What Discord would take and the stand-in knows nothing of is told, and nothing comes of it."""

from __future__ import annotations

import pytest

from bot.sandbox import Json
from tests.sandbox.client import QUIET
from tests.sandbox.room import room

POLL: Json = {"question": {"text": "Ferry or bridge?"}, "answers": [{"poll_media": {"text": "Ferry"}}]}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"content": "m", "poll": POLL}, "poll"),
        ({"poll": POLL}, "poll"),
        ({"content": "m", "sticker_ids": ["1"]}, "sticker_ids"),
        ({"content": "m", "tts": True}, "tts"),
        ({"message_reference": {"type": 1, "message_id": "1", "channel_id": "2"}}, "forwards"),
        ({"content": "m", "tts": True, "sticker_ids": ["1"]}, "sticker_ids, tts"),
    ],
)
async def test_a_part_of_a_message_is_named(body: Json, what: str) -> None:
    """Nothing is posted; the answer and the record say which part it was, and no rule is broken."""
    async with room() as here:
        said = await here.http.ask("POST", here.path, QUIET | body)
        assert (said.status, said.code) == (400, 0)
        assert said.body["message"] == f"Not modelled by the stand-in: {what}"
        assert here.discord.unmodelled == [f"POST {here.path}: {what}"]
        assert (here.discord.violations, here.discord.messages(here.news)) == ([], ())


async def test_what_is_empty_asks_for_nothing() -> None:
    """No stickers, no poll and no speech are what is modelled."""
    async with room() as here:
        body = QUIET | {"content": "m", "sticker_ids": [], "poll": None, "tts": False}
        assert (await here.http.ask("POST", here.path, body)).status == 200
        assert here.discord.unmodelled == []


async def test_an_edit_is_held_to_it_too() -> None:
    """The message stays as it was."""
    async with room() as here:
        message = (await here.http.post(here.news, content="m")).body["id"]
        said = await here.http.ask("PATCH", f"{here.path}/{message}", QUIET | {"content": "n", "sticker_ids": ["1"]})
        assert said.body["message"] == "Not modelled by the stand-in: sticker_ids"
        assert [each["content"] for each in here.discord.messages(here.news)] == ["m"]


async def test_a_part_of_a_command_is_named() -> None:
    """By all three ways in which a command is synced."""
    async with room() as here:
        path = f"/applications/{here.bot}/commands"
        adult: Json = {"name": "why", "description": "Why.", "nsfw": True}
        for method, body in (("PUT", [adult]), ("POST", adult)):
            said = await here.http.ask(method, path, body)
            assert said.body["message"] == "Not modelled by the stand-in: nsfw of why"
        made = (await here.http.ask("POST", path, adult | {"nsfw": False})).body["id"]
        assert (await here.http.ask("PATCH", f"{path}/{made}", {"nsfw": True})).status == 400
        assert len(here.discord.unmodelled) == 3
        assert [command.body["nsfw"] for command in here.discord.world.commands_of(None)] == [False]
