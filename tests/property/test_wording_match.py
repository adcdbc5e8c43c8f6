"""What the words of a clause say can be read back from them: for every kind, whatever its fields."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.kinds import kinds
from clauses.record import ClauseRevision, revise
from clauses.wording.filters import curl, series
from clauses.wording.match import Matched, match, prose
from tests.property.test_clauses import fields_of, told
from tests.unit.clauses.story import AT, revision

KINDS = [spec.name for spec in kinds()]
NAMED_IN_NO_WORDS = {"parties": ("parties",), "execution": ("signatories",)}
"""Lists whose items have a part that the words never show: whom a party or a signature stands for. One that was not
there before can't be read as a field; see docs/explanation/wording.md."""


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_words_that_nobody_edited_give_back_every_field(kind: str, data: st.DataObject) -> None:
    before = revision(kind, data.draw(fields_of(kind)))
    matched = match(prose(before), before)
    assert matched == Matched(before.fields, None, ())


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_words_give_back_every_field_that_they_show_whatever_the_fields_were(kind: str, data: st.DataObject) -> None:
    wanted, other = data.draw(fields_of(kind)), data.draw(fields_of(kind))
    other |= {name: wanted[name] for name in NAMED_IN_NO_WORDS.get(kind, ())}
    said, before = revision(kind, wanted), revision(kind, other)
    matched = match(prose(said), before)
    assert matched.wording is None
    read = revised(before, matched)
    assert prose(read) == prose(said)
    shown, shown_again = (told(kind, each.fields.model_dump(mode="json")) for each in (said, read))
    assert shown_again[1] == shown[1]
    assert unsplit(shown_again[0]) == unsplit(shown[0])


def revised(before: ClauseRevision, matched: Matched) -> ClauseRevision:
    return revise(
        before, fields=matched.fields, wording=matched.wording, author="Chief", party="police", at=AT, rationale=None
    )


def unsplit(value: Any) -> Any:
    """A JSON value with curly quotes, and with lists of phrases as the words that they make: "a, b, and c" is one
    phrase or three, and only the previous record can say which. A capital at the start of a cell says nothing."""
    if isinstance(value, dict):
        return {name: unsplit(each) for name, each in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        items = cast(list[Any], value)
        if all(isinstance(each, str) and " " in each for each in items):
            return series([curl(each).casefold() for each in items], "and")
        return [unsplit(each) for each in items]
    return curl(value).casefold() if isinstance(value, str) else value
