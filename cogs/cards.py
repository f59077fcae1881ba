"""Deliveries become the bodies that Discord takes, ready to be sent as they are; answers become embeds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.news.model import Digest, FollowUp, Quote, Story, Withdrawal
from bot.outbox.model import Claim, Following, Message, Notice
from bot.outbox.settings import Gathering
from bot.store.interface import Explained, Reasons, Told
from cogs import lines, text
from cogs.lines import DESCRIPTION, INK, Json
from cogs.lines import name as name  # for the commands, which name feeds as the cards do
from cogs.lines import number as number
from cogs.messages import digest_embed, plain_body, rich_body

MOST_PAGES = 8
"""Messages that one answer may take."""

LONGEST_PIECE = DESCRIPTION - 400
"""Characters of a quote that stand in one piece, so that it fits a message with whose it is."""

GATHERED: dict[Gathering, str] = {
    "channel": "One event is told once in the channel",
    "server": "One event is told once in the server",
    "off": "Each feed tells of an event by itself",
}

SUPPRESS_NOTIFICATIONS = 1 << 12

MARK = "le"
NO_MENTIONS: Json = {"parse": [], "replied_user": False}


# ---------------------------------------------------------------------- messages that are posted


def payload(claim: Claim) -> Json:
    """The body of Create Message for a delivery, or of Edit Message for one that amends another."""
    return amendment(claim) if claim.delivery.amends is not None else creation(claim)


def creation(claim: Claim) -> Json:
    """The body of Create Message: nonce, mark, reply and all.

    The nonce makes Discord return the first message if this one is sent again soon; the mark, a button's id, is how it
    is found in the channel's history later. What only adds to an earlier message rings for nobody.
    """
    delivery = claim.delivery
    body = _shown(claim) | {
        "nonce": delivery.delivery_id,
        "enforce_nonce": True,
        "allowed_mentions": NO_MENTIONS,
        "components": buttons(delivery.message, delivery.delivery_id),
    }
    if claim.reply_to is not None:
        body["message_reference"] = {"message_id": str(claim.reply_to), "fail_if_not_exists": False}
    if isinstance(delivery.message, FollowUp | Withdrawal):
        body["flags"] = body.get("flags", 0) | SUPPRESS_NOTIFICATIONS
    return body


def amendment(claim: Claim) -> Json:
    """The body of Edit Message: the whole message anew, whether it was decorated before or not.

    What an edit does not name stays, so everything is named. The mark stays that of the message which is edited.
    """
    blank: Json = {"content": "", "embeds": [], "flags": 0, "allowed_mentions": NO_MENTIONS}
    root = claim.delivery.amends or claim.delivery.delivery_id
    return blank | _shown(claim) | {"components": buttons(claim.delivery.message, root)}


def _shown(claim: Claim) -> Json:
    return plain_body(claim.delivery.message) if claim.plain else rich_body(claim.delivery.message)


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
    listed = [
        "\n".join(
            (
                f"**{text.link(lines.title(told.story.headline.text), told.story.link)}**",
                " · ".join(whence(told, guild_id, lines.moment(told.story.published or told.told_at, "R"))),
            )
        )
        for told in stories
    ]
    return {"title": "Latest news", "description": lines.fitting(listed, DESCRIPTION, gap="\n\n"), "color": INK}


def whence(told: Told, guild_id: int, when: str) -> Iterable[str]:
    """Where a story comes from: its feed, `when` it was published as that is shown, and the way to its digest."""
    yield text.within(text.plain(name(told.feed.masthead)), 100)
    yield when
    if told.message_id:
        yield way_to_digest(told, guild_id)


def way_to_digest(told: Told, guild_id: int) -> str:
    """The link to the message that told a story; nothing while that waits to be posted."""
    address = f"https://discord.com/channels/{guild_id}/{told.channel_id}/{told.message_id}"
    return f"[digest]({address})" if told.message_id else ""


def followed(subscriptions: Sequence[Following]) -> tuple[Json, ...]:
    """What a server follows, each with its channel and what troubles it; the embeds of as many messages as it takes."""
    return _pages("Feeds of this server", map(_following, subscriptions), gap="\n\n")


def why(reasons: Reasons) -> Json:
    """Why a message was posted where it stands; of an edition, why each of its stories was told."""
    head = f"Told here {lines.moment(reasons.posted_at, 'R')}" if reasons.posted_at else "Not told yet"
    given = ("you added a feed that is posted there",) if _is_notice(reasons) else reasons.reasons
    shown = [f"{head} because:", *(f"- {text.plain(reason)}" for reason in given)]
    if reasons.story and isinstance(reasons.delivery.message, Digest):
        shown += _chosen(reasons.story)
    if reasons.feed:
        shown.append(f"Feed: {text.link(text.plain(name(reasons.feed.masthead)), reasons.feed.masthead.site)}")
    return {"title": "Why this?", "description": lines.fitting(shown, DESCRIPTION), "color": INK}


def explained(story: Story) -> Json:
    """Why a digest shows what it shows."""
    nobody = sum(quote.speaker is None for quote in story.quotes)
    unnamed = f"; nobody is named for {number(nobody, 'of them', 'of them')}" if nobody else ""
    shown = [*_chosen(story), f"- Quotes in all: {len(story.quotes)}{unnamed}"]
    return {"title": "Why this?", "description": lines.fitting(shown, DESCRIPTION), "color": INK}


def _chosen(story: Story) -> Iterable[str]:
    for key in story.key_quotes:
        who = text.plain(key.quote.name or key.quote.speaker or "nobody named")
        yield f"- The quote of {who}: {text.plain('; '.join(key.reasons))}"


def quotes(found: Sequence[Quote]) -> tuple[Json, ...]:
    """Every quote of a story whole, in its order, also those too long for a digest; an embed for each message."""
    head = f"{number(len(found), 'quote')} in this story".capitalize()
    return _pages(head, (piece for quote in found for piece in lines.whole_quote(quote, LONGEST_PIECE)), gap="\n")


def decided(decisions: Sequence[Explained]) -> tuple[Json, ...]:
    """What was decided for stories, told or not, and why; the embeds of as many messages as it takes."""
    return _pages("What was decided, and why", map(_decided, decisions), gap="\n\n")


# ---------------------------------------------------------------------- their parts


def _following(following: Following) -> str:
    feed, subscription = following.feed, following.subscription
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
    return f"{_subject(following)}\n{text.within(state, 300)}"


def _subject(following: Following) -> str:
    masthead = following.feed.masthead
    title = text.link(text.within(text.plain(name(masthead)), 150), masthead.site)
    return f"**{title}** → <#{following.subscription.channel_id}>"


def _decided(explained: Explained) -> str:
    story, decision = explained.story, explained.decision
    headline = text.link(lines.title(story.headline.text), story.link)
    feed = text.within(text.plain(name(explained.feed.masthead)), 100)
    told = "told" if decision.delivery_id else "no message, decided"
    head = (f"**{headline}**", f"{feed} → <#{explained.channel_id}> · {told} {lines.moment(explained.at, 'R')}")
    return lines.fitting((*head, *(f"- {text.plain(reason)}" for reason in decision.reasons)), DESCRIPTION)


def _button(label: str, does: str, delivery_id: str) -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": f"{MARK}:{does}:{delivery_id}"}


def _is_notice(reasons: Reasons) -> bool:
    return isinstance(reasons.delivery.message, Notice)


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
