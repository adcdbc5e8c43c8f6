"""Alembic's entry: run the revisions on the connection that :mod:`api.store.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from api.store.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
