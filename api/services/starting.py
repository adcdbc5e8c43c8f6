"""Agreements that do not begin empty: from a template agreement, or from the clauses of another agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.auth.caller import Caller
from api.local_time import DEFAULT_ZONE
from api.services.agreements import create_agreement, get_agreement, seen_by
from api.services.importing import parties_of
from api.services.standing import record_of, standing_clauses
from api.store import clauses as clause_store
from api.store.agreements import AgreementRecord, Party
from api.store.unit import Unit
from clauses.copies import with_new_identities
from clauses.errors import Conflict, NotFound
from clauses.record import ClauseRevision, Origin
from drafts.house_style import HouseStyle
from drafts.starting.templates import Values, begun, template


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is said about a new agreement. Without ``parties`` they are those that its preamble names."""

    title: str
    short_title: str
    doc_type: str
    parties: Sequence[Party]
    house: HouseStyle
    time_zone: str = DEFAULT_ZONE


def begin_from_template(
    unit: Unit, agreement_id: str, said: Beginning, name: str, values: Values, author: str
) -> AgreementRecord:
    """Make an agreement with the clauses of the template ``name``. Raises :class:`NotFound` and InvalidClause."""
    return _made(unit, agreement_id, said, begun(template(name), values, agreement_id, author=author, at=unit.at))


def begin_from_precedent(
    unit: Unit, agreement_id: str, said: Beginning, precedent_id: str, caller: Caller
) -> AgreementRecord:
    """Make an agreement with copies of the clauses that stand in another one, each naming the revision it was copied
    from; reasons and authors stay there. Raises :class:`NotFound` for an agreement that ``caller`` may not know of, and
    :class:`Conflict` for one without clauses."""
    seen = seen_by(unit, caller)
    if seen is not None and precedent_id not in seen:
        raise NotFound(f"There is no agreement {precedent_id!r}.")
    get_agreement(unit, precedent_id)
    revisions = standing_clauses(unit, precedent_id).revisions
    if not revisions:
        raise Conflict("The agreement to begin from has no clauses.")
    copies = with_new_identities(revisions, agreement_id)
    return _made(
        unit,
        agreement_id,
        said,
        [_copied(unit, caller, precedent_id, *pair) for pair in zip(revisions, copies, strict=True)],
    )


def _copied(
    unit: Unit, caller: Caller, precedent_id: str, source: ClauseRevision, copy: ClauseRevision
) -> ClauseRevision:
    origin = Origin(how="precedent", reference=f"{precedent_id}/{source.clause_id}/{source.number}")
    new = {"author": caller.user.name, "party": None, "at": unit.at, "rationale": None, "origin": origin}
    return copy.model_copy(update=new)


def _made(unit: Unit, agreement_id: str, said: Beginning, revisions: Sequence[ClauseRevision]) -> AgreementRecord:
    record = create_agreement(
        unit,
        agreement_id,
        said.title,
        short_title=said.short_title,
        doc_type=said.doc_type,
        parties=said.parties or parties_of(revisions),
        house=said.house,
        time_zone=said.time_zone,
    )
    for revision in revisions:
        clause_store.insert_clause(unit.write, agreement_id, record_of(revision))
    clause_store.set_order(unit.write, agreement_id, [each.clause_id for each in revisions])
    return record
