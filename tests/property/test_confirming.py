"""Whatever a person confirms, joins, cuts and renames: no character of the file is lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.errors import CounterpartError
from clauses.kinds import kinds
from drafts.importing.comparing import compared, missing
from drafts.importing.confirming import Confirmation, Step, confirmed, confirmed_revisions, plain, take
from drafts.importing.model import Imported
from tests.support.documents import package, table
from tests.support.plain_word import Manner, plain_word
from tests.unit.drafts.test_importing import AT, TITLE, bold, first_version, imported
from tests.unit.drafts.test_importing import plain as paragraph

STORY = plain_word(TITLE, first_version(), Manner(run_in=True))
MIXED = package(
    bold("Compact") + paragraph("Words before any heading stand {here}.")
    + bold("1. Schools") + paragraph("These:") + table(("School", "Officers"), ("First", "2"))
    + bold("2. Gates") + paragraph("(a) They are shut.") + paragraph("(1) At night.") + paragraph("(b) By day too.")
    + bold("3. Ending") + paragraph("It ends.") + bold("EXHIBIT A") + bold("Keys") + paragraph("Two of them.")
)  # fmt: skip
FILES = {name: (docx, imported(docx)) for name, docx in (("story", STORY), ("mixed", MIXED))}
HEADINGS = ("Gates", "GATES", "Another", "Term")
GIVEN: tuple[dict[str, Any], ...] = ({}, {"mid_year": False})


def letters(found: Imported) -> str:
    """Every character of the file's lines that the clauses hold, in order."""
    lines = [line for each in found.clauses for line in each.all_lines]
    return "".join("".join(plain(line).split()) for line in lines).casefold()


@st.composite
def steps(draw: st.DrawFn, last: int) -> Step:
    what = draw(st.sampled_from(("merge", "split", "confirm", "confirm")))
    said: dict[str, Any] = {"step": what, "line": draw(st.integers(1, last + 1))}
    if what == "confirm":
        said["kind"] = draw(st.none() | st.sampled_from([each.name for each in kinds()]))
        said["heading"] = draw(st.none() | st.sampled_from(HEADINGS))
        said["fields"] = draw(st.none() | st.sampled_from(GIVEN))
    return Step.model_validate(said)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(FILES)))
def test_no_step_loses_a_character(data: st.DataObject, name: str) -> None:
    docx, found = FILES[name]
    last = found.clauses[-1].last
    before = letters(found)
    for step in data.draw(st.lists(steps(last), max_size=8)):
        with suppress(CounterpartError):
            found = take(found, step, author="Clerk", at=AT)
    assert letters(found) == before
    assert [each.first for each in found.clauses] == starts(found)
    done = confirmed(found, Confirmation(accept_rest=single(found)), author="Clerk", at=AT)
    assert missing(done, compared(docx, done)) == ()
    if single(found):
        assert {each.author for each in confirmed_revisions(done)} == {"Clerk"}


def starts(found: Imported) -> list[int]:
    """The first lines that the clauses must have, one after another."""
    made, line = list[int](), 1
    for each in found.clauses:
        made.append(line)
        line += len(each.all_lines)
    return made


def single(found: Imported) -> bool:
    """Whether no kind of which an agreement has one stands twice, so that the rest can be accepted."""
    once: Sequence[str] = [each.name for each in kinds() if not each.repeatable]
    there = [each.revision.kind for each in found.clauses]
    return all(there.count(name) < 2 for name in once)
