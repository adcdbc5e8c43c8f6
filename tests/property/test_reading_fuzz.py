"""Reading what nobody wrote on purpose: damaged archives and damaged XML give an answer or an error of our own tree.

Never another exception, never long, never much memory. A damaged file is compared, resolved, linted and listed.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clauses.errors import CounterpartError
from drafts.redline import redline
from drafts.word.lint import lint
from drafts.word.resolve import accept_all, reject_all
from drafts.word.revisions import tracked_changes
from tests.bench.memory import peak
from tests.support import pairs
from tests.support.documents import W
from tests.support.redlines import AT, AUTHOR

DAMAGES_ITS_FILES = True
"""Their faults stay theirs: see tests/conftest.py."""
SECONDS = 30.0
MEBIBYTES = 400.0
_KINDS = (
    "move-and-edit",
    "nested-table-row-inserted",
    "first-page-header-added",
    "footnote-inserted",
    "link-target",
    "field-code",
    "text-box-words",
    "comment-added",
    "list-level",
    "row-deleted",
    "landscape",
    "image-swapped",
)
_VALUES = (
    "",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "x",
    "é",
    "true",
    "rId1",
    "Heading1",
    "../../x",
    "2020-13-45T99:99Z",
)
_NAMES = (
    "p r t tbl tr tc tcPr trPr tblPr tblGrid pPr rPr sectPr ins del moveFrom moveTo delText instrText fldChar "
    "fldSimple hyperlink sdt sdtContent sdtPr bookmarkStart bookmarkEnd rPrChange pPrChange sectPrChange numPr numId "
    "ilvl body footnoteReference commentReference moveFromRangeStart moveToRangeEnd txbxContent drawing br tab style "
    "lvl num"
)
_TAGS = tuple(f"{{{W}}}{name}" for name in _NAMES.split())


@cache
def sources() -> tuple[bytes, ...]:
    """Real small files to damage: both sides of some kinds of change, and their redlines, which carry revisions."""
    found: list[bytes] = []
    for kind in _KINDS:
        pair = pairs.pair(kind, 1)
        before, after = pair.before.docx(), pair.after.docx()
        found += [before, after, redline(before, after, author=AUTHOR, at=AT).docx]
    return tuple(found)


def answers(docx: bytes, beside: bytes) -> None:
    """Ask everything of a file that a stranger may send: each gives an answer or an error of ours, in bounds."""
    began, before = time.monotonic(), peak()
    asked: tuple[Callable[[], object], ...] = (
        lambda: redline(docx, beside, author=AUTHOR, at=datetime(2020, 3, 3, tzinfo=UTC)),
        lambda: redline(beside, docx, author=AUTHOR, at=datetime(2020, 3, 3, tzinfo=UTC)),
        lambda: tracked_changes(docx),
        lambda: accept_all(docx),
        lambda: reject_all(docx),
    )
    assert lint(docx) is not None
    for ask in asked:
        with suppress(CounterpartError):
            ask()
    assert time.monotonic() - began < SECONDS
    assert peak() - before < MEBIBYTES


# ------------------------------------------------------------------------------------------------------ damages


def _members(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def damaged_xml(docx: bytes, chance: random.Random, times: int) -> bytes:
    """The file with some elements of its XML taken out, doubled, carried, renamed, or with other attributes."""
    members = _members(docx)
    for _ in range(times):
        name = chance.choice([n for n in members if n.endswith((".xml", ".rels"))])
        if chance.random() < 0.6:
            name = "word/document.xml"
        members[name] = _damaged_part(members[name], chance)
    return _zipped(members)


def _damaged_part(content: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(content)
    elements = list(root.iter(etree.Element))[1:]
    if not elements:
        return content
    chance.choice(_DAMAGES)(chance.choice(elements), elements, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _take_out(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _unwrap(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    for child in list(element):
        element.addprevious(child)
    parent.remove(element)


def _double(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def _carry(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    target = chance.choice(elements)
    if element not in target.iterancestors() and target is not element:
        target.insert(chance.randint(0, len(target)), element)


def _wrap(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    parent = element.getparent()
    assert parent is not None
    wrapper = etree.Element(chance.choice(_TAGS))
    parent.replace(element, wrapper)
    wrapper.append(element)


def _rename(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element.tag = chance.choice(_TAGS)


def _swap_tags(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    other = chance.choice(elements)
    element.tag, other.tag = other.tag, element.tag


def _attribute(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    names = [*element.keys(), f"{{{W}}}val", f"{{{W}}}id"]
    name = chance.choice(names)
    if name in element.attrib and chance.random() < 0.3:
        del element.attrib[name]
    else:
        element.set(name, chance.choice(_VALUES))


def _text(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element.text = chance.choice([None, "", " ", "stray", "x" * 2000, "\u202e\ufeff\U0001f600"])


_DAMAGES = (_take_out, _unwrap, _double, _carry, _wrap, _rename, _swap_tags, _attribute, _attribute, _text)


def damaged_archive(docx: bytes, chance: random.Random) -> bytes:
    """The file cut short, with other bytes, or with members missing, swapped or emptied."""
    way = chance.randrange(5)
    if way == 0:
        return docx[: chance.randrange(len(docx))]
    if way == 1:
        flipped = bytearray(docx)
        for _ in range(chance.randint(1, 8)):
            flipped[chance.randrange(len(flipped))] = chance.randrange(256)
        return bytes(flipped)
    members = _members(docx)
    first, second = chance.sample(sorted(members), 2)
    if way == 2:
        del members[first]
    elif way == 3:
        members[first], members[second] = members[second], members[first]
    else:
        members[first] = chance.choice(
            [b"", b"<a/>", b"<", b"\xff\xfe\x00", members[second][: len(members[second]) // 2]]
        )
    return _zipped(members)


# -------------------------------------------------------------------------------------------------------- tests

seeds = st.integers(0, 2**32)


@given(seeds, st.integers(1, 4))
def test_damaged_xml_gives_an_answer_or_an_error_of_ours(seed: int, times: int) -> None:
    chance = random.Random(seed)
    answers(damaged_xml(chance.choice(sources()), chance, times), chance.choice(sources()))


@given(seeds)
def test_a_damaged_archive_gives_an_answer_or_an_error_of_ours(seed: int) -> None:
    chance = random.Random(seed)
    answers(damaged_archive(chance.choice(sources()), chance), chance.choice(sources()))


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda found: b"PK\x03\x04" + found)))
def test_random_bytes_are_no_word_file(found: bytes) -> None:
    assert lint(found)
    with pytest.raises(CounterpartError):
        tracked_changes(found)
