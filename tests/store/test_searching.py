"""What was told is found again by its words, its speakers and its headlines, and only where it was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from bot.news.asked import query
from bot.news.model import Headline, Story
from bot.outbox.attempts import GivenUp, Sent
from bot.outbox.due import Look, Resolution
from bot.outbox.model import Decision, Subscription
from bot.store import Store, searching
from bot.store.address import read_address
from bot.store.engine import open_database
from bot.store.searching import Bounds
from bot.store.within import Within
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY, said
from tests.store.steps import attempt, claims, follow, poll, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE = build.subscription()
OTHER = build.subscription(channel_id=OTHER_CHANNEL)
ELSEWHERE = build.subscription(channel_id=OTHER_CHANNEL + 1, guild_id=GUILD + 1)

FERRY = build.story(
    "Ferry crews vote on Monday",
    entry_id="ferry",
    quotes=[said("The night shifts are where our patience ends.", "Ana Duarte", role="transport minister")],
)
BRIDGE = build.story(
    "Old bridge to close for a summer",
    entry_id="bridge",
    quotes=[
        said("A ferry every ten minutes would do for us.", "Émile Œstergård"),
        said("Nobody asked the ferry people, as ever.", "Tom Reyes", role="former harbour master"),
    ],
)
ROTA = build.story("Port publishes the new rota", entry_id="rota", quotes=[said("We have been heard at last.")])


async def tell(store: Store, *stories: Story, to: Subscription = MINE, address: str = HARBOUR) -> None:
    """Let a feed bring these stories, and the channel be told of each, a minute after the other."""
    await follow(store, to, address)
    deliveries = tuple(build.digest_delivery(story, to) for story in stories)
    await publish(store, *deliveries, address=address, stories=stories)
    for minutes in range(len(stories)):
        await post(store, 1_000 + minutes, NOW + minutes * MINUTE)


async def found(
    store: Store,
    typed: str,
    *,
    channels: Sequence[int] = (CHANNEL,),
    feed_id: str | None = None,
    since: datetime | None = None,
    guild_id: int = GUILD,
) -> list[str]:
    """The headlines of the stories that are found by what is typed."""
    hits = await store.search(guild_id, query(typed), feed_id=feed_id, since=since, channels=channels, count=10)
    assert (hits.total, hits.at_least) == (len(hits.found), False)
    return [told.story.headline.text for told in hits.found]


async def quoted(
    store: Store,
    words: str = "",
    *,
    by: str = "",
    channels: Sequence[int] = (CHANNEL,),
    best: bool = False,
) -> list[str | None]:
    """Who said the quotes that are found by what is typed."""
    hits = await store.said(
        GUILD,
        words=query(words) if words else None,
        speaker=query(by) if by else None,
        feed_id=None,
        since=None,
        channels=channels,
        best=best,
        count=10,
    )
    assert hits.total == len(hits.found)
    assert all(one.quote == one.told.story.quotes[one.position] for one in hits.found)
    return [one.quote.name for one in hits.found]


# ------------------------------------------------------------------------------------------------- stories


async def test_a_story_is_found_by_its_words(store: Store) -> None:
    """By a word, by several that stand apart, by a phrase and by how a word begins, whatever the case and accents."""
    await tell(store, FERRY, BRIDGE, ROTA)
    assert await found(store, "rota") == [ROTA.headline.text]
    assert await found(store, "MONDAY patience") == [FERRY.headline.text]
    assert await found(store, '"ferry every ten"') == [BRIDGE.headline.text]
    assert await found(store, '"every ferry"') == []
    assert await found(store, "pati*") == [FERRY.headline.text]
    assert await found(store, "pati") == []
    assert await found(store, "oestergard") == [BRIDGE.headline.text]
    assert await found(store, "ferry rota") == []


async def test_the_headline_counts_more_than_what_was_said(store: Store) -> None:
    """Though the story in which it was said was told later, and says it oftener."""
    await tell(store, FERRY, BRIDGE)
    assert await found(store, "ferry") == [FERRY.headline.text, BRIDGE.headline.text]


async def test_a_carried_headline_finds_its_story(store: Store) -> None:
    """It is a line of news as the post's own is, though it may not stand in the text."""
    await tell(store, replace(ROTA, headlines=(Headline("Lighthouse to be sold"),)))
    assert await found(store, "lighthouse") == [ROTA.headline.text]


async def test_an_answer_says_where_the_story_was_told(store: Store) -> None:
    """With the message, the moment and the name by which the story can be asked for."""
    await tell(store, ROTA, FERRY)
    hits = await store.search(GUILD, query("ferry"), feed_id=None, since=None, channels=[CHANNEL], count=1)
    [told] = hits.found
    assert (told.story, told.feed.address, told.channel_id) == (FERRY, HARBOUR, CHANNEL)
    assert (told.message_id, told.told_at, told.story_id) == (1_001, NOW + MINUTE, build.story_id(FERRY))
    assert await store.told_story(GUILD, told.story_id, channels=[CHANNEL]) == told


async def test_pages_follow_each_other(store: Store) -> None:
    """Each hit stands on one page, and every page says how many there are."""
    numbered = tuple(build.story(f"Ferry number {n}", entry_id=str(n), quotes=[]) for n in range(5))
    await tell(store, *numbered)
    pages = [
        await store.search(GUILD, query("ferry"), feed_id=None, since=None, channels=[CHANNEL], count=2, skip=skip)
        for skip in (0, 2, 4, 6)
    ]
    assert [[told.story.headline.text[-1] for told in page.found] for page in pages] == [
        ["4", "3"],
        ["2", "1"],
        ["0"],
        [],
    ]
    assert {page.total for page in pages} == {5}


async def test_an_edited_story_is_found_as_it_now_stands(store: Store) -> None:
    """And no more by what it said before."""
    await tell(store, FERRY)
    edited = build.story("Tram crews vote on Monday", entry_id="ferry", quotes=[said("We had enough.", "Lia Monteiro")])
    await publish(store, revisions=(build.revision(edited, 2),))
    assert await found(store, "tram") == ["Tram crews vote on Monday"]
    assert await found(store, "ferry") == []
    assert await quoted(store, by="monteiro") == ["Lia Monteiro"]
    assert await quoted(store, by="duarte") == []


async def test_a_story_that_a_feed_brings_twice_is_found_once(store: Store) -> None:
    """As it stood where it came first."""
    await follow(store)
    twice = (build.revision(FERRY), build.revision(replace(FERRY, quotes=()), 1))
    await publish(store, build.digest_delivery(FERRY), revisions=twice)
    assert (await found(store, "ferry"), await quoted(store, "patience")) == ([FERRY.headline.text], ["Ana Duarte"])


async def test_marks_make_words_where_vowels_are_marks(store: Store) -> None:
    """In Hindi; in Arabic and Hebrew people leave out the points."""
    await tell(store, build.story("दान", entry_id="gift"), build.story("مُحَمَّد", entry_id="name"))
    assert [await found(store, typed) for typed in ("दान", "दिन", "द", "محمد")] == [["दान"], [], [], ["مُحَمَّد"]]


async def test_of_a_very_long_text_the_beginning_is_found(store: Store) -> None:
    """However few words there are in it: to fold the rest would hold up all else."""
    await tell(store, replace(ROTA, text=f"Anchor {'-' * 100_000} lighthouse"))
    assert [await found(store, typed) for typed in ("anchor", "lighthouse")] == [[ROTA.headline.text], []]


async def test_a_revision_that_comes_late_changes_nothing(store: Store) -> None:
    """An older revision than the one that is kept is not how the story stands."""
    await tell(store, FERRY)
    newer, older = build.story("Third", entry_id="ferry"), build.story("Second", entry_id="ferry")
    await publish(store, revisions=(build.revision(newer, 3),))
    await publish(store, revisions=(build.revision(older, 2),))
    assert (await found(store, "third"), await found(store, "second")) == (["Third"], [])


async def test_only_what_was_told_is_found(store: Store) -> None:
    """Neither what was read and not told, nor what was given up, nor what a server took off its list."""
    await follow(store)
    await publish(store, build.digest_delivery(FERRY), stories=(FERRY, BRIDGE))
    assert await found(store, "ferry") == [FERRY.headline.text]
    await attempt(store, GivenUp("refused"))
    assert await found(store, "ferry") == []
    await publish(store, build.digest_delivery(ROTA), stories=(ROTA,))
    assert await found(store, "rota") == [ROTA.headline.text]
    await store.unsubscribe(GUILD, MINE.subscription_id)
    assert await found(store, "rota") == []


async def test_only_the_feed_and_the_time_that_were_asked_for_count(store: Store) -> None:
    """What was told at that moment is told since then."""
    await tell(store, FERRY, BRIDGE)
    await tell(store, build.story("Ferry to the quay", entry_id="quay"), to=build.subscription(QUAY), address=QUAY)
    assert await found(store, "ferry", feed_id=build.feed(QUAY).feed_id) == ["Ferry to the quay"]
    assert await found(store, "ferry", since=NOW + MINUTE) == [BRIDGE.headline.text]
    assert await found(store, "ferry", feed_id="nothing") == []


async def test_nothing_of_another_server_or_channel_is_found(store: Store) -> None:
    """Though another server, or another channel, was told of the same story."""
    await tell(store, FERRY, BRIDGE, to=ELSEWHERE)
    await tell(store, FERRY, to=OTHER)
    await follow(store)
    assert await found(store, "ferry") == []
    assert await found(store, "ferry", channels=()) == []
    assert await found(store, "ferry", channels=(OTHER_CHANNEL,)) == [FERRY.headline.text]
    assert await found(store, "ferry", channels=(ELSEWHERE.channel_id,)) == []
    assert await found(store, "ferry", channels=(ELSEWHERE.channel_id,), guild_id=GUILD + 1) == [
        FERRY.headline.text,
        BRIDGE.headline.text,
    ]
    assert await quoted(store, "ferry") == []
    assert await store.speakers(GUILD, "", channels=[CHANNEL], count=9) == ()
    assert await store.headlines(GUILD, "", channels=[CHANNEL], count=9) == ()
    assert await store.told_story(GUILD, build.story_id(FERRY), channels=[CHANNEL]) is None
    assert await store.told_story(GUILD, build.story_id(BRIDGE), channels=[CHANNEL, OTHER_CHANNEL]) is None


async def test_a_story_told_in_two_channels_is_found_once(store: Store) -> None:
    """Where it was told last, of the channels that count."""
    await follow(store)
    await follow(store, OTHER)
    await publish(store, build.digest_delivery(FERRY), build.digest_delivery(FERRY, OTHER), stories=(FERRY,))
    first, second = await claims(store)
    await store.settle(first, Sent(1), NOW + MINUTE)
    await store.settle(second, Sent(2), NOW + HOUR)
    for channels, channel_id, message_id in (((CHANNEL, OTHER_CHANNEL), OTHER_CHANNEL, 2), ((CHANNEL,), CHANNEL, 1)):
        hits = await store.search(GUILD, query("ferry"), feed_id=None, since=None, channels=channels, count=9)
        [told] = hits.found
        assert (told.channel_id, told.message_id, hits.total) == (channel_id, message_id, 1)


async def test_what_its_blog_has_taken_back_is_not_found(store: Store) -> None:
    """Until its blog has it again."""
    await tell(store, FERRY)
    look = Look(build.story_id(FERRY), None, NOW, withdrawn=True)
    assert await store.record(build.outcome(await poll(store), missing=(build.story_id(FERRY),)))
    assert await store.resolve(Resolution(NOW, looks=(look,)))
    assert (await found(store, "ferry"), await quoted(store, "patience")) == ([], [])
    assert await store.told_story(GUILD, build.story_id(FERRY), channels=[CHANNEL]) is None
    await publish(store, revisions=(build.revision(FERRY, 2),))
    assert (await found(store, "ferry"), await quoted(store, "patience")) == ([FERRY.headline.text], ["Ana Duarte"])


async def test_stories_are_found_where_their_feed_became_another(store: Store) -> None:
    """Those that both feeds have are found once, as the feed that is kept has them."""
    await tell(store, FERRY, BRIDGE)
    theirs = replace(FERRY, headline=Headline("Ferry crews to vote"), text="Ferry crews to vote")
    await tell(store, replace(theirs, quotes=()), to=build.subscription(QUAY), address=QUAY)
    moved = build.outcome(await poll(store), moved_to=QUAY)
    assert await store.record(moved)
    assert sorted(await found(store, "ferry")) == ["Ferry crews to vote", BRIDGE.headline.text]
    assert await quoted(store, "patience") == []
    assert await quoted(store, '"ferry people"') == ["Tom Reyes"]


# ------------------------------------------------------------------------------------------------- quotes


async def test_quotes_are_found_by_who_said_them(store: Store) -> None:
    """By any word of a name or a role, the newest told first and those of one story in its order."""
    await tell(store, BRIDGE, FERRY)
    assert await quoted(store, by="tom reyes") == ["Tom Reyes"]
    assert await quoted(store, by="OESTERGARD") == ["Émile Œstergård"]
    assert await quoted(store, by="emile") == ["Émile Œstergård"]
    assert await quoted(store, by="minister") == ["Ana Duarte"]
    assert await quoted(store, by="ferry") == []
    assert await quoted(store) == ["Ana Duarte", "Émile Œstergård", "Tom Reyes"]


async def test_quotes_are_found_by_what_was_said(store: Store) -> None:
    """Not by what stands elsewhere in the story; by words and speaker only where one quote has both."""
    await tell(store, BRIDGE, FERRY, ROTA)
    assert await quoted(store, "ferry") == ["Émile Œstergård", "Tom Reyes"]
    assert await quoted(store, "monday") == []
    assert await quoted(store, '"night shifts are"') == ["Ana Duarte"]
    assert await quoted(store, "heard") == [None]
    assert await quoted(store, "ferry", by="reyes") == ["Tom Reyes"]
    assert await quoted(store, "patience", by="reyes") == []


async def test_the_best_quotes_can_come_first(store: Store) -> None:
    """One that says little else is better than one that says the word among many others."""
    long = said("The harbour, the bridge, the market and the mill are all that this town has ever had.", "Lia Monteiro")
    tells = (
        build.story("One", entry_id="1", quotes=[said("Harbour, harbour, harbour.", "Tom Reyes")]),
        build.story("Two", entry_id="2", quotes=[long]),
    )
    await tell(store, *tells)
    assert await quoted(store, "harbour") == ["Lia Monteiro", "Tom Reyes"]
    assert await quoted(store, "harbour", best=True) == ["Tom Reyes", "Lia Monteiro"]


async def test_a_quote_comes_with_its_place_and_its_story(store: Store) -> None:
    """So that people can read it where it stands."""
    await tell(store, BRIDGE)
    hits = await store.said(
        GUILD, words=query("people"), speaker=None, feed_id=None, since=None, channels=[CHANNEL], count=9
    )
    [one] = hits.found
    assert (one.quote, one.position, one.told.message_id) == (BRIDGE.quotes[1], 1, 1_000)


# ------------------------------------------------------------------------------------------------- what is typed


async def test_speakers_are_offered_while_somebody_types(store: Store) -> None:
    """By how any word of a name begins, those with most quotes first; a role offers nobody."""
    more = build.story("More", entry_id="more", quotes=[said("So it is.", "Tom Reyes"), said("It is.", "Ana Tomé")])
    await tell(store, BRIDGE, FERRY, ROTA, more)
    offered = {
        typed: await store.speakers(GUILD, typed, channels=[CHANNEL], count=2) for typed in ("TOM", "r", "min", "")
    }
    assert offered == {
        "TOM": (("Tom Reyes", 2), ("Ana Tomé", 1)),
        "r": (("Tom Reyes", 2),),
        "min": (),
        "": (("Tom Reyes", 2), ("Ana Duarte", 1)),
    }


async def test_roles_do_not_crowd_out_a_speaker(store: Store) -> None:
    """Though more quotes than are looked at, all newer, have words in their role that begin as the name does."""
    much = [said(f"Word {number}.", "Tom Reyes", role="president") for number in range(1_001)]
    old = build.story("Old", entry_id="old", quotes=[said("So it was.", "Lia Preston")])
    await tell(store, old, build.story("New", entry_id="new", quotes=much))
    assert await store.speakers(GUILD, "pres", channels=[CHANNEL], count=9) == (("Lia Preston", 1),)


async def test_headlines_are_offered_while_somebody_types(store: Store) -> None:
    """By how any of their words begin, the newest told first; not by what stands below them."""
    await tell(store, FERRY, BRIDGE, ROTA)

    async def offered(typed: str, count: int = 9) -> list[str]:
        return [
            told.story.headline.text for told in await store.headlines(GUILD, typed, channels=[CHANNEL], count=count)
        ]

    assert await offered("clo bri") == [BRIDGE.headline.text]
    assert await offered("ferr") == [FERRY.headline.text]
    assert await offered("patience") == []
    assert await offered("", 2) == [ROTA.headline.text, BRIDGE.headline.text]
    assert await offered("…", 1) == [ROTA.headline.text]


# ------------------------------------------------------------------------------------------------- why


async def test_the_last_decision_for_a_story_is_told_channel_by_channel(store: Store) -> None:
    """Whether it was told or not, the newest first, for the channels that count; of another server nothing."""
    await tell(store, FERRY)
    for wish in (OTHER, ELSEWHERE):
        await follow(store, wish)

    def decided(wish: Subscription, reason: str) -> Decision:
        return Decision(wish.subscription_id, build.story_id(FERRY), 1, None, (reason,))

    await publish(store, decisions=(decided(MINE, "first"), decided(OTHER, "muted"), decided(ELSEWHERE, "other")))
    await publish(store, decisions=(decided(MINE, "last"),))

    async def why(*channels: int) -> list[tuple[int, tuple[str, ...]]]:
        told = await store.story_decisions(GUILD, build.story_id(FERRY), channels=channels)
        assert all((one.story, one.feed.address) == (FERRY, HARBOUR) for one in told)
        return [(one.channel_id, one.decision.reasons) for one in told]

    assert await why(CHANNEL, OTHER_CHANNEL) == [(CHANNEL, ("last",)), (OTHER_CHANNEL, ("muted",))]
    assert await why(OTHER_CHANNEL) == [(OTHER_CHANNEL, ("muted",))]
    assert await why(ELSEWHERE.channel_id) == []
    assert await store.story_decisions(GUILD, "nothing", channels=[CHANNEL]) == ()


async def test_why_a_story_was_told_is_known_though_it_has_changed_since(store: Store) -> None:
    """What was told comes before what was decided later; of several tellings, and of several others, the last."""
    await tell(store, FERRY)
    await follow(store, OTHER)
    told = [f"{number:020x}" for number in range(2)]
    made = ((None, "waited"), (told[0], "told"), (told[1], "told more"), (None, "little"), (None, "nothing new"))
    for delivery_id, reason in made:
        decision = Decision(MINE.subscription_id, build.story_id(FERRY), 1, delivery_id, (reason,))
        await publish(store, decisions=(decision,))
    muted = Decision(OTHER.subscription_id, build.story_id(FERRY), 1, None, ("muted",))
    await publish(store, decisions=(muted,))
    why = await store.story_decisions(GUILD, build.story_id(FERRY), channels=(CHANNEL, OTHER_CHANNEL))
    assert [one.decision.reasons[0] for one in why] == ["muted", "told more", "nothing new"]


async def test_what_was_decided_is_offered_though_it_was_told_nowhere(store: Store, address: str) -> None:
    """By how words of the headline begin, what was decided last first; nothing of other channels and servers."""
    for wish in (MINE, OTHER, ELSEWHERE):
        await follow(store, wish)
    await publish(store, stories=(FERRY, BRIDGE, ROTA))
    made = ((MINE, FERRY), (MINE, BRIDGE), (OTHER, BRIDGE), (ELSEWHERE, ROTA), (MINE, FERRY))
    for wish, story in made:
        decision = Decision(wish.subscription_id, build.story_id(story), 1, None, ("muted",))
        await publish(store, decisions=(decision,))

    async def offered(typed: str, *channels: int, few: int = 9) -> list[str]:
        within, bounds = Within(GUILD, channels), Bounds(few=few, most=9, far=9)
        async with open_database(read_address(address)) as database:
            found = await database.read(searching.decided_headlines, within, typed, count=9, bounds=bounds)
        assert found == await store.decided_headlines(GUILD, typed, channels=channels, count=9)
        return [one.story.headline.text for one in found]

    assert await store.headlines(GUILD, "", channels=[CHANNEL], count=9) == ()
    assert await offered("", CHANNEL, OTHER_CHANNEL) == [FERRY.headline.text, BRIDGE.headline.text]
    assert await offered("", CHANNEL, OTHER_CHANNEL, few=1) == [FERRY.headline.text, BRIDGE.headline.text]
    assert await offered("bri clo", CHANNEL) == [BRIDGE.headline.text]
    assert await offered("patience", CHANNEL) == []
    assert await offered("", OTHER_CHANNEL) == [BRIDGE.headline.text]
    assert await offered("", ELSEWHERE.channel_id) == []


# ------------------------------------------------------------------------------------------------- bounds


async def test_where_very_much_was_told_the_newest_is_looked_through(store: Store, address: str) -> None:
    """A page is filled all the same, and says that there may be more."""
    await tell(store, *(build.story(f"Ferry number {n}", entry_id=str(n), quotes=[]) for n in range(4)))
    await tell(store, *(build.story(f"Ferry line {n}", entry_id=f"e{n}", quotes=[]) for n in range(3)), to=ELSEWHERE)

    async def pages(bounds: Bounds) -> tuple[list[str], int, bool]:
        async with open_database(read_address(address)) as database:
            within = Within(GUILD, [CHANNEL])
            hits = await database.read(searching.search, within, query("ferry"), count=2, bounds=bounds)
        return [told.story.headline.text[-1] for told in hits.found], hits.total, hits.at_least

    assert await pages(Bounds(few=4, most=9, far=9)) == (["3", "2"], 4, False)
    assert await pages(Bounds(few=4, most=3, far=3)) == (["3", "2"], 3, True)
    assert await pages(Bounds(few=3, most=5, far=9)) == (["3", "2"], 2, True)
    assert await pages(Bounds(few=3, most=3, far=6)) == (["3", "2"], 3, True)
    assert await pages(Bounds(few=3, most=3, far=9)) == (["3", "2"], 4, False)


async def test_all_pages_of_a_list_are_of_the_same_hits(store: Store, address: str) -> None:
    """A page further on does not go through more than the first did, or what was on that might come again."""
    numbered = [build.story(f"Old ferry number {n}", entry_id=str(n), quotes=[]) for n in range(4)]
    best = build.story("Ferry ferry ferry", entry_id="best", quotes=[])
    await tell(store, numbered[0], best, *numbered[1:])
    async with open_database(read_address(address)) as database:
        within, bounds = Within(GUILD, [CHANNEL]), Bounds(few=1, most=4, far=9)
        pages = [
            await database.read(searching.search, within, query("ferry"), count=2, skip=skip, bounds=bounds)
            for skip in (0, 2, 4)
        ]
    assert [len(page.found) for page in pages] == [2, 2, 0]
    assert len({told.story_id for page in pages for told in page.found}) == 4
    assert {(page.total, page.at_least) for page in pages} == {(4, True)}


async def test_a_story_that_was_told_often_counts_once(store: Store, address: str) -> None:
    """How much was told there is how many stories, not how many messages."""
    await follow(store, OTHER)
    await tell(store, FERRY)
    await publish(store, build.digest_delivery(FERRY, OTHER))
    await post(store, 2_000)
    await tell(store, BRIDGE, ROTA, to=ELSEWHERE)
    async with open_database(read_address(address)) as database:
        hits = await database.read(
            searching.search,
            Within(GUILD, [CHANNEL, OTHER_CHANNEL]),
            query("ferry"),
            count=1,
            bounds=Bounds(few=1, most=1, far=1),
        )
    assert [told.story for told in hits.found] == [FERRY]
