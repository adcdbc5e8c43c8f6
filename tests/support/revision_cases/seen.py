"""Broken cases that a schema validator reports too."""

from __future__ import annotations

import io
import warnings
import zipfile

from ..wml import (
    ANA,
    BEN,
    HEADING,
    ID,
    NAMESPACES,
    NUM,
    PAGE,
    RELATIONSHIPS,
    SECTION,
    Part,
    bookmark,
    bookmark_end,
    change,
    comment,
    commented,
    comments,
    docx,
    fld_char,
    footnotes,
    header,
    ins,
    marker,
    move_range,
    moved,
    p,
    row,
    t,
    tbl,
    tc,
    tr,
)
from .case import END, HEADER, INS, LINK, NOTE_REFERENCE, ONE_COMMENT, Case, Cases, dated

SEEN = Cases()
add, edit = SEEN.add, SEEN.edit
add("no author", p(f'<w:ins {ID} w:date="2026-11-01T10:00:00Z">{t("x")}</w:ins>'), "missing-author")
add("no id", p(f"<w:ins {ANA}>{t('x')}</w:ins>"), "missing-id")
add("id beyond 32 bits", p(f'<w:ins w:id="99999999999" {ANA}>{t("x")}</w:ins>'), "bad-id")
add("id in letters", p(f'<w:ins w:id="abc" {ANA}>{t("x")}</w:ins>'), "bad-id")
add("long author", p(f'<w:ins {ID} w:author="{"A" * 300}">{t("x")}</w:ins>'), "long-author")
add("garbage for a date", dated('w:date="yesterday"'), "bad-date")
add("empty date", dated('w:date=""'), "bad-date")
add("unknown attribute", p(f'<w:ins {ID} {ANA} w:authorEmail="x@y">{t("x")}</w:ins>'), "unknown-attribute")
add("one bookmark id twice", p(*(bookmark(1, name) + bookmark_end(1) for name in "ab")), "duplicate-bookmark-id")
add("long bookmark name", p(bookmark(1, "a" * 45), bookmark_end(1)), "bad-bookmark-name")
add("marker after properties", p(ins(t("x")), mark="<w:b/>" + INS) + END, "child-order")
add("pPr out of order", f'<w:p><w:pPr><w:rPr>{INS}</w:rPr><w:jc w:val="center"/></w:pPr></w:p>' + END, "child-order")
add("pStyle late", p(t("x"), ppr='<w:jc w:val="center"/>' + HEADING), "child-order")
add("pPrChange first", p(t("x"), ppr=change("pPr", "") + '<w:jc w:val="center"/>'), "child-order")
add("pPr not first", f'<w:p>{t("x")}<w:pPr><w:jc w:val="center"/></w:pPr></w:p>', "properties-not-first")
add("rPrChange first", p(t("x", change("rPr", "") + "<w:b/>")), "child-order")
add("rPr out of order", p(t("x", '<w:sz w:val="24"/><w:b/>')), "child-order")
add("rPr after text", p("<w:r><w:t>a</w:t><w:rPr><w:b/></w:rPr></w:r>"), "properties-not-first")
add("old pPr with rPr", p(t("x"), ppr=change("pPr", "<w:rPr><w:b/></w:rPr>")), "old-properties-content")
add("pPrChange without pPr", p(t("x"), ppr=marker("pPrChange")), "missing-old-properties")
add("rPrChange without rPr", p(t("x", "<w:b/>" + marker("rPrChange"))), "missing-old-properties")
add(
    "old sectPr with a header",
    p(t("x")),
    "old-properties-content",
    section=f"<w:sectPr>{PAGE}{change('sectPr', HEADER)}</w:sectPr>",
    parts={"word/header1.xml": header("h")},
)
add("move without a name", p(move_range("From", 1, "", moved("From", t("m")))), "missing-move-name")
add("ins around a paragraph", ins(p(t("x"))) + END, "revision-around-container")
add("ins around a table", ins(tbl(row("x", "y"))) + END, "revision-around-container")
add(
    "ins around a link",
    p(ins(f'<w:hyperlink r:id="rIdX">{t("link")}</w:hyperlink>')),
    "revision-around-container",
    rels=LINK,
)
add(
    "ins around a simple field",
    p(ins(f'<w:fldSimple w:instr=" PAGE ">{t("1")}</w:fldSimple>')),
    "revision-around-container",
)
add("ins in a run", p(f"<w:r>{ins('<w:t>x</w:t>')}</w:r>"), "misplaced-revision")
add("ins in pPr", p(t("x"), ppr=INS), "misplaced-revision", "unknown-child")
add("trPr out of order", tbl(tr(*(tc(p(mark=INS)) for _ in "ab"), trpr=INS + "<w:cantSplit/>")) + END, "child-order")
add(
    "tcPr out of order",
    tbl(tr(tc(p(mark=INS), tcpr=marker("cellIns") + '<w:vAlign w:val="top"/>'))) + END,
    "child-order",
)
add("two markers of one kind", p(ins(t("x")), mark=INS + INS) + END, "repeated-child")
add("del before ins in a mark", p(ins(t("x")), mark=marker("del", BEN) + INS) + END, "child-order")
add(
    "sdtPr after its content", f"<w:sdt><w:sdtContent>{p(t('x'))}</w:sdtContent><w:sdtPr/></w:sdt>" + END, "child-order"
)
add("comment that is not there", p(commented(9, t("x"))), "missing-comment")
add(
    "one comment id twice",
    p(commented(0, t("x"))),
    "duplicate-comment-id",
    parts={"word/comments.xml": comments(comment(0, "c") + comment(0, "d"))},
)
add(
    "footnote that is not there",
    p(t("x"), NOTE_REFERENCE),
    "missing-footnote",
    parts={"word/footnotes.xml": footnotes("")},
)
add(
    "one footnote id twice",
    p(t("x"), NOTE_REFERENCE),
    "duplicate-note-id",
    parts={"word/footnotes.xml": footnotes(f'<w:footnote w:id="2">{p(t("a"))}</w:footnote>' * 2)},
)
add(
    "relationship that is not there",
    p(f'<w:hyperlink r:id="rIdNope">{t("link")}</w:hyperlink>'),
    "dangling-relationship-id",
)
add(
    "header that is not there",
    p(t("x")),
    "dangling-relationship-id",
    section=f"<w:sectPr>{HEADER}{PAGE}</w:sectPr>",
)
add("section before the end", SECTION + p(t("x")), "section-not-last", section="")
add("paraId too high", p(t("x"), para_id="FFFFFFF1"), "bad-para-id")
add("paraId too short", p(t("x"), para_id="1A"), "bad-para-id")
add("control character", p(t("x\x0by")), "malformed-xml")
add(
    "no content type",
    p(commented(0, t("x"))),
    "content-type",
    parts={"word/comments.xml": Part(ONE_COMMENT["word/comments.xml"].xml, "comments", typed=False)},
)
edit(
    "num before abstractNum",
    "word/numbering.xml",
    lambda x: x.replace(NUM, "").replace("<w:abstractNum ", NUM + "<w:abstractNum ", 1),
    "child-order",
)
edit(
    "settings out of order",
    "word/settings.xml",
    lambda x: x.replace("<w:trackRevisions/>", "").replace("</w:settings>", "<w:trackRevisions/></w:settings>"),
    "child-order",
)
edit(
    "one style id twice",
    "word/styles.xml",
    lambda x: x.replace('styleId="Quote"', 'styleId="Heading1"'),
    "duplicate-style-id",
)
edit(
    "ignorable prefix not declared",
    "word/document.xml",
    lambda x: x.replace('mc:Ignorable="', 'mc:Ignorable="w99 '),
    "undeclared-prefix",
)
edit("DOCTYPE", "word/document.xml", lambda x: x.replace("?>", '?><!DOCTYPE d [<!ENTITY e "boom">]>', 1), "doctype")
edit(
    "relationship to nothing",
    "word/_rels/document.xml.rels",
    lambda x: x.replace(
        "</Relationships>", f'<Relationship Id="rIdI" Type="{RELATIONSHIPS}image" Target="NULL"/></Relationships>'
    ),
    "missing-part",
)
edit(
    "content type of nothing",
    "[Content_Types].xml",
    lambda x: x.replace("</Types>", '<Override PartName="/word/gone.xml" ContentType="application/xml"/></Types>'),
    "content-type",
)
edit(
    "field without an end",
    "word/document.xml",
    lambda x: x.replace("<w:sectPr>", p(fld_char("begin")) + "<w:sectPr>"),
    "unbalanced-field",
)


def member_twice() -> bytes:
    out = io.BytesIO(docx(END))
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body/></w:document>")
    return out.getvalue()


SEEN["one member twice"] = Case(member_twice, frozenset({"bad-archive"}))
