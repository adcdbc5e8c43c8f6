"""Which draft a copy is: by bytes, by every word, by marks; and where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.errors import UnreadablePdf
from drafts.copies import CELL, Copy, Marks, Word, known_draft, read_copy, words_of_pages
from drafts.identify import EvidenceKind, Standing, Sureness, identify
from drafts.printed import is_pdf, read_pages
from drafts.redline import redline
from tests.support.wml import HEADING, docx, header, p, row, t, tbl

CLAUSE = '<w:bookmarkStart w:id="#" w:name="cp_abcdefgh2345{}_1"/>'
FIRST = docx(
    p(t("Term"), ppr=HEADING) + p(t("It ends on June 30, 2016.")) + tbl(row("Fights", "30 days")) + p(t("End."))
)
SECOND = docx(
    p(t("Term"), ppr=HEADING) + p(t("It ends on June 30, 2020.")) + tbl(row("Fights", "180 days")) + p(t("End."))
)


def draft(number: int, content: bytes, text: str, current: bool = False):
    return known_draft(number, content, text_hash=sha256(text.encode()).hexdigest(), current=current)


KNOWN = [draft(1, FIRST, "one"), draft(2, SECOND, "two", current=True)]
WORDS = [Word("body", f"word{k}") for k in range(10)]


def test_the_bytes_that_were_saved_are_the_draft_for_certain() -> None:
    for number, content, standing in ((1, FIRST, Standing.SUPERSEDED), (2, SECOND, Standing.CURRENT)):
        verdict = identify(read_copy(content), KNOWN)
        assert (verdict.standing, verdict.sureness, verdict.draft) == (standing, Sureness.CERTAIN, number)
        assert verdict.evidence[0].kind is EvidenceKind.BYTES


def test_every_word_is_enough() -> None:
    other = FIRST.replace(b"PK\x05\x06", b"PK\x05\x06")
    copy = replace(read_copy(other), sha256="another")
    verdict = identify(copy, KNOWN)
    assert (verdict.standing, verdict.sureness, verdict.draft) == (Standing.SUPERSEDED, Sureness.SURE, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [("2020", "2021"), ("180 days", "181 days"), ("Fights", "fights")],
)
def test_one_letter_that_differs_makes_a_copy_differ(old: str, new: str) -> None:
    parts = {"old": "It ends on June 30, 2020.", "cells": ("Fights", "180 days")}
    text, cells = parts["old"].replace(old, new), [c.replace(old, new) for c in parts["cells"]]
    copy = docx(p(t("Term"), ppr=HEADING) + p(t(text)) + tbl(row(*cells)) + p(t("End.")))
    verdict = identify(read_copy(copy), KNOWN)
    assert (verdict.standing, verdict.draft, len(verdict.differences)) == (Standing.DIFFERS, 2, 1)
    assert new.split()[0] in verdict.differences[0].after


def test_words_in_another_cell_differ() -> None:
    copy = docx(
        p(t("Term"), ppr=HEADING) + p(t("It ends on June 30, 2020.")) + tbl(row("Fights 180", "days")) + p(t("End."))
    )
    verdict = identify(read_copy(copy), KNOWN)
    assert verdict.standing is Standing.DIFFERS
    assert {d.before + d.after for d in verdict.differences} & {CELL, "180"}


def test_a_header_and_struck_words_count() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/></w:sectPr>'
    body = p(t("Term"), ppr=HEADING) + p(t("It ends on June 30, 2020.")) + tbl(row("Fights", "180 days")) + p(t("End."))
    headed = docx(body, {"word/header1.xml": header("Privileged")}, section)
    assert identify(read_copy(headed), KNOWN).differences[0].after == "Privileged"
    struck = docx(body.replace('<w:r><w:t xml:space="preserve">End.', "<w:r><w:rPr><w:strike/></w:rPr><w:t>End."))
    verdict = identify(read_copy(struck), KNOWN)
    assert (verdict.standing, verdict.differences[0].after) == (Standing.DIFFERS, "⟦struck: End.⟧")


def test_tracked_changes_are_never_a_draft_and_both_readings_are_told() -> None:
    made = redline(FIRST, SECOND, author="Ana", at=datetime(2026, 11, 1, tzinfo=UTC)).docx
    verdict = identify(read_copy(made), KNOWN)
    assert (verdict.standing, verdict.draft) == (Standing.DIFFERS, 2)
    told = [(e.draft, e.message) for e in verdict.evidence if e.kind is EvidenceKind.TRACKED_CHANGES]
    assert (2, "With every change accepted it reads as draft 2.") in told
    assert (1, "With every change rejected it reads as draft 1.") in told


def test_marks_alone_make_no_draft() -> None:
    marks = Marks(2, sha256(b"two").hexdigest()[:8])
    lying = replace(read_copy(FIRST), sha256="another", marks=marks)
    verdict = identify(lying, KNOWN)
    assert (verdict.standing, verdict.draft, verdict.sureness) == (Standing.SUPERSEDED, 1, Sureness.SURE)
    assert any(e.kind is EvidenceKind.MARKS and e.draft == 2 for e in verdict.evidence)
    true = identify(replace(lying, marks=Marks(1, sha256(b"one").hexdigest()[:8])), KNOWN)
    assert true.sureness is Sureness.CERTAIN


def test_two_drafts_that_read_the_same_are_both_named() -> None:
    known = [*KNOWN, draft(3, docx(p(t("Other"))), "three"), replace(KNOWN[0], number=4, sha256="4", text_hash="4")]
    verdict = identify(replace(read_copy(FIRST), sha256="another"), known)
    assert (verdict.sureness, verdict.draft, verdict.also) == (Sureness.LIKELY, 4, (1,))


def test_what_reads_like_no_draft_is_unknown() -> None:
    assert identify(read_copy(docx(p(t("A recipe for soup.")))), KNOWN).standing is Standing.UNKNOWN
    assert identify(read_copy(FIRST), []).standing is Standing.UNKNOWN


def test_a_file_of_another_agreement_is_unknown_though_it_reads_alike() -> None:
    ours = [replace(k, clause_ids=frozenset({"abcdefgh2345"})) for k in KNOWN]
    changed = replace(read_copy(docx(p(t("Term"), ppr=HEADING) + p(t("It ends on June 30, 2020.")))), sha256="x")
    theirs = replace(changed, marks=Marks(clause_ids=frozenset({"zzzzzzzz2345"})))
    verdict = identify(theirs, ours)
    assert verdict.standing is Standing.UNKNOWN
    assert "another agreement" in verdict.evidence[0].message


@given(at=st.integers(0, len(WORDS) - 1), word=st.sampled_from(["not", "x", "7"]), how=st.sampled_from("+-~"))
def test_any_word_more_or_less_or_another_is_shown(at: int, word: str, how: str) -> None:
    known = replace(KNOWN[0], sha256="k", words=tuple(WORDS))
    end = at if how == "+" else at + 1
    words = (*WORDS[:at], *([] if how == "-" else [Word("body", word)]), *WORDS[end:])
    verdict = identify(Copy("c", Marks(), words), [known])
    assert verdict.standing is Standing.DIFFERS
    (found,) = verdict.differences
    assert found.after == ("" if how == "-" else word)
    assert found.before == ("" if how == "+" else WORDS[at].text)


def test_margins_are_no_words_of_a_page_and_their_absence_is() -> None:
    foot = "An MOU DRAFT 5 — March 3, 2020 — for discussion only\nPage 1 of 2\nRef. 0123abcd"
    pages = (f"One two.\n{foot}", "Three.")
    assert [w.text for w in words_of_pages(pages, ["An MOU"])] == ["One", "two.", "Three.", "⟦missing:", "An", "MOU⟧"]
    inside = ("See Page 1 of 2 of it. End.",)
    assert "Page" in [w.text for w in words_of_pages(inside, [])]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>"])
def test_a_damaged_pdf_is_refused(content: bytes) -> None:
    assert is_pdf(content)
    with pytest.raises(UnreadablePdf):
        read_pages(content)
