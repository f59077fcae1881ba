"""What a poll makes of what a feed's server answers, and of how it behaves: nothing lost, nobody kept waiting."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from bot import poll
from bot.news.model import Digest, Entry, Story
from bot.news.story import read_entry
from bot.outbox.attempts import Sent
from bot.outbox.cadence import Bounds
from bot.outbox.model import Delivery, Notice, Person, Push, Validators
from bot.poll import Poller
from bot.store import Store, open_store
from bot.web.fetch import Answer, Failed, Fetched, Gone, NotModified
from tests import build
from tests.build import HARBOUR, HOUR, MINUTE, NOW
from tests.store.steps import FAR, follow

P = ParamSpec("P")
T = TypeVar("T")

VALIDATORS = Validators(etag='"second"')
SITE = "https://harbourlight.example"
ARTICLE = (
    "<html><body><div class='post-body entry-content'><p>Port and city agree to talk, after the long strike of the "
    "summer, on Monday.</p><p>“The cranes will move again on Monday,” Ines Okafor, spokesperson for the Port, said.</p>"
    "<p>Nobody in the harbour had expected it so early in the year, and nobody complained about it.</p>"
    "</div></body></html>"
).encode()


def entry(name: str, *, hours: int = 1, summary: str = "", content: str = "<p>The quay was quiet.</p>") -> str:
    """An entry published so many hours before now, with a body, or with a summary alone."""
    said = f'<summary type="html"><![CDATA[{summary}]]></summary>' if summary else ""
    body = "" if summary else f'<content type="html"><![CDATA[{content}]]></content>'
    published = (NOW - timedelta(hours=hours)).isoformat()
    return (
        f'<entry><id>{name}</id><title>News of {name}</title><link href="{SITE}/{name}"/>'
        f"<published>{published}</published><updated>{published}</updated>{said}{body}</entry>"
    )


def undated(name: str, *, summary: str = "") -> str:
    """An entry that does not say when it was published."""
    return re.sub(r"<(published|updated)>.*?</\1>", "", entry(name, summary=summary))


def feed(*entries: str, head: str = "") -> bytes:
    """An Atom feed of these entries."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Light</title><id>h</id>'
        f"{head}{''.join(entries)}</feed>"
    ).encode()


@dataclass
class Servers:
    """What stands at each address now; `asked` is what each was shown, in order."""

    pages: dict[str, bytes | Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Validators]] = field(default_factory=list)

    async def fetch(self, address: str, validators: Validators) -> Answer:
        """Answer with what stands there."""
        self.asked.append((address, validators))
        page = self.pages.get(address, Failed("the server answered 404 Not Found"))
        if callable(page):
            return page()
        if isinstance(page, bytes):
            kind = "text/html" if page is ARTICLE else "application/atom+xml"
            return Fetched(address, page, kind, VALIDATORS)
        return page

    def times(self, address: str) -> int:
        """How often an address was asked."""
        return sum(asked == address for asked, _ in self.asked)


def cannot_read_the_first(entry: Entry) -> Story:
    """Read an entry, unless it is the one that trips this reader."""
    if entry.entry_id == "1":
        raise RecursionError("markup too deep")
    return read_entry(entry)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A real store in which one channel has followed the feed for an hour."""
    async with open_store(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        await follow(opened, build.subscription(since=NOW - HOUR))
        yield opened


def poller(store: Store, servers: Servers, hours: float = 0, read: poll.Read = read_entry) -> Poller:
    """A poller at so many hours from now."""
    return Poller(
        store,
        servers.fetch,
        lambda: NOW + hours * HOUR,
        Bounds(MINUTE, MINUTE),
        lease=timedelta(minutes=5),
        read=read,
    )


async def polled(store: Store, servers: Servers, hours: float, read: poll.Read = read_entry) -> int:
    """Poll what is due so many hours from now; how many deliveries came of it."""
    return await poll.poll_due(poller(store, servers, hours, read), at_once=10)


async def told(store: Store) -> list[Delivery]:
    """Every delivery that waits, oldest first; each is taken as posted."""
    found: list[Delivery] = []
    while claims := await store.claim_deliveries(FAR, limit=10, lease=HOUR):
        for claim in claims:
            await store.settle(claim, Sent(1), FAR)
            found.append(claim.delivery)
    return found


async def test_an_entry_that_cannot_be_read_today_can_be_read_tomorrow(store: Store) -> None:
    """A server that was shown its newest validators would say "not modified", and the entry would never be told."""
    servers = Servers({HARBOUR: feed(entry("2"), entry("1", hours=2))})
    await polled(store, servers, 0, cannot_read_the_first)
    await polled(store, servers, 1)
    await polled(store, servers, 2)
    assert [validators for _, validators in servers.asked] == [Validators(), Validators(), VALIDATORS]


async def test_an_entry_that_cannot_be_read_does_not_silence_the_feed(store: Store) -> None:
    """What stands beside it is told, and whoever asks hears that something could not be read."""
    servers = Servers({HARBOUR: feed(entry("2"), entry("1", hours=2))})
    assert await polled(store, servers, 0, cannot_read_the_first) == 1
    [delivery] = await told(store)
    assert delivery.target == build.digest_delivery().target
    [following] = await store.following(build.GUILD)
    assert following.feed.problem == "1 of its entries could not be read"


async def test_only_what_has_changed_is_read_again(store: Store) -> None:
    """An entry that the feed gives as it gave it before is not worth a second look."""
    read: list[str] = []

    def noting(entry: Entry) -> Story:
        read.append(entry.entry_id)
        return read_entry(entry)

    servers = Servers({HARBOUR: feed(entry("2"), entry("1", hours=2))})
    await polled(store, servers, 0, noting)
    servers.pages[HARBOUR] = feed(
        entry("3", hours=0), entry("2", content="<p>Now it is loud.</p>"), entry("1", hours=2)
    )
    await polled(store, servers, 1, noting)
    assert read == ["2", "1", "3", "2"]


async def test_a_summary_is_told_with_what_stands_on_its_page(store: Store) -> None:
    """The page is asked for once, and its article stands for the story from then on."""
    servers = Servers(
        {HARBOUR: feed(entry("talks", summary="Port and city agree to talk …")), f"{SITE}/talks": ARTICLE}
    )
    assert await polled(store, servers, 0) == 1
    [delivery] = await told(store)
    assert isinstance(delivery.message, Digest)
    assert [quote.name for passage in delivery.message.passages for quote in passage.quotes] == ["Ines Okafor"]
    servers.pages[HARBOUR] = feed(entry("talks", summary="Port and city agree to talk at last …"))
    assert await polled(store, servers, 1) == 0
    assert servers.times(f"{SITE}/talks") == 1


async def test_a_summary_whose_page_cannot_be_read_waits_for_it_a_while(store: Store) -> None:
    """Three polls at most; then the summary is told rather than nothing."""
    servers = Servers({HARBOUR: feed(entry("first", hours=5))})
    await polled(store, servers, 0)
    await told(store)
    servers.pages[HARBOUR] = feed(entry("talks", summary="Port and city agree to talk …"), entry("first", hours=5))
    assert [await polled(store, servers, hour) for hour in (1, 2, 3, 4)] == [0, 0, 1, 0]
    assert servers.times(f"{SITE}/talks") == 3
    [delivery] = await told(store)
    assert isinstance(delivery.message, Digest)
    assert delivery.message.headline == "News of talks"


async def test_a_page_that_comes_back_is_told_in_full(store: Store) -> None:
    """A server that failed once has not cost the readers the quotes."""
    servers = Servers({HARBOUR: feed(entry("first", hours=5))})
    await polled(store, servers, 0)
    await told(store)
    servers.pages[HARBOUR] = feed(entry("talks", summary="Port and city agree to talk …"), entry("first", hours=5))
    await polled(store, servers, 1)
    servers.pages[f"{SITE}/talks"] = ARTICLE
    assert await polled(store, servers, 2) == 1
    [delivery] = await told(store)
    assert isinstance(delivery.message, Digest)
    assert delivery.message.passages


async def test_no_summary_is_lost_where_a_feed_shows_more_new_ones_than_are_asked_for_at_once(store: Store) -> None:
    """Not even where entries have no dates, so that one below all that are known is taken for an old one."""
    servers = Servers({HARBOUR: feed(undated("first"))})
    await polled(store, servers, 0)
    await told(store)
    names = ("sixth", "fifth", "fourth", "third", "second")
    servers.pages[HARBOUR] = feed(*(undated(name, summary="Port and city agree to talk …") for name in names))
    servers.pages |= {f"{SITE}/{name}": ARTICLE for name in names}
    assert [await polled(store, servers, hour) for hour in (1, 2)] == [4, 1]
    headlines = [delivery.message.headline for delivery in await told(store) if isinstance(delivery.message, Digest)]
    assert headlines == [f"News of {name}" for name in reversed(names)]


async def test_whoever_begins_to_follow_is_not_kept_waiting_for_a_page(store: Store) -> None:
    """And is told of the newest story, even where only its summary can be had."""
    entries = entry("newest", summary="Port and city agree to talk …"), entry("older", hours=9)
    assert await polled(store, Servers({HARBOUR: feed(*entries)}), 0) == 1
    [delivery] = await told(store)
    assert isinstance(delivery.message, Digest)
    assert delivery.message.headline == "News of newest"


async def test_pages_are_asked_for_only_where_something_is_told(store: Store) -> None:
    """A first sight of a feed with fifty summaries asks for one page."""
    entries = [entry(f"post{number}", hours=number, summary="Port and city agree …") for number in range(1, 51)]
    servers = Servers({HARBOUR: feed(*entries)})
    await polled(store, servers, 0)
    assert [address for address, _ in servers.asked] == [HARBOUR, f"{SITE}/post1"]


async def test_a_server_that_hangs_holds_up_nobody(store: Store) -> None:
    """What becomes due meanwhile is polled meanwhile."""
    slow, quick = "https://slow.example/feed", "https://quick.example/feed"
    await follow(store, build.subscription(slow, channel_id=8, since=NOW - HOUR), slow)
    released, reached = asyncio.Event(), asyncio.Event()
    servers = Servers({HARBOUR: NotModified(VALIDATORS), quick: NotModified(VALIDATORS)})

    async def fetch(address: str, validators: Validators) -> Answer:
        if address == slow:
            await released.wait()
            return NotModified(VALIDATORS)
        if address == quick:
            reached.set()
        return await servers.fetch(address, validators)

    polling = asyncio.create_task(poll.poll_due(replace(poller(store, servers), fetch=fetch), at_once=10))
    try:
        await asyncio.sleep(0.3)
        await follow(store, build.subscription(quick, channel_id=9, since=NOW - HOUR), quick)
        await asyncio.wait_for(reached.wait(), 5)
    finally:
        released.set()
        await polling
    assert servers.times(HARBOUR) == 1


async def test_a_feed_that_is_gone_ends_and_says_so(store: Store) -> None:
    """It is not asked again, and whoever added it hears of it once."""
    servers = Servers({HARBOUR: Gone()})
    await polled(store, servers, 0)
    await polled(store, servers, 100)
    assert len(servers.asked) == 1
    [delivery] = await told(store)
    assert delivery.target == Person(build.subscription().added_by)
    assert isinstance(delivery.message, Notice)
    assert HARBOUR in delivery.message.text


async def test_a_move_is_believed_when_it_has_held_for_three_days(store: Store) -> None:
    """Until then the feed is asked where it was; then once more in full, and from then on where it is."""
    new = "https://news.harbourlight.example/feed"
    moved = Fetched(new, feed(entry("1")), None, VALIDATORS, new)
    servers = Servers({HARBOUR: moved, new: NotModified(VALIDATORS)})
    await polled(store, servers, 0)
    servers.pages[HARBOUR] = NotModified(VALIDATORS, new)
    for hours in (40, 71, 73):
        await polled(store, servers, hours)
    servers.pages[HARBOUR] = moved
    for hours in (75, 77):
        await polled(store, servers, hours)
    shown = [VALIDATORS if number in (1, 2, 3, 5) else Validators() for number in range(6)]
    assert servers.asked == list(zip([HARBOUR] * 5 + [new], shown, strict=True))
    assert len(await told(store)) == 1


async def test_two_feeds_that_land_on_one_address_become_one(store: Store) -> None:
    """Each channel goes on, and nobody is told again of what they were told."""
    new = "https://news.harbourlight.example/feed"
    await follow(store, build.subscription(new, channel_id=8, since=NOW - HOUR), new)
    body = feed(entry("1"))
    servers = Servers({HARBOUR: Fetched(new, body, None, VALIDATORS, new), new: body})
    for hours in (0, 40, 73):
        await polled(store, servers, hours)
    assert len(await told(store)) == 2
    servers.pages[new] = feed(entry("2", hours=-74), entry("1"))
    assert await polled(store, servers, 76) == 2
    assert servers.times(HARBOUR) == 3


async def test_a_host_that_asks_for_rest_is_left_alone_by_all_its_feeds(store: Store) -> None:
    """And its other feeds are not to blame."""
    other = f"{SITE}/other"
    await follow(store, build.subscription(other, channel_id=8, since=NOW - HOUR + MINUTE), other)
    tired = Failed("the server answered 429 Too Many Requests", 3 * HOUR, "harbourlight.example")
    servers = Servers({HARBOUR: tired, other: NotModified(VALIDATORS)})
    await polled(store, servers, 0)
    await polled(store, servers, 2.9)
    assert [address for address, _ in servers.asked] == [HARBOUR]
    await polled(store, servers, 3.5)
    assert other in [address for address, _ in servers.asked]


async def test_a_hub_is_remembered_with_the_name_that_it_knows_the_feed_by(store: Store) -> None:
    """Both may stand in the feed itself or in the answer's headers, which come first."""
    links = '<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://harbourlight.example/self"/>'
    servers = Servers({HARBOUR: feed(entry("1"), head=links)})
    await polled(store, servers, 0)
    [following] = await store.following(build.GUILD)
    assert following.feed.push == Push("https://hub.example/", "https://harbourlight.example/self")


async def test_a_story_that_says_more_is_coming_makes_its_feed_be_asked_sooner(store: Store) -> None:
    """A feed that is else asked once an hour."""
    promise = entry("1", hours=0, content="<p>More headlines coming later.</p><p>The quay was quiet.</p>")
    servers = Servers({HARBOUR: feed(promise, entry("0", hours=900))})
    patient = replace(poller(store, servers), bounds=Bounds(10 * MINUTE, HOUR))
    await poll.poll_due(patient, at_once=1)
    [following] = await store.following(build.GUILD)
    assert following.feed.due_at is not None
    assert following.feed.due_at - NOW < 4 * MINUTE
    assert following.feed.because == "A story says that more is coming."


async def test_what_is_no_feed_is_asked_for_again_later(store: Store) -> None:
    """A page that stands in a feed's place changes nothing of what is known."""
    servers = Servers({HARBOUR: feed(entry("1"))})
    await polled(store, servers, 0)
    servers.pages[HARBOUR] = b"<!doctype html><html><body>Please log in</body></html>"
    await polled(store, servers, 1)
    [following] = await store.following(build.GUILD)
    assert following.feed.failures == 1
    assert following.feed.validators == VALIDATORS
    assert "web page" in (following.feed.problem or "")


async def test_a_store_that_fails_lets_the_other_polls_end(store: Store) -> None:
    """The failure is passed on once everything that had begun is done."""
    other = "https://quick.example/feed"
    await follow(store, build.subscription(other, channel_id=9, since=NOW - HOUR), other)

    async def fetch(address: str, validators: Validators) -> Answer:
        if address == HARBOUR:
            raise ZeroDivisionError
        await asyncio.sleep(0.2)
        return NotModified(VALIDATORS)

    broken = replace(poller(store, Servers()), fetch=fetch)
    with pytest.raises(ZeroDivisionError):
        await poll.poll_due(broken, at_once=10)
    [quick] = [one.feed for one in await store.following(build.GUILD) if one.feed.address == other]
    assert quick.polled_at is not None


async def test_a_feed_that_is_broken_off_is_read_and_says_so(store: Store) -> None:
    """As long as it stands so, also where it is not modified."""
    servers = Servers({HARBOUR: feed(entry("2"), entry("1", hours=2))[:-40]})
    assert await polled(store, servers, 0) == 1
    servers.pages[HARBOUR] = NotModified(VALIDATORS)
    await polled(store, servers, 1)
    [following] = await store.following(build.GUILD)
    assert following.feed.failures == 0
    assert "not well-formed" in (following.feed.problem or "")


async def test_what_trips_the_reader_itself_is_that_feeds_trouble(store: Store) -> None:
    """Those polled beside it are polled."""
    other = "https://quick.example/feed"
    await follow(store, build.subscription(other, channel_id=9, since=NOW - HOUR), other)

    async def elsewhere(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        raise ValueError("what came back cannot be unpacked")

    servers = Servers({HARBOUR: feed(entry("1")), other: NotModified(VALIDATORS)})
    broken = replace(poller(store, servers), elsewhere=elsewhere)
    await poll.poll_due(broken, at_once=10)
    by_address = {one.feed.address: one.feed for one in await store.following(build.GUILD)}
    assert by_address[HARBOUR].problem == "it could not be read"
    assert by_address[other].failures == 0


async def test_two_feeds_that_carry_one_event_at_once_tell_it_once(store: Store) -> None:
    """They are fetched side by side, but judged one after the other: the second finds what the first has told."""
    other = "https://quick.example/feed"
    await follow(store, build.subscription(other, since=NOW - HOUR), other)
    news = (
        "<p>The council of Telmar will vote on the Gorvik bridge after the fire on the Dovret road.</p><p>“The Gorvik "
        "bridge must be closed before the Dovret road falls down on Palmik,” said Ines Okafor, mayor of Telmar.</p>"
    )
    both = [HARBOUR, other]
    titles = ["Harbour Light", "Quay News"]
    empty = [feed().replace(b"Harbour Light", title.encode()) for title in titles]
    servers = Servers(dict(zip(both, empty, strict=True)))
    await polled(store, servers, 0)
    for address, title in zip(both, titles, strict=True):
        body = feed(entry("1", hours=-1, content=news)).replace(b"Harbour Light", title.encode())
        servers.pages[address] = body.replace(b"News of 1", b"Telmar council to vote on the Gorvik bridge")
    await polled(store, servers, 2)
    assert [type(delivery.message) for delivery in await told(store) if not delivery.amends] == [Digest]


async def missed(store: Store) -> list[str]:
    """The entries of the stories that their feed is found to lack."""
    found = await store.missing(FAR, limit=10)
    return [case.known.story.entry_id for one in found for case in one.cases]


async def two_are_told(store: Store, servers: Servers) -> None:
    """Let the channel be told of the entries 0 and 1 of the feed, 1 being the newer."""
    servers.pages[HARBOUR] = feed(entry("0", hours=2))
    await polled(store, servers, 0)
    servers.pages[HARBOUR] = feed(entry("1"), entry("0", hours=2))
    await polled(store, servers, 1)
    assert len(await told(store)) == 2


async def test_an_entry_that_cannot_be_read_is_not_missing_from_its_feed(store: Store) -> None:
    """It stands there: that it trips its reader is not its blog's doing, and its page is asked for by nobody."""
    servers = Servers()
    await two_are_told(store, servers)
    servers.pages[HARBOUR] = feed(entry("1", content="<p>It is loud now.</p>"), entry("0", hours=2))
    await polled(store, servers, 2, cannot_read_the_first)
    [following] = await store.following(build.GUILD)
    assert following.feed.problem == "1 of its entries could not be read"
    assert await missed(store) == []


async def test_an_entry_that_is_gone_from_its_feed_is_missing_though_another_cannot_be_read(store: Store) -> None:
    """What stands below it shows that it did not fall off the end."""
    servers = Servers()
    await two_are_told(store, servers)
    servers.pages[HARBOUR] = feed(entry("2", hours=0), entry("1"), entry("0", hours=2))
    await polled(store, servers, 2)
    servers.pages[HARBOUR] = feed(entry("1", content="<p>It is loud now.</p>"), entry("0", hours=2))
    await polled(store, servers, 3, cannot_read_the_first)
    assert await missed(store) == ["2"]
