"""The demonstration story as examples: every kind, in real use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import api.demo
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create

AT = datetime(2020, 3, 3, 23, tzinfo=UTC)
STORY: dict[str, Any] = json.loads(Path(api.demo.__file__).with_name("story.json").read_text(encoding="utf-8"))


IN_NO_DRAFT: dict[str, dict[str, Any]] = {
    "pilot": {
        "start": "2020-02-03",
        "end": "2020-12-31",
        "evaluation_due": "2020-11-30",
        "on_expiry": "continue_pending_review",
    },
    "custom": {"paragraphs": [{"level": 0, "text": "See {ref:kind:retention}."}]},
}
"""Fields of the kinds that no draft of the story needs to hold: trials and free words."""


def version(label: str) -> list[dict[str, Any]]:
    """The clauses of "V1" or "V5" in order."""
    return next(v["clauses"] for v in STORY["versions"] if v["id"] == label)


def example(kind: str) -> dict[str, Any]:
    """Fields of a kind as JSON values, from the story's last version that has it; a fresh copy."""
    clauses = (clause for version in reversed(STORY["versions"]) for clause in version["clauses"])
    fields: dict[str, Any] = next((c["fields"] for c in clauses if c["kind"] == kind), IN_NO_DRAFT.get(kind, {}))
    return json.loads(json.dumps(fields))


def revision(kind: str, fields: dict[str, Any] | None = None, heading: str = "Heading") -> ClauseRevision:
    """A first revision with ``fields``, or those of the example."""
    return create(
        clause_id=clause_id_from(kind.encode()),
        kind=kind,
        heading=heading,
        fields=example(kind) if fields is None else fields,
        author="Superintendent",
        party="district",
        at=AT,
    )
