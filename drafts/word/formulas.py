"""Formulas (OMML, ECMA-376 Part 1, 22.1): the letters in their places, apart from the frame of fractions, roots and
scripts around them. Two formulas of one frame may differ in letters; then only these are marked.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from drafts.blocks import Fate, Item, Token
from drafts.word import names as n


def _m(name: str) -> str:
    return f"{{{n.M}}}{name}"


MATH = frozenset({_m("oMath"), _m("oMathPara")})
_RUN, MATH_TEXT = _m("r"), _m("t")
_HOLDERS = frozenset(map(_m, ("oMath", "e", "sub", "sup", "num", "den", "deg", "lim", "fName")))
"""Elements that hold runs between structures."""
_UNSEEN = frozenset({n.w("proofErr"), n.BOOKMARK_START, n.BOOKMARK_END})
_RUN_PROPERTIES = frozenset({_m("rPr"), n.RPR})
_SIGNS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{3,}|\s+|.", re.DOTALL)
"""A number, a name such as "sin", or one letter or sign, which stands for itself in a formula."""


@dataclass(slots=True, eq=False)
class Place:
    """A place for runs in a formula: those that stand there, and the structure that follows in the same holder."""

    holder: etree._Element
    runs: list[etree._Element] = field(default_factory=list[etree._Element])
    following: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A token's payload: letters of one run of a formula, or (without a run) the border between two places."""

    run: etree._Element | None = None


def places(formula: etree._Element) -> list[Place] | None:
    """The places of a formula in order; None where it holds something else than runs and structures."""
    found: list[Place] = []
    return found if all(_plain(holder, found) for holder in _holders(formula)) else None


def _holders(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost holders in an element, itself included."""
    if element.tag in _HOLDERS:
        yield element
        return
    for child in element:
        yield from _holders(child)


def _plain(holder: etree._Element, out: list[Place]) -> bool:
    out.append(Place(holder))
    for child in holder:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _RUN:
            if any(c.tag != MATH_TEXT and c.tag not in _RUN_PROPERTIES for c in child):
                return False
            out[-1].runs.append(child)
        elif not str(child.tag).startswith(f"{{{n.M}}}"):
            return False
        else:
            out[-1].following = child
            if not all(_plain(inner, out) for inner in _holders(child)):
                return False
            out.append(Place(holder))
    return True


def frame(formula: etree._Element) -> etree._Element:
    """A copy of a formula without its runs."""
    out = copy.deepcopy(formula)
    out.tail = None
    for run in list(out.iter(_RUN)):
        run.getparent().remove(run)  # pyright: ignore[reportOptionalMemberAccess]
    return out


def signs(found: Sequence[Place]) -> Iterator[tuple[str, etree._Element | None]]:
    """The letters of each place with their run, and ("", None) between two places."""
    for position, place in enumerate(found):
        if position:
            yield "", None
        for run in place.runs:
            text = "".join(t.text or "" for t in run.iter(MATH_TEXT))
            for sign in _SIGNS.findall(text):
                yield sign, run


def joined(children: Sequence[tuple[Hashable, ...]]) -> tuple[tuple[Hashable, ...], ...]:
    """The values of a holder's children (tag, attributes, text, children) with runs of one look side by side made one,
    and runs without letters left out: how letters are cut into runs nobody sees."""
    out: list[tuple[Hashable, ...]] = []
    for value in children:
        look, text = _read(value)
        if value[0] != "r":
            out.append(value)
        elif text and out and out[-1][0] == "r" and out[-1][1] == look:
            out[-1] = ("r", look, f"{out[-1][2]}{text}")
        elif text:
            out.append(("r", look, text))
    return tuple(out)


def _read(value: tuple[Hashable, ...]) -> tuple[Hashable, str]:
    parts = cast("tuple[tuple[Hashable, ...], ...]", value[3])
    texts = [p for p in parts if p[0] == "t"]
    return tuple(p for p in parts if p[0] != "t"), "".join(str(p[2]) for p in texts)


def keeps_frame(items: Sequence[Item]) -> bool:
    """Whether every border between places is kept, so that letters can be marked in their places."""
    return all(i.fate is Fate.KEEP for i in items for t in i.tokens if t.payload.run is None)


def stretches(items: Sequence[Item]) -> Iterator[list[tuple[Fate, Token]]]:
    """The tokens of each place with their fates, in the order shown."""
    place: list[tuple[Fate, Token]] = []
    for item in items:
        for token in item.tokens:
            if token.payload.run is None:
                yield place
                place = []
            else:
                place.append((item.fate, token))
    yield place


def with_text(run: etree._Element, text: str) -> etree._Element:
    """A run of a formula with other letters."""
    kept = [c for c in run if c.tag in _RUN_PROPERTIES]
    run[:] = kept
    letters = etree.SubElement(run, MATH_TEXT)
    letters.text = text
    letters.set(n.SPACE, "preserve")
    return run
