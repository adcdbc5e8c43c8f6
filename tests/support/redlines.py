"""Redlines for tests: made with everything held against them, and their marks in a form that a test can state.

``proved_redline`` is how every test makes one. ``marks`` shows its body, a line a paragraph::

    The [-City-][+School+] owns it.      struck and inserted
    [<Moved words.<] / [>Moved words.>]  moved from here, moved to here
    a [~bold~] word                      another look
    ... [-¶-]                            the paragraph mark is struck (inserted, moved; [~¶~]: other properties)
    [+row+] | a | b                      a row that is inserted (struck)
    | a | [+cell+] b                     a cell that is inserted (struck) in a row that stays
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from drafts.model import Hints, Options, Redline
from drafts.redline import redline
from drafts.word.lint import beyond, lint
from drafts.word.resolve import accept_all, reject_all
from tests.support.documents import W
from tests.support.seen import difference

AUTHOR = "Dana Counsel"
AT = datetime(2020, 3, 3, 9, tzinfo=UTC)

_SIGNS = {"ins": "+", "del": "-", "moveFrom": "<", "moveTo": ">"}
_CELL_SIGNS = {"cellIns": "+", "cellDel": "-"}
_SHOWN = {"tab": "→", "br": "↵"}


def proved_redline(
    before: bytes, after: bytes, *, hints: Hints | None = None, options: Options | None = None
) -> Redline:
    """A redline that is proved, lint clean beyond what its inputs have, the same bytes when made again, and that a
    reader of the tests' own reads as ``after`` when accepted and as ``before`` when rejected."""
    made = redline(before, after, author=AUTHOR, at=AT, hints=hints, options=options)
    again = redline(before, after, author=AUTHOR, at=AT, hints=hints, options=options)
    assert made == again, "the same input gave two redlines"
    found = beyond(lint(made.docx), lint(before), lint(after))
    assert not found, [f"{f.part}: {f.message}" for f in found]
    reads(made, before, after)
    return made


def reads(made: Redline, before: bytes, after: bytes) -> None:
    """Assert that accepting reads as ``after`` and rejecting as ``before``; their own changes count as accepted."""
    for what, got, want in (
        ("accepted", accept_all(made.docx), accept_all(after)),
        ("rejected", reject_all(made.docx), accept_all(before)),
    ):
        found = difference(got, want)
        assert found is None, f"{what}: {found}"


def part(docx: bytes, name: str = "word/document.xml") -> etree._Element:
    """The root of a part."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(name))


def nested_revisions(docx: bytes) -> list[str]:
    """Revision wrappers that stand inside another one, as ``outer/inner``."""
    found: list[str] = []
    for element in part(docx).iter(*(f"{{{W}}}{name}" for name in _SIGNS)):
        outer = [a for a in element.iterancestors() if _local(a) in _SIGNS]
        found.extend(f"{_local(a)}/{_local(element)}" for a in outer)
    return found


def marks(docx: bytes, name: str = "word/document.xml") -> list[str]:
    """The paragraphs and rows of a part with their marks; see the top of this module."""
    root = part(docx, name)
    top = root.find(f"{{{W}}}body")
    return list(_lines(top if top is not None else root))


def _lines(container: etree._Element) -> Iterator[str]:
    for child in container:
        kind = _local(child)
        if kind == "p":
            yield _paragraph(child)
        elif kind == "tbl":
            for row in child.iter(f"{{{W}}}tr"):
                yield _row(row)
        elif kind in {"sdt", "sdtContent"}:
            yield from _lines(child)


def _row(row: etree._Element) -> str:
    properties = row.find(f"{{{W}}}trPr")
    signs = [_SIGNS[_local(c)] for c in (properties if properties is not None else ()) if _local(c) in _SIGNS]
    head = "".join(f"[{s}row{s}] " for s in signs)
    return head + "".join("| " + _cell(cell) + " " for cell in row.iterchildren(f"{{{W}}}tc")).rstrip()


def _cell(cell: etree._Element) -> str:
    properties = cell.find(f"{{{W}}}tcPr")
    signs = [_CELL_SIGNS[_local(c)] for c in (properties if properties is not None else ()) if _local(c) in _CELL_SIGNS]
    return "".join(f"[{s}cell{s}] " for s in signs) + " / ".join(_lines(cell))


def _paragraph(paragraph: etree._Element) -> str:
    text = "".join(_marked(paragraph))
    mark = paragraph.find(f"{{{W}}}pPr/{{{W}}}rPr")
    signs = [_SIGNS[_local(c)] for c in (mark if mark is not None else ()) if _local(c) in _SIGNS]
    if paragraph.find(f"{{{W}}}pPr/{{{W}}}pPrChange") is not None:
        signs.append("~")
    return " ".join([*([text] if text else []), *(f"[{s}¶{s}]" for s in signs)])


def _marked(node: etree._Element) -> Iterator[str]:
    for child in node:
        kind = _local(child)
        if kind in _SIGNS:
            sign = _SIGNS[kind]
            yield f"[{sign}{''.join(_marked(child))}{sign}]"
        elif kind == "r":
            text = "".join(_leaf(leaf) for leaf in child)
            yield f"[~{text}~]" if child.find(f"{{{W}}}rPr/{{{W}}}rPrChange") is not None else text
        elif kind not in {"pPr", "bookmarkStart", "bookmarkEnd"}:
            yield from _marked(child)


def _leaf(leaf: etree._Element) -> str:
    kind = _local(leaf)
    if kind in {"t", "delText"}:
        return leaf.text or ""
    if kind in {"instrText", "delInstrText"}:
        return f"{{{(leaf.text or '').strip()}}}"
    return _SHOWN.get(kind, "")


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
