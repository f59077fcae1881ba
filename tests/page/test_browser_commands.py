"""Commands are found, filled in and sent as in any chat client; who may not is told so, and so is who mistypes."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.sandbox.things import ChannelKind
from tests.page.browser import Browse, Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

BLOG = "Harbour Light Blog"


async def test_a_slash_lists_the_commands_and_more_letters_fewer(here: Open, browse: Browse) -> None:
    """Each with its options; Escape closes the list and leaves what was typed."""
    tab = await browse(here)
    await tab.box.press_sequentially("/")
    await expect(tab.offers.filter(has_text="/feed add")).to_contain_text("address [channel]")
    await tab.box.press_sequentially("di se")
    await expect(tab.offers).to_have_count(1)
    await expect(tab.offers).to_contain_text("/digest set")
    await expect(tab.box).to_have_attribute("aria-expanded", "true")
    await tab.page.keyboard.press("Escape")
    await expect(tab.offers).to_have_count(0)
    await expect(tab.box).to_have_value("/di se")
    await expect(tab.box).to_be_focused()


async def test_a_command_is_sent_without_a_mouse(here: Open, browse: Browse) -> None:
    """Chosen with arrows, its option completed as one types, and answered for all to see."""
    tab = await browse(here)
    keys = tab.page.keyboard
    await tab.box.press_sequentially("/news")
    await expect(tab.offers.first).to_contain_text("/news latest")
    await keys.press("ArrowDown")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await keys.press("Tab")
    await expect(tab.page.get_by_role("button", name="Add feed")).to_be_focused()
    await keys.press("Enter")
    await expect(tab.option("feed")).to_be_focused()
    await keys.type("harb")
    await expect(tab.choices.and_(tab.page.get_by_role("option", name=BLOG, selected=True))).to_be_visible()
    await keys.press("Tab")
    await expect(tab.option("feed")).to_have_value(BLOG)
    await keys.press("Enter")
    await expect(tab.newest).to_contain_text("mira used /news latest")
    await expect(tab.newest).to_contain_text("Fog holds the morning boats until ten")
    await expect(tab.box).to_be_focused()
    await keys.press("ArrowUp")
    await expect(tab.option("feed")).to_have_value(BLOG)


async def test_an_answer_to_one_person_says_so_and_is_dismissed(here: Open, browse: Browse) -> None:
    """It is gone for good, also from where one comes back to."""
    tab = await browse(here)
    await tab.run("feed list")
    answer = tab.message("Feeds of this server")
    await expect(answer).to_contain_text("Only you can see this")
    await answer.get_by_role("button", name="Dismiss message").click()
    await expect(answer).to_have_count(0)
    await tab.go("#general")
    await tab.go("#news")
    await expect(answer).to_have_count(0)


async def test_a_member_is_offered_no_command_of_the_admins(here: Open, browse: Browse) -> None:
    """And typed out in full it is not sent."""
    tab = await browse(here, person="noor")
    await tab.box.press_sequentially("/")
    everybodys = ("/news latest", "/news search", "/news story", "/news why", "/quote by", "/quote find")
    await expect(tab.offers).to_have_text([re.compile(name) for name in everybodys])
    await tab.box.fill("/feed add http://127.0.0.1/")
    await tab.page.keyboard.press("Enter")
    await expect(tab.alert).to_have_text("There is no command “/feed add http://127.0.0.1/” for you here.")


async def test_a_newcomer_reads_and_is_told_why_they_may_not_write(here: Open, browse: Browse) -> None:
    """The box is shut, and the channel says so too."""
    tab = await browse(here, person="pia")
    await expect(tab.message("Fog holds the morning boats").first).to_be_visible()
    await expect(tab.box).to_be_disabled()
    await expect(tab.page.get_by_text("pia may not send messages in #news.")).to_be_visible()
    await expect(tab.page.get_by_role("link", name="#news, text, read only")).to_be_visible()


async def test_a_forum_is_no_place_to_write_in(here: Open, browse: Browse) -> None:
    """It says where one may."""
    tab = await browse(here)
    await tab.go("#stories")
    await expect(tab.box).to_be_disabled()
    await expect(tab.page.get_by_text("Choose one under its name on the left.")).to_be_visible()


@pytest.mark.parametrize(
    ("channel", "lacking"),
    [
        ("locked", "allow me “Send Messages” there"),
        ("plain", "allow me “Embed Links” there"),
        ("editors", "allow me “View Channel” there"),
    ],
)
async def test_where_the_bot_may_not_post_it_says_what_it_lacks(
    here: Open, browse: Browse, channel: str, lacking: str
) -> None:
    """In each of the channels that are there to show it."""
    assert here.stage
    tab = await browse(here, channel=channel)
    await tab.run("feed add", address=here.stage.blog.home)
    await expect(tab.newest).to_contain_text(lacking)


async def test_what_is_missing_or_mistyped_is_said_at_the_box(here: Open, browse: Browse) -> None:
    """The field at fault has the focus, and nothing was sent."""
    tab = await browse(here)
    await tab.run("feed add")
    await expect(tab.alert).to_have_text("address: This option is required. Specify a value.")
    await expect(tab.option("address")).to_be_focused()
    await expect(tab.option("address")).to_have_attribute("aria-invalid", "true")
    await tab.page.keyboard.press("Escape")
    await expect(tab.alert).to_be_hidden()
    await tab.run("news latest", count="many")
    await expect(tab.alert).to_contain_text("count")
    await expect(tab.option("count")).to_be_focused()
    await tab.option("count").fill("99")
    await tab.page.keyboard.press("Enter")
    await expect(tab.alert).to_contain_text("10")
    await tab.option("count").fill("1")
    await tab.page.keyboard.press("Enter")
    await expect(tab.newest).to_contain_text("mira used /news latest")
    await expect(tab.alert).to_be_hidden()


async def test_a_channel_and_a_truth_are_chosen_from_a_list(here: Open, browse: Browse) -> None:
    """As one types its name; what was chosen reaches the bot."""
    tab = await browse(here)
    await tab.choose("digest set")
    await tab.fill("channel", "new")
    await expect(tab.choices).to_have_text(["#news"])
    await tab.choices.click()
    await tab.page.get_by_role("button", name="Add heartbeat").click()
    await expect(tab.choices).to_have_text(["True", "False"])
    await tab.choices.filter(has_text="False").click()
    await tab.page.keyboard.press("Enter")
    await expect(tab.message("mira used /digest set")).to_contain_text("Only you can see this")


async def test_one_may_be_somebody_else_elsewhere(here: Open, browse: Browse) -> None:
    """Each person sees their own channels, in both servers and with the bot alone; a reload stays where one is."""
    tab = await browse(here)
    channels = tab.page.get_by_role("navigation", name="Channels").get_by_role("link")
    servers = tab.page.get_by_role("navigation", name="Servers").get_by_role("link")
    await expect(channels.filter(has_text="editors")).to_be_visible()
    await tab.be("noor")
    await expect(channels.filter(has_text="editors")).to_have_count(0)
    await servers.and_(tab.page.get_by_label("Ferry Club")).click()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("#quay")
    await expect(tab.page.get_by_text("noor · owner")).to_be_visible()
    await tab.box.press_sequentially("/feed add")
    await expect(tab.offers).to_have_count(1)
    await tab.box.fill("")
    await servers.and_(tab.page.get_by_label("Direct messages")).click()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Late Edition")
    await tab.page.reload()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("Late Edition")
    await expect(tab.page.get_by_label("As whom").locator("option:checked")).to_contain_text("noor")


async def test_what_comes_elsewhere_is_marked_until_it_is_seen(here: Open, browse: Browse) -> None:
    """In the list, on the server and in the title; one's own lines count as read."""
    tab, other = await browse(here, channel="general"), await browse(here, person="noor", channel="general")
    await other.box.fill("Who has the tide table?")
    await other.page.keyboard.press("Enter")
    await expect(tab.newest).to_contain_text("Who has the tide table?")
    await tab.go("#news")
    await other.box.fill("Found it.")
    await other.page.keyboard.press("Enter")
    await expect(tab.page.get_by_role("link", name="#general, text, 1 new message")).to_be_visible()
    await expect(tab.page.get_by_role("link", name="Sandbox, 1 new message")).to_be_visible()
    await expect(tab.page).to_have_title(re.compile(r"^\(1\) #news"))
    await tab.go("#general, text, 1 new message")
    await expect(tab.newest).to_contain_text("Found it.")
    await expect(tab.page).to_have_title(re.compile("^#general"))


async def test_a_channel_that_is_made_appears(here: Open, browse: Browse) -> None:
    """Without a reload, with its kind told."""
    tab = await browse(here)
    world = here.discord.world
    world.add_channel(world.guild_named("Sandbox").id, "tides", ChannelKind.ANNOUNCEMENT)
    await expect(tab.page.get_by_role("link", name="#tides, announcements")).to_be_visible()
