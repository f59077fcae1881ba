"""Rows of the tables become the nouns of the outbox, and those nouns become rows."""

from sqlalchemy import Row

from bot.news.model import Masthead
from bot.outbox.due import Awaited
from bot.outbox.model import (
    Channel,
    Delivery,
    Feed,
    Following,
    KeptPage,
    Move,
    Outcome,
    Owed,
    Person,
    Push,
    Rhythm,
    Subscription,
    Target,
    Validators,
)
from bot.outbox.settings import AS_EVER, Settings
from bot.store import documents
from bot.store.columns import host, key
from bot.store.interface import HubLease

Found = Row[*tuple[object, ...]]
"""A row that was found, its columns by their names."""

Values = dict[str, object]
"""What a row is to hold, by the names of its columns."""


def feed(row: Found) -> Feed:
    """The feed of a row that has all columns of `feeds`."""
    return Feed(
        feed_id=row.feed_id,
        address=row.address,
        masthead=masthead(row),
        validators=Validators(row.etag, row.last_modified, row.body_hash),
        due_at=row.due_at,
        failures=row.failures,
        problem=row.problem,
        because=row.because,
        polled_at=row.polled_at,
        changed_at=row.changed_at,
        rhythm=documents.rhythm(row.rhythm) if row.rhythm else Rhythm(),
        moving=Move(row.moving_to, row.moving_since) if row.moving_to else None,
        push=Push(row.hub, row.topic) if row.hub else None,
        gone=row.gone,
        identity=row.identity,
    )


def address_values(address: str) -> Values:
    """An address as columns of `feeds`."""
    return {"address": address, "address_key": key(address), "host": host(address)}


def masthead(row: Found) -> Masthead:
    """The masthead of a row that has such columns of `feeds`."""
    return Masthead(row.title, row.site, row.icon)


def masthead_values(masthead: Masthead) -> Values:
    """A masthead as columns of `feeds`."""
    return {"title": masthead.title, "site": masthead.site, "icon": masthead.icon}


def validators_values(validators: Validators) -> Values:
    """Validators as columns of `feeds`."""
    return {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": validators.body_hash,
    }


def outcome_values(outcome: Outcome) -> Values:
    """What a poll says of its feed, as columns of `feeds`; what it does not say is left out."""
    return {
        "due_at": outcome.due_at,
        "because": outcome.because,
        "failures": outcome.failures,
        "problem": outcome.problem,
        "polled_at": outcome.at,
        "rhythm": documents.dump(outcome.rhythm),
        "moving_to": outcome.moving.address if outcome.moving else None,
        "moving_since": outcome.moving.since if outcome.moving else None,
        "hub": outcome.push.hub if outcome.push else None,
        "topic": outcome.push.topic if outcome.push else None,
        "gone": outcome.gone,
        **validators_values(outcome.validators),
        **({"changed_at": outcome.at} if outcome.revisions else {}),
        **(masthead_values(outcome.masthead) if outcome.masthead else {}),
        **(identity_values(outcome.identity) if outcome.identity is not None else {}),
    }


def identity_values(identity: str | None) -> Values:
    """A feed's own id as columns of `feeds`."""
    return {"identity": identity, "identity_key": None if identity is None else key(identity)}


def subscription(row: Found) -> Subscription:
    """The subscription of a row that has all columns of `subscriptions`."""
    return Subscription(
        subscription_id=row.subscription_id,
        feed_id=row.feed_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        added_by=row.added_by,
        since=row.since,
        greeted=row.greeted,
        trouble=row.trouble,
        ended=row.ended,
        settings=documents.settings(row.settings) if row.settings else AS_EVER,
        edition_at=row.edition_at,
        edition_set_at=row.edition_set_at,
    )


def settings_values(settings: Settings) -> Values:
    """Settings as columns of `subscriptions`."""
    return {"settings": None if settings == AS_EVER else documents.dump(settings)}


def awaited_values(awaited: Awaited) -> Values:
    """When a subscription's next edition is due as columns of `subscriptions`."""
    return {"edition_at": awaited.at, "edition_set_at": awaited.since if awaited.at else None}


def owed(row: Found) -> Owed:
    """The debt of a row that has all columns of `owed`."""
    return Owed(
        subscription_id=row.subscription_id,
        story_id=row.story_id,
        debt=row.debt,
        since=row.since,
        due_at=row.due_at,
        promised_by=row.promised_by,
        promised_at=row.promised_at,
    )


def owed_values(owed: Owed) -> Values:
    """A debt as a row of `owed`."""
    return {
        "subscription_id": owed.subscription_id,
        "story_id": owed.story_id,
        "debt": owed.debt,
        "since": owed.since,
        "due_at": owed.due_at,
        "promised_by": owed.promised_by,
        "promised_at": owed.promised_at,
    }


def following(row: Found) -> Following:
    """The subscription and its feed, of a row that has the columns of both."""
    return Following(subscription(row), feed(row))


def page(link: str, row: Found) -> KeptPage:
    """The page at a link, of a row of `pages`."""
    return KeptPage(link, row.body, row.tries, row.author, row.published, row.image)


def page_values(page: KeptPage) -> Values:
    """A page as a row of `pages`."""
    return {
        "link_key": key(page.link),
        "body": page.body,
        "tries": page.tries,
        "author": page.author,
        "published": page.published,
        "image": page.image,
    }


def hub_lease(row: Found, *, failures: int) -> HubLease:
    """The subscription at a hub of a row of `hub_leases`."""
    return HubLease(row.feed_id, Push(row.hub, row.topic), row.token, row.secret, row.asked_at, row.until, failures)


def hub_lease_values(lease: HubLease) -> Values:
    """A subscription at a hub as a row of `hub_leases`, but for how it stands."""
    return {
        "feed_id": lease.feed_id,
        "hub": lease.push.hub,
        "topic": lease.push.topic,
        "token": lease.token,
        "secret": lease.secret,
        "asked_at": lease.asked_at,
        "until": lease.until,
        "failures": lease.failures,
    }


def delivery(row: Found) -> Delivery:
    """The delivery of a row that has all columns of `deliveries`."""
    return Delivery(
        delivery_id=row.delivery_id,
        target=Channel(row.target_id) if row.target_kind == "channel" else Person(row.target_id),
        message=documents.message(row.message),
        created_at=row.created_at,
        subscription_id=row.subscription_id,
        story_id=row.story_id,
        revision=row.revision,
        replies_to=row.replies_to,
        amends=row.amends,
    )


def delivery_values(delivery: Delivery) -> Values:
    """A delivery that nobody has tried yet, as a row of `deliveries`."""
    target_kind, target_id = lane(delivery.target)
    return {
        "delivery_id": delivery.delivery_id,
        "target_kind": target_kind,
        "target_id": target_id,
        "kind": documents.kind(delivery.message),
        "message": documents.dump(delivery.message),
        "created_at": delivery.created_at,
        "subscription_id": delivery.subscription_id,
        "story_id": delivery.story_id,
        "revision": delivery.revision,
        "replies_to": delivery.replies_to,
        "amends": delivery.amends,
        "state": "waiting",
        "due_at": delivery.created_at,
        "fence": 0,
        "attempts": 0,
        "plain": False,
        "no_reply": False,
    }


def lane(target: Target) -> tuple[str, int]:
    """What kind of target it is, and its id: deliveries that agree in both go one after another."""
    match target:
        case Channel(channel_id):
            return "channel", channel_id
        case Person(user_id):
            return "person", user_id
