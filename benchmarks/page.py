"""A rate and some minutes in; how soon a message of the stand-in's is on the sandbox's page, and what grows, out.

`python -m benchmarks.page [--minutes N] [--rate MESSAGES-A-MINUTE] [--json]` needs Chromium and Playwright. A plain
client posts messages as large as a digest through the stand-in's HTTP API into a channel that the page shows. The
channel is as full as a sandbox lets it become before anything is measured: what grows then, grows without end.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import aiohttp
from playwright.async_api import CDPSession, async_playwright
from playwright.async_api import Page as Tab

from bot.sandbox import Json, StandIn
from bot.sandbox.page import Page
from bot.sandbox.things import Message
from bot.sandbox.town import ADMIN, CHANNEL, town
from bot.stage import MOST_MESSAGES

MINUTE = 60.0
SETTLES = 2.0
"""Seconds after a minute's last message until all is read off: whatever has not arrived by then has not arrived."""

TOLERATED = 1.1
"""How many times the first third the last may be: garbage is collected when it pleases."""

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

# What is added to the messages, and when, by the machine's clock in milliseconds.
WATCH = """() => {
  window.arrived = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.dataset?.id) window.arrived.push([node.dataset.id, Date.now()]);
    }
  }).observe(document.getElementById("messages"), { childList: true });
}"""
DRAIN = "() => window.arrived.splice(0)"

_LINE = "**Ferry crews vote on Monday** — Quay News\n> “Nobody here wants another winter like the last,”\n— Tom Reyes\n"


@dataclass(frozen=True, slots=True)
class Minute:
    """What one minute was like: messages, milliseconds from the POST to the page, and what is held after it.

    `heap` (JavaScript's, after its garbage was collected) and `memory` (this process's) are in MB; `lost` never came.
    """

    messages: int
    lost: int
    median: float
    p99: float
    most: float
    heap: float
    nodes: int
    memory: float


def growth(minutes: Sequence[Minute]) -> tuple[str, ...]:
    """Name what was more in the last third than in the first, by more than is tolerated; of three minutes on."""
    third = len(minutes) // 3
    if not third:
        return ()
    grown = []
    for what in ("median", "heap", "nodes", "memory"):
        first, last = (
            statistics.mean(getattr(minute, what) for minute in part) for part in (minutes[:third], minutes[-third:])
        )
        if last > first * TOLERATED:
            grown.append(f"{what} ({first:.1f} → {last:.1f})")
    return tuple(grown)


async def measured(minutes: int, rate: int) -> AsyncIterator[Minute]:
    """Post at a rate, and tell of each minute when it is over."""
    world = town()
    channel = world.channel_named(CHANNEL).id
    for number in range(MOST_MESSAGES):
        world.add_message(Message(world.next_id(), channel, world.bot.id, world.now(), f"Bulletin {number}"))
    async with (
        StandIn(world, most_messages=MOST_MESSAGES) as discord,
        Page(discord) as page,
        aiohttp.ClientSession(headers={"Authorization": f"Bot {discord.token}"}) as session,
        _tab(f"{page.address}#as={world.user_named(ADMIN).id}&channel={channel}") as (tab, devtools),
    ):
        numbers = count(1)

        async def post() -> tuple[str, float]:
            body = _message(next(numbers))
            sent = time.time()
            async with session.post(f"{discord.api}/channels/{channel}/messages", json=body) as answer:
                return str((await answer.json())["id"]), sent * 1000

        for _ in range(minutes):
            posts = []
            began = time.monotonic()
            for number in range(rate):
                await asyncio.sleep(max(0.0, began + number * MINUTE / rate - time.monotonic()))
                posts.append(asyncio.create_task(post()))
            sent = dict(await asyncio.gather(*posts))
            await asyncio.sleep(SETTLES)
            yield await _minute(tab, devtools, sent)


def _message(number: int) -> Json:
    embed = {"title": f"Bulletin {number}", "url": "https://quay.example/", "color": 2841738, "description": _LINE * 4}
    button = {"type": 2, "style": 2, "custom_id": f"more:{number}", "label": "More quotes (4)"}
    return {"embeds": [embed], "components": [{"type": 1, "components": [button]}], "allowed_mentions": {"parse": []}}


@asynccontextmanager
async def _tab(address: str) -> AsyncIterator[tuple[Tab, CDPSession]]:
    """Open the page in Chromium, watched."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=QUIET)
        tab = await browser.new_page(viewport={"width": 1280, "height": 800})
        await tab.goto(address)
        await tab.get_by_role("log").get_by_role("article").first.wait_for()
        await tab.evaluate(WATCH)
        devtools = await tab.context.new_cdp_session(tab)
        await devtools.send("Performance.enable")
        yield tab, devtools
        await browser.close()


async def _minute(tab: Tab, devtools: CDPSession, sent: dict[str, float]) -> Minute:
    arrived: dict[str, float] = dict(await tab.evaluate(DRAIN))
    took = sorted(arrived[each] - at for each, at in sent.items() if each in arrived)
    await devtools.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in (await devtools.send("Performance.getMetrics"))["metrics"]}
    return Minute(
        messages=len(sent),
        lost=len(sent) - len(took),
        median=statistics.median(took),
        p99=took[min(len(took) - 1, len(took) * 99 // 100)],
        most=took[-1],
        heap=told["JSHeapUsedSize"] / 1e6,
        nodes=int(told["Nodes"]),
        memory=_memory() / 1e6,
    )


def _memory() -> int:
    """What this process holds, in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


_HEAD = ("minute", "messages", "lost", "median ms", "p99 ms", "max ms", "heap MB", "nodes", "memory MB")


def _row(number: int, minute: Minute) -> tuple[str, ...]:
    figures = (f"{figure:.1f}" for figure in (minute.median, minute.p99, minute.most, minute.heap))
    return (str(number), str(minute.messages), str(minute.lost), *figures, str(minute.nodes), f"{minute.memory:.1f}")


async def _measure(minutes: int, rate: int, *, as_json: bool) -> int:
    told: list[Minute] = []
    if not as_json:
        print("  ".join(_HEAD))
    async for minute in measured(minutes, rate):
        told.append(minute)
        if not as_json:
            cells = zip(_row(len(told), minute), _HEAD, strict=True)
            print("  ".join(cell.rjust(len(head)) for cell, head in cells), flush=True)
    grown = growth(told)
    if as_json:
        print(json.dumps({"minutes": [asdict(minute) for minute in told], "grown": grown}, indent=2))
    elif len(told) < 3:
        print("Whether anything grows is told from three minutes on.")
    else:
        print(f"Grown from the first third to the last: {', '.join(grown) or 'nothing'}.")
    return 1 if grown or any(minute.lost for minute in told) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as the arguments say; 1 where something grew or was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--rate", type=int, default=200, help="messages a minute")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    return asyncio.run(_measure(given.minutes, given.rate, as_json=given.json))


if __name__ == "__main__":
    sys.exit(main())
