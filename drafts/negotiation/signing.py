"""What is filled in when an adopted agreement is signed, and who speaks for a body that approves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from clauses.kinds.execution import ApprovingBody, Execution
from clauses.kinds.parties import Parties
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision

_PARTIES_OF: Final[Mapping[ApprovingBody, tuple[str, ...]]] = {
    ApprovingBody.BOARD: ("district",),
    ApprovingBody.SUPERINTENDENT: ("district",),
    ApprovingBody.CITY_COUNCIL: ("city",),
    ApprovingBody.CITY_MANAGER: ("city",),
    ApprovingBody.CHIEF: ("police", "city"),
}
"""The party that a body belongs to; a Chief's is the city where the department is no party of its own."""


def party_of(body: ApprovingBody, roles: Iterable[str]) -> str | None:
    """The party among ``roles`` that ``body`` belongs to, or None where it belongs to none of them."""
    there = set(roles)
    return next((role for role in _PARTIES_OF[body] if role in there), None)


def effective_date(revisions: Sequence[ClauseRevision]) -> date | None:
    """The day on which the agreement takes effect, as its Parties clause says it; None while that is blank."""
    return next((each.fields.effective_date for each in revisions if isinstance(each.fields, Parties)), None)


def filled_in(
    revisions: Sequence[ClauseRevision], effective: date | None, approved: Mapping[ApprovingBody, date]
) -> tuple[ClauseRevision, ...]:
    """The clauses with the dates that are blank until signing: the effective date, and the day of each approval. A date
    that somebody has written stays. The adopted text is the same (docs/decisions, 0014)."""
    filled = [(each, _filled(each.fields, effective, approved)) for each in revisions]
    return tuple(each if fields is None else each.model_copy(update={"fields": fields}) for each, fields in filled)


def _filled(fields: Fields, effective: date | None, approved: Mapping[ApprovingBody, date]) -> Fields | None:
    changed: dict[str, Any]
    if isinstance(fields, Parties):
        changed = {"effective_date": fields.effective_date or effective}
    elif isinstance(fields, Execution):
        given = (each.model_copy(update={"date": each.date or approved.get(each.body)}) for each in fields.approvals)
        changed = {"approvals": tuple(given)}
    else:
        return None
    return fields.model_copy(update=changed)
