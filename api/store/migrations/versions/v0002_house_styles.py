"""The house style of each agreement, with the version that a change must have seen, and of each draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_AS_BEFORE = (
    '{"font":"times_new_roman","font_size":12,"numbering":"section","page":"letter","recitals":"lettered"}'  # canonical
)


def upgrade() -> None:
    """What is stored keeps the style that it was written in: the only one there was."""
    for table in ("agreements", "drafts"):
        op.add_column(table, sa.Column("house_style", sa.Text(), nullable=False, server_default=_AS_BEFORE))
    op.add_column(
        "agreements", sa.Column("house_style_version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )


def downgrade() -> None:
    """Forget the styles."""
    with op.batch_alter_table("agreements") as agreements:
        agreements.drop_column("house_style_version")
        agreements.drop_column("house_style")
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("house_style")
