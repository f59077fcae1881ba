"""What was decided of each story and channel, what an edition says and why, and what was read in the past."""

from dataclasses import replace

import pytest

from bot.outbox.due import Past, Resolution
from bot.outbox.model import Decision, Subscription
from bot.store import Store
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, NOW, OTHER_CHANNEL, QUAY, another_story
from tests.store.steps import follow, poll, post, print_edition, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()
OTHER = build.subscription(channel_id=OTHER_CHANNEL)
STORY = build.story()
STORY_ID = build.story_id(STORY)


def decision(number: int, why: str, to: Subscription = WISH, delivery_id: str | None = None) -> Decision:
    """Why one of several stories was told, or was not."""
    return Decision(to.subscription_id, build.story_id(another_story(number)), 1, delivery_id, (why,))


async def decided(
    store: Store, *, feed_id: str | None = None, count: int = 9, channels: set[int] | None = None
) -> list[tuple[int, str, str]]:
    """What was last decided in the server: the channel, the story and the reason."""
    found = await store.decisions(GUILD, channels=channels, feed_id=feed_id, count=count)
    return [(one.channel_id, one.story.headline.text, " ".join(one.decision.reasons)) for one in found]


# ---------------------------------------------------------------------------------------------- decisions


async def test_what_was_decided_last_comes_first(store: Store) -> None:
    """With its feed and story, and when; told or not."""
    await follow(store)
    made = (decision(1, "Told.", delivery_id="1"), decision(2, "It is older."))
    await publish(store, stories=(another_story(1), another_story(2)), decisions=made)
    newest, first = await store.decisions(GUILD, channels=None, feed_id=None, count=9)
    assert (newest.decision, first.decision) == (made[1], made[0])
    assert (first.at, first.feed.address, first.story, first.channel_id) == (NOW, HARBOUR, another_story(1), CHANNEL)
    assert await decided(store, count=1) == [(CHANNEL, "Headline 2", "It is older.")]


async def test_only_the_newest_decision_on_a_story_counts_in_each_channel(store: Store) -> None:
    """What was decided before is of no interest any more; each channel has its own."""
    await follow(store)
    await follow(store, OTHER)
    first = (decision(1, "First."), decision(1, "There.", OTHER), decision(2, "Second."))
    await publish(store, stories=(another_story(1), another_story(2)), decisions=first)
    await publish(store, decisions=(decision(1, "Third."),))
    assert await decided(store) == [
        (CHANNEL, "Headline 1", "Third."),
        (CHANNEL, "Headline 2", "Second."),
        (OTHER_CHANNEL, "Headline 1", "There."),
    ]


async def test_only_what_counts_is_listed(store: Store) -> None:
    """Channels that may be seen, of the feed that is asked for; nothing of other servers or of what was removed."""
    stranger = build.subscription(channel_id=7, guild_id=GUILD + 1)
    removed = build.subscription(channel_id=8)
    for wish in (WISH, OTHER, stranger, removed):
        await follow(store, wish)
    await follow(store, build.subscription(QUAY), QUAY)
    made = tuple(decision(1, "Here.", wish) for wish in (WISH, OTHER, stranger, removed))
    await publish(store, stories=(another_story(1),), decisions=made)
    await store.unsubscribe(GUILD, removed.subscription_id)
    assert [one[0] for one in await decided(store)] == [OTHER_CHANNEL, CHANNEL]
    assert [one[0] for one in await decided(store, channels={CHANNEL})] == [CHANNEL]
    assert await decided(store, channels=set()) == []
    assert len(await decided(store, feed_id=build.feed().feed_id)) == 2
    assert await decided(store, feed_id=build.feed(QUAY).feed_id) == []


async def test_a_story_is_shown_as_it_was_decided_upon(store: Store) -> None:
    """It may read otherwise by now."""
    await follow(store)
    await publish(store, stories=(another_story(1),), decisions=(decision(1, "Told."),))
    await publish(store, revisions=(build.revision(replace(build.story("Edited"), entry_id="1"), 2),))
    assert await decided(store) == [(CHANNEL, "Headline 1", "Told.")]


async def test_what_an_hour_decides_is_kept_like_what_a_poll_decides(store: Store) -> None:
    """At the moment of its resolution."""
    await follow(store)
    await publish(store, stories=(another_story(1),))
    assert await store.resolve(Resolution(NOW + HOUR, decisions=(decision(1, "Too old."),)))
    [one] = await store.decisions(GUILD, channels=None, feed_id=None, count=9)
    assert (one.at, one.decision.reasons) == (NOW + HOUR, ("Too old.",))


# ---------------------------------------------------------------------------------------------- editions


async def test_an_edition_gives_the_reasons_of_all_its_stories(store: Store) -> None:
    """Each once, in the order in which they were decided; it has no feed and story of its own."""
    await follow(store)
    whys = {1: "It is new.", 2: "It is new.", 3: "It was promised."}
    edition = await print_edition(store, {})
    made = tuple(decision(number, why, delivery_id="edition") for number, why in whys.items())
    again = decision(1, "Once more.", delivery_id="edition")
    assert await store.resolve(Resolution(NOW, decisions=(*made, again)))
    reasons = await store.reasons("edition")
    assert reasons is not None
    assert (reasons.delivery, reasons.feed, reasons.story) == (edition, None, None)
    assert reasons.reasons == ("It is new.", "It was promised.")


async def test_no_edition_gives_more_reasons_than_anybody_reads(store: Store) -> None:
    """Thirty, the first ones."""
    await follow(store)
    await print_edition(store, {})
    made = tuple(decision(number, f"Reason {number}.", delivery_id="edition") for number in range(40))
    assert await store.resolve(Resolution(NOW, decisions=made))
    reasons = await store.reasons("edition")
    assert reasons is not None
    assert reasons.reasons == tuple(f"Reason {number}." for number in range(30))


async def test_the_quotes_of_an_edition_are_those_of_all_its_stories(store: Store) -> None:
    """One story after the other, in the order of its briefs, as they stood in the revision that it told."""
    await follow(store)
    first = build.story(entry_id="1", link=None, quotes=[build.REYES])
    second = build.story(entry_id="2", link=None, quotes=[build.OKAFOR])
    ids = [build.story_id(story) for story in (first, second)]
    await publish(store, stories=(first, second))
    ids_by_name = sorted(ids, reverse=True)
    await print_edition(store, dict.fromkeys(ids_by_name, WISH))
    await publish(store, revisions=(build.revision(replace(first, quotes=()), 2),))
    quotes = {ids[0]: first.quotes, ids[1]: second.quotes}
    assert await store.quotes("edition") == (*quotes[ids_by_name[0]], *quotes[ids_by_name[1]])


async def test_a_story_that_an_edition_told_is_listed_where_that_is(store: Store) -> None:
    """By its message; a story that was told beside another stands there too."""
    await follow(store)
    await follow(store, OTHER)
    numbers = (1, 2)
    told = {build.story_id(another_story(number)): WISH for number in numbers}
    await publish(store, stories=tuple(another_story(number) for number in numbers))
    await print_edition(store, told)
    await post(store, 42, NOW + HOUR)
    listed = await store.latest(GUILD, feed_id=None, count=9)
    assert {one.story.headline.text: (one.channel_id, one.message_id, one.told_at) for one in listed} == {
        f"Headline {number}": (CHANNEL, 42, NOW + HOUR) for number in numbers
    }


# ---------------------------------------------------------------------------------------------- the past


async def test_the_past_comes_back_as_it_was_read(store: Store) -> None:
    """Revision by revision since then, of these feeds alone."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    edited = build.story(quotes=[build.REYES])
    read = ((build.revision(STORY), 0), (build.revision(another_story(2)), 1), (build.revision(edited, 2), 2))
    for revision, hours in read:
        assert await store.record(build.outcome(await poll(store), revisions=(revision,), at=NOW + hours * HOUR))
    await publish(store, stories=(another_story(3),), address=QUAY)
    feed_id, other_id = build.feed().feed_id, build.story_id(another_story(2))
    past = (
        Past(feed_id, STORY_ID, 1, STORY, NOW, NOW),
        Past(feed_id, other_id, 1, another_story(2), NOW + HOUR, NOW + HOUR),
        Past(feed_id, STORY_ID, 2, edited, NOW + 2 * HOUR, NOW),
    )
    assert await store.past([feed_id], NOW) == past
    assert await store.past([feed_id], NOW + HOUR) == past[1:]
    assert len(await store.past([feed_id, build.feed(QUAY).feed_id], NOW)) == 4
    assert await store.past([], NOW) == ()
