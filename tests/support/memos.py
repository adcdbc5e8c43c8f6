"""Change memos with more in them than a page holds."""

from __future__ import annotations

from datetime import date

from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create
from drafts.summary import ChangeMemo, Version, change_memo
from tests.unit.clauses.story import AT

_TITLE = "Memorandum of Understanding between the Board of Public Education and the City — School Resource Officers "


def many_changes(sections: int) -> ChangeMemo:
    """A memo of sections with four fields changed in each."""
    before = [_pilot(n, 2020, "cameras_off") for n in range(sections)]
    after = [_pilot(n, 2021, "auto_adopt") for n in range(sections)]
    return change_memo(_TITLE * 3, _version(1, before), _version(2, after), {})


def many_sections(sections: int, *, new: bool) -> ChangeMemo:
    """A memo of sections that are all new, or all removed, and of one that stays."""
    kept, every = [_pilot(0, 2020, "cameras_off")], [_pilot(n, 2020, "cameras_off") for n in range(sections)]
    before, after = (kept, every) if new else (every, kept)
    return change_memo(_TITLE, _version(1, before), _version(2, after), {})


def _version(number: int, revisions: list[ClauseRevision]) -> Version:
    return Version(number, f"Version {number}", date(2020, 3, number), "Superintendent", tuple(revisions))


def _pilot(place: int, year: int, then: str) -> ClauseRevision:
    return create(
        clause_id=clause_id_from(f"pilot{place}".encode()),
        kind="pilot",
        heading=f"Trial of Wide-Angle Body-Worn Cameras WMWMWM in School Number {place + 1}",
        fields={"start": f"{year}-02-03", "end": f"{year}-12-31", "evaluation_due": f"{year}-11-30", "on_expiry": then},
        author="Superintendent",
        party="district",
        at=AT,
        rationale="The Board would see how it goes before it decides." * 3,
    )
