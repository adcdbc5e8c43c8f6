"""Which fields two files of one agreement give otherwise, as far as their words give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from clauses.differences import FieldDifference, field_differences
from drafts.importing.model import Imported, ImportedClause, Sureness
from drafts.importing.read import read_agreement


@dataclass(frozen=True, slots=True)
class ChangedFields:
    """A clause as the newer file calls it, and the fields that it gives otherwise than the older one."""

    name: str
    fields: tuple[FieldDifference, ...]


def read_changed_fields(before: bytes, after: bytes, *, at: datetime) -> tuple[ChangedFields, ...]:
    """The clauses of which both files give fields, and not the same, in the order of the newer one. A clause that no
    kind fits, and a field that no word says, is left out: a person reads those in the redline. Raises UnreadableFile.
    """
    old, new = (read_agreement(docx, author="Counterpart", at=at) for docx in (before, after))
    found = (ChangedFields(_name(each), tuple(_changed(then, each))) for then, each in _pairs(old, new))
    return tuple(each for each in found if each.fields)


def _pairs(old: Imported, new: Imported) -> Iterator[tuple[ImportedClause, ImportedClause]]:
    """The clauses that both files have: of one kind and, where several are, of one heading."""
    there = [each for each in old.clauses if each.sureness is not Sureness.NONE]
    for clause in new.clauses:
        same = [each for each in there if each.revision.kind == clause.revision.kind]
        if len(same) > 1:
            same = [each for each in same if each.revision.heading == clause.revision.heading]
        if len(same) == 1 and clause.sureness is not Sureness.NONE:
            there.remove(same[0])
            yield same[0], clause


def _changed(old: ImportedClause, new: ImportedClause) -> Iterator[FieldDifference]:
    unsaid = {each.path for clause in (old, new) for each in clause.evidence if each.sureness is Sureness.NONE}
    return (each for each in field_differences(old.revision, new.revision) if each.path not in unsaid)


def _name(clause: ImportedClause) -> str:
    return f"{clause.number} {clause.revision.heading}".strip()
