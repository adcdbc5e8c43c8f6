"""The deadlines of an agreement: those of a saved draft, counted by the agreement's school calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.auth.sight import SHARED, Sight
from api.file_names import deadlines_file_name
from api.services.adopting import signed_revisions
from api.services.agreements import get_agreement, today_in
from api.services.drafting import CURRENT, file_title, get_draft
from api.services.in_force import DraftInForce, find_in_force
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
    ``draft`` it is the one in force on that day, or the current one where nothing is; without ``on`` it is the day of
    the request; without ``first`` and ``last`` the term of that day and the one after it."""

    draft: str | None = None
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
    on = asked.on or today_in(unit, agreement)
    there = find_in_force(unit, agreement_id, on)
    draft = _draft_asked(unit, agreement_id, asked, sight, there)
    state = agreement_state(signed_revisions(unit, draft), dated=draft.dated)
    usual = usual_window(state, on)
    window = Window(asked.first or usual.first, asked.last or usual.last)
    if window.last < window.first or (window.last - window.first).days > LONGEST_WINDOW:
        raise InvalidOption(
            f"The days from {window.first.isoformat()} to {window.last.isoformat()} are no window; give a first day "
            "and a last one that comes after it, at most 50 years apart.",
            "query.to",
        )
    calendar = agreement.calendar
    return Deadlines(
        agreement,
        draft,
        on,
        window,
        _before_its_end(due_days(state, calendar, window), draft, there),
        limits(state, calendar, on),
        way_out(state, on, calendar),
    )


def _draft_asked(unit: Unit, agreement_id: str, asked: Asked, sight: Sight, there: DraftInForce | None) -> DraftRecord:
    if asked.draft is not None:
        return get_draft(unit, agreement_id, asked.draft, sight)
    return there.draft if there is not None else get_draft(unit, agreement_id, CURRENT, sight)


def _before_its_end(due: tuple[DueDay, ...], draft: DraftRecord, there: DraftInForce | None) -> tuple[DueDay, ...]:
    """The days of what is in force up to its last one, where notice was given."""
    until = there.found.until if there is not None and there.draft.number == draft.number else None
    return due if until is None else tuple(each for each in due if (each.day or each.counted_from or until) <= until)


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
