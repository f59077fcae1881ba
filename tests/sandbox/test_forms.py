"""Forms (modals) that a bot made by hand opens: handed over, filled in, sent once, refused."""

from __future__ import annotations

import asyncio

from bot.sandbox.interactions import SILENCE, Answer
from bot.sandbox.things import Json
from tests.sandbox.client import QUIET
from tests.sandbox.desk import BUTTON, Desk, desk

WHY: Json = {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why"}]}


async def test_a_modal_is_handed_back() -> None:
    """A modal is an answer of its own, and nothing is waited for after it."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.call_back(heard, 9, {"custom_id": "edit", "title": "Edit", "components": [WHY]})
        answer = await waiting
        assert answer.modal is not None
        assert answer.modal["title"] == "Edit"


async def opened(here: Desk, component: Json | None = None) -> tuple[int, Json]:
    """Let noor open a form from a command, or from a button; return her interaction, and what the bot heard."""
    waiting, heard = await (here.typed() if component is None else here.pressed(component))
    await here.call_back(heard, 9, {"custom_id": "edit", "title": "Edit", "components": [WHY]})
    return (await waiting).interaction, heard


async def submitted(here: Desk, interaction: int) -> tuple[asyncio.Task[Answer], Json]:
    """Let noor send a form; return her waiting for the answer, and what the bot hears."""
    sending = asyncio.create_task(here.discord.submit(interaction, {"why": "because"}, by=here.noor))
    return sending, (await here.wire.until("INTERACTION_CREATE"))["d"]


async def test_a_form_is_sent_as_discord_sends_it() -> None:
    """The bot hears the fields with what was written; the answer says where it comes from, back to the command."""
    async with desk() as here:
        interaction, command = await opened(here)
        waiting, heard = await submitted(here, interaction)
        assert (heard["type"], heard["data"]["custom_id"], heard.get("message")) == (5, "edit", None)
        (row,) = heard["data"]["components"]
        assert (row["type"], row["components"][0]["custom_id"], row["components"][0]["value"]) == (1, "why", "because")
        for wrong in (7, 8, 9):
            assert (await here.call_back(heard, wrong, WHY)).code == 50035
        await here.say(heard, "done")
        answer = await waiting
        (shown,) = answer.messages
        assert (shown["type"], shown["interaction"]["name"]) == (20, "why")
        assert shown["interaction_metadata"]["type"] == 5
        assert shown["interaction_metadata"]["triggering_interaction_metadata"]["id"] == command["id"]


async def test_a_form_of_a_button_comes_with_its_message() -> None:
    """And its answer may change that, or reply to it."""
    async with desk() as here:
        message = await here.posted(BUTTON)
        interaction, _ = await opened(here, message)
        waiting, heard = await submitted(here, interaction)
        assert heard["message"]["id"] == message["id"]
        assert (await here.call_back(heard, 7, QUIET | {"content": "changed"})).status == 204
        assert [(each["id"], each["content"]) for each in (await waiting).messages] == [(message["id"], "changed")]


async def test_a_form_that_nobody_answered_may_be_sent_again() -> None:
    """What was written is not lost with the bot's silence; once it is answered the form is closed."""
    async with desk(answer_within=0.1) as here:
        interaction, _ = await opened(here)
        waiting, _ = await submitted(here, interaction)
        twice = await here.discord.submit(interaction, {"why": "because"}, by=here.noor)
        assert twice.failed == "that form is not open"
        assert (await waiting).failed == SILENCE
        waiting, heard = await submitted(here, interaction)
        await here.say(heard, "done")
        assert (await waiting).text == "done"
        again = await here.discord.submit(interaction, {"why": "because"}, by=here.noor)
        assert again.failed == "that form is not open"


async def test_what_is_not_modelled_of_a_form_is_told() -> None:
    """A form with a file to upload is not opened, and the record says why."""
    async with desk(answer_within=0.1) as here:
        waiting, heard = await here.typed()
        upload = {"type": 18, "label": "File", "component": {"type": 19, "custom_id": "file"}}
        said = await here.call_back(heard, 9, {"custom_id": "edit", "title": "Edit", "components": [upload]})
        assert (said.status, said.body["message"]) == (400, "Not modelled by the stand-in: file uploads")
        assert here.discord.unmodelled == ["modal: file uploads"]
        assert (await waiting).failed == SILENCE


async def test_a_form_that_discord_refuses_is_not_opened() -> None:
    """The bot is told which field is wrong, and it is a violation."""
    async with desk(answer_within=0.1) as here:
        waiting, heard = await here.typed()
        said = await here.call_back(heard, 9, {"custom_id": "edit", "title": "x" * 46, "components": [WHY]})
        assert said.body["errors"]["data"].keys() == {"title"}
        assert (await waiting).modal is None
        assert here.discord.violations[0].field == "data.title"
