"""What the sandbox keeps → docs/digest.png: a digest and its follow-up as a chat client shows them.

`make picture` plays the sandbox first; drawing needs Chromium. Usage: python docs/picture.py FOLDER PNG [CHROMIUM]
"""

import subprocess
import sys
import tempfile
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from bot.sandbox import keep
from bot.sandbox.draw import Canvas, Look, runs

STYLE = (Path(__file__).parent / "picture.css").read_text(encoding="utf-8")


def main(folder: Path, picture: Path, chromium: str) -> None:
    """Draw the first digest of #news that has a follow-up, and that follow-up."""
    world = keep.load(folder / "discord.json")
    messages = [world.written(message) for message in world.history(world.channel_named("news").id)]
    follow_up = next(message for message in messages if message.get("referenced_message"))
    digest = next(message for message in messages if message["id"] == follow_up["referenced_message"]["id"])
    page = f"<meta charset=utf-8><style>{STYLE}</style>{_message(digest)}{_message(follow_up)}"
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "page.html").write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603  # the command is this script's own
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--force-device-scale-factor=1.5",
                "--window-size=692,850",
                f"--user-data-dir={scratch}/profile",
                f"--screenshot={picture.absolute()}",
                f"{scratch}/page.html",
            ],
            check=True,
            capture_output=True,
        )


def _message(message: dict[str, Any]) -> str:
    answered = message.get("referenced_message")
    reply = (
        f"<div class=reply>╭ <b>Late Edition</b> {_inline(answered['embeds'][0]['title'])}</div>" if answered else ""
    )
    sent = datetime.fromisoformat(message["timestamp"])
    (embed,) = message["embeds"]
    labels = [part["label"] for row in message["components"] for part in row["components"]]
    return (
        f"<div class=message>{reply}<div class=face>LE</div><div class=body>"
        f"<div class=who>Late Edition<i>APP</i><span>{sent:%H:%M}</span></div>{_embed(embed)}"
        f"{''.join(f'<span class=button>{escape(label)}</span>' for label in labels)}</div></div>"
    )


def _embed(embed: dict[str, Any]) -> str:
    by = f"<div class=by>{escape(embed['author']['name'])}</div>" if embed.get("author") else ""
    title = f"<div class=title>{_inline(embed['title'])}</div>" if embed.get("title") else ""
    lines = "".join(map(_line, embed["description"].split("\n")))
    foot = f"<div class=foot>{escape(embed['footer']['text'])}</div>" if embed.get("footer") else ""
    return f"<div class=embed>{by}{title}{lines}{foot}</div>"


def _line(line: str) -> str:
    for mark, name in (("> ", "quote"), ("-# ", "small")):
        if line.startswith(mark):
            return f'<div class="line {name}">{_inline(line.removeprefix(mark))}</div>'
    return f"<div class=line>{_inline(line)}</div>"


def _inline(text: str) -> str:
    shown = ""
    for words, look in runs(text, Canvas(), Look()):
        part = escape(words)
        part = f"<b>{part}</b>" if look.bold else part
        shown += f"<i>{part}</i>" if look.italic else part
    return shown


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "chromium")
