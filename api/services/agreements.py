"""Agreements and their parties: make, read, list, change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from api.auth.caller import Caller
from api.etags import Conditions, content_etag, version_etag
from api.local_time import DEFAULT_ZONE, day_of
from api.paging import Page, Paging
from api.store import accounts, comments, proposals, stances
from api.store import agreements as store
from api.store.agreements import AgreementRecord, Party
from api.store.own import holds_private
from api.store.unit import Unit
from clauses.errors import Conflict, InvalidOption, NotFound, StaleEdit
from drafts.house_style import DEFAULT, HouseStyle
from drafts.negotiation.calendars import SchoolCalendar


def create_agreement(
    unit: Unit,
    agreement_id: str,
    title: str,
    *,
    short_title: str,
    doc_type: str,
    parties: Sequence[Party],
    house: HouseStyle = DEFAULT,
    time_zone: str = DEFAULT_ZONE,
) -> AgreementRecord:
    """Store a new agreement without clauses and return it."""
    record = AgreementRecord(
        agreement_id, title, short_title, doc_type, 1, unit.at, tuple(parties), house, time_zone=time_zone
    )
    store.insert_agreement(unit.write, record)
    return record


def get_agreement(unit: Unit, agreement_id: str) -> AgreementRecord:
    """The agreement with its parties. Raises :class:`NotFound`."""
    record = store.find_agreement(unit.read, agreement_id)
    if record is None:
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    return record


def list_agreements(
    unit: Unit, paging: Paging, caller: Caller, *, doc_type: str | None = None, text: str | None = None
) -> Page[AgreementRecord]:
    """A page of the agreements that ``caller`` has a part in, oldest first, that are of ``doc_type`` and whose titles
    hold ``text``. Raises :class:`InvalidOption` for a cursor that no page gave."""
    last = paging.after(str, str)
    after = None if last is None else (moment_of(str(last[0])), str(last[1]))
    found = store.list_agreements(unit.read, paging.limit + 1, after, seen_by(unit, caller), doc_type, text)
    return paging.of_rows(found, lambda each: (each.created_at.isoformat(), each.id))


def moment_of(text: str) -> datetime:
    """The time of a cursor. Its check is no secret, so it may be anything."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidOption(
            "The cursor is not one that a page of this list gave; begin without it.", "query.cursor"
        ) from None


def seen_by(unit: Unit, caller: Caller) -> frozenset[str] | None:
    """The agreements that ``caller`` may know of; None for all of them."""
    if caller.user.operator:
        return None if caller.agreement_id is None else frozenset({caller.agreement_id})
    mine = frozenset(each.agreement_id for each in accounts.memberships(unit.read, caller.user.id))
    return mine if caller.agreement_id is None else mine & {caller.agreement_id}


def set_parties(unit: Unit, agreement_id: str, seen: frozenset[int], parties: Sequence[Party]) -> AgreementRecord:
    """Replace the parties if their version is one of ``seen``.

    Raises :class:`NotFound`, :class:`StaleEdit`, and :class:`Conflict` where members act for a party that would go, and
    where a party would change sides after the first proposal, stance or comment.
    """
    record = get_agreement(unit, agreement_id)
    left = accounts.parties_with_members(unit.read, agreement_id) - {each.role for each in parties}
    if left:
        raise Conflict(f"Members act for the party {sorted(left)[0]!r}; remove them first.")
    if _negotiating(unit, agreement_id) and _sides(parties) != _sides(record.parties):
        raise Conflict("The sides negotiate already, and share what is private by side; leave each party where it is.")
    now = record.parties_version
    if now not in seen or not store.replace_parties(unit.write, agreement_id, now, tuple(parties)):
        current = get_agreement(unit, agreement_id).parties_version
        raise StaleEdit("The parties have changed since they were read.", parties_etag(agreement_id, current))
    return get_agreement(unit, agreement_id)


def _negotiating(unit: Unit, agreement_id: str) -> bool:
    """Whether a side has written anything that is its own, or given its word."""
    if proposals.has_proposals(unit.read, agreement_id) or stances.list_stances(unit.read, agreement_id):
        return True
    return comments.has_threads(unit.read, agreement_id) or holds_private(unit.read, agreement_id)


def _sides(parties: Sequence[Party]) -> set[tuple[str, str]]:
    return {(each.role, store.side_of(parties, each.role)) for each in parties}


def set_house_style(unit: Unit, agreement_id: str, seen: frozenset[int], house: HouseStyle) -> AgreementRecord:
    """Choose another house style if the version of the present one is among ``seen``; the next draft is written in it.

    Raises :class:`NotFound` and :class:`StaleEdit`.
    """
    record = get_agreement(unit, agreement_id)
    now = record.house_version
    if now not in seen or not store.replace_house_style(unit.write, agreement_id, now, house):
        current = get_agreement(unit, agreement_id).house_version
        raise StaleEdit("The house style has changed since it was read.", house_style_etag(agreement_id, current))
    return get_agreement(unit, agreement_id)


def set_calendar(unit: Unit, agreement_id: str, seen: frozenset[int], calendar: SchoolCalendar) -> AgreementRecord:
    """Give the agreement another school calendar if the version of the present one is among ``seen``.

    Raises :class:`NotFound` and :class:`StaleEdit`.
    """
    now = get_agreement(unit, agreement_id).calendar_version
    if now not in seen or not store.replace_calendar(unit.write, agreement_id, now, calendar):
        current = get_agreement(unit, agreement_id).calendar_version
        raise StaleEdit("The calendar has changed since it was read.", calendar_etag(agreement_id, current))
    return get_agreement(unit, agreement_id)


def set_time_zone(unit: Unit, agreement_id: str, seen: Conditions, time_zone: str) -> AgreementRecord:
    """Let the days of an agreement begin in another zone, if the present one is as it was ``seen``. No date that is
    stored changes: what is today does, and how moments are shown.

    Raises :class:`NotFound`, :class:`PreconditionRequired` and :class:`StaleEdit`.
    """
    if not store.lock_agreement(unit.write, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    seen.hold(time_zone_etag(get_agreement(unit, agreement_id)), "the time zone")
    store.update_time_zone(unit.write, agreement_id, time_zone)
    return get_agreement(unit, agreement_id)


def today_in(unit: Unit, agreement: AgreementRecord) -> date:
    """The day that it is in the agreement's time zone."""
    return day_of(unit.at, agreement.time_zone)


def time_zone_etag(record: AgreementRecord) -> str:
    """The strong tag of the time zone of an agreement."""
    return content_etag(record.id, record.time_zone)


def calendar_identity(agreement_id: str) -> str:
    """What the tags of an agreement's school calendar begin with."""
    return f"{agreement_id}-calendar"


def calendar_etag(agreement_id: str, version: int) -> str:
    """The strong tag of the school calendar of an agreement."""
    return version_etag(calendar_identity(agreement_id), version)


def house_style_identity(agreement_id: str) -> str:
    """What the tags of an agreement's house style begin with."""
    return f"{agreement_id}-house-style"


def house_style_etag(agreement_id: str, version: int) -> str:
    """The strong tag of the house style of an agreement."""
    return version_etag(house_style_identity(agreement_id), version)


def parties_etag(agreement_id: str, version: int) -> str:
    """The strong tag of the parties of an agreement."""
    return version_etag(agreement_id, version)
