"""Whatever a bot shows can be used: forms, choices, menus; and however much it says, the page stays light."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import ViewportSize, expect

from bot.sandbox import Json, StandIn
from bot.sandbox.page import Page
from bot.sandbox.things import Command, Message
from tests.page.browser import DESK, PHONE, Browse, Open, Tab, Theme
from tests.page.visit import ROW, Visit, harbour, visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 300
MOST_SHOWN = 200

COMMANDS: tuple[Json, ...] = (
    {"name": "complain", "description": "Say what is wrong."},
    {"name": "silent", "description": "Answers nothing."},
    {"name": "Digest this", "type": 3},
)
FORM: Json = {
    "custom_id": "complaint",
    "title": "What is wrong",
    "components": [
        {
            "type": 18,
            "label": "Headline",
            "component": {"type": 4, "custom_id": "headline", "style": 1, "min_length": 5, "max_length": 40},
        },
        {
            "type": 18,
            "label": "Where",
            "component": {
                "type": 3,
                "custom_id": "where",
                "required": False,
                "options": [{"label": "In the north", "value": "n"}, {"label": "In the south", "value": "s"}],
            },
        },
    ],
}
CHOICES: Json = {
    "type": 1,
    "components": [
        {
            "type": 3,
            "custom_id": "shore",
            "placeholder": "Which shore",
            "options": [{"label": "The near one", "value": "near"}, {"label": "The far one", "value": "far"}],
        }
    ],
}
PEOPLE: Json = {
    "type": 1,
    "components": [{"type": 5, "custom_id": "who", "placeholder": "Who", "min_values": 1, "max_values": 2}],
}
ANSWERS: dict[str, Json] = {
    "complain": {"type": 9, "data": FORM},
    "complaint": {"type": 4, "data": {"content": "It will be looked into.", "flags": 64}},
    "Digest this": {"type": 4, "data": {"content": "Nothing to tell in that."}},
    "more": {"type": 7, "data": {"content": "Port and city talk: all of it", "components": []}},
    "shore": {"type": 4, "data": {"content": "You chose."}},
    "who": {"type": 4, "data": {"content": "You named them."}},
}


@pytest_asyncio.fixture(loop_scope="session")
async def small() -> AsyncIterator[Visit]:
    """Open the page over the harbour, with a bot that answers as it was told to."""
    world = harbour()
    world.set_commands(None, tuple(Command(world.next_id(), None, body) for body in COMMANDS))
    async with visit(world, answers=ANSWERS, answer_within=timedelta(seconds=1)) as opened:
        yield opened


def at(here: Visit) -> Open:
    """Tell where that page is opened."""
    return Open(here.page.address, here.discord)


async def posted(here: Visit, **body: object) -> str:
    """Let the bot post a message in #news; its id."""
    said = await here.bot.plain.post(here.channel("news"), **body)
    assert said.status == 200, said
    return str(said.body["id"])


def filled(discord: StandIn, count: int) -> None:
    """Let the bot have said so much in #news, "Bulletin 1" first."""
    world, news = discord.world, discord.world.channel_named("news").id
    for number in range(1, count + 1):
        world.add_message(Message(world.next_id(), news, world.bot.id, world.now(), f"Bulletin {number}"))


async def test_a_form_is_filled_in_mended_and_sent(small: Visit, browse: Browse) -> None:
    """What is missing or too short is said in it; what was typed arrives."""
    tab = await browse(at(small))
    await tab.run("complain")
    form = tab.page.get_by_role("dialog", name="What is wrong")
    await expect(form).to_be_visible()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text("Headline: This field is required.")
    await expect(form.get_by_label("Headline")).to_be_focused()
    await form.get_by_label("Headline").fill("Fog")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_contain_text("Must be 5 or more in length.")
    await form.get_by_label("Headline").fill("The fog bell is silent")
    await form.get_by_label("Where").select_option("In the north")
    await form.get_by_label("Headline").press("Enter")
    await expect(form).to_be_hidden()
    await expect(tab.newest).to_contain_text("It will be looked into.")
    fields = {part["component"]["custom_id"]: part["component"] for part in small.bot.heard[-1]["data"]["components"]}
    assert fields["headline"]["value"] == "The fog bell is silent"
    assert fields["where"]["values"] == ["n"]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_axe_finds_nothing_serious_in_choices_and_forms(
    small: Visit, browse: Browse, theme: Theme, size: ViewportSize
) -> None:
    """Before the form is open and while it is."""
    await posted(small, content="A ||secret|| and `code`: choose", components=[CHOICES, PEOPLE, ROW])
    tab = await browse(at(small), theme=theme, size=size)
    assert await tab.objections() == []
    await tab.run("complain")
    await expect(tab.page.get_by_role("dialog")).to_be_visible()
    assert await tab.objections() == []


async def test_escape_closes_a_form_and_gives_the_focus_back(small: Visit, browse: Browse) -> None:
    """Nothing is sent."""
    tab = await browse(at(small))
    await tab.run("complain")
    form = tab.page.get_by_role("dialog")
    await expect(form.get_by_label("Headline")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(tab.box).to_be_focused()
    assert [heard["type"] for heard in small.bot.heard] == [2]


async def test_one_choice_is_sent_at_once_and_several_with_a_button(small: Visit, browse: Browse) -> None:
    """Of the bot's own choices, and of the people of the channel."""
    await posted(small, content="Choose", components=[CHOICES, PEOPLE])
    tab = await browse(at(small))
    await tab.message("Choose").get_by_role("combobox", name="Which shore").select_option("The far one")
    await expect(tab.newest).to_contain_text("You chose.")
    assert small.bot.heard[-1]["data"]["values"] == ["far"]
    people = tab.message("Choose").get_by_role("listbox", name="Who")
    await people.select_option(["@mira", "@noor"])
    await tab.message("Choose").get_by_role("button", name="Choose", exact=True).click()
    await expect(tab.newest).to_contain_text("You named them.")
    assert small.bot.heard[-1]["data"]["values"] == [str(small.person("mira")), str(small.person("noor"))]


async def test_a_button_changes_its_message_in_place(small: Visit, browse: Browse) -> None:
    """And says beside itself when the bot does not answer."""
    await posted(small, content="Port and city talk", components=[ROW])
    deaf = {"type": 1, "components": [{"type": 2, "style": 2, "custom_id": "deaf", "label": "Ask"}]}
    await posted(small, content="Nobody hears this", components=[deaf])
    tab = await browse(at(small))
    await tab.message("Port and city talk").get_by_role("button", name="More").click()
    await expect(tab.message("Port and city talk: all of it").get_by_text("(edited)")).to_be_visible()
    await tab.message("Nobody hears this").get_by_role("button", name="Ask").click()
    await expect(tab.message("Nobody hears this").get_by_role("alert")).to_contain_text(
        "The application did not respond"
    )


@pytest.mark.parametrize("way", ["right click", "Shift+F10", "ContextMenu", "button"])
async def test_a_message_has_a_menu_of_commands(small: Visit, browse: Browse, way: str) -> None:
    """By mouse, by keys and by its button; Escape closes it, and the focus goes back to where it was."""
    message = await posted(small, content="Port and city talk")
    tab = await browse(at(small))
    menu = tab.page.get_by_role("menu", name="Message actions")
    await opened_menu(tab, way)
    await expect(menu.get_by_role("menuitem", name="Apps")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(tab.page.locator("article:focus-within")).to_have_count(1)
    await opened_menu(tab, way)
    await tab.page.keyboard.press("ArrowRight")
    await expect(menu.get_by_role("menuitem", name="Digest this")).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await expect(menu).to_be_hidden()
    await expect(tab.newest).to_contain_text("Nothing to tell in that.")
    assert small.bot.heard[-1]["data"]["target_id"] == message


async def opened_menu(tab: Tab, way: str) -> None:
    """Open the menu of the message in one of its ways."""
    message = tab.messages.first
    if way == "right click":
        await message.click(button="right")
    elif way == "button":
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
    else:
        await tab.log.focus()
        await tab.page.keyboard.press("Home")
        await expect(message).to_be_focused()
        await tab.page.keyboard.press(way)


async def test_a_bot_that_does_not_answer_is_said_so_at_the_box(small: Visit, browse: Browse) -> None:
    """The command stays, to be sent again."""
    tab = await browse(at(small))
    await tab.run("silent")
    await expect(tab.alert).to_contain_text("The application did not respond")
    await expect(tab.page.get_by_role("group", name="/silent")).to_be_visible()


async def test_a_page_that_was_cut_off_comes_back(browse: Browse) -> None:
    """It says so meanwhile, and then shows what it has missed; nobody reloads."""
    async with StandIn(harbour()) as discord:
        async with Page(discord) as page:
            tab = await browse(Open(page.address, discord))
        await expect(tab.state).to_have_text("Reconnecting…")
        filled(discord, 1)
        port, token = re.findall(r":(\d+)/\?token=(.+)", page.address)[0]
        async with Page(discord, port=int(port), token=token):
            await expect(tab.newest).to_contain_text("Bulletin 1")
            await expect(tab.state).not_to_contain_text("Reconnecting…")
            await tab.page.close()
    assert {fault for fault in tab.faults if "ERR_" not in fault} == set()
    tab.faults.clear()


async def test_nothing_is_loaded_from_elsewhere(small: Visit, browse: Browse) -> None:
    """A picture of another machine is named, and not asked for."""
    await posted(
        small,
        content="https://quay.example",
        embeds=[{"title": "Fog", "image": {"url": "https://quay.example/fog.png"}}],
    )
    tab = await browse(at(small))
    await expect(tab.message("Fog")).to_contain_text("quay.example")
    await expect(tab.message("Fog").get_by_role("img")).to_have_count(0)


async def test_of_many_messages_the_page_holds_the_newest(small: Visit, browse: Browse) -> None:
    """Earlier ones come as one goes up, later ones leave meanwhile, and there is a way back to now."""
    filled(small.discord, 10)
    tab = await browse(at(small))
    await expect(tab.newest).to_contain_text("Bulletin 10")
    await expect(tab.newest).to_be_in_viewport()
    filled(small.discord, MANY)
    await expect(tab.newest).to_contain_text(f"Bulletin {MANY}")
    await expect(tab.newest).to_be_in_viewport()
    assert await tab.messages.count() <= MOST_SHOWN
    earlier = tab.log.get_by_role("button", name="Show earlier messages")
    while await earlier.is_visible():
        before = await tab.messages.first.get_attribute("id")
        await earlier.click()
        await expect(tab.messages.first).not_to_have_id(before or "")
        assert await tab.messages.count() <= MOST_SHOWN
    await expect(tab.messages.first).to_contain_text("Bulletin 1")
    await posted(small, content="The lamp is lit")
    await tab.page.get_by_role("button", name="1 new message").click()
    await expect(tab.newest).to_contain_text("The lamp is lit")
    await expect(tab.newest).to_be_in_viewport()


async def test_who_reads_further_up_is_not_torn_away(small: Visit, browse: Browse) -> None:
    """What comes meanwhile is counted, and one goes down to it oneself."""
    filled(small.discord, 60)
    tab = await browse(at(small))
    await expect(tab.newest).to_be_in_viewport()
    await tab.message("Bulletin 30").scroll_into_view_if_needed()
    await expect(tab.newest).not_to_be_in_viewport()
    filled(small.discord, 3)
    newer = tab.page.get_by_role("button", name="3 new messages")
    await expect(newer).to_be_visible()
    await expect(tab.message("Bulletin 30")).to_be_in_viewport()
    await newer.click()
    await expect(tab.newest).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_a_message_that_is_deleted_goes(small: Visit, browse: Browse) -> None:
    """At once, and what answers it says that it is gone."""
    first = await posted(small, content="A draft")
    reference = {"message_id": first, "channel_id": str(small.channel("news"))}
    await posted(small, content="About that draft", message_reference=reference)
    tab = await browse(at(small))
    await expect(tab.message("About that draft").get_by_role("button", name="A draft")).to_be_visible()
    await small.bot.plain.ask("DELETE", f"/channels/{small.channel('news')}/messages/{first}")
    await expect(tab.messages).to_have_count(1)
    await tab.page.reload()
    await expect(tab.newest).to_contain_text("Original message was deleted")
