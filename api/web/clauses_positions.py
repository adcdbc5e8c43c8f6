"""The playbook of the reader's own side about one clause: where each field stands. For nobody else's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.auth.caller import Caller
from api.services.playbooks import get_playbook
from api.store.unit import Unit
from clauses.checks.places import in_words
from clauses.errors import InvalidClause
from clauses.kinds import parse_fields
from clauses.kinds.values import Fields
from clauses.position import Position, Stance, Standing, standings
from clauses.record import ClauseRevision
from clauses.wording.match.types import set_at, title_at

_TONES: Final = {Stance.PREFERRED: "good", Stance.FALLBACK: "good", Stance.BEYOND: "bad"}


@dataclass(frozen=True, slots=True)
class PositionTold:
    """A position with the value that stands, all in words."""

    title: str
    value: str
    stance: str
    tone: str
    direction: str
    preferred: str
    fallbacks: tuple[str, ...]
    walk_away: str
    note: str


def positions_of(
    unit: Unit, agreement_id: str, caller: Caller, revision: ClauseRevision, fields: Fields | None = None
) -> tuple[PositionTold, ...]:
    """The positions of the caller's side about a clause, with where ``fields`` (those that stand, where None) stand;
    nothing for who sees nothing private. Raises :class:`NotFound`."""
    if caller.private_side is None:
        return ()
    return told_positions(get_playbook(unit, agreement_id, caller.own_side).positions, revision, fields)


def told_positions(
    positions: Sequence[Position], revision: ClauseRevision, fields: Fields | None = None
) -> tuple[PositionTold, ...]:
    """As :func:`positions_of`, of a playbook's ``positions``."""
    now = fields or revision.fields
    by_field = {each.field: each for each in positions if each.kind == revision.kind}
    found = standings(revision.kind, now, by_field.values())
    return tuple(_told(each, by_field[each.field], revision.kind, now) for each in found if each.field in by_field)


def _told(standing: Standing, position: Position, kind: str, fields: Fields) -> PositionTold:
    stance = standing.stance.label + (f", the {_rank(standing.fallback)}" if standing.fallback else "")

    def words(value: Any) -> str:
        return _in_words(kind, fields, position.field, value)

    return PositionTold(
        title_at(type(fields), position.field),
        in_words(_at(fields, position.field)),
        stance[:1].upper() + stance[1:],
        _TONES.get(standing.stance, ""),
        position.direction.label,
        words(position.preferred),
        tuple(map(words, position.fallbacks)),
        words(position.walk_away) if position.walk_away is not None else "",
        position.note or "",
    )


def _rank(number: int) -> str:
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return names[number - 1] if number <= len(names) else f"{number}th"


def _in_words(kind: str, fields: Fields, path: str, value: Any) -> str:
    """A value of the playbook as the field would tell it; as it is written where the clause could not hold it beside
    what stands there now."""
    data = fields.model_dump(mode="json")
    set_at(data, path, value)
    try:
        return in_words(_at(parse_fields(kind, data), path))
    except InvalidClause:
        return in_words(value) if isinstance(value, str | bool) or value is None else str(value)


def _at(fields: Fields, path: str) -> Any:
    value: Any = fields
    for name in path.split("."):
        value = getattr(value, name, None)
    return value
