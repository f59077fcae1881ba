"""What operators are told of feeds: what is so, why it is so, and what may be done about it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import operate
from bot.news.feed import read_feed
from bot.news.model import Digest, Masthead
from bot.operate import NoSuchFeed, NotFound, NotPolled, Place
from bot.opml import Outline, read_opml, write_opml
from bot.outbox.cadence import Bounds
from bot.outbox.model import Move, Push, Rhythm, Validators
from bot.poll import Poller
from bot.store import Store, open_store
from bot.web.discover import Found, NothingFound
from bot.web.fetch import Answer, Failed, Fetched, Gone
from bot.web.guard import NotAWebAddress
from bot.web.named import Named
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW, QUAY
from tests.store.steps import claims, follow, poll

PLACE = Place(build.GUILD, build.CHANNEL, build.ADMIN)
NEW_ADDRESS = "https://news.harbourlight.example/feed"
DAY = 24 * HOUR


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which nothing is followed."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened


def rss(*titles: str, name: str = "Harbour Light Blog", end: str = "</channel></rss>") -> bytes:
    """A feed of these entries, the newest first, an hour apart."""
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><description>It was so, says {title}.</description>"
        f"<pubDate>{(NOW - hours * HOUR).strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate></item>"
        for hours, title in enumerate(titles, start=1)
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{items}{end}'.encode()


def fetched(body: bytes, moved_to: str | None = None) -> Fetched:
    """An answer with a feed in it."""
    return Fetched(moved_to or HARBOUR, body, "application/rss+xml", Validators('"1"'), moved_to)


def finding(body: bytes, *others: Named) -> Callable[[str], Awaitable[Found | NothingFound]]:
    """A search that ends at one feed, whatever is looked for."""

    async def find(_: str) -> Found | NothingFound:
        return Found(HARBOUR, read_feed(body, address=HARBOUR), fetched(body), others)

    return find


async def nothing(_: str) -> Found | NothingFound:
    """A search that ends nowhere."""
    return NothingFound("the server answered 404 Not Found")


def poller(store: Store, answer: Answer, *, after: timedelta = timedelta()) -> Poller:
    """A poller to which every server gives this answer, so long from now."""

    async def fetch(_: str, __: Validators) -> Answer:
        return answer

    return Poller(store, fetch, lambda: NOW + after, Bounds(10 * MINUTE, HOUR), lease=5 * MINUTE)


async def recorded(store: Store, address: str = HARBOUR, **how: object) -> None:
    """Poll a feed, three minutes ago, with this outcome."""
    claimed = await poll(store, address)
    usual = build.outcome(claimed, at=NOW - 3 * MINUTE, due_at=NOW + 7 * MINUTE, because="It is lively.")
    assert await store.record(replace(usual, **how))  # type: ignore[arg-type]  # fields of an outcome, by name


async def told(store: Store, address: str = HARBOUR) -> str:
    """What an operator is told of a feed, as one text."""
    return " ".join(" ".join(await operate.why(store, NOW, address)).split())


async def table(store: Store) -> list[str]:
    """The list of feeds, line by line."""
    return list(await operate.listed(store, NOW))


# -------------------------------------------------------------------------------------------------------------- adding


async def test_a_feed_that_is_added_is_named_with_its_newest_entry_and_what_else_there_is(store: Store) -> None:
    """The first feed of a page may not be the one that was meant."""
    others = [Named(f"https://harbourlight.example/{name}", name.title()) for name in ("ports", "ships", "fog", "ice")]
    lines = list(await operate.add(store, finding(rss("Fog", "Ice"), *others), NOW, "harbourlight.example", PLACE))
    assert lines == [
        f"The channel {build.CHANNEL} now follows Harbour Light Blog ({HARBOUR}).",
        "Its newest entry: Fog, 1 hour ago.",
        "The page also names these feeds; give one of their addresses to follow it:",
        "  Ports https://harbourlight.example/ports",
        "  Ships https://harbourlight.example/ships",
        "  Fog https://harbourlight.example/fog",
    ]


async def test_a_feed_that_is_followed_already_is_said_to_be(store: Store) -> None:
    """Adding twice is adding once."""
    find = finding(rss("Fog"))
    await operate.add(store, find, NOW, HARBOUR, PLACE)
    [first, *_] = await operate.add(store, find, NOW, HARBOUR, PLACE)
    assert first == f"The channel {build.CHANNEL} follows already: Harbour Light Blog ({HARBOUR})."
    assert (await store.tally(NOW)).subscriptions == 1


async def test_a_damaged_feed_without_an_entry_is_said_to_be_both(store: Store) -> None:
    """Else its silence would pass for peace."""
    lines = list(await operate.add(store, finding(rss(end="<item><title>Fo")), NOW, HARBOUR, PLACE))
    assert lines[1:] == [
        "No entry can be read in it yet; the first is posted when it comes.",
        "What is wrong with it: It is not well-formed; it was read as far as possible.",
    ]


async def test_an_address_without_a_feed_is_told_why_and_what_to_do(store: Store) -> None:
    """And nothing is followed."""
    with pytest.raises(NotFound, match=r"at tide\.example: the server answered 404 Not Found\. Look whether"):
        await operate.add(store, nothing, NOW, "tide.example", PLACE)
    assert (await store.tally(NOW)).feeds == 0


@given(st.text())
def test_words_from_outside_cannot_steer_a_terminal(text: str) -> None:
    """No escape sequence, no second line, no text from right to left over ours."""
    shown = operate.shown(f"{text}\x1b[31m\x9b31m\r\n\u202eevil\u2066")
    assert not {"\x1b", "\x9b", "\r", "\n", "\u202e", "\u2066"} & set(shown)
    assert shown.endswith("evil")


# ------------------------------------------------------------------------------------------------------------- the list


async def test_the_list_says_of_each_feed_how_it_goes(store: Store) -> None:
    """Healthy, failing, half read, gone, and new; and the sum."""
    crane, fog, ice, quay, tide = (f"https://{name}.example/feed" for name in ("crane", "fog", "ice", "quay", "tide"))
    for address, title in ((crane, "Crane"), (fog, "Fog"), (ice, "Ice"), (quay, "Quay"), (tide, "Tide")):
        await store.subscribe(build.feed(address, masthead=Masthead(title)), build.subscription(address))
    await follow(store, build.subscription(crane, channel_id=build.OTHER_CHANNEL), crane)
    await recorded(store, crane)
    await recorded(store, fog, failures=3, problem="the server answered 500 Internal Server Error")
    await recorded(store, ice, problem="2 of its entries could not be read")
    await recorded(store, quay, failures=1, problem="the server answered 410 Gone", gone=True)
    assert [" ".join(line.split()) for line in await table(store)] == [
        "Feed Channels Asked Next",
        "Crane 2 3 minutes ago in 7 minutes",
        crane,
        "Fog 1 3 minutes ago in 7 minutes",
        fog,
        "Failed 3 times in a row: the server answered 500 Internal Server Error.",
        "Ice 1 3 minutes ago in 7 minutes",
        ice,
        "Read, but 2 of its entries could not be read.",
        "Quay 1 3 minutes ago never",
        quay,
        "Gone for good: its server answered 410.",
        "Tide 1 not yet due",
        tide,
        "5 feeds, 1 failing, 1 gone for good.",
    ]


@pytest.mark.parametrize(
    "title",
    ["Harbour", "The very long name of a very small blog by the sea", "港の光" * 20, "e\u0301" * 60, "", "\x1b[2J"],
)
async def test_the_lists_columns_stand_below_one_another(title: str, store: Store) -> None:
    """Whatever a feed is called, and within eighty columns."""
    await store.subscribe(build.feed(masthead=Masthead(title)), build.subscription())
    head, row, *_ = await table(store)
    wide = sum(letter in "港の光" for letter in row) - row.count("\u0301")
    assert row.index("not yet") + wide == head.index("Asked")
    assert len(row) + wide <= operate.WIDTH


async def test_a_long_problem_keeps_within_the_terminal(store: Store) -> None:
    """It goes on below, indented like what it belongs to; the address is never cut."""
    address = f"https://harbourlight.example/{'long/' * 30}feed"
    await store.subscribe(build.feed(address), build.subscription(address))
    await recorded(store, address, failures=2, problem="it could not be read: " + "so many words " * 20 + "in all")
    lines = await table(store)
    assert f"  {address}" in lines
    assert all(len(line) <= operate.WIDTH for line in lines if address not in line)
    assert len([line for line in lines if line.startswith("  ")]) > 4


async def test_the_list_is_empty_where_nothing_is_followed(store: Store) -> None:
    """No head without a body, in either form."""
    assert await table(store) == []
    assert list(await operate.listed_as_data(store, NOW)) == []


async def test_the_list_is_had_as_data(store: Store) -> None:
    """A line of JSON each, under the names that the documentation promises."""
    await follow(store)
    await recorded(
        store,
        failures=2,
        problem="the server answered 500 Internal Server Error",
        moving=Move(NEW_ADDRESS, NOW - DAY),
        push=Push("https://hub.example/", HARBOUR),
    )
    [line] = await operate.listed_as_data(store, NOW)
    assert json.loads(line) == {
        "address": HARBOUR,
        "title": "Harbour Light Blog",
        "channels": 1,
        "stories": 0,
        "asked": (NOW - 3 * MINUTE).isoformat(),
        "changed": None,
        "due": (NOW + 7 * MINUTE).isoformat(),
        "because": "It is lively.",
        "failures": 2,
        "problem": "the server answered 500 Internal Server Error",
        "gone": False,
        "moving_to": NEW_ADDRESS,
        "hub": "https://hub.example/",
    }


# ------------------------------------------------------------------------------------------------------------------ why


async def test_a_feed_that_was_never_asked_is_told_as_such(store: Store) -> None:
    """It waits for the bot to run."""
    await follow(store)
    assert await told(store) == (
        f"Harbour Light Blog — {HARBOUR} Followed by 1 channel; 0 stories kept. It has not been asked yet. "
        "Next asked as soon as the bot runs. A channel has just begun to follow it."
    )


async def test_what_the_last_polls_did_is_told(store: Store) -> None:
    """When it was read, when it last brought something, when it published; and why it is asked next when it is."""
    await follow(store)
    moments = tuple(NOW - hours * HOUR for hours in (2, 5, 9, 30, 60))
    rhythm = Rhythm(moments, pace=HOUR, promise="tag:1", promised_at=NOW - 20 * MINUTE)
    answer = fetched(rss("Fog"))
    await operate.poll_now(poller(store, answer, after=-HOUR), HARBOUR)
    await recorded(store, rhythm=rhythm, push=Push("https://hub.example/", HARBOUR))
    assert (await told(store)).partition("1 story kept. ")[2] == (
        "Last asked 3 minutes ago, and read. Last brought something new 1 hour ago. "
        "Published 2 hours ago, 5 hours ago, 9 hours ago, 1 day ago, and before. "
        "Next asked in 7 minutes. It is lively. A story said 20 minutes ago that more is coming. "
        "The feed itself asks to be read no more often than every 1 hour. "
        "It names a hub that can tell of changes: https://hub.example/."
    )


async def test_polls_in_vain_are_told_with_the_last_reason(store: Store) -> None:
    """And how many they were, where there was more than one."""
    await follow(store)
    await recorded(store, failures=1, problem="it took longer than 30 seconds")
    assert "Last asked 3 minutes ago, in vain: it took longer than 30 seconds." in await told(store)
    await recorded(store, failures=2, problem="it took longer than 30 seconds")
    assert "in vain (2 times in a row): it took longer than 30 seconds." in await told(store)
    await recorded(store, problem="1 of its entries could not be read")
    assert "Last asked 3 minutes ago, and read; but 1 of its entries could not be read." in await told(store)


async def test_a_move_is_told_with_when_it_will_be_believed(store: Store) -> None:
    """An operator need not look the rule up."""
    await follow(store)
    await recorded(store, moving=Move(NEW_ADDRESS, NOW - DAY))
    assert (await told(store)).endswith(
        f"Its server says that it stands at {NEW_ADDRESS} for good, and first said so 1 day ago; that is believed once "
        "it has held for 3 days."
    )


async def test_a_feed_that_is_asked_no_more_says_why(store: Store) -> None:
    """Gone by its server's word, or wanted by nobody; never both a reason and a date."""
    await follow(store)
    await recorded(store, failures=1, problem="the server answered 410 Gone", gone=True)
    assert (await told(store)).endswith("It is not asked any more: its server said that it is gone for good (410).")
    await follow(store, build.subscription(QUAY), QUAY)
    await store.unsubscribe(build.GUILD, build.subscription(QUAY).subscription_id)
    assert (await told(store, QUAY)).endswith("It is not asked any more: nobody follows it.")


async def test_an_address_that_nobody_follows_leads_to_those_of_its_site(store: Store) -> None:
    """People know the address that they added, not the one that it led to; else the list helps."""
    await follow(store)
    with pytest.raises(NoSuchFeed, match=f"Of the same site are followed: {HARBOUR}$"):
        await operate.why(store, NOW, "harbourlight.example/blog")
    with pytest.raises(NoSuchFeed, match="feeds list` shows the addresses"):
        await operate.why(store, NOW, QUAY)
    with pytest.raises(NotAWebAddress):
        await operate.why(store, NOW, "::::")


async def test_a_site_with_many_feeds_does_not_fill_the_terminal(store: Store) -> None:
    """Some are named, the rest are counted."""
    for number in range(operate.MOST_OF_A_SITE + 3):
        address = f"https://quay.example/{number:02}"
        await follow(store, build.subscription(address), address)
    with pytest.raises(NoSuchFeed, match=r"quay\.example/09 and 3 more$"):
        await operate.why(store, NOW, "https://quay.example/")


# -------------------------------------------------------------------------------------------------------------- polling


async def test_a_poll_says_what_came_of_it(store: Store) -> None:
    """Stories and deliveries at first, then that there is nothing new."""
    await operate.add(store, finding(rss("Fog", "Ice")), NOW, HARBOUR, PLACE)
    answer = fetched(rss("Fog", "Ice"))
    assert await operate.poll_now(poller(store, answer), HARBOUR) == (
        "It was read: 2 new stories, 1 delivery put in the outbox, for the bot to post when it runs."
    )
    assert await operate.poll_now(poller(store, answer), HARBOUR) == "It was read: nothing new to post."


async def test_a_poll_in_vain_says_why_and_when_the_next_is(store: Store) -> None:
    """A server's failure is not passed over."""
    await follow(store)
    with pytest.raises(NotPolled, match=r"^It could not be read: the server answered 500\. It failed once, so it"):
        await operate.poll_now(poller(store, Failed("the server answered 500")), HARBOUR)
    with pytest.raises(NotPolled, match=r"^It has ended: the server answered 410 Gone\. Whoever added it is told"):
        await operate.poll_now(poller(store, Gone()), HARBOUR)


async def test_a_feed_that_comes_back_from_the_dead_is_read_again(store: Store) -> None:
    """An operator who knows better than its server once said may ask it."""
    await follow(store)
    await recorded(store, failures=1, problem="the server answered 410 Gone", gone=True)
    assert (await operate.poll_now(poller(store, fetched(rss("Fog"))), HARBOUR)).startswith("It was read: 1 new story")
    assert "Next asked in" in await told(store)


async def test_a_feed_that_is_just_being_polled_is_not_asked_twice(store: Store) -> None:
    """Nor one whose server wishes to be left alone, whoever asks."""
    await follow(store)
    await store.claim_feeds(NOW, limit=1, lease=HOUR)
    with pytest.raises(NotPolled, match=r"^It is not asked now: it is just being polled, or its host"):
        await operate.poll_now(poller(store, fetched(rss("Fog"))), HARBOUR)
    await follow(store, build.subscription(QUAY), QUAY)
    busy = Failed("the server answered 429 Too Many Requests", HOUR, "quaynews.example")
    with pytest.raises(NotPolled, match="429"):
        await operate.poll_now(poller(store, busy), QUAY)
    with pytest.raises(NotPolled, match="It is not asked now"):
        await operate.poll_now(poller(store, fetched(rss("Fog"))), QUAY)


async def test_a_poll_that_follows_a_move_names_the_new_address(store: Store) -> None:
    """What was typed finds nothing from then on."""
    await operate.add(store, finding(rss("Fog")), NOW, HARBOUR, PLACE)
    await recorded(store, moving=Move(NEW_ADDRESS, NOW - 4 * DAY))
    said = await operate.poll_now(poller(store, fetched(rss("Fog"), NEW_ADDRESS)), HARBOUR)
    assert said.startswith("It was read: 1 new story, 1 delivery")
    assert said.endswith(f"It stands at {NEW_ADDRESS} now, as its server has said for long enough.")


# ------------------------------------------------------------------------------------------------------- whole lists


async def test_an_import_posts_nothing_of_what_stands_there_but_what_comes_after(store: Store) -> None:
    """Thousands of greetings would drown a channel."""
    done = await operate.bring_in(store, NOW, [Outline(HARBOUR, "Harbour")], PLACE, lambda: None)
    assert (done.new, done.refused) == (1, ())
    await operate.poll_now(poller(store, fetched(rss("Fog", "Ice"))), HARBOUR)
    assert await claims(store, NOW + HOUR) == []
    newer = rss("Fog", "Ice").replace(b"<item>", b"<item><title>Tide</title><guid>tide</guid></item><item>", 1)
    await operate.poll_now(poller(store, fetched(newer), after=HOUR), HARBOUR)
    [claim] = await claims(store, NOW + 2 * HOUR)
    assert isinstance(claim.delivery.message, Digest)
    assert claim.delivery.message.headline == "Tide"


async def test_an_import_counts_what_is_new_and_names_what_cannot_be_followed(store: Store) -> None:
    """Each is a step; what is followed already stays as it is."""
    await follow(store)
    steps: list[None] = []
    outlines = [
        Outline(HARBOUR, "Other name"),
        Outline(QUAY),
        Outline("ftp://tide.example", "Tide", problem="only web addresses (https://…) can be read, not “ftp:”"),
        Outline("", "Crane", problem="there is no address"),
    ]
    done = await operate.bring_in(store, NOW, outlines, PLACE, lambda: steps.append(None))
    assert (done.new, len(steps)) == (1, 4)
    assert done.refused == (
        "ftp://tide.example: only web addresses (https://…) can be read, not “ftp:”",
        "Crane: there is no address",
    )
    assert [polled.feed.masthead.title for polled in await store.feeds()] == ["Harbour Light Blog", "quaynews.example"]


async def test_what_goes_out_comes_in_again(store: Store) -> None:
    """A list that is written is the list that is read."""
    await operate.bring_in(store, NOW, [Outline(HARBOUR, "Harbour & Co"), Outline(QUAY, "“Quay”")], PLACE, lambda: None)
    outlines = await operate.taken_out(store)
    assert outlines == (Outline(HARBOUR, "Harbour & Co"), Outline(QUAY, "“Quay”"))
    assert read_opml(write_opml(outlines, "Feeds", NOW)) == outlines


async def test_a_feed_can_be_taken_from_a_channel(store: Store) -> None:
    """From that channel of that server alone, and what is not there is said."""
    await follow(store)
    with pytest.raises(NoSuchFeed, match="follows no feed"):
        await operate.remove(store, HARBOUR, build.GUILD + 1, build.CHANNEL)
    with pytest.raises(NoSuchFeed, match="follows no feed"):
        await operate.remove(store, QUAY, build.GUILD, build.CHANNEL)
    assert "no longer follows" in await operate.remove(store, HARBOUR, build.GUILD, build.CHANNEL)
    assert await store.feeds() == ()
