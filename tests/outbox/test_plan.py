"""What a poll's stories come to: who is told, who is not, and that planning twice is planning once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.news.change import fingerprint
from bot.news.digest import digest
from bot.news.model import Digest, Entry, FollowUp, Listed, Masthead, Story
from bot.news.story import read_entry
from bot.outbox import ids
from bot.outbox.model import Background, Channel, Feed, KnownStory, Subscription, Told
from bot.outbox.plan import Plan, plan

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
MASTHEAD = Masthead("Harbour Light Blog", "https://harbourlight.example")
FEED = Feed("f" * 20, "https://harbourlight.example/feed", MASTHEAD, changed_at=NOW - timedelta(days=2))
QUOTE = "<p>“We will talk for as long as it takes,” Ines Okafor, the port's director, said.</p>"


def story(name: str, *, hours: float | None = 1, body: str = "<p>The quay was quiet.</p>") -> Story:
    """A story that was published so many hours before now; None for one without a date."""
    published = None if hours is None else NOW - timedelta(hours=hours)
    entry = Entry(name, f"https://harbourlight.example/{name}", f"Title of {name}", body, "html", published=published)
    return read_entry(entry)


def subscription(channel: int = 7, *, greeted: datetime | None = NOW - timedelta(days=1)) -> Subscription:
    """A channel that has followed the feed for a day."""
    name = ids.subscription_id(FEED.feed_id, channel)
    return Subscription(name, FEED.feed_id, 1, channel, 42, NOW - timedelta(days=1), greeted)


def background(
    *subscriptions: Subscription, known: tuple[Story, ...] = (), told: tuple[Subscription, ...] = ()
) -> Background:
    """What is known: these stories in their first revision, of which these subscriptions were told."""
    stories = tuple(KnownStory(ids.story_id(FEED.feed_id, one.entry_id), 1, fingerprint(one), one) for one in known)
    tellings = tuple(telling(who, one) for who in told for one in stories)
    return Background(FEED, subscriptions, stories, tellings)


def telling(who: Subscription, known: KnownStory, **more: Any) -> Told:
    """That a subscription was told of a story, as it is known, by a digest an hour ago."""
    digest_id = ids.digest_id(who.subscription_id, who.since, known.story_id)
    then = NOW - timedelta(hours=1)
    told = Told(
        who.subscription_id, known.story_id, digest_id, digest(known.story, MASTHEAD), (known.story,), then, then
    )
    return replace(told, **more)


def planned(known: Background, *stories: Story) -> Plan:
    """The plan for a feed that gives these stories in this order."""
    return plan(known, tuple(Listed(one.entry_id, "mark", one) for one in stories), MASTHEAD, NOW)


def headlines(done: Plan) -> list[str]:
    """The headlines of the digests, in the order in which they are to be posted."""
    return [delivery.message.headline for delivery in done.decided.deliveries if isinstance(delivery.message, Digest)]


def test_a_new_channel_is_told_of_the_newest_story_alone() -> None:
    """First sight of a feed posts at most its newest story, wherever in the feed it stands."""
    done = planned(
        background(subscription(greeted=None)), story("old", hours=9), story("new"), story("older", hours=50)
    )
    assert headlines(done) == ["Title of new"]
    assert [greeting.greeted for greeting in done.greetings] == [NOW - timedelta(hours=1)]
    assert len(done.revisions) == 3


def test_the_first_of_a_feed_without_dates_is_its_newest() -> None:
    """Where dates are missing, the feed's own order is all there is to go by."""
    done = planned(background(subscription(greeted=None)), story("top", hours=None), story("below", hours=None))
    assert headlines(done) == ["Title of top"]


def test_a_date_to_come_neither_leads_nor_silences_what_follows() -> None:
    """A post pinned by a date in the future is not the newest, and does not make everything after it old."""
    done = planned(background(subscription(greeted=None)), story("pinned", hours=-9000), story("news"))
    assert headlines(done) == ["Title of news"]
    assert done.greetings[0].greeted <= NOW


def test_an_empty_feed_greets_and_says_nothing() -> None:
    """A feed without entries has been seen all the same: what comes next is news."""
    done = planned(background(subscription(greeted=None)))
    assert (done.decided.deliveries, done.greetings[0].greeted) == ((), NOW)


def test_new_stories_go_out_oldest_first() -> None:
    """Readers see things in the order in which they happened."""
    done = planned(
        background(subscription()), story("third", hours=1), story("second", hours=2), story("first", hours=3)
    )
    assert headlines(done) == ["Title of first", "Title of second", "Title of third"]


def test_new_stories_without_dates_go_out_from_the_feeds_end() -> None:
    """A feed gives its newest entry first."""
    known = story("known", hours=None)
    done = planned(background(subscription(), known=(known,)), story("b", hours=None), story("a", hours=None), known)
    assert headlines(done) == ["Title of a", "Title of b"]


def test_what_is_older_than_the_subscription_never_surfaces() -> None:
    """A window that slides back, as when a post is deleted, brings up old entries; they are kept and not posted."""
    done = planned(background(subscription()), story("new"), story("old", hours=9000))
    assert headlines(done) == ["Title of new"]
    held = [decision for decision in done.decided.decisions if decision.delivery_id is None]
    assert [decision.reasons for decision in held] == [("It is older than this channel's subscription.",)]


def test_an_undated_entry_below_all_that_is_known_is_old() -> None:
    """Without a date its place decides."""
    known = story("known", hours=None)
    done = planned(background(subscription(), known=(known,)), known, story("deep", hours=None))
    assert headlines(done) == []


def test_a_day_without_an_hour_is_not_mistaken_for_old() -> None:
    """Many feeds date their posts to midnight: one of today is news though the channel was greeted by it at noon."""
    midnight = NOW.replace(hour=0)
    today = replace(story("today"), published=midnight)
    done = planned(background(subscription(greeted=midnight)), today)
    assert headlines(done) == ["Title of today"]


def test_every_channel_gets_its_own_delivery() -> None:
    """Two channels that follow one feed are told of the same story by two deliveries."""
    done = planned(background(subscription(7), subscription(8)), story("new"))
    assert {delivery.target for delivery in done.decided.deliveries} == {Channel(7), Channel(8)}
    assert len({delivery.delivery_id for delivery in done.decided.deliveries}) == 2


def test_a_story_that_gains_a_quote_is_followed_up_where_it_was_told() -> None:
    """The follow-up answers the digest, and goes only to the channel that had one."""
    told, other = subscription(7), subscription(8)
    before, after = story("talks"), story("talks", body="<p>The quay was quiet.</p>" + QUOTE)
    done = planned(background(told, other, known=(before,), told=(told,)), after)
    delivery, edit = done.decided.deliveries
    assert isinstance(delivery.message, FollowUp)
    assert delivery.target == Channel(7)
    assert delivery.replies_to == ids.digest_id(told.subscription_id, told.since, done.revisions[0].story_id)
    assert edit.amends == delivery.replies_to
    assert done.revisions[0].revision == 2


def test_a_change_that_gains_nothing_is_kept_and_not_posted() -> None:
    """A revision is recorded for every change of the text; only a gain is worth a message."""
    told = subscription()
    before, after = story("talks"), story("talks", body="<p>The quay was very quiet indeed.</p>")
    done = planned(background(told, known=(before,), told=(told,)), after)
    assert (len(done.revisions), done.decided.deliveries) == (1, ())
    assert done.decided.decisions[0].reasons == ("The post was changed, but gained no headline and no quote.",)


def test_dates_alone_change_nothing() -> None:
    """A post whose date moves, as Blogger's do with every comment, is no news and no revision."""
    told = subscription()
    before, after = story("talks", hours=30), story("talks", hours=0.1)
    done = planned(background(told, known=(before,), told=(told,)), after)
    assert (done.revisions, done.decided.deliveries, done.decided.decisions) == ((), (), ())


def test_a_feed_that_renews_its_ids_floods_nobody() -> None:
    """The same headline at the same link is the same story, whatever it is called now."""
    told = subscription()
    before = story("talks")
    done = planned(background(told, known=(before,), told=(told,)), replace(before, entry_id="renamed"))
    assert (done.revisions, done.decided.deliveries) == ((), ())


def test_entries_that_share_one_link_are_stories_of_their_own() -> None:
    """Some feeds link every entry to their front page."""
    home = "https://harbourlight.example/"
    told = subscription()
    before = replace(story("first"), link=home)
    done = planned(background(told, known=(before,), told=(told,)), replace(story("second"), link=home))
    assert headlines(done) == ["Title of second"]


def test_an_entry_that_is_given_twice_is_one_story() -> None:
    """The first in the feed speaks for it."""
    done = planned(background(subscription()), story("twin"), story("twin", body=QUOTE))
    assert (len(done.revisions), len(done.decided.deliveries)) == (1, 1)


def test_a_channel_that_is_gone_is_told_nothing() -> None:
    """An ended subscription plans nothing."""
    done = planned(background(replace(subscription(), ended=True)), story("new"))
    assert done.decided.deliveries == ()


def test_every_delivery_has_its_reason() -> None:
    """Whatever is posted, somebody may ask why."""
    done = planned(background(subscription(7), subscription(8, greeted=None)), story("a"), story("b", hours=2))
    reasoned = {decision.delivery_id for decision in done.decided.decisions if decision.reasons}
    assert {delivery.delivery_id for delivery in done.decided.deliveries} <= reasoned


bodies = st.sampled_from(["<p>The quay was quiet.</p>", QUOTE, "<p>The quay was loud.</p>" + QUOTE])
stories = st.lists(
    st.builds(story, st.sampled_from("abcdef"), hours=st.none() | st.floats(-50, 900), body=bodies), max_size=6
)


@given(stories, stories, st.booleans())
def test_planning_twice_is_planning_once(before: list[Story], now: list[Story], greeted: bool) -> None:
    """The same facts give the same deliveries, under the same ids, and no id twice."""
    who = subscription(greeted=NOW - timedelta(days=3) if greeted else None)
    unique = tuple({one.entry_id: one for one in before}.values())
    known = background(who, known=unique, told=(who,) if greeted else ())
    first, second = planned(known, *now), planned(known, *now)
    assert first == second
    names = [delivery.delivery_id for delivery in first.decided.deliveries]
    assert len(names) == len(set(names))
    assert all(len(name) == ids.ID_LENGTH for name in names)


@given(stories)
def test_what_was_recorded_is_not_planned_again(now: list[Story]) -> None:
    """A poll that finds what the last one left plans nothing."""
    who = subscription(greeted=NOW - timedelta(days=3))
    unique = tuple({one.entry_id: one for one in now}.values())
    again = planned(background(who, known=unique, told=(who,)), *unique)
    assert (again.revisions, again.decided.deliveries) == ((), ())


def test_a_channel_whose_feeds_were_imported_is_told_of_nothing_that_stood_there() -> None:
    """Dated or not: a thousand greetings would drown it."""
    imported = replace(subscription(), since=NOW, greeted=NOW)
    unread = replace(background(imported), feed=replace(FEED, changed_at=None))
    stood_there = (story("old", hours=9), story("undated", hours=None))
    assert headlines(planned(unread, *stood_there)) == []
    assert headlines(planned(unread, story("new", hours=-0.1))) == ["Title of new"]
    later = background(imported, known=stood_there)
    assert headlines(planned(later, story("new", hours=None), *stood_there)) == ["Title of new"]


def test_what_was_not_read_again_is_neither_new_nor_forgotten() -> None:
    """An entry with the mark of last time says nothing, and keeps its place among those that are known."""
    listed = (
        Listed("new", "mark", story("new", hours=None)),
        Listed("known", "mark"),
        Listed("from below", "mark", story("from below", hours=None)),
    )
    done = plan(background(subscription()), listed, MASTHEAD, NOW)
    assert headlines(done) == ["Title of new"]
    assert [made.story.entry_id for made in done.revisions] == ["new", "from below"]


def test_a_renewed_id_and_a_tracked_link_are_the_same_story() -> None:
    """A feed that renews its ids may say in its links which reader it is for."""
    told = subscription()
    before = story("talks")
    renewed = replace(before, entry_id="renamed", link=f"{before.link}?utm_source=feed&utm_campaign=18")
    done = planned(background(told, known=(before,), told=(told,)), renewed)
    assert (done.revisions, done.decided.deliveries) == ((), ())
