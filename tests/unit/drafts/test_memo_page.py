"""The memo's Word file: fields by section, then sections; in less detail where there is much; what is left is told."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest

from clauses.record import revise
from drafts.house_style import DEFAULT
from drafts.render.memo import told
from drafts.summary import ChangeMemo, ClauseFate, change_memo
from drafts.word.lint import lint
from drafts.word.memo import memo_docx
from tests.support.memos import many_changes, many_sections
from tests.unit.clauses.story import AT
from tests.unit.drafts.test_summary import PILOT, clause, memo, sides


def part(docx: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(f"word/{name}").decode()


def words(docx: bytes) -> list[str]:
    return re.findall(r"<w:t [^>]*>([^<]*)</w:t>", part(docx, "document.xml"))


def smallest(docx: bytes) -> int:
    """The smallest type in half-points, without that of the empty lines between the tables."""
    return min(size for size in map(int, re.findall(r'<w:sz w:val="(\d+)"', part(docx, "styles.xml"))) if size > 2)


def counted(docx: bytes) -> int:
    """How many fields the page says are left out."""
    return sum(int(n) for each in words(docx) for n in re.findall(r"^and (\d+) more, see the redline", each))


@pytest.mark.parametrize(("before", "after"), [("V1", "V2"), ("V4", "V5"), ("V1", "V6"), ("V2", "V6")])
def test_every_field_is_named_or_counted(before: str, after: str) -> None:
    made = memo(before, after)
    docx = memo_docx(made, DEFAULT)
    assert lint(docx) == ()
    assert smallest(docx) >= 18
    seen = " ".join(words(docx))
    named = [each for clause in made.clauses for each in clause.fields if f"{each.label}: " in words(docx)]
    assert len(named) + counted(docx) >= made.field_count
    assert all(clause.name.replace("&", "&amp;") in seen for clause in made.clauses)


def test_a_short_memo_tells_the_reasons_and_what_each_new_section_settles() -> None:
    made = memo("V1", "V2")
    told_of = words(memo_docx(made, DEFAULT))
    assert "Who, and why" in told_of
    (definitions,) = (each for each in made.of(ClauseFate.ADDED) if each.kind == "definitions")
    assert f". {definitions.summary}" in told_of
    assert sum(each == "New" for each in told_of) == len(made.of(ClauseFate.ADDED))


def test_where_there_is_much_to_say_sections_of_one_fate_share_a_line() -> None:
    told_of = words(memo_docx(memo("V2", "V6"), DEFAULT))
    assert told_of.count("New") == 1
    assert "Who, and why" not in told_of


@pytest.mark.parametrize("made", [many_changes(60), many_sections(200, new=True), many_sections(200, new=False)])
def test_what_does_not_fit_is_counted(made: ChangeMemo) -> None:
    docx = memo_docx(made, DEFAULT)
    assert smallest(docx) == 18
    seen = words(docx)
    named = sum(each.endswith(": ") and not each.startswith("and ") for each in seen)
    assert named + counted(docx) == made.field_count
    rows = [each for each in seen if "more, see the redline" in each]
    assert rows
    assert len("".join(seen)) < 9_000


@pytest.mark.parametrize("made", [memo("V2", "V6"), many_changes(60)], ids=["story", "many"])
def test_in_full_nothing_is_left_out(made: ChangeMemo) -> None:
    short, full = words(memo_docx(made, DEFAULT)), words(memo_docx(made, DEFAULT, full=True))
    assert full[: len(short)] == short
    rest = full[len(short) :]
    told_of = [re.sub("&", "&amp;", line) for each in made.clauses for line in told(each)]
    assert [line for line in told_of if line not in rest] == []
    assert lint(memo_docx(made, DEFAULT, full=True)) == ()


def test_wording_only_is_told_in_a_line_without_the_words() -> None:
    made = memo("V1", "V2")
    told_of = words(memo_docx(made, DEFAULT))
    at = told_of.index("Wording only")
    assert told_of[at + 1 : at + 3] == [
        "5. Police Activity at School",
        ": a new heading, it was Interviews, Searches, and Arrests at School",
    ]


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
