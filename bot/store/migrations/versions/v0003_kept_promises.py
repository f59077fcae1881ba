"""What is to be remembered so that promises are kept: settings, debts, editions, and who was told of what.

A step is history: it says what was true when it was written, and takes nothing from the code of today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What was told until now was told by a digest, and by follow-ups that reply to it.
_FILL = (
    """
    INSERT INTO told (subscription_id, story_id, delivery_id, revision, root_id, at)
    SELECT subscription_id, story_id, delivery_id, revision,
           CASE kind WHEN 'digest' THEN delivery_id ELSE replies_to END, created_at
    FROM deliveries
    WHERE subscription_id IS NOT NULL AND story_id IS NOT NULL
      AND (kind = 'digest' OR (kind = 'follow-up' AND replies_to IS NOT NULL))
    """,
    "UPDATE stories SET told_at = (SELECT max(told.at) FROM told WHERE told.story_id = stories.story_id)",
)


def upgrade() -> None:
    """Add what is new, and fill in what follows from what is there."""
    _follow()
    _tell()
    _owe()
    _deliver()
    for statement in _FILL:
        op.execute(statement)


def _follow() -> None:
    for column in (
        sa.Column("settings", sa.Text),
        sa.Column("edition_at", sa.BigInteger),
        sa.Column("edition_set_at", sa.BigInteger),
    ):
        op.add_column("subscriptions", column)
    for name, of in (("subscriptions_awaiting", "edition_at"), ("subscriptions_ahead", "edition_set_at")):
        _partial(
            name,
            "subscriptions",
            of,
            sqlite="ended IS 0 AND removed IS 0 AND edition_at IS NOT NULL",
            postgresql="ended IS false AND removed IS false AND edition_at IS NOT NULL",
        )
    op.create_table(
        "periods",
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("subscription_id", sa.Text, nullable=False),
        sa.Column("printed_at", sa.BigInteger, nullable=False),
    )
    op.create_index("periods_of_subscription", "periods", ["subscription_id", "printed_at"])


def _tell() -> None:
    for column in (
        sa.Column("entry_id", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("published", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("missing_since", sa.BigInteger),
        sa.Column("gone_at", sa.BigInteger),
        sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
        sa.Column("look_at", sa.BigInteger),
        sa.Column("withdrawn_at", sa.BigInteger),
    ):
        op.add_column("stories", column)
    op.create_index("stories_told", "stories", ["feed_id", "told_at"])
    _partial("stories_to_ask", "stories", "look_at", sqlite="look_at IS NOT NULL")
    _partial("stories_missed", "stories", "feed_id", sqlite="missing_since IS NOT NULL")
    op.create_table(
        "signatures",
        sa.Column(
            "story_id", sa.Text, sa.ForeignKey("stories.story_id", name="signatures_story_id_known"), primary_key=True
        ),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger),
    )
    op.create_table(
        "told",
        sa.Column("subscription_id", sa.Text, primary_key=True),
        sa.Column("story_id", sa.Text, primary_key=True),
        sa.Column("delivery_id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer),
        sa.Column("root_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("told_by_root", "told", ["root_id"])
    op.create_index("told_of_story", "told", ["story_id"])
    op.create_index("told_lately", "told", ["subscription_id", "at"])


def _owe() -> None:
    op.create_table(
        "owed",
        sa.Column("subscription_id", sa.Text, primary_key=True),
        sa.Column("story_id", sa.Text, primary_key=True),
        sa.Column("debt", sa.Text, primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("promised_by", sa.Text),
        sa.Column("promised_at", sa.BigInteger),
    )
    _partial("owed_due", "owed", "due_at", sqlite="debt != 'story'")


def _deliver() -> None:
    op.add_column("deliveries", sa.Column("amends", sa.Text))
    _partial("deliveries_amending", "deliveries", "amends", sqlite="amends IS NOT NULL")
    op.create_index("decisions_of_subscription", "decisions", ["subscription_id", "story_id", "number"])


def _partial(name: str, table: str, column: str, *, sqlite: str, postgresql: str | None = None) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql or sqlite))
