"""What was found in a returned file as JSON. The form is published in docs/reference/returned-changes.md and in
:data:`SCHEMA`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drafts.returned import Label, Remark, Return, ReturnedChange

FORMAT = "counterpart-returned/1"

_TEXTS = {
    "place": "The story that it stands in: body, footnotes, endnotes, header, footer, text box.",
    "clause_id": "The clause's identity, or empty.",
    "clause": "The clause as a reader names it, or empty.",
    "before": "The words that it takes away; of a change of ours, those that we struck.",
    "after": "The words that it brings; of a change of ours, those that we put in.",
    "context_before": "Up to 40 characters before it.",
    "context_after": "Up to 40 characters after it.",
    "author": "Who made it, as the file says; empty for a silent change.",
    "detail": "What else there is to say, in words.",
}
_AT = {
    "type": ["string", "null"],
    "format": "date-time",
    "description": "When it was made (UTC); null where the file does not say.",
}
_REMARK_TEXTS = ("author", "text", "anchor", "clause_id", "clause")
_CHANGE: dict[str, Any] = {
    "type": "object",
    "required": ["number", "label", "tracked", "paragraph", "at", *_TEXTS],
    "additionalProperties": False,
    "properties": {
        "number": {"type": "integer", "minimum": 1, "description": "Its number, in reading order."},
        "label": {"enum": [x.value for x in Label], "description": "What it is."},
        "tracked": {"type": "boolean", "description": "Whether the returned file marks it."},
        "paragraph": {"type": "integer", "minimum": 0, "description": "1-based, in its story."},
        "at": _AT,
        **{name: {"type": "string", "description": text} for name, text in _TEXTS.items()},
    },
}
_REMARK: dict[str, Any] = {
    "type": "object",
    "required": [*_REMARK_TEXTS, "at", "answers", "done", "new"],
    "additionalProperties": False,
    "properties": {
        **{name: {"type": "string"} for name in _REMARK_TEXTS},
        "at": _AT,
        "answers": {"type": "integer", "minimum": -1, "description": "The place of the comment answered; -1: none."},
        "done": {"type": "boolean", "description": "Whether it is settled."},
        "new": {"type": "boolean", "description": "Whether the sent file has it not."},
    },
}
_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message"],
    "additionalProperties": False,
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Counterpart returned file",
    "type": "object",
    "required": ["format", "count", "similarity", "pending", "changes", "comments", "notes"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": FORMAT},
        "count": {"type": "integer", "minimum": 0, "description": "How many differences there are."},
        "similarity": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of words in common."},
        "pending": {"type": "integer", "minimum": 0, "description": "Changes of ours that stand as they stood."},
        "changes": {"type": "array", "items": _CHANGE},
        "comments": {"type": "array", "items": _REMARK},
        "notes": {"type": "array", "items": _NOTE},
    },
}
"""JSON Schema (2020-12) of what :func:`return_json` returns."""


def return_json(found: Return) -> dict[str, Any]:
    """A return as plain data, in the form of :data:`SCHEMA`."""
    return {
        "format": FORMAT,
        "count": len(found.changes),
        "similarity": round(found.similarity, 4),
        "pending": found.pending,
        "changes": [_change(c) for c in found.changes],
        "comments": [_remark(r) for r in found.comments],
        "notes": [{"code": n.code, "message": n.message} for n in found.notes],
    }


def _change(change: ReturnedChange) -> dict[str, Any]:
    return {
        "number": change.number,
        "label": change.label.value,
        "tracked": change.tracked,
        "paragraph": change.paragraph,
        "at": _utc(change.at),
        **{name: getattr(change, name) for name in _TEXTS},
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        **{name: getattr(remark, name) for name in _REMARK_TEXTS},
        "at": _utc(remark.at),
        "answers": remark.answers,
        "done": remark.done,
        "new": remark.new,
    }


def _utc(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None
