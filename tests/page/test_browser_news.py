"""What the newsroom does is told in the channel as somebody watches, and can be asked about there."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.page.browser import Browse, Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALKS = "Port and city agree to talk again after the strike"
PILOTS = "Statement of the harbour pilots on night work"
HEARING = "Three hours and nine voices on the new basin"
WEEK = "The week on the water"
FOG = "Fog holds the morning boats until ten"


async def test_the_address_with_its_token_opens_the_page(here: Open, browse: Browse) -> None:
    """It says what it is, and the token does not stay in the address."""
    tab = await browse(here)
    await expect(tab.page.get_by_role("banner")).to_contain_text("Sandbox, not Discord")
    await expect(tab.page.get_by_role("heading", level=1, name="#news")).to_be_visible()
    await expect(tab.message(FOG)).to_be_visible()
    assert "token" not in tab.page.url


async def test_without_the_token_one_is_told_what_to_do(here: Open, browse: Browse) -> None:
    """Nothing else is shown."""
    tab = await browse.blank(here)
    await tab.page.goto(here.address.partition("?")[0])
    await expect(tab.page.get_by_text("Open the address that the sandbox has shown")).to_be_visible()
    assert {fault.partition("status of ")[2] for fault in tab.faults} == {"403 (Forbidden)"}
    await tab.page.close()
    tab.faults.clear()


async def test_a_post_is_told_live_and_what_it_gains_as_a_reply(here: Open, browse: Browse) -> None:
    """Nobody reloads; the reply leads to what it answers, and that says that it was edited."""
    tab = await browse(here)
    await tab.press(TALKS, "Publish")
    digest = tab.message("Dock union, port authority to reopen talks")
    await expect(digest).to_contain_text("— Ines Okafor, spokesperson for the Port Authority")
    await expect(digest.get_by_role("img")).to_be_visible()
    await tab.press(TALKS, "Edit: add two headlines")
    await expect(tab.newsroom.get_by_role("status")).to_have_text(f"“{TALKS}” has two more headlines.")
    follow_up = tab.message("two more headlines")
    await expect(follow_up).to_contain_text("Ferry crews vote on Monday")
    await expect(digest.get_by_text("(edited)")).to_be_visible()
    await follow_up.get_by_role("button", name=f"Late Edition {TALKS}").click()
    await expect(digest).to_be_focused()


async def test_what_was_meant_is_told_as_a_correction(here: Open, browse: Browse) -> None:
    """With the words as they were and as they are."""
    tab = await browse(here)
    await tab.press(PILOTS, "Publish")
    await expect(tab.message(PILOTS)).to_be_visible()
    await tab.press(PILOTS, "Mend a slip")
    await expect(tab.message("Corrected")).to_contain_text(
        re.compile("three hundred metres.*two hundred metres", re.DOTALL)
    )


async def test_the_buttons_of_a_digest_answer_who_pressed_them_alone(here: Open, browse: Browse) -> None:
    """Somebody else in the channel sees the digest, and not the answer; who is done with it dismisses it."""
    tab, other = await browse(here), await browse(here, person="noor")
    await tab.press(HEARING, "Publish")
    digest = tab.message(HEARING)
    await digest.get_by_role("button", name="More quotes").click()
    await expect(tab.message("Only you can see this").last).to_contain_text("“")
    await digest.get_by_role("button", name="Why this?").click()
    why = tab.message("This channel follows")
    await expect(why).to_contain_text("Only you can see this")
    await expect(other.message(HEARING)).to_be_visible()
    await expect(other.message("Only you can see this")).to_have_count(0)
    await why.get_by_role("button", name="Dismiss message").click()
    await expect(why).to_have_count(0)


async def test_a_post_of_ones_own_is_told_too(here: Open, browse: Browse) -> None:
    """Pasted, then rewritten: a quote is told word for word, and what it has become as well."""
    tab = await browse(here)
    await tab.newsroom.get_by_label("Title").fill("The lamp is lit again")
    await tab.newsroom.get_by_label("Text").fill(
        "The far light burns.\n\n“We climbed the tower with two cans of oil,” said Edda Moen, keeper of the light."
    )
    await tab.newsroom.get_by_role("button", name="Publish it").click()
    digest = tab.message("The lamp is lit again")
    await expect(digest).to_contain_text("“We climbed the tower with two cans of oil,”")
    await tab.press("The lamp is lit again", "Rewrite")
    text = tab.newsroom.get_by_label("Text")
    await text.fill((await text.input_value()).replace("two cans", "nine cans"))
    await tab.newsroom.get_by_role("button", name="Save it").click()
    await expect(tab.message("Corrected").filter(has_text="nine cans")).to_be_visible()


async def test_a_post_is_withdrawn_and_comes_back(here: Open, browse: Browse) -> None:
    """Each button is there while it can be pressed, and says what it did."""
    tab = await browse(here)
    said = tab.newsroom.get_by_role("status")
    await tab.press(WEEK, "Publish")
    await expect(said).to_have_text(f"“{WEEK}” is out.")
    await tab.press(WEEK, "Comment")
    await expect(said).to_have_text(f"A reader has commented on “{WEEK}”.")
    await tab.press(WEEK, "Reword a quote")
    await expect(said).to_have_text(f"A quote in “{WEEK}” has other words now.")
    await tab.press(WEEK, "Withdraw")
    await expect(said).to_have_text(f"“{WEEK}” is withdrawn: its page is not found.")
    await expect(tab.post(WEEK).get_by_role("button")).to_have_text(["Restore"])
    await expect(tab.post(WEEK).get_by_role("button", name="Restore")).to_be_focused()
    await tab.press(WEEK, "Restore")
    await expect(said).to_have_text(f"“{WEEK}” is back.")


async def test_an_address_is_followed_from_the_newsroom(here: Open, browse: Browse) -> None:
    """In the channel where one is, as who one is; who may not is told so, and an address without a feed is named."""
    tab = await browse(here, channel="general")
    assert here.stage
    follow = tab.newsroom.get_by_role("button", name="Follow it in this channel")
    await tab.newsroom.get_by_label("Blog or feed").fill(f"{here.stage.blog.home}/images/fog.png")
    await follow.click()
    await expect(tab.message("I found no feed there")).to_be_visible()
    await tab.newsroom.get_by_label("Blog or feed").fill(here.stage.blog.home)
    await follow.click()
    await expect(tab.message("#general now follows Harbour Light Blog")).to_be_visible()
    await tab.be("noor")
    await tab.newsroom.get_by_label("Blog or feed").fill(here.stage.blog.home)
    await follow.click()
    await expect(tab.newsroom.get_by_role("alert")).to_contain_text("/feed is not for you")


async def test_the_wire_shows_what_the_bot_sent(here: Open, browse: Browse) -> None:
    """Method, route, status, and the bodies of both sides; Discord has objected to nothing."""
    tab = await browse(here)
    await tab.page.get_by_role("tab", name="Wire").click()
    await expect(tab.wire).to_contain_text("0 objections")
    await tab.wire.get_by_label("Filter").fill("post")
    posted = tab.wire.get_by_role("listitem").filter(has_text=f"/channels/{here.channel('news')}/messages").first
    await expect(posted).to_contain_text("POST")
    await expect(posted).to_contain_text("200")
    await posted.get_by_text("POST").click()
    await expect(posted.get_by_label("Sent")).to_contain_text('"embeds"')
    await expect(posted.get_by_label("Answered")).to_contain_text('"id"')
    await expect(tab.wire.get_by_role("listitem").filter(has_text="GET")).to_have_count(0)
