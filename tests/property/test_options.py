"""Any two files under any options: the redline is proved, accepting it gives the later file exactly, and nothing of an
aspect that was left out is marked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from drafts.model import Aspect, ChangeKind, Existing, Grain, Options
from drafts.redline import redline
from drafts.word.lint import beyond, lint
from drafts.word.resolve import accept_all, reject_all
from tests.support import generated
from tests.support.documents import W
from tests.support.redlines import AT, AUTHOR
from tests.support.seen import difference

_RUNS = tuple(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_ROWS = tuple(f"{{{W}}}{name}" for name in ("cellIns", "cellDel"))
options = st.builds(
    Options,
    words=st.sampled_from([True, True, True, False]),
    grain=st.sampled_from(Grain),
    moves=st.booleans(),
    existing=st.sampled_from([Existing.AUTO, Existing.ACCEPT]),
    ignore=st.frozensets(st.sampled_from(Aspect)),
)


@given(generated.pairs(), options)
def test_any_two_files_give_a_proved_redline_under_any_options(
    pair: tuple[generated.File, generated.File], chosen: Options
) -> None:
    before, after = map(generated.written, pair)
    made = redline(before, after, author=AUTHOR, at=AT, options=chosen)
    assert made.proof.coarser == 0
    assert not beyond(lint(made.docx), lint(before), lint(after))
    assert difference(accept_all(made.docx), accept_all(after)) is None
    stray = [found for aspect in chosen.ignore for found in _MARKS[aspect](made.docx)]
    assert stray == []
    told = {note.code.removesuffix("-not-compared") for note in made.notes}
    assert told <= {str(aspect) for aspect in chosen.ignore}
    if not told:  # nothing was left out: then rejecting is exact, too
        assert difference(reject_all(made.docx), accept_all(before)) is None
    kinds = {change.kind for change in made.changes.changes}
    if Aspect.FORMATTING in chosen.ignore:
        assert not kinds & {ChangeKind.FORMATTED, ChangeKind.PARAGRAPH_FORMATTED, ChangeKind.TABLE_FORMATTED}
    if not chosen.moves:
        assert ChangeKind.MOVED not in kinds


@given(generated.files, st.sampled_from([Aspect.CASE, Aspect.WHITE_SPACE]), st.data())
def test_files_that_differ_in_nothing_but_case_or_spaces_have_no_marks(
    file: generated.File, aspect: Aspect, data: st.DataObject
) -> None:
    change = _CHANGES[aspect]
    other = replace(file, blocks=tuple(_changed(block, change, data) for block in file.blocks))
    before, after = generated.written(file), generated.written(other)
    made = redline(before, after, author=AUTHOR, at=AT, options=Options(ignore=frozenset({aspect})))
    assert made.changes.changes == ()
    assert difference(made.docx, after) is None
    differ = difference(before, after) is not None
    assert [note.code for note in made.notes] == ([f"{aspect}-not-compared"] if differ else [])


def _respaced(text: str, data: st.DataObject) -> str:
    spaces = st.sampled_from([" ", "  ", "\u00a0", " \u2003"])
    return "".join(data.draw(spaces) if c == " " else c for c in text)


def _recased(text: str, data: st.DataObject) -> str:
    return text.upper() if data.draw(st.booleans()) else text.swapcase()


_CHANGES: dict[Aspect, Callable[[str, st.DataObject], str]] = {
    Aspect.CASE: _recased,
    Aspect.WHITE_SPACE: _respaced,
}


def _changed(block: Any, change: Callable[[str, st.DataObject], str], data: st.DataObject) -> Any:
    if isinstance(block, generated.T):
        return generated.T(
            tuple(
                (properties, tuple((own, tuple(_changed(b, change, data) for b in inner)) for own, inner in cells))
                for properties, cells in block.rows
            )
        )
    return replace(block, bits=tuple(replace(bit, text=change(bit.text, data)) for bit in block.bits))


# ---------------------------------------------------------------------------------------------- marks of an aspect


def _roots(docx: bytes, *begin: str) -> Iterator[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        for name in archive.namelist():
            if name.startswith(tuple(f"word/{b}" for b in begin)) and name.endswith(".xml"):
                yield etree.fromstring(archive.read(name))


def _marks_in(*begin: str) -> Callable[[bytes], list[str]]:
    def found(docx: bytes) -> list[str]:
        return [str(e.tag) for root in _roots(docx, *begin) for e in root.iter(*_RUNS, *_ROWS)]

    return found


def _formatting(docx: bytes) -> list[str]:
    roots = _roots(docx, "document", "header", "footer", "footnotes", "endnotes")
    tags = (str(e.tag) for root in roots for e in root.iter(etree.Element))
    return [tag for tag in tags if tag.endswith(("PrChange", "PrExChange", "GridChange"))]


def _in_tables(docx: bytes) -> list[str]:
    tables = (t for root in _roots(docx, "document") for t in root.iter(f"{{{W}}}tbl"))
    return [str(e.tag) for table in tables for e in table.iter(*_RUNS, *_ROWS)]


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
