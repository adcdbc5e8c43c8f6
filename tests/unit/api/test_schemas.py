"""The API answers with a change set in the form that is published."""

from __future__ import annotations

from api.schemas.redlines import ChangeShown, ChangesShown, NoteShown
from drafts.render.json import FORMAT, SCHEMA


def test_a_change_set_over_http_is_the_published_one_and_the_proof() -> None:
    assert set(ChangesShown.model_fields) == set(SCHEMA["properties"]) | {"proof"}
    changes, notes = (SCHEMA["properties"][name]["items"]["properties"] for name in ("changes", "notes"))
    assert set(ChangeShown.model_fields) == set(changes)
    assert set(NoteShown.model_fields) == set(notes)
    assert ChangesShown.model_json_schema()["properties"]["format"]["const"] == FORMAT
