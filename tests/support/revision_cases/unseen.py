"""Broken cases that a schema validator passes: Word does not open them, or reads them otherwise than meant."""

from __future__ import annotations

from ..wml import (
    ANA,
    BEN,
    ID,
    SECTION,
    bookmark,
    bookmark_end,
    commented,
    comments_extended,
    control,
    d,
    dele,
    field,
    fld_char,
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
from .case import DEL, END, INS, NUMBERED, ONE_COMMENT, Cases, dated

UNSEEN = Cases()
add, edit = UNSEEN.add, UNSEEN.edit
add("t in del", p(t("x "), dele(t("old")), ins(t("new"))), "text-in-deletion")
add("t and delText in del", p(dele("<w:r><w:delText>a</w:delText><w:t>b</w:t></w:r>")), "text-in-deletion")
add("delText in ins", p(t("x "), ins(d("new"))), "deleted-text-outside-deletion")
add("delText in a plain run", p(t("x "), d("ghost")), "deleted-text-outside-deletion")
add(
    "delText in moveFrom",
    p(move_range("From", 1, "m", moved("From", d("m")))) + p(move_range("To", 2, "m", moved("To", t("m")))),
    "deleted-text-outside-deletion",
)
add("ins in ins", p(ins(t("a") + ins(t("b"), BEN))), "nested-revision")
add("ins in del", p(dele(d("a") + ins(d("b"), BEN))), "nested-revision")
add("del in del", p(dele(d("a") + dele(d("b"), BEN))), "nested-revision")
add(
    "moveFrom in del",
    p(move_range("From", 1, "m", dele(moved("From", d("m"))))) + p(move_range("To", 2, "m", moved("To", t("m")))),
    "nested-revision",
)
add(
    "del in moveTo",
    p(move_range("From", 1, "m", moved("From", t("m"))))
    + p(move_range("To", 2, "m", moved("To", t("m") + dele(d("not"))))),
    "nested-revision",
)
add("empty author", p(f'<w:ins {ID} w:author="">{t("x")}</w:ins>'), "missing-author")
add(
    "one id twice",
    p(f'<w:ins w:id="7" {ANA}>{t("x")}</w:ins><w:del w:id="7" {ANA}>{d("y")}</w:del>'),
    "duplicate-annotation-id",
)
add(
    "the id of a bookmark",
    p(bookmark(7, "a"), f'<w:ins w:id="7" {ANA}>{t("x")}</w:ins>', bookmark_end(7)),
    "duplicate-annotation-id",
)
add(
    "a bookmark with the id of a revision",
    p(f'<w:ins w:id="7" {ANA}>{t("x")}</w:ins>', bookmark(7, "a"), bookmark_end(7)),
    "duplicate-annotation-id",
)
add("one bookmark name twice", p(*(bookmark(k, "a") + bookmark_end(k) for k in (1, 2))), "duplicate-bookmark-name")
add("bookmark without an end", p(bookmark(1, "a"), t("x")), "unpaired-bookmark")
add("bookmark ends before it starts", p(bookmark_end(1), t("x"), bookmark(1, "a")), "unpaired-bookmark")
add("bookmark name with a space", p(bookmark(1, "has space"), t("x"), bookmark_end(1)), "bad-bookmark-name")
add("move without ranges", p(moved("From", t("m"))) + p(moved("To", t("m"))), "move-outside-range")
add(
    "move range without an end",
    p(move_range("From", 1, "m", moved("From", t("m"))).replace('<w:moveFromRangeEnd w:id="1"/>', ""))
    + p(move_range("To", 2, "m", moved("To", t("m")))),
    "unpaired-move-range",
)
add(
    "move names differ",
    p(move_range("From", 1, "m1", moved("From", t("m")))) + p(move_range("To", 2, "m2", moved("To", t("m")))),
    "unpaired-move",
)
add(
    "two moves of one name",
    "".join(
        move_range(side, number, "m1", p(moved(side, t("m"))))
        for side, number in (("From", 11), ("From", 12), ("To", 13), ("To", 14))
    ),
    "duplicate-move-name",
)
add("cell without a paragraph", tbl(tr(tc(), tc(p(t("y"))))) + END, "cell-without-final-paragraph")
add(
    "cell ends with a table", tbl(tr(tc(tbl(row("n"), columns=1)), tc(p(t("y"))))) + END, "cell-without-final-paragraph"
)
add("table without rows", tbl() + END, "table-without-rows")
add("row without cells", tbl(tr()) + END, "row-without-cells")
add(
    "comment range without an end",
    p('<w:commentRangeStart w:id="0"/>', t("x"), '<w:r><w:commentReference w:id="0"/></w:r>'),
    "unpaired-comment-range",
    parts=ONE_COMMENT,
)
add(
    "commentEx of no comment",
    p(commented(0, t("x"))),
    "dangling-comment-extension",
    parts={
        **ONE_COMMENT,
        "word/commentsExtended.xml": comments_extended('<w15:commentEx w15:paraId="1A0000FF" w15:done="0"/>'),
    },
)
add("one paraId twice", p(t("x"), para_id="11111111") + p(t("y"), para_id="11111111"), "duplicate-para-id")
add("one control id twice", control(p(t("a")), 5) + control(p(t("b")), 5) + END, "duplicate-control-id")
add("long control tag", control(p(t("x")), 5, tag="t" * 70) + END, "long-control-tag")
add(
    "instrText in del",
    p(dele(field("PAGE", "1", deleted=True).replace("delInstrText", "instrText"))),
    "code-in-deletion",
)
add(
    "delInstrText outside del",
    p(field("PAGE", "1").replace("instrText", "delInstrText")),
    "deleted-code-outside-deletion",
)
add(
    "half a field deleted",
    p(
        fld_char("begin"),
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
        dele(fld_char("separate") + d("1") + fld_char("end")),
        t("tail"),
    ),
    "half-field",
)
add("space lost", p("<w:r><w:t>a </w:t></w:r>", ins("<w:r><w:t>b </w:t></w:r>"), t("c")), "lost-space")
add("line break in text", p(ins("<w:r><w:t>line one\nline two</w:t></w:r>")), "newline-in-text")
add("words outside runs", p("loose text"), "stray-text")
add(
    "numbering that is not there",
    p(ins(t("x")), ppr=NUMBERED.replace('numId w:val="1"', 'numId w:val="77"')),
    "dangling-numbering",
)
add("style that is not there", p(t("x"), ppr='<w:pStyle w:val="NoSuch"/>'), "dangling-style")
add("endnote without a part", p(t("x"), '<w:r><w:endnoteReference w:id="2"/></w:r>'), "missing-endnote")
add("section in a cell", tbl(tr(tc(p(t("x"), ppr=SECTION), p()), tc(p(t("y"))))) + END, "section-in-cell")
add("revised row of plain cells", tbl(tr(tc(p(t("x"))), tc(p(t("y"))), trpr=INS)) + END, "row-without-content-revision")
add(
    "deleted row of plain cells",
    tbl(row("a", "b"), tr(tc(p(t("x"))), tc(p(t("y"))), trpr=DEL)) + END,
    "row-without-content-revision",
)
add(
    "revised cell of plain words",
    tbl(tr(tc(p(t("x"))), tc(p(t("y")), tcpr=marker("cellDel")))) + END,
    "cell-without-content-revision",
)
add("deleted mark at the end, text stays", END + p(t("stays "), dele(d("gone")), mark=DEL), "mark-without-successor")
add(
    "inserted mark before a table, text stays",
    p(t("stays"), mark=INS) + tbl(row("x", "y")) + END,
    "mark-without-successor",
)
add("date without a time", dated('w:date="2026-11-01"'), "bad-date")
edit(
    "style based on nothing",
    "word/styles.xml",
    lambda x: x.replace('basedOn w:val="Normal"', 'basedOn w:val="Nope"', 1),
    "dangling-style-base",
)
edit(
    "style based on itself",
    "word/styles.xml",
    lambda x: x.replace('w:val="Normal"/></w:style>', 'w:val="Normal"/><w:basedOn w:val="Quote"/></w:style>', 1),
    "style-cycle",
)
edit(
    "num without an abstractNum",
    "word/numbering.xml",
    lambda x: x.replace('abstractNumId w:val="0"', 'abstractNumId w:val="9"'),
    "dangling-numbering",
)
edit(
    "w14 in use and not ignorable",
    "word/document.xml",
    lambda x: x.replace('mc:Ignorable="w14 ', 'mc:Ignorable="').replace("<w:p>", '<w:p w14:paraId="11111111">', 1),
    "extension-not-ignorable",
)
