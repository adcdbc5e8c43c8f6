"""The playbook of each party of an agreement: private to that party."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "playbooks",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("positions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_playbooks_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agreement_id", "party", name="pk_playbooks"),
    )


def downgrade() -> None:
    """Forget the playbooks."""
    op.drop_table("playbooks")
