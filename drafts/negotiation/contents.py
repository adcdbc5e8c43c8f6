"""What a clause says after an edit, and after two edits of one base: fields field by field, prose by words.

The contents here are revisions that nobody stored: only their heading, fields and wording count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from clauses.bespoke import BespokeWording
from clauses.errors import InvalidClause, InvalidProposal, NumberAndWordDisagree, UnreadableProse
from clauses.kinds import parse_fields
from clauses.kinds.values import Deadline, Fields, Heading, Record
from clauses.record import ClauseRevision
from clauses.text.merge import merge
from clauses.wording.match import Matched, match, prose
from clauses.wording.match.types import set_at, value_at
from drafts.negotiation.edits import ContentEdit, EditText, RenameHeading

_HEADING: TypeAdapter[str] = TypeAdapter(Heading)
_HERE = object()
"""Shows whether a path leads somewhere."""


def edited(content: ClauseRevision, edit: ContentEdit) -> ClauseRevision:
    """Return what the clause says after ``edit``.

    :raises InvalidProposal: the field's path leads nowhere.
    :raises InvalidClause: the value is refused.
    :raises UnreadableProse: the text can't be a clause.
    :raises NumberAndWordDisagree: it says a number twice, and differently.
    """
    if isinstance(edit, RenameHeading):
        return with_content(content, edit.heading, content.fields, content.wording)
    if isinstance(edit, EditText):
        matched = match(edit.text, content)
        return with_content(content, content.heading, matched.fields, matched.wording)
    data = content.fields.model_dump(mode="json")
    set_at(data, edit.path, _HERE)
    if value_at(data, edit.path) is not _HERE:
        raise InvalidProposal(f"Clause {edit.clause_id} has no place {edit.path!r}; name a field that it has.")
    set_at(data, edit.path, edit.value)
    return with_content(content, content.heading, parse_fields(content.kind, data), content.wording)


def with_content(
    revision: ClauseRevision, heading: str, fields: Fields, wording: BespokeWording | None
) -> ClauseRevision:
    """Return ``revision`` with other content."""
    return revision.model_copy(update={"heading": heading, "fields": fields, "wording": wording})


def text_of(content: ClauseRevision) -> str:
    """Return the heading and, in lines below it, the words."""
    return f"{content.heading}\n{prose(content)}"


# --------------------------------------------------------------------------------------------------------- merging


def merged(base: ClauseRevision, ours: ClauseRevision, theirs: ClauseRevision) -> ClauseRevision | None:
    """Return the content with both sides' changes, or None where they touch the same fields or words.

    While all three stand in the words of their kind, fields are merged and their words follow. Else, and where both
    changed one list or free text, the prose is merged and read back; what is read must agree with every field that
    merges by itself.
    """
    heading = _merged_heading(base.heading, ours.heading, theirs.heading)
    if heading is None:
        return None
    data = merge_fields(base.fields, ours.fields, theirs.fields)
    fields = _parsed(base.kind, data.value)
    if fields is None:
        return None
    if not data.conflicts and not (base.wording or ours.wording or theirs.wording):
        return with_content(ours, heading, fields, None)
    text = merge(prose(base), prose(ours), prose(theirs)).text
    read = None if text is None else _read(text, data, ours, fields, theirs)
    return None if read is None else with_content(ours, heading, read.fields, read.wording)


@dataclass(frozen=True, slots=True)
class MergedFields:
    """Fields in their JSON form, those of ours at the paths of ``conflicts``."""

    value: dict[str, Any]
    conflicts: tuple[str, ...]


def merge_fields(base: Fields, ours: Fields, theirs: Fields) -> MergedFields:
    """Return the fields with both sides' changes.

    Records are merged field by field. A list is one value, and so is a deadline: "ten calendar days" and "thirty
    business days" do not make ten business days.
    """
    conflicts: list[str] = []
    return MergedFields(_merge_records(base, ours, theirs, "", conflicts), tuple(conflicts))


def _merge_records(base: Record, ours: Record, theirs: Record, path: str, conflicts: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    told = [each.model_dump(mode="json") for each in (base, ours, theirs)]
    for name in type(ours).model_fields:
        at = f"{path}.{name}" if path else name
        before, mine, yours = (each[name] for each in told)
        records = [getattr(each, name) for each in (base, ours, theirs)]
        if mine in (yours, before):
            made[name] = yours
        elif yours == before:
            made[name] = mine
        elif all(isinstance(each, Record) and not isinstance(each, Deadline) for each in records):
            made[name] = _merge_records(records[0], records[1], records[2], at, conflicts)
        else:
            made[name] = mine
            conflicts.append(at)
    return made


def _merged_heading(base: str, ours: str, theirs: str) -> str | None:
    heading = merge(base, ours, theirs).text
    try:
        return None if heading is None else _HEADING.validate_python(heading)
    except ValidationError:
        return None


def _parsed(kind: str, data: Mapping[str, Any]) -> Fields | None:
    """The fields, or None where a rule across fields refuses what each side alone could say."""
    try:
        return parse_fields(kind, data)
    except InvalidClause:
        return None


def _read(
    text: str, data: MergedFields, ours: ClauseRevision, fields: Fields, theirs: ClauseRevision
) -> Matched | None:
    """What merged prose says, or None unless it tells what the fields have that conflict, and nothing against others.

    It is read twice, over ours and over theirs at the places that conflict: what comes out the same both times is told
    by the words alone.
    """
    value, told = fields.model_dump(mode="json"), theirs.fields.model_dump(mode="json")
    for path in data.conflicts:
        set_at(value, path, value_at(told, path))
    other = _parsed(ours.kind, value)
    if other is None:
        return None
    try:
        found, again = (match(text, with_content(ours, ours.heading, each, ours.wording)) for each in (fields, other))
    except (UnreadableProse, NumberAndWordDisagree):
        return None
    return found if found.fields == again.fields and _agrees(found.fields, data) else None


def _agrees(read: Fields, data: MergedFields) -> bool:
    """Whether fields are the merged ones, but for lists and free text where those conflict."""
    found = read.model_dump(mode="json")
    for path in data.conflicts:
        if not isinstance(value_at(found, path), list | str):
            return False
        set_at(found, path, value_at(data.value, path))
    return found == data.value
