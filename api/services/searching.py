"""Searching the clauses as they stand, of one agreement or of all that the caller has a part in.

What is searched is what `GET /clauses` and the history of a clause show: nothing in it is private to a side. An
agreement has a few hundred clauses, so they are read and searched when asked; there is no index that could be stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.auth.caller import Caller
from api.services.agreements import get_agreement, seen_by
from api.services.standing import ShownClause, show, standing_clauses
from api.store.agreements import AgreementRecord, list_agreements
from api.store.clauses import standing_authorship
from api.store.unit import Unit
from drafts.search.fields import values_of
from drafts.search.matching import Found, Passage, Searched, Source, passages_of_fields, search
from drafts.search.query import parse

Said = tuple[int, str, str | None, str | None]
"""(number, author, party, rationale) of a revision."""
MOST_AGREEMENTS = 50
"""How many agreements one search goes through, the newest first."""


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause that answers a query."""

    agreement: AgreementRecord
    clause: ShownClause
    found: Found


def search_agreement(unit: Unit, agreement_id: str, query: str) -> tuple[FoundClause, ...]:
    """The clauses of an agreement that answer ``query``, the best first. Raises :class:`NotFound` and
    :class:`InvalidQuery`."""
    agreement = get_agreement(unit, agreement_id)
    parse(query)
    return _found(unit, agreement, query)


def search_agreements(unit: Unit, caller: Caller, query: str) -> tuple[FoundClause, ...]:
    """The clauses of the :data:`MOST_AGREEMENTS` newest agreements that ``caller`` has a part in that answer ``query``,
    the best first. Raises :class:`InvalidQuery`."""
    parse(query)
    agreements = list_agreements(unit.read, MOST_AGREEMENTS, among=seen_by(unit, caller), newest_first=True)
    found = [hit for agreement in agreements for hit in _found(unit, agreement, query)]
    return tuple(sorted(found, key=lambda hit: -hit.found.score))


def _found(unit: Unit, agreement: AgreementRecord, query: str) -> tuple[FoundClause, ...]:
    said = standing_authorship(unit.read, agreement.id)
    shown = {each.revision.clause_id: each for each in show(agreement, standing_clauses(unit, agreement.id).revisions)}
    searched = (_searched(each, said.get(clause_id, ())) for clause_id, each in shown.items())
    return tuple(FoundClause(agreement, shown[hit.clause_id], hit) for hit in search(searched, parse(query)))


def _searched(clause: ShownClause, said: Iterable[Said]) -> Searched:
    revision = clause.revision
    values = tuple(values_of(revision.fields))
    passages = (*_passages(clause, said), *passages_of_fields(values))
    return Searched(revision.clause_id, revision.kind, passages, values)


def _passages(clause: ShownClause, said: Iterable[Said]) -> Iterator[Passage]:
    revision = clause.revision
    yield Passage(Source.HEADING, revision.heading)
    yield Passage(Source.KIND, revision.kind)
    for line in clause.paragraphs:
        if line.text != revision.heading:
            yield Passage(Source.TEXT, line.text, line.label)
    for number, author, party, rationale in said:
        where = f"Revision {number}"
        yield Passage(Source.AUTHOR, author, where)
        if party is not None:
            yield Passage(Source.PARTY, party, where)
        if rationale is not None:
            yield Passage(Source.RATIONALE, rationale, where)
