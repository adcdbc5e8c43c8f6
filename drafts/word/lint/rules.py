"""The rules of the Word lint: one table, each rule with what it says and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``sentence`` says what must hold; ``source`` is an OOXML clause (ECMA-376 Part 1 unless told), a
    Microsoft note, or what Word was seen to do."""

    name: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A rule that a part breaks. ``place`` is made of words or names, never of positions or numbers, so that the same
    fault has the same place in another version of the file."""

    rule: str
    part: str
    place: str
    message: str


def _table(*rows: tuple[str, str, str]) -> dict[str, Rule]:
    return {name: Rule(name, sentence, source) for name, sentence, source in rows}


RULES: Final[dict[str, Rule]] = {
    **_table(  # the package
        ("unreadable", "The guard lets the file pass.", "docs/ooxml/lint.md, the guard"),
        ("bad-archive", "The archive has each member once and none hidden.", "ECMA-376 Part 2, 10.2"),
        ("malformed-xml", "Every part is well-formed XML.", "ECMA-376 Part 2, 8.1.2"),
        ("doctype", "No part declares a DOCTYPE.", "ECMA-376 Part 2, 8.1.2"),
        ("missing-part", "Every internal relationship leads to a part.", "ECMA-376 Part 2, 9.3"),
        ("content-type", "Every part has the content type of its kind.", "ECMA-376 Part 2, 10.1.2; Part 1, 11.3"),
        ("dangling-relationship-id", "Every r:id is in the part's relationships.", "ECMA-376 Part 2, 9.3"),
        ("undeclared-prefix", "Every prefix in mc:Ignorable is declared.", "ECMA-376 Part 3, 10.1"),
        ("extension-not-ignorable", "Extension namespaces in use are in mc:Ignorable.", "ECMA-376 Part 3, 10.1"),
    ),
    **_table(  # revisions
        ("missing-author", "Every revision and comment has an author.", "17.13.4, CT_TrackChange"),
        ("long-author", "An author has at most 255 characters.", "17.18.78 (ST_String), MS-OI29500 2.1"),
        ("missing-id", "Every annotation has an id.", "17.13.1, CT_Markup"),
        ("bad-id", "An annotation's id is a 32-bit integer.", "17.18.10, ST_DecimalNumber"),
        ("bad-date", "A date is an xsd:dateTime.", "17.18.9, ST_DateTime"),
        ("unknown-attribute", "A revision has no attribute that the schema lacks.", "17.13.5"),
        ("duplicate-annotation-id", "Revisions and bookmarks share one space of ids, each used once.", "17.13.1"),
        ("text-in-deletion", "Deleted text is w:delText: Word can't open a w:t inside w:del.", "17.3.3.7"),
        ("code-in-deletion", "A deleted field code is w:delInstrText.", "17.16.13"),
        ("deleted-text-outside-deletion", "w:delText stands only inside w:del.", "17.3.3.7"),
        ("deleted-code-outside-deletion", "w:delInstrText stands only inside w:del.", "17.16.13"),
        ("nested-revision", "Revisions nest only as a deletion inside an insertion.", "MS-OE376 2.1.341"),
        (
            "revision-around-container",
            "A revision wraps runs, never paragraphs, tables, links or simple fields.",
            "17.13.5",
        ),
        ("misplaced-revision", "A revision is no child of a run, nor of properties that can't carry it.", "17.13.5"),
        ("missing-old-properties", "A property change holds the old set, even when empty.", "17.13.5.29"),
        ("old-properties-content", "An old set holds no mark properties, section or header references.", "17.13.5.29"),
        ("mark-without-successor", "Text left by a vanishing paragraph mark has a paragraph to join.", "17.13.5.15"),
        (
            "row-without-content-revision",
            "A revised row's runs and marks are revised as well.",
            "17.13.5.17, 17.13.5.13",
        ),
        (
            "cell-without-content-revision",
            "A revised cell's runs and marks are revised as well.",
            "17.13.5.1, 17.13.5.2",
        ),
    ),
    **_table(  # moves
        ("unpaired-move-range", "A move range has a start and an end of one id.", "17.13.5.24"),
        ("missing-move-name", "A move range has a name.", "17.13.5.24"),
        ("unpaired-move", "A move's source and destination ranges share a name.", "17.13.5.24"),
        ("duplicate-move-name", "A move's name belongs to one pair of ranges.", "17.13.5.24"),
        ("move-outside-range", "Moved runs and marks stand inside a range of their side.", "17.13.5.22"),
    ),
    **_table(  # fields and text
        ("half-field", "A field is inserted, deleted or moved whole.", "17.16.18"),
        ("unbalanced-field", "A field has a begin and an end.", "17.16.18"),
        ("lost-space", "Text with a space at its edge says xml:space=preserve.", "17.3.3.31"),
        ("newline-in-text", "Text holds no line break; that is a w:br.", "17.3.3.31"),
        ("stray-text", "Words stand in runs only.", "17.3.1.22"),
    ),
    **_table(  # bookmarks, comments, notes, paragraphs, controls
        ("unpaired-bookmark", "A bookmark has a start, then an end of the same id.", "17.13.6.2"),
        ("duplicate-bookmark-name", "A bookmark's name is used once.", "17.13.6.2"),
        ("duplicate-bookmark-id", "A bookmark's id is used once.", "17.13.6.2"),
        ("bad-bookmark-name", "A bookmark's name has 1 to 40 letters, digits and underscores.", "17.13.6.2"),
        ("unpaired-comment-range", "A comment's range has a start, then an end.", "17.13.4.4"),
        ("missing-comment", "Every comment that is referred to exists.", "17.13.4.5"),
        ("duplicate-comment-id", "A comment's id is used once.", "17.13.4.2"),
        ("dangling-comment-extension", "A commentEx names paragraphs of comments.", "MS-DOCX 2.5.3.1"),
        ("missing-footnote", "Every footnote that is referred to exists.", "17.11.14"),
        ("missing-endnote", "Every endnote that is referred to exists.", "17.11.7"),
        ("duplicate-note-id", "A note's id is used once in its part.", "17.11.10"),
        ("bad-para-id", "A paraId has 8 hex digits, above 0 and below 80000000.", "MS-DOCX 2.6.2.3"),
        ("duplicate-para-id", "A paraId is used once in its part.", "MS-DOCX 2.6.2.3"),
        ("duplicate-control-id", "A content control's id is used once.", "17.5.2.18"),
        ("long-control-tag", "A content control's tag has at most 64 characters.", "17.5.2.42"),
    ),
    **_table(  # structure
        ("child-order", "Properties stand in the order of the schema.", "Annex A.1, wml.xsd"),
        ("repeated-child", "A property stands once.", "Annex A.1, wml.xsd"),
        ("unknown-child", "Properties hold only what the schema knows.", "Annex A.1, wml.xsd"),
        ("properties-not-first", "Properties come before content.", "Annex A.1, wml.xsd"),
        ("section-not-last", "The body's w:sectPr is its last child.", "17.2.2"),
        ("section-in-cell", "A section does not end inside a table cell.", "17.6.18"),
        ("cell-without-final-paragraph", "A cell ends with a paragraph.", "17.4.65"),
        ("table-without-rows", "A table has a row.", "17.4.37"),
        ("row-without-cells", "A row has a cell.", "17.4.78"),
        ("dangling-numbering", "Every numId and abstractNumId exists.", "17.9.18"),
        ("dangling-style", "Every style in use exists.", "17.7.4.17"),
        ("dangling-style-base", "Every style that another is based on exists.", "17.7.4.3"),
        ("style-cycle", "No style is based on itself, directly or not.", "17.7.4.3"),
        ("duplicate-style-id", "A style's id is used once.", "17.7.4.17"),
    ),
}
