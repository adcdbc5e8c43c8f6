"""A name of the clauses of each agreement as they stand, so that one look tells whether they have changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None has a name yet: each gets one with its next change."""
    op.add_column("agreements", sa.Column("clauses_state", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget the names."""
    with op.batch_alter_table("agreements") as agreements:
        agreements.drop_column("clauses_state")
