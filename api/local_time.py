"""Times as the clock of an office shows them. What is stored is UTC; a zone (an IANA name such as America/New_York)
says which day that was there. The days that drafts and clauses name are days of their agreement's zone already."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, StringConstraints

from clauses.wording.filters import long_date

DEFAULT_ZONE: Final = "America/New_York"
"""The zone of Maine, and of whatever came before zones could be chosen (decision 0030)."""


@cache
def zone_names() -> frozenset[str]:
    """The names of the zones that there are, in the IANA database of this machine or of the package tzdata: those with
    a place in them, and UTC."""
    return frozenset(
        name for name in available_timezones() if name == "UTC" or ("/" in name and not name.startswith("Etc/"))
    )


def zone_name(text: str) -> str:
    """``text``, or ValueError where it names no zone."""
    if text not in zone_names():
        raise ValueError('must be a time zone of the IANA database such as "America/New_York"')
    return text


ZoneName = Annotated[str, StringConstraints(max_length=64), AfterValidator(zone_name)]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day_of(at: datetime, zone: str) -> date:
    """The day on which ``at`` was, or is, in ``zone``."""
    return at.astimezone(_zone(zone)).date()


def moment_in(at: datetime, zone: str) -> str:
    """A time as people there write it: "March 3, 2020, 1:00 p.m. EST"."""
    local = at.astimezone(_zone(zone))
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{long_date(local)}, {local.hour % 12 or 12}:{local:%M} {half} {local:%Z}"
