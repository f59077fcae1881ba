"""Everybody can use the page: by keyboard alone, on a phone, in either theme, with a screen reader."""

from __future__ import annotations

import pytest
from playwright.async_api import ViewportSize, expect

from tests.page.browser import DESK, PHONE, Browse, Open, Tab, Theme

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHERE = """() => {
  const at = document.activeElement;
  const room = at.closest("nav, [role=log], form.composer, aside, header");
  return room ? room.getAttribute("aria-label") ?? room.className : at.tagName;
}"""
OUTLINED = """() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  if (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) return true;
  const box = at.closest(".box");
  const worn = () => box && getComputedStyle(box).borderColor;
  const focused = worn();
  at.blur();
  const left = worn();
  at.focus();
  return focused !== left;
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_the_tab_key_reaches_every_room(here: Open, browse: Browse) -> None:
    """Header, servers, channels, messages, box and panel, in that order; one sees where one is."""
    tab = await browse(here)
    await tab.page.locator("body").focus()
    rooms: list[str] = []
    for _ in range(80):
        await tab.page.keyboard.press("Tab")
        room = str(await tab.page.evaluate(WHERE))
        assert await tab.page.evaluate(OUTLINED), f"the focus is not seen in {room}"
        if room not in rooms:
            rooms.append(room)
        if room == "Newsroom and wire":
            break
    known = ("top", "Servers", "Channels", "Messages in #news", "composer", "Newsroom and wire")
    assert tuple(room for room in rooms if room in known) == known


async def test_the_first_stop_leads_past_everything_to_the_box(here: Open, browse: Browse) -> None:
    """A link for those who go by keys."""
    tab = await browse(here)
    await tab.page.locator("body").focus()
    await tab.page.keyboard.press("Tab")
    await expect(tab.page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await expect(tab.box).to_be_focused()


async def test_arrows_go_through_tabs_and_messages(here: Open, browse: Browse) -> None:
    """As the patterns for both have it."""
    tab = await browse(here)
    await tab.page.get_by_role("tab", name="Newsroom").focus()
    await tab.page.keyboard.press("ArrowRight")
    await expect(tab.page.get_by_role("tab", name="Wire", selected=True)).to_be_focused()
    await expect(tab.wire).to_be_visible()
    await expect(tab.newsroom).to_be_hidden()
    await tab.log.focus()
    await tab.page.keyboard.press("ArrowUp")
    await expect(tab.newest).to_be_focused()
    await tab.page.keyboard.press("Home")
    await expect(tab.messages.first).to_be_focused()


async def test_a_phone_shows_one_thing_at_a_time(here: Open, browse: Browse) -> None:
    """Channels and panel are drawers; Escape or going somewhere closes them, and nothing scrolls sideways."""
    tab = await browse(here, size=PHONE)
    await expect(tab.box).to_be_in_viewport()
    assert await tab.page.evaluate(TOO_WIDE) == 0
    channels = tab.page.get_by_role("navigation", name="Channels")
    open_channels = tab.page.get_by_role("button", name="Channels")
    await expect(channels).to_be_hidden()
    await open_channels.click()
    await expect(channels).to_be_in_viewport()
    await expect(open_channels).to_have_attribute("aria-expanded", "true")
    await tab.page.keyboard.press("Escape")
    await expect(channels).to_be_hidden()
    await expect(open_channels).to_be_focused()
    await open_channels.click()
    await tab.go("#general")
    await expect(channels).to_be_hidden()
    await tab.page.get_by_role("button", name="Newsroom and wire").click()
    await expect(tab.newsroom).to_be_in_viewport()
    assert await tab.page.evaluate(TOO_WIDE) == 0
    await tab.page.get_by_role("tab", name="Wire").click()
    await tab.wire.get_by_role("listitem").first.get_by_text("/").first.click()
    assert await tab.page.evaluate(TOO_WIDE) == 0
    await tab.page.get_by_role("button", name="Close the side panel").click()
    await expect(tab.wire).to_be_hidden()
    await tab.choose("digest set")
    assert await tab.page.evaluate(TOO_WIDE) == 0


async def test_the_theme_is_the_readers_choice_and_stays(here: Open, browse: Browse) -> None:
    """Whatever the machine prefers, also after a reload."""
    tab = await browse(here, theme="light")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = await tab.page.evaluate(ground)
    await tab.page.get_by_label("Theme").select_option("Dark")
    dark = await tab.page.evaluate(ground)
    assert light != dark
    await tab.page.reload()
    await expect(tab.page.get_by_label("Theme")).to_have_value("dark")
    assert await tab.page.evaluate(ground) == dark
    await tab.page.get_by_label("Theme").select_option("Light")
    assert await tab.page.evaluate(ground) == light


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_axe_finds_nothing_serious(here: Open, browse: Browse, theme: Theme, size: ViewportSize) -> None:
    """With a digest, an open list of commands, a command's fields and the menu of a message, and in both panels."""
    tab = await browse(here, theme=theme, size=size)
    await tab.box.fill("/")
    await expect(tab.offers.first).to_be_visible()
    assert await tab.objections() == []
    await tab.run("feed add")
    await expect(tab.alert).to_be_visible()
    await tab.messages.last.get_by_role("link").first.focus()
    await tab.page.get_by_role("button", name="More actions").click()
    assert await tab.objections() == []
    await tab.page.keyboard.press("Escape")
    await open_panel(tab)
    assert await tab.objections() == []
    await tab.page.get_by_role("tab", name="Wire").click()
    await tab.wire.get_by_role("listitem").first.get_by_text("/").first.click()
    assert await tab.objections() == []


async def open_panel(tab: Tab) -> None:
    """Open the side panel where it is not open."""
    if await tab.newsroom.is_hidden():
        await tab.page.get_by_role("button", name="Newsroom and wire").click()
    await expect(tab.newsroom).to_be_visible()
