"""How far each draft has come, step by step, and the text that bodies vote on.

Both sides could read every draft of an older store, and what both have seen can't be unseen: a working draft becomes a
tabled one, an execution version one in the packet, since nobody's vote is on record.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a store of revision 0008 to this one."""
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("side", sa.String(40), nullable=True))
        drafts.add_column(sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True))
        drafts.add_column(sa.Column("adopted_text", sa.Text(), nullable=True))
        drafts.add_column(sa.Column("adopted_text_hash", sa.String(64), nullable=True))
    op.create_table(
        "draft_steps",
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("draft_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("party", sa.String(40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id", "draft_number"],
            ["drafts.agreement_id", "drafts.number"],
            name="fk_draft_steps_agreement_id_drafts",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agreement_id", "draft_number", "place", name="pk_draft_steps"),
    )
    op.execute("UPDATE drafts SET shared_at = saved_at")
    op.execute("UPDATE drafts SET status = 'tabled' WHERE status = 'working'")
    op.execute("UPDATE drafts SET status = 'packet' WHERE status = 'execution'")
    op.execute(
        "INSERT INTO draft_steps (agreement_id, draft_number, place, status, author, at) "
        "SELECT agreement_id, number, 1, status, author, saved_at FROM drafts"
    )


def downgrade() -> None:
    """Forget the steps; a draft is for discussion until it is ready to sign."""
    op.drop_table("draft_steps")
    op.execute("UPDATE drafts SET status = 'working' WHERE status IN ('tabled', 'packet')")
    op.execute("UPDATE drafts SET status = 'execution' WHERE status = 'adopted'")
    with op.batch_alter_table("drafts") as drafts:
        for name in ("side", "shared_at", "adopted_text", "adopted_text_hash"):
            drafts.drop_column(name)
