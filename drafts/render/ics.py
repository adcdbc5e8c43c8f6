"""The days that an agreement sets as a calendar file (RFC 5545), to be opened by any calendar program.

The same draft gives the same bytes. A day keeps its UID from draft to draft while its clause and occasion stay, and its
SEQUENCE is the draft's number, so that a newer file moves what an older one put into somebody's calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from drafts.negotiation.deadlines import DueDay

MEDIA_TYPE: Final = "text/calendar"
_PRODUCT: Final = "-//Counterpart//Deadlines 1.0//EN"
_DOMAIN: Final = "counterpart"


def calendar_file(days: Sequence[DueDay], *, agreement_id: str, title: str, draft: int, saved_at: datetime) -> bytes:
    """One all-day event, which blocks no time, for each of ``days`` that can be named. ``saved_at`` is when the draft
    of the number ``draft`` was saved: the time stamp of every event."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"Deadlines: {title}")
    calendar.add("x-wr-calname", f"Deadlines: {title}")
    stamp = saved_at.astimezone(UTC).replace(microsecond=0)
    for due in days:
        if due.day is not None:
            calendar.add_component(_event(due, agreement_id, title, draft, stamp))
    return calendar.to_ical(sorted=False)


def uid(due: DueDay, agreement_id: str) -> str:
    """The identity of an event: the kind of day, its occasion, its clause and its agreement."""
    return f"{due.kind}-{due.occasion}-{due.places[0].clause_id}-{agreement_id}@{_DOMAIN}"


def _event(due: DueDay, agreement_id: str, title: str, draft: int, stamp: datetime) -> Event:
    assert due.day is not None
    event = Event()
    event.add("uid", uid(due, agreement_id))
    event.add("dtstamp", stamp)
    event.add("sequence", draft)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("summary", f"{due.title} ({title})")
    event.add("description", "\n".join(_told(due, draft)))
    event.add("categories", [due.kind.value])
    event.add("transp", "TRANSPARENT")
    return event


def _told(due: DueDay, draft: int) -> list[str]:
    missed = [f"If it is missed: {due.missed}"] if due.missed else []
    fields = ", ".join(dict.fromkeys(f"{place.title}: {place.value}" for place in due.places))
    return [due.rule, *missed, f"{due.places[0].heading} ({fields}), as in draft {draft}.", *due.notes]
