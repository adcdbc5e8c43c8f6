"""Valid cases: among them some that look odd and that Word nonetheless reads as meant."""

from __future__ import annotations

from ..wml import (
    ANA,
    BEN,
    HEADING,
    PAGE,
    QUOTE,
    bookmark,
    bookmark_end,
    change,
    comment,
    commented,
    comments,
    comments_extended,
    control,
    d,
    dele,
    deleted_row,
    field,
    footnotes,
    header,
    ins,
    inserted_row,
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
from .case import DEL, END, HEADER, INS, LINK, NOTE_REFERENCE, NUMBERED, Cases, dated

VALID = Cases()
add = VALID.add
add("run", p(t("The video is "), dele(d("City")), ins(t("School")), t(" property.")))
add("mark deleted", p(t("One."), ppr=HEADING, mark=DEL) + p(t("Two."), ppr=QUOTE) + END)
add("mark inserted", p(t("One."), ppr=HEADING, mark=INS) + p(t("Two."), ppr=QUOTE) + END)
add("paragraph inserted", p(t("A"), ppr=HEADING) + p(ins(t("New")), ppr=QUOTE, mark=INS) + p(t("B")))
add("paragraph deleted", p(t("A"), ppr=HEADING) + p(dele(d("Old")), ppr=QUOTE, mark=DEL) + p(t("B")))
add("inserted at the end, mark on the new one", p(t("A")) + p(ins(t("New")), ppr=QUOTE, mark=INS))
add("inserted at the end, mark on the one before", p(t("A"), ppr=HEADING, mark=INS) + p(ins(t("New")), ppr=HEADING))
add("deleted at the end, mark on the last", p(t("A")) + p(dele(d("Old")), ppr=QUOTE, mark=DEL))
add("deleted at the end, mark on the one before", p(t("A"), mark=DEL) + p(dele(d("Old")), ppr=QUOTE))
add(
    "deleted at the end, properties kept",
    p(t("A"), ppr=HEADING, mark=DEL) + p(dele(d("Old")), ppr=HEADING + change("pPr", QUOTE)),
)
add("rows", tbl(row("a1", "b1"), inserted_row("a2", "b2"), deleted_row("a3", "b3")) + END)
add("cell grows at its end", tbl(tr(tc(p(t("a1")), p(ins(t("new")), mark=INS)), tc(p(t("b1"))))) + END)
add("cell grows, mark on the one before", tbl(tr(tc(p(t("a1"), mark=INS), p(ins(t("new")))), tc(p(t("b1"))))) + END)
add("cell emptied", tbl(tr(tc(p(dele(d("gone")), mark=DEL)), tc(p(t("b1"))))) + END)
add(
    "cells",
    tbl(
        tr(tc(p(t("a1"))), tc(p(ins(t("b1")), mark=INS), tcpr=marker("cellIns"))),
        tr(tc(p(t("a2"))), tc(p(dele(d("b2")), mark=DEL), tcpr=marker("cellDel"))),
    )
    + END,
)
add(
    "move",
    p(t("A"))
    + move_range("From", 21, "move1", p(moved("From", t("Moved clause.")), mark=marker("moveFrom")))
    + p(t("B"))
    + move_range("To", 23, "move1", p(moved("To", t("Moved clause.")), mark=marker("moveTo")))
    + p(t("C")),
)
add(
    "move with an edit",
    move_range("From", 21, "m", p(moved("From", t("kept ")), dele(d("struck")), mark=marker("moveFrom")))
    + p(t("B"))
    + move_range("To", 23, "m", p(moved("To", t("kept ")), ins(t("new")), mark=marker("moveTo")))
    + END,
)
add(
    "formatting",
    p(t("Bold now", "<w:b/>" + change("rPr", "<w:i/>")), ppr='<w:jc w:val="center"/>' + change("pPr", QUOTE)) + END,
)
add(
    "section",
    p(t("Body")),
    section=f"<w:sectPr>{HEADER}{PAGE}{change('sectPr', PAGE)}</w:sectPr>",
    parts={"word/header1.xml": header("MOU header")},
)
add("field deleted", p(t("See "), dele(field("REF clause1 \\h", "clause 1", deleted=True)), t(".")))
add("link", p(f'<w:hyperlink r:id="rIdX">{dele(d("old link"))}{ins(t("new link"))}</w:hyperlink>'), rels=LINK)
add("bookmark across a deletion", p(t("A "), dele(bookmark(31, "cl") + d("old ")), t("kept"), bookmark_end(31)))
add("block control", control(p(dele(d("30")), ins(t("90"))) + p(ins(t("Second.")), mark=INS), 1111) + END)
add("run control", p(t("Keep "), control(dele(d("30")) + ins(t("90")), 1112), t(" days.")))
add("text control", p(t("Keep "), control(dele(d("30")) + ins(t("90")), 1113, extra="<w:text/>"), t(" days.")))
add(
    "footnote",
    p(t("Claim"), ins(NOTE_REFERENCE), t(".")),
    parts={
        "word/footnotes.xml": footnotes(
            f'<w:footnote w:id="2">{p(ins("<w:r><w:footnoteRef/></w:r>" + t(" Note text.")))}</w:footnote>'
        )
    },
)
add(
    "comment and answer",
    p(t("A "), commented(0, commented(1, ins(t("new")))), t(" tail")),
    parts={
        "word/comments.xml": comments(comment(0, "Why?", ANA, "1A000001") + comment(1, "Because.", BEN, "1A000002")),
        "word/commentsExtended.xml": comments_extended(
            '<w15:commentEx w15:paraId="1A000001" w15:done="0"/>'
            '<w15:commentEx w15:paraId="1A000002" w15:paraIdParent="1A000001" w15:done="0"/>'
        ),
    },
)
add("deletion in an insertion", p(t("x "), ins(t("kept ") + dele(d("struck "), BEN)), t("y")))
add(
    "tabs and breaks", p(t("x"), dele("<w:r><w:tab/><w:delText>a</w:delText><w:br/></w:r>"), ins("<w:r><w:tab/></w:r>"))
)
add("numbered", p(t("A"), ppr=NUMBERED) + p(ins(t("New item")), ppr=NUMBERED, mark=INS) + p(t("B")))
add("nested table", tbl(tr(tc(tbl(row("n1"), inserted_row("n2"), columns=1), p()), tc(p(t("b1"))))) + END)
add("table deleted", p(t("A")) + tbl(deleted_row("a1", "b1")) + END)
add("table inserted", p(t("A")) + tbl(inserted_row("a1", "b1")) + END)
add("inserted before a table", p(t("A")) + p(ins(t("New")), mark=INS) + tbl(row("a1", "b1")) + END)
add("mark inserted and deleted", p(t("A")) + p(ins(t("t") + dele(d("gone"), BEN)), mark=INS + marker("del", BEN)) + END)
add("paragraph replaced", p(dele(d("Old.")), ppr=HEADING, mark=DEL) + p(ins(t("New.")), ppr=QUOTE, mark=INS) + END)
add("no date", dated(""))
add("date without zone", dated('w:date="2026-11-01T10:00:00"'))
add("date with offset", dated('w:date="2026-11-01T10:00:00-05:00"'))
add("date with fraction", dated('w:date="2026-11-01T10:00:00.123Z"'))
add("date with fraction and offset", dated('w:date="2026-11-01T10:00:00.0570604-05:00"'))
add("date and true date", dated('w:date="2026-11-01T05:00:00Z" w16du:dateUtc="2026-11-01T10:00:00Z"'))
add("date of the year 1", dated('w:date="0001-01-01T00:00:00Z"'))

ODD = Cases()
"""Valid as well, though each may look like a fault; docs/ooxml/lint.md says why it is none."""
odd = ODD.add
odd("negative id", p(f'<w:ins w:id="-5" {ANA}>{t("x")}</w:ins>'))
odd("empty insertion", p(t("x"), ins("")))
odd("insertion around a control", p(ins(control(t("x"), 5))))
odd("insertion around a bookmark", p(ins(bookmark(1, "a") + t("x") + bookmark_end(1))))
odd(
    "comment without initials",
    p(commented(0, t("x"))),
    parts={"word/comments.xml": comments(f'<w:comment w:id="0" {ANA}>{p(t("c"))}</w:comment>')},
)
odd("adjacent tables", tbl(row("x", "y")) + tbl(row("z", "w")) + END)
odd("body ends with a table", END + tbl(row("x", "y")))
odd("spans beyond the grid", tbl(tr(tc(p(t("x")), tcpr='<w:gridSpan w:val="3"/>'), tc(p(t("y"))))) + END)
odd("bookmark across cells", tbl(tr(tc(p(bookmark(1, "a"), t("x"))), tc(p(t("y"), bookmark_end(1))))) + END)
odd("empty paragraph with a revised mark", p(mark=INS) + END)
odd(
    "deleted drawing with a text box",
    p(dele(f"<w:r><w:pict><w:txbxContent>{p(t('in the box'))}</w:txbxContent></w:pict></w:r>")),
)
