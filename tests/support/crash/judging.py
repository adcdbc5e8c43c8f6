"""What is left in a store after a crash, held against what was acknowledged: read from the tables, not over HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, func, select

from api.audit_chain import first_broken
from api.settings import store_address
from api.store.audit import chains, read_chain
from api.store.clauses import clause_revisions, clauses
from api.store.comments import comments, threads
from api.store.idempotency import idempotency_keys
from api.store.proposals import proposal_clauses, proposals
from api.store.reader import INSTALLATION, tell

COLUMNS: Mapping[str, Any] = {
    "proposal": proposals.c.rationale,
    "thread": comments.c.text,
    "comment": comments.c.text,
    "clause": clause_revisions.c.heading,
}
"""Where the marker of each kind of write is kept. A step of a proposal bears none: ``submission``."""


@dataclass
class Verdict:
    """Markers of writes that were acknowledged and are not there, or are there more than once; sentences for what is
    there in part; how many entries the audit has; and what of it is broken."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    partial: list[str] = field(default_factory=list[str])
    entries: int = 0
    broken: list[str] = field(default_factory=list[str])


def judged(url: str, acknowledged: Mapping[str, tuple[str, Any]]) -> Verdict:
    """The verdict on the store at ``url``; ``acknowledged`` maps the marker of each write to its kind and answer."""
    engine = create_engine(store_address(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            tell(connection, INSTALLATION)
            verdict = Verdict()
            _count(connection, acknowledged, verdict)
            told = _audited(connection, verdict)
            verdict.partial += _partial(connection, told)
            return verdict
    finally:
        engine.dispose()


def _count(connection: Connection, acknowledged: Mapping[str, tuple[str, Any]], verdict: Verdict) -> None:
    found = {kind: Counter(connection.execute(select(column)).scalars()) for kind, column in COLUMNS.items()}
    steps = {row.id: [each["act"] for each in row.steps] for row in connection.execute(select(proposals))}
    for marker, (kind, answer) in acknowledged.items():
        times = steps.get(answer["id"], []).count("submit") if kind == "submission" else found[kind][marker]
        if times == 0:
            verdict.lost.append(marker)
        elif times > 1:
            verdict.doubled.append(marker)
    for kind, counted in found.items():  # also of writes that nobody had an answer to
        verdict.doubled += [f"{kind} {text}" for text, times in counted.items() if times > 1]


def _audited(connection: Connection, verdict: Verdict) -> set[tuple[str, str]]:
    """(table, key) of every row that the audit tells of."""
    told: set[tuple[str, str]] = set()
    for chain in chains(connection):
        links = tuple(read_chain(connection, chain))
        verdict.entries += len(links)
        broken = first_broken(chain, links)
        if broken is not None:
            verdict.broken.append(f"{broken.chain} at {broken.number}: {broken.reason}")
        told |= {(each["table"], str(sorted(each["key"].items()))) for link in links for each in link.entry.changes}
    return told


def _partial(connection: Connection, told: set[tuple[str, str]]) -> Iterator[str]:
    touched = Counter(connection.execute(select(proposal_clauses.c.proposal_id)).scalars())
    for row in connection.execute(select(proposals)):
        wanted = len({edit["clause_id"] for edit in row.edits})
        if touched[row.id] != wanted:
            yield f"the proposal {row.id} touches {touched[row.id]} clauses of {wanted}"
    said = Counter(connection.execute(select(comments.c.thread_id)).scalars())
    yield from (
        f"the thread {each} is empty" for each in connection.execute(select(threads.c.id)).scalars() if not said[each]
    )
    newest = select(clause_revisions.c.clause_id, func.max(clause_revisions.c.number).label("number"))
    revised = {row.clause_id: row.number for row in connection.execute(newest.group_by(clause_revisions.c.clause_id))}
    for row in connection.execute(select(clauses)):
        if revised.get(row.id) != row.current:
            yield f"the clause {row.id} has revision {revised.get(row.id)} and says {row.current}"
    for table in (proposals, proposal_clauses, threads, comments, clauses, clause_revisions):
        keys = [column.name for column in table.primary_key.columns]
        for row in connection.execute(select(*table.primary_key.columns)):
            key = str(sorted(zip(keys, row, strict=True)))
            if (table.name, key) not in told:
                yield f"{table.name} {key} is not in the audit"
    half = select(func.count()).select_from(idempotency_keys).where(idempotency_keys.c.status.is_(None))
    if connection.execute(half).scalar_one():
        yield "a key has no answer, though every request with a key was answered"
