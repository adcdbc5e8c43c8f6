"""What each side said about clauses, and comments in threads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _stances()
    _threads()
    op.create_table(
        "comments",
        sa.Column("thread_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _refers("comments", "thread_id", "threads.id"),
        sa.PrimaryKeyConstraint("thread_id", "place", name="pk_comments"),
    )


def _stances() -> None:
    op.create_table(
        "stances",
        sa.Column("clause_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agreement_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _refers("stances", "clause_id", "clauses.id"),
        _refers("stances", "agreement_id", "agreements.id"),
        sa.PrimaryKeyConstraint("clause_id", "place", name="pk_stances"),
    )
    op.create_index("ix_stances_agreement_id", "stances", ["agreement_id"])


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agreement_id", sa.String(length=64), nullable=False),
        sa.Column("clause_id", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.String(length=64), nullable=True),
        sa.Column("side", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.String(length=200), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        _refers("threads", "agreement_id", "agreements.id"),
        _refers("threads", "clause_id", "clauses.id"),
        _refers("threads", "proposal_id", "proposals.id"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
    )
    op.create_index("ix_threads_agreement_id", "threads", ["agreement_id"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="RESTRICT")


def downgrade() -> None:
    """Drop the tables."""
    for table in ("comments", "threads", "stances"):
        op.drop_table(table)
