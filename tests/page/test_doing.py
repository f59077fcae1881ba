"""What a person does at the page is done in the stand-in, by them and nobody else; what came of it is told."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox import Json, MessageFlag
from bot.sandbox.blog import Blog
from bot.sandbox.clock import Clock
from bot.sandbox.newsroom import Newsroom
from bot.sandbox.page import asked
from bot.sandbox.things import Command
from tests.page.visit import ROW, Visit, harbour, pressable, visit

SAID: Json = {"type": 4, "data": {"content": "Here it is"}}
FORM: Json = {
    "type": 9,
    "data": {
        "custom_id": "form",
        "title": "Say more",
        "components": [
            {"type": 10, "content": "In **your** words"},
            {
                "type": 18,
                "label": "Why?",
                "description": "A line will do",
                "component": {"type": 4, "custom_id": "why", "style": 2, "min_length": 3, "max_length": 40},
            },
            {
                "type": 18,
                "label": "How often",
                "component": {
                    "type": 3,
                    "custom_id": "often",
                    "required": False,
                    "max_values": 2,
                    "options": [{"label": "At once", "value": "instant"}, {"label": "Daily", "value": "daily"}],
                },
            },
        ],
    },
}
OLD_FORM: Json = {
    "type": 9,
    "data": {
        "custom_id": "form",
        "title": "Say more",
        "components": [
            {
                "type": 1,
                "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why?", "value": "as it is"}],
            }
        ],
    },
}


@pytest.fixture
async def here() -> AsyncIterator[Visit]:
    """Open the page over the harbour, with a bot that answers."""
    answers = {"latest": SAID, "feed": SAID, "more": SAID, "form": SAID, "Digest this": SAID}
    async with visit(answers=answers) as opened:
        yield opened


async def test_a_command_is_used(here: Visit) -> None:
    """The bot is told by whom and with what; its answer stands in the channel."""
    noor, news = here.person("noor"), here.channel("news")
    body = {"as": str(noor), "channel": str(news), "command": "latest", "options": {"count": "3"}, "files": {}}
    done = await here.visitor.post("/api/use", **body)
    assert (done.status, done.body) == (200, {"failed": None, "modal": None})
    assert here.bot.heard[0]["member"]["user"]["id"] == str(noor)
    assert here.bot.heard[0]["data"]["options"] == [{"name": "count", "type": 4, "value": 3}]
    assert [message["content"] for message in here.discord.messages(news)] == ["Here it is"]


@pytest.mark.parametrize(
    ("name", "command", "options", "failed"),
    [
        ("noor", "feed list", {}, "it needs permissions that you do not have here"),
        ("pia", "latest", {}, "you may not use commands here"),
        ("mira", "nothing", {}, "there is no command /nothing"),
        ("mira", "feed add", {}, "address"),
        ("mira", "latest", {"count": "many"}, "count is a number"),
        ("mira", "latest", {"colour": "red"}, "colour"),
    ],
)
async def test_what_discord_would_not_send_fails(
    here: Visit, name: str, command: str, options: dict[str, str], failed: str
) -> None:
    """With what was wrong; the bot hears nothing of it."""
    body = {"as": str(here.person(name)), "channel": str(here.channel("news")), "command": command}
    done = await here.visitor.post("/api/use", **body, options=options)
    assert done.status == 200
    assert failed in done.body["failed"]
    assert here.bot.heard == []


async def test_a_silent_bot_has_failed() -> None:
    """As Discord says it."""
    async with visit(answer_within=timedelta(seconds=0.05)) as here:
        done = await here.visitor.post("/api/use", channel=str(here.channel("news")), command="latest")
        assert done.body == {"failed": "The application did not respond", "modal": None}


async def test_choices_are_offered_as_one_types() -> None:
    """Those of the option that is being typed, values as text; none where the option completes nothing."""
    offers: Json = {"type": 8, "data": {"choices": [{"name": "Harbour Light", "value": "1"}]}}
    async with visit(answers={"latest": offers}) as here:
        about = {"channel": str(here.channel("news")), "command": "latest"}
        done = await here.visitor.post("/api/complete", **about, options={"feed": "Har"}, focused="feed")
        assert done.body == {"choices": [{"name": "Harbour Light", "value": "1"}]}
        done = await here.visitor.post("/api/complete", **about, options={"count": "1"}, focused="count")
        assert (done.status, list(done.body)) == (200, ["failed"])


async def test_people_say_things(here: Visit) -> None:
    """Where they may."""
    news = here.channel("news")
    for name in ("mira", "pia"):
        body = {"as": str(here.person(name)), "channel": str(news), "text": f"{name} was here"}
        done = await here.visitor.post("/api/say", **body)
        assert (done.status, done.body["failed"] is None) == (200, name == "mira")
    assert [message["content"] for message in here.discord.messages(news)] == ["mira was here"]


async def test_a_button_is_pressed(here: Visit) -> None:
    """One that is there."""
    message = await pressable(here)
    about = {"as": str(here.person("noor")), "channel": str(here.channel("news")), "message": message}
    assert (await here.visitor.post("/api/press", **about, custom_id="more")).body == {"failed": None, "modal": None}
    assert here.bot.heard[0]["data"]["custom_id"] == "more"
    assert "less" in (await here.visitor.post("/api/press", **about, custom_id="less")).body["failed"]
    gone = await here.visitor.post("/api/press", **about | {"message": "1"}, custom_id="more")
    assert (gone.status, gone.body["failed"]) == (404, "There is no such message, or this person does not see it.")


async def test_values_are_chosen(here: Visit) -> None:
    """From a select, as many as it takes."""
    options = [{"label": "At once", "value": "instant"}, {"label": "Daily", "value": "daily"}]
    select = {"type": 1, "components": [{"type": 3, "custom_id": "more", "options": options}]}
    posted = await here.bot.plain.post(here.channel("news"), content="How often?", components=[select])
    about = {"channel": str(here.channel("news")), "message": posted.body["id"], "custom_id": "more"}
    assert (await here.visitor.post("/api/press", **about, values=["daily"])).body["failed"] is None
    assert here.bot.heard[0]["data"]["values"] == ["daily"]
    assert (await here.visitor.post("/api/press", **about, values=["weekly"])).body["failed"] is not None


async def test_an_ephemeral_answer_is_not_pressed_by_others() -> None:
    """It is not there for them."""
    answer: Json = {"type": 4, "data": {"content": "for you", "flags": int(MessageFlag.EPHEMERAL), "components": [ROW]}}
    async with visit(answers={"latest": answer, "more": SAID}) as here:
        noor, news = str(here.person("noor")), str(here.channel("news"))
        await here.visitor.post("/api/use", **{"as": noor}, channel=news, command="latest")
        (shown,) = (await here.visitor.get("/api/messages", **{"as": noor, "channel": news}))["messages"]
        about = {"channel": news, "message": shown["id"], "custom_id": "more"}
        assert (await here.visitor.post("/api/press", **about)).status == 404
        assert (await here.visitor.post("/api/press", **about, **{"as": noor})).body["failed"] is None


async def test_a_message_has_a_menu(here: Visit) -> None:
    """Its commands are told which message is meant."""
    message = await pressable(here)
    about = {"channel": str(here.channel("news")), "message": message}
    assert (await here.visitor.post("/api/menu", **about, command="Digest this")).body["failed"] is None
    assert here.bot.heard[0]["data"]["target_id"] == message
    assert "Eat this" in (await here.visitor.post("/api/menu", **about, command="Eat this")).body["failed"]


async def test_a_form_is_filled_in() -> None:
    """Its fields are told as the page draws them; sent wrong it stays open, and once sent it is closed."""
    async with visit(answers={"latest": FORM, "form": SAID}) as here:
        noor = {"as": str(here.person("noor"))}
        used = await here.visitor.post("/api/use", **noor, channel=str(here.channel("news")), command="latest")
        form = used.body["modal"]
        text, why, often = form["fields"]
        assert (form["title"], text["kind"], why["kind"], often["kind"]) == ("Say more", "text", "paragraph", "select")
        assert "<strong>your</strong>" in text["html"]
        assert (why["custom_id"], why["label"], why["description"]) == ("why", "Why?", "A line will do")
        assert (why["required"], why["shortest"], why["longest"]) == (True, 3, 40)
        assert (often["required"], often["least"], often["most"]) == (False, 1, 2)
        assert [option["value"] for option in often["options"]] == ["instant", "daily"]
        send = {**noor, "interaction": form["interaction"]}
        short = await here.visitor.post("/api/submit", **send, fields={"why": "x"})
        assert short.body["failed"] is not None
        stolen = await here.visitor.post("/api/submit", interaction=form["interaction"], fields={"why": "mine now"})
        assert stolen.body["failed"] is not None
        sent = await here.visitor.post("/api/submit", **send, fields={"why": "because", "often": ["daily"]})
        assert sent.body == {"failed": None, "modal": None}
        assert here.bot.heard[-1]["data"]["custom_id"] == "form"
        again = await here.visitor.post("/api/submit", **send, fields={"why": "because"})
        assert again.body["failed"] is not None


async def test_an_older_form_has_its_labels_inside() -> None:
    """A row around each field, as libraries still write it."""
    async with visit(answers={"latest": OLD_FORM}) as here:
        used = await here.visitor.post("/api/use", channel=str(here.channel("news")), command="latest")
        (why,) = used.body["modal"]["fields"]
        assert (why["kind"], why["label"], why["value"]) == ("short", "Why?", "as it is")


async def test_a_file_comes_with_a_command() -> None:
    """In base64, under its name; a large one too, but not one beyond all measure."""
    world = harbour()
    body: Json = {"name": "take", "description": "d", "options": [{"name": "file", "description": "d", "type": 11}]}
    world.set_commands(None, (Command(world.next_id(), None, body),))
    async with visit(world, answers={"take": SAID}) as here:
        data = bytes(range(256)) * 1024
        about = {"channel": str(here.channel("news")), "command": "take", "options": {"file": "feeds.opml"}}
        files = {"feeds.opml": base64.b64encode(data).decode()}
        assert (await here.visitor.post("/api/use", **about, files=files)).body["failed"] is None
        assert data in here.world.files.values()
        bad = await here.visitor.post("/api/use", **about, files={"feeds.opml": "not base64"})
        assert (bad.status, bad.body["failed"]) == (400, "A file must be written in base64.")
        too_much = io.BytesIO(json.dumps(about | {"files": {"a": "A" * asked.LARGEST_WITH_FILES}}).encode())
        headers = {"Content-Type": "application/json"}
        large = await here.visitor.ask("POST", "/api/use", data=too_much, headers=headers)
        assert (large.status, list(large.body)) == (413, ["failed"])


# ------------------------------------------------------------------------------------------------- the newsroom


async def test_the_newsroom_does_what_its_buttons_say() -> None:
    """And says what happened, or why it cannot be."""
    clock = Clock()
    async with (
        Blog(now=clock) as blog,
        visit(newsroom=lambda discord: Newsroom(blog, clock, discord.trouble)) as here,
    ):
        told = await here.visitor.get("/api/newsroom")
        name = told["posts"][0]["name"]
        assert told["posts"][0]["state"] == "drawer"
        done = (await here.visitor.post("/api/newsroom", do="publish", post=name)).body
        assert (done["failed"], bool(done["said"])) == (None, True)
        assert blog.published == (name,)
        again = await here.visitor.post("/api/newsroom", do="publish", post=name)
        assert (again.status, bool(again.body["failed"])) == (200, True)
        text = "Fähre " * 6000  # more than fits in most bodies
        pasted = await here.visitor.post("/api/newsroom", do="paste", title="Long", text=text)
        assert (pasted.status, pasted.body["failed"]) == (200, None)
        for strange in ({"do": 7}, {}, {"do": "publish", "post": ["a"]}, {"do": "clock", "by": 600}):
            assert (await here.visitor.post("/api/newsroom", **strange)).status == 400


async def test_a_page_may_stand_without_a_newsroom(here: Visit) -> None:
    """Nothing is shown then, and nothing done."""
    assert await here.visitor.get("/api/newsroom") == {}
    assert (await here.visitor.post("/api/newsroom", do="publish", post="talks")).status == 404
