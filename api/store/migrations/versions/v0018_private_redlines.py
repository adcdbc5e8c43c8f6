"""Whose a kept redline is, so that the store can hold it back. From here on PostgreSQL has a policy for each table that
holds what is private to a side (:mod:`api.store.row_security`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget the redlines that are kept, which can be made again: nobody wrote down whose they are."""
    op.execute("DELETE FROM redline_cache")
    op.add_column("redline_cache", sa.Column("agreement_id", sa.String(64), nullable=True))
    op.add_column("redline_cache", sa.Column("side", sa.String(40), nullable=True))


def downgrade() -> None:
    """Forget whose they are, and so the redlines."""
    op.execute("DELETE FROM redline_cache")
    with op.batch_alter_table("redline_cache") as batch:
        batch.drop_column("side")
        batch.drop_column("agreement_id")
