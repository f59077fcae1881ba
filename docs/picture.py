"""What the sandbox keeps, and an invented day → docs/digest.png and docs/pictures/: what a chat client shows.

`make picture` plays the sandbox first; drawing needs Chromium. Usage: python -m docs.picture FOLDER [CHROMIUM]
"""

import asyncio
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from bot import log
from bot.sandbox import keep
from bot.sandbox.draw import Canvas, Look, runs
from docs import day
from docs.palette import with_palette

HERE = Path(__file__).parent
STYLE = (HERE / "picture.css").read_text(encoding="utf-8")
WIDTH = 612
FINE = 1.5
"""Points of a picture to one of the page."""

ONLY_YOU = 1 << 6
"""The flag of an answer that nobody else sees (Discord's documentation, "Message Flags")."""


def main(folder: Path, chromium: str) -> None:
    """Draw what the sandbox posted, and what came of the invented day."""
    log.set_up("warning", "lines")
    _draw(_followed(folder), HERE / "digest.png", chromium)
    for name, messages in asyncio.run(day.pictures()).items():
        _draw(messages, HERE / "pictures" / f"{name}.png", chromium)


def _followed(folder: Path) -> Sequence[Mapping[str, Any]]:
    """The first digest of #news that has a follow-up, and that follow-up."""
    world = keep.load(folder / "discord.json")
    messages = [world.written(message) for message in world.history(world.channel_named("news").id)]
    follow_up = next(message for message in messages if message.get("referenced_message"))
    return next(one for one in messages if one["id"] == follow_up["referenced_message"]["id"]), follow_up


def _draw(messages: Sequence[Mapping[str, Any]], picture: Path, chromium: str) -> None:
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(map(_message, messages))}"
    measured = "<script>document.title = document.documentElement.scrollHeight</script>"
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "page.html").write_text(page + measured, encoding="utf-8")
        shown = partial(_shown, chromium, scratch)
        height = re.search(r"<title>(\d+)</title>", shown(100, "--dump-dom"))
        shown(int(height[1]) if height else WIDTH, f"--screenshot={scratch}/page.png")
        picture.write_bytes(with_palette((Path(scratch) / "page.png").read_bytes()))


def _shown(chromium: str, scratch: str, height: int, wanted: str) -> str:
    """What Chromium prints of the page in a window of this height."""
    run = subprocess.run(  # noqa: S603  # the command is this script's own
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-lcd-text",
            "--disable-background-networking",
            "--disable-component-update",
            f"--force-device-scale-factor={FINE}",
            f"--window-size={WIDTH},{height}",
            f"--user-data-dir={scratch}/profile",
            wanted,
            f"{scratch}/page.html",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout


def _message(message: Mapping[str, Any]) -> str:
    sent = datetime.fromisoformat(message["timestamp"])
    canvas = Canvas(now=sent, channels={message["channel_id"]: "general"})
    edited = "<div class=small>(edited)</div>" if message.get("edited_timestamp") else ""
    unseen = "<div class=small>Only you can see this</div>" if message.get("flags", 0) & ONLY_YOU else ""
    labels = [part["label"] for row in message.get("components") or () for part in row["components"]]
    return (
        f"<div class=message>{_reply(message)}<div class=face>LE</div><div class=body>"
        f"<div class=who>Late Edition<i>APP</i><span>{sent:%H:%M}</span></div>"
        f"{''.join(_embed(embed, canvas) for embed in message['embeds'])}{edited}{unseen}"
        f"{''.join(f'<span class=button>{escape(label)}</span>' for label in labels)}</div></div>"
    )


def _reply(message: Mapping[str, Any]) -> str:
    """That a message replies to one: a client shows no embed there."""
    if not message.get("referenced_message"):
        return ""
    return "<div class=reply>╭ <b>Late Edition</b> <i>Click to see attachment</i></div>"


def _embed(embed: Mapping[str, Any], canvas: Canvas) -> str:
    by = f"<div class=by>{escape(embed['author']['name'])}</div>" if embed.get("author") else ""
    title = f"<b>{_inline(embed['title'], canvas)}</b>" if embed.get("title") else ""
    title = f"<div class=title>{f'<a>{title}</a>' if embed.get('url') else title}</div>" if title else ""
    lines = "".join(_line(line, canvas) for line in embed["description"].split("\n"))
    return f"<div class=embed>{by}{title}{lines}{_foot(embed)}</div>"


def _foot(embed: Mapping[str, Any]) -> str:
    at = f" • Today at {datetime.fromisoformat(embed['timestamp']):%H:%M}" if embed.get("timestamp") else ""
    return f"<div class=foot>{escape(embed['footer']['text'])}{at}</div>" if embed.get("footer") else ""


def _line(line: str, canvas: Canvas) -> str:
    for mark, name in (("> ", "quote"), ("-# ", "small"), ("- ", "item")):
        if line.startswith(mark):
            return f'<div class="line {name}">{_inline(line.removeprefix(mark), canvas)}</div>'
    return f"<div class=line>{_inline(line, canvas)}</div>"


def _inline(text: str, canvas: Canvas) -> str:
    shown = ""
    for words, look in runs(text, canvas, Look()):
        part = escape(words)
        for wanted, name in ((look.link, "a"), (look.bold, "b"), (look.italic, "em")):
            part = f"<{name}>{part}</{name}>" if wanted else part
        shown += part
    return shown


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "chromium")
