"""Whatever is typed is looked up without harm, and whatever was kept, now or by an older version, is found."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.news.asked import NothingAsked, folded, query
from bot.store import Store, open_store
from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.tables import archive, sayings
from tests import build
from tests.build import CHANNEL, GUILD, said
from tests.store.steps import follow, publish
from tests.store.test_upgrading import fill

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The store is the same for all examples: what one left there must not matter to the next.
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

_typed = st.text(st.sampled_from("aAé'\"“*()&|!:<->-_^{}\\ß港\0\ud800 x1²") | st.characters(), max_size=60)


@few
@given(_typed)
async def test_whatever_is_typed_breaks_nothing(store: Store, typed: str) -> None:
    """What is a query can be asked, and what is being typed too, of either index."""
    with suppress(NothingAsked):
        await stories_found(store, typed)
        await quotes_found(store, typed)
    await store.headlines(GUILD, typed, channels=[CHANNEL], count=1)
    await store.speakers(GUILD, typed, channels=[CHANNEL], count=1)


_words = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join)


@few
@given(headline=_words, quote=_words, data=st.data())
async def test_a_story_is_found_by_its_headline_and_its_quotes(
    store: Store, headline: str, quote: str, data: st.DataObject
) -> None:
    """By any word of the one, by how it begins, and by any phrase of the others."""
    story = build.story(headline, entry_id=str(uuid4()), quotes=[said(quote, "Tom Reyes")])
    await follow(store)
    await publish(store, build.digest_delivery(story), stories=(story,))
    for words in (folded(headline).split(), folded(quote).split()):
        if words:
            start = data.draw(st.integers(0, len(words) - 1))
            end = data.draw(st.integers(start + 1, len(words)))
            beginning = words[start][: data.draw(st.integers(2, 9))]
            assert build.story_id(story) in await stories_found(store, f'"{" ".join(words[start:end])}"')
            if len(beginning) > 1:
                assert build.story_id(story) in await stories_found(store, f"{beginning}*")
    if words:
        assert (build.story_id(story), 0) in await quotes_found(store, f'"{" ".join(words)}"')


async def stories_found(store: Store, typed: str) -> set[str]:
    """The names of the stories that are found by what is typed."""
    hits = await store.search(GUILD, query(typed), feed_id=None, since=None, channels=[CHANNEL], count=99)
    return {told.story_id for told in hits.found}


async def quotes_found(store: Store, typed: str) -> set[tuple[str, int]]:
    """The stories' names and the places of a speaker's quotes that are found by what is typed."""
    hits = await store.said(
        GUILD, words=query(typed), speaker=query("reyes"), feed_id=None, since=None, channels=[CHANNEL], count=99
    )
    return {(one.told.story_id, one.position) for one in hits.found}


# ------------------------------------------------------------------------------------------------- upgrading


async def test_what_was_kept_before_there_was_an_index_is_found(bare_address: str) -> None:
    """Upgrading keeps the same words of a story as reading it anew does."""
    marked = "दिन ですが مُحَمَّد ที่ Łódź"
    odd = build.story(marked, entry_id="odd", quotes=[said(marked, "Émile Œstergård")])
    await fill(bare_address, replace(odd, text=f"{odd.text} {'-' * 100_000} lighthouse"))
    async with open_store(bare_address) as upgraded:
        assert await stories_found(upgraded, '"the old rota"') == {build.story_id(build.story())}
        assert await quotes_found(upgraded, "rota") == {(build.story_id(build.story()), 1)}
        before = await words_kept(bare_address)
        assert [len(rows) for rows in before] == [2, 3]
        again = (build.revision(build.story(), 3), build.revision(odd, 2))
        await publish(upgraded, revisions=again)
        assert await words_kept(bare_address) == before


async def words_kept(address: str) -> list[list[tuple[object, ...]]]:
    """What stories and quotes are found by, but for the numbers of the rows."""

    async def look(connection: AsyncConnection) -> list[list[tuple[object, ...]]]:
        columns = [[column for column in table.c if column.name != "number"] for table in (archive, sayings)]
        asked = [select(*one).order_by(*one) for one in columns]
        return [[tuple(row) for row in await connection.execute(one)] for one in asked]

    async with open_database(read_address(address)) as database:
        return await database.read(look)
