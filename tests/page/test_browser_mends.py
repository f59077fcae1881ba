"""What is easily got wrong in a page that lives: late answers, many tabs, two people, lines typed as in a terminal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Request, Route, expect

from bot.sandbox import Clock, Json, Newsroom, StandIn
from bot.sandbox.blog import Blog
from bot.sandbox.page import Page
from bot.sandbox.terminal.terminal import HELP
from bot.sandbox.things import Command, Message
from tests.page.browser import PHONE, Browse, Open, Tab
from tests.page.visit import Visit, harbour, visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

STRING, BOOLEAN, ATTACHMENT = 3, 5, 11
COMMANDS: tuple[Json, ...] = (
    {
        "name": "digest",
        "description": "When one is told.",
        "options": [
            {"name": "times", "description": "At which hours.", "type": STRING},
            {"name": "zone", "description": "Of which zone.", "type": STRING},
            {"name": "heartbeat", "description": "Also when there is nothing.", "type": BOOLEAN},
        ],
    },
    {
        "name": "follow",
        "description": "Follow a blog.",
        "default_member_permissions": "32",
        "options": [
            {"name": "address", "description": "Where it is.", "type": STRING, "required": True},
            {"name": "note", "description": "Why.", "type": STRING},
        ],
    },
    {
        "name": "keep",
        "description": "Keep a file.",
        "options": [{"name": "file", "description": "Which one.", "type": ATTACHMENT, "required": True}],
    },
    {"name": "silent", "description": "Answers nothing."},
)
ANSWERS: dict[str, Json] = {
    name: {"type": 4, "data": {"content": f"Heard {name}.", "flags": 64}} for name in ("digest", "follow", "keep")
}
LINES = tuple(
    line.replace("ADDRESS", "http://127.0.0.1:9/") for line in re.findall(r"^  (/.*?)(?: {2,}|$)", HELP, re.MULTILINE)
)


@pytest_asyncio.fixture(loop_scope="session")
async def small() -> AsyncIterator[Visit]:
    """Open the page over the harbour, with a bot that answers for the asker alone."""
    async with small_visit() as opened:
        yield opened


@asynccontextmanager
async def small_visit(newsroom: Newsroom | None = None) -> AsyncIterator[Visit]:
    """Open it, beside a newsroom where there is one."""
    world = harbour()
    world.set_commands(None, tuple(Command(world.next_id(), None, body) for body in COMMANDS))
    beside = None if newsroom is None else lambda discord: newsroom
    async with visit(world, answers=ANSWERS, newsroom=beside, answer_within=timedelta(seconds=1)) as opened:
        yield opened


@asynccontextmanager
async def newsroom_visit(
    edition: datetime | None = None, follow: tuple[str, str] | None = None
) -> AsyncIterator[tuple[Visit, Newsroom]]:
    """Open it beside a newsroom that awaits an edition and may know which command follows an address."""
    clock = Clock()

    async def next_edition() -> datetime | None:
        return edition

    async with Blog(now=clock) as blog, StandIn(harbour()) as other:
        newsroom = Newsroom(blog, clock, other.trouble, next_edition=next_edition, follow=follow)
        async with small_visit(newsroom) as opened:
            yield opened, newsroom


def at(here: Visit) -> Open:
    """Tell where that page is opened."""
    return Open(here.page.address, here.discord)


@asynccontextmanager
async def held(tab: Tab, path: str) -> AsyncIterator[asyncio.Event]:
    """Hold back the answers to a path until this is left; what is given is set once one is held."""
    asked, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await released.wait()
        await route.continue_()

    await tab.page.route(re.compile(path), hold)
    yield asked
    released.set()


async def become(tab: Tab, name: str) -> None:
    """Choose to be somebody, and wait for nothing."""
    people = tab.page.get_by_label("As whom")
    await people.select_option(await people.get_by_role("option").filter(has_text=name).get_attribute("value"))


def heard(here: Visit) -> dict[str, object]:
    """Tell the options of the command that the bot heard last."""
    return {option["name"]: option["value"] for option in here.bot.heard[-1]["data"]["options"]}


# --------------------------------------------------------------------------------------------------------------- whom


async def test_one_acts_as_nobody_but_whom_the_page_shows(small: Visit, browse: Browse) -> None:
    """An answer about somebody whom one has already left changes nothing, and what comes is still told."""
    tab = await browse(at(small))
    noor = small.person("noor")
    async with held(tab, f"/api/home.*as={noor}") as asked:
        await become(tab, "noor")
        await asked.wait()
        await expect(tab.page.locator("#composer")).to_have_attribute("inert", "")
        await become(tab, "mira")
        await expect(tab.page.locator("#composer")).not_to_have_attribute("inert", "")
        await expect(tab.page.get_by_text("mira · owner")).to_be_visible()
    await tab.box.fill("Who am I?")
    await tab.page.keyboard.press("Enter")
    await expect(tab.newest).to_contain_text("Who am I?")
    assert await tab.newest.get_attribute("data-author") == str(small.person("mira"))
    await expect(tab.page.get_by_label("As whom")).to_have_value(str(small.person("mira")))


async def test_nobody_sees_what_was_for_another_alone(small: Visit, browse: Browse) -> None:
    """It goes as one becomes somebody else, before anything is heard of the other's."""
    tab = await browse(at(small))
    await tab.run("digest", times="08:00")
    await expect(tab.message("Only you can see this")).to_have_count(1)
    async with held(tab, f"/live.*as={small.person('noor')}") as asked:
        await become(tab, "noor")
        await asked.wait()
        await expect(tab.page.get_by_text("noor ·")).to_be_visible()
        await expect(tab.message("Only you can see this")).to_have_count(0)


async def test_what_failed_is_told_and_does_not_follow_one_into_another_channel(small: Visit, browse: Browse) -> None:
    """A line that was refused after one has gone is named with its place; the box there stays as it is."""
    tab = await browse(at(small))
    refused = re.compile("/api/say")
    gone = asyncio.Event()

    async def refuse(route: Route) -> None:
        await gone.wait()
        await route.fulfill(json={"failed": "Slow mode is on.", "modal": None})

    await tab.page.route(refused, refuse)
    await tab.box.fill("For the news alone")
    await tab.page.keyboard.press("Enter")
    await tab.go("#general")
    gone.set()
    await expect(tab.page.get_by_role("status", name="Note")).to_have_text("Not sent in #news: Slow mode is on.")
    await expect(tab.box).to_have_value("")
    await expect(tab.alert).to_be_hidden()


# -------------------------------------------------------------------------------------------------------------- typing


@pytest.mark.parametrize("way", ["typed", "pasted"])
async def test_a_line_as_in_the_terminal_is_taken_whole(small: Visit, browse: Browse, way: str) -> None:
    """Each option has what stands after its name; Enter sends, and typing never leaves the box."""
    tab = await browse(at(small))
    await tab.box.focus()
    await put(tab, "/digest times:08:00 and 18:00 zone: Europe/Lisbon", way)
    await expect(tab.option("times")).to_have_value("08:00 and 18:00")
    await expect(tab.option("zone")).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await expect(tab.message("Heard digest.")).to_have_count(1)
    assert heard(small) == {"times": "08:00 and 18:00", "zone": "Europe/Lisbon"}
    await expect(tab.box).to_be_focused()
    await put(tab, "/follow http://127.0.0.1:9/ note: the port, and what it says", way)
    await tab.page.keyboard.press("Enter")
    await expect(tab.message("Heard follow.")).to_have_count(1)
    assert heard(small) == {"address": "http://127.0.0.1:9/", "note": "the port, and what it says"}


async def put(tab: Tab, line: str, way: str) -> None:
    """Type a line key by key, or put it there at once."""
    if way == "typed":
        await tab.page.keyboard.type(line)
    else:
        await tab.page.keyboard.insert_text(line)


@pytest.mark.parametrize("way", ["typed", "pasted"])
async def test_every_line_of_the_terminals_help_does_something_here(here: Open, browse: Browse, way: str) -> None:
    """A command that wants no option is chosen with Enter before another sends it."""
    tab = await browse(here)
    assert len(LINES) >= 6
    for line in (*LINES, "/digest set times:18:00"):
        await tab.box.focus()
        before = await tab.messages.last.get_attribute("id") if await tab.messages.count() else ""
        await put(tab, line, way)
        if not await tab.page.get_by_role("group", name="/").count():
            await expect(tab.offers.first).to_be_visible()
            await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("Enter")
        await expect(tab.newest).not_to_have_attribute("id", before or "")
        await expect(tab.box).to_be_focused()
        await expect(tab.alert).to_be_hidden()


async def test_an_option_is_found_as_one_types_and_words_for_none_are_not_lost(small: Visit, browse: Browse) -> None:
    """The focus is in a box all the while, never on the button."""
    tab = await browse(at(small))
    await tab.choose("digest")
    rest = tab.page.get_by_role("combobox", name="Add an option")
    await expect(rest).to_be_focused()
    await tab.page.keyboard.type("at noon")
    await tab.page.keyboard.press("Enter")
    await expect(tab.alert).to_contain_text("“at noon” belongs to no option")
    await expect(rest).to_have_value("at noon")
    await rest.fill("zo")
    await expect(tab.page.get_by_role("listbox", name="Options").get_by_role("option")).to_have_count(1)
    await tab.page.keyboard.press("Enter")
    await expect(tab.option("zone")).to_be_focused()
    await tab.page.keyboard.press("Backspace")
    await expect(rest).to_be_focused()
    await tab.page.keyboard.press("Backspace")
    await expect(tab.box).to_have_value("/digest")
    assert small.bot.heard == []


async def test_a_line_may_have_several(small: Visit, browse: Browse) -> None:
    """Shift and Enter begin one, the box grows with them, and Enter sends them all; it holds what Discord takes."""
    tab = await browse(at(small))
    low = await tab.box.bounding_box()
    await tab.box.press_sequentially("First the fog,")
    await tab.page.keyboard.press("Shift+Enter")
    await tab.page.keyboard.type("then the ferry.")
    high = await tab.box.bounding_box()
    assert low is not None
    assert high is not None
    assert low["height"] + 10 < high["height"]
    await tab.page.keyboard.press("Enter")
    await expect(tab.newest).to_contain_text("then the ferry.")
    said = small.discord.messages(small.channel("news"))[-1]
    assert said["content"] == "First the fog,\nthen the ferry."
    await expect(tab.box).to_have_attribute("maxlength", "2000")


async def test_a_file_that_is_gone_is_said_so_and_another_is_taken(
    small: Visit, browse: Browse, tmp_path: Path
) -> None:
    """Nothing is shut for it."""
    tab = await browse(at(small))
    (tmp_path / "gone.txt").write_text("tides")
    (tmp_path / "there.txt").write_text("tides")
    await tab.choose("keep")
    await tab.option("file").set_input_files(tmp_path / "gone.txt")
    (tmp_path / "gone.txt").unlink()
    await tab.page.get_by_role("button", name="Send").click()
    await expect(tab.alert).to_have_text("file: The file could not be read. Choose it again.")
    await tab.option("file").set_input_files(tmp_path / "there.txt")
    await tab.page.get_by_role("button", name="Send").click()
    await expect(tab.message("Heard keep.")).to_have_count(1)


async def test_who_goes_on_to_another_command_waits_for_none_before(small: Visit, browse: Browse) -> None:
    """What comes of the first is told where it was sent from, and takes nothing from the second."""
    tab = await browse(at(small))
    await tab.run("silent")
    await tab.page.keyboard.press("Escape")
    await tab.run("digest", times="08:00")
    await expect(tab.message("Heard digest.")).to_have_count(1)
    await tab.choose("digest")
    await tab.fill("times", "09:00")
    await expect(tab.page.get_by_role("status", name="Note")).to_contain_text("/silent in #news: The application did")
    await expect(tab.option("times")).to_have_value("09:00")


# ---------------------------------------------------------------------------------------------------------- connection


async def test_a_hidden_tab_lets_go_of_its_connection(small: Visit, browse: Browse) -> None:
    """A browser has six of them for a host: the tabs that one does not see would take them all."""

    def pages() -> int:
        return small.page.open_pages

    tab = await browse.blank(at(small))
    await tab.page.clock.install()
    await tab.page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => window.isHidden })")
    await tab.page.goto(f"{small.page.address}#as={small.person('mira')}&channel={small.channel('news')}")
    await expect(tab.page.locator("#totals")).to_contain_text("objection")
    assert pages() == 1
    await hide(tab, True)
    await tab.page.clock.fast_forward(6000)
    await expect(tab.state).to_have_text("Updates are paused while this tab is hidden")
    async with asyncio.timeout(5):
        while pages():  # noqa: ASYNC110  # the page tells nobody who comes and goes
            await asyncio.sleep(0.02)
    small.world.say(small.channel("news"), small.person("noor"), "Meanwhile the fog lifts.")
    await hide(tab, False)
    await expect(tab.message("Meanwhile the fog lifts.")).to_have_count(1)
    await expect(tab.state).to_have_text("Late Edition is offline")
    assert pages() == 1


async def hide(tab: Tab, yes: bool) -> None:
    """Let the page believe that it is hidden, or seen again: a browser without a screen shows all tabs."""
    await tab.page.evaluate(
        "yes => { window.isHidden = yes; document.dispatchEvent(new Event('visibilitychange')); }", yes
    )


async def test_a_page_without_a_key_says_so_and_asks_no_more(browse: Browse) -> None:
    """As when the sandbox was begun anew behind it."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    async with StandIn(harbour()) as discord:
        async with Page(discord) as page:
            tab = await browse(Open(page.address, discord))
        port = int(re.findall(r":(\d+)/", page.address)[0])
        async with Page(discord, port=port):
            await expect(tab.state).to_have_text(
                "This page has lost its key: open the address that the terminal shows.", timeout=20_000
            )
            tab.page.on("request", note)
            await asyncio.sleep(2.5)
            assert asked == []
            await tab.page.close()
    assert {fault for fault in tab.faults if "ERR_" not in fault and "403" not in fault} == set()
    tab.faults.clear()


# ------------------------------------------------------------------------------------------------------------ messages


async def test_earlier_messages_come_once_however_often_they_are_asked_for(small: Visit, browse: Browse) -> None:
    """Who is impatient gets no message twice."""
    world, news = small.world, small.channel("news")
    for number in range(1, 81):
        world.add_message(Message(world.next_id(), news, world.bot.id, world.now(), f"Bulletin {number}"))
    tab = await browse(at(small))
    earlier = tab.log.get_by_role("button", name="Show earlier messages")
    async with held(tab, "/api/messages.*before=") as asked:
        await earlier.click()
        await asked.wait()
        await earlier.dispatch_event("click")
    await expect(tab.messages).to_have_count(80)
    ids = await tab.messages.evaluate_all("all => all.map(({ id }) => id)")
    assert len(ids) == len(set(ids)) == 80


async def test_lists_have_bullets_and_numbers(small: Visit, browse: Browse) -> None:
    """Nested ones, too."""
    await small.bot.plain.post(small.channel("news"), content="- fog\n  - bank\n- ferry\n\n1. one\n2. two")
    tab = await browse(at(small))
    await expect(tab.message("ferry")).to_be_visible()
    worn = (
        await tab.message("ferry")
        .locator("ul, ol")
        .evaluate_all("all => all.map(each => getComputedStyle(each).listStyleType)")
    )
    assert worn == ["disc", "circle", "decimal"]


async def test_a_link_to_a_message_goes_there_without_leaving_the_page(small: Visit, browse: Browse) -> None:
    """Into another channel, and to a message that has to be fetched; back is back."""
    world, news = small.world, small.channel("news")
    first = Message(world.next_id(), news, world.bot.id, world.now(), "The very first bulletin")
    world.add_message(first)
    for number in range(2, 70):
        world.add_message(Message(world.next_id(), news, world.bot.id, world.now(), f"Bulletin {number}"))
    guild = world.guild_named("Sandbox").id
    content = f"See [the first one](https://discord.com/channels/{guild}/{news}/{first.id})"
    said = await small.bot.plain.post(small.channel("general"), content=content)
    assert said.status == 200, said
    tab = await browse(at(small))
    await tab.go("#general")
    await tab.message("See the first one").get_by_role("link", name="the first one").click()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("#news")
    await expect(tab.message("The very first bulletin")).to_be_focused()
    await tab.page.go_back()
    await expect(tab.page.get_by_role("heading", level=1)).to_have_text("#general")


async def test_where_no_app_has_a_command_the_menu_names_none(small: Visit, browse: Browse) -> None:
    """It copies, as ever."""
    await small.bot.plain.post(small.channel("news"), content="Port and city talk")
    tab = await browse(at(small))
    await tab.newest.click(button="right")
    items = tab.page.get_by_role("menu", name="Message actions").get_by_role("menuitem")
    await expect(items).to_have_text(["Copy text", "Copy ID"])
    await expect(items.first).to_be_focused()


# --------------------------------------------------------------------------------------------------------------- panel


async def test_on_a_phone_the_tab_key_stays_in_an_open_drawer(small: Visit, browse: Browse) -> None:
    """What lies under the shade is out of reach, and within it again once the drawer is closed."""
    tab = await browse(at(small), size=PHONE)
    await tab.page.get_by_role("button", name="Channels").click()
    for _ in range(20):
        await tab.page.keyboard.press("Tab")
        where = "() => document.activeElement === document.body || !!document.activeElement.closest('#places')"
        assert await tab.page.evaluate(where)
    await tab.page.keyboard.press("Escape")
    await expect(tab.page.get_by_role("button", name="Channels")).to_be_focused()


async def test_the_seconds_until_the_scene_goes_on_are_counted(browse: Browse) -> None:
    """Though nothing is told meanwhile."""
    async with newsroom_visit() as (here, newsroom):
        playing = asyncio.create_task(newsroom.play(lambda seconds: asyncio.sleep(3600), lambda words: None))
        tab = await browse(at(here))
        await expect(tab.newsroom).to_contain_text(re.compile(r"The scene publishes “.*” in [23] s\."))
        await expect(tab.newsroom).to_contain_text(re.compile(r"The scene publishes “.*” in 1 s\."))
        playing.cancel()


@pytest.mark.parametrize(("days", "shown"), [(0, r"\d\d:\d\d"), (1, r"[A-Z][a-z]{2} \d\d:\d\d")])
async def test_the_next_edition_names_its_day_where_that_is_not_today(browse: Browse, days: int, shown: str) -> None:
    """An hour alone would be taken for today's."""
    edition = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=days)
    async with newsroom_visit(edition) as (here, _):
        tab = await browse(at(here))
        await expect(tab.newsroom.get_by_role("button", name="Jump to the next edition")).to_have_text(
            re.compile(rf"^Jump to the next edition \({shown}\)$")
        )


async def test_an_address_is_followed_by_the_command_that_is_said_to(browse: Browse) -> None:
    """Who may not is told what Discord says; where there is no such command nothing is offered."""
    async with newsroom_visit(follow=("follow", "address")) as (here, _):
        tab = await browse(at(here))
        await tab.newsroom.get_by_label("Blog or feed").fill("http://127.0.0.1:9/")
        follow = tab.newsroom.get_by_role("button", name="Follow it in this channel")
        await follow.click()
        await expect(tab.message("Heard follow.")).to_have_count(1)
        assert heard(here) == {"address": "http://127.0.0.1:9/"}
        await become(tab, "noor")
        await expect(tab.page.get_by_text("noor ·")).to_be_visible()
        await tab.newsroom.get_by_label("Blog or feed").fill("http://127.0.0.1:9/")
        await follow.click()
        await expect(tab.newsroom.get_by_role("alert")).to_contain_text("/follow is not for you")
    async with newsroom_visit() as (here, _):
        tab = await browse(at(here))
        await expect(tab.newsroom.get_by_role("heading", name="Trouble")).to_be_visible()
        await expect(tab.newsroom.get_by_role("button", name="Follow it in this channel")).to_be_hidden()
