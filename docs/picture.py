"""A written scene and an invented day → docs/sandbox.png and docs/pictures/: what the sandbox's page shows of them.

Drawing needs Chromium, and the libraries for the work on the bot. Usage: python -m docs.picture [CHROMIUM]
"""

import asyncio
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from bot import log
from bot.sandbox import Json
from bot.sandbox.drawing.message import Sight, drawn
from bot.sandbox.scenes import playing, script
from bot.sandboxed import HASTE
from bot.stage import Wishes, acting, ready, staged, watched
from docs import day
from docs.palette import with_palette

HERE = Path(__file__).parent
SCENE = (HERE / "scenes" / "picture.scene").read_text(encoding="utf-8")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH = 620
FINE = 1.5
"""Points of a picture to one of the page."""

STATIC = files("bot.sandbox.page") / "static"
STYLE = (
    "".join((STATIC / name).read_text(encoding="utf-8") for name in ("theme.css", "message.css"))
    + "body { margin: 0; padding: 12px 0 16px; font: 15px/1.4 sans-serif }"
    + "body { background: var(--ground); color: var(--text) }"
)
_BARS = "document.querySelectorAll('[data-colour]').forEach(e => e.style.setProperty('--bar', e.dataset.colour))"


def main(chromium: str) -> None:
    """Draw the page as it stands after the scene, and what came of the invented day."""
    log.set_up("warning", "lines")
    for name, picture in asyncio.run(_pictures(chromium)).items():
        (HERE / name).write_bytes(with_palette(picture))


async def _pictures(chromium: str) -> Mapping[str, bytes]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        drawn_day = {
            f"pictures/{name}.png": await _messages(browser, messages)
            for name, messages in (await day.pictures()).items()
        }
        return {"sandbox.png": await _page(browser), **drawn_day}


async def _page(browser: Browser) -> bytes:
    """The whole page, with what the scene has brought about."""
    with TemporaryDirectory() as folder:
        wishes = Wishes(Path(folder))
        async with (
            staged(wishes, _unsaid) as stage,
            watched(stage, 0) as page,
            acting(stage, wishes.folder, asyncio.Event(), every=HASTE),
        ):
            await ready(stage)
            await playing.play(script.read(SCENE), stage.discord, stage.newsroom, say=_unsaid)
            view = await browser.new_page(
                viewport={"width": 1280, "height": 1130}, device_scale_factor=FINE, color_scheme="dark"
            )
            await view.goto(page.address)
            await view.get_by_role("log").get_by_text("Ferry crews vote on Monday").wait_for()
            await view.wait_for_load_state("load")
            return await view.screenshot()


async def _messages(browser: Browser, messages: Sequence[Json]) -> bytes:
    """Some messages by themselves, as the page draws them."""
    sight = Sight("", {}, {}, {message["channel_id"]: "general" for message in messages}, lambda address: None)
    view = await browser.new_page(viewport={"width": WIDTH, "height": 100}, device_scale_factor=FINE)
    await view.set_content(
        f'<!doctype html><html lang="en" data-theme="light"><style>{STYLE}</style>'
        f"{''.join(drawn(message, sight) for message in messages)}"
    )
    await view.evaluate(_BARS)
    return await view.screenshot(full_page=True)


def _unsaid(words: str) -> None:
    """A picture says it all."""


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium") or "chromium")
