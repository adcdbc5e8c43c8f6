"""What two files define differently around their text is told."""

from __future__ import annotations

import pytest

from tests.support.documents import W as MAIN
from tests.support.documents import package
from tests.support.redlines import proved_redline

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def file(*, styles: str = "", settings: str = "", numbering: str = "") -> bytes:
    """A file of one paragraph with these definitions."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{_TYPE}.document.main+xml"/><Override PartName="/word/styles.xml" '
        f'ContentType="{_TYPE}.styles+xml"/><Override PartName="/word/numbering.xml" '
        f'ContentType="{_TYPE}.numbering+xml"/><Override PartName="/word/settings.xml" '
        f'ContentType="{_TYPE}.settings+xml"/></Types>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{_REL}/styles" Target="styles.xml"/><Relationship Id="rId2" '
        f'Type="{_REL}/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="{_REL}/settings" '
        'Target="settings.xml"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{MAIN}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{MAIN}">{numbering}</w:numbering>',
        "word/settings.xml": f'<w:settings xmlns:w="{MAIN}">{settings}</w:settings>',
    }
    return package("<w:p><w:r><w:t>The same words.</w:t></w:r></w:p>", parts)


def size(points: int) -> str:
    return f'<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="{2 * points}"/></w:rPr></w:rPrDefault></w:docDefaults>'


def listed(form: str) -> str:
    """A list of one level."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/></w:lvl>'
    return (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num>'
    )


STYLE = (
    '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="Item"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    "</w:pPr></w:style>"
)


@pytest.mark.parametrize(
    ("before", "after", "code", "said"),
    [
        (file(styles=size(11)), file(styles=size(12)), "defaults-differ", "defaults for text"),
        (file(), file(settings="<w:evenAndOddHeaders/>"), "settings-differ", "evenAndOddHeaders"),
        (
            file(styles=STYLE, numbering=listed("decimal")),
            file(styles=STYLE, numbering=listed("lowerLetter")),
            "style-list-differs",
            "Item",
        ),
    ],
    ids=["defaults", "setting", "list-behind-a-style"],
)
def test_what_no_mark_can_carry_is_told(before: bytes, after: bytes, code: str, said: str) -> None:
    made = proved_redline(before, after)
    assert made.changes.changes == ()
    (note,) = made.notes
    assert note.code == code
    assert said in note.message
    assert note.part.startswith("word/")


def test_settings_that_nobody_sees_are_no_difference() -> None:
    zoomed = '<w:zoom w:percent="150"/><w:proofState w:spelling="clean"/><w:rsids><w:rsid w:val="00A1"/></w:rsids>'
    assert proved_redline(file(), file(settings=zoomed)).notes == ()
