"""A seed and a length in; what the blogs say and what goes wrong, each with its moment, out."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox import Answers, Drops, Fault, Hangs, Limits
from soak.blog import FAILURES, Failure

ASLEEP = 55.0
"""Seconds that the bot stays dead in a sleep: longer than the stand-in remembers a nonce."""

_SLEEP_EVERY = 180.0
_CREATE = ("POST", "/channels/*/messages")
_LOOK = ("GET", "/channels/*/messages")
_ANY = ("*", "*")


@dataclass(frozen=True, slots=True)
class Publish:
    """A blog, by its number, puts up a post."""

    blog: int


@dataclass(frozen=True, slots=True)
class Edit:
    """A blog adds a note to the post that stands so far behind its newest."""

    blog: int
    back: int


@dataclass(frozen=True, slots=True)
class Kill:
    """The bot is killed, and started again after so many seconds."""

    asleep: float = 0.0


@dataclass(frozen=True, slots=True)
class Down:
    """Discord is away for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """What was asked of Discord next goes wrong."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Close:
    """The gateway closes every connection with a code."""

    code: int


@dataclass(frozen=True, slots=True)
class Reconnect:
    """The gateway asks for a new connection."""


@dataclass(frozen=True, slots=True)
class Invalidate:
    """The gateway ends every session."""


@dataclass(frozen=True, slots=True)
class Fail:
    """A blog fails the next few times it is asked."""

    blog: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A blog moves, and every address that it had leads to the new one for good."""

    blog: int


@dataclass(frozen=True, slots=True)
class End:
    """A blog says for so many seconds that it is gone for good; then somebody adds it anew."""

    blog: int
    seconds: float


@dataclass(frozen=True, slots=True)
class KillChild:
    """One of the processes in which the bot reads is killed: the first at 0, the last below 1."""

    which: float


@dataclass(frozen=True, slots=True)
class StopChild:
    """One of the processes in which the bot reads does nothing more: the first at 0, the last below 1."""

    which: float


Event = (
    Publish | Edit | Kill | Down | Break | Close | Reconnect | Invalidate | Fail | Move | End | KillChild | StopChild
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happens, in seconds from the beginning."""

    at: float
    event: Event


@dataclass(frozen=True, slots=True)
class Cast:
    """How many blogs there are, and which of them, by their numbers, move and which come to an end."""

    blogs: int
    movers: tuple[int, ...]
    mortals: tuple[int, ...]


def script(seed: int, seconds: float, cast: Cast, *, kills: bool = True) -> tuple[Moment, ...]:
    """What happens in a run, in its order; the same for the same seed. Without `kills` nobody kills the bot itself.

    Each kind of event has its own pace, the mean of the seconds between two.
    """
    blogs = cast.blogs
    chance = random.Random(seed)  # noqa: S311 (a run that can be repeated, not a secret)
    kinds: tuple[tuple[float, Callable[[], Event]], ...] = (
        (3.0, lambda: Publish(chance.randrange(blogs))),
        (4.0, lambda: Edit(chance.randrange(blogs), min(int(chance.expovariate(0.4)), 9))),
        (25.0, lambda: Down(chance.uniform(0.5, 6.0))),
        (3.5, lambda: Break(_fault(chance))),
        (20.0, lambda: chance.choice((Close(4000), Close(4009), Close(1001), Reconnect(), Invalidate()))),
        (7.0, lambda: Fail(chance.randrange(blogs), tuple(chance.choices(FAILURES, k=chance.randint(1, 3))))),
        (25.0, lambda: Move(chance.choice(cast.movers))),
        (35.0, lambda: End(chance.choice(cast.mortals), chance.uniform(2.0, 12.0))),
        (6.0, lambda: KillChild(chance.random())),
        (25.0, lambda: StopChild(chance.random())),
        (11.0, Kill),
    )
    moments = [Moment(at, draw()) for mean, draw in kinds for at in _times(chance, mean, seconds)]
    moments += [
        Moment((turn + chance.uniform(0.1, 0.6)) * _SLEEP_EVERY, Kill(ASLEEP))
        for turn in range(int(seconds / _SLEEP_EVERY))
    ]
    wanted = [moment for moment in moments if kills or not isinstance(moment.event, Kill)]
    return tuple(sorted(wanted, key=lambda moment: moment.at))


def _times(chance: random.Random, mean: float, seconds: float) -> list[float]:
    times: list[float] = []
    at = chance.expovariate(1 / mean)
    while at < seconds:
        times.append(at)
        at += chance.expovariate(1 / mean)
    return times


def _fault(chance: random.Random) -> Fault:
    """Something that befalls one request, mostly a post: an error, a limit, silence, or an answer too late."""
    method, path = chance.choice((_CREATE, _CREATE, _CREATE, _LOOK, _ANY))
    ending = chance.choice(
        (
            Answers(chance.choice((500, 502, 503, 504))),
            Drops(),
            Hangs(chance.uniform(1.0, 9.0)),
            Limits(chance.uniform(0.2, 3.0)),
            Limits(chance.uniform(0.2, 9.0), everywhere=True),
        )
    )
    stored = chance.random() < 0.5 and not isinstance(ending, Limits)
    return Fault(method, path, ending, stored=stored)
