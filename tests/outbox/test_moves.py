"""A feed moves when its redirect has held, is known again on a new host, and says goodbye once to each person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.news.model import Masthead
from bot.outbox import moves
from bot.outbox.model import Feed, Move, Notice, Person, Subscription

NOW = datetime(2026, 9, 18, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = Feed("f" * 20, "https://harbourlight.example/feeds/posts/default", Masthead("Harbour Light"))
NEW = "https://news.harbourlight.example/feeds/posts/default"


def subscription(channel: int, *, by: int = 42, ended: bool = False) -> Subscription:
    """A channel that follows the feed, added by that person."""
    return Subscription(f"s{channel}", FEED.feed_id, 1, channel, by, NOW, NOW, ended=ended)


def test_a_lasting_redirect_is_believed_after_three_days() -> None:
    """Not at first sight, and not a moment too early."""
    assert moves.moving(FEED, NEW, NOW) == (Move(NEW, NOW), None)
    on_the_move = replace(FEED, moving=Move(NEW, NOW))
    assert moves.moving(on_the_move, NEW, NOW + 2.9 * DAY) == (Move(NEW, NOW), None)
    assert moves.moving(on_the_move, NEW, NOW + 3 * DAY) == (None, NEW)


def test_a_redirect_that_does_not_hold_is_forgotten() -> None:
    """One that ends, or leads elsewhere, begins anew."""
    on_the_move = replace(FEED, moving=Move(NEW, NOW))
    assert moves.moving(on_the_move, None, NOW + DAY) == (None, None)
    assert moves.moving(on_the_move, NEW + "?x", NOW + 9 * DAY) == (Move(NEW + "?x", NOW + 9 * DAY), None)


def test_a_new_host_with_the_same_ids_is_the_same_feed() -> None:
    """Blogger keeps its ids when a blog takes a domain of its own."""
    known = replace(FEED, identity="tag:blogger.com,1999:blog-1")
    ids = [f"tag:blogger.com,1999:blog-1.post-{number}" for number in range(10)]
    assert moves.same_feed(NEW, "tag:blogger.com,1999:blog-1", ids, [(known, 1)]) == known
    assert moves.same_feed(NEW + "/", None, ids, [(known, 8)]) == known
    assert moves.same_feed(NEW, "tag:blogger.com,1999:blog-1", ids, [(known, 0)]) is None
    assert moves.same_feed(NEW, None, ids, [(known, 7)]) is None
    assert moves.same_feed(NEW, None, ids[:2], [(known, 2)]) is None


def test_a_feed_of_some_of_the_posts_is_another_feed() -> None:
    """A label's feed shares its ids with the whole blog's, on the same host or on another."""
    ids = [f"tag:blogger.com,1999:blog-1.post-{number}" for number in range(5)]
    known = replace(FEED, identity="tag:blogger.com,1999:blog-1")
    for address in (f"{FEED.address}/-/Ferries", f"{NEW}/-/Ferries", f"{NEW}?alt=rss"):
        assert moves.same_feed(address, known.identity, ids, [(known, 5)]) is None


def test_everybody_who_added_a_feed_hears_once_that_it_has_ended() -> None:
    """Whatever the number of their channels; whose channel has gone hears nothing."""
    told = moves.farewell(
        FEED, [subscription(1), subscription(2), subscription(3, by=7), subscription(4, by=9, ended=True)], NOW
    )
    assert [delivery.target for delivery in told] == [Person(7), Person(42)]
    assert len({delivery.delivery_id for delivery in told}) == 2
    message = told[1].message
    assert isinstance(message, Notice)
    assert FEED.address in message.text
    assert "2 channels" in message.text
    assert told == moves.farewell(FEED, [subscription(3, by=7), subscription(1), subscription(2)], NOW)
