"""A memo of many changes is still one page: reasons go first, then the new sections share a row; all are named."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

from clauses.record import revise
from drafts.house_style import DEFAULT
from drafts.summary import ClauseFate, change_memo
from drafts.word.lint import lint
from drafts.word.memo import memo_docx
from tests.unit.clauses.story import AT
from tests.unit.drafts.test_summary import PILOT, clause, memo, sides


def words(docx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return re.findall(r"<w:t [^>]*>([^<]*)</w:t>", archive.read("word/document.xml").decode())


def test_from_the_first_draft_to_the_sixth_the_new_sections_share_a_row() -> None:
    made = memo("V1", "V6")
    docx = memo_docx(made, DEFAULT)
    assert lint(docx) == ()
    told = words(docx)
    new = [each.name for each in made.of(ClauseFate.ADDED)]
    assert len(new) >= 10
    assert told[told.index("New sections") + 1] == "; ".join(new)
    assert all(each.name in told for each in made.of(ClauseFate.CHANGED, ClauseFate.DELETED, ClauseFate.MOVED))


def test_where_there_is_room_each_new_section_has_its_row() -> None:
    made = memo("V4", "V5")
    told = words(memo_docx(made, DEFAULT))
    assert "New sections" not in told
    assert all(each.name in told for each in made.clauses)


def test_a_memo_read_backwards_is_laid_to_who_made_the_later_draft() -> None:
    first = clause("pilot", PILOT)
    second = revise(
        first,
        fields={**PILOT, "end": "2021-01-31"},
        author="Chief",
        at=AT + timedelta(days=1),
        party="police",
        rationale="Longer.",
    )
    history = {first.clause_id: [first, second]}
    (undone,) = change_memo("M", *sides([second], [first]), history).clauses
    assert [(each.author, each.why) for each in undone.said] == [("B", "")]
