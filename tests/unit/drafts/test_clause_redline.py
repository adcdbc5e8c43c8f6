"""The words of one clause from one state to another, line by line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from clauses.record import ClauseRevision, create, revise
from clauses.text.inline import Link
from clauses.text.provenance import Fate
from drafts.render.clause_redline import Piece, RedlinedLine, clause_redline

AT = datetime(2020, 3, 3, tzinfo=UTC)


def name_of(link: Link) -> str:
    return f"Section {len(link.kind or '')}"


def free(*texts: tuple[int, str], heading: str = "Reports") -> ClauseRevision:
    paragraphs = [{"level": level, "text": text} for level, text in texts]
    return create(
        clause_id="mzxw6ytboi2dgnbv",
        kind="custom",
        heading=heading,
        fields={"paragraphs": paragraphs},
        author="A",
        at=AT,
    )


def then(before: ClauseRevision, **fields: Any) -> ClauseRevision:
    return revise(before, fields=fields, author="A", party=None, at=AT, rationale=None)


def told(line: RedlinedLine) -> str:
    marks = {Fate.KEPT: "{}", Fate.INSERTED: "+{}+", Fate.DELETED: "-{}-"}
    return "|".join("".join(marks[piece.fate].format(piece.text) for piece in cell) for cell in line.cells)


def test_the_words_that_changed_are_marked_and_the_others_kept() -> None:
    before, after = free((0, "It reports each month."), (1, "In writing.")), free((0, "It reports each year."))
    made = clause_redline(before, after, name_of)
    assert [told(each) for each in made.lines] == ["It reports each -month-+year+.", "-In writing.-"]
    assert [each.level for each in made.lines] == [0, 1]
    assert made.heading == (Piece("Reports"),)
    assert not made.is_empty


def test_a_state_and_itself_differ_in_nothing() -> None:
    clause = free((0, "It reports."), (1, "In writing."))
    made = clause_redline(clause, clause, name_of)
    assert made.is_empty
    assert made.changed == ()
    assert [told(each) for each in made.lines] == ["It reports.", "In writing."]


def test_a_new_clause_is_inserted_from_its_heading_to_its_last_word() -> None:
    made = clause_redline(None, free((0, "It reports."), (1, "In writing.")), name_of)
    assert made.heading == (Piece("Reports", Fate.INSERTED),)
    assert [each.fate for each in made.lines] == [Fate.INSERTED, Fate.INSERTED]


def test_a_reference_stands_as_it_is_printed_and_a_term_in_quotes() -> None:
    made = clause_redline(None, free((0, "As {ref:kind:retention} says, the {term:Log} counts.")), name_of)
    assert told(made.lines[0]) == "+As Section 9 says, the “Log” counts.+"


def test_a_row_of_a_table_is_told_by_its_cells() -> None:
    rule = {"min": "P2Y", "runs_from": "recording_date", "until": None}
    given = {"rules": {"general": rule}, "deletion": "automatic", "deletion_log": False, "subject_to_holds": False}
    before = create(
        clause_id="mzxw6ytboi2dgnbv",
        kind="retention",
        heading="Retention",
        fields={**given, "schedule_location": "body"},
        author="A",
        at=AT,
    )
    longer = {**given, "rules": {"general": {**rule, "min": "P3Y"}}, "schedule_location": "body"}
    made = clause_redline(before, then(before, **longer), name_of)
    [row] = made.changed
    assert row.sort == "row"
    assert told(row).startswith("No other category applies|-2-+3+ years from")
    assert made.lines[made.lines.index(row) - 1].sort == "head"
