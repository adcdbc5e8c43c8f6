"""How far the sides are about each clause: what each said of the revision that it read, and what reopened it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from api.auth.caller import Caller
from api.etags import version_etag
from api.services.agreements import get_agreement
from api.services.negotiation import actor_of, require_sides, sides_of
from api.services.standing import revision_of
from api.store import clauses as clause_store
from api.store import stances as store
from api.store.agreements import AgreementRecord, lock_agreement
from api.store.stances import StanceRecord
from api.store.unit import Unit
from clauses.errors import NotFound, StaleEdit
from clauses.kinds.values import PartyRole
from clauses.record import ClauseRevision
from drafts.negotiation.sides import Actor, Sides
from drafts.negotiation.status import ClauseStatus, Stance, clause_status, stance


@dataclass(frozen=True, slots=True)
class ShownStatus:
    """Where a clause stands, and all that was said about it, oldest first, each with the side."""

    clause_id: str
    revision: int
    status: ClauseStatus
    stances: tuple[tuple[str, Stance], ...]


def take_stance(
    unit: Unit, agreement_id: str, clause_id: str, caller: Caller, revision: int, *, agrees: bool
) -> ShownStatus:
    """Store the word of the caller's side about the newest revision, which must be the one that was read.

    Raises :class:`NotFound`, also for a clause that was taken out; :class:`Conflict` where there are not two sides, and
    :class:`StaleEdit`.
    """
    sides = require_sides(get_agreement(unit, agreement_id))
    actor = actor_of(caller)
    _standing_chain(unit, agreement_id, clause_id)
    lock_agreement(unit.write, agreement_id)
    chain = _standing_chain(unit, agreement_id, clause_id)
    try:
        said = stance(chain, revision, actor, sides, unit.at, agrees=agrees)
    except StaleEdit as error:
        raise StaleEdit(error.detail, version_etag(clause_id, chain[-1].number)) from None
    _keep(unit, agreement_id, said)
    return status(unit, agreement_id, clause_id)


def agree(unit: Unit, agreement_id: str, revision: ClauseRevision, *actors: Actor) -> None:
    """Store that ``actors`` agree with a revision that was just made. The caller holds the agreement's row."""
    for actor in actors:
        said = Stance(
            clause_id=revision.clause_id,
            revision=revision.number,
            agrees=True,
            by=actor.name,
            party=actor.party,
            at=unit.at,
        )
        _keep(unit, agreement_id, said)


def _keep(unit: Unit, agreement_id: str, said: Stance) -> None:
    """Store what was said."""
    record = StanceRecord(said.clause_id, said.revision, said.agrees, said.by, said.party.value, said.at)
    store.insert_stance(unit.write, agreement_id, record)


def status(unit: Unit, agreement_id: str, clause_id: str) -> ShownStatus:
    """Where a clause stands. Raises :class:`NotFound`, and :class:`Conflict` where there are not two sides."""
    sides = require_sides(get_agreement(unit, agreement_id))
    chain = _standing_chain(unit, agreement_id, clause_id)
    said = tuple(map(_stance_of, store.list_stances(unit.read, agreement_id, clause_id)))
    stands = clause_status(chain, said, sides)
    return ShownStatus(clause_id, chain[-1].number, stands, tuple((sides.of(each.party).name, each) for each in said))


def statuses(unit: Unit, agreement: AgreementRecord, clause_ids: Collection[str]) -> dict[str, ClauseStatus]:
    """Where each of the clauses stands; empty where there are not two sides."""
    sides = sides_of(agreement)
    if sides is None:
        return {}
    said: defaultdict[str, list[Stance]] = defaultdict(list)
    only = next(iter(clause_ids)) if len(clause_ids) == 1 else None
    for record in store.list_stances(unit.read, agreement.id, only):
        said[record.clause_id].append(_stance_of(record))
    versions = clause_store.standing_versions(unit.read, agreement.id) if said else {}
    return {
        clause_id: _status_of(unit, agreement.id, clause_id, said[clause_id], versions.get(clause_id, ()), sides)
        for clause_id in clause_ids
    }


def _status_of(
    unit: Unit,
    agreement_id: str,
    clause_id: str,
    said: list[Stance],
    versions: Sequence[tuple[int, str]],
    sides: Sides,
) -> ClauseStatus:
    """Where a clause stands. Its revisions are read only where one of them changed what somebody said a word about."""
    first = min((each.revision for each in said), default=0)
    changed = len({hash_ for number, hash_ in versions if number >= first}) > 1
    return clause_status(_chain(unit, agreement_id, clause_id) if said and changed else (), said, sides)


def _standing_chain(unit: Unit, agreement_id: str, clause_id: str) -> tuple[ClauseRevision, ...]:
    if clause_id not in clause_store.clause_order(unit.read, agreement_id):
        raise NotFound(f"No clause {clause_id!r} stands in the agreement.")
    return _chain(unit, agreement_id, clause_id)


def _chain(unit: Unit, agreement_id: str, clause_id: str) -> tuple[ClauseRevision, ...]:
    return tuple(map(revision_of, clause_store.revisions(unit.read, agreement_id, clause_id)))


def _stance_of(record: StanceRecord) -> Stance:
    return Stance(
        clause_id=record.clause_id,
        revision=record.revision,
        agrees=record.agrees,
        by=record.by,
        party=PartyRole(record.party),
        at=record.at,
    )
