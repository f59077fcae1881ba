"""The reading room: what is done there comes back, and what harms it stays there."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import works
from bot.room import Broke, Elsewhere, Room, RoomError, TookTooLong
from bot.room.child import MOST_GROWTH, MOST_WORKS
from bot.room.line import Line, NotReady
from bot.room.parcel import HEAD, MOST_BYTES, MOST_VALUES, WORK, TooLarge, pack, unpack
from tests import build

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")

HARMFUL = {
    works.spin: TookTooLong,
    works.hang: TookTooLong,
    works.eat: Broke,
    works.eat_at_once: Broke,
    works.crash: Broke,
    works.quit_politely: Broke,
    works.be_killed: Broke,
    works.recurse: RecursionError,
    works.nest: Broke,
    works.unsendable: Broke,
    works.raise_odd: Broke,
}


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A room with one child."""
    async with Room(workers=1) as room:
        yield room


def gone(process: int) -> bool:
    """Whether there is no such process any more, or what is left of it does nothing."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def started() -> frozenset[int]:
    """The processes that this one has started, and that it has not seen the end of."""
    return frozenset(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


async def test_what_is_done_there_comes_back(room: Room) -> None:
    """Whatever the shape, by position or by name."""
    story = build.story()
    assert await room.do(works.the_same, story) == story
    assert await room.do(works.the_same, value=(1, None, "“")) == (1, None, "“")
    assert await room.do(works.process) != os.getpid()


async def test_what_is_raised_there_is_raised_here(room: Room) -> None:
    """A note tells whoever runs the bot where it came from."""
    with pytest.raises(ValueError, match="no harbour") as raised:
        await room.do(works.raise_plain, "no harbour")
    assert "in raise_plain" in raised.value.__notes__[0]


async def test_a_thread_stands_in_for_it() -> None:
    """Callers see the same port."""
    elsewhere: Elsewhere = asyncio.to_thread
    assert await elsewhere(works.length, b"fog") == 3


async def test_whatever_harms_it_ends_and_the_next_work_is_done() -> None:
    """Each harm ends in an error with words for it, and a fresh child takes the place of one that is lost."""
    async with Room(workers=2, seconds=2, memory=300_000_000) as room:
        came = await asyncio.gather(*(room.do(work) for work in HARMFUL), return_exceptions=True)
        assert {work: type(error) for work, error in zip(HARMFUL, came, strict=True)} == HARMFUL
        assert all(str(error) for error in came if isinstance(error, RoomError))
        assert await asyncio.gather(*(room.do(works.length, b"fog") for _ in range(4))) == [3, 3, 3, 3]


@linux
async def test_a_child_that_is_killed_before_it_is_ready_keeps_nobody_from_opening() -> None:
    """Where memory is short, that befalls one and not the next."""
    before, room = started(), Room(workers=1)
    opening = asyncio.create_task(room.__aenter__())
    try:
        while not (new := started() - before):  # noqa: ASYNC110  nobody tells of a process that is not ready yet
            await asyncio.sleep(0.01)
        os.kill(min(new), signal.SIGKILL)
        await opening
        assert await room.do(works.length, b"fog") == 3
        assert not new & started()
    finally:
        await room.close()


async def test_each_harm_is_told_in_plain_words() -> None:
    """The words go on from "could not be read: "."""
    async with Room(workers=1, seconds=0.2) as room:
        with pytest.raises(TookTooLong, match=r"^it took more than 0\.2 s$"):
            await room.do(works.hang)
    async with Room(workers=1, memory=300_000_000) as room:
        with pytest.raises(Broke, match=r"^it takes more than 300 MB of memory$"):
            await room.do(works.eat_at_once)
        with pytest.raises(Broke, match=r"^the process that read it was ended \(SIGKILL\)$"):
            await room.do(works.be_killed)
        with pytest.raises(Broke, match=r"^the process that read it came to an end$"):
            await room.do(works.leave, 0)
        with pytest.raises(Broke, match=r"^what came of it is too large: 17 MB, and 16 MB is the most$"):
            await room.do(works.huge, 17 * 2**20)
        with pytest.raises(Broke, match=r"^what came of it has more than 100,000 parts$"):
            await room.do(works.blocks, MOST_VALUES + 1)
        with pytest.raises(Broke, match=r"^what came of it cannot be handed over; TypeError: cannot pickle"):
            await room.do(works.unsendable)


async def test_large_bodies_go_over_and_come_back(room: Room) -> None:
    """The largest that a feed may be, and as much as may come of it."""
    body = bytes(range(256)) * (8 * 2**20 // 256)
    assert await room.do(works.the_same, body) == body
    assert len(await room.do(works.huge, MOST_BYTES - 100)) == MOST_BYTES - 100


async def test_what_cannot_be_sent_costs_no_child(room: Room) -> None:
    """The caller hears at once what is wrong with it."""
    child = await room.do(works.process)
    with pytest.raises(TypeError):
        await room.do(works.the_same, works.unsendable())
    assert await room.do(works.process) == child


async def test_what_is_printed_there_comes_between_nothing(room: Room) -> None:
    """Neither the answers nor the bot's own output."""
    child = await room.do(works.process, "fog" * 100_000)
    assert await room.do(works.process) == child


async def test_who_asks_for_more_than_there_is_room_for_waits(room: Room) -> None:
    """One child does one work at a time."""
    times = sorted(await asyncio.gather(*(room.do(works.stay, 0.02) for _ in range(5))))
    assert all(ended <= begun for (_, ended), (begun, _) in pairwise(times))


async def test_who_gives_up_gives_the_place_back(room: Room) -> None:
    """The child is not left at what nobody waits for, nor is its answer taken for another's."""
    given_up = asyncio.create_task(room.do(works.spin))
    waiting = asyncio.create_task(room.do(works.length, b"never"))
    await asyncio.sleep(0.1)
    given_up.cancel()
    waiting.cancel()
    assert await room.do(works.length, b"fog") == 3


async def test_a_child_that_dies_while_it_waits_is_replaced(room: Room) -> None:
    """Nobody who asks next hears of it."""
    child = await room.do(works.process)
    os.kill(child, signal.SIGKILL)
    await asyncio.sleep(0.1)
    assert await room.do(works.process) != child


async def test_a_child_makes_way_after_so_many_works(room: Room) -> None:
    """Whatever piles up in it is gone with it."""
    children = [await room.do(works.process) for _ in range(MOST_WORKS + 1)]
    assert len(set(children[:-1])) == 1
    assert children[-1] != children[0]


@linux
async def test_a_child_that_has_grown_makes_way(room: Room) -> None:
    """Memory that one large feed took is given back."""
    child = await room.do(works.keep, MOST_GROWTH + 50_000_000)
    assert await room.do(works.process) != child


@linux
async def test_closing_takes_no_time_whatever_hangs() -> None:
    """Who still waits is told, and no child is left behind."""
    async with Room(workers=2) as room:
        children = await asyncio.gather(*(room.do(works.process) for _ in range(2)))
        unfinished = [asyncio.create_task(room.do(work)) for work in (works.spin, works.hang, works.crash)]
        await asyncio.sleep(0.1)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert {type(error) for error in await asyncio.gather(*unfinished, return_exceptions=True)} == {Broke}
    assert all(gone(child) for child in children)
    with pytest.raises(Broke, match="closed"):
        await room.do(works.length, b"fog")


async def test_a_process_that_does_not_start_says_why() -> None:
    """Rather than leave its room waiting."""
    with pytest.raises(NotReady, match="exit code 1"):
        await Line.to("bot.nowhere")


@pytest.mark.parametrize("size", [1, 3, HEAD.size, 1000])
async def test_an_answer_may_come_in_any_pieces(size: int) -> None:
    """As a pipe hands them over."""
    line, sent = Line(), HEAD.pack(b"d", False, 300) + b"fog" * 100
    for start in range(0, len(sent), size):
        line.pipe_data_received(1, sent[start : start + size])
    answer = await line.answered()
    assert (answer.kind, bytes(answer.parcel)) == (b"d", b"fog" * 100)
    assert not line.over


@pytest.mark.parametrize(
    "sent", [HEAD.pack(b"d", False, 2**60) + b"x", HEAD.pack(b"d", False, 1) + b"xx", (HEAD.pack(b"d", False, 0)) * 2]
)
async def test_of_a_child_that_sends_what_none_may_send_nothing_more_is_taken(sent: bytes) -> None:
    """Too much of it, or more than was asked for."""
    line = Line()
    for piece in (sent[: HEAD.size], sent[HEAD.size :]):
        line.pipe_data_received(1, piece)
    assert line.over


# A bot with a room, as a program of its own; it prints its child's process, then has it do a work without end.
PROGRAM = textwrap.dedent("""
    import asyncio, json, socket
    from benchmarks import works
    from bot.room import Room
    from tests import test_room

    async def main():
        with socket.socket() as open_here:
            open_here.set_inheritable(True)
            async with Room(workers=1) as room:
                print(json.dumps(await room.do(test_room.surroundings)), flush=True)
                await room.do(works.spin)

    asyncio.run(main())
""")


def surroundings() -> dict[str, object]:
    """What a child sees of the world."""
    return {
        "process": os.getpid(),
        "settings": [name for name in os.environ if name.startswith("LATE_EDITION")],
        "sockets": [file for file in _files() if file.startswith("socket:")],
        "deaf": signal.getsignal(signal.SIGINT) == signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
        "nice": os.nice(0),
        "terminal": os.getsid(0) == os.getsid(os.getppid()),
    }


def _files() -> list[str]:
    found = []
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:  # the one through which the folder is listed
            continue
    return found


@linux
def test_a_child_sees_little_of_the_bot_and_dies_with_it() -> None:
    """No secret, no socket, no Ctrl-C; and even in the midst of a work it does not outlive a bot that is killed."""
    secret = {"LATE_EDITION_DISCORD__TOKEN": "secret"}
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, env=os.environ | secret) as bot:
        assert bot.stdout
        seen = json.loads(bot.stdout.readline())
        child = seen.pop("process")
        expected = {"settings": [], "sockets": [], "deaf": True, "nice": os.nice(0) + 10, "terminal": False}
        assert seen == expected
        assert not gone(child)
        bot.kill()
    until = time.monotonic() + 10
    while not gone(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert gone(child)


@linux
def test_the_system_ends_a_child_that_nobody_looks_after() -> None:
    """Where the bot itself hangs, its clock does too; processor time is counted all the same."""
    line = [sys.executable, "-m", "bot.room.child", str(os.getpid()), "0.3", "1000000000"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        parcel = pack((works.spin, (), {}))
        child.stdin.write(HEAD.pack(WORK, False, len(parcel)) + parcel)
        child.stdin.flush()
        assert child.wait(20) == -signal.SIGPROF


def test_a_parcel_holds_no_more_than_it_may() -> None:
    """In bytes and in parts."""
    assert unpack(pack(b"fog", 100)) == b"fog"
    with pytest.raises(TooLarge, match="MB"):
        pack(b"x" * 101, 100)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.datetimes() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=50)
@given(VALUES)
def test_a_parcel_is_what_was_put_in(value: object) -> None:
    """Whatever it is made of."""
    assert unpack(pack(value)) == value


@settings(max_examples=30)
@given(st.lists(st.builds(build.story, headline=st.text(), entry_id=st.text(), published=st.none() | st.datetimes())))
def test_stories_are_unpacked_as_they_were_packed(stories: list[object]) -> None:
    """Also where one quote stands in a story twice."""
    assert unpack(pack(stories)) == stories
