"""The deadlines of an agreement: those of a saved draft, counted by the agreement's school calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.auth.sight import SHARED, Sight
from api.file_names import deadlines_file_name
from api.services.agreements import get_agreement
from api.services.drafting import file_title, get_draft
from api.services.standing import revisions_of
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.checks.state import agreement_state
from clauses.errors import InvalidOption
from drafts.negotiation.deadlines import DueDay, Limit, Window, due_days, limits, usual_window
from drafts.negotiation.terms import WayOut, way_out
from drafts.render.ics import calendar_file

LONGEST_WINDOW = 50 * 366
"""Days that one answer may look at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which draft (a number, or "current"), seen from which day, and between which days. Without
    ``on`` it is the day of the request; without ``first`` and ``last`` the term of that day and the one after it."""

    draft: str = "current"
    on: date | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days that a draft sets in a window, its time limits, and the way out of it, seen from the day ``on``."""

    agreement: AgreementRecord
    draft: DraftRecord
    on: date
    window: Window
    due: tuple[DueDay, ...]
    limits: tuple[Limit, ...]
    way_out: WayOut | None


def read_deadlines(unit: Unit, agreement_id: str, asked: Asked, sight: Sight = SHARED) -> Deadlines:
    """The deadlines of a draft. Raises :class:`NotFound`, and :class:`InvalidOption` for a window that can't be."""
    agreement = get_agreement(unit, agreement_id)
    draft = get_draft(unit, agreement_id, asked.draft, sight)
    state = agreement_state(revisions_of(unit, draft), dated=draft.dated)
    on = asked.on or unit.at.date()
    usual = usual_window(state, on)
    window = Window(asked.first or usual.first, asked.last or usual.last)
    if window.last < window.first or (window.last - window.first).days > LONGEST_WINDOW:
        raise InvalidOption(
            f"The days from {window.first.isoformat()} to {window.last.isoformat()} are no window; give a first day "
            "and a last one that comes after it, at most 50 years apart."
        )
    calendar = agreement.calendar
    return Deadlines(
        agreement,
        draft,
        on,
        window,
        due_days(state, calendar, window),
        limits(state, calendar, on),
        way_out(state, on, calendar),
    )


def deadlines_file(found: Deadlines) -> tuple[str, bytes]:
    """The calendar file of ``found``, and its name."""
    title = file_title(found.agreement)
    content = calendar_file(
        found.due,
        agreement_id=found.agreement.id,
        title=title,
        draft=found.draft.number,
        saved_at=found.draft.saved_at,
    )
    return deadlines_file_name(title, found.draft.number), content
