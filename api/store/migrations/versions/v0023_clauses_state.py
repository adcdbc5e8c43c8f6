"""A name of the clauses of each agreement as they stand, so that one look tells whether they have changed."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give each agreement a name of its own."""
    op.add_column("agreements", sa.Column("clauses_state", sa.String(32), nullable=False, server_default=""))
    agreements = sa.table("agreements", sa.column("id", sa.String), sa.column("clauses_state", sa.String))
    connection = op.get_bind()
    for agreement_id in list(connection.execute(sa.select(agreements.c.id)).scalars()):
        named = sa.update(agreements).where(agreements.c.id == agreement_id).values(clauses_state=uuid4().hex)
        connection.execute(named)


def downgrade() -> None:
    """Forget the names."""
    with op.batch_alter_table("agreements") as agreements:
        agreements.drop_column("clauses_state")
