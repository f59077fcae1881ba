"""What goes wrong by order is seen on the page and mended there, and the clock is moved on to what is awaited."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.page.browser import Browse, Open, Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALKS = "Port and city agree to talk again after the strike"
PILOTS = "Statement of the harbour pilots on night work"


async def suffer(tab: Tab, who: str, what: str) -> None:
    """Switch trouble on or off."""
    await tab.newsroom.get_by_role("group", name=who).get_by_role("radio", name=what).check()


async def test_while_discord_is_down_the_page_says_so_and_what_was_written_comes_after(
    here: Open, browse: Browse
) -> None:
    """The bot comes back by itself, and nothing is lost or told twice."""
    tab = await browse(here)
    await suffer(tab, "Discord", "Down")
    await expect(tab.state).to_have_text("Late Edition is offline · Trouble is on: Discord is down")
    await tab.press(PILOTS, "Publish")
    await suffer(tab, "Discord", "Well")
    await expect(tab.message(PILOTS)).to_be_visible(timeout=30_000)
    await expect(tab.message(PILOTS)).to_have_count(1)
    await expect(tab.state).to_be_hidden(timeout=30_000)


async def test_while_discord_limits_the_rate_posts_wait(here: Open, browse: Browse) -> None:
    """The wire shows the refusals, none of which the bot is to blame for."""
    tab = await browse(here)
    await suffer(tab, "Discord", "Rate-limited")
    await expect(tab.state).to_have_text("Trouble is on: Discord limits the rate")
    await tab.newsroom.get_by_label("Title").fill("Three seals on the slipway")
    await tab.newsroom.get_by_label("Text").fill("Three seals slept on the slipway until noon.")
    await tab.newsroom.get_by_role("button", name="Publish it").click()
    await tab.page.get_by_role("tab", name="Wire").click()
    await expect(tab.wire.get_by_role("listitem").filter(has_text="429").first).to_contain_text("/messages")
    await expect(tab.wire).to_contain_text("0 objections")
    await tab.page.get_by_role("tab", name="Newsroom").click()
    await suffer(tab, "Discord", "Well")
    await expect(tab.message("Three seals on the slipway")).to_be_visible()


async def test_a_slow_discord_is_answered_all_the_same(here: Open, browse: Browse) -> None:
    """The answer says that it is being thought of until it comes."""
    tab = await browse(here)
    await suffer(tab, "Discord", "Slow")
    await expect(tab.state).to_have_text("Trouble is on: Discord is slow")
    await tab.run("news latest", count="1")
    await expect(tab.newest).to_contain_text("Late Edition is thinking…")
    await suffer(tab, "Discord", "Well")
    await expect(tab.newest).to_contain_text("Latest news")


async def test_a_blog_that_hangs_is_waited_for(here: Open, browse: Browse) -> None:
    """What it published meanwhile is told once it answers again."""
    tab = await browse(here)
    await suffer(tab, "The blog", "Hanging")
    await expect(tab.state).to_have_text("Trouble is on: the blog hangs")
    await tab.newsroom.get_by_label("Title").fill("The clock on the quay stands still")
    await tab.newsroom.get_by_label("Text").fill("It has been ten to four since Thursday.")
    await tab.newsroom.get_by_role("button", name="Publish it").click()
    await expect(tab.newsroom.get_by_role("status")).to_contain_text("is out")
    await expect(tab.message("The clock on the quay")).to_have_count(0)
    await suffer(tab, "The blog", "Well")
    await expect(tab.message("The clock on the quay")).to_be_visible()


async def test_the_clock_goes_where_it_is_told(here: Open, browse: Browse) -> None:
    """By a button and to an hour; it says how far ahead it is, and never goes back."""
    tab = await browse(here)
    clock = tab.newsroom.get_by_role("region", name="Clock")
    before = await clock.get_by_role("time").get_attribute("datetime")
    await clock.get_by_role("button", name="+10 min").click()
    await expect(clock).to_contain_text("ahead by 10 min")
    await clock.get_by_label("Jump to (UTC)").fill("07:30")
    await clock.get_by_role("button", name="Jump", exact=True).click()
    await expect(clock.get_by_role("time")).to_contain_text(re.compile("^07:30"))
    after = await clock.get_by_role("time").get_attribute("datetime")
    assert before is not None
    assert after is not None
    assert before < after


async def test_the_scene_waits_for_who_wants_to_act_oneself(here: Open, browse: Browse) -> None:
    """It tells what comes next, and goes on when it is told to."""
    assert here.stage
    tab = await browse(here)
    await expect(tab.newsroom.get_by_role("button", name="scene")).to_have_count(0)
    playing = asyncio.create_task(here.stage.newsroom.play(lambda seconds: asyncio.sleep(3600), lambda words: None))
    await tab.newsroom.get_by_role("button", name="Pause the scene").click()
    await expect(tab.newsroom).to_contain_text(f"The scene is paused. It then publishes “{TALKS}”")
    await tab.newsroom.get_by_role("button", name="Play the scene").click()
    await expect(tab.newsroom.get_by_role("status")).to_have_text("The scene goes on.")
    await expect(tab.newsroom.get_by_role("button", name="Pause the scene")).to_be_visible()
    playing.cancel()
    await expect(tab.newsroom.get_by_role("button", name="scene")).to_have_count(0)


async def test_the_next_edition_comes_at_once(here: Open, browse: Browse) -> None:
    """A channel is told at 18:00; a post waits for that, and the clock does not."""
    tab = await browse(here)
    jump = tab.newsroom.get_by_role("button", name="Jump to the next edition")
    await tab.run("digest set", times="18:00", zone="UTC")
    await expect(tab.newest).to_contain_text("18:00")
    await tab.press(TALKS, "Publish")
    await here.read()
    await expect(jump).to_have_text("Jump to the next edition (18:00)")
    await jump.click()
    await expect(tab.message("edition").filter(has_text=TALKS)).to_be_visible()
    await expect(tab.newsroom.get_by_role("time")).to_contain_text(re.compile("^18:00"))


# Last, because the bot leaves a server alone for two minutes that has said that it is overloaded.
@pytest.mark.parametrize(
    ("health", "said", "told"),
    [
        ("Broken XML", "the blog's XML is broken", "answers, with"),
        ("Down", "the blog is down", "could not be read just now"),
    ],
)
async def test_a_blog_in_trouble_is_told_of(here: Open, browse: Browse, health: str, said: str, told: str) -> None:
    """In the header, and by the bot to whoever asks it of the feed; well again, all is well."""
    tab = await browse(here)
    await suffer(tab, "The blog", health)
    await expect(tab.state).to_have_text(f"Trouble is on: {said}")
    await tab.run("feed test", feed="Harbour Light Blog")
    await expect(tab.newest).to_contain_text(told)
    await suffer(tab, "The blog", "Well")
    await expect(tab.state).to_be_hidden()
