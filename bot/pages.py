"""Entries that are only summaries become whole by their pages: fetched once, kept, and never more than are told of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.news.model import Entry, Listed, Masthead, Story
from bot.outbox import pages
from bot.outbox.model import Feed, KeptPage, Validators
from bot.outbox.plan import plan
from bot.room import Elsewhere
from bot.store import Store
from bot.web.fetch import Answer, Fetched
from bot.web.page import article

MOST_PAGES = 4
"""Pages that one poll asks for at most; the entries of the others wait for the next."""

Fetch = Callable[[str, Validators], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries, each with its page's article where there is one; `pages` are new, and to be kept.

    `waiting` says that entries were left out because pages could not be read yet, theirs or those of older ones: the
    next poll has them again.
    """

    listed: tuple[Listed, ...]
    pages: tuple[KeptPage, ...] = ()
    waiting: bool = False


async def settled(
    store: Store,
    fetch: Fetch,
    elsewhere: Elsewhere,
    feed: Feed,
    listed: Sequence[Listed],
    masthead: Masthead,
    now: datetime,
    *,
    read: Callable[[Entry], Story],
) -> Settled:
    """Fill what is only a summary from the pages that are kept, and those of them that are to be told from new ones."""
    links = {one.entry.link for one in listed if one.entry and one.entry.link}
    if not links:
        return Settled(tuple(listed))
    kept = dict(await store.pages(links))
    filled = [await _filled(elsewhere, one, kept, read) for one in listed]
    stories = [one.story for one in filled if one.story]
    background = await store.background(feed.feed_id, stories, now)
    # Whoever has just begun to follow is not kept waiting; and the next story must not pass for the newest.
    patient = all(subscription.greeted for subscription in background.subscriptions)
    planned = plan(background, filled, masthead, now)
    told = dict.fromkeys(
        [one.story_id for one in planned.decided.tellings] + [one.story_id for one in planned.decided.owed]
    )
    named = {made.story_id: made.story.entry_id for made in planned.revisions if made.revision == 1}
    link_of = {one.entry_id: one.entry.link for one in filled if one.entry}
    fresh = dict[str, KeptPage]()
    waiting = set[str]()
    for entry_id in (named[story_id] for story_id in told if story_id in named):
        link = link_of.get(entry_id)
        if link and link not in fresh and not pages.is_settled(kept.get(link)) and len(fresh) < MOST_PAGES:
            fresh[link] = await _asked(fetch, elsewhere, link, kept.get(link))
        unread = link is not None and not pages.is_settled(fresh.get(link, kept.get(link)))
        # Whatever comes after one that waits does so too: else it would overtake it, and where entries have no dates
        # the one below it would then be taken for an old one.
        if patient and (unread or waiting):
            waiting.add(entry_id)
    return Settled(
        tuple([await _filled(elsewhere, one, fresh, read) for one in filled if one.entry_id not in waiting]),
        tuple(fresh.values()),
        waiting=bool(waiting),
    )


async def whole(fetch: Callable[[str], Awaitable[Answer]], elsewhere: Elsewhere, entry: Entry) -> Entry:
    """Complete one entry from its page, for somebody who looks at it now; as it is where that cannot be done."""

    async def plainly(link: str, validators: Validators) -> Answer:
        return await fetch(link)

    if not entry.summary_only or entry.link is None:
        return entry
    return pages.fuller(entry, await _asked(plainly, elsewhere, entry.link, None))


async def _asked(fetch: Fetch, elsewhere: Elsewhere, link: str, before: KeptPage | None) -> KeptPage:
    """Ask for a page, and find the article in it."""
    answer = await fetch(link, Validators())
    if not isinstance(answer, Fetched):
        return pages.missed(link, before)
    try:
        return pages.kept(link, await elsewhere(article, answer.body, answer.address, answer.content_type))
    except Exception:  # a page that trips its reader, or takes it down, has no article: that must not end the poll
        return pages.kept(link, None)


async def _filled(
    elsewhere: Elsewhere, listed: Listed, kept: Mapping[str, KeptPage], read: Callable[[Entry], Story]
) -> Listed:
    """An entry of the list, read anew with its page's article where there is one."""
    entry = listed.entry
    page = kept.get(entry.link) if entry and entry.link else None
    if entry is None or page is None:
        return listed
    whole = pages.fuller(entry, page)
    if whole is entry:
        return listed
    try:
        return replace(listed, story=await elsewhere(read, whole))
    except Exception:  # the article trips the reader, as the summary did not: the summary is told
        return listed
