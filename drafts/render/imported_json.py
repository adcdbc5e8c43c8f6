"""What a Word file would become, as JSON; docs/how-to/import.md shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clauses.kinds import kind
from drafts.importing.evidence import left_over
from drafts.importing.model import Difference, Evidence, Imported, ImportedClause

FORMAT = "counterpart-import/1"


def imported_json(imported: Imported, differences: Sequence[Difference]) -> dict[str, Any]:
    """The import as JSON values: its clauses in the file's order, what is lost (nothing, or the import is wrong), how
    the draft differs from the file, and what stands beside the clauses."""
    return {
        "format": FORMAT,
        "title": imported.title,
        "house_style": imported.house.model_dump(mode="json"),
        "clauses": [clause_json(each) for each in imported.clauses],
        "lost": list(imported.lost),
        "differences": [difference_json(each) for each in differences],
        "notes": [{"code": each.code, "message": each.message} for each in imported.notes],
    }


def clause_json(clause: ImportedClause) -> dict[str, Any]:
    """A clause: ``line`` is the number of its first line in the file, by which a confirmation names it."""
    revision = clause.revision
    return {
        "line": clause.first,
        "last_line": clause.last,
        "number": clause.number,
        "heading": revision.heading,
        "heading_added": clause.heading_added,
        "kind": revision.kind,
        "kind_title": kind(revision.kind).title,
        "sureness": clause.sureness.value,
        "confirmed": clause.confirmed,
        "fields": revision.fields.model_dump(mode="json", exclude_none=True),
        "evidence": [_evidence(each) for each in clause.evidence],
        "lines": list(clause.all_lines),
        "left_over": list(left_over(clause)),
    }


def difference_json(difference: Difference) -> dict[str, Any]:
    """A difference between the file and the draft of its clauses."""
    return {
        "sort": difference.sort.value,
        "before": difference.before,
        "after": difference.after,
        "place": difference.place,
        "paragraph": difference.paragraph,
    }


def _evidence(found: Evidence) -> dict[str, Any]:
    return {
        "field": found.path,
        "title": found.title,
        "value": found.value,
        "sureness": found.sureness.value,
        "words": found.words,
        "line": found.line,
        "start": found.start,
        "end": found.end,
    }
