"""What each draft is for; those that are there are for discussion, as their footers say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0004 to this one."""
    op.add_column("drafts", sa.Column("status", sa.String(20), nullable=False, server_default="working"))


def downgrade() -> None:
    """Forget what the drafts are for."""
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("status")
