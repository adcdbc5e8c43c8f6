"""The demonstration's newest draft with the clauses that it was written from."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from importlib.resources import files as resources
from pathlib import Path

from api.runtime import open_runtime
from api.services import demonstration
from api.services.drafting import list_drafts, read_docx, standing_clauses
from api.settings import Settings
from drafts.negotiation.state import AgreementState


@cache
def newest_draft() -> tuple[bytes, AgreementState]:
    """Its bytes, and the agreement as it stands, whose newest revisions it says; older ones are not told."""
    story = json.loads(resources("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        runtime = open_runtime(Settings(database_url=f"sqlite:///{Path(folder) / 'story.sqlite3'}"))
        try:
            with runtime.unit() as unit:
                agreement = demonstration.load(unit, story)
            with runtime.unit() as unit:
                record = next(r for r in list_drafts(unit, agreement) if r.number == 6)
                docx = read_docx(unit, record)
                clauses = standing_clauses(unit, agreement).revisions
        finally:
            runtime.close()
    return docx, AgreementState(tuple(c.clause_id for c in clauses), {c.clause_id: (c,) for c in clauses})
