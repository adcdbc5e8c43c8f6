"""Wording of a clause's own, beside its fields; the revisions that are there have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0002 to this one."""
    op.add_column("clause_revisions", sa.Column("wording", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back to 0002; wording of clauses' own is lost."""
    op.drop_column("clause_revisions", "wording")
