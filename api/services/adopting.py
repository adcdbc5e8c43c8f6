"""From the packet to the signed paper: votes on a draft's text, its adoption, and what is signed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from api.auth.sight import SHARED, Sight
from api.etags import version_etag
from api.file_names import execution_file_name
from api.services.agreements import get_agreement
from api.services.drafting import (
    Step,
    adopted_text_of,
    draft_etag,
    file_title,
    get_draft,
    list_drafts,
    move_draft,
    read_docx,
)
from api.services.standing import assemble_revisions, revisions_of
from api.store import adoption as store
from api.store import agreements as agreement_store
from api.store.adoption import ExecutionVersion, VoteRecord
from api.store.agreements import AgreementRecord, side_of
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.errors import Conflict, DifferentText, IllegalMove, NotAllowed, NotFound
from clauses.record import ClauseRevision
from clauses.status import DraftStatus
from clauses.wording.filters import series
from drafts.assemble import canonical_text
from drafts.model import DraftIdentity
from drafts.negotiation.adoption import (
    Adoptable,
    Adoption,
    adopted_text,
    adoption,
    bodies_of,
    check_move,
    check_vote,
    text_hash,
)
from drafts.negotiation.signing import effective_date, filled_in, party_of
from drafts.negotiation.votes import Vote
from drafts.word.writer import write


@dataclass(frozen=True, slots=True)
class DraftVotes:
    """A draft, how far it is adopted, and the votes that say so."""

    draft: DraftRecord
    asked: Adoptable
    adoption: Adoption
    votes: tuple[VoteRecord, ...]

    def record_of(self, vote: Vote) -> VoteRecord:
        """The record of one of its votes."""
        return next(each for each in self.votes if each.vote is vote)


def adoptable_of(unit: Unit, agreement: AgreementRecord, draft: DraftRecord) -> Adoptable:
    """``draft`` as the bodies vote on it."""
    return Adoptable(draft.number, adopted_text_of(unit, agreement, draft), bodies_of(revisions_of(unit, draft)))


def read_adoption(unit: Unit, agreement_id: str, reference: str, sight: Sight = SHARED) -> DraftVotes:
    """How far a draft is adopted. Raises :class:`NotFound`."""
    agreement = get_agreement(unit, agreement_id)
    draft = get_draft(unit, agreement_id, reference, sight)
    return _adoption(unit, agreement, draft)


def votes_on(unit: Unit, agreement_id: str, reference: str, sight: Sight = SHARED) -> tuple[VoteRecord, ...]:
    """The votes on the text of a draft, also where they were recorded on another with the same text. Raises
    :class:`NotFound`."""
    found = read_adoption(unit, agreement_id, reference, sight)
    return tuple(each for each in found.votes if each.vote.text_hash == found.adoption.text_hash)


def votes_etag(agreement_id: str, number: int, votes: Sequence[VoteRecord]) -> str:
    """The tag of all the votes on the text of draft ``number``: votes are only added."""
    return version_etag(f"{agreement_id}-draft-{number}-votes", len(votes))


def record_vote(
    unit: Unit, agreement_id: str, reference: str, vote: Vote, by: Step, sight: Sight, side: str | None
) -> VoteRecord:
    """Add a vote to the record, for good. A member records those of the bodies of its own ``side``; None stands for an
    operator, who records any.

    :raises NotAllowed: the body is of another side.
    :raises IllegalMove: the draft is not before the bodies.
    :raises Conflict: the draft does not ask for the approval of the body.
    :raises DifferentText: the vote cites another text; ``redline`` is the address of what differs.
    :raises StaleEdit: other votes on the text are on record than ``by`` has seen.
    """
    agreement = _locked(unit, agreement_id)
    draft = get_draft(unit, agreement_id, reference, sight)
    there = votes_on(unit, agreement_id, str(draft.number), sight)
    by.seen.hold_if_said(votes_etag(agreement_id, draft.number, there), f"the votes on draft {draft.number}")
    _check_recorder(agreement, vote, side)
    asked = adoptable_of(unit, agreement, draft)
    if vote.body not in asked.bodies:
        whose = series([each.label for each in asked.bodies], "and")
        raise Conflict(
            f"Draft {draft.number} asks for the approval of {whose or 'nobody'}, and not of {vote.body.label}."
        )
    _check_text(unit, agreement, vote, asked, sight)
    open_still = draft.status.final and not _adoption(unit, agreement, draft).adoption.complete
    if draft.status is not DraftStatus.PACKET and not open_still:
        raise IllegalMove(f"Draft {draft.number} is {draft.status}; the bodies vote on a draft that is in the packet.")
    number = store.next_number(unit.write, store.votes, agreement_id)
    record = VoteRecord(agreement_id, number, draft.number, vote, by.author, by.party, unit.at)
    store.insert_vote(unit.write, record)
    return record


def adopt_draft(
    unit: Unit, agreement_id: str, reference: str, effective: date | None, by: Step, sight: Sight = SHARED
) -> DraftRecord:
    """The draft as adopted, with its execution version written: the dates of the approvals are those of the votes, and
    the agreement takes effect on ``effective`` where its text leaves that blank.

    :raises IllegalMove: the draft is not in the packet, or the vote of a body is missing, lost or on another text.
    :raises Conflict: the text names another effective date, or would no longer be written as it was voted on.
    :raises StaleEdit: the draft is not as ``by`` has seen it.
    """
    agreement = get_agreement(unit, agreement_id)
    draft = get_draft(unit, agreement_id, reference, sight)
    by.seen.hold_if_said(draft_etag(draft), f"draft {draft.number}")
    check_move(draft.status, DraftStatus.ADOPTED)
    found = _complete(unit, agreement, draft)
    signed, docx = _execution_version(unit, agreement, found, effective)
    _locked(unit, agreement_id)
    if _complete(unit, agreement, draft) != found:
        raise Conflict("A vote was recorded meanwhile; look at it, then adopt the draft.")
    step = replace(by, on=found.adoption.on)
    moved = move_draft(unit, agreement_id, str(draft.number), DraftStatus.ADOPTED, step, sight)
    store.insert_execution_version(unit.write, signed, docx)
    return moved


def signed_revisions(unit: Unit, draft: DraftRecord) -> tuple[ClauseRevision, ...]:
    """The clauses of ``draft`` as they are signed, once it is adopted: with the dates that were filled in."""
    revisions = revisions_of(unit, draft)
    signed = store.find_execution_version(unit.read, draft.agreement_id, draft.number)
    return revisions if signed is None else filled_in(revisions, signed.effective_date, signed.approved)


def execution_file(unit: Unit, agreement: AgreementRecord, draft: DraftRecord) -> tuple[str, str, bytes]:
    """What is signed of an adopted draft: its name, its SHA-256 and its bytes. A draft that was recorded as adopted or
    executed is its own. Raises :class:`NotFound` for a draft that is not adopted."""
    if not draft.status.final:
        raise NotFound(f"Draft {draft.number} has no execution version yet: it is {draft.status}, and not adopted.")
    name = execution_file_name(file_title(agreement), draft.number, draft.dated)
    signed = store.find_execution_version(unit.read, draft.agreement_id, draft.number)
    if signed is None:
        return name, draft.sha256, read_docx(unit, draft)
    return name, signed.sha256, store.execution_bytes(unit.read, draft.agreement_id, draft.number)


def _locked(unit: Unit, agreement_id: str) -> AgreementRecord:
    if not agreement_store.lock_agreement(unit.write, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    return get_agreement(unit, agreement_id)


def _check_recorder(agreement: AgreementRecord, vote: Vote, side: str | None) -> None:
    if side is None:
        return
    party = party_of(vote.body, (each.role for each in agreement.parties))
    if party is not None and side_of(agreement.parties, party) != side:
        raise NotAllowed(f"The vote of {vote.body.label} is recorded by its own side, or by an operator.")


def _check_text(unit: Unit, agreement: AgreementRecord, vote: Vote, asked: Adoptable, sight: Sight) -> None:
    if vote.text_hash == asked.text_hash:
        return
    others = [each for each in list_drafts(unit, agreement.id, sight) if each.number != asked.number]
    try:
        check_vote(vote, asked, [adoptable_of(unit, agreement, each) for each in others])
    except DifferentText as error:
        error.redline = redline_address(agreement.id, error.cited, error.draft)
        raise


def redline_address(agreement_id: str, before: int | None, after: int) -> str:
    """Where the redline between two drafts is read; "" without a first one."""
    return "" if before is None else f"/agreements/{agreement_id}/redlines/{before}...{after}.html"


def _adoption(unit: Unit, agreement: AgreementRecord, draft: DraftRecord) -> DraftVotes:
    """The votes that count for ``draft``: those on its text and, while it is not adopted, those on the text of others
    that are not."""
    asked = adoptable_of(unit, agreement, draft)
    drafts = list_drafts(unit, agreement.id)
    settled = {each.number for each in drafts if each.status.final}
    votes = tuple(
        each
        for each in store.list_votes(unit.read, agreement.id)
        if each.vote.text_hash == asked.text_hash or not (draft.status.final or each.draft_number in settled)
    )
    return DraftVotes(draft, asked, adoption(asked, [each.vote for each in votes]), votes)


def _complete(unit: Unit, agreement: AgreementRecord, draft: DraftRecord) -> DraftVotes:
    """How ``draft`` is adopted. Raises :class:`IllegalMove` where it is not, which says by whom."""
    found = _adoption(unit, agreement, draft)
    if found.adoption.complete:
        return found
    told = [
        *(f"{body.label} has not voted" for body in found.adoption.missing),
        *(f"{vote.body.label} voted it down" for vote in found.adoption.failed),
        *(f"{vote.body.label} voted on another text" for vote in found.adoption.differing),
    ]
    why = series(told, "and") if told else "its text asks for nobody's approval"
    raise IllegalMove(f"Draft {draft.number} is not adopted: {why}.")


def _execution_version(
    unit: Unit, agreement: AgreementRecord, found: DraftVotes, effective: date | None
) -> tuple[ExecutionVersion, bytes]:
    draft, revisions = found.draft, revisions_of(unit, found.draft)
    stated = effective_date(revisions)
    if stated is not None and effective not in (None, stated):
        raise Conflict(f"The text names {stated.isoformat()} as its effective date; leave it out.")
    approved = {vote.body: vote.on for vote in found.adoption.carried}
    signed = filled_in(revisions, effective, approved)
    if text_hash(adopted_text(agreement.title, signed, draft.house)) != found.adoption.text_hash:
        raise Conflict("The wording has changed since the draft was saved; save and vote on a draft of today's.")
    document = assemble_revisions(agreement.title, signed, draft.house).document
    whole = sha256(canonical_text(document).encode()).hexdigest()
    docx = write(document, DraftIdentity(draft.number, draft.label, draft.dated, whole, DraftStatus.ADOPTED))
    made = sha256(docx).hexdigest()
    return ExecutionVersion(agreement.id, draft.number, effective, approved, whole, made, unit.at), docx
