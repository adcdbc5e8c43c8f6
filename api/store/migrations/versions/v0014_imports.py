"""Word files under review for import, and beside the drafts that were made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0013 to this one."""
    op.create_table(
        "imports",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.String(64), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=True),
        sa.Column("draft_number", sa.Integer(), nullable=True),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_imports_user_id_users", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_imports_agreement_id_agreements", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_user_id", "imports", ["user_id"])
    op.create_index("ix_imports_agreement_id", "imports", ["agreement_id"])


def downgrade() -> None:
    """Forget imports and their files."""
    op.drop_table("imports")
