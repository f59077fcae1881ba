"""Digests, follow-ups and notices become Discord messages, within every limit, ready to be sent as they are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.news.model import Credit, Digest, FollowUp, Headline, Masthead, Passage, Picture, Quote, Story
from bot.outbox.model import Claim, Following, Message, Notice
from bot.store.interface import Reasons, Told
from cogs import text

Json = dict[str, Any]

TITLE = 256
DESCRIPTION = 3900
"""Characters of an embed's text: under Discord's 4096, and with title, author and footer under 6000 for a message."""
CONTENT = 2000
MOST_PAGES = 8
"""Messages that one answer may take."""

QUOTE = 600
FOOTER = 200

INK = 0x2B5C8A
AMBER = 0xB7791F

SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12

MARK = "le"
NO_MENTIONS: Json = {"parse": [], "replied_user": False}
_SENTENCE_CASE = re.compile(r"^(Former|Acting|Retired|Outgoing|Incoming|Longtime|Veteran)(?= )")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


# ---------------------------------------------------------------------- messages that are posted


def payload(claim: Claim) -> Json:
    """The body of Create Message for a delivery: nonce, mark, reply and all.

    The nonce makes Discord return the first message if this one is sent again soon; the mark, a button's id, is how it
    is found in the channel's history later.
    """
    delivery = claim.delivery
    body = plain_body(delivery.message) if claim.plain else rich_body(delivery.message)
    body |= {
        "nonce": delivery.delivery_id,
        "enforce_nonce": True,
        "allowed_mentions": NO_MENTIONS,
        "components": buttons(delivery.message, delivery.delivery_id),
    }
    if claim.reply_to is not None:
        body["message_reference"] = {"message_id": str(claim.reply_to), "fail_if_not_exists": False}
    if isinstance(delivery.message, FollowUp):
        body["flags"] = body.get("flags", 0) | SUPPRESS_NOTIFICATIONS
    return body


def rich_body(message: Message) -> Json:
    """What a message shows: one embed."""
    match message:
        case Digest():
            return {"embeds": [digest_embed(message)]}
        case FollowUp():
            return {"embeds": [follow_up_embed(message)]}
        case Notice():
            return {"embeds": [notice_embed(message)]}


def plain_body(message: Message) -> Json:
    """The same without decoration, for when Discord would not take the first: text alone, and no preview of links."""
    match message:
        case Digest():
            lines = [
                f"**{text.link(_title(message.headline), message.link)}**",
                *_standing(message),
                *_passages(message.passages, under=message.headline),
            ]
        case FollowUp():
            lines = [_updated(message), *_passages(message.passages), *_closing(message)]
        case Notice():
            lines = [f"**{text.plain(message.title)}**", *_notice(message)]
    return {"content": _fitting(lines, CONTENT), "flags": SUPPRESS_EMBEDS}


def digest_embed(digest: Digest) -> Json:
    """A digest as it stands in a channel."""
    lines = [*_standing(digest), *_passages(digest.passages, under=digest.headline), *_caption(digest.picture)]
    embed: Json = {
        "author": _author(digest.masthead),
        "title": _title(digest.headline),
        "description": _fitting(lines, DESCRIPTION),
        "color": INK,
    }
    if digest.link and text.is_web(digest.link):
        embed["url"] = digest.link
    if digest.picture and digest.picture.address and text.is_web(digest.picture.address):
        embed["image"] = {"url": digest.picture.address}
    if site := text.site(digest.link):
        embed["footer"] = {"text": text.within(site, FOOTER)}
    if digest.published:
        embed["timestamp"] = digest.published.isoformat()
    return {key: value for key, value in embed.items() if value}


def follow_up_embed(follow_up: FollowUp) -> Json:
    """What a post has gained, as it stands in the reply to its digest."""
    lines = [_updated(follow_up), *_passages(follow_up.passages), *_closing(follow_up)]
    return {"description": _fitting(lines, DESCRIPTION), "color": INK}


def notice_embed(notice: Notice) -> Json:
    """What an admin has to know."""
    return {
        "title": text.within(text.plain(notice.title), TITLE),
        "description": _fitting(_notice(notice), DESCRIPTION),
        "color": AMBER,
    }


def buttons(message: Message, delivery_id: str) -> list[Json]:
    """The row under a message; the ids of its buttons are the mark by which the message is known again."""
    row: list[Json] = []
    if isinstance(message, Digest) and message.quotes_left:
        row.append(_button(f"More quotes ({message.quotes_left})", "quotes", delivery_id))
    row.append(_button("Why this?", "why", delivery_id))
    return [{"type": 1, "components": row}]


def has_mark(message: Mapping[str, Any], delivery_id: str) -> bool:
    """Whether a message, as Discord gives it, is the one that was posted for this delivery."""
    return any(
        str(part.get("custom_id", "")).endswith(f":{delivery_id}")
        for row in message.get("components", ())
        for part in row.get("components", ())
    )


# ---------------------------------------------------------------------- answers to commands


def preview(digest: Digest) -> Json:
    """A digest as it would be posted, to look at."""
    return digest_embed(digest)


def latest(stories: Sequence[Told], guild_id: int) -> Json:
    """The newest stories of a server, each with its feed, its time and the way to its digest."""
    lines = [
        "\n".join(
            (
                f"**{text.link(_title(told.story.headline.text), told.story.link)}**",
                " · ".join(_whence(told, guild_id)),
            )
        )
        for told in stories
    ]
    return {"title": "Latest news", "description": _fitting(lines, DESCRIPTION, gap="\n\n"), "color": INK}


def followed(subscriptions: Sequence[Following]) -> tuple[Json, ...]:
    """What a server follows, each with its channel and what troubles it; the embeds of as many messages as it takes."""
    return _pages("Feeds of this server", map(_following, subscriptions), gap="\n\n")


def why(reasons: Reasons) -> Json:
    """Why a message was posted where it stands."""
    head = f"Told here {_time(reasons.posted_at)}" if reasons.posted_at else "Not told yet"
    given = ("you added a feed that is posted there",) if _is_notice(reasons) else reasons.reasons
    lines = [f"{head} because:", *(f"- {text.plain(reason)}" for reason in given)]
    if reasons.story and isinstance(reasons.delivery.message, Digest):
        lines += _chosen(reasons.story)
    if reasons.feed:
        lines.append(f"Feed: {text.link(text.plain(name(reasons.feed.masthead)), reasons.feed.masthead.site)}")
    return {"title": "Why this?", "description": _fitting(lines, DESCRIPTION), "color": INK}


def explained(story: Story) -> Json:
    """Why a digest shows what it shows."""
    nobody = sum(quote.speaker is None for quote in story.quotes)
    unnamed = f"; nobody is named for {number(nobody, 'of them', 'of them')}" if nobody else ""
    lines = [*_chosen(story), f"- Quotes in all: {len(story.quotes)}{unnamed}"]
    return {"title": "Why this?", "description": _fitting(lines, DESCRIPTION), "color": INK}


def _chosen(story: Story) -> Iterable[str]:
    for key in story.key_quotes:
        who = text.plain(key.quote.name or key.quote.speaker or "nobody named")
        yield f"- The quote of {who}: {text.plain('; '.join(key.reasons))}"


def quotes(found: Sequence[Quote]) -> tuple[Json, ...]:
    """Every quote of a story, in its order, also those too long for a digest; an embed for each message it takes."""
    title = f"{number(len(found), 'quote')} in this story".capitalize()
    return _pages(title, (_quote(quote, DESCRIPTION - 400) for quote in found), gap="\n")


# ---------------------------------------------------------------------- their parts


def _following(following: Following) -> str:
    feed, subscription = following.feed, following.subscription
    title = text.link(text.within(text.plain(name(feed.masthead)), 150), feed.masthead.site)
    if subscription.ended:
        state = f"Ended: {text.plain(subscription.trouble or 'the channel is gone')}"
    elif subscription.trouble:
        state = f"Paused: {text.plain(subscription.trouble)}"
    elif feed.gone:
        state = "Ended: its server says that it is gone for good (410)"
    elif feed.failures:
        state = f"Could not be read lately ({text.plain(feed.problem or 'unknown')}); I keep trying"
    elif feed.problem:
        state = f"Read, but {text.plain(feed.problem)}"
    else:
        state = "All is well"
    return f"**{title}** → <#{subscription.channel_id}>\n{text.within(state, 300)}"


def _author(masthead: Masthead) -> Json:
    author: Json = {"name": text.within(text.clean(masthead.title) or text.site(masthead.site) or "", TITLE)}
    if not author["name"]:
        return {}
    if masthead.site and text.is_web(masthead.site):
        author["url"] = masthead.site
    if masthead.icon and text.is_web(masthead.icon):
        author["icon_url"] = masthead.icon
    return author


def _title(headline: str) -> str:
    return text.within(text.plain(headline), TITLE) or "Untitled"


def _standing(digest: Digest) -> Iterable[str]:
    """What stands above the passages: the author's note, the promise of more, and the lead where there is no quote."""
    if digest.note:
        yield f"*{text.plain(digest.note)}*"
    if digest.more_coming:
        yield "More headlines coming later"
    if digest.lead:
        yield "\n" + text.plain(digest.lead) if digest.note or digest.more_coming else text.plain(digest.lead)


def _passages(passages: Sequence[Passage], under: str | None = None) -> Iterable[str]:
    """The passages of a message that stands under a headline; one of that very headline shows its credit alone."""
    for passage in passages:
        if passage.headline and passage.headline.text == under:
            yield _credit(passage.headline.credit)
        elif passage.headline:
            yield "\n" + _headline(passage.headline)
        yield from map(_quote, passage.quotes)


def _headline(headline: Headline) -> str:
    words = f"**{text.within(text.plain(headline.text), 400)}**"
    credit = _credit(headline.credit)
    return f"{words} — {credit}" if credit else words


def _credit(credit: Credit | None) -> str:
    if credit is None:
        return ""
    outlet = text.within(text.plain(credit.outlet or credit.author or ""), 100)
    date = text.within(text.plain(credit.date or ""), 60)
    return ", ".join(part for part in (text.link(outlet, credit.link) if outlet else "", date) if part)


def _quote(quote: Quote, longest: int = QUOTE) -> str:
    """A quote and whose it is, as one piece: neither is ever shown without the other."""
    words = text.sentences_within(text.plain(quote.text), longest)
    if words is None:
        return ""
    if quote.cut and not words.endswith("[…]"):
        words += " […]"
    who = [part for part in (quote.name or quote.speaker, _role(quote.role)) if part]
    speaker = ", ".join(text.within(text.plain(part), 150) for part in who)
    return f"> “{words}”\n— {speaker}" if speaker else f"> “{words}”"


def _role(role: str | None) -> str | None:
    """A role as it reads after a name: one that stood at a sentence's start loses that capital, and nothing else."""
    return _SENTENCE_CASE.sub(lambda found: found[0].lower(), role) if role else None


def _caption(picture: Picture | None) -> Iterable[str]:
    if picture and picture.address and (picture.caption or picture.credit):
        words = " ".join(part for part in (picture.caption, picture.credit) if part)
        yield "-# " + text.within(text.plain(words), 400)


def _updated(follow_up: FollowUp) -> str:
    headlines = sum(passage.headline is not None for passage in follow_up.passages)
    quotes = sum(len(passage.quotes) for passage in follow_up.passages)
    gained = number(headlines, "more headline") if headlines else number(quotes, "more quote")
    return f"**Updated** — {gained}"


def _closing(follow_up: FollowUp) -> Iterable[str]:
    if follow_up.closed:
        yield "\nThat was all for this post."
    elif follow_up.more_coming:
        yield "\nMore headlines coming later"


def _notice(notice: Notice) -> Iterable[str]:
    yield text.plain(notice.text)
    if notice.channel_id is not None:
        yield f"Channel: <#{notice.channel_id}>"


def _whence(told: Told, guild_id: int) -> Iterable[str]:
    yield text.within(text.plain(name(told.feed.masthead)), 100)
    yield _time(told.story.published or told.told_at)
    if told.message_id:
        yield f"[digest](https://discord.com/channels/{guild_id}/{told.channel_id}/{told.message_id})"


def _button(label: str, does: str, delivery_id: str) -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": f"{MARK}:{does}:{delivery_id}"}


def _time(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:R>"


def _is_notice(reasons: Reasons) -> bool:
    return isinstance(reasons.delivery.message, Notice)


def name(masthead: Masthead) -> str:
    """What a feed calls itself, on one line, with its markup; where that shows nothing, its site."""
    return text.clean(masthead.title) or text.site(masthead.site) or "A feed without a name"


def number(count: int, one: str, many: str | None = None) -> str:
    """A count in words as people write them: "no entries", "one entry", "12 entries"."""
    word = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many or one + 's'}"


def _pages(title: str, pieces: Iterable[str], *, gap: str) -> tuple[Json, ...]:
    """Embeds that hold these pieces one after the other, each whole; past `MOST_PAGES` it is said how many are not."""
    pages: list[str] = [""]
    left = 0
    for piece in filter(None, pieces):
        longer = f"{pages[-1]}{gap}{piece}" if pages[-1] else piece
        if text.size(longer) <= DESCRIPTION:
            pages[-1] = longer
        elif len(pages) < MOST_PAGES:
            pages.append(piece)
        else:
            left += 1
    embeds: list[Json] = [{"description": page, "color": INK} for page in pages]
    embeds[0]["title"] = title
    if left:
        embeds[-1]["footer"] = {"text": f"… and {left} more"}
    return tuple(embeds)


def _fitting(lines: Iterable[str], limit: int, gap: str = "\n") -> str:
    """As many whole lines as fit; those that do not are left out, never cut."""
    kept = ""
    for line in filter(None, lines):
        longer = f"{kept}{gap}{line}" if kept else line.lstrip("\n")
        if text.size(longer) > limit:
            break
        kept = longer
    return kept
