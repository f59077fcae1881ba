"""An incident in a channel becomes a delivery to each person who has to know of it, the same one however often."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from bot.outbox.model import Delivery, Notice, Person

Incident = Literal["paused", "ended"]


def notices(
    notice: Notice, people: Iterable[int], *, incident: Incident, channel_id: int, since: datetime, now: datetime
) -> tuple[Delivery, ...]:
    """One delivery for each of these people that tells of the incident; `since` is when it began."""
    return tuple(
        Delivery(notice_id(incident, channel_id, since, user_id), Person(user_id), notice, created_at=now)
        for user_id in sorted(set(people))
    )


def notice_id(incident: Incident, channel_id: int, since: datetime, user_id: int) -> str:
    """The name of the notice that tells a person of an incident: 20 characters, which Discord takes as a nonce."""
    meaning = "\x1f".join(("notice", incident, str(channel_id), since.isoformat(), str(user_id)))
    return hashlib.sha256(meaning.encode()).hexdigest()[:20]
