"""The Word lint: every broken case under its rule's name, every valid case clean, and findings that can be compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drafts.word.lint import RULES, LintFinding, beyond, lint
from drafts.word.package import Package
from tests.support import checkout, corpus
from tests.support.revision_cases import CASES, ODD, SEEN, UNSEEN, VALID, Case
from tests.support.wml import ANA, bookmark, bookmark_end, d, dele, docx, header, ins, marker, p, row, t, tbl

PAGE = Path("docs/ooxml/lint.md")


def rules(docx: bytes) -> set[str]:
    return {finding.rule for finding in lint(docx)}


@pytest.mark.parametrize("case", VALID.values(), ids=VALID)
def test_a_valid_file_has_no_findings(case: Case) -> None:
    assert lint(case.make()) == ()


@pytest.mark.parametrize("case", ODD.values(), ids=ODD)
def test_what_only_looks_like_a_fault_is_no_finding(case: Case) -> None:
    assert lint(case.make()) == ()


@pytest.mark.parametrize("case", UNSEEN.values(), ids=UNSEEN)
def test_a_fault_that_no_validator_sees_is_found_under_its_rule(case: Case) -> None:
    assert rules(case.make()) == case.broken


@pytest.mark.parametrize("case", SEEN.values(), ids=SEEN)
def test_a_fault_that_validators_see_is_found_under_its_rule(case: Case) -> None:
    assert rules(case.make()) == case.broken


def test_every_rule_has_a_case_that_breaks_it() -> None:
    broken = {rule for case in CASES.values() for rule in case.broken}
    assert set(RULES) - broken == {"unreadable"}


def test_a_file_that_the_guard_refuses_is_one_finding() -> None:
    (finding,) = lint(b"no zip at all")
    assert (finding.rule, finding.place) == ("unreadable", "not-a-zip")


def test_every_rule_says_what_must_hold_and_where_that_is_written() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert rule.sentence.endswith(".")
        assert rule.source


def test_every_rule_and_every_odd_case_is_on_the_page() -> None:
    page = checkout.text(PAGE) or ""
    assert [name for name in RULES if f"`{name}`" not in page] == []
    assert [name for name in ODD if f"| {name} |" not in page] == []


def test_a_finding_names_its_part_and_its_paragraph_in_words() -> None:
    body = p(t("First.")) + p(t("The video is "), dele(t("old")), t("property."))
    assert lint(docx(body)) == (
        LintFinding(
            "text-in-deletion",
            "word/document.xml",
            'paragraph "The video is oldproperty."',
            "w:del holds a w:t; deleted text is w:delText.",
        ),
    )


def test_the_same_fault_in_another_version_of_the_file_is_not_new() -> None:
    fault = p(t("Fault: "), bookmark(1, "cp_a_1"), "<w:r><w:t>lost </w:t></w:r>")
    before = lint(docx(p(t("One.")) + fault))
    after = lint(docx(p(ins(t("Zero."))) + p(t("One.")) + fault.replace('w:id="1"', 'w:id="31"')))
    assert {f.rule for f in after} == {"lost-space", "unpaired-bookmark"}
    assert beyond(after, before) == ()


def test_a_new_fault_is_told_from_the_old_ones() -> None:
    old = p("<w:r><w:t>lost </w:t></w:r>")
    new = p(dele(t("old words")))
    found = beyond(lint(docx(old + new)), lint(docx(old)))
    assert [f.rule for f in found] == ["text-in-deletion"]


def test_a_fault_is_found_in_headers_too() -> None:
    part = header("x")
    broken = part.__class__(part.xml.replace("</w:p>", d("ghost") + "</w:p>"), part.kind)
    (finding,) = lint(docx(p(t("x")), {"word/header1.xml": broken}))
    assert (finding.rule, finding.part) == ("deleted-text-outside-deletion", "word/header1.xml")


def test_a_revision_id_is_used_once_over_all_parts() -> None:
    part = header("x")
    inserted = f'<w:ins w:id="7" {ANA}>{t("new")}</w:ins>'
    twice = part.__class__(part.xml.replace("</w:p>", inserted + "</w:p>"), part.kind)
    (finding,) = lint(docx(p(inserted), {"word/header1.xml": twice}))
    assert (finding.rule, finding.part) == ("duplicate-annotation-id", "word/header1.xml")


def test_the_copy_for_older_readers_may_repeat_ids() -> None:
    inside = p(bookmark(5, "b"), ins(t("x")), bookmark_end(5), para_id="11111111")
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    choice = f'<mc:Choice Requires="w14"><w:pict>{box}</w:pict></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = p(f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")
    assert lint(docx(both.replace('w:id="#"', 'w:id="9"'))) == ()


def test_a_field_may_be_inserted_over_several_paragraphs() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lint(docx(p(ins(begin + t("a")), mark=marker("ins")) + p(ins(t("b") + end)))) == ()


def test_the_paragraph_after_a_control_takes_the_text_in() -> None:
    control = f"<w:sdt><w:sdtContent>{p(t('stays'), mark=marker('del'))}</w:sdtContent></w:sdt>"
    assert lint(docx(control + p(t("next")))) == ()
    assert rules(docx(control + tbl(row("a", "b")) + p())) == {"mark-without-successor"}


def test_a_package_is_linted_as_its_bytes_are() -> None:
    docx_bytes = UNSEEN["t in del"].make()
    assert lint(Package.read(docx_bytes)) == lint(docx_bytes)


@pytest.mark.corpus
def test_real_files_have_few_findings() -> None:
    files = sorted(corpus.folder().glob("**/*.docx"))
    clean = sum(1 for file in files if not lint(file.read_bytes()))
    assert clean >= 0.85 * len(files)


def test_a_hundred_pages_of_changes_are_clean() -> None:
    words = "some forty words of a contract that go on and on "
    body = "".join(p(*(t(words, "<w:b/>") for _ in range(4)), ins(t(words)), dele(d(words))) for _ in range(1000))
    package = Package.read(docx(body))
    assert lint(package) == ()
