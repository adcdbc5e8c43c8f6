"""Taking back what came: which file it answers, what was changed in it, and how each change fits the clauses of today.

The bytes are stored as they came, with what was found in them then: people decide about changes by their numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy.exc import IntegrityError

from api.auth.caller import Caller
from api.auth.sight import SHARED
from api.services.agreements import get_agreement
from api.services.drafting import list_drafts, read_docx
from api.services.negotiation import actor_of, negotiated_state, require_sides
from api.services.sending import list_sent, read_sent
from api.services.standing import revisions_of
from api.services.threading import Enclosing, begin_threads
from api.store import accounts
from api.store import drafts as draft_store
from api.store import returns as store
from api.store import sent as sent_store
from api.store.agreements import AgreementRecord, side_of
from api.store.returns import AnswerRecord, ReturnRecord
from api.store.sent import SentRecord
from api.store.unit import Unit
from clauses.errors import InvalidOption, NotFound
from clauses.kinds.values import PartyRole
from drafts.descent import Candidate, Descent, descend
from drafts.makers import Maker
from drafts.negotiation.edits import Edit
from drafts.negotiation.returned_choice import Fit, Round
from drafts.negotiation.returned_counter import Passage, passage_of
from drafts.negotiation.sides import Sides
from drafts.negotiation.state import AgreementState
from drafts.render.kept_return import kept, read_kept
from drafts.returned import Return, returned

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came back, and what the one who uploads it knows of it."""

    docx: bytes
    file_name: str
    sent_id: str | None = None
    """The file that it answers, where that is known."""
    returner: str = ""
    """Who sent it back; without it, the party's name."""
    party: PartyRole | None = None
    """For which party; without it, the one that leads the other side."""
    note: str = ""
    threads: Enclosing = Enclosing.PRIVATE


@dataclass(frozen=True, slots=True)
class Fitted:
    """A change as it stands today: how it fits, why, and how it was answered."""

    fit: Fit
    reason: str
    edits: tuple[Edit, ...]
    """What it amounts to, against the clauses as they were sent."""
    answer: AnswerRecord | None


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """A file that came back with what was found in it, and each change as it stands today."""

    record: ReturnRecord
    found: Return
    fitted: dict[int, Fitted]


def take_back(unit: Unit, agreement_id: str, return_id: str, caller: Caller, came: Came) -> tuple[ReturnRecord, bool]:
    """Store what came back, with what is found in it; and whether it is new: the very same bytes are told again.

    Raises :class:`NotFound`, :class:`Conflict` where there are not two sides, :class:`UnrelatedFile`,
    :class:`InvalidOption` for a party of the own side, and the family :class:`UnreadableFile`.
    """
    agreement = get_agreement(unit, agreement_id)
    sides, actor, side = require_sides(agreement), actor_of(caller), caller.own_side
    digest = sha256(came.docx).hexdigest()
    there = store.find_same(unit.read, agreement_id, digest, side)
    if there is not None:
        return there, False
    descent = descend(came.docx, _named(unit, agreement_id, caller, came.sent_id))
    ours, theirs = _names(unit, agreement, sides, actor.party)
    found = returned(descent.candidate.docx, came.docx, ours=ours, theirs=theirs)
    party = _returning_party(sides, actor.party, came.party)
    sent_id = descent.candidate.key or None
    record = ReturnRecord(
        id=return_id,
        agreement_id=agreement_id,
        side=side,
        sent_id=sent_id,
        draft_number=descent.candidate.draft,
        returner=came.returner or legal_name(agreement, party),
        returner_party=party.value,
        entered_by=actor.name,
        entered_for=actor.party.value,
        note=came.note,
        file_name=" ".join(came.file_name.split())[:_LONGEST_NAME] or "returned.docx",
        sha256=digest,
        size=len(came.docx),
        received_at=unit.at,
        found={"return": kept(found), "descent": _told(descent), "notes": [], "threads": {}},
    )
    notes = _notes(unit, record, caller, descent, found)
    threads = begin_threads(unit, agreement_id, caller, found.comments, record, came.threads)
    record = replace(record, found={**record.found, "notes": notes, "threads": threads})
    try:
        store.insert_return(unit.write, record, came.docx)
    except IntegrityError:
        raise InvalidOption("The same file was taken back at the same moment; list the returns.") from None
    return record, True


def read_against_sent(
    unit: Unit, agreement_id: str, docx: bytes, side: str | None, names: tuple[Collection[str], Collection[str]]
) -> tuple[Descent, Return]:
    """Which file an unsaved one descends from, among those that ``side`` sent and the drafts that both sides share, and
    what was changed in it; ``names`` are ours and theirs. Nothing is stored.

    Raises :class:`NotFound`, :class:`UnrelatedFile`, and the family :class:`UnreadableFile`.
    """
    get_agreement(unit, agreement_id)
    sent = () if side is None else sent_store.list_sent(unit.read, agreement_id, side)
    descent = descend(docx, _candidates(unit, agreement_id, sent, drafts_too=True))
    return descent, returned(descent.candidate.docx, docx, ours=names[0], theirs=names[1])


def get_return(unit: Unit, agreement_id: str, return_id: str, caller: Caller) -> ReturnRecord:
    """A file that the caller's side took back. Raises :class:`NotFound` for any other."""
    get_agreement(unit, agreement_id)
    record = store.find_return(unit.read, agreement_id, return_id, caller.own_side)
    if record is None:
        raise NotFound(f"Your side has taken back no file {return_id!r}.")
    return record


def list_returns(unit: Unit, agreement_id: str, caller: Caller) -> tuple[ReturnRecord, ...]:
    """Every file that the caller's side took back, oldest first. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return store.list_returns(unit.read, agreement_id, caller.own_side)


def read_bytes(unit: Unit, record: ReturnRecord) -> bytes:
    """The exact bytes that came back."""
    return store.return_bytes(unit.read, record.id)


def shown(unit: Unit, record: ReturnRecord) -> ShownReturn:
    """The file with each change as it fits the clauses of today."""
    found = read_kept(record.found["return"])
    answers = store.list_answers(unit.read, record.id)
    today, round_ = negotiated_state(unit, record.agreement_id), round_of(unit, record, found)
    taken = taken_of(answers.values())
    fitted: dict[int, Fitted] = {}
    for change in found.changes:
        answer = answers.get(change.number)
        alone = round_.chosen({change.number})
        fit, reason = (Fit.STANDS, "") if change.number in taken else round_.fit(change.number, today, taken)
        fitted[change.number] = Fitted(fit, reason, alone.edits, answer)
    return ShownReturn(record, found, fitted)


def answers_of(unit: Unit, record: ReturnRecord) -> dict[int, AnswerRecord]:
    """The answers to a file's changes, by their numbers."""
    return store.list_answers(unit.read, record.id)


def passages(unit: Unit, seen: ShownReturn) -> dict[int, Passage]:
    """By the number of a change without an answer, the paragraphs that may be written otherwise to counter it; none for
    a change that is not words of one clause."""
    today, round_ = negotiated_state(unit, seen.record.agreement_id), round_of(unit, seen.record, seen.found)
    open_ = (number for number, each in seen.fitted.items() if each.answer is None and each.fit is not Fit.NO_WORDS)
    return {number: found for number in open_ if (found := passage_of(round_, number, today)) is not None}


def round_of(unit: Unit, record: ReturnRecord, found: Return) -> Round:
    """What is answered: the paragraphs of the file, and the clauses as they were sent."""
    draft = draft_store.find_draft(unit.read, record.agreement_id, record.draft_number, SHARED)
    assert draft is not None, "what was shared stays shared"
    revisions = revisions_of(unit, draft)
    state = AgreementState(tuple(each.clause_id for each in revisions), {each.clause_id: (each,) for each in revisions})
    return Round(found.strips, state, record.id)


def taken_of(answers: Collection[AnswerRecord]) -> frozenset[int]:
    """The changes that are in the clauses by now."""
    return frozenset(each.change for each in answers if each.answer == "accept" and each.proposal_id is not None)


def legal_name(agreement: AgreementRecord, party: PartyRole) -> str:
    """A party's name as its files have it."""
    return next((each.legal_name for each in agreement.parties if each.role == party.value), party.label)


# ---------------------------------------------------------------------------------------------------------- descent


def _named(unit: Unit, agreement_id: str, caller: Caller, sent_id: str | None) -> list[Candidate]:
    """What the file may descend from: the one that is named, or all."""
    sent = [each for each in list_sent(unit, agreement_id, caller) if sent_id in (None, each.id)]
    if sent_id is not None and not sent:
        raise NotFound(f"Your side has sent no file {sent_id!r}.")
    return _candidates(unit, agreement_id, sent, drafts_too=sent_id is None)


def _candidates(unit: Unit, agreement_id: str, sent: Sequence[SentRecord], *, drafts_too: bool) -> list[Candidate]:
    """What the file may descend from, the newest first: what a side sent, then the drafts that both sides share."""
    drafts = {each.number: each for each in list_drafts(unit, agreement_id, SHARED)}
    found = [
        Candidate(each.id, each.draft_number, drafts[each.draft_number].text_hash, read_sent(unit, each))
        for each in reversed(sent)
    ]
    if drafts_too:
        rest = sorted(drafts.values(), key=lambda each: -each.number)
        found += [Candidate("", each.number, each.text_hash, read_docx(unit, each)) for each in rest]
    return found


def _told(descent: Descent) -> dict[str, Any]:
    return {
        "sureness": descent.sureness.value,
        "similarity": round(descent.similarity, 4),
        "unchanged": descent.unchanged,
        "evidence": [asdict(each) for each in descent.evidence],
    }


def _notes(unit: Unit, record: ReturnRecord, caller: Caller, descent: Descent, found: Return) -> list[dict[str, str]]:
    """What somebody should know before answering."""
    notes = [{"code": each.code, "message": each.message} for each in found.notes]

    def note(code: str, message: str) -> None:
        notes.append({"code": code, "message": message})

    if descent.unchanged:
        note("unchanged", "The file is the very one that was sent; nothing came back in it.")
    if record.sent_id is None:
        note("never-sent", f"The file answers draft {record.draft_number}, which was not sent from here.")
    sent = list_sent(unit, record.agreement_id, caller)
    newest = sent[-1] if sent else None
    if newest is not None and record.sent_id not in (None, newest.id):
        at = next(each.sent_at for each in sent if each.id == record.sent_id)
        note("older-round", f"The file answers what was sent on {at:%Y-%m-%d}, and another went out since.")
    others = store.list_returns(unit.read, record.agreement_id, record.side)
    for other in others:
        if (other.sent_id, other.draft_number) == (record.sent_id, record.draft_number):
            note("second-return", f"The same round came back before, as {other.file_name} ({other.id}).")
    draft = draft_store.find_draft(unit.read, record.agreement_id, record.draft_number, SHARED)
    today = tuple((each.clause_id, each.number) for each in negotiated_state(unit, record.agreement_id).current)
    if draft is not None and draft.clauses != today:
        note("moved-on", "Clauses changed since it was sent; each change is held against the clauses of today.")
    return notes


# ------------------------------------------------------------------------------------------------------------ names


def _names(
    unit: Unit, agreement: AgreementRecord, sides: Sides, own: PartyRole
) -> tuple[frozenset[str], frozenset[str]]:
    """(ours, theirs): under which names each side's changes stand in files: members, and who wrote the revisions."""
    ours: set[str] = set()
    theirs: set[str] = set()
    ours_by = {party.role: side_of(agreement.parties, party.role) for party in agreement.parties}
    own_side = ours_by.get(own.value)
    for member, user in accounts.list_members(unit.read, agreement.id):
        signed = _signatures(agreement, user.name, member.party)
        (ours if ours_by.get(member.party) == own_side else theirs).update(signed)
    for party in agreement.parties:
        (ours if ours_by[party.role] == own_side else theirs).update({party.legal_name, party.short_name} - {""})
    for chain in negotiated_state(unit, agreement.id).chains.values():
        for revision in chain:
            if revision.party is not None:
                mine = sides.of(revision.party) == sides.of(own)
                signed = Maker(revision.author, revision.at, legal_name(agreement, revision.party)).signature
                (ours if mine else theirs).add(signed)
    return frozenset(ours - theirs), frozenset(theirs)


def _signatures(agreement: AgreementRecord, name: str, party: str) -> Sequence[str]:
    legal = next((each.legal_name for each in agreement.parties if each.role == party), "")
    return [name, f"{name}, {legal}"] if legal else [name]


def _returning_party(sides: Sides, own: PartyRole, named: PartyRole | None) -> PartyRole:
    """The party that returned the file: the one that is named, or the one after which the other side is called."""
    other = sides.other if sides.of(own) == sides.one else sides.one
    if named is not None and named not in other.parties:
        raise InvalidOption(f"{named.label.capitalize()} is not on the other side; name a party that is.")
    lead = next((each for each in other.parties if each.value == other.name), None)
    return named or lead or min(other.parties)
