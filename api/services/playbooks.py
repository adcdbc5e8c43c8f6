"""A party's playbook, and where clauses stand against it. Nothing here is for another party's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.etags import version_etag
from api.services.agreements import get_agreement
from api.services.standing import standing_clauses
from api.store import playbooks as store
from api.store.agreements import lock_agreement
from api.store.unit import Unit
from clauses.errors import NotFound, StaleEdit
from clauses.kinds import parse_fields
from clauses.position import Position, Standing, check_positions, standings


@dataclass(frozen=True, slots=True)
class Playbook:
    """The positions of one party of an agreement. ``version`` counts from 1, the empty playbook."""

    agreement_id: str
    party: str
    version: int
    positions: tuple[Position, ...]


def get_playbook(unit: Unit, agreement_id: str, party: str) -> Playbook:
    """The playbook of ``party``, which is empty until it is written. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    if party not in [each.role for each in agreement.parties]:
        raise NotFound(f"The agreement has no party {party!r}.")
    version, positions = store.find_playbook(unit.read, agreement_id, party)
    return Playbook(agreement_id, party, version, tuple(map(Position.model_validate, positions)))


def set_playbook(
    unit: Unit, agreement_id: str, party: str, seen: frozenset[int], positions: Sequence[Position]
) -> Playbook:
    """Replace the playbook if its version is among ``seen``.

    Raises :class:`NotFound`, :class:`StaleEdit`, :class:`UnknownKind` and :class:`InvalidPosition`.
    """
    now = get_playbook(unit, agreement_id, party)
    check_positions(positions)
    stored = [position.model_dump(mode="json") for position in positions]
    lock_agreement(unit.write, agreement_id)
    if now.version not in seen or not store.replace_playbook(unit.write, agreement_id, party, now.version, stored):
        current = get_playbook(unit, agreement_id, party)
        raise StaleEdit("The playbook has changed since it was read.", playbook_etag(current))
    return get_playbook(unit, agreement_id, party)


def standings_of_fields(
    unit: Unit, agreement_id: str, party: str, kind: str, fields: dict[str, Any]
) -> tuple[Standing, ...]:
    """Where each of the proposed ``fields`` of a clause stands for ``party``.

    Raises :class:`NotFound`, :class:`UnknownKind` and :class:`InvalidClause`.
    """
    return standings(kind, parse_fields(kind, fields), get_playbook(unit, agreement_id, party).positions)


def standings_of_clauses(
    unit: Unit, agreement_id: str, party: str
) -> tuple[tuple[str, str, tuple[Standing, ...]], ...]:
    """(clause id, kind, standings) of each clause as it stands. Raises :class:`NotFound`."""
    positions = get_playbook(unit, agreement_id, party).positions
    return tuple(
        (each.clause_id, each.kind, standings(each.kind, each.fields, positions))
        for each in standing_clauses(unit, agreement_id).revisions
    )


def playbook_identity(agreement_id: str, party: str) -> str:
    """What the tags of a party's playbook begin with."""
    return f"{agreement_id}-playbook-{party}"


def playbook_etag(playbook: Playbook) -> str:
    """The strong tag of a playbook."""
    return version_etag(playbook_identity(playbook.agreement_id, playbook.party), playbook.version)
