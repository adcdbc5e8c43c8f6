"""Agreements, parties, clauses with their revisions, drafts, and the redlines kept for the next reader."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring an empty store to this revision."""
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("short_title", sa.String(length=100), nullable=False),
        sa.Column("doc_type", sa.String(length=40), nullable=False),
        sa.Column("parties_version", sa.Integer(), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreements"),
    )
    op.create_index("ix_agreements_created_at", "agreements", ["created_at"], unique=False)
    op.create_table(
        "redline_cache",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_redline_cache"),
    )
    op.create_index("ix_redline_cache_made_at", "redline_cache", ["made_at"], unique=False)
    op.create_table(
        "clauses",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_clauses_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clauses"),
    )
    op.create_index("ix_clauses_agreement_id", "clauses", ["agreement_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("came_from", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id", "came_from"],
            ["drafts.agreement_id", "drafts.number"],
            name="fk_drafts_agreement_id_came_from",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_drafts_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agreement_id", "number", name="pk_drafts"),
    )
    op.create_table(
        "parties",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("legal_name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name="fk_parties_agreement_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agreement_id", "place", name="pk_parties"),
    )
    op.create_table(
        "clause_revisions",
        sa.Column("clause_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("heading", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(64), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clauses.id"], name="fk_clause_revisions_clause_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("clause_id", "number", name="pk_clause_revisions"),
    )
    op.create_table(
        "draft_clauses",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("draft_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clause_id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id", "draft_number"],
            ["drafts.agreement_id", "drafts.number"],
            name="fk_draft_clauses_agreement_id_draft_number",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["clause_id", "revision"],
            ["clause_revisions.clause_id", "clause_revisions.number"],
            name="fk_draft_clauses_clause_id_revision",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "draft_number", "place", name="pk_draft_clauses"),
    )


def downgrade() -> None:
    """Empty the store."""
    for table in ("draft_clauses", "clause_revisions", "parties", "drafts", "clauses", "redline_cache", "agreements"):
        op.drop_table(table)
