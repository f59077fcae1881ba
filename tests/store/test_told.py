"""Who was told of which story, by which message, and as it stood when: what a poll and the hour know of it."""

from dataclasses import replace

import pytest

from bot.outbox.attempts import GivenUp
from bot.outbox.due import Resolution
from bot.outbox.model import Delivery, Telling, Told
from bot.store import Store
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, follow, poll, post, print_edition, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = build.subscription()
STORY = build.story()
STORY_ID = build.story_id(STORY)
DIGEST = build.digest_delivery()
FOLLOW_UP = build.follow_up_delivery(DIGEST, created_at=NOW + HOUR)
EDITED = build.story(quotes=[build.REYES])
THIRD = build.story(quotes=[])


async def told(store: Store, address: str = HARBOUR) -> tuple[Told, ...]:
    """What is known of who was told of the story, where the feed is polled."""
    return (await store.background(build.feed(address).feed_id, [STORY], NOW)).told


async def tell(store: Store) -> None:
    """Let a channel follow the feed, and tell it of the story."""
    await follow(store)
    await publish(store, DIGEST, stories=(STORY,))


async def follow_up(store: Store) -> None:
    """Tell the channel of a later revision."""
    await publish(store, FOLLOW_UP, revisions=(build.revision(EDITED, 2),))


async def test_a_digest_in_the_outbox_has_told(store: Store) -> None:
    """It says when it was planned until it is posted; its message stands as it was planned."""
    await tell(store)
    planned = Told(WISH.subscription_id, STORY_ID, DIGEST.delivery_id, DIGEST.message, (STORY,), NOW, NOW)
    assert await told(store) == (planned,)
    await post(store, now=NOW + MINUTE)
    assert await told(store) == (replace(planned, told_at=NOW + MINUTE, last_at=NOW + MINUTE),)


async def test_a_follow_up_is_counted_and_adds_the_revision_that_it_told(store: Store) -> None:
    """Revisions that nobody was told of are none of it, and the oldest comes first."""
    await tell(store)
    await publish(store, revisions=(build.revision(EDITED, 2), build.revision(THIRD, 3)))
    await publish(store, replace(FOLLOW_UP, revision=3))
    [known] = await told(store)
    assert known.revisions == (STORY, THIRD)
    assert (known.follow_ups, known.last_at, known.root_id) == (1, NOW + HOUR, DIGEST.delivery_id)


async def test_a_follow_up_that_was_given_up_told_nothing(store: Store) -> None:
    """What it would have said is still to be told, and it is not counted."""
    await tell(store)
    await post(store)
    await follow_up(store)
    assert (await told(store))[0].follow_ups == 1
    await attempt(store, GivenUp("refused"), NOW + HOUR)
    [known] = await told(store)
    assert (known.revisions, known.follow_ups, known.last_at) == ((STORY,), 0, NOW)


async def test_a_message_stands_as_its_newest_edit_leaves_it(store: Store) -> None:
    """An edit that was given up has changed nothing, and one that waits will."""
    await tell(store)
    await post(store)
    first = build.edit_delivery(DIGEST, replace(build.digest(STORY), updated=NOW), name="first")
    second = build.edit_delivery(DIGEST, replace(build.digest(STORY), updated=NOW + HOUR), name="second")
    assert await store.resolve(Resolution(NOW, deliveries=(first, second)))
    assert (await told(store))[0].standing == second.message
    await post(store)
    await attempt(store, GivenUp("refused"))
    assert (await told(store))[0].standing == first.message


async def test_only_what_is_said_to_tell_tells(store: Store) -> None:
    """A delivery by itself implies nothing."""
    await follow(store)
    outcome = build.outcome(await poll(store), stories=(STORY,), deliveries=(DIGEST,), tellings=())
    assert await store.record(outcome)
    assert await told(store) == ()


async def test_a_telling_that_is_known_stays_as_it_stands(store: Store) -> None:
    """A digest that is planned again, of a later revision even, told of the first."""
    await tell(store)
    await publish(store, replace(DIGEST, revision=2), revisions=(build.revision(EDITED, 2),))
    assert [one.revisions for one in await told(store)] == [(STORY,)]


async def test_of_two_digests_of_one_story_the_first_that_was_posted_is_its_root(store: Store) -> None:
    """As where two feeds became one; both have told what they told, and the other is no follow-up."""
    await tell(store)
    other = replace(DIGEST, delivery_id="other", revision=2)
    await publish(store, other, revisions=(build.revision(EDITED, 2),))
    assert [one.root_id for one in await told(store)] == [DIGEST.delivery_id]
    await attempt(store, GivenUp("refused"))
    assert [(one.root_id, one.revisions) for one in await told(store)] == [("other", (EDITED,))]


# ---------------------------------------------------------------------------------------------- one event, many feeds


CARRIED = build.story("Port talks go on", entry_id="tag:quaynews.example,2026:1", link="https://quaynews.example/1")
CARRIED_ID = build.story_id(CARRIED, QUAY)
BESIDE = build.subscription(QUAY)


async def follow_two(store: Store) -> None:
    """Let the channel follow another feed too, which has a story of its own of the event that was told."""
    await tell(store)
    await follow(store, BESIDE, QUAY)


async def carry(store: Store, *, revision: int | None, delivery: Delivery | None = None) -> None:
    """Poll the other feed: its story counts as told by the first one's digest, or by a follow-up to that."""
    by = delivery.delivery_id if delivery else DIGEST.delivery_id
    telling = Telling(BESIDE.subscription_id, CARRIED_ID, revision, by, DIGEST.delivery_id)
    deliveries = (delivery,) if delivery else ()
    outcome = build.outcome(await poll(store, QUAY), stories=(CARRIED,), deliveries=deliveries, tellings=(telling,))
    assert await store.record(outcome)


async def test_a_story_counts_as_told_by_the_digest_of_another_feed(store: Store) -> None:
    """Of the same event: no follow-up was needed, and each knows what was told beside it."""
    await follow_two(store)
    await carry(store, revision=1)
    [beside] = (await store.background(build.feed(QUAY).feed_id, [CARRIED], NOW)).told
    assert (beside.root_id, beside.standing) == (DIGEST.delivery_id, DIGEST.message)
    assert (beside.revisions, beside.follow_ups, beside.beside) == ((CARRIED,), 0, (STORY,))
    assert [one.beside for one in await told(store)] == [(CARRIED,)]


async def test_what_a_story_adds_may_be_told_by_a_follow_up(store: Store) -> None:
    """It counts for the event: that has one budget, however many outlets carry it."""
    await follow_two(store)
    follow_up = replace(FOLLOW_UP, subscription_id=BESIDE.subscription_id, story_id=CARRIED_ID, revision=1)
    await carry(store, revision=1, delivery=follow_up)
    [beside] = (await store.background(build.feed(QUAY).feed_id, [CARRIED], NOW)).told
    assert (beside.revisions, beside.follow_ups, beside.last_at) == ((CARRIED,), 1, NOW + HOUR)
    assert [(one.follow_ups, one.last_at) for one in await told(store)] == [(1, NOW + HOUR)]


async def test_a_story_may_stand_beside_another_before_anything_of_it_is_told(store: Store) -> None:
    """What it adds was held back: it has a root, and no revision that was told."""
    await follow_two(store)
    await carry(store, revision=None)
    [beside] = (await store.background(build.feed(QUAY).feed_id, [CARRIED], NOW)).told
    assert (beside.root_id, beside.revisions, beside.beside) == (DIGEST.delivery_id, (), (STORY,))
    assert [one.beside for one in await told(store)] == [()]


async def test_in_an_edition_only_the_stories_of_one_brief_stand_beside_each_other(store: Store) -> None:
    """The others are of other events."""
    await follow(store)
    await follow(store, BESIDE, QUAY)
    other = build.story("Ferries", entry_id="2", link=None)
    other_id = build.story_id(other, QUAY)
    await publish(store, stories=(STORY,))
    await publish(store, stories=(CARRIED, other), address=QUAY)
    [one, two] = build.edition(STORY_ID, other_id).briefs
    told_by = {STORY_ID: WISH, CARRIED_ID: BESIDE, other_id: BESIDE}
    await print_edition(store, told_by, briefs=(replace(one, story_ids=(STORY_ID, CARRIED_ID)), two))
    assert [known.beside for known in await told(store)] == [(CARRIED,)]


# ---------------------------------------------------------------------------------------------- one case


async def test_a_case_has_all_that_is_to_be_known_of_one_channel_and_story(store: Store) -> None:
    """The story as it now stands, and what was told of it."""
    await tell(store)
    await publish(store, revisions=(build.revision(EDITED, 2),))
    case = await store.case(WISH.subscription_id, STORY_ID)
    assert case is not None
    assert (case.subscription, case.masthead, (case.told,)) == (WISH, build.MASTHEAD, await told(store))
    assert (case.known.story, case.known.revision, case.known.story_id) == (EDITED, 2, STORY_ID)


async def test_there_is_no_case_of_what_was_not_told(store: Store) -> None:
    """Neither of another channel nor of another story, nor where the digest was given up."""
    await tell(store)
    other = build.subscription(channel_id=OTHER_CHANNEL)
    await follow(store, other)
    assert await store.case(other.subscription_id, STORY_ID) is None
    assert await store.case(WISH.subscription_id, "nothing") is None
    await attempt(store, GivenUp("refused"))
    assert await store.case(WISH.subscription_id, STORY_ID) is None


async def test_a_subscription_that_ended_has_no_case(store: Store) -> None:
    """Nobody is there to be told."""
    await tell(store)
    await post(store)
    await store.unsubscribe(build.GUILD, WISH.subscription_id)
    assert await store.case(WISH.subscription_id, STORY_ID) is None
