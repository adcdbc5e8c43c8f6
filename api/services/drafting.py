"""Drafts: an immutable version is rendered once, when it is saved, and its exact bytes are kept.

Every question takes the sight of who asks, and sees what is shared where none is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from api.auth.caller import Caller
from api.auth.sight import SHARED, Sight
from api.etags import ANY, Conditions, version_etag
from api.file_names import draft_file_name
from api.services.agreements import get_agreement
from api.services.overlays import (
    Carrying,
    Content,
    carried_now,
    check_words_agreed,
    content_of,
    keep_overlay,
    submit_carried,
)
from api.services.standing import assemble_revisions, revisions_of, standing_clauses
from api.store import agreements as agreement_store
from api.store import drafts as store
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord, DraftStep
from api.store.unit import Unit
from clauses.errors import Conflict, IllegalMove, NotFound
from clauses.status import DraftStatus
from drafts.assemble import canonical_text
from drafts.model import DraftIdentity
from drafts.negotiation.adoption import adopted_text, check_move
from drafts.negotiation.adoption import text_hash as hash_of
from drafts.word.writer import write

CURRENT = "current"


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What is said about a draft. A working one names the ``side`` whose own it is; ``party`` is that of its author.

    Without ``number`` it takes the next one, without ``came_from`` it comes from the newest draft that its author sees,
    without ``at`` it is saved now.
    """

    label: str
    dated: date
    note: str = ""
    author: str = "Counterpart"
    party: str | None = None
    number: int | None = None
    came_from: int | None = None
    at: datetime | None = None
    status: DraftStatus = DraftStatus.TABLED
    side: str | None = None

    def __post_init__(self) -> None:
        assert self.status.shared or self.side is not None, "a working draft is one side's own"

    @property
    def sight(self) -> Sight:
        """What its author sees."""
        return Sight(self.side)


@dataclass(frozen=True, slots=True)
class Step:
    """Who takes a draft a step on, for which party; the day that the step is about, where there is one; and what was
    read of what the step changes."""

    author: str
    party: str | None = None
    on: date | None = None
    seen: Conditions = ANY


def save_draft(unit: Unit, agreement_id: str, new: NewDraft, carrying: Carrying | None = None) -> DraftRecord:
    """Render the current clauses, with the proposals that it is to carry applied, and store them as a draft whose words
    never change. Saved as tabled it submits those that are drafts.

    The rendering is done before the write opens. Raises :class:`NotFound`, :class:`Conflict` when the agreement has no
    clauses, the number is taken, or a clause, a proposal, a draft or the house style changed meanwhile; and what
    :func:`api.services.overlays.content_of` and :func:`api.services.overlays.submit_carried` raise.
    """
    agreement = get_agreement(unit, agreement_id)
    content = content_of(unit, agreement_id, carrying, new.at or unit.at)
    last, newest = _last(unit, agreement_id, new)
    record, docx = _render(unit, agreement, content, new, last, newest)
    if not agreement_store.lock_agreement(unit.write, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    _check_unchanged(unit, agreement, content, carrying)
    last_now, newest_now = _last(unit, agreement_id, new)
    if newest_now != newest:
        raise Conflict("Another draft was saved meanwhile; look at it, then save this one again.")
    if last_now != last:  # a draft that the author does not see took the number, which nothing may tell
        record, docx = _render(unit, agreement, content, new, last_now, newest)
    store.insert_draft(unit.write, record, docx)
    if carrying is None or content.overlay is None:
        return record
    keep_overlay(unit, record, content.overlay)
    kept = get_draft(unit, agreement_id, str(record.number), new.sight)
    if new.status.shared:
        submit_carried(unit, kept, carrying.caller)
    return get_draft(unit, agreement_id, str(record.number), new.sight)


def get_draft(unit: Unit, agreement_id: str, reference: str, sight: Sight = SHARED) -> DraftRecord:
    """The draft that ``reference`` names: a number, or "current" for the one that both sides have shared since the
    latest time, which is the same whoever asks. Raises :class:`NotFound` also where ``sight`` does not see it."""
    return get_drafts(unit, agreement_id, (reference,), sight)[0]


def get_drafts(
    unit: Unit, agreement_id: str, references: Sequence[str], sight: Sight = SHARED
) -> tuple[DraftRecord, ...]:
    """The drafts that ``references`` name, in that order, as :func:`get_draft` has each. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    current = store.current(unit.read, agreement_id) if CURRENT in references else None
    numbers = [current if each == CURRENT else int(each) for each in references]
    found = store.find_drafts(unit.read, agreement_id, {each for each in numbers if each is not None}, sight)
    for reference, number in zip(references, numbers, strict=True):
        if number not in found:
            what = "no draft that both sides share yet" if reference == CURRENT else f"no draft {reference}"
            raise NotFound(f"The agreement has {what}.")
    return tuple(found[number] for number in numbers if number is not None)


def list_drafts(unit: Unit, agreement_id: str, sight: Sight = SHARED) -> tuple[DraftRecord, ...]:
    """Every draft of the agreement that ``sight`` sees, by number. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return store.list_drafts(unit.read, agreement_id, sight)


def move_draft(
    unit: Unit,
    agreement_id: str,
    reference: str,
    to: DraftStatus,
    step: Step,
    sight: Sight = SHARED,
    only_from: DraftStatus | None = None,
) -> DraftRecord:
    """The draft, one step on. Raises :class:`NotFound` where ``sight`` does not see it, and :class:`IllegalMove` for a
    step that the table does not have or that starts elsewhere than ``only_from``, or that somebody else took meanwhile;
    :class:`StaleEdit` where the draft is not as ``step`` has seen it, and :class:`CarriedProposals` for a step into the
    packet with words that the sides have not agreed.
    """
    get_draft(unit, agreement_id, reference, sight)
    agreement_store.lock_agreement(unit.write, agreement_id)
    draft = get_draft(unit, agreement_id, reference, sight)
    step.seen.hold_if_said(draft_etag(draft), f"draft {draft.number}")
    check_move(draft.status, to)
    if to is DraftStatus.PACKET:
        check_words_agreed(unit, draft)
    if only_from not in (None, draft.status):
        raise IllegalMove(f"Draft {draft.number} is {draft.status}; this step is for one that is {only_from}.")
    taken = DraftStep(to, step.author, step.party, unit.at, step.on)
    if not store.move_draft(unit.write, draft, taken):
        raise IllegalMove(f"Draft {draft.number} was moved meanwhile; read it again.")
    return get_draft(unit, agreement_id, str(draft.number), sight)


def draft_etag(draft: DraftRecord) -> str:
    """The tag of what there is to say about a draft: it changes with each step of it and of the proposals that it
    carries. Its file has a tag of its own."""
    states = "-".join(state for _, state in draft.proposals)
    told = f"{draft.agreement_id}-draft-{draft.number}" + (f"-{states}" if states else "")
    return version_etag(told, len(draft.steps))


def table_draft(unit: Unit, agreement_id: str, reference: str, step: Step, caller: Caller) -> DraftRecord:
    """A working draft, put before both sides; those proposals that it carries and that are drafts are submitted.

    Raises what :func:`move_draft` and :func:`api.services.overlays.submit_carried` raise.
    """
    get_draft(unit, agreement_id, reference, caller.sight)
    agreement_store.lock_agreement(unit.write, agreement_id)
    draft = get_draft(unit, agreement_id, reference, caller.sight)
    step.seen.hold_if_said(draft_etag(draft), f"draft {draft.number}")
    if draft.proposals and draft.status is DraftStatus.WORKING:
        submit_carried(unit, draft, caller)
    unseen = replace(step, seen=ANY)  # what it was read as is held to, and submitting changed it
    return move_draft(
        unit, agreement_id, reference, DraftStatus.TABLED, unseen, caller.sight, only_from=DraftStatus.WORKING
    )


def read_docx(unit: Unit, draft: DraftRecord) -> bytes:
    """The exact bytes of ``draft``."""
    return store.draft_bytes(unit.read, draft.agreement_id, draft.number)


def adopted_text_of(unit: Unit, agreement: AgreementRecord, draft: DraftRecord) -> str:
    """The text of ``draft`` that the bodies vote on: kept since it was saved, or made now for one of an older store."""
    kept = store.adopted_text_of(unit.read, draft.agreement_id, draft.number)
    return adopted_text(agreement.title, revisions_of(unit, draft), draft.house) if kept is None else kept


def file_title(agreement: AgreementRecord) -> str:
    """The agreement's title as its files bear it."""
    return agreement.short_title or agreement.title


def file_name(agreement: AgreementRecord, draft: DraftRecord) -> str:
    """The name of the draft's Word file."""
    return draft_file_name(file_title(agreement), draft.number, draft.dated)


def _check_unchanged(unit: Unit, agreement: AgreementRecord, content: Content, carrying: Carrying | None) -> None:
    """Refuse to store what was rendered of something that changed since. Raises :class:`Conflict`."""
    if standing_clauses(unit, agreement.id).versions != content.standing.versions:
        raise Conflict("A clause changed while the draft was being made; save it again.")
    if carried_now(unit, agreement.id, carrying) != content.carried:
        raise Conflict("A proposal that the draft carries changed while it was being made; save it again.")
    if get_agreement(unit, agreement.id).house_version != agreement.house_version:
        raise Conflict("The house style changed while the draft was being made; save it again.")


def _last(unit: Unit, agreement_id: str, new: NewDraft) -> tuple[int | None, int | None]:
    """The highest number that is taken, and the newest draft that the author of ``new`` sees."""
    return store.last_number(unit.read, agreement_id), store.newest(unit.read, agreement_id, new.sight)


def _render(
    unit: Unit, agreement: AgreementRecord, content: Content, new: NewDraft, last: int | None, newest: int | None
) -> tuple[DraftRecord, bytes]:
    revisions = content.revisions
    if not revisions:
        raise Conflict("The agreement has no clauses yet; a draft needs at least one.")
    number = new.number if new.number is not None else (last or 0) + 1
    if new.number is not None and store.is_taken(unit.read, agreement.id, number):
        raise Conflict(f"The agreement has a draft {number} already; give this one another number.")
    assembly = assemble_revisions(agreement.title, revisions, agreement.house)
    text_hash = sha256(canonical_text(assembly.document).encode()).hexdigest()
    identity = DraftIdentity(number, new.label, new.dated, text_hash, new.status)
    docx = write(assembly.document, identity, author=new.author)
    to_adopt = adopted_text(agreement.title, revisions, agreement.house)
    at = new.at or unit.at
    record = DraftRecord(
        agreement_id=agreement.id,
        number=number,
        label=new.label,
        dated=new.dated,
        note=new.note,
        came_from=new.came_from if new.came_from is not None else newest,
        author=new.author,
        saved_at=at,
        text_hash=text_hash,
        sha256=sha256(docx).hexdigest(),
        size=len(docx),
        findings=tuple(
            {"code": each.code, "clause_id": each.clause_id, "message": each.message} for each in assembly.findings
        ),
        clauses=tuple((each.clause_id, each.number) for each in revisions),
        house=agreement.house,
        status=new.status,
        side=new.side,
        shared_at=at if new.status.shared else None,
        adopted_text=to_adopt,
        adopted_text_hash=hash_of(to_adopt),
        steps=(DraftStep(new.status, new.author, new.party, at),),
        brought=content.brought,
    )
    return record, docx
