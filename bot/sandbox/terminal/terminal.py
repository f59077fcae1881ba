"""A channel of the stand-in ↔ a terminal: messages are drawn as they come, and typed lines are played as a member's."""

import asyncio
import contextlib
import difflib
import threading
from collections.abc import AsyncIterator, Callable
from typing import IO

from bot.sandbox.interactions import Answer
from bot.sandbox.people import controls
from bot.sandbox.standin import StandIn
from bot.sandbox.terminal import shown
from bot.sandbox.terminal.draw import Canvas, drawn, form
from bot.sandbox.terminal.shown import Seen
from bot.sandbox.things import Json, MessageFlag

HELP = """\
Type a command as you would in Discord:
  /news latest count:3                 the newest stories
  /quote by speaker:Okafor             what somebody said, word for word
  /feed list                           what the server follows
  /feed add ADDRESS                    let this channel follow a blog
  /digest set times:08:00 and 18:00    send editions at these hours instead
  /digest preview                      the next edition, as it would go out now
  /digest why                          what was told here, what was not, and why
  press More quotes                    press a button of the newest message that has it
  help, quit"""


class Terminal:
    """One channel, as one member sees it."""

    def __init__(self, discord: StandIn, *, channel: int, by: int, say: Callable[[str], None], canvas: Canvas) -> None:
        self._discord = discord
        self._channel = channel
        self._by = by
        self._say = say
        self._canvas = canvas
        self._shown: dict[str, str] = {}

    def show_history(self, most: int) -> None:
        """Draw the channel's last messages as they stand."""
        for message in self._discord.messages(self._channel)[-most:]:
            self._draw(message)

    async def follow(self) -> None:
        """Draw what comes to the channel, and answers that only this member sees, until cancelled."""
        async for event in self._discord.watch(self._channel):
            thinking = int(event.data.get("flags") or 0) & MessageFlag.LOADING
            if event.name.endswith(("MESSAGE_CREATE", "MESSAGE_UPDATE")) and not thinking:
                self._draw(event.data)

    async def play(self, typed: str) -> None:
        """Play one line: a command, a button to press, or a call for help."""
        if typed.startswith("/"):
            answer = await self._discord.type(typed, by=self._by, channel=self._channel)
        elif typed.startswith("press "):
            answer = await self._press(typed.removeprefix("press ").strip())
        else:
            self._say(HELP)
            return
        if answer.failed:
            self._say(f"  Not done: {answer.failed}")
        elif answer.modal:
            self._say(f"\n{form(answer.modal, self._canvas)}\n  The page can fill it in.")

    async def _press(self, label: str) -> Answer:
        for message in reversed(shown.messages(self._discord, Seen(self._channel, self._by))):
            if found := controls.button(message, label):
                return await self._discord.press(int(message["id"]), found[0], by=self._by, channel=self._channel)
        return Answer(failed=f"no message here has a button {label}")

    def _draw(self, message: Json) -> None:
        """Draw a message; one that was drawn before and has been edited is drawn by what is different in it."""
        private = "  Only you see this:\n" if int(message.get("flags") or 0) & MessageFlag.EPHEMERAL else ""
        now, before = drawn(message, self._canvas), self._shown.get(str(message["id"]))
        self._shown[str(message["id"])] = now
        if before is None:
            self._say(f"\n{private}{now}")
        elif changes := _changes(before, now):
            self._say(f"\n{private}{changes}")


def _changes(before: str, now: str) -> str:
    """What an edit took out of a drawn message, and what it put in; empty where nothing of it shows."""
    was, (head, *lines) = before.split("\n")[1:], now.split("\n")
    changes = [line for line in difflib.ndiff(was, lines) if line[:1] in "+-" and line[2:].strip("│ ")]
    return "\n".join((head, *changes)) if changes else ""


async def typed_lines(stream: IO[str]) -> AsyncIterator[str]:
    """The lines that somebody types, as they come, until the stream ends.

    A thread of its own waits for them: nothing can interrupt it, so nothing may wait for it either.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        # A stream that breaks has ended, and so has a loop that is closed.
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            for line in stream:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="typed lines", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
