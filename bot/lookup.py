"""What people ask becomes what the store knows: the latest stories, a story's quotes, why something was posted."""

from bot.news.model import Quote
from bot.outbox.model import Following
from bot.store import Reasons, Store, Told


async def latest(store: Store, guild_id: int, feed: str | None, count: int) -> tuple[Told, ...]:
    """The newest stories that a server was told of; of one feed, where `feed` is its id."""
    return await store.latest(guild_id, feed_id=feed, count=count)


async def quotes(store: Store, delivery_id: str) -> tuple[Quote, ...]:
    """All quotes of the story that a message tells of."""
    return await store.quotes(delivery_id)


async def why(store: Store, delivery_id: str) -> Reasons | None:
    """Why a message was posted; None if it is not one of ours."""
    return await store.reasons(delivery_id)


async def feeds(store: Store, guild_id: int, typed: str) -> tuple[Following, ...]:
    """What a server follows whose title or address contains what somebody is typing."""
    wanted = typed.casefold().strip()
    return tuple(
        following
        for following in await store.following(guild_id)
        if wanted in following.feed.masthead.title.casefold() or wanted in following.feed.address.casefold()
    )
