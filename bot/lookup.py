"""What people ask becomes what the store knows: the latest stories, a story's quotes, why something was posted."""

from collections.abc import Collection, Sequence

from bot.news.model import Quote
from bot.outbox.model import Following
from bot.store import Explained, Reasons, Store, Told


async def latest(
    store: Store, guild_id: int, feed: str | None, count: int, channels: Collection[int]
) -> tuple[Told, ...]:
    """The newest stories that these channels of a server were told of; of one feed, where `feed` is its id."""
    return await store.latest(guild_id, feed_id=feed, count=count, channels=channels)


async def quotes(store: Store, delivery_id: str) -> tuple[Quote, ...]:
    """All quotes of the story that a message tells of."""
    return await store.quotes(delivery_id)


async def why(store: Store, delivery_id: str) -> Reasons | None:
    """Why a message was posted; None if it is not one of ours."""
    return await store.reasons(delivery_id)


async def decisions(
    store: Store, guild_id: int, feed: str | None, count: int, channels: Collection[int]
) -> tuple[Explained, ...]:
    """What was last decided for stories in these channels, told or not, the newest first; `feed` is one feed's id."""
    return await store.decisions(guild_id, feed_id=feed, count=count, channels=channels)


async def feeds(
    store: Store, guild_id: int, typed: str, channels: Collection[int] | None = None
) -> tuple[Following, ...]:
    """What a server follows whose title or address contains what somebody is typing; None means in every channel."""
    wanted = typed.casefold().strip()
    return tuple(
        following
        for following in await store.following(guild_id)
        if (wanted in following.feed.masthead.title.casefold() or wanted in following.feed.address.casefold())
        and (channels is None or following.subscription.channel_id in channels)
    )


def meant(followed: Sequence[Following], typed: str) -> Following | None:
    """The one of these that somebody chose by its subscription's name, or whose feed's title they typed.

    None where there is none, or more than one of that title.
    """
    for following in followed:
        if typed == following.subscription.subscription_id:
            return following
    titled = [one for one in followed if typed.casefold().strip() == one.feed.masthead.title.casefold()]
    return titled[0] if len(titled) == 1 else None
