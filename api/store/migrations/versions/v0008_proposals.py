"""Proposals, and the clauses that each touches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agreement_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("sponsors", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("in_response_to", sa.String(length=64), nullable=True),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _refers("proposals", "agreement_id", "agreements.id"),
        _refers("proposals", "in_response_to", "proposals.id"),
        _refers("proposals", "replaces", "proposals.id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_agreement_id", "proposals", ["agreement_id"])
    op.create_table(
        "proposal_clauses",
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("clause_id", sa.String(length=64), nullable=False),
        _refers("proposal_clauses", "proposal_id", "proposals.id"),
        sa.PrimaryKeyConstraint("proposal_id", "clause_id", name="pk_proposal_clauses"),
    )
    op.create_index("ix_proposal_clauses_clause_id", "proposal_clauses", ["clause_id"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="RESTRICT")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("proposal_clauses")
    op.drop_table("proposals")
