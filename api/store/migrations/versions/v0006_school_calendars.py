"""The school calendar of each agreement, with the version that a change must have seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No agreement has a calendar yet: weekdays are business days, and no school day can be counted."""
    empty = '{"holidays":[],"school_years":[]}'  # canonical
    op.add_column("agreements", sa.Column("school_calendar", sa.Text(), nullable=False, server_default=empty))
    op.add_column(
        "agreements", sa.Column("school_calendar_version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )


def downgrade() -> None:
    """Forget the calendars."""
    with op.batch_alter_table("agreements") as agreements:
        agreements.drop_column("school_calendar_version")
        agreements.drop_column("school_calendar")
