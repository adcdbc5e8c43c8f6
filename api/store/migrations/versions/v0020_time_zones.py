"""The time zone of each agreement, in which its days begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whatever is there was made in Maine; another zone is chosen afterwards."""
    op.add_column(
        "agreements", sa.Column("time_zone", sa.String(64), nullable=False, server_default="America/New_York")
    )


def downgrade() -> None:
    """Forget the zones."""
    with op.batch_alter_table("agreements") as agreements:
        agreements.drop_column("time_zone")
