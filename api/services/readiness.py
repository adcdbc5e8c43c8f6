"""Whether a server can serve: its store answers, has the schema of this version and can be written to, and it is not
about to stop."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from api.runtime import Runtime
from api.store.fitness import why_unwritable
from api.store.migrate import current_revision, head_revision
from clauses.errors import FieldProblem, StoreUnavailable


def reasons(runtime: Runtime) -> tuple[FieldProblem, ...]:
    """What keeps the server from serving, each a path (``server``, ``store``, ``schema``) and a sentence."""
    if runtime.stopping.is_set():
        return (FieldProblem("server", "The server is about to stop."),)
    try:
        with runtime.engines.read.connect() as connection:
            return tuple(_of_store(connection))
    except (SQLAlchemyError, StoreUnavailable):
        return (FieldProblem("store", "The store does not answer."),)


def _of_store(connection: Connection) -> Iterator[FieldProblem]:
    here, newest = current_revision(connection), head_revision()
    if here != newest:
        yield FieldProblem("schema", f"The schema is of revision {here}, and this version needs {newest}.")
    unwritable = why_unwritable(connection)
    if unwritable is not None:
        yield FieldProblem("store", unwritable)
