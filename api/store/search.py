"""The words of what both sides read, kept for full-text search: FTS5 on SQLite, a tsvector with a GIN index on
PostgreSQL, behind one question (:func:`candidates`).

Both are given the words as the query language counts them, each as one token of letters and digits, so that neither
store's idea of a word matters and both answer alike. What answers a query is still read and held against it
(:mod:`drafts.search`): the index says what need not be read. Nothing that is private to a side is in it.

Proposals and threads are kept up to date in the transaction that changes them. The words of clauses are those of the
whole agreement, put together when it is searched: they are kept with the state that they were made of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
)

from api.store.columns import metadata
from api.store.comments import comments, threads
from api.store.watch import RowChange
from drafts.negotiation.proposals import Act
from drafts.search.query import words_in

search_entries = Table(
    "search_entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), nullable=False),
    Column("type", String(20), nullable=False),
    Column("thing_id", String(64), nullable=False),
    Column("words", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    UniqueConstraint("agreement_id", "type", "thing_id"),
)

search_states = Table(
    "search_states",
    metadata,
    Column("agreement_id", String(64), ForeignKey("agreements.id", ondelete="RESTRICT"), primary_key=True),
    Column("state", String(64), nullable=False),
)

CLAUSE: Final = "clause"
PROPOSAL: Final = "proposal"
THREAD: Final = "thread"

_LONGEST_TOKEN: Final = 200
_MOST_CHARACTERS: Final = 400_000
"""Of one thing's words; a tsvector holds a megabyte. What has more is always read."""
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwyz0123456789")

Required = tuple[str, bool]
"""A folded word that has to be there, and whether words that only begin so count."""

_MATCHES: Final = {
    "sqlite": text("search_entries.id IN (SELECT rowid FROM search_words WHERE search_words MATCH :asked)"),
    "postgresql": text("search_entries.vector @@ CAST(:asked AS tsquery)"),
}
_FOUND = select(search_entries.c.thing_id).where(
    search_entries.c.agreement_id == bindparam("agreement_id"), search_entries.c.type == bindparam("type")
)


def candidates(connection: Connection, agreement_id: str, kind: str, required: Sequence[Required]) -> frozenset[str]:
    """The ids of what may answer a query that needs every word of ``required``: all that does, and little else."""
    name = connection.dialect.name
    query = _FOUND.where(or_(_MATCHES[name], search_entries.c.whole.is_(False)))
    asked = (_fts5 if name == "sqlite" else _tsquery)(required)
    found = connection.execute(query, {"agreement_id": agreement_id, "type": kind, "asked": asked})
    return frozenset(found.scalars())


def token(word: str) -> str:
    """``word`` as one token: a letter, then letters and digits. Words begin alike where their tokens do."""
    coded = (c if c in _PLAIN else f"x{ord(c):x}x" for c in word)
    return f"w{''.join(coded)}"[:_LONGEST_TOKEN]


def _fts5(required: Sequence[Required]) -> str:
    return " AND ".join(f'"{token(word)}"' + (" *" if begins else "") for word, begins in required)


def _tsquery(required: Sequence[Required]) -> str:
    return " & ".join(f"'{token(word)}'" + (":*" if begins else "") for word, begins in required)


# ------------------------------------------------------------------------------------------------------------ keeping


def kept_state(connection: Connection, agreement_id: str) -> str | None:
    """What the words of the agreement's clauses were made of, as it was told to :func:`keep_clauses`, or None."""
    query = select(search_states.c.state).where(search_states.c.agreement_id == agreement_id)
    return connection.execute(query).scalar_one_or_none()


def keep_clauses(connection: Connection, agreement_id: str, state: str, words: Mapping[str, Collection[str]]) -> None:
    """Keep the words of each clause, by its id, in the place of those that were kept."""
    connection.execute(delete(search_states).where(search_states.c.agreement_id == agreement_id))
    connection.execute(insert(search_states), {"agreement_id": agreement_id, "state": state})
    _forget(connection, agreement_id, CLAUSE)
    _add(connection, agreement_id, CLAUSE, words)


def keep_changed(connection: Connection, changes: Iterable[RowChange]) -> None:
    """Keep the words of the proposals and threads that were changed and that both sides read."""
    proposals: dict[str, Mapping[str, Any]] = {}
    said: set[str] = set()
    for change in changes:
        if change.after is not None and change.table == "proposals":
            proposals[change.after["id"]] = change.after
        elif change.after is not None and change.table == "comments":
            said.add(change.after["thread_id"])
    for row in proposals.values():
        if any(step["act"] == Act.SUBMIT for step in row["steps"]):
            _forget(connection, row["agreement_id"], PROPOSAL, row["id"])
            _add(connection, row["agreement_id"], PROPOSAL, {row["id"]: _words(dict(row))})
    for thread_id in sorted(said):
        _keep_thread(connection, thread_id)


def _keep_thread(connection: Connection, thread_id: str) -> None:
    thread = connection.execute(select(threads).where(threads.c.id == thread_id)).one()
    if thread.side is not None:
        return
    rows = connection.execute(
        select(comments.c.text, comments.c.author, comments.c.party).where(comments.c.thread_id == thread_id)
    )
    _forget(connection, thread.agreement_id, THREAD, thread_id)
    _add(connection, thread.agreement_id, THREAD, {thread_id: _words([list(row) for row in rows])})


def _words(value: Any) -> frozenset[str]:
    """The folded words of every string in a row or a JSON value."""
    return frozenset(word for each in _strings(value) for word, _, _ in words_in(each))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(cast("dict[str, Any]", value).values()))
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _strings(each)


def _forget(connection: Connection, agreement_id: str, kind: str, thing_id: str | None = None) -> None:
    query = delete(search_entries).where(search_entries.c.agreement_id == agreement_id, search_entries.c.type == kind)
    connection.execute(query if thing_id is None else query.where(search_entries.c.thing_id == thing_id))


def _add(connection: Connection, agreement_id: str, kind: str, words: Mapping[str, Collection[str]]) -> None:
    """Called under the store's write lock, so that nobody takes the same number."""
    last = connection.execute(select(func.coalesce(func.max(search_entries.c.id), 0))).scalar_one()
    rows: list[dict[str, Any]] = []
    for number, (thing_id, each) in enumerate(words.items(), start=last + 1):
        tokens = " ".join(sorted({token(word) for word in each}))
        whole = len(tokens) <= _MOST_CHARACTERS
        entry = {"id": number, "agreement_id": agreement_id, "type": kind, "thing_id": thing_id}
        rows.append({**entry, "words": tokens if whole else "", "whole": whole})
    if rows:
        connection.execute(insert(search_entries), rows)
