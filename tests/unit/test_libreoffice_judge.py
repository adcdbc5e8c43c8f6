"""The judge is judged first: files whose accepted and rejected text is known."""

from __future__ import annotations

import pytest

from tests.support.documents import dele, ins, p, package, t, table, tracked_mark
from tests.support.libreoffice import Office, SeenRevision

pytestmark = pytest.mark.libreoffice

REPLACED = package(p(t("Video is "), dele("City", 11), ins("School", 12), t(" property.")) + p(t("End.")))


def test_a_replaced_word_reads_both_ways(office: Office) -> None:
    (verdict,) = office.resolve([REPLACED])
    assert verdict.error is None
    assert verdict.accepted == ["Video is School property.", "End."]
    assert verdict.rejected == ["Video is City property.", "End."]
    assert verdict.raw == ["Video is CitySchool property.", "End."]
    assert verdict.left == (0, 0)


def test_the_author_and_the_time_of_a_change_are_seen(office: Office) -> None:
    (verdict,) = office.resolve([REPLACED])
    when = "2026-11-01T10:00:00"
    assert verdict.revisions == [
        SeenRevision("Delete", "A. Reviewer", when),
        SeenRevision("Insert", "A. Reviewer", when),
    ]


def test_an_inserted_paragraph_goes_when_it_is_rejected(office: Office) -> None:
    body = p(t("One.")) + p(ins("Two.", 21), mark=tracked_mark("ins", 22)) + p(t("Three."))
    (verdict,) = office.resolve([package(body)])
    assert (verdict.accepted, verdict.rejected) == (["One.", "Two.", "Three."], ["One.", "Three."])


def test_cells_are_read_row_by_row_between_the_paragraphs_around_their_table(office: Office) -> None:
    body = p(t("Above.")) + table(("a", "b"), ("c", "d")) + p(t("Below."))
    (verdict,) = office.resolve([package(body)])
    assert verdict.raw == ["Above.", "a", "b", "c", "d", "Below."]


def test_a_file_that_is_none_gives_an_error_and_does_not_spoil_the_next(office: Office) -> None:
    bad, good = office.resolve([b"PK\x03\x04 not a Word file", REPLACED])
    assert bad.error
    assert not bad.accepted
    assert good.accepted == ["Video is School property.", "End."]


def test_an_office_that_answers_too_late_is_ended_and_started_anew(office: Office) -> None:
    with Office(timeout=0.001) as hasty:
        assert "no answer" in (hasty.resolve([REPLACED])[0].error or "")
        hasty._timeout = 60
        assert hasty.resolve([REPLACED])[0].error is None


def test_pages_become_pdf_and_pictures(office: Office) -> None:
    assert office.to_pdf(REPLACED).startswith(b"%PDF-")
    pages = office.to_png(REPLACED, dpi=40)
    assert len(pages) == 1
    assert pages[0].startswith(b"\x89PNG")
