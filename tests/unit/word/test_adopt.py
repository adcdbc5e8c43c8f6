"""Tracked changes that the after file brings along stay under their own authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauses.errors import InvalidOption
from drafts.model import Change, Existing, Options, Redline
from drafts.redline import redline
from drafts.word.resolve import reject_all
from tests.support.redlines import AT, AUTHOR, marks, proved_redline
from tests.support.wml import d, dele, docx, ins, marker, p, t

THEIRS = "Ana Counsel"
"""The author that the test builder writes."""
OWN_PAIRS = sorted((Path(__file__).parents[2] / "corpus" / "mou").glob("*/before.docx"))


def made(before: str, after: str, existing: Existing = Existing.AUTO) -> Redline:
    return proved_redline(docx(before + END), docx(after + END), options=Options(existing=existing))


def by(found: Redline, author: str) -> list[Change]:
    return [c for c in found.changes.changes if c.author == author]


def codes(found: Redline) -> set[str]:
    return {note.code for note in found.notes}


END = p(t("In witness whereof the parties have signed this agreement."))
OLD = p(t("The City owns each recording.")) + p(t("Payment is due in thirty days."))


def test_a_counterpartys_change_stays_under_its_author() -> None:
    new = p(t("The "), dele(d("City")), ins(t("District")), t(" owns each recording."))
    found = made(OLD, new + p(t("Payment is due in thirty days.")))
    (change_,) = found.changes.changes
    assert (change_.author, change_.before, change_.after) == (THEIRS, "City", "District")
    assert codes(found) == {"existing-changes-kept"}


def test_what_nobody_marked_is_marked_as_ours() -> None:
    new = p(t("The "), dele(d("City")), ins(t("District")), t(" owns each recording."))
    found = made(OLD, new + p(t("Payment is due in ninety days.")))
    assert [(c.before, c.after) for c in by(found, THEIRS)] == [("City", "District")]
    assert [(c.before, c.after) for c in by(found, AUTHOR)] == [("thirty", "ninety")]


def test_a_silent_change_beside_a_marked_one_is_ours_and_the_marked_one_theirs() -> None:
    new = p(t("The "), dele(d("City")), ins(t("District")), t(" holds each recording."))
    found = made(OLD, new + p(t("Payment is due in thirty days.")))
    assert [(c.before, c.after) for c in by(found, THEIRS)] == [("City", "District")]
    assert [(c.before, c.after) for c in by(found, AUTHOR)] == [("owns", "holds")]
    assert marks(found.docx)[0] == "The [-City-][+District+] [-owns-][+holds+] each recording."
    assert codes(found) == {"existing-changes-kept"}


def test_a_deletion_of_words_that_were_never_there_goes_and_is_counted() -> None:
    new = p(t("The "), dele(d("glorious ")), dele(d("City")), ins(t("District")), t(" owns each recording."))
    found = made(OLD, new + p(t("Payment is due in thirty days.")))
    assert marks(found.docx)[0] == "The [-City-][+District+] owns each recording."
    assert {c.author for c in found.changes.changes} == {THEIRS}
    assert codes(found) == {"existing-changes-kept", "existing-changes-accepted"}


def test_a_paragraph_that_was_silently_rewritten_is_ours() -> None:
    new = p(t("Recordings, whoever made them, "), ins(t("soon ")), t("belong to nobody in particular."))
    found = made(OLD, new + p(t("Payment is due "), ins(t("always ")), t("in thirty days.")), Existing.KEEP)
    assert [(c.after) for c in by(found, THEIRS)] == ["always "]
    assert "existing-changes-accepted" in codes(found)


def test_their_inserted_and_struck_paragraphs_stay() -> None:
    struck = p(dele(d("Payment is due in thirty days.")), mark=marker("del"))
    added = p(ins(t("Payment is due at once.")), mark=marker("ins"))
    found = made(OLD, p(t("The City owns each recording.")) + struck + added)
    assert {c.author for c in found.changes.changes} == {THEIRS}
    assert marks(found.docx)[1:3] == ["[-Payment is due in thirty days.-] [-¶-]", "[+Payment is due at once.+] [+¶+]"]


def test_accepting_them_first_signs_them_as_ours_and_says_so() -> None:
    new = p(t("The "), dele(d("City")), ins(t("District")), t(" owns each recording."))
    found = made(OLD, new + p(t("Payment is due in thirty days.")), Existing.ACCEPT)
    assert {c.author for c in found.changes.changes} == {AUTHOR}
    assert codes(found) == {"existing-changes-accepted"}


def test_a_file_with_changes_can_be_refused() -> None:
    with pytest.raises(InvalidOption, match="tracked changes"):
        made(OLD, p(t("The "), ins(t("good "))), Existing.REFUSE)


def test_a_file_that_reads_quite_otherwise_is_read_as_accepted() -> None:
    new = p(t("Nothing here "), ins(t("at all ")), t("is as it was.")) + p(t("Nor "), ins(t("is ")), t("this."))
    found = made(OLD, new)
    assert {c.author for c in found.changes.changes} == {AUTHOR}
    assert codes(found) == {"existing-changes-accepted"}


@pytest.mark.parametrize("before", OWN_PAIRS, ids=lambda path: path.parent.name)
def test_a_redline_compared_with_its_old_side_keeps_every_change(before: Path) -> None:
    first = proved_redline(before.read_bytes(), before.with_name("after.docx").read_bytes())
    again = redline(reject_all(first.docx), first.docx, author="Somebody Else", at=AT)
    assert "Somebody Else" not in {c.author for c in again.changes.changes}
    assert codes(again) & {"existing-changes-kept", "existing-changes-accepted"} == {"existing-changes-kept"}
