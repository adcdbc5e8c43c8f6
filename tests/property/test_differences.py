"""For any two states of any clause: every field that differs is named once, and nothing else is."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.differences import field_differences
from clauses.kinds import kinds
from clauses.record import ClauseRevision
from tests.property.test_clauses import fields_of
from tests.unit.clauses.story import revision

KINDS = [spec.name for spec in kinds()]
EXAMPLES = settings().max_examples // 8
"""Of each kind; all kinds together see more than one test of the profile does."""


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """The values of a JSON value that are no objects, by path; a list is one of them."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    held = cast(dict[str, Any], value)
    return {found: leaf for key, inner in held.items() for found, leaf in leaves(inner, f"{path}.{key}").items()}


def differing(before: ClauseRevision, after: ClauseRevision) -> set[str]:
    """The paths of the leaves that differ, a list's without what is in it."""
    old, new = (leaves(each.fields.model_dump(mode="json", exclude_none=True)) for each in (before, after))
    return {path.removeprefix(".") for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=EXAMPLES)
def test_every_field_that_differs_is_named_and_nothing_else(kind: str, data: st.DataObject) -> None:
    before, after = (revision(kind, data.draw(fields_of(kind))) for _ in range(2))
    named = [each.path for each in field_differences(before, after)]
    assert len(named) == len(set(named))
    for path in differing(before, after):
        assert any(_same_place(path, other) for other in named), path
    for other in named:
        assert any(_same_place(path, other) for path in differing(before, after)), other
    assert all(each.label and each.told for each in field_differences(before, after))


def _same_place(one: str, other: str) -> bool:
    """Whether one path leads to the other, or on from it: a deadline is one field, and a list's items stand in it."""
    short, long = sorted((one, other), key=len)
    return long == short or long.startswith(f"{short}.")


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=EXAMPLES // 2)
def test_a_clause_does_not_differ_from_itself(kind: str, data: st.DataObject) -> None:
    fields = data.draw(fields_of(kind))
    assert field_differences(revision(kind, fields), revision(kind, fields)) == ()
