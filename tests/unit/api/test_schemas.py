"""The API answers with a change set in the form that is published."""

from __future__ import annotations

import json
from pathlib import Path

from api.schemas.redlines import ChangeShown, ChangesShown, NoteShown
from drafts.render.json import FORMAT, SCHEMA


def test_a_change_set_over_http_is_the_published_one_and_the_proof() -> None:
    assert set(ChangesShown.model_fields) == set(SCHEMA["properties"]) | {"proof"}
    changes, notes = (SCHEMA["properties"][name]["items"]["properties"] for name in ("changes", "notes"))
    assert set(ChangeShown.model_fields) == set(changes)
    assert set(NoteShown.model_fields) == set(notes)
    assert ChangesShown.model_json_schema()["properties"]["format"]["const"] == FORMAT


def test_the_published_schema_is_that_of_the_change_sets_that_are_written() -> None:
    published = Path(__file__).parents[3] / "docs" / "reference" / "change-set.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == SCHEMA
