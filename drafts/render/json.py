"""A change set as JSON. The form is published in docs/reference/change-set.md and in :data:`SCHEMA`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drafts.model import Change, ChangeKind, ChangeSet, Note

FORMAT = "counterpart-changes/1"

_TEXTS = {
    "place": "The story that it stands in: body, a header or footer, footnotes, endnotes.",
    "clause_id": "The clause's identity, or empty.",
    "clause": "The clause as a reader names it, or empty.",
    "before": "The old words; empty for an insertion.",
    "after": "The new words; empty for a deletion.",
    "context_before": "Up to 40 characters before the change.",
    "context_after": "Up to 40 characters after the change.",
    "author": "Who made the change.",
    "detail": "What else there is to say, in words.",
    "party": "The party that the author acts for, by its name, or empty.",
    "rationale": "Why the change was made, or empty.",
    "proposal": "The proposal that brought it, or empty.",
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Counterpart change set",
    "type": "object",
    "required": ["format", "count", "changes", "notes"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "count": {"type": "integer", "minimum": 0, "description": "How many changes there are."},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["number", "kind", "paragraph", "at", *_TEXTS],
                "additionalProperties": False,
                "properties": {
                    "number": {"type": "integer", "minimum": 1, "description": "Its number, in reading order."},
                    "kind": {"enum": [k.value for k in ChangeKind], "description": "What happened."},
                    "paragraph": {"type": "integer", "minimum": 0, "description": "1-based, in its story."},
                    "at": {
                        "type": ["string", "null"],
                        "format": "date-time",
                        "description": "When it was made (UTC); null where the file does not say.",
                    },
                    **{name: {"type": "string", "description": text} for name, text in _TEXTS.items()},
                },
            },
        },
        "notes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message", "part", "place"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "description": "Stable and kebab-case."},
                    "message": {"type": "string"},
                    "part": {"type": "string"},
                    "place": {"type": "string"},
                },
            },
        },
    },
}
"""JSON Schema (2020-12) of what :func:`change_set_json` returns."""


def change_set_json(changes: ChangeSet) -> dict[str, Any]:
    """The change set as plain data, in the form of :data:`SCHEMA`."""
    return {
        "format": FORMAT,
        "count": len(changes.changes),
        "changes": [_change(c) for c in changes.changes],
        "notes": [_note(x) for x in changes.notes],
    }


def change_set_of(data: dict[str, Any]) -> ChangeSet:
    """The change set that :func:`change_set_json` made ``data`` of."""
    return ChangeSet(tuple(map(_change_of, data["changes"])), tuple(Note(**note) for note in data["notes"]))


def _change_of(data: dict[str, Any]) -> Change:
    read: dict[str, Any] = {"kind": ChangeKind(data["kind"]), "at": _read_utc(data["at"])}
    return Change(**{**data, **read})


def _read_utc(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at is not None else None


def _change(change: Change) -> dict[str, Any]:
    return {
        "number": change.number,
        "kind": change.kind.value,
        "place": change.place,
        "paragraph": change.paragraph,
        "clause_id": change.clause_id,
        "clause": change.clause,
        "before": change.before,
        "after": change.after,
        "context_before": change.context_before,
        "context_after": change.context_after,
        "author": change.author,
        "at": _utc(change.at),
        "detail": change.detail,
        "party": change.party,
        "rationale": change.rationale,
        "proposal": change.proposal,
    }


def _utc(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None


def _note(note: Note) -> dict[str, Any]:
    return {"code": note.code, "message": note.message, "part": note.part, "place": note.place}
