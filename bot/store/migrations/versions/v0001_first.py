"""The first tables: feeds and who follows them, stories and their revisions, the outbox and what became of it.

A step is history: it says what was true when it was written, and takes nothing from the code of today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")
_SETTLED = sa.text("state != 'waiting'")
_LEASED = sa.text("state = 'waiting' AND lease_until IS NOT NULL")


def upgrade() -> None:
    """Make the first tables."""
    _follow()
    _tell()
    _deliver()
    _explain()


def _follow() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("site", sa.Text),
        sa.Column("icon", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
    )
    op.create_index("feeds_due", "feeds", ["due_at"])
    op.create_table(
        "subscriptions",
        sa.Column("subscription_id", sa.Text, primary_key=True),
        sa.Column(
            "feed_id", sa.Text, sa.ForeignKey("feeds.feed_id", name="subscriptions_feed_id_known"), nullable=False
        ),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("greeted", sa.BigInteger),
        sa.Column("trouble", sa.Text),
        sa.Column("troubled_since", sa.BigInteger),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("feed_id", "channel_id", name="subscriptions_feed_id_channel_id_once"),
    )
    op.create_index("subscriptions_of_guild", "subscriptions", ["guild_id"])
    op.create_index("subscriptions_of_channel", "subscriptions", ["channel_id"])


def _tell() -> None:
    op.create_table(
        "stories",
        sa.Column("story_id", sa.Text, primary_key=True),
        sa.Column("feed_id", sa.Text, sa.ForeignKey("feeds.feed_id", name="stories_feed_id_known"), nullable=False),
        sa.Column("entry_key", sa.Text, nullable=False),
        sa.Column("link_key", sa.Text),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("stories_by_entry", "stories", ["feed_id", "entry_key"])
    op.create_index("stories_by_link", "stories", ["feed_id", "link_key"])
    op.create_index("stories_by_text", "stories", ["feed_id", "fingerprint"])
    op.create_table(
        "revisions",
        sa.Column(
            "story_id", sa.Text, sa.ForeignKey("stories.story_id", name="revisions_story_id_known"), primary_key=True
        ),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("read_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "quotes",
        sa.Column(
            "story_id", sa.Text, sa.ForeignKey("stories.story_id", name="quotes_story_id_known"), primary_key=True
        ),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("starts_at", sa.Integer, nullable=False),
        sa.Column("ends_at", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("role", sa.Text),
        sa.Column("cue", sa.Text),
    )


def _deliver() -> None:
    op.create_table(
        "deliveries",
        sa.Column("sequence", _COUNTED, primary_key=True),
        sa.Column("delivery_id", sa.Text, nullable=False),
        sa.Column("target_kind", sa.Text, nullable=False),
        sa.Column("target_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("subscription_id", sa.Text),
        sa.Column("story_id", sa.Text),
        sa.Column("revision", sa.Integer),
        sa.Column("replies_to", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("plain", sa.Boolean, nullable=False),
        sa.Column("no_reply", sa.Boolean, nullable=False),
        sa.Column("unsure_since", sa.BigInteger),
        sa.Column("why", sa.Text),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("posted_at", sa.BigInteger),
        sa.UniqueConstraint("delivery_id", name="deliveries_delivery_id_once"),
        sqlite_autoincrement=True,
    )
    _index("deliveries_waiting", ["target_kind", "target_id", "sequence"], where=_WAITING)
    _index("deliveries_leased", ["target_kind", "target_id"], where=_LEASED)
    _index("deliveries_oldest", ["created_at"], where=_WAITING)
    _index("deliveries_settled", ["state"], where=_SETTLED)
    _index("deliveries_replying", ["replies_to"], where=_WAITING)
    op.create_index("deliveries_of_subscription", "deliveries", ["subscription_id", "story_id"])
    op.create_table(
        "receipts",
        sa.Column("number", _COUNTED, primary_key=True),
        sa.Column(
            "delivery_id",
            sa.Text,
            sa.ForeignKey("deliveries.delivery_id", name="receipts_delivery_id_known"),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("ending", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
    )
    op.create_index("receipts_of_delivery", "receipts", ["delivery_id"])
    op.create_table(
        "holds",
        sa.Column("number", _COUNTED, primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("holds_until", "holds", ["until"])


def _explain() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", _COUNTED, primary_key=True),
        sa.Column("subscription_id", sa.Text, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("delivery_id", sa.Text),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("decisions_of_delivery", "decisions", ["delivery_id"])
    op.create_index("decisions_of_story", "decisions", ["story_id", "subscription_id"])


def _index(name: str, columns: list[str], *, where: sa.TextClause) -> None:
    op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
