"""Which draft of an agreement an uploaded file is. Nothing of the file is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.auth.sight import SHARED, Sight
from api.services.agreements import get_agreement
from api.services.drafting import list_drafts, read_docx
from api.store.adoption import execution_bytes, find_execution_version
from api.store.drafts import DraftRecord, current
from api.store.unit import Unit
from clauses.errors import RedlineRefused
from drafts.copies import Known, known_draft, read_copy, read_printed_copy
from drafts.identify import Standing, Verdict, identify
from drafts.model import Aspect, Existing, Options
from drafts.printed import is_pdf
from drafts.redline import redline
from drafts.render.json import change_set_json

_TEXT_ALONE = Options(existing=Existing.ACCEPT, ignore=frozenset({Aspect.FORMATTING, Aspect.WHITE_SPACE}))
_AUTHOR = "The copy"


@dataclass(frozen=True, slots=True)
class Identified:
    """The verdict on a file, the draft that it names, and the changes from that draft to a Word file that differs: None
    for a PDF, and where the two can't be redlined."""

    verdict: Verdict
    draft: DraftRecord | None
    changes: dict[str, Any] | None


def identify_upload(unit: Unit, agreement_id: str, content: bytes, sight: Sight = SHARED) -> Identified:
    """Which draft of the agreement, of those that ``sight`` sees, a .docx or a PDF is. Raises NotFound, and the family
    UnreadableFile."""
    get_agreement(unit, agreement_id)
    copy = read_printed_copy(content) if is_pdf(content) else read_copy(content)
    last, records = current(unit.read, agreement_id), list_drafts(unit, agreement_id, sight)
    files = {record.number: read_docx(unit, record) for record in records}
    known = [known_draft(r.number, files[r.number], text_hash=r.text_hash, current=r.number == last) for r in records]
    known += _signed(unit, records, last)
    verdict = identify(copy, known)
    draft = next((r for r in records if r.number == verdict.draft), None)
    changes = None
    if draft is not None and verdict.standing is Standing.DIFFERS and not copy.pages:
        changes = _changes(unit, files[draft.number], content)
    return Identified(verdict, draft, changes)


def _signed(unit: Unit, records: tuple[DraftRecord, ...], last: int | None) -> Iterator[Known]:
    """What is signed of the adopted drafts: the same drafts, with the dates filled in."""
    for record in records:
        signed = find_execution_version(unit.read, record.agreement_id, record.number)
        if signed is not None:
            content = execution_bytes(unit.read, record.agreement_id, record.number)
            current = record.number == last
            yield known_draft(record.number, content, text_hash=signed.text_hash, current=current)


def _changes(unit: Unit, draft: bytes, copy: bytes) -> dict[str, Any] | None:
    """The change set from a draft to a copy with its own tracked changes accepted, words alone; None where no redline
    can be made: the verdict's differences say where the words differ all the same."""
    try:
        made = redline(draft, copy, author=_AUTHOR, at=unit.at.replace(microsecond=0), options=_TEXT_ALONE)
    except RedlineRefused:
        return None
    return change_set_json(made.changes)
