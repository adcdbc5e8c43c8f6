"""The demonstration story as examples: every kind, in real use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import api.demo
from api.services.story import expanded
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create

AT = datetime(2020, 3, 3, 23, tzinfo=UTC)
TOLD: dict[str, Any] = json.loads(Path(api.demo.__file__).with_name("story.json").read_text(encoding="utf-8"))
STORY = expanded(TOLD)


IN_NO_DRAFT: dict[str, dict[str, Any]] = {
    "custom": {"paragraphs": [{"level": 0, "text": "See {ref:kind:retention}."}]},
}
"""Fields of the kind that no draft of the story needs: free words."""


def version(label: str) -> list[dict[str, Any]]:
    """The clauses of a version, such as "V5", in order."""
    return next(v["clauses"] for v in STORY["versions"] if v["id"] == label)


def example(kind: str) -> dict[str, Any]:
    """Fields of a kind as JSON values, from the fifth version, or the fourth where that has none; a fresh copy."""
    clauses = [*version("V5"), *version("V4")]
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
