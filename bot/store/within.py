"""Who asks becomes what they may be told of: the stories of their server, in the channels that they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, true

from bot.store.columns import Moment
from bot.store.tables import deliveries, stories, subscriptions, told
from bot.store.tellings import stands

_root, _saying = (deliveries.alias(name) for name in ("root", "saying"))


@dataclass(frozen=True, slots=True)
class Within:
    """Where somebody looks: in these channels of a server, for stories of one feed and told since then, if so."""

    guild_id: int
    channels: Collection[int]
    feed_id: str | None = None
    since: datetime | None = None


def followed(within: Within) -> ColumnElement[bool]:
    """That a subscription is one of those."""
    return and_(
        subscriptions.c.guild_id == within.guild_id,
        subscriptions.c.removed.is_(False),
        subscriptions.c.channel_id.in_(within.channels),
        subscriptions.c.feed_id == within.feed_id if within.feed_id else true(),
    )


def heard(within: Within) -> Select[str]:
    """The names of stories that there was a message for, whatever became of it: all that is found is among them."""
    return select(told.c.story_id).where(
        told.c.subscription_id.in_(select(subscriptions.c.subscription_id).where(followed(within)))
    )


def told_there(within: Within, candidates: Subquery) -> Subquery:
    """The candidates, rows with a `number` and a `story_id`, that were told there, each with where it was told last.

    A story that was told beside another, or by a follow-up, stands where that message does. What its blog has taken
    back is not told.
    """
    told_at = func.coalesce(_root.c.posted_at, _root.c.created_at, type_=Moment)
    latest_first = (told_at.desc(), _root.c.sequence.desc())
    ranked = (
        select(
            *candidates.c,
            *(_root.c.sequence, _root.c.message_id, subscriptions.c.channel_id, told_at.label("told_at")),
            func.row_number().over(partition_by=candidates.c.number, order_by=latest_first).label("place"),
        )
        .join(stories, stories.c.story_id == candidates.c.story_id)
        .join(told, told.c.story_id == candidates.c.story_id)
        # From the candidates on, of which there are few: to what is put together here SQLite has no index, or it would
        # go through all that the subscriptions were ever told.
        .join(subscriptions, subscriptions.c.subscription_id == told.c.subscription_id.concat(""))
        .join(_root, _root.c.delivery_id == told.c.root_id)
        .join(_saying, _saying.c.delivery_id == told.c.delivery_id)
        .where(followed(within), stands(_root), stands(_saying), stories.c.withdrawn_at.is_(None))
        .where(told_at >= within.since if within.since else true())
        .subquery("ranked")
    )
    return select(ranked).where(ranked.c.place == 1).subquery("told_there")
