"""List numbers as a reader sees them, from XML written here; and LibreOffice's, on a file of our own."""

from __future__ import annotations

import pytest

from drafts.word import names as n
from drafts.word.numbering_view import Lists, list_labels
from drafts.word.numerals import numeral
from drafts.word.package import Package
from tests.support.wml import NAMESPACES, Part, change, docx, marker, p, t, tbl, tc, tr


def lvl(at: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    first = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
    return f'<w:lvl w:ilvl="{at}">{first}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*abstracts: str, nums: str) -> Part:
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{k}">{levels}</w:abstractNum>' for k, levels in enumerate(abstracts)
    )
    return Part(f"<w:numbering {NAMESPACES}>{lists}{nums}</w:numbering>", "numbering")


def num(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def item(text: str, level: int = 0, number: int = 1, mark: str = "", more: str = "") -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(t(text), ppr=numbered + more, mark=mark)


LEGAL = lvl(0, "decimal", "%1.") + lvl(1, "lowerLetter", "(%2)") + lvl(2, "lowerRoman", "%1.%2.%3")


def labels(body: str, part: Part, styles: Part | None = None, *, accepted: bool = True) -> list[str]:
    parts = {"word/numbering.xml": part, **({"word/styles.xml": styles} if styles else {})}
    package = Package.read(docx(body, parts))
    root = package.xml(package.main)
    found = list_labels(root, Lists(package), accepted=accepted)
    return [found.get(e, "") for e in root.iter(n.P)]


ONE = numbering(LEGAL, nums=num(1, 0))


def test_levels_count_on_and_restart_below_a_higher_one() -> None:
    body = item("a") + item("b", 1) + item("c", 1) + item("d", 2) + item("e") + item("f", 1) + p(t("none"))
    assert labels(body, ONE) == ["1.", "(a)", "(b)", "1.b.i", "2.", "(a)", ""]


def test_a_level_that_was_never_shown_counts_from_its_start() -> None:
    assert labels(item("a", 2) + item("b"), ONE) == ["1.a.i", "2."]


def test_a_level_may_start_elsewhere_or_never_restart() -> None:
    levels = lvl(0, "upperRoman", "%1", start=4) + lvl(1, "decimal", "%1-%2", more='<w:lvlRestart w:val="0"/>')
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert labels(body, numbering(levels, nums=num(1, 0))) == ["IV", "IV-1", "V", "V-2"]


def test_legal_numbering_shows_decimals() -> None:
    levels = lvl(0, "upperRoman", "Article %1") + lvl(1, "decimal", "%1.%2", more="<w:isLgl/>")
    assert labels(item("a") + item("b", 1), numbering(levels, nums=num(1, 0))) == ["Article I", "1.1"]


def test_instances_of_one_list_count_on_until_one_overrides_its_start() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    part = numbering(LEGAL, nums=num(1, 0) + num(2, 0) + num(3, 0, override))
    body = item("a") + item("b", number=2) + item("c", number=3) + item("d", number=3) + item("e", number=1)
    assert labels(body, part) == ["1.", "2.", "1.", "2.", "3."]


def test_a_bullet_of_a_symbol_font_is_a_bullet() -> None:
    levels = lvl(0, "bullet", "\uf0b7") + lvl(1, "bullet", "–") + lvl(2, "none", "%3")
    assert labels(item("a") + item("b", 1) + item("c", 2), numbering(levels, nums=num(1, 0))) == ["•", "–", ""]


def test_numbers_come_from_styles_and_a_paragraph_may_refuse_them() -> None:
    styles = Part(
        f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="H"><w:name w:val="H"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="S"><w:name w:val="S"/>'
        '<w:basedOn w:val="H"/></w:style></w:styles>',
        "styles",
    )
    levels = lvl(0, "decimal", "%1.", more='<w:pStyle w:val="H"/>')
    levels += lvl(1, "decimal", "%1.%2", more='<w:pStyle w:val="S"/>')
    refused = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    stated = [("H", ""), ("S", ""), ("S", refused), ("S", ""), ("H", "")]
    body = "".join(p(t("x"), ppr=f'<w:pStyle w:val="{style}"/>{more}') for style, more in stated)
    assert labels(body, numbering(levels, nums=num(1, 0)), styles) == ["1.", "1.1", "", "1.2", "2."]


def test_styles_that_are_based_on_one_another_end_somewhere() -> None:
    styles = Part(
        f"<w:styles {NAMESPACES}>"
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
            for a, b in ("AB", "BA")
        )
        + "</w:styles>",
        "styles",
    )
    assert labels(p(t("x"), ppr='<w:pStyle w:val="A"/>'), ONE, styles) == [""]


def test_what_is_deleted_consumes_no_number_and_what_is_inserted_had_none() -> None:
    body = item("a") + item("b", mark=marker("del")) + item("c", mark=marker("ins")) + item("d")
    assert labels(body, ONE) == ["1.", "", "2.", "3."]
    assert labels(body, ONE, accepted=False) == ["1.", "2.", "", "3."]


def test_a_deleted_row_consumes_no_number() -> None:
    gone = tr(tc(item("b")), trpr=marker("del"))
    body = item("a") + tbl(gone, columns=1) + item("c")
    assert labels(body, ONE) == ["1.", "", "2."]
    assert labels(body, ONE, accepted=False) == ["1.", "2.", "3."]


def test_a_tracked_change_of_numbering_counts_on_either_side() -> None:
    plain = change("pPr", "")
    body = item("a", more=plain) + item("b")
    assert labels(body, ONE) == ["1.", "2."]
    assert labels(body, ONE, accepted=False) == ["", "1."]


def test_a_list_that_is_not_there_numbers_nothing() -> None:
    assert labels(item("a", number=9) + item("b", level=8), ONE) == ["", ""]
    assert labels(p(t("x"), ppr='<w:numPr><w:ilvl w:val="x"/><w:numId w:val="1"/></w:numPr>'), ONE) == ["1."]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (28, "lowerLetter", "bb"),
        (781, "lowerLetter", "781"),
        (1994, "upperRoman", "MCMXCIV"),
        (7, "decimalZero", "07"),
        (13, "ordinal", "13th"),
        (22, "ordinal", "22nd"),
        (21, "cardinalText", "Twenty-one"),
        (40, "ordinalText", "Fortieth"),
        (112, "ordinalText", "One hundred twelfth"),
        (0, "lowerRoman", "0"),
        (5, "chineseCounting", "5"),
        (5, "none", ""),
    ],
)
def test_numbers_are_written_as_their_format_says(number: int, form: str, shown: str) -> None:
    assert numeral(number, form) == shown
