"""What is kept, as tables: one definition that both SQLite and PostgreSQL hold."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
    false,
    literal_column,
)

from bot.store import fulltext
from bot.store.columns import Moment, Words
from bot.store.fulltext import Folded

metadata = MetaData(
    naming_convention={
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "fk": "%(table_name)s_%(column_0_name)s_known",
    }
)

_COUNTED = BigInteger().with_variant(Integer, "sqlite")

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", Words, primary_key=True),
    Column("address", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("site", Words),
    Column("icon", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("due_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", Words),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until", Moment),
    Column("host", Words, nullable=False, server_default=""),
    # Empty once the feed has become another: then it stands nowhere, and nothing but its name is left of it.
    Column("address_key", Words),
    Column("because", Words, nullable=False, server_default=""),
    Column("polled_at", Moment),
    Column("changed_at", Moment),
    Column("hinted_at", Moment),
    Column("rhythm", Words),
    Column("moving_to", Words),
    Column("moving_since", Moment),
    Column("hub", Words),
    Column("topic", Words),
    Column("gone", Boolean, nullable=False, server_default=false()),
    Column("identity", Words),
    Column("identity_key", Words),
    Index("feeds_at", "address_key", unique=True),
    Index("feeds_by_identity", "identity_key"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("subscription_id", Words, primary_key=True),
    Column("feed_id", Words, ForeignKey("feeds.feed_id"), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
    Column("greeted", Moment),
    Column("trouble", Words),
    Column("troubled_since", Moment),
    Column("ended", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("settings", Words),
    Column("edition_at", Moment),
    Column("edition_set_at", Moment),
    UniqueConstraint("feed_id", "channel_id"),
    Index("subscriptions_of_guild", "guild_id"),
    Index("subscriptions_of_channel", "channel_id"),
)

stories = Table(
    "stories",
    metadata,
    Column("story_id", Words, primary_key=True),
    Column("feed_id", Words, ForeignKey("feeds.feed_id"), nullable=False),
    Column("entry_key", Words, nullable=False),
    Column("link_key", Words),
    Column("fingerprint", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    # These three are empty for stories that were last read before they were kept.
    Column("entry_id", Words),
    Column("link", Words),
    Column("published", Moment),
    Column("told_at", Moment),
    Column("missing_since", Moment),
    Column("gone_at", Moment),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("look_at", Moment),
    Column("withdrawn_at", Moment),
    # The entry first: who asks which feeds are alike knows the entries, not the feeds.
    Index("stories_by_entry", "entry_key", "feed_id"),
    Index("stories_by_link", "feed_id", "link_key"),
    Index("stories_by_text", "feed_id", "fingerprint"),
    Index("stories_told", "feed_id", "told_at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("story_id", Words, ForeignKey("stories.story_id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", Words, nullable=False),
    Column("document", Words, nullable=False),
    Column("read_at", Moment, nullable=False),
)

quotes = Table(
    "quotes",
    metadata,
    Column("story_id", Words, ForeignKey("stories.story_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("starts_at", Integer, nullable=False),
    Column("ends_at", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("speaker", Words),
    Column("name", Words),
    Column("role", Words),
    Column("cue", Words),
)

# By what stories are found, and by what quotes are: as they now stand, the newest kept with the highest numbers.
archive = Table(
    "archive",
    metadata,
    Column("number", _COUNTED, primary_key=True),
    Column("story_id", Words, ForeignKey("stories.story_id"), nullable=False),
    Column("headline", Folded("A"), nullable=False),
    Column("said", Folded("B"), nullable=False),
    Column("body", Folded("D"), nullable=False),
    UniqueConstraint("story_id"),
)

sayings = Table(
    "sayings",
    metadata,
    Column("number", _COUNTED, primary_key=True),
    Column("story_id", Words, ForeignKey("stories.story_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("said", Folded("B"), nullable=False),
    Column("name", Folded("B"), nullable=False),
    Column("who", Folded("B"), nullable=False),
    UniqueConstraint("story_id", "position"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("story_id", Words, ForeignKey("stories.story_id"), primary_key=True),
    Column("document", Words, nullable=False),
    Column("at", Moment),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("sequence", _COUNTED, primary_key=True),
    Column("delivery_id", Words, nullable=False),
    Column("target_kind", Words, nullable=False),
    Column("target_id", BigInteger, nullable=False),
    Column("kind", Words, nullable=False),
    Column("message", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("subscription_id", Words),
    Column("story_id", Words),
    Column("revision", Integer),
    Column("replies_to", Words),
    Column("state", Words, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("payload", Words),
    Column("plain", Boolean, nullable=False),
    Column("no_reply", Boolean, nullable=False),
    Column("unsure_since", Moment),
    Column("why", Words),
    Column("message_id", BigInteger),
    Column("posted_at", Moment),
    Column("amends", Words),
    UniqueConstraint("delivery_id"),
    sqlite_autoincrement=True,
)

told = Table(
    "told",
    metadata,
    Column("subscription_id", Words, primary_key=True),
    Column("story_id", Words, primary_key=True),
    Column("delivery_id", Words, primary_key=True),
    Column("revision", Integer),
    Column("root_id", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("told_by_root", "root_id"),
    Index("told_of_story", "story_id"),
    Index("told_lately", "subscription_id", "at"),
)

owed = Table(
    "owed",
    metadata,
    Column("subscription_id", Words, primary_key=True),
    Column("story_id", Words, primary_key=True),
    Column("debt", Words, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("due_at", Moment),
    Column("promised_by", Words),
    Column("promised_at", Moment),
)

periods = Table(
    "periods",
    metadata,
    Column("period", Words, primary_key=True),
    Column("subscription_id", Words, nullable=False),
    Column("printed_at", Moment, nullable=False),
    Index("periods_of_subscription", "subscription_id", "printed_at"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("number", _COUNTED, primary_key=True),
    Column("delivery_id", Words, ForeignKey("deliveries.delivery_id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ending", Words, nullable=False),
    Column("why", Words),
    Index("receipts_of_delivery", "delivery_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", _COUNTED, primary_key=True),
    Column("subscription_id", Words, nullable=False),
    Column("story_id", Words, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("delivery_id", Words),
    Column("reasons", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("decisions_of_delivery", "delivery_id"),
    Index("decisions_of_story", "story_id", "subscription_id"),
    Index("decisions_of_subscription", "subscription_id", "story_id", "number"),
)

marks = Table(
    "marks",
    metadata,
    Column("feed_id", Words, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("entry_key", Words, primary_key=True),
    Column("entry_id", Words, nullable=False),
    Column("mark", Words, nullable=False),
    Column("given_at", Moment, nullable=False),
    Index("marks_by_age", "feed_id", "given_at"),
)

pages = Table(
    "pages",
    metadata,
    Column("link_key", Words, primary_key=True),
    Column("body", Words),
    Column("tries", Integer, nullable=False),
    Column("author", Words),
    Column("published", Moment),
    Column("image", Words),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Words, primary_key=True),
    Column("rest_until", Moment, nullable=False),
)

hub_leases = Table(
    "hub_leases",
    metadata,
    Column("feed_id", Words, ForeignKey("feeds.feed_id"), primary_key=True),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("token", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("standing", Words, nullable=False),
    Column("asked_at", Moment),
    Column("until", Moment),
    Column("failures", Integer, nullable=False),
    UniqueConstraint("token"),
)

holds = Table(
    "holds",
    metadata,
    Column("number", _COUNTED, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Index("holds_until", "until"),
)


def waiting(table: FromClause = deliveries) -> ColumnElement[bool]:
    """That a delivery waits in the outbox, in flight or not.

    The word stands in the statement itself: SQLite uses a partial index only where it sees that the condition holds.
    """
    return table.c.state == literal_column("'waiting'")


def living() -> ColumnElement[bool]:
    """That a subscription is to be served: neither has its channel gone nor was it removed."""
    return and_(subscriptions.c.ended.is_(False), subscriptions.c.removed.is_(False))


def story_owed() -> ColumnElement[bool]:
    """That a story is owed to an edition, where other debts have a moment of their own; see `waiting`."""
    return owed.c.debt == literal_column("'story'")


def awaiting() -> ColumnElement[bool]:
    """That a subscription which is to be served has an edition to wait for."""
    return and_(living(), subscriptions.c.edition_at.is_not(None))


def leased() -> ColumnElement[bool]:
    """That a feed has been claimed; whether the lease still holds is another question."""
    return feeds.c.lease_until.is_not(None)


def pushed() -> ColumnElement[bool]:
    """That a feed which is still there names a hub."""
    return and_(feeds.c.hub.is_not(None), feeds.c.gone.is_(False))


Index("subscriptions_living", subscriptions.c.feed_id, sqlite_where=living(), postgresql_where=living())
Index("subscriptions_awaiting", subscriptions.c.edition_at, sqlite_where=awaiting(), postgresql_where=awaiting())
Index("subscriptions_ahead", subscriptions.c.edition_set_at, sqlite_where=awaiting(), postgresql_where=awaiting())
Index("owed_due", owed.c.due_at, sqlite_where=~story_owed(), postgresql_where=~story_owed())

_TO_ASK = stories.c.look_at.is_not(None)
Index("stories_to_ask", stories.c.look_at, sqlite_where=_TO_ASK, postgresql_where=_TO_ASK)
_MISSED = stories.c.missing_since.is_not(None)
Index("stories_missed", stories.c.feed_id, sqlite_where=_MISSED, postgresql_where=_MISSED)

# A claim passes over feeds of a host that has its turn already, by their hosts alone. Of those that are due at one
# moment, as after an import, the names come first: they mix the hosts, where thousands of one would stand in a row.
_STILL_THERE = feeds.c.gone.is_(False)
Index(
    "feeds_due",
    *(feeds.c.due_at, feeds.c.feed_id, feeds.c.host),
    sqlite_where=_STILL_THERE,
    postgresql_where=_STILL_THERE,
)
Index("feeds_leased", feeds.c.lease_until, feeds.c.host, sqlite_where=leased(), postgresql_where=leased())
Index("feeds_pushed", feeds.c.feed_id, sqlite_where=pushed(), postgresql_where=pushed())

_LANE = (deliveries.c.target_kind, deliveries.c.target_id)

# Most deliveries are settled: the indexes that claims walk know nothing of those, and there is none of all states, for
# SQLite would take it instead.
Index("deliveries_waiting", *_LANE, deliveries.c.sequence, sqlite_where=waiting(), postgresql_where=waiting())
Index(
    "deliveries_leased",
    *_LANE,
    sqlite_where=and_(waiting(), deliveries.c.lease_until.is_not(None)),
    postgresql_where=and_(waiting(), deliveries.c.lease_until.is_not(None)),
)
Index("deliveries_oldest", deliveries.c.created_at, sqlite_where=waiting(), postgresql_where=waiting())
Index("deliveries_replying", deliveries.c.replies_to, sqlite_where=waiting(), postgresql_where=waiting())
_AMENDING = deliveries.c.amends.is_not(None)
Index("deliveries_amending", deliveries.c.amends, sqlite_where=_AMENDING, postgresql_where=_AMENDING)
Index("deliveries_of_subscription", deliveries.c.subscription_id, deliveries.c.story_id)
Index("deliveries_settled", deliveries.c.state, sqlite_where=~waiting(), postgresql_where=~waiting())

for _searched in (archive, sayings):
    fulltext.index(_searched)
for _column in (archive.c.body, archive.c.headline, sayings.c.said, sayings.c.name, sayings.c.who):
    Index(f"{_column.table.name}_by_{_column.name}", _column, postgresql_using="gin").ddl_if("postgresql")
