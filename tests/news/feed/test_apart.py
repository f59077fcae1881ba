"""Posts to which a feed gives one id, or none, are told apart by what else differs; and one post is one entry."""

from datetime import UTC, datetime

from bot.news.feed import read_feed

SITE = "https://harbourlight.example"


def item(title: str, *, guid: str = "", link: str = "", day: int = 1, body: str = "It was quiet.") -> str:
    """An item of RSS."""
    named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    linked = f"<link>{SITE}/{link}</link>" if link else ""
    date = datetime(2026, 9, day, 12, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return (
        f"<item><title>{title}</title>{named}{linked}<pubDate>{date}</pubDate><description>{body}</description></item>"
    )


def read(*items: str) -> list[tuple[str, str]]:
    """The ids and titles that are read in a feed of these items."""
    body = f"<rss version='2.0'><channel><title>Quay</title>{''.join(items)}</channel></rss>"
    return [(entry.entry_id, entry.title) for entry in read_feed(body.encode(), address=SITE).entries]


def test_one_post_that_is_listed_twice_is_one_entry() -> None:
    """Also where only its date, or only its title, was corrected in between."""
    twice = item("Talks", guid="1", link="talks"), item("Talks", guid="1", link="talks", day=3)
    assert read(*twice) == [("1", "Talks")]
    assert read(item("Talks!", guid="1", link="talks"), twice[0]) == [("1", "Talks!")]


def test_posts_that_share_an_id_are_all_there() -> None:
    """Some feeds give all of them the same."""
    posts = [item(f"News {number}", guid="0", link=f"news{number}") for number in range(4)]
    found = read(*posts)
    assert [title for _, title in found] == ["News 0", "News 1", "News 2", "News 3"]
    assert len({name for name, _ in found}) == 4


def test_posts_without_ids_and_links_differ_by_their_dates() -> None:
    """The same words on another day are another post, as where a server's state is told."""
    found = read(item("Online", day=3), item("Online", day=2), item("Offline", day=1), item("Online", day=2))
    assert [title for _, title in found] == ["Online", "Online", "Offline"]


def test_a_post_keeps_its_name_when_another_takes_its_place() -> None:
    """Whichever comes first in a feed that gives one id to all."""
    old, new = (item(f"News {number}", guid="0", link=f"news{number}") for number in (1, 2))
    third = item("News 3", guid="0", link="news3")
    before = {title: name for name, title in read(new, old)}
    after = {title: name for name, title in read(third, new, old)}
    assert before.items() <= after.items()
