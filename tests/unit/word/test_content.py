"""Reading a paragraph: whole words however its runs are cut, atoms, fields as one, links, controls and markers."""

from __future__ import annotations

import pytest

from drafts.word import names as n
from drafts.word.content import Content, ContentReader
from drafts.word.keys import Keys, Numbering, Vocabulary
from drafts.word.package import Package
from drafts.word.story import Reader
from tests.support import wml
from tests.support.wml import bookmark, bookmark_end, control, docx, field, fld_char, p, t

VOCABULARY = Vocabulary()
LINKS = "".join(
    f'<Relationship Id="rLink{k}" Type="{wml.RELATIONSHIPS}hyperlink" Target="https://example.org/{k}" '
    'TargetMode="External"/>'
    for k in range(2)
)


def read(*content: str) -> Content:
    """The content of a file's only paragraph."""
    package = Package.read(docx(p(*content), relationships=LINKS))
    keys = Keys(package, package.main, VOCABULARY, Numbering(package))
    paragraph = next(package.xml(package.main).iter(n.P))
    return ContentReader(keys, Reader(keys).story).read(paragraph)


def words(*content: str) -> list[str]:
    return [token.text for token in read(*content).tokens]


def keys(*content: str) -> list[int]:
    return [token.key for token in read(*content).tokens]


@pytest.mark.parametrize(
    "content",
    [
        [t("The video is.")],
        [t("The vi"), t("deo"), t(" is.")],
        [t("The "), control(t("video"), 3), t(" is.")],
        [t("The "), control(t("vid"), 3), t("eo is.")],
        [t("The "), bookmark(4, "b"), t("video"), bookmark_end(4), t(" is.")],
        [t("The "), "<w:proofErr w:type='spellStart'/>", t("video is.")],
        [t("The "), '<w:smartTag w:uri="u" w:element="e">', t("video"), "</w:smartTag>", t(" is.")],
        ["<w:r><w:lastRenderedPageBreak/><w:t>The video is.</w:t></w:r>"],
    ],
    ids=["plain", "cut-runs", "control", "control-in-a-word", "bookmark", "proofing", "smart-tag", "page-break"],
)
def test_words_are_whole_however_they_are_cut(content: list[str]) -> None:
    assert words(*content) == ["The", " ", "video", " ", "is", "."]
    assert keys(*content) == keys(t("The video is."))


def test_a_word_is_equal_in_any_look_and_its_look_is_apart() -> None:
    plain, bold = (read(t("word", look)).tokens[0] for look in ("", "<w:b/>"))
    assert plain.key == bold.key
    assert plain.fmt != bold.fmt


def test_a_look_that_begins_inside_a_word_is_told_by_letters() -> None:
    (found,) = read(t("vi"), t("deo", "<w:b/>")).tokens
    (plain,) = read(t("video")).tokens
    assert found.key == plain.key
    assert found.fmt != plain.fmt


@pytest.mark.parametrize(
    ("a", "b"),
    [("territory", "Territory"), ("a b", "a\u00a0b"), ("$130,000", "$135,500"), ("“a”", '"a"'), ("a-b", "a\u2011b")],
)
def test_what_reads_differently_has_another_key(a: str, b: str) -> None:
    assert keys(t(a)) != keys(t(b))


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ("<w:tab/>", "\t"),
        ("<w:br/>", "\n"),
        ('<w:br w:type="page"/>', "\f"),
        ("<w:noBreakHyphen/>", "\u2011"),
        ('<w:sym w:font="Symbol" w:char="00A7"/>', "§"),
    ],
)
def test_what_is_no_text_is_one_atom(element: str, shown: str) -> None:
    found = read(t("a"), f"<w:r>{element}</w:r>", t("b")).tokens
    assert [token.text for token in found] == ["a", shown, "b"]
    assert [token.atom for token in found] == [False, True, False]


@pytest.mark.parametrize(
    "made",
    [field("REF  a", "12 b"), f'<w:fldSimple w:instr=" REF a ">{t("12 b")}</w:fldSimple>'],
    ids=["complex", "simple"],
)
def test_a_field_is_one_token_with_its_result_in_it(made: str) -> None:
    (found,) = read(made).tokens
    assert found.text == "12 b"
    assert [token.text for token in found.inner or ()] == ["12", " ", "b"]
    assert found.key == read(field("REF a", "13")).tokens[0].key
    assert found.key != read(field("REF b", "12 b")).tokens[0].key


def test_fields_in_a_field_belong_to_it() -> None:
    inner = field("PAGE", "3")
    made = fld_char("begin") + "<w:r><w:instrText> IF 1 </w:instrText></w:r>" + inner + fld_char("end")
    (found,) = read(made).tokens
    assert found.atom


def test_the_look_of_a_fields_result_is_the_fields_look() -> None:
    plain = read(field("REF a", "12")).tokens[0]
    bold = read(field("REF a", "12").replace(t("12"), t("12", "<w:b/>"))).tokens[0]
    assert plain.key == bold.key
    assert plain.fmt != bold.fmt


def test_what_tells_one_draft_from_another_is_no_content() -> None:
    one, two = (read(field('DOCPROPERTY "Counterpart Legend"', text)).tokens[0] for text in ("DRAFT 1", "DRAFT 2"))
    assert (one.key, one.text, one.inner) == (two.key, two.text, two.inner)


def test_words_in_links_differ_by_where_they_lead() -> None:
    def link(k: int) -> str:
        return f'<w:hyperlink r:id="rLink{k}">{t("here")}</w:hyperlink>'

    assert keys(link(0)) == keys(link(0))
    assert keys(link(0)) != keys(link(1))
    assert keys(link(0)) != keys(t("here"))


def test_markers_stand_before_the_word_that_they_stood_before_or_in() -> None:
    content = read(t("one "), bookmark(4, "b"), t("tw"), bookmark_end(4), t("o three"))
    assert [(index, marker.tag.rpartition("}")[2]) for index, marker in content.markers] == [
        (2, "bookmarkStart"),
        (2, "bookmarkEnd"),
    ]


def test_an_empty_paragraph_has_no_tokens() -> None:
    assert words() == []
    assert words(t("")) == []
