"""A stage or a visit → a tab of a real browser at its page, what a person does there, and every fault that it saw.

Importing this skips whatever wants it where there is no Chromium, or fails it where TESTS_BROWSER=required.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from bot.sandbox import StandIn
from bot.stage import Stage, Wishes, acting, ready, staged, watched

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

if CHROMIUM is None or find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
    lacking = "Chromium" if CHROMIUM is None else "Playwright"
    reason = f"{lacking} is not on this machine: the page was not tried in a browser"
    if os.environ.get("TESTS_BROWSER") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason, allow_module_level=True)

from axe_playwright_python.async_playwright import (  # type: ignore[import-untyped]  # noqa: E402  # tells no types; comes after the question whether it is there
    Axe,
)
from playwright.async_api import (  # noqa: E402  # comes after the question whether it is there
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    async_playwright,
    expect,
)

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""How Chromium is started: without what it does of its own accord, and the sandbox that root may not have."""

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=360, height=740)
STANDING = "fog"
"""The post that is out from the beginning, its digest in #news."""

OFTEN = timedelta(seconds=0.3)
"""How often the bot asks the demo blog: nobody waits long for a digest."""

PATIENCE = 15_000
"""Milliseconds that a fact may take to come true on a busy machine."""

expect.set_options(timeout=PATIENCE)

Theme: TypeAlias = Literal["dark", "light"]


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """Run Chromium, with nothing open in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@dataclass(frozen=True, slots=True)
class Open:
    """A page that can be opened: its address and the stand-in behind it; `stage` is None where no real bot acts."""

    address: str
    discord: StandIn
    stage: Stage | None = None

    def person(self, name: str) -> int:
        """Name a person by their id."""
        return self.discord.world.user_named(name).id

    def channel(self, name: str) -> int:
        """Name a channel by its id."""
        return self.discord.world.channel_named(name).id

    async def read(self) -> None:
        """Wait until the bot has read the blog as it now is: asked again, it has recorded what it was answered."""
        assert self.stage
        blog = self.stage.blog
        before = len(blog.requests)
        for _ in range(300):
            if sum(visit.path.startswith("/feeds/posts") for visit in blog.requests[before:]) >= 2:
                return
            await asyncio.sleep(0.05)
        raise TimeoutError("the bot does not ask the blog")


@asynccontextmanager
async def whole(folder: Path) -> AsyncIterator[Open]:
    """Open the stand-in, the demo blog, the page and the real bot, and let #news follow the blog."""
    wishes = Wishes(folder)
    async with (
        staged(wishes, lambda words: None) as stage,
        watched(stage, 0) as page,
        acting(stage, folder, asyncio.Event(), every=OFTEN),
    ):
        await ready(stage)
        here = Open(page.address, stage.discord, stage)
        await stage.discord.type(f"/feed add {stage.blog.home}", by=here.person("mira"), channel=here.channel("news"))
        stage.blog.publish(STANDING)
        await stage.discord.wait_for_message(here.channel("news"))
        yield here


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab at the page, and what went wrong in it: errors of console and page, requests that left for elsewhere."""

    page: Page
    faults: list[str]

    # what is to be seen

    @property
    def log(self) -> Locator:
        """The messages."""
        return self.page.get_by_role("log")

    @property
    def messages(self) -> Locator:
        """Every message."""
        return self.log.get_by_role("article")

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.messages.last

    @property
    def box(self) -> Locator:
        """The box in which one types."""
        return self.page.get_by_role("combobox", name=re.compile("^Message "))

    @property
    def offers(self) -> Locator:
        """The commands that are offered."""
        return self.page.get_by_role("listbox", name="Commands").get_by_role("option")

    @property
    def choices(self) -> Locator:
        """What is offered for an option."""
        return self.page.get_by_role("listbox", name="Choices").get_by_role("option")

    @property
    def alert(self) -> Locator:
        """What stands above the box when something was not done."""
        return self.page.locator("form").filter(has=self.page.get_by_role("button", name="Send")).get_by_role("alert")

    @property
    def newsroom(self) -> Locator:
        """The newsroom's panel."""
        return self.page.get_by_role("tabpanel", name="Newsroom")

    @property
    def wire(self) -> Locator:
        """The wire's panel."""
        return self.page.get_by_role("tabpanel", name="Wire")

    @property
    def state(self) -> Locator:
        """What the header warns of."""
        return self.page.get_by_role("banner").get_by_role("status")

    def message(self, words: str) -> Locator:
        """Find the messages that have these words."""
        return self.messages.filter(has_text=words)

    def option(self, name: str) -> Locator:
        """Find the field of an option."""
        return self.page.get_by_role("group", name="/").get_by_label(name, exact=True)

    def post(self, title: str) -> Locator:
        """Find what can be done with a post of the blog."""
        return self.newsroom.get_by_role("group", name=title)

    # what one does

    async def press(self, title: str, act: str) -> None:
        """Do something with a post of the blog."""
        await self.post(title).get_by_role("button", name=act).click()

    async def choose(self, command: str) -> None:
        """Type a command's name and choose it."""
        await self.box.fill(f"/{command}")
        await expect(self.offers.first).to_contain_text(f"/{command}")
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("group", name=f"/{command}", exact=True)).to_be_visible()

    async def fill(self, option: str, typed: str) -> None:
        """Type something for an option; one that is not there yet is added."""
        if not await self.option(option).count():
            await self.page.get_by_role("button", name=f"Add {option}", exact=True).click()
        await self.option(option).fill(typed)

    async def run(self, command: str, **options: str) -> None:
        """Choose a command, fill its options and send it; whatever comes of it comes."""
        await self.choose(command)
        for option, typed in options.items():
            await self.fill(option, typed)
        await self.page.get_by_role("button", name="Send").click()

    async def be(self, name: str) -> None:
        """Be another person."""
        people = self.page.get_by_label("As whom")
        words = await people.get_by_role("option").filter(has_text=f"{name} —").inner_text()
        await people.select_option(label=words)
        await expect(self.page.get_by_text(f"{name} ·")).to_be_visible()

    async def go(self, channel: str) -> None:
        """Go to a channel of the server."""
        await self.page.get_by_role("navigation", name="Channels").get_by_role("link", name=channel).click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(channel.partition(",")[0])

    async def objections(self) -> list[str]:
        """Ask axe-core what is serious or critical; where, and what."""
        found = (await Axe().run(self.page)).response["violations"]
        return [
            f"{fault['id']}: {node['html']} {node['failureSummary']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]


class Browse:
    """Opens tabs, each in a profile of its own, and closes them; `faults` are those of all of them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._tabs: list[Tab] = []

    async def __call__(
        self,
        here: Open,
        *,
        person: str = "mira",
        channel: str = "news",
        size: ViewportSize = DESK,
        theme: Theme = "dark",
    ) -> Tab:
        """Open the page as a person in a channel, and wait until all is there."""
        tab = await self.blank(here, size=size, theme=theme)
        await tab.page.goto(f"{here.address}#as={here.person(person)}&channel={here.channel(channel)}")
        await expect(tab.page.locator("#totals")).to_contain_text("objection")
        return tab

    async def blank(self, here: Open, *, size: ViewportSize = DESK, theme: Theme = "dark") -> Tab:
        """Open a tab with nothing in it, which may go to the page and nowhere else."""
        context = await self._browser.new_context(
            viewport=size, color_scheme=theme, reduced_motion="reduce", locale="en-GB", timezone_id="UTC"
        )
        page, faults = await context.new_page(), list[str]()
        root = here.address.partition("?")[0]

        def spoke(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                faults.append(f"{message.type}: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((root, "data:")):
                faults.append(f"asked for {request.url}")

        page.on("console", spoke)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", asked)
        tab = Tab(page, faults)
        self._tabs.append(tab)
        return tab

    @property
    def faults(self) -> list[str]:
        """What went wrong in any tab."""
        return [fault for tab in self._tabs for fault in tab.faults]

    async def close(self) -> None:
        """Close every tab."""
        for tab in self._tabs:
            await tab.page.context.close()
