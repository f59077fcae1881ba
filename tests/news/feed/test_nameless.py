"""Entries to which their feed gives no id: named by their link, else by their title and first words."""

from bot.news.feed import read_feed

LONG = "The crews of the island ferries met in the hall by the quay on Monday evening to vote."


def names(items: str) -> list[str]:
    """The ids of the entries in a feed of such items."""
    feed = f"<rss version='2.0'><channel><title>Harbour Light</title>{items}</channel></rss>"
    return [entry.entry_id for entry in read_feed(feed.encode(), address="https://harbourlight.example/feed").entries]


def test_a_link_names_an_entry_whoever_reads_it() -> None:
    """What tracks its readers may change with every answer."""
    item = "<item><title>Vote</title><link>https://harbourlight.example/vote?utm_content={}</link></item>"
    assert names(item.format(1)) == names(item.format(2)) == ["https://harbourlight.example/vote"]


def test_what_has_no_link_either_keeps_its_name_when_it_grows() -> None:
    """Its title and its first words are what stays."""
    item = "<item><title>Vote</title><description>{}</description></item>"
    assert names(item.format(LONG)) == names(item.format(LONG + " They will stop the last boats of the day."))
    assert names(item.format(LONG)) != names(item.format("Nobody came. " + LONG))


def test_pictures_alone_are_told_apart() -> None:
    """Where there are no words, all there is is what there is to go by."""
    item = "<item><description>&lt;img src='https://harbourlight.example/{}.png'&gt;</description></item>"
    first, second = names(item.format(1) + item.format(2))
    assert first != second
