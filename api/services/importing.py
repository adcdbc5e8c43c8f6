"""Agreements that exist as Word files: uploaded, reviewed by one account, and saved as an agreement in one piece.

A review is the file and the steps that were taken; what it shows is read from the two each time. Nothing of it is in
any agreement, and nobody else sees it, until it is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from api.etags import version_etag, versions_seen
from api.local_time import DEFAULT_ZONE
from api.paging import Page, Paging
from api.services.agreements import create_agreement, moment_of
from api.services.drafting import NewDraft, save_draft
from api.services.standing import record_of
from api.store import clauses as clause_store
from api.store import imports as store
from api.store.accounts import UserRecord
from api.store.agreements import Party
from api.store.drafts import DraftRecord
from api.store.imports import ImportRecord
from api.store.unit import Unit
from clauses.copies import with_new_identities
from clauses.errors import Conflict, InvalidConfirmation, InvalidOption, NotAllowed, NotFound, StaleEdit
from clauses.kinds.execution import Execution
from clauses.kinds.parties import Parties
from clauses.record import ClauseRevision, Origin
from clauses.status import DraftStatus
from drafts.importing.comparing import compared, missing
from drafts.importing.confirming import Confirmation, Step, confirmed, confirmed_revisions
from drafts.importing.model import Difference, Imported
from drafts.importing.read import read_agreement
from drafts.importing.references import bound

MOST_OPEN = 50
"""How many files one account may have under review."""
_LONGEST_TITLE, _LONGEST_NAME = 300, 255


@dataclass(frozen=True, slots=True)
class Review:
    """A file under review, or saved: what it would become after the steps that were taken."""

    record: ImportRecord
    imported: Imported
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; ``settled`` asks that one with tracked changes is refused."""

    docx: bytes
    file_name: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What is said about the agreement that an import becomes, beside what the file says."""

    dated: date
    label: str = "As imported"
    short_title: str = ""
    parties: tuple[Party, ...] | None = None
    status: DraftStatus = DraftStatus.TABLED
    accept_rest: bool = False
    time_zone: str = DEFAULT_ZONE


def import_etag(record: ImportRecord) -> str:
    """The strong tag of a review's steps."""
    return version_etag(record.id, record.version)


def begin(unit: Unit, import_id: str, user: UserRecord, upload: Upload) -> Review:
    """Put a file under review. Raises UnreadableFile, and :class:`Conflict` where the account has too many."""
    imported = bound(_read(upload.docx, user.name, unit.at, upload.settled))
    differences = compared(upload.docx, imported)
    if store.count_open(unit.read, user.id) >= MOST_OPEN:
        raise Conflict(f"{MOST_OPEN} files are under review already; save or remove one first.")
    record = ImportRecord(
        id=import_id,
        user_id=user.id,
        version=1,
        file_name=upload.file_name[-_LONGEST_NAME:],
        sha256=sha256(upload.docx).hexdigest(),
        settled=upload.settled,
        reading=_lines_hash(imported),
        steps=[],
        created_at=unit.at,
    )
    store.insert_import(unit.write, record, upload.docx)
    return Review(record, imported, differences)


def list_imports(unit: Unit, paging: Paging, user: UserRecord) -> Page[ImportRecord]:
    """A page of the account's imports, oldest first."""
    last = paging.after(str, str)
    after = None if last is None else (moment_of(str(last[0])), str(last[1]))
    found = store.list_imports(unit.read, user.id, paging.limit + 1, after)
    return paging.of_rows(found, lambda each: (each.created_at.isoformat(), each.id))


def get_review(unit: Unit, import_id: str, user: UserRecord) -> Review:
    """The review. Raises :class:`NotFound`, and :class:`Conflict` where the program reads the file otherwise now."""
    record = _found(unit, import_id, user)
    return _review(record, store.import_bytes(unit.read, import_id), user.name, unit.at)


def take_step(unit: Unit, import_id: str, user: UserRecord, if_match: str | None, step: Step) -> Review:
    """The review after one more step. Raises as :func:`replace_steps`."""
    record = _open(unit, import_id, user, if_match)
    return _stored(unit, record, [*record.steps, _step(step)], user, record.reading)


def replace_steps(unit: Unit, import_id: str, user: UserRecord, if_match: str | None, steps: Sequence[Step]) -> Review:
    """The review after these steps, and no others.

    Raises :class:`NotFound`, :class:`StaleEdit`, :class:`Conflict` for a saved one, and what
    :func:`drafts.importing.confirming.confirmed` raises.
    """
    record = _open(unit, import_id, user, if_match)
    return _stored(unit, record, [_step(each) for each in steps], user, None)


def discard(unit: Unit, import_id: str, user: UserRecord, if_match: str | None) -> None:
    """Forget a file under review. Raises :class:`NotFound`, :class:`StaleEdit`, and :class:`Conflict` for a saved one,
    whose file stays beside its draft."""
    record = _open(unit, import_id, user, if_match)
    if not store.delete_import(unit.write, record):
        raise _stale(unit, record, user)


def save(
    unit: Unit, import_id: str, agreement_id: str, user: UserRecord, if_match: str | None, new: NewAgreement
) -> tuple[ImportRecord, DraftRecord]:
    """Make the agreement: its clauses, its parties and its first draft, with the file beside it, all or nothing.

    Raises what :func:`replace_steps` raises, :class:`UnconfirmedClauses`, :class:`InvalidConfirmation` where words of
    the file would be in no clause, and :class:`InvalidOption` for a title that is too long.
    """
    record = _open(unit, import_id, user, if_match)
    review = _review(record, store.import_bytes(unit.read, import_id), user.name, unit.at, accept=new.accept_rest)
    refuse_loss(review.imported, review.differences)
    revisions = revisions_of_import(review.imported, agreement_id, record.sha256)
    following = _make(unit, record, review.imported, revisions, agreement_id, user, new)
    draft = save_draft(
        unit,
        agreement_id,
        NewDraft(
            new.label,
            new.dated,
            author=user.name,
            number=1,
            status=new.status,
            note=f"Imported from {record.file_name}." if record.file_name else "",
        ),
    )
    return following, draft


def import_file(
    unit: Unit,
    ids: tuple[str, str],
    user: UserRecord,
    upload: Upload,
    said: Confirmation,
    new: NewAgreement,
) -> DraftRecord:
    """Upload, review and save a file in one piece; ``ids`` are those of the import and of the agreement.

    Raises :class:`NotAllowed` for an account that runs no installation, and what the three raise.
    """
    if not user.operator:
        raise NotAllowed("Agreements are made by an operator; name the account of one.")
    import_id, agreement_id = ids
    record = begin(unit, import_id, user, upload).record
    record = replace_steps(unit, import_id, user, import_etag(record), said.steps).record
    return save(unit, import_id, agreement_id, user, import_etag(record), new)[1]


def revisions_of_import(imported: Imported, agreement_id: str, sha256_: str) -> tuple[ClauseRevision, ...]:
    """The confirmed clauses as first revisions of ``agreement_id``. Raises :class:`UnconfirmedClauses`."""
    origin = Origin(how="imported", reference=f"sha256:{sha256_}")
    signed = [each.model_copy(update={"origin": origin}) for each in confirmed_revisions(imported)]
    return with_new_identities(signed, agreement_id)


def refuse_loss(imported: Imported, differences: Sequence[Difference]) -> None:
    """Raise :class:`InvalidConfirmation` where words of the file are in no clause."""
    lost = (*imported.lost, *missing(imported, differences))
    if lost:
        raise InvalidConfirmation(f"Words of the file would be in no clause: “{' '.join(lost)[:200]}”.", 0)


def parties_of(revisions: Sequence[ClauseRevision]) -> tuple[Party, ...]:
    """The parties that the preamble names, each with the office that signs for it."""
    offices = {
        signatory.party: signatory.title
        for each in revisions
        if isinstance(each.fields, Execution)
        for signatory in each.fields.signatories
    }
    return tuple(
        Party(entry.role.value, entry.legal_name, entry.short_names[0], offices.get(entry.role, "")[:200])
        for each in revisions
        if isinstance(each.fields, Parties)
        for entry in each.fields.parties
    )


def doc_type_of(revisions: Sequence[ClauseRevision]) -> str:
    """What the agreement calls itself; a memorandum of understanding where it does not say."""
    return next((each.fields.doc_type.value for each in revisions if isinstance(each.fields, Parties)), "mou")


def find_original(unit: Unit, draft: DraftRecord) -> tuple[str, str, bytes]:
    """(name, SHA-256, bytes) of the file that a draft was made of. Raises :class:`NotFound`."""
    found = store.find_original(unit.read, draft.agreement_id, draft.number)
    if found is None:
        raise NotFound(f"Draft {draft.number} was not imported from a file.")
    return found


# ------------------------------------------------------------------------------------------------------------ parts


def _make(
    unit: Unit,
    record: ImportRecord,
    imported: Imported,
    revisions: Sequence[ClauseRevision],
    agreement_id: str,
    user: UserRecord,
    new: NewAgreement,
) -> ImportRecord:
    if len(imported.title) > _LONGEST_TITLE:
        raise InvalidOption(f"The title has {len(imported.title)} characters; an agreement's has at most 300.")
    create_agreement(
        unit,
        agreement_id,
        imported.title,
        short_title=new.short_title,
        doc_type=doc_type_of(revisions),
        parties=parties_of(revisions) if new.parties is None else new.parties,
        house=imported.house,
        time_zone=new.time_zone,
    )
    for revision in revisions:
        clause_store.insert_clause(unit.write, agreement_id, record_of(revision))
    clause_store.set_order(unit.write, agreement_id, [each.clause_id for each in revisions])
    following = store.replace_import(unit.write, record, agreement_id=agreement_id, draft_number=1)
    if following is None:
        raise _stale(unit, record, user)
    return following


def _stored(
    unit: Unit, record: ImportRecord, steps: list[dict[str, Any]], user: UserRecord, reading: str | None
) -> Review:
    docx = store.import_bytes(unit.read, record.id)
    fresh = _read(docx, user.name, unit.at, record.settled)
    now = _lines_hash(fresh)
    _refuse_other_reading(reading, now)
    imported = bound(confirmed(fresh, _confirmation(steps), author=user.name, at=unit.at))
    differences = compared(docx, imported)
    following = store.replace_import(unit.write, record, steps=steps, reading=now)
    if following is None:
        raise _stale(unit, record, user)
    return Review(following, imported, differences)


def _review(record: ImportRecord, docx: bytes, author: str, at: datetime, *, accept: bool = False) -> Review:
    fresh = _read(docx, author, at, record.settled)
    if record.steps:
        _refuse_other_reading(record.reading, _lines_hash(fresh))
    said = _confirmation(record.steps, accept=accept)
    imported = bound(confirmed(fresh, said, author=author, at=at))
    return Review(record, imported, compared(docx, imported))


def _refuse_other_reading(then: str | None, now: str) -> None:
    if then is not None and then != now:
        raise Conflict("This version reads the file in other lines than the one of the steps; send all steps anew.")


def _read(docx: bytes, author: str, at: datetime, settled: bool) -> Imported:
    return read_agreement(docx, author=author, at=at, settled=settled)


def _lines_hash(imported: Imported) -> str:
    lines = [line for each in imported.clauses for line in each.all_lines]
    return sha256("\n".join(lines).encode()).hexdigest()


def _step(step: Step) -> dict[str, Any]:
    return step.model_dump(mode="json", exclude_none=True)


def _confirmation(steps: Sequence[dict[str, Any]], *, accept: bool = False) -> Confirmation:
    return Confirmation(steps=tuple(Step.model_validate(each) for each in steps), accept_rest=accept)


def _found(unit: Unit, import_id: str, user: UserRecord) -> ImportRecord:
    record = store.find_import(unit.read, import_id, user.id)
    if record is None:
        raise NotFound(f"You have no import {import_id!r}.")
    return record


def _open(unit: Unit, import_id: str, user: UserRecord, if_match: str | None) -> ImportRecord:
    record = _found(unit, import_id, user)
    if record.agreement_id is not None:
        raise Conflict(f"The import was saved as agreement {record.agreement_id!r}; its clauses change there.")
    if record.version not in versions_seen(if_match, record.id):
        raise _stale(unit, record, user)
    return record


def _stale(unit: Unit, record: ImportRecord, user: UserRecord) -> StaleEdit:
    current = store.find_import(unit.read, record.id, user.id)
    tag = import_etag(current) if current is not None else ""
    return StaleEdit("The review has changed since it was read; read it and decide again.", tag)
