"""Names of WordprocessingML: namespaces, element names, and the order in which children must stand.

The orders are those of wml.xsd (ECMA-376 Part 1, transitional); Word refuses or repairs a file that breaks them.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
W15: Final = "http://schemas.microsoft.com/office/word/2012/wordml"
W16CID: Final = "http://schemas.microsoft.com/office/word/2016/wordml/cid"
W16CEX: Final = "http://schemas.microsoft.com/office/word/2018/wordml/cex"
W16DU: Final = "http://schemas.microsoft.com/office/word/2023/wordml/word16du"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
V: Final = "urn:schemas-microsoft-com:vml"
O: Final = "urn:schemas-microsoft-com:office:office"  # noqa: E741
M: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"
PR: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CT: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
XML: Final = "http://www.w3.org/XML/1998/namespace"


def w(name: str) -> str:
    """The Clark name of a WordprocessingML element or attribute: ``w("p")`` is ``{...main}p``."""
    return f"{{{W}}}{name}"


def local(tag: str) -> str:
    """A Clark name without its namespace, to show to people."""
    return tag.rpartition("}")[2]


P: Final = w("p")
PPR: Final = w("pPr")
R_: Final = w("r")
RPR: Final = w("rPr")
T: Final = w("t")
DEL_TEXT: Final = w("delText")
INSTR_TEXT: Final = w("instrText")
DEL_INSTR_TEXT: Final = w("delInstrText")
FLD_CHAR: Final = w("fldChar")
FLD_SIMPLE: Final = w("fldSimple")
HYPERLINK: Final = w("hyperlink")
TAB: Final = w("tab")
BR: Final = w("br")
CR: Final = w("cr")
DRAWING: Final = w("drawing")
PICT: Final = w("pict")
OBJECT: Final = w("object")
TXBX_CONTENT: Final = w("txbxContent")

TBL: Final = w("tbl")
TBL_PR: Final = w("tblPr")
TBL_PR_EX: Final = w("tblPrEx")
TBL_GRID: Final = w("tblGrid")
GRID_COL: Final = w("gridCol")
TR: Final = w("tr")
TR_PR: Final = w("trPr")
TC: Final = w("tc")
TC_PR: Final = w("tcPr")
BODY: Final = w("body")
SECT_PR: Final = w("sectPr")
SDT: Final = w("sdt")
SDT_PR: Final = w("sdtPr")
SDT_CONTENT: Final = w("sdtContent")
CUSTOM_XML: Final = w("customXml")
SMART_TAG: Final = w("smartTag")
NUM_PR: Final = w("numPr")
P_STYLE: Final = w("pStyle")
R_STYLE: Final = w("rStyle")
TBL_STYLE: Final = w("tblStyle")

INS: Final = w("ins")
DEL: Final = w("del")
MOVE_FROM: Final = w("moveFrom")
MOVE_TO: Final = w("moveTo")
MOVE_FROM_RANGE_START: Final = w("moveFromRangeStart")
MOVE_FROM_RANGE_END: Final = w("moveFromRangeEnd")
MOVE_TO_RANGE_START: Final = w("moveToRangeStart")
MOVE_TO_RANGE_END: Final = w("moveToRangeEnd")
CELL_INS: Final = w("cellIns")
CELL_DEL: Final = w("cellDel")
CELL_MERGE: Final = w("cellMerge")
PPR_CHANGE: Final = w("pPrChange")
RPR_CHANGE: Final = w("rPrChange")
SECT_PR_CHANGE: Final = w("sectPrChange")
TBL_PR_CHANGE: Final = w("tblPrChange")
TBL_GRID_CHANGE: Final = w("tblGridChange")
TBL_PR_EX_CHANGE: Final = w("tblPrExChange")
TR_PR_CHANGE: Final = w("trPrChange")
TC_PR_CHANGE: Final = w("tcPrChange")
NUMBERING_CHANGE: Final = w("numberingChange")

BOOKMARK_START: Final = w("bookmarkStart")
BOOKMARK_END: Final = w("bookmarkEnd")
COMMENT: Final = w("comment")
COMMENT_RANGE_START: Final = w("commentRangeStart")
COMMENT_RANGE_END: Final = w("commentRangeEnd")
COMMENT_REFERENCE: Final = w("commentReference")
FOOTNOTE: Final = w("footnote")
FOOTNOTE_REFERENCE: Final = w("footnoteReference")
ENDNOTE: Final = w("endnote")
ENDNOTE_REFERENCE: Final = w("endnoteReference")
HEADER_REFERENCE: Final = w("headerReference")
FOOTER_REFERENCE: Final = w("footerReference")

ID: Final = w("id")
VAL: Final = w("val")
NAME: Final = w("name")
AUTHOR: Final = w("author")
DATE: Final = w("date")
TYPE: Final = w("type")
FLD_CHAR_TYPE: Final = w("fldCharType")
INSTR: Final = w("instr")
R_ID: Final = f"{{{R}}}id"
PARA_ID: Final = f"{{{W14}}}paraId"
SPACE: Final = f"{{{XML}}}space"
IGNORABLE: Final = f"{{{MC}}}Ignorable"

RUN_WRAPPERS: Final = frozenset({INS, DEL, MOVE_FROM, MOVE_TO})
"""Revisions of runs; the same names mark a paragraph mark (in ``pPr/rPr``) and a row (in ``trPr``)."""
PROPERTY_CHANGES: Final = frozenset(
    {
        PPR_CHANGE,
        RPR_CHANGE,
        SECT_PR_CHANGE,
        TBL_PR_CHANGE,
        TBL_GRID_CHANGE,
        TBL_PR_EX_CHANGE,
        TR_PR_CHANGE,
        TC_PR_CHANGE,
    }
)
"""Revisions of properties: each holds the old set, which is mandatory even when empty."""
MOVE_RANGE_STARTS: Final = frozenset({MOVE_FROM_RANGE_START, MOVE_TO_RANGE_START})
MOVE_RANGE_ENDS: Final = frozenset({MOVE_FROM_RANGE_END, MOVE_TO_RANGE_END})
CELL_REVISIONS: Final = frozenset({CELL_INS, CELL_DEL, CELL_MERGE})
REVISIONS: Final = RUN_WRAPPERS | PROPERTY_CHANGES | MOVE_RANGE_STARTS | CELL_REVISIONS | {NUMBERING_CHANGE}
"""Every element that carries an author and belongs to a revision."""


def _ranks(*groups: str) -> dict[str, int]:
    """Clark name -> rank, from names between spaces; those joined by ``|`` share a rank and may mix."""
    steps = " ".join(groups).split()
    return {w(name): rank for rank, step in enumerate(steps) for name in step.split("|")}


PPR_ORDER: Final = _ranks(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs",
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi",
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection",
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
)
RPR_ORDER: Final = _ranks(
    "ins del moveFrom moveTo",
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof",
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText",
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
)
"""Of a run and of a paragraph mark alike: the four markers lead, and only a mark may have them."""
TR_PR_ORDER: Final = _ranks(
    "cnfStyle|divId|gridBefore|gridAfter|wBefore|wAfter|cantSplit|trHeight|tblHeader|tblCellSpacing|jc|hidden",
    "ins del trPrChange",
)
TC_PR_ORDER: Final = _ranks(
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "hideMark headers cellIns|cellDel|cellMerge tcPrChange",
)
TBL_PR_ORDER: Final = _ranks(
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc",
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblPrChange",
)
TBL_PR_EX_ORDER: Final = _ranks(
    "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblPrExChange",
)
SECT_PR_ORDER: Final = _ranks(
    "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders",
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter",
    "docGrid printerSettings sectPrChange",
)
NUM_PR_ORDER: Final = _ranks("ilvl", "numId", "numberingChange", "ins")
SDT_ORDER: Final = _ranks("sdtPr", "sdtEndPr", "sdtContent")
NUMBERING_ORDER: Final = _ranks("numPicBullet", "abstractNum", "num", "numIdMacAtCleanup")
SETTINGS_ORDER: Final = _ranks(
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries",
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData",
    "embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins",
    "alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop",
    "hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign",
    "attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge",
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection",
    "autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation",
    "consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength",
    "clickAndTypeStyle defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting",
    "bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing",
    "displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery",
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin",
    "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne",
    "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture",
    "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText",
    "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags",
    "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars",
    "rsids mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats",
    "doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType",
    "schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
)

CHILD_ORDER: Final[dict[str, dict[str, int]]] = {
    PPR: PPR_ORDER,
    RPR: RPR_ORDER,
    TR_PR: TR_PR_ORDER,
    TC_PR: TC_PR_ORDER,
    TBL_PR: TBL_PR_ORDER,
    TBL_PR_EX: TBL_PR_EX_ORDER,
    SECT_PR: SECT_PR_ORDER,
    NUM_PR: NUM_PR_ORDER,
    SDT: SDT_ORDER,
    w("numbering"): NUMBERING_ORDER,
    w("settings"): SETTINGS_ORDER,
}
"""Parent -> rank of each child: children stand in ascending rank; names of one rank may mix."""


def insert_in_order(parent: etree._Element, child: etree._Element) -> etree._Element:
    """Put ``child`` where the schema wants it among ``parent``'s children, after its equals; returns ``child``.

    Children of other namespaces keep their places. Raises KeyError when the parent has no order table or the child no
    place in it.
    """
    ranks = CHILD_ORDER[str(parent.tag)]
    rank = ranks[str(child.tag)]
    for index, sibling in enumerate(parent):
        if ranks.get(str(sibling.tag), -1) > rank:
            parent.insert(index, child)
            return child
    parent.append(child)
    return child


def leading(parent: etree._Element, tag: str) -> etree._Element | None:
    """The child of a tag that the schema puts first, wherever it stands, or None; found ten times as fast there."""
    if len(parent) == 0:
        return None
    first = parent[0]
    return first if first.tag == tag else parent.find(tag)
