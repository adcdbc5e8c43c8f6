"""The tracked changes of a file as data, whoever made them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drafts.model import Change, ChangeKind
from drafts.word.revisions import tracked_changes
from tests.support.redlines import AT, AUTHOR, proved_redline
from tests.support.wml import (
    ANA,
    BEN,
    HEADING,
    QUOTE,
    change,
    d,
    dele,
    deleted_row,
    docx,
    footnotes,
    ins,
    inserted_row,
    marker,
    move_range,
    moved,
    p,
    row,
    t,
    tbl,
)

END = p(t("End."))


def listed(body: str) -> tuple[Change, ...]:
    return tracked_changes(docx(body)).changes


def told(body: str) -> list[tuple[ChangeKind, str, str]]:
    return [(c.kind, c.before, c.after) for c in listed(body)]


def test_a_file_without_changes_lists_none() -> None:
    assert listed(END) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(ins(t("new"))), [(ChangeKind.INSERTED, "", "new")]),
        (p(dele(d("old"))), [(ChangeKind.DELETED, "old", "")]),
        (p(dele(d("old")), ins(t("new"))), [(ChangeKind.REPLACED, "old", "new")]),
        (p(dele(d("old ")), dele(d("er"))), [(ChangeKind.DELETED, "old er", "")]),
        (
            p(dele(d("old"), ANA), ins(t("new"), BEN)),
            [(ChangeKind.DELETED, "old", ""), (ChangeKind.INSERTED, "", "new")],
        ),
        (p(dele(d("a")), t(" and "), ins(t("b"))), [(ChangeKind.DELETED, "a", ""), (ChangeKind.INSERTED, "", "b")]),
        (p(t("bold", "<w:b/>" + change("rPr", ""))), [(ChangeKind.FORMATTED, "bold", "bold")]),
        (p(mark=marker("ins")) + END, [(ChangeKind.INSERTED, "", "")]),
        (tbl(inserted_row("a", "b"), row("c", "d")) + END, [(ChangeKind.ROW_INSERTED, "", "a | b")]),
        (tbl(deleted_row("a", "b"), row("c", "d")) + END, [(ChangeKind.ROW_DELETED, "a | b", "")]),
    ],
    ids=[
        "insertion",
        "deletion",
        "replacement",
        "one-deletion",
        "two-authors",
        "two-places",
        "look",
        "empty-paragraph",
        "new-row",
        "struck-row",
    ],
)
def test_each_change_is_told_once(body: str, expected: list[tuple[ChangeKind, str, str]]) -> None:
    assert told(body) == expected


def test_words_that_one_inserted_and_another_struck_are_told_for_both() -> None:
    changes = listed(p(ins(dele(d("maybe"), BEN), ANA)))
    assert [(c.kind, c.author) for c in changes] == [
        (ChangeKind.INSERTED, "Ana Counsel"),
        (ChangeKind.DELETED, "Ben Police"),
    ]


def test_another_style_is_a_change_of_the_paragraph() -> None:
    (found,) = listed(p(t("a"), ppr=QUOTE + change("pPr", HEADING)))
    assert found.kind is ChangeKind.PARAGRAPH_FORMATTED


def test_a_move_is_told_at_its_destination() -> None:
    body = (
        move_range("From", 1, "m", p(moved("From", t("Moved words.")), mark=marker("moveFrom")))
        + END
        + move_range("To", 2, "m", p(moved("To", t("Moved words.")), mark=marker("moveTo")))
        + END
    )
    assert told(body) == [(ChangeKind.MOVED, "Moved words.", "Moved words.")]


def test_context_author_and_time_are_told() -> None:
    (found,) = listed(p(t("The video is "), ins(t("school")), t(" property.")))
    assert (found.context_before, found.context_after) == ("The video is ", " property.")
    assert (found.author, found.at) == ("Ana Counsel", datetime(2026, 11, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ('w:date="2026-11-01T10:00:00Z"', datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ('w:date="2026-11-01T10:00:00"', datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ('w:date="2026-11-01T10:00:00+02:00"', datetime(2026, 11, 1, 8, tzinfo=UTC)),
        ('w:date="2026-11-01T02:00:00Z" w16du:dateUtc="2026-11-01T10:00:00Z"', datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ('w:date="2026-13-01T10:00:00Z"', None),
        ('w:date="yesterday"', None),
        ("", None),
    ],
)
def test_times_are_read_as_editors_write_them(date: str, read: datetime | None) -> None:
    (found,) = listed(p(ins(t("a"), f'w:author="Ana" {date}')))
    assert found.at == read


def test_a_note_has_a_place_of_its_own() -> None:
    note = f'<w:footnote w:id="1">{p(t("See "), ins(t("there")))}</w:footnote>'
    made = docx(p(t("a"), '<w:r><w:footnoteReference w:id="1"/></w:r>'), {"word/footnotes.xml": footnotes(note)})
    (found,) = tracked_changes(made).changes
    assert found.place != "body"
    assert found.after == "there"


def test_a_redline_lists_what_the_comparison_told() -> None:
    words = "The officer shall not question a student before a parent has been called."
    others = "".join(p(t(x)) for x in ("The Board meets on each first Monday.", "Costs are shared.", "It begins now."))
    before = docx(p(t(words)) + others + p(t("It lasts one year.")) + tbl(row("a", "b"), row("c", "d")) + END)
    after = docx(others + p(t("It lasts two years.")) + p(t(words)) + tbl(row("a", "b")) + END)
    made = proved_redline(before, after)
    read = tracked_changes(made.docx).changes
    assert [(c.kind, c.after) for c in read] == [(c.kind, c.after) for c in made.changes.changes]
    assert {(c.author, c.at) for c in read} == {(AUTHOR, AT)}
