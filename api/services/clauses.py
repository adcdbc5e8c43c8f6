"""Clauses of an agreement: add, read, revise, move, remove. A change needs the revision that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.auth.sight import Sight
from api.etags import version_etag
from api.services.agreements import get_agreement
from api.services.drafting import get_draft
from api.services.shown_clauses import SHOWN
from api.services.stances import statuses
from api.services.standing import (
    Authored,
    ShownClause,
    Standing,
    chains_of,
    first_revision,
    next_revision,
    record_of,
    revision_of,
    revisions_of,
    show,
    standing_clauses,
)
from api.store import agreements as agreement_store
from api.store import clauses as store
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from clauses import kinds
from clauses.errors import Conflict, InvalidOption, NotFound, StaleEdit
from clauses.record import AS_IT_WAS, ClauseRevision
from clauses.wording.blame import Provenance, blame
from clauses.wording.match import Matched, match
from drafts.provenance import way


@dataclass(frozen=True, slots=True)
class Last:
    """The place after the last clause."""


LAST = Last()
Position = str | Last | None
"""After which clause: its id, None for the first place, :data:`LAST` for the last."""


def clause_etag(clause_id: str, number: int) -> str:
    """The strong tag of a clause's revision."""
    return version_etag(clause_id, number)


def list_clauses(unit: Unit, agreement_id: str) -> tuple[ShownClause, ...]:
    """The clauses as they stand, in order, in words. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    shown = SHOWN.by_id(unit, agreement)
    known = statuses(unit, agreement, list(shown))
    return tuple(replace(each, status=known.get(clause_id)) for clause_id, each in shown.items())


def list_shown(unit: Unit, agreement_id: str) -> tuple[ShownClause, ...]:
    """The clauses as they stand, in order, in words; how far the sides are about them is left out. Raises
    :class:`NotFound`."""
    return tuple(SHOWN.by_id(unit, get_agreement(unit, agreement_id)).values())


def get_clause(unit: Unit, agreement_id: str, clause_id: str) -> ShownClause:
    """A clause as it stands. Raises :class:`NotFound`, also for a removed one."""
    agreement = get_agreement(unit, agreement_id)
    found = SHOWN.by_id(unit, agreement).get(clause_id)
    return _pick(unit, agreement, [] if found is None else [found], clause_id)


def clause_history(unit: Unit, agreement_id: str, clause_id: str) -> tuple[bool, tuple[ClauseRevision, ...]]:
    """Whether the clause was removed, and all of its revisions, oldest first. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    records = store.revisions(unit.read, agreement_id, clause_id)
    if not records:
        raise NotFound(f"The agreement has no clause {clause_id!r}.")
    removed = clause_id not in store.clause_order(unit.read, agreement_id)
    return removed, tuple(map(revision_of, records))


def clause_provenance(
    unit: Unit, agreement_id: str, clause_id: str, number: int | None
) -> tuple[ClauseRevision, Provenance]:
    """A revision of a clause by its number (the newest, when None), and which revision brought each of its words.

    Raises :class:`NotFound`. A removed clause is answered too."""
    _, chain = clause_history(unit, agreement_id, clause_id)
    told = blame(chain, number)
    return next((each for each in chain if each.number == number), chain[-1]), told


def draft_provenance(
    unit: Unit, agreement_id: str, clause_id: str, reference: str, sight: Sight
) -> tuple[ClauseRevision, Provenance]:
    """A clause as a draft has it (a number, or "current"), and which revision brought each of its words: also one that
    the draft alone has, of a proposal that it carries. Raises :class:`NotFound`."""
    draft = get_draft(unit, agreement_id, reference, sight)
    shown = next((each for each in revisions_of(unit, draft) if each.clause_id == clause_id), None)
    if shown is None:
        raise NotFound(f"Draft {draft.number} has no clause {clause_id!r}.")
    chain = [each for each, _ in way(None, shown, chains_of(unit, draft)(clause_id))]
    return shown, blame(chain, shown.number)


def add_clause(
    unit: Unit,
    agreement_id: str,
    clause_id: str,
    kind: str,
    *,
    heading: str | None,
    fields: dict[str, Any],
    authored: Authored,
    after: Position = LAST,
) -> ShownClause:
    """Store a new clause at its place. Raises :class:`NotFound`, :class:`UnknownKind`, :class:`InvalidClause`,
    :class:`InvalidOption` for a place that isn't there, and :class:`Conflict` for a second clause of a single kind."""
    agreement = get_agreement(unit, agreement_id)
    standing = standing_clauses(unit, agreement_id)
    revision = first_revision(clause_id, kind, heading, fields, authored, unit.at)
    by_id = {each.clause_id: each for each in (*standing.revisions, revision)}
    order = _placed([each.clause_id for each in standing.revisions], clause_id, after)
    shown = show(agreement, [by_id[each] for each in order])
    agreement_store.lock_agreement(unit.write, agreement_id)
    now = standing_clauses(unit, agreement_id).revisions
    if not kinds.kind(kind).repeatable and any(each.kind == kind for each in now):
        raise Conflict(f"The agreement has a clause of the kind {kind!r} already, and may have one.")
    store.insert_clause(unit.write, agreement_id, record_of(revision))
    store.set_order(unit.write, agreement_id, _placed([each.clause_id for each in now], clause_id, after))
    return _pick(unit, agreement, shown, clause_id)


def revise_clause(
    unit: Unit,
    agreement_id: str,
    clause_id: str,
    seen: frozenset[int],
    *,
    heading: str | None,
    fields: dict[str, Any],
    authored: Authored,
    standard_wording: bool = False,
) -> ShownClause:
    """Store the next revision of a clause if the current one is among ``seen``; ``standard_wording`` drops its own.

    Raises :class:`NotFound`, :class:`StaleEdit` and :class:`InvalidClause`.
    """
    agreement = get_agreement(unit, agreement_id)
    standing = standing_clauses(unit, agreement_id)
    before = _seen(standing.revisions, clause_id, seen)
    wording = None if standard_wording else AS_IT_WAS
    return _store_next(
        unit, agreement, standing, before, next_revision(before, heading, fields, authored, unit.at, wording)
    )


def edit_prose(
    unit: Unit, agreement_id: str, clause_id: str, seen: frozenset[int], prose: str, authored: Authored
) -> tuple[Matched, ShownClause]:
    """Store what the edited words of a clause say as its next revision; what that is, and the clause.

    Raises :class:`NotFound`, :class:`StaleEdit`, :class:`UnreadableProse` and :class:`NumberAndWordDisagree`.
    """
    agreement = get_agreement(unit, agreement_id)
    standing = standing_clauses(unit, agreement_id)
    before = _seen(standing.revisions, clause_id, seen)
    matched = match(prose, before)
    revision = next_revision(before, None, matched.fields, authored, unit.at, matched.wording)
    return matched, _store_next(unit, agreement, standing, before, revision)


def confirm_fields(
    unit: Unit,
    agreement_id: str,
    clause_id: str,
    seen: frozenset[int],
    paths: frozenset[str] | None,
    authored: Authored,
) -> ShownClause:
    """Store that a person has confirmed the fields at ``paths`` (None: all) that need review, as the next revision.

    Raises :class:`NotFound`, :class:`StaleEdit`, and :class:`InvalidOption` for a field that needs no review.
    """
    agreement = get_agreement(unit, agreement_id)
    standing = standing_clauses(unit, agreement_id)
    before = _seen(standing.revisions, clause_id, seen)
    asked = {mark.path for mark in before.wording.needs_review} if before.wording else set[str]()
    stray = sorted((paths or frozenset()) - asked)
    if stray or not asked or before.wording is None:
        about = ", ".join(stray) or "The clause"
        raise InvalidOption(
            f"{about} needs no review; name fields that do: {', '.join(sorted(asked)) or 'there is none'}.", "fields"
        )
    wording = before.wording.confirmed(paths)
    return _store_next(unit, agreement, standing, before, next_revision(before, None, None, authored, unit.at, wording))


def _store_next(
    unit: Unit, agreement: AgreementRecord, standing: Standing, before: ClauseRevision, revision: ClauseRevision
) -> ShownClause:
    shown = show(agreement, [revision if each is before else each for each in standing.revisions])
    if not store.insert_next(unit.write, agreement.id, record_of(revision)):
        raise _stale(unit, agreement.id, revision.clause_id)
    return _pick(unit, agreement, shown, revision.clause_id)


def move_clause(unit: Unit, agreement_id: str, clause_id: str, seen: frozenset[int], after: str | None) -> ShownClause:
    """Put a clause after another, or first. A move makes no revision: the clause itself stays as it is.

    Raises :class:`NotFound`, :class:`StaleEdit`, and :class:`InvalidOption` for a place that isn't there.
    """
    agreement = get_agreement(unit, agreement_id)
    before = _seen(standing_clauses(unit, agreement_id).revisions, clause_id, seen)
    agreement_store.lock_agreement(unit.write, agreement_id)
    if not store.compare_and_set(unit.write, agreement_id, clause_id, before.number, before.number):
        raise _stale(unit, agreement_id, clause_id)
    others = [each for each in store.clause_order(unit.write, agreement_id) if each != clause_id]
    store.set_order(unit.write, agreement_id, _placed(others, clause_id, after))
    return _pick(unit, agreement, show(agreement, standing_clauses(unit, agreement_id).revisions), clause_id)


def remove_clause(unit: Unit, agreement_id: str, clause_id: str, seen: frozenset[int]) -> None:
    """Take a clause out of the agreement; its history stays. Raises :class:`NotFound` and :class:`StaleEdit`."""
    get_agreement(unit, agreement_id)
    before = _seen(standing_clauses(unit, agreement_id).revisions, clause_id, seen)
    agreement_store.lock_agreement(unit.write, agreement_id)
    if not store.remove_clause(unit.write, agreement_id, clause_id, before.number, unit.at):
        raise _stale(unit, agreement_id, clause_id)
    store.set_order(unit.write, agreement_id, store.clause_order(unit.write, agreement_id))


def _pick(unit: Unit, agreement: AgreementRecord, shown: Sequence[ShownClause], clause_id: str) -> ShownClause:
    """The clause among ``shown``, with how far the sides are about it."""
    for each in shown:
        if each.revision.clause_id == clause_id:
            return replace(each, status=statuses(unit, agreement, [clause_id]).get(clause_id))
    raise NotFound(f"No clause {clause_id!r} stands in the agreement.")


def _seen(standing: Sequence[ClauseRevision], clause_id: str, seen: frozenset[int]) -> ClauseRevision:
    """The current revision of the clause, which must be among ``seen``."""
    for each in standing:
        if each.clause_id == clause_id:
            if each.number not in seen:
                raise _changed(each)
            return each
    raise NotFound(f"No clause {clause_id!r} stands in the agreement.")


def _stale(unit: Unit, agreement_id: str, clause_id: str) -> StaleEdit | NotFound:
    """Why a compare-and-set failed: another writer was there first, and revised the clause or removed it."""
    for each in standing_clauses(unit, agreement_id).revisions:
        if each.clause_id == clause_id:
            return _changed(each)
    return NotFound(f"No clause {clause_id!r} stands in the agreement any more.")


def _changed(current: ClauseRevision) -> StaleEdit:
    detail = f"The clause is at revision {current.number} now, by {current.author}; read it and decide again."
    return StaleEdit(detail, clause_etag(current.clause_id, current.number))


def _placed(others: Sequence[str], clause_id: str, after: Position) -> list[str]:
    """``others`` with ``clause_id`` at its place."""
    if after == LAST:
        return [*others, clause_id]
    if after is None:
        return [clause_id, *others]
    if after not in others:
        raise InvalidOption(f"The clause {after!r} to come after does not stand in the agreement.", "after")
    at = list(others).index(str(after)) + 1
    return [*others[:at], clause_id, *others[at:]]
