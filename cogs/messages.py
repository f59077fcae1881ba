"""What is to be said in; what a message shows, with Discord's decoration or in plain text, within every limit, out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.news.model import Digest, Edition, FollowUp, Masthead, Picture, Withdrawal
from bot.outbox.model import Message, Notice
from cogs import editions, lines, text, wording
from cogs.lines import AMBER, DESCRIPTION, INK, TITLE, Json

CONTENT = 2000
FOOTER = 200
LONGEST_LINK = 1000
"""Characters of an address that leave room for a follow-up beside it in plain text."""

SUPPRESS_EMBEDS = 1 << 2


def rich_body(message: Message) -> Json:
    """What a message shows: one embed, or as many as an edition takes."""
    match message:
        case Digest():
            return {"embeds": [digest_embed(message)]}
        case FollowUp():
            return {"embeds": [follow_up_embed(message)]}
        case Withdrawal():
            return {"embeds": [{"description": _withdrawal(message), "color": INK}]}
        case Edition():
            return {"embeds": editions.embeds(message)}
        case Notice():
            return {"embeds": [notice_embed(message)]}


def plain_body(message: Message) -> Json:
    """The same without decoration, for when Discord would not take the first: text alone, and no preview of links."""
    match message:
        case Digest():
            head = f"**{text.link(lines.title(message.headline), message.link)}**"
            shown = [head, *_standing(message), *lines.passages(message.passages, under=message.headline)]
            content = lines.fitting(shown, CONTENT, last=[lines.updated(message.updated)])
        case FollowUp():
            link = message.link if len(message.link or "") <= LONGEST_LINK else None
            head = text.link(lines.title(message.headline), link)
            content = f"{head}\n{_follow_up(replace(message, link=None), CONTENT - text.size(head) - 1)}"
        case Withdrawal():
            content = _withdrawal(message)
        case Edition():
            content = editions.content(message, CONTENT)
        case Notice():
            content = lines.fitting((f"**{text.plain(message.title)}**", *_notice(message)), CONTENT)
    return {"content": content, "flags": SUPPRESS_EMBEDS}


def digest_embed(digest: Digest) -> Json:
    """A digest as it stands in a channel."""
    shown = [
        *_standing(digest),
        *lines.passages(digest.passages, under=digest.headline),
        *_caption(digest.picture),
    ]
    embed: Json = {
        "author": _author(digest.masthead),
        "title": lines.title(digest.headline),
        "description": lines.fitting(shown, DESCRIPTION, last=[lines.updated(digest.updated)]),
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
    """What a post has gained and taken back, under its headline: Discord shows no embed of the message replied to."""
    author: Json = {"name": text.within(text.clean(follow_up.headline), TITLE)}
    if follow_up.link and text.is_web(follow_up.link):
        author["url"] = follow_up.link
    embed: Json = {"description": _follow_up(follow_up, DESCRIPTION), "color": INK}
    return {"author": author} | embed if author["name"] else embed


def notice_embed(notice: Notice) -> Json:
    """What an admin has to know."""
    return {
        "title": text.within(text.plain(notice.title), TITLE),
        "description": lines.fitting(_notice(notice), DESCRIPTION),
        "color": AMBER,
    }


def _author(masthead: Masthead) -> Json:
    author: Json = {"name": text.within(text.clean(masthead.title) or text.site(masthead.site) or "", TITLE)}
    if not author["name"]:
        return {}
    if masthead.site and text.is_web(masthead.site):
        author["url"] = masthead.site
    if masthead.icon and text.is_web(masthead.icon):
        author["icon_url"] = masthead.icon
    return author


def _standing(digest: Digest) -> Iterable[str]:
    """What stands above the passages: other outlets, the author's note, the promise of more, the lead if it is told."""
    above = [
        lines.also(digest.also),
        f"*{text.plain(digest.note)}*" if digest.note else "",
        "More headlines coming later" if digest.more_coming else "",
    ]
    yield from above
    if digest.lead:
        yield "\n" + text.plain(digest.lead) if any(above) else text.plain(digest.lead)


def _caption(picture: Picture | None) -> Iterable[str]:
    if picture and picture.address and (picture.caption or picture.credit):
        words = " ".join(part for part in (picture.caption, picture.credit) if part)
        yield "-# " + text.within(text.plain(words), 400)


def _follow_up(follow_up: FollowUp, room: int) -> str:
    """What is new and what is corrected; what finds no room is counted with what is left."""
    gained = [
        *lines.passages(follow_up.passages),
        *("\n" + text.plain(paragraph) for paragraph in follow_up.paragraphs),
    ]
    corrected = [f"**Corrected** — {wording.correction(one)}" for one in follow_up.corrections]
    header = _gained(follow_up) if gained or not (corrected or follow_up.closed) else ""
    if header and corrected:
        corrected[0] = "\n" + corrected[0]
    shown = [*([header] if header else []), *gained, *corrected]
    said, counted, missing = "", -1, 0
    # To say that something is missing takes room too, so that more may be.
    while missing > counted:
        counted = missing
        said, kept = lines.fitted(shown, room, last=_closing(follow_up, follow_up.left + counted))
        missing = len(shown) - kept
    return said


def _gained(follow_up: FollowUp) -> str:
    headlines = sum(passage.headline is not None for passage in follow_up.passages)
    quotes = sum(len(passage.quotes) for passage in follow_up.passages)
    outlet = lines.beside(follow_up.outlet) if follow_up.outlet else ""
    who = f"Also: {outlet}" if outlet else "Updated"
    if headlines:
        return f"**{who}** — {lines.number(headlines, 'more headline')}"
    return f"**{who}** — {lines.number(quotes, 'more quote') if quotes else 'more to read'}"


def _closing(follow_up: FollowUp, left: int) -> Sequence[str]:
    # That more is coming stands in the digest, where it is taken out again when it no longer holds.
    more = text.link(f"… and {left} more", follow_up.link) if left else ""
    return more, "\nThat was all for this post." if follow_up.closed else ""


def _withdrawal(withdrawal: Withdrawal) -> str:
    headline = text.link(lines.title(withdrawal.headline), withdrawal.link)
    return f"**Withdrawn** — its blog has taken this post back: “{headline}”"


def _notice(notice: Notice) -> Iterable[str]:
    yield text.plain(notice.text)
    if notice.channel_id is not None:
        yield f"Channel: <#{notice.channel_id}>"
