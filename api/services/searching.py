"""Searching the clauses as they stand, the proposals and the comments of one agreement, or of all that the caller has a
part in.

Clauses are shared. Of proposals and threads it searches what the lists of both show to the caller, and nothing else.
The store's full-text index (:mod:`api.store.search`) says which of what both sides read may answer; that is read and
held against the query, and so is what is private to the caller's own side, which is in no index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from api.auth.caller import Caller
from api.services.agreements import get_agreement, seen_by
from api.services.comments import ShownThread, list_with_comments
from api.services.proposals import ShownProposal, list_proposals
from api.services.searched_clauses import Memory, fingerprint
from api.services.standing import ShownClause
from api.store.accounts import find_member
from api.store.agreements import AgreementRecord, list_agreements, side_of
from api.store.clauses import standing_authorship
from api.store.search import CLAUSE, PROPOSAL, THREAD, candidates, keep_clauses, kept_state
from api.store.unit import Unit
from clauses.errors import StoreUnavailable
from drafts.negotiation.edits import EditText, InsertClause, RenameHeading, SetField
from drafts.search.matching import Found, Indexed, Passage, Searched, Source, index, search
from drafts.search.query import Query, parse, required

Said = tuple[int, str, str | None, str | None]
"""(number, author, party, rationale) of a revision."""
MOST_AGREEMENTS = 50
"""How many agreements one search goes through, the newest first."""
MEMORY = Memory()
"""One for the process."""


class FoundType(StrEnum):
    """What can be found."""

    CLAUSE = "clause"
    PROPOSAL = "proposal"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class Hit:
    """What answers a query: a clause as it stands, a proposal or a thread that the caller may see."""

    agreement: AgreementRecord
    thing: ShownClause | ShownProposal | ShownThread
    found: Found


def search_agreement(
    unit: Unit, agreement_id: str, caller: Caller, query: str, types: Collection[FoundType] = ()
) -> tuple[Hit, ...]:
    """What of an agreement answers ``query``, the best first; of ``types`` alone where any are named. Raises
    :class:`NotFound` and :class:`InvalidQuery`."""
    agreement = get_agreement(unit, agreement_id)
    asked = _Asked(unit, parse(query), types)
    return asked.ordered(asked.found(agreement, caller))


def search_agreements(unit: Unit, caller: Caller, query: str, types: Collection[FoundType] = ()) -> tuple[Hit, ...]:
    """What of the :data:`MOST_AGREEMENTS` newest agreements that ``caller`` has a part in answers ``query``, the best
    first. Raises :class:`InvalidQuery`."""
    asked = _Asked(unit, parse(query), types)
    agreements = list_agreements(unit.read, MOST_AGREEMENTS, among=seen_by(unit, caller), newest_first=True)
    return asked.ordered(hit for each in agreements for hit in asked.found(each, _there(unit, caller, each)))


def _there(unit: Unit, caller: Caller, agreement: AgreementRecord) -> Caller:
    """``caller`` with its part in the agreement, as the guard would have it."""
    member = find_member(unit.read, agreement.id, caller.user.id)
    side = None if member is None else side_of(agreement.parties, member.party)
    return replace(caller, member=member, side=side)


class _Asked:
    """One search, of one agreement after another."""

    def __init__(self, unit: Unit, query: Query, types: Collection[FoundType]) -> None:
        self.unit, self.query, self.types = unit, query, types or tuple(FoundType)
        self.needed = required(query)
        self._unkept: list[tuple[str, str, dict[str, frozenset[str]]]] = []

    def ordered(self, found: Iterable[Hit]) -> tuple[Hit, ...]:
        """``found``, the best first. The words that were put together for it are kept for the next search, after
        everything was read, and where nobody else is writing for long."""
        hits = tuple(sorted(found, key=lambda hit: -hit.found.score))
        with suppress(StoreUnavailable):
            for agreement_id, state, words in self._unkept:
                keep_clauses(self.unit.write, agreement_id, state, words)
        return hits

    def found(self, agreement: AgreementRecord, caller: Caller) -> Iterator[Hit]:
        """What of one agreement answers the query, and the caller may see."""
        if FoundType.CLAUSE in self.types:
            yield from self._clauses(agreement)
        if not self.needed:
            return  # nothing but clauses has fields to compare
        if FoundType.PROPOSAL in self.types:
            shared = candidates(self.unit.read, agreement.id, PROPOSAL, self.needed)
            proposals = {each.proposal.id: each for each in list_proposals(self.unit, agreement.id, caller, ids=shared)}
            found = search(map(_of_proposal, proposals.values()), self.query)
            yield from (Hit(agreement, proposals[hit.identity], hit) for hit in found)
        if FoundType.THREAD in self.types:
            shared = candidates(self.unit.read, agreement.id, THREAD, self.needed)
            threads = {each.thread.id: each for each in list_with_comments(self.unit, agreement.id, caller, shared)}
            found = search(map(_of_thread, threads.values()), self.query)
            yield from (Hit(agreement, threads[hit.identity], hit) for hit in found)

    def _clauses(self, agreement: AgreementRecord) -> Iterator[Hit]:
        """The clauses that answer. Without a word that has to be there, each is looked at."""
        wanted, state = None, ""
        if self.needed:
            state = fingerprint(self.unit, agreement)
            if kept_state(self.unit.read, agreement.id) == state:
                wanted = candidates(self.unit.read, agreement.id, CLAUSE, self.needed)
                if not wanted:
                    return
        said = standing_authorship(self.unit.read, agreement.id)
        clauses = MEMORY.clauses(self.unit, agreement)
        shown = {each.shown.revision.clause_id: each.shown for each in clauses}
        things = [
            each.indexed.with_passages(_of_revisions(said.get(each.indexed.searched.identity, ())))
            for each in clauses
            if wanted is None or each.indexed.searched.identity in wanted
        ]
        if self.needed and wanted is None and fingerprint(self.unit, agreement) == state:  # nobody changed them since
            self._unkept.append((agreement.id, state, {each.searched.identity: each.vocabulary for each in things}))
        yield from (Hit(agreement, shown[hit.identity], hit) for hit in search(things, self.query))


def _of_revisions(said: Iterable[Said]) -> tuple[Passage, ...]:
    return tuple(
        Passage(source, text, f"Revision {number}")
        for number, author, party, rationale in said
        for source, text in ((Source.AUTHOR, author), (Source.PARTY, party), (Source.RATIONALE, rationale))
        if text is not None
    )


def _of_proposal(shown: ShownProposal) -> Indexed:
    proposal = shown.proposal
    passages = [Passage(Source.RATIONALE, proposal.rationale), Passage(Source.AUTHOR, proposal.author)]
    passages += [Passage(Source.PARTY, party.value) for party in proposal.sponsors]
    for edit in proposal.edits:
        if isinstance(edit, RenameHeading | InsertClause) and edit.heading:
            passages.append(Passage(Source.HEADING, edit.heading, edit.clause_id))
        if isinstance(edit, EditText | InsertClause) and edit.text:
            passages.append(Passage(Source.TEXT, edit.text, edit.clause_id))
        if isinstance(edit, SetField):
            passages += [Passage(Source.FIELD, text, edit.clause_id, edit.path) for text in _texts(edit.value)]
        if isinstance(edit, InsertClause):
            passages += [Passage(Source.FIELD, text, edit.clause_id) for text in _texts(edit.fields)]
    passages += [Passage(Source.NOTE, step.note, step.by) for step in proposal.steps if step.note]
    return index(Searched(proposal.id, "", tuple(passages), ()))


def _of_thread(shown: ShownThread) -> Indexed:
    passages: list[Passage] = []
    for each in shown.comments:
        passages += [Passage(Source.COMMENT, each.text, each.author), Passage(Source.AUTHOR, each.author)]
        passages.append(Passage(Source.PARTY, each.party))
    return index(Searched(shown.thread.id, "", tuple(passages), ()))


def _texts(value: Any) -> Iterator[str]:
    """The texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(cast(dict[str, Any], value).values()))
    elif isinstance(value, list | tuple):
        for inner in cast(list[Any], value):
            yield from _texts(inner)
