"""Marks that a redline must not have when an aspect was left out of the comparison, read without our own reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from drafts.model import Aspect
from tests.support.documents import W

_RUNS = tuple(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_CELLS = tuple(f"{{{W}}}{name}" for name in ("cellIns", "cellDel"))


def stray_marks(docx: bytes, ignored: Iterable[Aspect]) -> list[str]:
    """The marks of a redline that belong to one of ``ignored``, each in a few words."""
    return [f"{aspect}: {found}" for aspect in ignored for found in _MARKS[aspect](docx)]


def _roots(docx: bytes, *begin: str) -> Iterator[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            if name.startswith(tuple(f"word/{b}" for b in begin)) and name.endswith(".xml"):
                yield etree.fromstring(archive.read(name))


def _marks_in(*begin: str) -> Callable[[bytes], list[str]]:
    def found(docx: bytes) -> list[str]:
        return [str(e.tag) for root in _roots(docx, *begin) for e in root.iter(*_RUNS, *_CELLS)]

    return found


def _formatting(docx: bytes) -> list[str]:
    roots = _roots(docx, "document", "header", "footer", "footnotes", "endnotes")
    tags = (str(e.tag) for root in roots for e in root.iter(etree.Element))
    return [tag for tag in tags if tag.endswith(("PrChange", "PrExChange", "GridChange"))]


def _in_tables(docx: bytes) -> list[str]:
    tables = (t for root in _roots(docx, "document") for t in root.iter(f"{{{W}}}tbl"))
    return [str(e.tag) for table in tables for e in table.iter(*_RUNS, *_CELLS)]


def _numbers(docx: bytes) -> list[str]:
    """Paragraph changes that differ in nothing but the list."""
    out: list[str] = []
    for root in _roots(docx, "document", "header", "footnotes", "endnotes"):
        for change in root.iter(f"{{{W}}}pPrChange"):
            new, old = change.getparent(), change[0]
            assert new is not None
            if _without_numbers(new) == _without_numbers(old):
                out.append(etree.tostring(new).decode())
    return out


def _without_numbers(properties: etree._Element) -> list[bytes]:
    apart = {f"{{{W}}}{name}" for name in ("numPr", "pPrChange", "rPr", "sectPr")}
    return sorted(etree.tostring(e) for e in properties if e.tag not in apart)


def _words(even: Callable[[str], str]) -> Callable[[bytes], list[str]]:
    """Neighbouring strikes and insertions that are the same when made even."""

    def found(docx: bytes) -> list[str]:
        out: list[str] = []
        for root in _roots(docx, "document"):
            for struck in root.iter(f"{{{W}}}del"):
                new = struck.getnext()
                if new is None or new.tag != f"{{{W}}}ins" or next(struck.iter(f"{{{W}}}r"), None) is None:
                    continue
                old_text, new_text = (_text(e) for e in (struck, new))
                plain = all(_is_plain(e) for e in (struck, new))
                if plain and old_text.strip() and even(old_text) == even(new_text):
                    out.append(f"{old_text!r} {new_text!r}")
        return out

    return found


def _is_plain(element: etree._Element) -> bool:
    return all(leaf.tag.endswith(("}t", "}delText", "}rPr")) for run in element for leaf in run)  # type: ignore[union-attr]


def _text(element: etree._Element) -> str:
    return "".join(e.text or "" for e in element.iter(f"{{{W}}}t", f"{{{W}}}delText"))


_MARKS: dict[Aspect, Callable[[bytes], list[str]]] = {
    Aspect.CASE: _words(str.upper),
    Aspect.WHITE_SPACE: _words(lambda text: " ".join(text.split())),
    Aspect.FORMATTING: _formatting,
    Aspect.NUMBERING: _numbers,
    Aspect.HEADERS: _marks_in("header", "footer"),
    Aspect.NOTES: _marks_in("footnotes", "endnotes"),
    Aspect.TABLES: _in_tables,
}
