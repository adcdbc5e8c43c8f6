"""The history of an agreement as a clerk tells it: what was tabled, voted on, adopted, signed and ended, the newest
first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.auth.sight import Sight
from api.local_time import day_of
from api.services.drafting import list_drafts
from api.services.in_force import list_notices
from api.store import adoption
from api.store.adoption import VoteRecord
from api.store.agreements import AgreementRecord, side_of
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.status import DraftStatus
from drafts.negotiation.votes import Ballot, Result

_TOLD = {
    DraftStatus.WORKING: "saved, for your side alone",
    DraftStatus.TABLED: "tabled",
    DraftStatus.PACKET: "put before the bodies",
    DraftStatus.ADOPTED: "adopted",
    DraftStatus.EXECUTED: "signed",
}


@dataclass(frozen=True, slots=True)
class VoteTold:
    """A vote in a line, and who voted how: a label and the names under it."""

    line: str
    motion: str
    ballots: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: on ``day``, to draft ``number``, in words, by whom; and the vote, where it was one.
    ``recorded_at`` orders what happened on one day."""

    day: date
    recorded_at: datetime
    number: int
    label: str
    told: str
    by: str
    private: bool = False
    vote: VoteTold | None = None


def timeline(unit: Unit, agreement: AgreementRecord, sight: Sight) -> tuple[Event, ...]:
    """All that happened and ``sight`` sees, the newest first."""
    drafts = {each.number: each for each in list_drafts(unit, agreement.id, sight)}
    names = names_of(agreement)
    events = [event for draft in drafts.values() for event in _steps(draft, names, agreement.time_zone)]
    votes = adoption.list_votes(unit.read, agreement.id)
    events += [_voted(each, drafts[each.draft_number]) for each in votes if each.draft_number in drafts]
    for notice in list_notices(unit, agreement.id):
        told = f"notice given: {notice.summary}"
        by = signed(notice.author, notice.party, names)
        events.append(Event(notice.given_on, notice.recorded_at, notice.draft_number, "", told, by))
    return tuple(sorted(events, key=lambda each: (each.day, each.recorded_at, each.vote is None), reverse=True))


def names_of(agreement: AgreementRecord) -> dict[str, str]:
    """What each party is called in a line, by its role."""
    return {each.role: each.short_name or each.legal_name for each in agreement.parties}


def sides_told(agreement: AgreementRecord) -> str:
    """The parties in a line, by side: "District — City and Department"."""
    sides: dict[str, list[str]] = {}
    for role, name in names_of(agreement).items():
        sides.setdefault(side_of(agreement.parties, role), []).append(name)
    return " — ".join(" and ".join(names) for names in sides.values())


def signed(author: str, party: str | None, names: dict[str, str]) -> str:
    """ "Superintendent (District)"."""
    return f"{author} ({names.get(party, party)})" if party else author


def tabled_by(draft: DraftRecord, names: dict[str, str]) -> tuple[str, datetime] | None:
    """Who put a draft before both sides, and when; None for one that was not."""
    step = next((each for each in draft.steps if each.status.shared), None)
    return None if step is None else (signed(step.author, step.party, names), step.at)


def last_before_bodies(drafts: Sequence[DraftRecord], but: int) -> DraftRecord | None:
    """The draft that a body saw last, other than ``but``: the one that came into a packet, or further, latest."""
    seen = (DraftStatus.PACKET, DraftStatus.ADOPTED, DraftStatus.EXECUTED)
    found = [(step.at, each.number) for each in drafts for step in each.steps if step.status in seen]
    numbers = [number for _, number in sorted(found, reverse=True) if number != but]
    return next((each for each in drafts if numbers and each.number == numbers[0]), None)


def _steps(draft: DraftRecord, names: dict[str, str], zone: str) -> Iterator[Event]:
    for step in draft.steps:
        day = step.on or (
            draft.dated if step.status in (DraftStatus.WORKING, DraftStatus.TABLED) else day_of(step.at, zone)
        )
        by = signed(step.author, step.party, names)
        private = step.status is DraftStatus.WORKING
        yield Event(day, step.at, draft.number, draft.label, _TOLD[step.status], by, private)


def _voted(record: VoteRecord, draft: DraftRecord) -> Event:
    vote = record.vote
    carried = "approved" if vote.result is Result.CARRIED else "did not approve"
    body = vote.body.label[:1].upper() + vote.body.label[1:]
    count = f"{vote.yes} to {vote.no}" + (f", {vote.abstained} abstaining" if vote.abstained else "")
    ballots = [
        (ballot.label, tuple(each.member for each in vote.ballots if each.ballot is ballot)) for ballot in Ballot
    ]
    ballots.append(("Absent", tuple(vote.absent)))
    told = VoteTold(f"{body} {carried} it, {count}", vote.motion, tuple(each for each in ballots if each[1]))
    adopted = (step.at for step in draft.steps if step.status is DraftStatus.ADOPTED)
    at = min((record.recorded_at, *adopted))  # it came before what it led to, whenever it was written down
    return Event(vote.on, at, draft.number, draft.label, told.line, record.author, vote=told)
