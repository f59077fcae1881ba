"""How a poll went becomes the moment of the next."""

from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)
"""However often a feed has failed, it is asked again within a day: a feed is never given up in silence."""


def after_success(now: datetime, every: timedelta, *, jitter: float) -> datetime:
    """When to ask a feed again that answered: after `every`, up to a tenth later, so that feeds drift apart.

    `jitter` is a number from 0 to 1.
    """
    return now + every * (1 + jitter / 10)


def after_failure(
    now: datetime, every: timedelta, failures: int, retry_after: timedelta | None, *, jitter: float
) -> datetime:
    """When to ask a feed again that failed `failures` times in a row, this time included: twice as long each time.

    What the server itself asks for (RFC 9110, 10.2.3: Retry-After) is kept to, but nothing waits beyond `LONGEST`.
    """
    backoff = min(every * (1 << min(failures, 16)), LONGEST)
    wished = retry_after or timedelta()
    return now + min(max(backoff, wished) * (1 + jitter / 10), LONGEST)
