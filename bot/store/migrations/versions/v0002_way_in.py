"""What a polite poller has to remember: marks, rhythm, moves, hubs, kept pages, and hosts that wish to be left alone.

A step is history: it says what was true when it was written, and takes nothing from the code of today.
"""

import hashlib
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new, and fill in what follows from what is there."""
    _widen_feeds()
    _fill_feeds()
    _index()
    _remember()


def _widen_feeds() -> None:
    for column in (
        sa.Column("host", sa.Text, nullable=False, server_default=""),
        sa.Column("address_key", sa.Text),
        sa.Column("because", sa.Text, nullable=False, server_default=""),
        sa.Column("polled_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("hinted_at", sa.BigInteger),
        sa.Column("rhythm", sa.Text),
        sa.Column("moving_to", sa.Text),
        sa.Column("moving_since", sa.BigInteger),
        sa.Column("hub", sa.Text),
        sa.Column("topic", sa.Text),
        sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("identity", sa.Text),
        sa.Column("identity_key", sa.Text),
    ):
        op.add_column("feeds", column)


def _fill_feeds() -> None:
    connection = op.get_bind()
    known = [
        {"feed": row.feed_id, "host": _host(row.address), "key": _key(row.address)}
        for row in connection.execute(sa.text("SELECT feed_id, address FROM feeds"))
    ]
    if known:
        connection.execute(
            sa.text("UPDATE feeds SET host = :host, address_key = :key WHERE feed_id = :feed"),
            known,
        )
    connection.execute(
        sa.text(
            "UPDATE feeds SET changed_at = (SELECT max(revisions.read_at) FROM stories"
            " JOIN revisions ON revisions.story_id = stories.story_id WHERE stories.feed_id = feeds.feed_id)"
        )
    )


def _index() -> None:
    op.drop_index("feeds_due", "feeds")
    _partial("feeds_due", "feeds", ["due_at", "feed_id", "host"], sqlite="gone IS 0", postgresql="gone IS false")
    _partial("feeds_leased", "feeds", ["lease_until", "host"], sqlite="lease_until IS NOT NULL")
    _partial(
        "feeds_pushed",
        "feeds",
        ["feed_id"],
        sqlite="hub IS NOT NULL AND gone IS 0",
        postgresql="hub IS NOT NULL AND gone IS false",
    )
    op.create_index("feeds_at", "feeds", ["address_key"], unique=True)
    op.create_index("feeds_by_identity", "feeds", ["identity_key"])
    _partial(
        "subscriptions_living",
        "subscriptions",
        ["feed_id"],
        sqlite="ended IS 0 AND removed IS 0",
        postgresql="ended IS false AND removed IS false",
    )
    op.drop_index("stories_by_entry", "stories")
    op.create_index("stories_by_entry", "stories", ["entry_key", "feed_id"])


def _remember() -> None:
    op.create_table(
        "marks",
        sa.Column("feed_id", sa.Text, sa.ForeignKey("feeds.feed_id", name="marks_feed_id_known"), primary_key=True),
        sa.Column("entry_key", sa.Text, primary_key=True),
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("given_at", sa.BigInteger, nullable=False),
    )
    op.create_index("marks_by_age", "marks", ["feed_id", "given_at"])
    op.create_table(
        "pages",
        sa.Column("link_key", sa.Text, primary_key=True),
        sa.Column("body", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("published", sa.BigInteger),
        sa.Column("image", sa.Text),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("rest_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "hub_leases",
        sa.Column(
            "feed_id", sa.Text, sa.ForeignKey("feeds.feed_id", name="hub_leases_feed_id_known"), primary_key=True
        ),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("until", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.UniqueConstraint("token", name="hub_leases_token_once"),
    )


def _partial(name: str, table: str, columns: list[str], *, sqlite: str, postgresql: str | None = None) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql or sqlite))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _key(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]
