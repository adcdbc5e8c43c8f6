"""The change set: every difference of a plan once, in reading order, with its clause and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from drafts.blocks import Block
from drafts.diff.plan import plan
from drafts.diff.report import Reporter
from drafts.model import Change, ChangeKind, Hints, Options
from tests.unit.diff.hand import Paragraph, Table, paragraphs, token, tokens

AT = datetime(2020, 3, 3, tzinfo=UTC)
LONG = "The officer shall not question a student before a parent or guardian has been called."
OTHER = ("The Board meets on each first Monday.", "Costs are shared in equal parts.", "It begins on July 1.")


def told(before: Sequence[Block], after: Sequence[Block], place: str = "body") -> tuple[Change, ...]:
    reporter = Reporter("Dana", AT, Hints(clause_labels={"a": "1. Term"}))
    reporter.story(place, plan(before, after, Options()))
    return reporter.changes()


def kinds(changes: Sequence[Change]) -> list[ChangeKind]:
    return [c.kind for c in changes]


def test_nothing_changed_nothing_told() -> None:
    assert told(paragraphs("a"), paragraphs("a")) == ()


def test_a_replacement_is_one_change_with_both_texts_and_what_stands_around() -> None:
    (change,) = told(
        paragraphs("Above.", "It lasts for one year only."), paragraphs("Above.", "It lasts for two years only.")
    )
    assert (change.kind, change.before, change.after) == (ChangeKind.REPLACED, "one year", "two years")
    assert (change.context_before, change.context_after) == ("It lasts for ", " only.")
    assert (change.number, change.paragraph, change.place) == (1, 2, "body")
    assert (change.author, change.at) == ("Dana", AT)


def test_context_has_at_most_forty_letters() -> None:
    words = "word " * 30
    (change,) = told(paragraphs(f"{words}one {words}"), paragraphs(f"{words}two {words}"))
    assert (len(change.context_before), len(change.context_after)) == (40, 40)


def test_changes_are_numbered_in_reading_order() -> None:
    changes = told(paragraphs("One old.", *OTHER, "Two old."), paragraphs("One new.", *OTHER, "Two new."))
    assert [c.number for c in changes] == list(range(1, len(changes) + 1))
    assert [c.paragraph for c in changes] == [1, 5]


def test_a_whole_paragraph_is_told_as_a_paragraph() -> None:
    inserted, deleted = (
        told(paragraphs("a", "z"), paragraphs("a", "New.", "z")),
        told(paragraphs("a", "Old.", "z"), paragraphs("a", "z")),
    )
    assert [(c.kind, c.before, c.after, c.detail) for c in (*inserted, *deleted)] == [
        (ChangeKind.INSERTED, "", "New.", "paragraph"),
        (ChangeKind.DELETED, "Old.", "", "paragraph"),
    ]


def test_a_move_is_told_at_its_destination_and_what_was_struck_on_the_way_too() -> None:
    changes = told(paragraphs(LONG, *OTHER, "End."), paragraphs(*OTHER, LONG.replace("not ", ""), "End."))
    assert kinds(changes) == [ChangeKind.DELETED, ChangeKind.MOVED]
    assert changes[0].before == "not "
    assert changes[1].paragraph == 5


def test_a_split_and_a_merge_are_told_as_such() -> None:
    parts = ("First the officer writes a report of it.", "Then the officer sends it to the principal at once.")
    assert ChangeKind.SPLIT in kinds(told(paragraphs(" ".join(parts), "z"), paragraphs(*parts, "z")))
    assert ChangeKind.MERGED in kinds(told(paragraphs(*parts, "z"), paragraphs(" ".join(parts), "z")))


def test_looks_and_properties_are_told_apart_from_words() -> None:
    bold = Paragraph("", of=[*tokens("a "), token("word", 1)])
    assert kinds(told(paragraphs("a word"), [bold])) == [ChangeKind.FORMATTED]
    assert kinds(told([Paragraph("a", props=1)], [Paragraph("a", props=2)])) == [ChangeKind.PARAGRAPH_FORMATTED]


def test_a_renumbered_reference_is_told_as_a_reference() -> None:
    before, after = (Paragraph("", of=[*tokens("See "), token("REF a", inner=tokens(x))]) for x in ("12", "13"))
    (change,) = told([before], [after])
    assert (change.kind, change.before, change.after) == (ChangeKind.REFERENCE_UPDATED, "12", "13")


def test_rows_and_tables_are_told_whole() -> None:
    one, end = Table(["a", "b"], ["c", "d"]), Paragraph("End.")
    (row,) = told([one, end], [Table(["a", "b"]), end])
    assert (row.kind, row.before) == (ChangeKind.ROW_DELETED, "c | d")
    rows = told([end], [one, end])
    assert [(r.kind, r.after) for r in rows] == [(ChangeKind.ROW_INSERTED, "a | b"), (ChangeKind.ROW_INSERTED, "c | d")]


def test_a_table_that_changes_only_its_properties_is_told() -> None:
    end = Paragraph("End.")
    (change,) = told([Table(["a"], props=1), end], [Table(["a"], props=2), end])
    assert (change.kind, change.detail) == (ChangeKind.TABLE_FORMATTED, "table")


def test_a_change_names_its_clause_as_a_reader_does() -> None:
    before, after = ([Paragraph(f"It lasts for {x}.", clause="a")] for x in ("long", "ever"))
    (change,) = told(before, after)
    assert (change.clause_id, change.clause) == ("a", "1. Term")


def test_paragraphs_of_kept_tables_are_counted() -> None:
    table = Table(["a", "b"], ["c", "d"])
    (change,) = told([table, Paragraph("Old end.")], [table, Paragraph("New end.")])
    assert change.paragraph == 5


def test_a_last_section_is_told_when_asked() -> None:
    reporter = Reporter("Dana", AT, Hints())
    reporter.story("body", plan(paragraphs("a"), paragraphs("a"), Options()))
    reporter.section()
    assert kinds(reporter.changes()) == [ChangeKind.SECTION_FORMATTED]
