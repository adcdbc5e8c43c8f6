"""Which draft is in force on a day, and the notices by which a party ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.etags import ANY, Conditions, version_etag
from api.services.adopting import adoptable_of, signed_revisions
from api.services.agreements import get_agreement
from api.services.drafting import list_drafts
from api.store import adoption as store
from api.store import agreements as agreement_store
from api.store.adoption import NoticeRecord
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.checks.state import AgreementState, agreement_state
from clauses.errors import Conflict, NotFound
from clauses.kinds.term_renewal import TermRenewal
from drafts.negotiation.adoption import AdoptedDraft, InForce, in_force_on
from drafts.negotiation.signing import effective_date
from drafts.negotiation.terms import last_day, way_out


@dataclass(frozen=True, slots=True)
class DraftInForce:
    """The draft in force on a day, and what of it holds then."""

    draft: DraftRecord
    found: InForce


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as a party gives it."""

    given_on: date
    reason: str
    author: str
    party: str
    seen: Conditions = ANY
    """What was read of the notices on record."""


def find_in_force(unit: Unit, agreement_id: str, day: date) -> DraftInForce | None:
    """The draft in force on ``day``, or None. Raises :class:`NotFound` where there is no agreement."""
    agreement = get_agreement(unit, agreement_id)
    adopted = [each for each in list_drafts(unit, agreement_id) if each.status.final]
    found = in_force_on(day, [_record(unit, agreement, each, day) for each in adopted])
    if found is None:
        return None
    return DraftInForce(next(each for each in adopted if each.number == found.draft), found)


def read_in_force(unit: Unit, agreement_id: str, day: date) -> DraftInForce:
    """The draft in force on ``day``. Raises :class:`NotFound` where there is none."""
    found = find_in_force(unit, agreement_id, day)
    if found is None:
        raise NotFound(
            f"Nothing is in force on {day.isoformat()}: no draft whose text every body has approved by then has taken "
            "effect, or its term has ended."
        )
    return found


def list_notices(unit: Unit, agreement_id: str) -> tuple[NoticeRecord, ...]:
    """Every notice on record. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return store.list_notices(unit.read, agreement_id)


def notices_etag(agreement_id: str, notices: Sequence[NoticeRecord]) -> str:
    """The tag of all notices on record: they are only added."""
    return version_etag(f"{agreement_id}-notices", len(notices))


def give_notice(unit: Unit, agreement_id: str, notice: Notice) -> NoticeRecord:
    """Record a notice: of non-renewal while there is time for that, of termination after. Its effect is what the text
    in force and the school calendar say on that day, and stays that.

    :raises Conflict: nothing is in force on that day, or nothing in its text lets a party end it.
    :raises StaleEdit: other notices are on record than were seen.
    """
    if not agreement_store.lock_agreement(unit.write, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    agreement = get_agreement(unit, agreement_id)
    notice.seen.hold_if_said(notices_etag(agreement_id, list_notices(unit, agreement_id)), "the notices")
    if notice.party not in {each.role for each in agreement.parties}:
        raise Conflict(f"The agreement has no party {notice.party!r}; name the one that gives notice.")
    there = find_in_force(unit, agreement_id, notice.given_on)
    if there is None:
        raise Conflict(f"Nothing is in force on {notice.given_on.isoformat()} that notice could end.")
    way = way_out(_state(unit, there.draft), notice.given_on, agreement.calendar)
    if way is None or way.ends is None:
        why = "no clause states a term" if way is None else way.summary
        raise Conflict(f"No day can be named on which notice would end draft {there.draft.number}: {why}.")
    number = store.next_number(unit.write, store.notices, agreement_id)
    told = (way.ending.value, way.summary, way.ends, notice.reason, notice.author, notice.party, unit.at)
    record = NoticeRecord(agreement_id, number, there.draft.number, notice.given_on, *told)
    store.insert_notice(unit.write, record)
    return record


def _record(unit: Unit, agreement: AgreementRecord, draft: DraftRecord, day: date) -> AdoptedDraft:
    asked = adoptable_of(unit, agreement, draft)
    votes = [each.vote for each in store.list_votes(unit.read, agreement.id) if each.vote.text_hash == asked.text_hash]
    signed = signed_revisions(unit, draft)
    term = next((each.fields for each in signed if isinstance(each.fields, TermRenewal)), None)
    known = [each.ends for each in store.list_notices(unit.read, agreement.id) if each.draft_number == draft.number]
    by_itself = last_day(term, day) if term is not None else None
    if by_itself is not None:
        known.append(by_itself)
    over = min(known) if known else None
    return AdoptedDraft(asked, tuple(votes), effective_date(signed), over)


def _state(unit: Unit, draft: DraftRecord) -> AgreementState:
    return agreement_state(signed_revisions(unit, draft), dated=draft.dated)
