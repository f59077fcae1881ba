"""Deliveries that are due become messages in their channels: claimed, posted, settled, each once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot import log
from bot.outbox import retry
from bot.outbox.attempts import Again, Later, Posted, Receipt, Settlement, TokenDead
from bot.outbox.model import Claim
from bot.store import Store

Render = Callable[[Claim], str]
"""A claim's message as the body that Discord takes."""

Post = Callable[[Claim, str], Awaitable[Receipt]]
"""Sends a rendered message and says how that ended; never raises for what Discord answers."""

Find = Callable[[Claim], Awaitable[Receipt | None]]
"""Looks for a claim's mark in its channel: `Posted` where it stands, None where it does not, else why none can tell."""

_log = log.logger("deliver")


class TokenIsDead(Exception):
    """Discord no longer knows the bot's token: nothing can be posted until the bot is started with another."""


async def deliver_due(
    store: Store,
    post: Post,
    find: Find,
    render: Render,
    now: Callable[[], datetime],
    *,
    jitter: Callable[[], float],
    at_once: int,
    lease: timedelta,
) -> int:
    """Post what is due now, at most `at_once` messages and one for a channel; how many attempts were made.

    Raises `TokenIsDead` once every attempt has been settled.
    """
    claims = await store.claim_deliveries(now(), limit=at_once, lease=lease)
    receipts = await asyncio.gather(*(_deliver(store, post, find, render, now, jitter, claim) for claim in claims))
    if any(isinstance(receipt, TokenDead) for receipt in receipts):
        raise TokenIsDead
    return len(claims)


async def _deliver(
    store: Store,
    post: Post,
    find: Find,
    render: Render,
    now: Callable[[], datetime],
    jitter: Callable[[], float],
    claim: Claim,
) -> Receipt | None:
    payload = claim.payload or render(claim)
    if not await store.begin_attempt(claim, payload, now()):
        return None
    receipt = await _once(post, find, claim, payload, now)
    settlement = retry.judge(receipt, claim, now(), jitter=jitter())
    kept = await store.settle(claim, settlement, now())
    _tell(claim, settlement, kept=kept)
    return receipt


async def _once(post: Post, find: Find, claim: Claim, payload: str, now: Callable[[], datetime]) -> Receipt:
    """Post, unless an earlier attempt that nobody saw answered has left the message in the channel.

    Where the channel's past cannot be seen, Discord's memory for nonces is all there is to go by; when that has run out
    too, it is better to ask for the permission than to say a thing twice.
    """
    # An edit that is made twice leaves the message as it is.
    if claim.unsure_since is not None and claim.delivery.amends is None:
        found = await find(claim)
        if isinstance(found, Posted):
            return found
        if found is not None and not retry.nonce_holds(claim, now()):
            return found
    return await post(claim, payload)


def _tell(claim: Claim, settlement: Settlement, *, kept: bool) -> None:
    facts = {"delivery": claim.delivery.delivery_id, "attempt": claim.attempts + 1}
    if not kept:
        _log.warning("delivery was taken over by another", **facts)
    elif isinstance(settlement, Later | Again):
        _log.info("delivery put off", **facts, why=settlement.why)
    else:
        _log.info(f"delivery {type(settlement).__name__.lower()}", **facts, why=getattr(settlement, "why", None))
