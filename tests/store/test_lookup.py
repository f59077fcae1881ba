"""What people ask of the store: what was told, why, who said what, and how things stand."""

from dataclasses import replace

import pytest

from bot.news.model import Masthead
from bot.outbox.attempts import Ended, GivenUp, Sent
from bot.outbox.model import Channel, Decision, Delivery, Person, Rest
from bot.store import Store, Tally
from tests import build
from tests.build import CHANNEL, GUILD, HARBOUR, HOUR, MINUTE, NOW, OTHER_CHANNEL, QUAY, another_story
from tests.store.steps import attempt, claim, claims, digest, follow, poll, post, publish

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINE = build.subscription()
OTHER = build.subscription(channel_id=OTHER_CHANNEL)


async def latest_headlines(store: Store, feed_id: str | None = None, count: int = 10) -> list[str]:
    """The headlines of what the server was told last."""
    return [told.story.headline.text for told in await store.latest(GUILD, feed_id=feed_id, count=count)]


# ------------------------------------------------------------------------------------------------- latest


async def test_the_story_told_last_comes_first(store: Store) -> None:
    """What counts is when it was posted, not when the post was written."""
    await follow(store)
    numbers = (1, 2, 3)
    await publish(
        store,
        *(digest(n) for n in numbers),
        stories=tuple(another_story(n) for n in numbers),
    )
    for minutes in numbers:
        await post(store, now=NOW + minutes * MINUTE)
    assert await latest_headlines(store) == ["Headline 3", "Headline 2", "Headline 1"]
    assert await latest_headlines(store, count=2) == ["Headline 3", "Headline 2"]


async def test_an_answer_says_where_the_digest_is(store: Store) -> None:
    """With the message once it is posted, and the plan before that."""
    await follow(store)
    await publish(store, build.digest_delivery(created_at=NOW), stories=(build.story(),))
    [planned] = await store.latest(GUILD, feed_id=None, count=1)
    assert (planned.channel_id, planned.message_id, planned.told_at) == (CHANNEL, None, NOW)
    await post(store, 42, NOW + MINUTE)
    [posted] = await store.latest(GUILD, feed_id=None, count=1)
    assert (posted.channel_id, posted.message_id, posted.told_at) == (CHANNEL, 42, NOW + MINUTE)
    assert (posted.story, posted.feed.address) == (build.story(), HARBOUR)


async def test_a_story_told_in_two_channels_is_listed_once(store: Store) -> None:
    """It stands where it was told last."""
    await follow(store)
    await follow(store, OTHER)
    await publish(store, build.digest_delivery(to=MINE), build.digest_delivery(to=OTHER), stories=(build.story(),))
    first, second = await claims(store)
    await store.settle(second, Sent(2), NOW + MINUTE)
    await store.settle(first, Sent(1), NOW + HOUR)
    [told] = await store.latest(GUILD, feed_id=None, count=10)
    assert (told.channel_id, told.message_id) == (CHANNEL, 1)


async def test_only_the_channels_that_count_are_listed(store: Store) -> None:
    """A story told in two channels stands where whoever asks may see it, though it was told elsewhere later."""
    await follow(store)
    await follow(store, OTHER)
    await publish(store, build.digest_delivery(to=MINE), build.digest_delivery(to=OTHER), stories=(build.story(),))
    first, second = await claims(store)
    await store.settle(first, Sent(1), NOW + MINUTE)
    await store.settle(second, Sent(2), NOW + HOUR)
    [told] = await store.latest(GUILD, feed_id=None, count=10, channels={CHANNEL})
    assert (told.channel_id, told.message_id) == (CHANNEL, 1)
    assert await store.latest(GUILD, feed_id=None, count=10, channels=frozenset()) == ()


async def test_a_story_is_listed_as_it_now_stands(store: Store) -> None:
    """Though its digest told of an earlier revision."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    edited = build.story(quotes=[build.OKAFOR, build.REYES, build.said("We follow the talks, we do not lead them,")])
    await publish(store, revisions=(build.revision(edited, 2),))
    [told] = await store.latest(GUILD, feed_id=None, count=1)
    assert told.story == edited


async def test_a_follow_up_does_not_list_its_story_again(store: Store) -> None:
    """A story is told by its digest, and stays in its place."""
    await follow(store)
    first = digest(1)
    await publish(store, first, digest(2), stories=(another_story(1), another_story(2)))
    await post(store, now=NOW)
    await post(store, now=NOW + MINUTE)
    await publish(store, build.follow_up_delivery(first))
    await post(store, now=NOW + HOUR)
    assert await latest_headlines(store) == ["Headline 2", "Headline 1"]


async def test_what_was_given_up_was_not_told(store: Store) -> None:
    """A digest that Discord refused for good is in no channel."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    await attempt(store, GivenUp("refused"))
    assert await latest_headlines(store) == []


async def test_only_what_the_server_follows_is_listed(store: Store) -> None:
    """Neither another server's stories nor those of a feed that was taken off the list; those of a lost channel are."""
    elsewhere = build.subscription(channel_id=OTHER_CHANNEL, guild_id=GUILD + 1)
    for wish, address in ((MINE, HARBOUR), (elsewhere, HARBOUR), (build.subscription(QUAY), QUAY)):
        await follow(store, wish, address)
    await publish(
        store,
        digest(1, elsewhere),
        digest(2),
        stories=(another_story(1), another_story(2)),
    )
    of_quay = digest(3, build.subscription(QUAY))
    await publish(store, of_quay, address=QUAY, stories=(another_story(3),))
    assert await latest_headlines(store) == ["Headline 3", "Headline 2"]
    assert await latest_headlines(store, build.feed(QUAY).feed_id) == ["Headline 3"]
    assert await latest_headlines(store, "nothing") == []
    while claimed := await claims(store):
        for one in claimed:
            await store.settle(one, Sent(1), NOW)
    await publish(store, digest(4), stories=(another_story(4),))
    await attempt(store, Ended("the channel is gone", None))
    assert await latest_headlines(store) == ["Headline 3", "Headline 2"]
    await store.unsubscribe(GUILD, build.subscription(QUAY).subscription_id)
    assert await latest_headlines(store) == ["Headline 2"]


async def test_stories_told_at_one_moment_keep_their_order(store: Store) -> None:
    """Of two planned together the later is the newer."""
    await follow(store)
    await publish(store, *(digest(n) for n in (1, 2)), stories=(another_story(1), another_story(2)))
    assert await latest_headlines(store) == ["Headline 2", "Headline 1"]


# ------------------------------------------------------------------------------------------------- reasons, quotes


def decision(delivery: Delivery | None, *reasons: str) -> Decision:
    """Why the story was posted to the channel, or was not."""
    delivery_id = delivery.delivery_id if delivery else None
    return Decision(MINE.subscription_id, build.story_id(build.story()), 1, delivery_id, reasons)


async def test_why_a_delivery_was_made_can_be_asked(store: Store) -> None:
    """The answer has the reasons as they were given, the feed, the story as it was, and when it was posted."""
    await follow(store)
    digest = build.digest_delivery()
    made = decision(digest, "This channel follows the feed, and the story is new.", "Led by 2 named speakers.")
    await publish(store, digest, stories=(build.story(),), decisions=(made, decision(None, "Something else.")))
    await publish(store, revisions=(build.revision(build.story("Edited"), 2),))
    reasons = await store.reasons(digest.delivery_id)
    assert reasons is not None
    assert (reasons.delivery, reasons.story, reasons.posted_at) == (digest, build.story(), None)
    assert reasons.feed is not None
    assert (reasons.feed.address, reasons.reasons) == (HARBOUR, made.reasons)
    await post(store, now=NOW + MINUTE)
    assert await store.reasons(digest.delivery_id) == replace(reasons, posted_at=NOW + MINUTE)


async def test_the_first_reasons_stand(store: Store) -> None:
    """A delivery that is planned again was made for the reasons of the first time."""
    await follow(store)
    digest = build.digest_delivery()
    await publish(store, digest, stories=(build.story(),), decisions=(decision(digest, "First."),))
    await publish(store, digest, decisions=(decision(digest, "Second."),))
    reasons = await store.reasons(digest.delivery_id)
    assert reasons is not None
    assert reasons.reasons == ("First.",)


async def test_a_notice_has_no_story(store: Store) -> None:
    """Its reason is what it says."""
    await follow(store)
    notice = build.notice_delivery("a notice", Person(build.ADMIN))
    await publish(store, notice)
    reasons = await store.reasons("a notice")
    assert reasons is not None
    assert (reasons.delivery, reasons.feed, reasons.story, reasons.reasons) == (notice, None, None, ())
    assert await store.quotes("a notice") == ()


async def test_what_was_never_planned_has_no_reasons(store: Store) -> None:
    """An id from a button that is older than the database, or made up."""
    assert await store.reasons("nothing") is None
    assert await store.quotes("nothing") == ()


async def test_a_deliverys_quotes_are_those_of_its_revision(store: Store) -> None:
    """All of them, in the order of the post; the follow-up's are those of the later revision."""
    await follow(store)
    digest = build.digest_delivery()
    edited = build.story(quotes=[build.REYES, build.said("We follow the talks, we do not lead them,", "Ana Duarte")])
    await publish(store, digest, stories=(build.story(),))
    await publish(store, build.follow_up_delivery(digest, revision=2), revisions=(build.revision(edited, 2),))
    assert await store.quotes(digest.delivery_id) == build.story().quotes
    assert await store.quotes(build.follow_up_delivery(digest).delivery_id) == edited.quotes


# ------------------------------------------------------------------------------------------------- tally


async def test_an_empty_store_counts_nothing(store: Store) -> None:
    """Nothing waits, so nothing has waited since any time."""
    assert await store.tally(NOW) == Tally(0, 0, 0, 0, 0, 0, 0, 0, None, None)


async def test_what_is_kept_is_counted(store: Store) -> None:
    """What is polled, what fails, what is known, and what became of each delivery."""
    for address, since in ((HARBOUR, NOW), (QUAY, NOW - HOUR)):
        await follow(store, build.subscription(address, since=since), address)
    await follow(store, OTHER)
    await publish(
        store,
        replace(digest(1), created_at=NOW - 3 * HOUR),
        replace(digest(2), created_at=NOW - 2 * HOUR),
        replace(digest(3), created_at=NOW - HOUR),
        digest(4),
        stories=(another_story(1), another_story(2)),
    )
    await attempt(store, GivenUp("refused"))
    await post(store)
    failing = build.outcome(await poll(store, QUAY), failures=2, problem="no answer", due_at=NOW - MINUTE)
    assert await store.record(failing)
    assert await store.tally(NOW) == Tally(
        feeds=2,
        failing_feeds=1,
        subscriptions=3,
        stories=2,
        quotes=4,
        waiting=2,
        posted=1,
        given_up=1,
        oldest_due=NOW - MINUTE,
        oldest_waiting=NOW - HOUR,
    )


async def test_a_feed_that_is_being_polled_does_not_wait(store: Store) -> None:
    """Nor does one that is not due, nor one that nobody follows."""
    await follow(store)
    await store.claim_feeds(NOW, limit=1, lease=MINUTE)
    assert (await store.tally(NOW)).oldest_due is None
    assert (await store.tally(NOW + MINUTE)).oldest_due == NOW
    await store.unsubscribe(GUILD, MINE.subscription_id)
    assert await store.tally(NOW + MINUTE) == Tally(0, 0, 0, 0, 0, 0, 0, 0, None, None)


async def test_what_is_in_flight_still_waits(store: Store) -> None:
    """A delivery has waited until it is settled."""
    await follow(store)
    await publish(store, build.digest_delivery(), stories=(build.story(),))
    assert (await claim(store)).delivery.target == Channel(CHANNEL)
    tally = await store.tally(NOW)
    assert (tally.waiting, tally.oldest_waiting) == (1, NOW)


async def test_what_is_gone_or_rests_does_not_wait(store: Store) -> None:
    """Nobody is late with a feed that is not to be asked."""
    await follow(store)
    await follow(store, build.subscription(QUAY), QUAY)
    rest = Rest("quaynews.example", NOW + HOUR)
    gone = build.outcome(await poll(store), gone=True, failures=1, rest=rest, due_at=NOW - HOUR)
    assert await store.record(gone)
    tally = await store.tally(NOW)
    assert (tally.feeds, tally.failing_feeds, tally.oldest_due) == (2, 1, None)
    assert (await store.tally(NOW + HOUR)).oldest_due == NOW


# ------------------------------------------------------------------------------------------------- feeds


async def test_every_feed_that_is_wanted_is_listed_with_its_counts(store: Store) -> None:
    """By title; those who left do not count, nor does a feed that they alone followed."""
    for address, title in ((HARBOUR, "harbour"), (QUAY, "Quay"), ("https://anchor.example", "Anchor")):
        await store.subscribe(build.feed(address, masthead=Masthead(title)), build.subscription(address))
    await follow(store, OTHER)
    await publish(store, stories=(another_story(1), another_story(2)))
    await store.unsubscribe(GUILD, build.subscription(QUAY).subscription_id)
    listed = [(one.feed.masthead.title, one.followers, one.stories) for one in await store.feeds()]
    assert listed == [("Anchor", 1, 0), ("harbour", 2, 2)]


async def test_a_feed_is_found_by_its_address(store: Store) -> None:
    """Wanted or not; where none stands there is none."""
    await follow(store)
    await publish(store, stories=(another_story(1),))
    await store.unsubscribe(GUILD, MINE.subscription_id)
    found = await store.feed_at(HARBOUR)
    assert found is not None
    assert (found.feed.feed_id, found.followers, found.stories) == (build.feed().feed_id, 0, 1)
    assert await store.feed_at(HARBOUR + "/") is None
    assert await store.feed_at("\0\ud800") is None


# ------------------------------------------------------------------------------------------------- like


async def alike(store: Store, identity: str | None, *entry_ids: str) -> list[tuple[str, int]]:
    """The addresses of feeds that are like that, and how much they share."""
    return [(feed.address, shares) for feed, shares in await store.like(identity, entry_ids)]


async def test_feeds_are_alike_that_share_entries_or_an_id(store: Store) -> None:
    """Those that share most come first."""
    anchor = "https://anchor.example/feed"
    for address, numbers, identity in ((HARBOUR, (1,), None), (QUAY, (1, 2), "tag:quay"), (anchor, (), "tag:quay")):
        await follow(store, build.subscription(address), address)
        stories = tuple(another_story(number) for number in numbers)
        assert await store.record(build.outcome(await poll(store, address), stories=stories, identity=identity))
    assert await alike(store, None, "1", "2", "2", "3") == [(QUAY, 2), (HARBOUR, 1)]
    assert await alike(store, "tag:quay", "1", "2") == [(QUAY, 2), (HARBOUR, 1), (anchor, 0)]
    assert await alike(store, "tag:harbour", "4") == []
    assert await alike(store, None) == []
    assert await alike(store, "") == []


async def test_only_living_feeds_are_alike(store: Store) -> None:
    """What nobody follows, or what is gone, is no answer to somebody who wants to follow."""
    for address in (HARBOUR, QUAY):
        await follow(store, build.subscription(address), address)
        gone = address == QUAY
        outcome = build.outcome(await poll(store, address), stories=(another_story(1),), identity="tag:1", gone=gone)
        assert await store.record(outcome)
    assert await alike(store, "tag:1", "1") == [(HARBOUR, 1)]
    await store.unsubscribe(GUILD, MINE.subscription_id)
    assert await alike(store, "tag:1", "1") == []
