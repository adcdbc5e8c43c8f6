"""Drafts that carry proposals: which, and what these made of the clauses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0014 to this one."""
    op.create_table(
        "carried_proposals",
        *_of_a_draft(),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.String(64), nullable=False),
        sa.Column("applied", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        _draft("carried_proposals"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name="fk_carried_proposals_proposal_id", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("agreement_id", "draft_number", "place", name="pk_carried_proposals"),
    )
    op.create_table(
        "carried_revisions",
        *_of_a_draft(),
        sa.Column("clause_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("heading", sa.String(300), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("party", sa.String(40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.String(64), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        _draft("carried_revisions"),
        sa.PrimaryKeyConstraint("agreement_id", "draft_number", "clause_id", "number", name="pk_carried_revisions"),
    )


def downgrade() -> None:
    """Go back to a store that knows no such drafts. Refused while there is one (RuntimeError): without what it carries
    the older revision would take it for a draft of fewer clauses."""
    carrying = op.get_bind().execute(sa.text("SELECT count(*) FROM carried_proposals WHERE place = 1")).scalar_one()
    if carrying:
        raise RuntimeError(
            f"{carrying} draft(s) carry proposals, which the older schema can't tell; restore a backup of the store "
            "from before they were saved instead."
        )
    for table in ("carried_revisions", "carried_proposals"):
        op.drop_table(table)


def _of_a_draft() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("draft_number", sa.Integer(), autoincrement=False, nullable=False),
    )


def _draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agreement_id", "draft_number"],
        ["drafts.agreement_id", "drafts.number"],
        name=f"fk_{table}_agreement_id_drafts",
        ondelete="RESTRICT",
    )
