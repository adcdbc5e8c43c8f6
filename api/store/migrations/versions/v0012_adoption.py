"""Votes on a draft's text, the execution version of an adopted draft, and notices that end an agreement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0011 to this one."""
    op.create_table(
        "votes",
        *_numbered(),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("vote", sa.Text(), nullable=False),
        *_recorded(),
        sa.Column("party", sa.String(40), nullable=True),
        _of_a_draft("votes"),
        sa.PrimaryKeyConstraint("agreement_id", "number", name="pk_votes"),
    )
    op.create_table(
        "execution_versions",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("draft_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=True),
        sa.Column("approved", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        _of_a_draft("execution_versions"),
        sa.PrimaryKeyConstraint("agreement_id", "draft_number", name="pk_execution_versions"),
    )
    op.create_table(
        "notices",
        *_numbered(),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("ending", sa.String(20), nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_recorded(),
        sa.Column("party", sa.String(40), nullable=False),
        _of_a_draft("notices"),
        sa.PrimaryKeyConstraint("agreement_id", "number", name="pk_notices"),
    )


def downgrade() -> None:
    """Forget votes, execution versions and notices."""
    for table in ("notices", "execution_versions", "votes"):
        op.drop_table(table)


def _numbered() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
    )


def _recorded() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def _of_a_draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agreement_id", "draft_number"],
        ["drafts.agreement_id", "drafts.number"],
        name=f"fk_{table}_agreement_id_drafts",
        ondelete="RESTRICT",
    )
