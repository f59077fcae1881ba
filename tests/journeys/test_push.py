"""What a hub tells is in the channel at once, in the feed's own words; without the hub everything goes on as ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.app import now
from bot.config import Config, Websub
from bot.outbox.model import Outcome
from bot.store import open_store
from tests.journeys.newsroom import Newsroom, Press, opened, title
from tests.push.hub import CALLBACK, Hub

HOUR = timedelta(hours=1)


class PressWithHub(Press):
    """The blog, which names a hub that tells of its changes."""

    hub = ""

    async def _feed(self, request: web.Request) -> web.Response:
        response = await Press._feed(self, request)
        response.headers["Link"] = f'<{self.hub}>; rel="hub", <{self.address}/feed>; rel="self"'
        return response


@asynccontextmanager
async def pushed(folder: Path, port: int) -> AsyncIterator[tuple[Newsroom, Hub]]:
    """A newsroom whose blog has published one post, and the blog's hub."""
    async with opened(folder) as newsroom, Hub(port) as hub, PressWithHub() as press:
        press.hub, newsroom.press = hub.address, press
        press.publish("talks")
        yield newsroom, hub


def listening(newsroom: Newsroom, port: int, *, every: timedelta) -> Config:
    """Settings under which feeds are asked so often, and hubs are listened to."""
    config = newsroom.config()
    return config.model_copy(
        update={
            "polling": config.polling.model_copy(update={"every": every}),
            "websub": Websub(callback=CALLBACK, listen=f"127.0.0.1:{port}"),
        }
    )


async def subscribed(newsroom: Newsroom, hub: Hub, config: Config) -> None:
    """Follow the blog, and have its hub asked: when it starts the bot looks at once which hubs its feeds have named."""
    async with newsroom.bot(config):
        await newsroom.follow()
        await newsroom.posted(1)
    async with newsroom.bot(config):
        for _ in range(200):
            if hub.heard:
                break
            await asyncio.sleep(0.05)
    assert [heard.status for heard in hub.heard] == [200]


async def an_hour_passes(newsroom: Newsroom) -> None:
    """Let the feed have been asked an hour ago: a hub's message moves no poll nearer than a minute to the last."""
    async with open_store(newsroom.config().store.address.get_secret_value()) as store:
        [polled] = await store.feeds()
        claimed = await store.claim_feed(polled.feed.feed_id, now(), lease=HOUR)
        assert claimed is not None
        feed = claimed.feed
        assert await store.record(
            Outcome(
                feed_id=feed.feed_id,
                fence=claimed.fence,
                at=now() - HOUR,
                due_at=now() + HOUR,
                validators=feed.validators,
                rhythm=feed.rhythm,
                push=feed.push,
            )
        )


async def test_a_hubs_message_brings_the_digest_long_before_the_next_poll(tmp_path: Path, unused_tcp_port: int) -> None:
    """Under the subscription that was made before the bot was last started, and word for word as the feed has it.

    What the message itself says is not read; one that the hub did not sign is not even a hint.
    """
    async with pushed(tmp_path, unused_tcp_port) as (newsroom, hub):
        config = listening(newsroom, unused_tcp_port, every=HOUR)
        await subscribed(newsroom, hub, config)
        await an_hour_passes(newsroom)
        async with newsroom.bot(config):
            before = newsroom.press.asked
            newsroom.press.publish("vote")
            other = Press()
            other.publish("lies")
            await hub.send(other._atom().encode(), secret="guessed")
            await asyncio.sleep(0.6)
            assert (newsroom.press.asked, len(newsroom.posts())) == (before, 1)
            await hub.send(other._atom().encode())
            posts = await newsroom.posted(2)
    assert [title(message) for message in posts] == ["News of talks", "News of vote"]
    assert len(hub.asked) == 1


async def test_a_hub_that_dies_is_not_missed(tmp_path: Path, unused_tcp_port: int) -> None:
    """The feed is polled at its times, hub or no hub."""
    async with pushed(tmp_path, unused_tcp_port) as (newsroom, hub):
        config = listening(newsroom, unused_tcp_port, every=timedelta(milliseconds=300))
        await subscribed(newsroom, hub, config)
        await hub.go_away()
        async with newsroom.bot(config):
            newsroom.press.publish("vote")
            posts = await newsroom.posted(2)
    assert [title(message) for message in posts] == ["News of talks", "News of vote"]
