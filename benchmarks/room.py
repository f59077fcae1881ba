"""Works, harmless and hostile, in; what the reading room takes for them and spares the bot, as one table, out.

`python -m benchmarks.room [--json]`
"""

import argparse
import asyncio
import functools
import json
import os
import resource
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import table, works
from benchmarks.measure import NotInstalled, installed
from benchmarks.table import Figure, Section
from bot.news.stories import read_stories
from bot.room import Elsewhere, Room

ADDRESS = "https://quaynews.example/rss"
WORKERS = 2
TASKS = 2000
AT_ONCE = 4
TICK = 0.005
"""Seconds between two looks at the event loop and at the memory."""

NOTES = (
    "Processor time as the system counts it; what it takes to start and end the processes is taken off.",
    "A hold-up is the processor time that the bot uses between two turns of its event loop.",
    "Bars: 1 ms a task on both sides; 0.25 s, 50 ms and 32 MB in the bot.",
)

_MEGABYTE = 2**20

Opened = Callable[[], AbstractAsyncContextManager[Elsewhere]]
"""Opens somewhere where works are done."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What a work did to the bot: processor seconds, the longest hold-up of its event loop (s), its memory (bytes)."""

    seconds: float
    held_up: float
    memory: int


Start = Callable[[Elsewhere], Coroutine[Any, Any, object]]
"""Begins a work somewhere."""


def invented_feed(entries: int, *paragraphs: str) -> bytes:
    """An RSS feed of so many entries, each of these paragraphs."""
    body = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in paragraphs)
    items = "".join(
        f"<item><guid>{number}</guid><title>Fog {number}</title><description>{body}</description></item>"
        for number in range(entries)
    )
    return f'<rss version="2.0"><channel><title>Quay News</title>{items}</channel></rss>'.encode()


_QUOTED = "“It is too thick to see the bow of my own boat today,” Ebba Rasmussen, a pilot, said on the quay on Monday."
_PLAIN = (
    "The fog came in over the weir at four in the morning and did not lift before noon; eleven ferries waited in the "
    "harbour of Ansley, and the fish auction, which has opened at six for ninety years, opened at ten."
)

USUAL = invented_feed(12, _QUOTED, *[_PLAIN] * 13)
"""About as many paragraphs and quotes for its 40 kB as feeds have that are read every day."""

ENDLESS: dict[str, Start] = {
    "a loop": lambda do: do(works.spin),
    "a loop in several threads": lambda do: do(works.spin_in_threads),
    "a wait without end": lambda do: do(works.hang),
    "memory without end": lambda do: do(works.eat),
    "more memory than there is": lambda do: do(works.eat_at_once),
    "a crash": lambda do: do(works.crash),
    "killed by the system": lambda do: do(works.be_killed),
    "an exit without a word": lambda do: do(works.leave, 0),
    "deep recursion": lambda do: do(works.recurse),
    "an answer nested without end": lambda do: do(works.nest),
    "an answer of 200 MB": lambda do: do(works.huge, 200 * _MEGABYTE),
    "an answer of a million parts": lambda do: do(works.blocks, 1_000_000),
}

LARGE: dict[str, Start] = {
    "8 MB there and back": lambda do: do(works.the_same, b"x" * 8 * _MEGABYTE),
    "a post of 30,000 paragraphs": lambda do: do(read_stories, invented_feed(1, *["Fog."] * 30_000), ADDRESS, None, {}),
    "500 posts of 500 paragraphs": lambda do: do(read_stories, invented_feed(500, *["Fog."] * 500), ADDRESS, None, {}),
    "500 posts of 14 kB": lambda do: do(read_stories, invented_feed(500, "fog " * 3500), ADDRESS, None, {}),
    "500 posts of wide letters": lambda do: do(read_stories, invented_feed(500, "🌫" * 3000), ADDRESS, None, {}),
}


# ------------------------------------------------------------------------------------------------------------ measures


async def harm(elsewhere: Elsewhere, start: Start) -> Harm:
    """What a work that is done elsewhere does here meanwhile, however it ends; it is done twice."""
    before = most = resident()
    held_up = 0.0

    async def look() -> None:
        nonlocal most, held_up
        while True:
            used = time.process_time()
            await asyncio.sleep(TICK)
            # What another process took from this one is not the work's doing.
            held_up = max(held_up, time.process_time() - used)
            most = max(most, resident())

    looking = asyncio.create_task(look())
    await asyncio.sleep(2 * TICK)
    await asyncio.gather(start(elsewhere), return_exceptions=True)
    await asyncio.sleep(2 * TICK)
    looking.cancel()
    # Once more: to look takes time too.
    used = time.process_time()
    await asyncio.gather(start(elsewhere), return_exceptions=True)
    seconds = time.process_time() - used
    return Harm(seconds, held_up, most - before)


def cost(opened: Opened, body: bytes, tasks: int = TASKS) -> tuple[float, float]:
    """Processor seconds that a task costs that only brings a body there and a reading back: in all, and here alone."""
    works.read_before(body)
    few = tasks // 10
    (all_few, here_few), (all_many, here_many) = (_used(opened, body, number) for number in (few, tasks))
    return (all_many - all_few) / (tasks - few), (here_many - here_few) / (tasks - few)


def _used(opened: Opened, body: bytes, tasks: int) -> tuple[float, float]:
    async def go() -> None:
        async with opened() as do:
            await asyncio.gather(*(_some(do, body, tasks // AT_ONCE) for _ in range(AT_ONCE)))

    everything, here = _processor(), time.process_time()
    asyncio.run(go())
    return _processor() - everything, time.process_time() - here


async def _some(do: Elsewhere, body: bytes, tasks: int) -> None:
    for _ in range(tasks):
        await do(works.read_before, body)


def _processor() -> float:
    """Processor seconds of this process and of its children that have ended."""
    both = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def resident() -> int:
    """Bytes of memory that this process holds, 0 where nothing tells."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


# --------------------------------------------------------------------------------------------------------------- peers


@asynccontextmanager
async def ours() -> AsyncIterator[Elsewhere]:
    """The reading room."""
    async with Room(workers=WORKERS) as room:
        yield room.do


@asynccontextmanager
async def executor() -> AsyncIterator[Elsewhere]:
    """Python's own pool of processes, which knows no limits."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:

        async def do(work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            return await asyncio.get_running_loop().run_in_executor(pool, functools.partial(work, *args, **kwargs))

        yield do


@asynccontextmanager
async def pebble() -> AsyncIterator[Elsewhere]:
    """The pool of processes of Pebble, which ends a work in its time."""
    with installed("pebble").ProcessPool(WORKERS, context=get_context("spawn")) as pool:

        async def do(work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            return await asyncio.wrap_future(pool.schedule(work, args=args, kwargs=kwargs, timeout=30))

        yield do


PEERS: dict[str, Opened] = {"ProcessPoolExecutor": executor, "Pebble": pebble}


# --------------------------------------------------------------------------------------------------------------- table


def costs(peers: dict[str, Opened], body: bytes = USUAL, tasks: int = TASKS) -> Section:
    """What a task costs beside its work."""
    all_ours, here_ours = cost(ours, body, tasks)
    theirs = {}
    for name, opened in peers.items():
        with suppress(NotInstalled):
            theirs[name] = cost(opened, body, tasks)

    def figure(name: str, mine: float, which: int) -> Figure:
        peers = tuple((peer, 1000 * found[which]) for peer, found in theirs.items())
        return Figure(name, "ms", 1000 * mine, peers, less_is_better=True)

    return Section(
        f"A feed of {len(body) / 1000:.0f} kB there, its reading back",
        (figure("on both sides", all_ours, 0), figure("in the bot", here_ours, 1)),
    )


async def harms(title: str, works: dict[str, Start], *, seconds: float, memory: int) -> Section:
    """What works do to the bot that are allowed so much."""
    figures: list[Figure] = []
    async with Room(workers=WORKERS, seconds=seconds, memory=memory) as room:
        for name, work in works.items():
            did = await harm(room.do, work)
            figures += (
                Figure(f"{name}: processor", "s", did.seconds, less_is_better=True),
                Figure(f"{name}: hold-up", "ms", 1000 * did.held_up, less_is_better=True),
                Figure(f"{name}: memory", "MB", did.memory / _MEGABYTE, less_is_better=True),
            )
    return Section(title, tuple(figures))


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the reading room.")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    arguments = parser.parse_args()
    sections = (
        costs(PEERS),
        asyncio.run(
            harms(
                "Hostile works, allowed 2 s and 400 MB: what is left of them in the bot",
                ENDLESS,
                seconds=2,
                memory=400_000_000,
            )
        ),
        asyncio.run(
            harms("The largest that passes: what it takes in the bot", LARGE, seconds=60, memory=1_000_000_000)
        ),
    )
    print(json.dumps(table.values(sections, NOTES)) if arguments.json else table.text(sections, NOTES))


if __name__ == "__main__":
    main()
