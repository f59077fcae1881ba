"""Which feeds are claimed, what is known of them, and what recording a poll's outcome keeps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.news.model import Masthead, Story
from bot.outbox.attempts import Ended, GivenUp
from bot.outbox.model import Channel, Feed, Greeting, Move, Push, Rhythm, Validators
from bot.store import Store, StoreUnavailable
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY
from tests.store.steps import attempt, claims, follow, poll, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

VALIDATORS = Validators('W/"1"', "Fri, 18 Sep 2026 14:00:00 GMT", "ab" * 32)


async def test_a_due_feed_is_claimed(store: Store) -> None:
    """A feed that a channel follows is claimed as soon as it is due."""
    await follow(store)
    [claimed] = await store.claim_feeds(NOW, limit=10, lease=MINUTE)
    assert (claimed.feed.address, claimed.feed.masthead) == (HARBOUR, build.MASTHEAD)


async def test_a_feed_that_is_not_due_is_left_alone(store: Store) -> None:
    """Nothing is polled before its time."""
    await follow(store)
    assert await store.claim_feeds(NOW - timedelta(microseconds=1), limit=10, lease=MINUTE) == ()


async def test_a_leased_feed_is_not_claimed_again(store: Store) -> None:
    """While one polls a feed no other does, until the lease runs out; then the fence has risen."""
    await follow(store)
    [first] = await store.claim_feeds(NOW, limit=10, lease=MINUTE)
    assert await store.claim_feeds(NOW + MINUTE - timedelta(microseconds=1), limit=10, lease=MINUTE) == ()
    [second] = await store.claim_feeds(NOW + MINUTE, limit=10, lease=MINUTE)
    assert second.fence > first.fence


async def test_the_longest_due_feed_is_claimed_first(store: Store) -> None:
    """Where not all can be polled at once, those go first that have waited longest."""
    addresses = [f"https://feed{number}.example/rss" for number in range(3)]
    for waited, address in enumerate(addresses):
        await follow(store, build.subscription(address, since=NOW - waited * MINUTE), address)
    claimed = await store.claim_feeds(NOW, limit=2, lease=MINUTE)
    assert [one.feed.address for one in claimed] == [addresses[2], addresses[1]]


async def test_a_feed_that_nobody_follows_any_more_is_not_claimed(store: Store) -> None:
    """A feed is polled for as long as one channel that is still there follows it."""
    here, there = build.subscription(), build.subscription(channel_id=OTHER_CHANNEL)
    await follow(store, here)
    await follow(store, there)
    await publish(store, build.digest_delivery(to=there), stories=(build.story(),))
    await store.unsubscribe(GUILD, here.subscription_id)
    assert len(await store.claim_feeds(NOW + HOUR, limit=10, lease=MINUTE)) == 1
    await attempt(store, Ended("the channel is gone", None), NOW)
    assert await store.claim_feeds(NOW + 2 * HOUR, limit=10, lease=MINUTE) == ()


async def test_nothing_is_known_of_a_new_feed(store: Store) -> None:
    """The first poll of a feed is judged against its subscriptions alone."""
    await follow(store)
    background = await store.background(build.feed().feed_id, [build.story()], NOW)
    assert background.subscriptions == (build.subscription(),)
    assert (background.known, background.told) == ((), ())


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(build.story("Another headline", link="https://harbourlight.example/other"), id="entry"),
        pytest.param(build.story("Another headline", entry_id="tag:harbourlight.example,2026:2"), id="link"),
        pytest.param(build.story(entry_id="tag:harbourlight.example,2026:2"), id="text and link"),
        pytest.param(build.story(published=NOW), id="all"),
    ],
)
async def test_a_story_is_known_again(store: Store, read: Story) -> None:
    """A post is known by its id, by its link or by its text, whatever else has changed."""
    await follow(store)
    await publish(store, stories=(build.story(),))
    [known] = (await store.background(build.feed().feed_id, [read], NOW)).known
    assert (known.story, known.revision) == (build.story(), 1)


async def test_a_story_without_a_link_is_known_by_its_text(store: Store) -> None:
    """A feed that renews the ids of its posts and links none of them names the same stories."""
    await follow(store)
    await publish(store, stories=(build.story(link=None),))
    again = build.story(link=None, entry_id="another")
    assert len((await store.background(build.feed().feed_id, [again], NOW)).known) == 1


async def test_other_stories_are_not_known(store: Store) -> None:
    """What shares neither id nor link nor text is another story, and so is the same post in another feed."""
    await follow(store)
    await follow(store, address=QUAY, subscription=build.subscription(QUAY))
    await publish(store, stories=(build.story(link=None),))
    other = build.story("Ferries run again", entry_id="2", link=None, quotes=[])
    assert (await store.background(build.feed().feed_id, [other], NOW)).known == ()
    assert (await store.background(build.feed(QUAY).feed_id, [build.story(link=None)], NOW)).known == ()


async def test_the_newest_revision_is_known(store: Store) -> None:
    """A story is known as it was read last, by the link it has now."""
    await follow(store)
    edited = build.story("Port and city talk", link="https://harbourlight.example/moved", quotes=[build.OKAFOR])
    await publish(store, stories=(build.story(),))
    await publish(store, revisions=(build.revision(edited, 2),))
    elsewhere = replace(edited, entry_id="another")
    [known] = (await store.background(build.feed().feed_id, [elsewhere], NOW)).known
    assert (known.story_id, known.revision, known.story) == (build.story_id(edited), 2, edited)


async def test_a_channel_is_told_once_its_digest_is_planned(store: Store) -> None:
    """A digest in the outbox counts as told, so that no second one is planned; it counts still when it is sent."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    planned = (await store.background(build.feed().feed_id, [build.story()], NOW)).told
    await post(store)
    sent = (await store.background(build.feed().feed_id, [build.story()], NOW)).told
    told = (build.subscription().subscription_id, build.story_id(build.story()), build.digest_delivery().delivery_id)
    assert [(one.subscription_id, one.story_id, one.root_id) for one in planned] == [told]
    assert sent == planned


async def test_a_channel_was_not_told_by_a_digest_that_was_given_up(store: Store) -> None:
    """What Discord refused for good was never told."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, GivenUp("refused"))
    assert (await store.background(build.feed().feed_id, [build.story()], NOW)).told == ()


async def test_a_follow_up_tells_nobody_of_a_story(store: Store) -> None:
    """Only a digest tells of a story first; its follow-up names no second digest."""
    await follow(store)
    digest = build.digest_delivery()
    await publish(store, digest, build.follow_up_delivery(digest), stories=(build.story(),))
    told = (await store.background(build.feed().feed_id, [build.story()], NOW)).told
    assert {one.root_id for one in told} == {digest.delivery_id}


async def test_what_is_known_has_an_order(store: Store) -> None:
    """Subscriptions by their age, stories by when they were read: the same facts are judged alike each time."""
    for number, channel_id in enumerate((5, 3, 4)):
        await follow(store, build.subscription(channel_id=channel_id, since=NOW + number * MINUTE))
    numbers = (3, 1, 2)
    stories = [build.story(entry_id=str(number), link=None, quotes=[]) for number in numbers]
    for number, story in enumerate(stories):
        claimed = await poll(store)
        assert await store.record(build.outcome(claimed, stories=(story,), at=NOW + number * MINUTE))
    background = await store.background(build.feed().feed_id, stories, NOW)
    assert [one.channel_id for one in background.subscriptions] == [5, 3, 4]
    assert [one.story.entry_id for one in background.known] == ["3", "1", "2"]


async def test_only_living_subscriptions_are_known(store: Store) -> None:
    """A channel that follows no more is not asked about, neither what it wants nor what it was told."""
    await follow(store)
    await follow(store, build.subscription(channel_id=OTHER_CHANNEL))
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await post(store)
    await store.unsubscribe(GUILD, build.subscription().subscription_id)
    background = await store.background(build.feed().feed_id, [build.story()], NOW)
    assert [one.channel_id for one in background.subscriptions] == [OTHER_CHANNEL]
    assert background.told == ()


async def test_an_outcome_is_kept_with_the_feed(store: Store) -> None:
    """What the server wants to see again, when to ask again and what went wrong are kept together."""
    await follow(store)
    polled = Feed(
        feed_id=build.feed().feed_id,
        address=HARBOUR,
        masthead=Masthead("Harbour Light", None, None),
        validators=VALIDATORS,
        due_at=NOW + HOUR,
        failures=3,
        problem="too slow",
        because="It failed 3 times in a row.",
        polled_at=NOW,
        changed_at=None,
        rhythm=Rhythm((NOW - HOUR, NOW - 3 * HOUR), timedelta(minutes=30), "tag:1\0", NOW - HOUR),
        moving=Move(QUAY, NOW - HOUR),
        push=Push("https://hub.example", HARBOUR),
        identity="tag:harbourlight.example,2026:feed",
    )
    outcome = build.outcome(
        await poll(store),
        validators=polled.validators,
        masthead=polled.masthead,
        problem=polled.problem,
        failures=polled.failures,
        due_at=polled.due_at,
        because=polled.because,
        rhythm=polled.rhythm,
        moving=polled.moving,
        push=polled.push,
        identity=polled.identity,
    )
    assert await store.record(outcome)
    assert (await store.background(outcome.feed_id, [], NOW)).feed == polled


async def test_what_a_later_outcome_does_not_say_is_over(store: Store) -> None:
    """Where a feed moves to and which hub it names stand as they were said last; its own id stays as it was."""
    await follow(store)
    moving, push = Move(QUAY, NOW), Push("https://hub.example", HARBOUR)
    assert await store.record(build.outcome(await poll(store), moving=moving, push=push, identity="tag:1"))
    assert await store.record(build.outcome(await poll(store)))
    kept = (await store.background(build.feed().feed_id, [], NOW)).feed
    assert (kept.moving, kept.push, kept.identity) == (None, None, "tag:1")


async def test_a_feed_changes_when_it_brings_something(store: Store) -> None:
    """Being asked is one thing, bringing a new revision another."""
    await follow(store)
    assert await store.record(build.outcome(await poll(store), stories=(build.story(),)))
    assert await store.record(build.outcome(await poll(store), at=NOW + HOUR))
    kept = (await store.background(build.feed().feed_id, [], NOW)).feed
    assert (kept.polled_at, kept.changed_at) == (NOW + HOUR, NOW)


async def test_a_masthead_that_was_not_read_stays(store: Store) -> None:
    """A poll that read nothing leaves the feed's title as it was."""
    await follow(store)
    await publish(store)
    assert (await store.background(build.feed().feed_id, [], NOW)).feed.masthead == build.MASTHEAD


async def test_recording_ends_the_lease(store: Store) -> None:
    """A feed that has been recorded is claimed again when it is due, however long its lease was."""
    await follow(store)
    [claimed] = await store.claim_feeds(NOW, limit=10, lease=10 * HOUR)
    assert await store.record(build.outcome(claimed, due_at=NOW + MINUTE))
    assert len(await store.claim_feeds(NOW + MINUTE, limit=10, lease=MINUTE)) == 1


async def test_an_outcome_is_recorded_once(store: Store) -> None:
    """The same outcome again comes too late, for its lease has ended."""
    await follow(store)
    outcome = build.outcome(await poll(store), stories=(build.story(),), validators=VALIDATORS)
    assert await store.record(outcome)
    assert not await store.record(replace(outcome, validators=Validators()))
    assert (await store.background(outcome.feed_id, [], NOW)).feed.validators == VALIDATORS


async def test_an_outdated_fence_keeps_nothing(store: Store) -> None:
    """Who polled so long that another took the feed over has nothing to say."""
    await follow(store)
    late = await poll(store)
    in_time = await poll(store)
    outcome = build.outcome(
        late, stories=(build.story(),), deliveries=(build.digest_delivery(),), validators=VALIDATORS
    )
    assert not await store.record(outcome)
    background = await store.background(outcome.feed_id, [build.story()], NOW)
    assert (background.known, background.feed.validators) == ((), Validators())
    assert await claims(store) == []
    assert await store.record(build.outcome(in_time, stories=(build.story(),)))


async def test_an_outcome_of_an_unknown_feed_is_not_kept(store: Store) -> None:
    """A feed that was never followed has no fence."""
    await follow(store)
    outcome = build.outcome(await poll(store))
    assert not await store.record(replace(outcome, feed_id="nowhere"))


async def test_a_known_delivery_is_left_as_it_stands(store: Store) -> None:
    """Planning a digest again, even in other words, neither changes nor repeats it."""
    await follow(store)
    digest = build.digest_delivery()
    await publish(store, digest, stories=(build.story(),))
    await publish(store, replace(digest, message=build.digest(build.story("Other words"))))
    assert (await post(store)).delivery == digest
    await publish(store, digest)
    assert await claims(store) == []


async def test_one_outcome_that_plans_a_delivery_twice_plans_it_once(store: Store) -> None:
    """A plan that repeats itself is kept once, in the place of its first mention."""
    await follow(store)
    digest = build.digest_delivery()
    await publish(store, digest, digest, stories=(build.story(),))
    await post(store)
    assert await claims(store) == []


async def test_a_known_revision_is_left_as_it_stands(store: Store) -> None:
    """A revision is what was read at one moment; reading cannot change it later."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    rewritten = build.revision(build.story(quotes=[]), 1)
    await publish(store, revisions=(rewritten,))
    [known] = (await store.background(build.feed().feed_id, [build.story()], NOW)).known
    assert known.story == build.story()
    assert (await store.tally(NOW)).quotes == 2


async def test_a_revision_keeps_its_older_ones(store: Store) -> None:
    """A digest's quotes are those of the revision it tells of, though the post was edited since."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    edited = build.story(quotes=[build.REYES])
    await publish(store, revisions=(build.revision(edited, 2),))
    assert await store.quotes(build.digest_delivery().delivery_id) == build.story().quotes
    assert (await store.tally(NOW)).quotes == 1


async def test_a_greeting_is_remembered(store: Store) -> None:
    """From then on the channel has seen the feed; a second greeting changes nothing."""
    await follow(store)
    mine = build.subscription().subscription_id
    await publish(store, greetings=(Greeting(mine, NOW - HOUR),))
    await publish(store, greetings=(Greeting(mine, NOW),))
    [subscription] = (await store.background(build.feed().feed_id, [], NOW)).subscriptions
    assert subscription.greeted == NOW - HOUR


async def test_an_outcome_is_kept_whole_or_not_at_all(store: Store) -> None:
    """Where one delivery cannot be kept, neither are the validators, which would hide it for ever."""
    await follow(store)
    claimed = await poll(store)
    impossible = replace(build.digest_delivery(), target=Channel(1 << 70))
    outcome = build.outcome(claimed, stories=(build.story(),), validators=VALIDATORS, deliveries=(impossible,))
    with pytest.raises((OverflowError, StoreUnavailable)):
        await store.record(outcome)
    background = await store.background(outcome.feed_id, [build.story()], NOW)
    assert (background.known, background.feed.validators) == ((), Validators())
    assert await store.record(replace(outcome, deliveries=(build.digest_delivery(),)))


async def test_characters_that_no_database_takes_break_nothing(store: Store) -> None:
    """NUL and lone surrogates, which a JSON feed can hold, are kept as a mark each, and offsets stay true."""
    await follow(store)
    hostile = build.story(
        "Port\0 and \ud800city",
        quotes=[build.said("We \0 talk \udfff on Monday,", "Ines \0 Okafor")],
        entry_id="1\0\ud800",
        link="https://harbourlight.example/\0\ud800",
    )
    outcome = build.outcome(
        await poll(store),
        stories=(hostile,),
        deliveries=(build.digest_delivery(hostile),),
        validators=Validators("\0", "\ud800"),
        masthead=Masthead("\0\ud800"),
        problem="\0",
    )
    assert await store.record(outcome)
    [known] = (await store.background(outcome.feed_id, [hostile], NOW)).known
    assert len(known.story.text) == len(hostile.text)
    for quote in known.story.quotes:
        assert known.story.text[quote.start : quote.end] == quote.text
    assert len(await claims(store)) == 1
    assert await store.unsubscribe(GUILD, "\0\ud800") is None
    assert await store.reasons("\0\ud800") is None


async def test_texts_of_any_length_are_kept(store: Store) -> None:
    """An address of a hundred thousand signs is no reason to lose a story."""
    await follow(store)
    long = "https://harbourlight.example/" + "ü1" * 50_000
    await publish(store, stories=(build.story(entry_id=long, link=long),))
    assert len((await store.background(build.feed().feed_id, [build.story(entry_id=long, link=long)], NOW)).known) == 1


async def test_many_channels_of_one_feed_are_served_in_one_outcome(store: Store) -> None:
    """Every channel of a feed that many follow gets its digest, in the order of the plan."""
    channels = range(CHANNEL, CHANNEL + 20)
    wishes = [build.subscription(channel_id=channel_id) for channel_id in channels]
    for wish in wishes:
        await follow(store, wish)
    await publish(store, *(build.digest_delivery(to=wish) for wish in wishes), stories=(build.story(),))
    claimed = await claims(store)
    assert [claim.delivery.target for claim in claimed] == [Channel(channel_id) for channel_id in channels]
