"""A stand-in for Discord on loopback, in HTTP and WebSocket; it knows Discord's rules, and nothing of the bot.

Open a `StandIn` over a `World`, point a client at its `api` and `gateway`, then type, press, order trouble and look. A
`Newsroom` is what a person does to the demo blog, the clock and Discord's health; `page` shows it all in a browser.
"""

from bot.sandbox.clock import Clock
from bot.sandbox.gateway import PRIVILEGED
from bot.sandbox.interactions import Answer
from bot.sandbox.keep import Unreadable, load
from bot.sandbox.ledger import Loss, Ping, Request, Violation
from bot.sandbox.newsroom import CannotBe, Newsroom
from bot.sandbox.pace import Pace
from bot.sandbox.people.typed import Mistyped
from bot.sandbox.permissions import Permission
from bot.sandbox.standin import StandIn
from bot.sandbox.things import ChannelKind, Event, Json, MessageFlag
from bot.sandbox.trouble import Answers, Blocks, Drops, Fault, Hangs, Limits
from bot.sandbox.world import BOT_NEEDS, Unknown, World

__all__ = [
    "BOT_NEEDS",
    "PRIVILEGED",
    "Answer",
    "Answers",
    "Blocks",
    "CannotBe",
    "ChannelKind",
    "Clock",
    "Drops",
    "Event",
    "Fault",
    "Hangs",
    "Json",
    "Limits",
    "Loss",
    "MessageFlag",
    "Mistyped",
    "Newsroom",
    "Pace",
    "Permission",
    "Ping",
    "Request",
    "StandIn",
    "Unknown",
    "Unreadable",
    "Violation",
    "World",
    "load",
]
