"""What is mailed to each account about what waits for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. Nobody has been told anything yet."""
    op.create_table(
        "digests",
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("wanted", sa.String(10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_digests_user_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", name="pk_digests"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("digests")
