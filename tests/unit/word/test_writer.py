"""The Word writer: the package, the words, the marks of identity, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree

from clauses.ids import clause_id_from
from clauses.status import DraftStatus
from clauses.wording.rendered import RenderedClause, RenderedParagraph, Text
from drafts.assemble import assemble
from drafts.model import DraftIdentity, Paragraph, Role, Run, Table
from drafts.word import names as n
from drafts.word.lint import lint
from drafts.word.package import Package
from drafts.word.writer import write
from tests.support import tools
from tests.support.house_style import (
    IDENTITY,
    STORIES,
    TITLE,
    agreement,
    fields,
    members,
    only,
    part,
    style_of,
    text_of,
    words,
)
from tests.support.libreoffice import Office

# ------------------------------------------------------------------------------------------------ the package


def test_the_same_draft_gives_the_same_bytes(written: bytes) -> None:
    assert write(agreement(), IDENTITY) == written


def test_the_guard_and_python_docx_read_it(written: bytes) -> None:
    assert Package.read(written).notes == ()
    assert docx.Document(io.BytesIO(written)).paragraphs[0].text == "Memorandum of Understanding"


def test_the_word_lint_finds_nothing(written: bytes) -> None:
    assert lint(written) == ()


def test_the_archive_has_fixed_dates_permissions_and_content_types_first(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        infos = archive.infolist()

    assert infos[0].filename == "[Content_Types].xml"
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert all(info.external_attr for info in infos)
    assert len({info.filename for info in infos}) == len(infos)


def test_every_relationship_has_its_part_and_every_part_its_type(written: bytes) -> None:
    package = Package.read(written)

    for source in ("", "word/document.xml"):
        for relationship in package.rels(source).values():
            assert relationship.target in package
            assert package.content_type(relationship.target).startswith("application/vnd.openxmlformats-")


def test_children_stand_in_the_order_of_the_schema(written: bytes) -> None:
    for name, data in members(written).items():
        for parent in etree.fromstring(data).iter():
            ranks = n.CHILD_ORDER.get(str(parent.tag))
            if ranks is not None:
                found = [ranks[str(child.tag)] for child in parent]
                assert found == sorted(found), f"{name}: {parent.tag} has {[c.tag for c in parent]}"


def test_no_tool_clock_or_template_leaves_a_trace(written: bytes) -> None:
    parts = members(written)

    everything = b"".join(parts.values()).lower()
    for trace in (b"python", b"thumbnail", b"rsid", b"template", b"updatefields", b"microsoft office"):
        assert trace not in everything
    assert b"<Application>Counterpart</Application>" in parts["docProps/app.xml"]


def test_the_core_properties_come_from_title_author_and_draft(written: bytes) -> None:
    properties = docx.Document(io.BytesIO(written)).core_properties

    assert properties.title == TITLE
    assert properties.author == properties.last_modified_by == "Counterpart"
    assert properties.created == properties.modified
    assert f"{properties.created:%Y-%m-%d %H:%M}" == "2020-03-03 00:00"
    assert docx.Document(io.BytesIO(write(agreement(), IDENTITY, author="A & B"))).core_properties.author == "A & B"


def test_settings_say_word_2013_or_later_and_american_english(written: bytes) -> None:
    settings = members(written)["word/settings.xml"].decode()
    styles = members(written)["word/styles.xml"].decode()

    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in settings
    assert '<w:lang w:val="en-US"' in styles


# -------------------------------------------------------------------------------------------- identity of a draft


def test_a_lead_in_keeps_with_its_list_and_the_closing_line_with_the_last_words() -> None:
    lines = (RenderedParagraph(1, (Text("As follows:"),)), RenderedParagraph(2, (Text("one."),)))
    clause = RenderedClause(clause_id_from(b"only"), "custom", "section", "Only", lines)
    written = write(assemble("T", [clause]).document, IDENTITY)
    styles = {text_of(p): style_of(p) for p in part(written, "word/document.xml").iter(n.P) if text_of(p)}
    assert styles["As follows:"] == "Clause1LeadIn"
    assert styles["one."] == "Clause2LeadIn"
    assert styles["[End of Agreement]"] == "EndOfAgreement"
    sheet = members(written)["word/styles.xml"].decode()
    assert '<w:basedOn w:val="Clause1"/><w:next w:val="Clause1"/><w:qFormat/><w:pPr><w:keepNext/></w:pPr>' in sheet
    assert lint(written) == ()


def test_two_drafts_of_one_text_differ_in_properties_and_footer_only(written: bytes) -> None:
    other = members(write(agreement(), DraftIdentity(6, "other", date(2021, 1, 2), "f" * 64)))

    assert [name for name, data in members(written).items() if data != other[name]] == [
        "docProps/core.xml",
        "docProps/custom.xml",
        "word/footer1.xml",
    ]


@pytest.mark.parametrize("status", [each for each in DraftStatus if each.final])
def test_no_page_of_an_execution_version_says_that_it_is_for_discussion(status: DraftStatus) -> None:
    identity = replace(IDENTITY, status=status)
    final = members(write(agreement(), identity))
    assert identity.legend == ""
    assert not [name for name, data in final.items() if b"for discussion" in data or b"DRAFT" in data]
    assert b'DOCPROPERTY "Counterpart Legend"' in final["word/footer1.xml"]


def test_the_footer_shows_the_draft_by_fields_of_its_properties(written: bytes) -> None:
    custom = {p.get("name"): "".join(p.itertext()) for p in part(written, "docProps/custom.xml")}

    assert custom == {
        "Counterpart Legend": "DRAFT 5 — March 3, 2020 — for discussion only",
        "Counterpart Hash": "01234567",
        "Counterpart Draft": "5",
    }
    footer = part(written, "word/footer1.xml")
    assert fields(footer) == [
        ('DOCPROPERTY "Counterpart Legend"', custom["Counterpart Legend"]),
        ("PAGE", "1"),
        ("NUMPAGES", "1"),
        ('DOCPROPERTY "Counterpart Hash"', custom["Counterpart Hash"]),
    ]
    assert text_of(footer).startswith(TITLE)


# ------------------------------------------------------------------------------------------------------- the text


def test_the_file_holds_the_words_of_the_model_in_order(written: bytes) -> None:
    shown = [text_of(p) for p in part(written).iter(n.P) if text_of(p)]

    document = agreement()
    expected = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    assert [text for text in shown if text in expected] == expected


def test_the_closing_stands_after_the_signatures_and_before_the_exhibits(written: bytes) -> None:
    styles = [style_of(p) for p in part(written).iter(n.P)]

    closing = styles.index("EndOfAgreement")
    assert max(i for i, s in enumerate(styles) if s == "SignatureLine") < closing < styles.index("ExhibitHeading")


def test_every_table_is_followed_by_a_paragraph_and_the_body_ends_in_one(written: bytes) -> None:
    body = part(written)[0]

    assert [child.tag for child in body][-2:] == [n.P, n.SECT_PR]
    tables = list(body.iterchildren(n.TBL))
    assert len(tables) == 4
    assert all(table.getnext().tag == n.P for table in tables)  # type: ignore[union-attr]


def test_without_exhibits_the_body_ends_the_same_way() -> None:
    assert [style_of(p) for p in only().iter(n.P)] == ["EndOfAgreement", "LastParagraph"]


def test_a_defined_term_is_bold(written: bytes) -> None:
    bold = [text_of(run) for run in part(written).iter(n.R_) if run.find(f"{n.RPR}/{n.w('b')}") is not None]

    assert bold == ["Agreement"]


def test_paragraphs_carry_a_style_and_no_direct_formatting(written: bytes) -> None:
    for name in STORIES:
        for p in part(written, name).iter(n.P):
            assert [child.tag for child in p.find(n.PPR)] == [n.P_STYLE]  # type: ignore[union-attr]


def test_tabs_and_line_breaks_become_elements_and_control_characters_vanish() -> None:
    paragraph = Paragraph(Role.BODY, (Run("a\tb\nc\x00\x0b\ud800\ufffed & <e>"),))

    run = next(only("word/document.xml", paragraph).iter(n.R_))

    assert [child.tag for child in run] == [n.T, n.TAB, n.T, n.BR, n.T]
    assert text_of(run) == "abcd & <e>"


def test_edge_spaces_are_kept(written: bytes) -> None:
    for name in STORIES:
        for text in part(written, name).iter(n.T, n.INSTR_TEXT):
            assert text.get(n.SPACE) == "preserve"


# ----------------------------------------------------------------------------------- identity of clauses, references


def test_each_paragraph_with_an_identity_is_wrapped_in_its_bookmark(written: bytes) -> None:
    found: list[str] = []
    for p in part(written).iter(n.P):
        starts = list(p.iter(n.BOOKMARK_START))
        if starts:
            assert [p[1]] == starts
            assert p[-1].tag == n.BOOKMARK_END
            assert p[-1].get(n.ID) == starts[0].get(n.ID)
            found.append(starts[0].get(n.NAME, ""))
    blocks = agreement().blocks
    marks = [b.bookmarks if isinstance(b, Table) else (b.bookmark,) for b in blocks]
    assert found == [name for group in marks for name in group if name]
    assert len(set(found)) == len(found)


def test_bookmark_ids_are_unique(written: bytes) -> None:
    ids = [start.get(n.ID) for start in part(written).iter(n.BOOKMARK_START)]

    assert len(set(ids)) == len(ids) > 20


def test_a_cross_reference_is_a_field_for_each_level_with_its_number_cached(written: bytes) -> None:
    document = part(written)

    assert fields(document) == [
        ("REF cp_training_0 \\r \\h", "2"),
        ("REF cp_training_2 \\n \\h", "(b)"),
        ("REF cp_training_3 \\n \\h", "(1)"),
    ]
    see = next(p for p in document.iter(n.P) if text_of(p).startswith("See"))
    assert text_of(see) == "See Section\u00a02(b)(1) below."
    assert {start.get(n.NAME) for start in document.iter(n.BOOKMARK_START)} >= {"cp_training_0", "cp_training_2"}


# ------------------------------------------------------------------------------------------------ size and judges


def test_three_hundred_clauses_are_written_with_a_mark_for_each_paragraph() -> None:
    blocks = tuple(words("The Department shall answer within ten (10) days. " * 4) for _ in range(6))
    clauses = [
        RenderedClause(clause_id_from(bytes([i % 256, i // 256])), "custom", "section", f"Clause {i}", blocks)
        for i in range(300)
    ]

    docx_bytes = write(assemble("T", clauses).document, IDENTITY)

    assert len(list(part(docx_bytes).iter(n.BOOKMARK_START))) == 2100


def test_libreoffice_reads_every_paragraph_of_the_model(office: Office, written: bytes) -> None:
    verdict = office.resolve([written])[0]

    assert verdict.error is None
    expected = [b.text for b in agreement().blocks if isinstance(b, Paragraph)]
    assert [text for text in verdict.raw if text in expected] == expected
    assert verdict.revisions == []


def test_libreoffice_prints_the_numbers_of_the_model(office: Office, written: bytes, tmp_path: Path) -> None:
    pdftotext = tools.program("pdftotext", of="poppler-utils")
    pdf = tmp_path / "pages.pdf"
    pdf.write_bytes(office.to_pdf(written))

    pages = subprocess.run([pdftotext, "-raw", str(pdf), "-"], check=True, capture_output=True, timeout=60).stdout
    printed = [" ".join(line.split()).casefold() for line in pages.decode().splitlines()]

    numbered = [b for b in agreement().blocks if isinstance(b, Paragraph) and b.label]
    lines = [" ".join(f"{b.label} {b.text}".split()).casefold() for b in numbered]
    assert [line for line in printed if line in lines] == lines
    assert "draft 5 — march 3, 2020 — for discussion only" in " ".join(printed)
    assert "page 1 of 4" in " ".join(printed)
