"""Drafts: an immutable version is rendered once, when it is saved, and its exact bytes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from api.file_names import draft_file_name
from api.services.agreements import get_agreement
from api.services.standing import Standing, assemble_revisions, standing_clauses
from api.store import agreements as agreement_store
from api.store import drafts as store
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.errors import Conflict, NotFound
from clauses.status import Status
from drafts.assemble import canonical_text
from drafts.model import DraftIdentity
from drafts.word.writer import write

CURRENT = "current"


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What is said about a draft.

    Without ``number`` it takes the next one, without ``came_from`` it comes from the draft saved last, without ``at``
    it is saved now.
    """

    label: str
    dated: date
    note: str = ""
    author: str = "Counterpart"
    number: int | None = None
    came_from: int | None = None
    at: datetime | None = None
    status: Status = Status.WORKING


def save_draft(unit: Unit, agreement_id: str, new: NewDraft) -> DraftRecord:
    """Render the current clauses and store them as a draft that never changes.

    The rendering is done before the write opens. Raises :class:`NotFound`, and :class:`Conflict` when the agreement
    has no clauses, the number is taken, or a clause, a draft or the house style changed meanwhile.
    """
    agreement = get_agreement(unit, agreement_id)
    standing = standing_clauses(unit, agreement_id)
    last = store.last_number(unit.read, agreement_id)
    record, docx = _render(unit, agreement, standing, new, last)
    if not agreement_store.lock_agreement(unit.write, agreement_id):
        raise NotFound(f"There is no agreement {agreement_id!r}.")
    if standing_clauses(unit, agreement_id).versions != standing.versions:
        raise Conflict("A clause changed while the draft was being made; save it again.")
    if get_agreement(unit, agreement_id).house_version != agreement.house_version:
        raise Conflict("The house style changed while the draft was being made; save it again.")
    if store.last_number(unit.write, agreement_id) != last:
        raise Conflict("Another draft was saved meanwhile; look at it, then save this one again.")
    store.insert_draft(unit.write, record, docx)
    return record


def get_draft(unit: Unit, agreement_id: str, reference: str) -> DraftRecord:
    """The draft that ``reference`` names: a number, or "current" for the last one saved. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    number = store.newest(unit.read, agreement_id) if reference == CURRENT else int(reference)
    record = None if number is None else store.find_draft(unit.read, agreement_id, number)
    if record is None:
        what = "no draft yet" if reference == CURRENT else f"no draft {reference}"
        raise NotFound(f"The agreement has {what}.")
    return record


def list_drafts(unit: Unit, agreement_id: str) -> tuple[DraftRecord, ...]:
    """Every draft of the agreement, by number. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return store.list_drafts(unit.read, agreement_id)


def read_docx(unit: Unit, draft: DraftRecord) -> bytes:
    """The exact bytes of ``draft``."""
    return store.draft_bytes(unit.read, draft.agreement_id, draft.number)


def file_title(agreement: AgreementRecord) -> str:
    """The agreement's title as its files bear it."""
    return agreement.short_title or agreement.title


def file_name(agreement: AgreementRecord, draft: DraftRecord) -> str:
    """The name of the draft's Word file."""
    return draft_file_name(file_title(agreement), draft.number, draft.dated)


def _render(
    unit: Unit, agreement: AgreementRecord, standing: Standing, new: NewDraft, last: int | None
) -> tuple[DraftRecord, bytes]:
    if not standing.revisions:
        raise Conflict("The agreement has no clauses yet; a draft needs at least one.")
    number = new.number if new.number is not None else (last or 0) + 1
    if store.find_draft(unit.read, agreement.id, number) is not None:
        raise Conflict(f"The agreement has a draft {number} already; give this one another number.")
    assembly = assemble_revisions(agreement.title, standing.revisions, agreement.house)
    text_hash = sha256(canonical_text(assembly.document).encode()).hexdigest()
    identity = DraftIdentity(number, new.label, new.dated, text_hash, new.status)
    docx = write(assembly.document, identity, author=new.author)
    record = DraftRecord(
        agreement_id=agreement.id,
        number=number,
        label=new.label,
        dated=new.dated,
        note=new.note,
        came_from=new.came_from if new.came_from is not None else store.newest(unit.read, agreement.id),
        author=new.author,
        saved_at=new.at or unit.at,
        text_hash=text_hash,
        sha256=sha256(docx).hexdigest(),
        size=len(docx),
        findings=tuple(
            {"code": each.code, "clause_id": each.clause_id, "message": each.message} for each in assembly.findings
        ),
        clauses=standing.versions,
        house=agreement.house,
        status=new.status,
    )
    return record, docx
