"""Files that came back and the answers to their changes; who entered a proposal for another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("proposals", sa.Column("entered_by", sa.String(200), nullable=True))
    _returned_files()
    op.create_table(
        "return_answers",
        sa.Column("return_id", sa.String(64), nullable=False),
        sa.Column("change", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.String(64), nullable=True),
        sa.Column("counter_id", sa.String(64), nullable=True),
        _refers("return_answers", "return_id", "returned_files.id"),
        _refers("return_answers", "proposal_id", "proposals.id"),
        _refers("return_answers", "counter_id", "proposals.id"),
        sa.PrimaryKeyConstraint("return_id", "change", name="pk_return_answers"),
    )


def downgrade() -> None:
    """Forget what came back."""
    op.drop_table("return_answers")
    op.drop_table("returned_files")
    with op.batch_alter_table("proposals") as batch:
        batch.drop_column("entered_by")


def _returned_files() -> None:
    op.create_table(
        "returned_files",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("sent_id", sa.String(64), nullable=True),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("returner", sa.String(200), nullable=False),
        sa.Column("returner_party", sa.String(40), nullable=False),
        sa.Column("entered_by", sa.String(200), nullable=False),
        sa.Column("entered_for", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        _refers("returned_files", "agreement_id", "agreements.id"),
        _refers("returned_files", "sent_id", "sent_files.id"),
        sa.ForeignKeyConstraint(
            ["agreement_id", "draft_number"],
            ["drafts.agreement_id", "drafts.number"],
            name="fk_returned_files_agreement_id_drafts",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_returned_files"),
        sa.UniqueConstraint("agreement_id", "side", "sha256", name="uq_returned_files_agreement_id_side_sha256"),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="RESTRICT")
