"""Feeds that mean harm in; the CPU-seconds and the memory that each costs a parser, in a process of its own, out.

`python -m benchmarks.feeds_hostile PARSER < FEED` is that process; it answers with the two figures as JSON.
"""

import base64
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.child import peak
from benchmarks.feeds_live import by_fastfeedparser, by_feedparser, ours

PARSERS = MappingProxyType({"ours": ours, "feedparser": by_feedparser, "fastfeedparser": by_fastfeedparser})
PATIENCE = 20.0
"""Seconds after which a parser is taken to hang."""

_MOST_BYTES = 8 * 2**20 - 2**16


@dataclass(frozen=True, slots=True)
class Cost:
    """What a feed costs: CPU-seconds, and bytes of memory beyond what the feed itself takes."""

    seconds: float
    memory: int


def feeds(most: int = _MOST_BYTES) -> Mapping[str, bytes]:
    """Twelve feeds of at most so many bytes, by what each tries."""
    noise = random.Random(12)

    def rss(inside: bytes) -> bytes:
        return b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>" + inside + b"</channel></rss>"

    def filled(part: bytes) -> bytes:
        return part * (most // len(part))

    def numbered(pattern: bytes) -> bytes:
        return b"".join(pattern % (number, number) for number in range(most // (len(pattern) + 10)))

    entities = b"".join(b"<!ENTITY e%d '%b'>" % (n + 1, b"&e%d;" % n * 10) for n in range(12))
    picture = base64.b64encode(noise.randbytes(most * 3 // 4 - 2000))
    return {
        "entities within entities": b"<!DOCTYPE rss [<!ENTITY e0 'ha'>" + entities + b"]>" + rss(b"<item>&e12;</item>"),
        "nesting": rss(b"<item><description>" + filled(b"<a>")),
        "items": rss(filled(b"<item><guid>x</guid><title>y</title></item>")),
        "namespaces": b"<rss "
        + numbered(b" xmlns:a%d='u%d'")
        + b"><channel><item><title>t</title></item></channel></rss>",
        "attribute of megabytes": rss(b"<item><link href='" + filled(b"x") + b"'/><title>t</title></item>"),
        "attributes": rss(b"<item " + numbered(b" a%d='%d'") + b"><title>t</title></item>"),
        "text of megabytes": rss(b"<item><title><![CDATA[" + filled("ä€𝄞 ".encode()) + b"]]></title></item>"),
        "unclosed tags": rss(filled(b"<item><title>a<link>b<guid>c")),
        "picture in the text": rss(
            b"<item><title>t</title><description>&lt;img src='data:image/png;base64,"
            + picture
            + b"'&gt;</description></item>"
        ),
        "ampersands": rss(b"<item><title>t</title><description>" + filled(b"& &nbsp;") + b"</description></item>"),
        "depth of JSON": b'{"version": "https://jsonfeed.org/version/1", "items": ' + filled(b"["),
        "lists in JSON": b'{"version": "https://jsonfeed.org/version/1", "items": [' + filled(b"[],") + b"[]]}",
    }


def cost(feed: bytes, parser: str) -> Cost:
    """What a feed costs a parser; PATIENCE, and no memory, where it hangs."""
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.feeds_hostile", parser],
            input=feed,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
            cwd=Path(__file__).parent.parent,
            env=dict(os.environ),
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return Cost(PATIENCE, 0)
    answer = json.loads(ran.stdout)
    return Cost(answer["seconds"], answer["memory"])


def _answer(parser: str, feed: bytes) -> dict[str, float]:
    parse = PARSERS[parser]
    parse(b"<rss version='2.0'><channel><item><title>warm</title></item></channel></rss>")
    before, begun = peak(), time.process_time()
    with suppress(Exception):  # a parser that gives up has cost what it has cost
        parse(feed)
    return {"seconds": time.process_time() - begun, "memory": peak() - before}


if __name__ == "__main__":
    json.dump(_answer(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
