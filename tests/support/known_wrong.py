"""Comparing what LibreOffice reads with what should be there, leaving out its known wrong answers by name.

docs/ooxml/libreoffice.md lists them. Some matter for the text of ordinary redlines:

- empty paragraphs at the end of a container, and before and after a table, come and go: empty ones are not compared;
- an empty row that came or goes holds a zero-width joiner of LibreOffice's own: it counts as empty;
- a file with framed paragraphs in a table loses every revision (``lost_revisions``);
- words inserted at the end of a paragraph that stays, with whole inserted paragraphs right after it, are taken for one
  range: when they are rejected the mark between them goes too, and the next paragraph that stays is joined. Such places
  are found in the file.

Our own resolver is held to every paragraph, empty ones included.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sized

from lxml import etree

from tests.support.documents import W

_P, _T, _DELETED = f"{{{W}}}p", f"{{{W}}}t", f"{{{W}}}delText"
_INS = f"{{{W}}}ins"
_NEW = {_INS, f"{{{W}}}moveTo"}
_ROW_DUMMY = "\u200d"
"""What LibreOffice puts into an empty row that is marked, to hang the mark on."""
_ZERO_WIDTH = {f"{{{W}}}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "pPr")}


def disagreement(expected: list[str], seen: list[str], redline: bytes, *, accepted: bool) -> str | None:
    """Where LibreOffice's reading of ``redline`` departs from ``expected``, in a phrase; None when it does not."""
    wanted, found = [text for text in expected if text], [text for text in seen if text not in ("", _ROW_DUMMY)]
    joined = set[tuple[str, str]]() if accepted else set(joins(redline))
    at = 0
    for text in found:
        if text == "".join(wanted[at : at + 1]):
            at += 1
        elif tuple(wanted[at : at + 2]) in joined and text == "".join(wanted[at : at + 2]):
            at += 2
        else:
            return f"paragraph {at + 1} should read {''.join(wanted[at : at + 1])!r} and reads {text!r}"
    return None if at == len(wanted) else f"paragraph {at + 1} is missing: {wanted[at]!r}"


def lost_revisions(revisions: Sized, redline: bytes) -> bool:
    """Whether LibreOffice, which lists these ``revisions`` of a redline, lost all of them for a framed paragraph in a
    table."""
    framed = _root(redline).iter(f"{{{W}}}framePr")
    return not len(revisions) and any(next(f.iterancestors(f"{{{W}}}tbl"), None) is not None for f in framed)


def joins(redline: bytes) -> Iterator[tuple[str, str]]:
    """The texts of each two paragraphs that LibreOffice joins when everything is rejected."""
    for paragraph in _root(redline).iter(_P):
        content = [child for child in paragraph if child.tag not in _ZERO_WIDTH]
        if _is_inserted(paragraph) or not content or content[-1].tag != _INS:
            continue
        stays = following = paragraph.getnext()
        while stays is not None and stays.tag == _P and _is_inserted(stays):
            stays = stays.getnext()
        if stays is not following and stays is not None and stays.tag == _P:
            yield _rejected(paragraph), _rejected(stays)


def _root(redline: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(redline)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _is_inserted(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{{{W}}}pPr/{{{W}}}rPr/{_INS}") is not None


def _rejected(paragraph: etree._Element) -> str:
    """The paragraph's words when everything in it is rejected."""
    leaves = [leaf for leaf in paragraph.iter(_T, _DELETED) if not any(a.tag in _NEW for a in leaf.iterancestors())]
    return "".join(leaf.text or "" for leaf in leaves)
