"""Where a copy of Discord's OpenAPI description lies on this machine; what docs/stand-in.md says, as tables.

`python -m tests.sandbox.described` prints them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from aiohttp import web

from bot.sandbox import StandIn
from bot.sandbox.door import BASE
from bot.sandbox.openapi.gaps import IN_ANSWERS, IN_REQUESTS

REPOSITORY = Path(__file__).parents[2]


def description() -> Path | None:
    """Find the copy: what DISCORD_OPENAPI names, or one that lies beside the repository; None without one."""
    named = os.environ.get("DISCORD_OPENAPI")
    if named:
        return Path(named)
    beside = REPOSITORY.parent / "shared" / "reference" / "discord-openapi.json"
    return beside if beside.is_file() else None


needs_description = pytest.mark.skipif(
    description() is None,
    reason="no copy of Discord's OpenAPI description is here: name one in DISCORD_OPENAPI",
)


def routes() -> tuple[web.RouteDef, ...]:
    """List the routes to Discord's API that a stand-in serves."""
    # Only the stand-in puts the rooms together, and nobody but this list wants them without opening it.
    return tuple(route for route in StandIn()._routes() if route.path.startswith(BASE))


def named(route: web.RouteDef) -> str:
    """Name a route: "GET /channels/{channel}"."""
    return f"{route.method} {route.path.removeprefix(BASE)}"


def table(modelled: Iterable[web.RouteDef]) -> str:
    """Write routes as a Markdown table, each with what its room says of itself."""
    rows = [(named(route), (route.handler.__doc__ or "").strip().splitlines()[0]) for route in modelled]
    return "\n".join(["| route | what it does |", "|---|---|", *(f"| `{route}` | {does} |" for route, does in rows)])


def gaps() -> str:
    """Write what is known to be wrong with the description as a Markdown table."""
    sides = (("requests", IN_REQUESTS), ("answers", IN_ANSWERS))
    rows = [f"| `{gap.place}` | {side} | {gap.why} |" for side, known in sides for gap in known]
    return "\n".join(["| place | in | what Discord does |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(table(routes()), gaps(), sep="\n\n")
