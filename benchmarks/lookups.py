"""An archive of invented stories in; how long lookups in it take on either database, beside scans of the same, out.

`python -m benchmarks.lookups [--stories N] [--questions N] [--at ADDRESS …] [--json]`
"""

import argparse
import asyncio
import json
import math
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice, product

from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks import table
from benchmarks.table import Figure, Section
from bot.news.asked import query
from bot.news.change import fingerprint
from bot.news.model import Block, Headline, Masthead, Quote, Story
from bot.outbox import ids
from bot.outbox.model import Feed, Revision, Subscription
from bot.store import Store, open_store, rows, stories
from bot.store.address import read_address
from bot.store.engine import Database, open_database
from bot.store.tables import deliveries, feeds, subscriptions, told

NOW = datetime(2026, 9, 18, 14, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEEDS = 200
PORTION = 500
SEED = 7
SCANS = 2
"""Of each kind of question so many are put to a scan, which takes its time."""

BAR = 300.0
"""Milliseconds that a lookup may take, at the 99th percentile."""

NOTES = (
    "Wall-clock time of a whole answer, one question at a time, the archive in the memory of the system.",
    "The scan asks for words with LIKE in the documents that the same database keeps, for the same server and page.",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server whose one channel was told of so many of the stories, spread over all feeds."""

    name: str
    guild_id: int
    told: float

    @property
    def channel_id(self) -> int:
        """Its one channel."""
        return self.guild_id + 1


SERVERS = (
    Server("told of all", 10, 1.0),
    Server("told of one in eight", 20, 0.125),
    Server("told of one in 500", 30, 0.002),
)


@dataclass(frozen=True, slots=True)
class Language:
    """Invented words, the commonest first, and people; a word is the rarer the later it stands."""

    words: tuple[str, ...]
    people: tuple[str, ...]
    weights: tuple[float, ...]

    def sentence(self, chance: random.Random, length: int) -> str:
        """So many words, as often as they are used."""
        return " ".join(chance.choices(self.words, cum_weights=self.weights, k=length)).capitalize()


def invented_language(words: int = 30_000, people: int = 4_000) -> Language:
    """The same words and people each time."""
    chance = random.Random(SEED)
    syllables = ["".join(pair) for pair in product("bdfgklmnprstv", "aeiou")]
    made = dict.fromkeys("".join(chance.choices(syllables, k=1 + count % 4)) for count in range(4 * words))
    said = tuple(islice(sorted(made, key=len), words))
    named = [word.capitalize() for word in said[-2_000:]]
    called = tuple(" ".join(chance.sample(named, 2)) for _ in range(people))
    return Language(said, called, tuple(accumulate(1 / (place + 2) for place in range(len(said)))))


def invented_stories(language: Language, number: int) -> Iterator[Story]:
    """So many stories, with three quotes each on average and some 180 words."""
    chance = random.Random(SEED)
    for count in range(number):
        headline = language.sentence(chance, 9)
        parts, quotes = [headline], list[Quote]()
        for _ in range(chance.choice((1, 2, 3, 3, 4, 5))):
            parts.append(language.sentence(chance, 30) + ".")
            words, name = language.sentence(chance, 18) + ".", chance.choice(language.people)
            start = sum(len(part) + 2 for part in parts) + 1
            quotes.append(Quote(start, start + len(words), words, "direct", name, name, "speaker for the port", "said"))
            parts.append(f"“{words}” said {name}.")
        body = "\n\n".join(parts)
        yield Story(
            entry_id=str(count),
            link=f"https://harbourlight.example/{count}",
            published=NOW + count * MINUTE,
            author=None,
            text=body,
            blocks=(Block("paragraph", 0, len(body)),),
            headline=Headline(headline, start=0),
            note=None,
            more_coming=False,
            headlines=(),
            quotes=tuple(quotes),
            key_quotes=(),
            lead=None,
            picture=None,
        )


async def fill(database: Database, language: Language, number: int) -> None:
    """Keep the stories, and that the servers were told of them."""
    chance = random.Random(SEED)
    followed = [Feed(ids.feed_id(address), address, Masthead(address)) for address in map(_address, range(FEEDS))]
    await database.write(_insert, feeds, [_feed_values(feed) for feed in followed])
    wishes = {
        (server, feed.feed_id): Subscription(
            ids.subscription_id(feed.feed_id, server.channel_id),
            feed.feed_id,
            server.guild_id,
            server.channel_id,
            1,
            NOW,
        )
        for server in SERVERS
        for feed in followed
    }
    await database.write(_insert, subscriptions, [_wish_values(wish) for wish in wishes.values()])
    made = enumerate(invented_stories(language, number))
    while portion := list(islice(made, PORTION)):
        feed_id = followed[portion[0][0] // PORTION % FEEDS].feed_id
        read = [Revision(ids.story_id(feed_id, one.entry_id), 1, fingerprint(one), one) for _, one in portion]
        await database.write(stories.keep, feed_id, read, NOW)
        tellings = [
            _telling(server, wishes[server, feed_id], revision.story_id, NOW + count * MINUTE)
            for (count, _), revision in zip(portion, read, strict=True)
            for server in SERVERS
            if chance.random() < server.told
        ]
        await database.write(_insert, deliveries, [delivery for delivery, _ in tellings])
        await database.write(_insert, told, [telling for _, telling in tellings])


def _address(number: int) -> str:
    return f"https://harbourlight.example/feed/{number}"


def _feed_values(feed: Feed) -> rows.Values:
    address = rows.address_values(feed.address)
    return {"feed_id": feed.feed_id, **address, "title": feed.address, "due_at": NOW, "failures": 0, "fence": 0}


def _wish_values(wish: Subscription) -> rows.Values:
    return {
        **{name: getattr(wish, name) for name in ("subscription_id", "feed_id", "guild_id", "channel_id", "added_by")},
        "since": wish.since,
        "ended": False,
        "removed": False,
    }


def _telling(server: Server, wish: Subscription, story_id: str, at: datetime) -> tuple[rows.Values, rows.Values]:
    """The delivery that told of a story, and that it did."""
    delivery_id = ids.digest_id(wish.subscription_id, NOW, story_id)
    whom = {"subscription_id": wish.subscription_id, "story_id": story_id, "delivery_id": delivery_id, "revision": 1}
    delivery = {
        **whom,
        "target_kind": "channel",
        "target_id": server.channel_id,
        "kind": "digest",
        "message": "{}",
        "created_at": at,
        "due_at": at,
        "posted_at": at,
        "message_id": 1,
        "state": "sent",
        "fence": 1,
        "attempts": 1,
        "plain": False,
        "no_reply": False,
    }
    return delivery, {**whom, "root_id": delivery_id, "at": at}


async def _insert(connection: AsyncConnection, into: Table, values: Sequence[rows.Values]) -> None:
    if values:
        await connection.execute(insert(into), list(values))


# ------------------------------------------------------------------------------------------------------- questions

Ask = Callable[[Store, Server], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody looks up, of what kind it is, and the word by which a scan would look for it."""

    kind: str
    ask: Ask
    word: str


def questions(language: Language, number: int) -> Iterator[Question]:
    """So many questions, of all kinds by turns: common and rare words, phrases, beginnings, speakers, what is typed."""
    chance = random.Random(SEED + 1)
    made = tuple(invented_stories(language, 500))
    kinds = (_words, _words, _phrase, _common_phrase, _beginning, _by, _quote, _typing_speaker, _typing_headline)
    for count in range(number):
        yield kinds[count % len(kinds)](chance, language, chance.choice(made))


def _search(typed: str) -> Ask:
    return lambda store, server: store.search(
        server.guild_id, query(typed), feed_id=None, since=None, channels=[server.channel_id], count=5
    )


def _said(words: str = "", speaker: str = "", best: bool = False) -> Ask:
    return lambda store, server: store.said(
        server.guild_id,
        words=query(words) if words else None,
        speaker=query(speaker) if speaker else None,
        feed_id=None,
        since=None,
        channels=[server.channel_id],
        best=best,
        count=5,
    )


def _words(chance: random.Random, language: Language, story: Story) -> Question:
    words = chance.sample(story.text.replace(".", "").split(), chance.choice((1, 1, 2, 3)))
    word = chance.choice(words).strip("“”")
    return Question("words", _search(" ".join(words)), word)


def _phrase(chance: random.Random, language: Language, story: Story) -> Question:
    words = chance.choice(story.quotes).text.split()
    start = chance.randrange(len(words) - 4)
    phrase = " ".join(words[start : start + 4])
    return Question("a phrase", _search(f'"{phrase}"'), phrase)


def _common_phrase(chance: random.Random, language: Language, story: Story) -> Question:
    phrase = " ".join(chance.sample(language.words[:12], 2))
    return Question("a phrase of the commonest words", _search(f'"{phrase}"'), phrase)


def _beginning(chance: random.Random, language: Language, story: Story) -> Question:
    word = chance.choice(story.headline.text.split())[:3]
    beginning = word if len(word) > 1 else language.words[20][:2]
    return Question("a beginning", _search(beginning + "*"), beginning)


def _by(chance: random.Random, language: Language, story: Story) -> Question:
    name = str(chance.choice(story.quotes).name)
    # The role is everybody's here, as "minister" may be.
    speaker = chance.choice((name, name.split()[1], "speaker"))
    return Question("quotes by a speaker", _said(speaker=speaker), speaker)


def _quote(chance: random.Random, language: Language, story: Story) -> Question:
    word = chance.choice(chance.choice(story.quotes).text.rstrip(".").split())
    return Question("quotes with words", _said(word, best=chance.random() < 0.5), word)


def _typing_speaker(chance: random.Random, language: Language, story: Story) -> Question:
    typed = str(chance.choice(story.quotes).name)[: chance.randrange(5)]
    return Question(
        "a speaker being typed",
        lambda store, server: store.speakers(server.guild_id, typed, channels=[server.channel_id], count=25),
        typed or "a",
    )


def _typing_headline(chance: random.Random, language: Language, story: Story) -> Question:
    typed = story.headline.text[: chance.randrange(9)]
    return Question(
        "a headline being typed",
        lambda store, server: store.headlines(server.guild_id, typed, channels=[server.channel_id], count=25),
        typed or "a",
    )


_LAST_TOLD = """
    SELECT told.story_id FROM told
    JOIN subscriptions ON subscriptions.subscription_id = told.subscription_id
    JOIN stories ON stories.story_id = told.story_id
    JOIN revisions ON revisions.story_id = stories.story_id AND revisions.revision = stories.revision
    WHERE subscriptions.guild_id = :guild AND lower(revisions.document) LIKE :like
    ORDER BY told.at DESC LIMIT 5
"""


async def scan(connection: AsyncConnection, server: Server, word: str) -> None:
    """Look for a word by reading every story, as one would without an index."""
    await connection.execute(text(_LAST_TOLD), {"guild": server.guild_id, "like": f"%{word.lower()}%"})


async def took(answer: Awaitable[object]) -> float:
    """How long an answer takes, in milliseconds."""
    began = time.perf_counter()
    await answer
    return 1000 * (time.perf_counter() - began)


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that this share of them does not exceed."""
    return sorted(figures)[max(math.ceil(share * len(figures)) - 1, 0)]


async def measured(name: str, address: str, *, number: int, asked: Sequence[Question]) -> tuple[Section, ...]:
    """What the questions take on the database at an address, which is filled first if it is empty."""
    language = invented_language()
    where = read_address(address)
    async with open_store(address) as store, open_database(where) as database:
        if not (await store.tally(NOW)).stories:
            await fill(database, language, number)
            await _settle(database)
        return tuple([await _section(f"{name}, {server.name}", store, database, server, asked) for server in SERVERS])


async def _section(title: str, store: Store, database: Database, server: Server, asked: Sequence[Question]) -> Section:
    kinds = dict.fromkeys(question.kind for question in asked)
    ours: dict[str, list[float]] = {kind: [] for kind in kinds}
    scans: dict[str, list[float]] = {kind: [] for kind in kinds}
    for question in asked:
        ours[question.kind].append(await took(question.ask(store, server)))
        if len(scans[question.kind]) < SCANS:
            scans[question.kind].append(await took(database.read(scan, server, question.word)))
    figures = []
    for what, mine, theirs in (
        ("all", [one for each in ours.values() for one in each], [one for each in scans.values() for one in each]),
        *((kind, ours[kind], scans[kind]) for kind in kinds),
    ):
        for share, called in ((0.5, "p50"), (0.99, "p99"), (1, "max")):
            scanned = (("LIKE scan", percentile(theirs, share)),)
            bar = BAR if called == "p99" else None
            figures.append(Figure(f"{what}: {called}", "ms", percentile(mine, share), scanned, True, bar))
    return Section(title, tuple(figures))


@contextmanager
def _databases() -> Iterator[Sequence[str]]:
    """The addresses of two empty databases, one of each kind, which are gone when this is left."""
    # The tests know how to start a server, and only those who ask for it need what they need.
    from tests.store import databases

    with (
        tempfile.TemporaryDirectory(prefix="late-edition-") as folder,
        databases.running() as server,
        databases.made(server) as address,
    ):
        yield f"sqlite:///{folder}/archive.db", address


async def _settle(database: Database) -> None:
    """Let the database learn what it holds, as it does by itself in time."""
    if database.address.file is None:
        async with database.writers.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))


async def _measure(addresses: Sequence[str], number: int, asked: Sequence[Question]) -> tuple[Section, ...]:
    sections = list[Section]()
    for address in addresses:
        name = "SQLite" if read_address(address).file else "PostgreSQL"
        sections += await measured(name, address, number=number, asked=asked)
    return tuple(sections)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure lookups.")
    parser.add_argument("--stories", type=int, default=100_000, help="how many stories the archive has")
    parser.add_argument("--questions", type=int, default=1_000, help="how many questions each server asks")
    parser.add_argument("--at", action="append", help="a database of their own, filled if it is empty, and kept")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    arguments = parser.parse_args()
    asked = tuple(questions(invented_language(), arguments.questions))
    with nullcontext(arguments.at) if arguments.at else _databases() as addresses:
        sections = asyncio.run(_measure(addresses, arguments.stories, asked))
    print(json.dumps(table.values(sections, NOTES)) if arguments.json else table.text(sections, NOTES))


if __name__ == "__main__":
    main()
