"""What a channel is owed and what it holds in; what was lost, doubled, told out of order or answered astray out."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from bot.sandbox import Json

_TITLE = re.compile(r"Item (\d+) of (\w+)")
_PAGE = re.compile(r"\bhawsers?\b")
_NOTE = re.compile(r"Note (\d+) on item (\d+) of (\w+)")


@dataclass(frozen=True, slots=True)
class Item:
    """A post of a blog, numbered from 1, and how many notes it has gained."""

    blog: str
    number: int
    notes: int


Name = tuple[str, int]
"""A post's blog and its number there."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot: the post that it is the digest of (None for none), the notes that it shows, the message
    that it answers, None for none, and whether it shows what stands only on a post's page."""

    message_id: int
    digest_of: Name | None
    notes: tuple[tuple[Name, int], ...] = ()
    reply_to: int | None = None
    has_page: bool = False


@dataclass(frozen=True, slots=True)
class Wrongs:
    """Everything that is wrong in one channel or in all, in words."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    disordered: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(astuple(self))


def seen(message: Json) -> Seen:
    """A message as Discord writes it, as the count looks at it."""
    embed = (message.get("embeds") or [{}])[0]
    title = _TITLE.fullmatch(embed.get("title") or "")
    shown = f"{message.get('content', '')}\n{embed.get('description', '')}"
    answered = (message.get("message_reference") or {}).get("message_id")
    return Seen(
        message_id=int(message["id"]),
        digest_of=(title[2], int(title[1])) if title else None,
        notes=tuple(((blog, int(item)), int(note)) for note, item, blog in _NOTE.findall(shown)),
        reply_to=int(answered) if answered else None,
        has_page=_PAGE.search(shown) is not None,
    )


def wrongs(channel: str, owed: Iterable[Item], held: Sequence[Seen]) -> Wrongs:
    """Hold what a channel was told, in its order, against what it is owed: each post and each note once."""
    items = tuple(owed)
    wanted = [_post(item.blog, item.number) for item in items]
    wanted += [_note((item.blog, item.number), note) for item in items for note in range(1, item.notes + 1)]
    places, known = _places(held), frozenset(wanted)
    digests = {message.digest_of: message.message_id for message in reversed(held) if message.digest_of}
    where = f"in #{channel}"
    return Wrongs(
        lost=tuple(f"{name} {where}" for name in wanted if name not in places),
        doubled=tuple(f"{name} {where}, {len(found)} times" for name, found in places.items() if len(found) > 1),
        disordered=tuple(f"{what} {where}" for what in _overtaken(places, items)),
        astray=tuple(
            f"message {message.message_id} {where}"
            for message in held
            if message.digest_of is None and _is_astray(message, digests)
        ),
        unasked=tuple(f"{name} {where}" for name in places if name not in known),
    )


def together(counts: Iterable[Wrongs]) -> Wrongs:
    """The wrongs of several channels as one."""
    columns = tuple(zip(*(astuple(count) for count in counts), strict=True))
    return Wrongs(*(tuple(what for one in column for what in one) for column in columns))


def _is_astray(message: Seen, digests: Mapping[Name, int]) -> bool:
    """Whether a follow-up answers anything but the digest of the post that it tells of."""
    return message.reply_to is None or {digests.get(name) for name, _ in message.notes} != {message.reply_to}


def _places(held: Sequence[Seen]) -> dict[str, list[int]]:
    """Where each post and each note is told, in the order of the channel."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, message in enumerate(held):
        if message.digest_of:
            found[_post(*message.digest_of)].append(place)
        for name, note in dict.fromkeys(message.notes):
            found[_note(name, note)].append(place)
    return dict(found)


def _overtaken(places: Mapping[str, Sequence[int]], items: Sequence[Item]) -> Iterator[str]:
    """Whatever is told later than what comes after it: a post than the next of its blog, a note than the next of its
    post, a post than its own notes."""
    blogs = {item.blog for item in items}
    rows = [[_post(item.blog, item.number) for item in items if item.blog == blog] for blog in sorted(blogs)]
    for item in items:
        name = (item.blog, item.number)
        rows.append([_post(*name), *(_note(name, note) for note in range(1, item.notes + 1))])
    for row in rows:
        told = [name for name in row if name in places]
        for before, after in itertools.pairwise(told):
            if places[before][0] > places[after][0]:
                yield f"{before} after {after}"


def _post(blog: str, number: int) -> str:
    return f"item {number} of {blog}"


def _note(name: Name, note: int) -> str:
    return f"note {note} on {_post(*name)}"
