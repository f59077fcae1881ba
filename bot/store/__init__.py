"""The one door to what is kept: feeds and who follows them, stories, the outbox, and why each decision was made."""

from bot.store.check import check_store
from bot.store.door import open_store
from bot.store.interface import (
    Explained,
    Hits,
    HubLease,
    NotBackedUp,
    Polled,
    Reasons,
    Said,
    Store,
    StoreUnavailable,
    Subscribed,
    Tally,
    Told,
)

__all__ = [
    "Explained",
    "Hits",
    "HubLease",
    "NotBackedUp",
    "Polled",
    "Reasons",
    "Said",
    "Store",
    "StoreUnavailable",
    "Subscribed",
    "Tally",
    "Told",
    "check_store",
    "open_store",
]
