"""The comments of a Word file with the words that they stand on, and which of them answers which."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from lxml import etree

from drafts.returns.strands import Comment
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.outline import NOWHERE, Outline, Where
from drafts.word.package import Package
from drafts.word.resolve import blocks as block_elements
from drafts.word.revisions import read_time

_EX: Final = f"{{{n.W15}}}commentEx"
_EX_ID: Final = f"{{{n.W15}}}paraId"
_EX_PARENT: Final = f"{{{n.W15}}}paraIdParent"
_EX_DONE: Final = f"{{{n.W15}}}done"
_ON: Final = frozenset({"1", "true", "on"})
_SIGNS: Final = {n.TAB: "\t", n.BR: "\n", n.CR: "\n", w("noBreakHyphen"): "\u2011"}


def read_comments(package: Package, outline: Outline) -> tuple[Comment, ...]:
    """The comments in the order in which their words stand; those that stand on nothing come last. An answer names the
    place of what it answers: by ``commentsExtended``, else the first comment on the same words."""
    part = package.related(package.main, "comments")
    if part is None:
        return ()
    elements = {e.get(n.ID) or "": e for e in package.xml(part).iter(n.COMMENT)}
    anchors = _anchors(package, outline)
    order = [k for k in anchors if k in elements] + [k for k in elements if k not in anchors]
    places = {k: at for at, k in enumerate(order)}
    parents, done = _threads(package, elements)
    first: dict[tuple[int, int, int], str] = {}
    if package.related(package.main, "commentsExtended") is None:
        for k in order:
            if k in anchors and anchors[k].range[1]:
                parents.setdefault(k, first.setdefault(anchors[k].range, k))
    return tuple(
        _comment(elements[k], anchors.get(k), places.get(parents.get(k, k), -1), k in done, places[k]) for k in order
    )


class _Anchor:
    """Where a comment stands: from letter to letter of which part."""

    def __init__(self, place: str) -> None:
        self.place, self.text, self.where, self.paragraph = place, "", NOWHERE, 0
        self.range: tuple[int, int, int] = (0, 0, 0)


def _comment(element: etree._Element, anchor: _Anchor | None, parent: int, done: bool, own: int) -> Comment:
    where: Where = anchor.where if anchor is not None else NOWHERE
    return Comment(
        author=" ".join((element.get(n.AUTHOR) or "").split()),
        at=read_time(element),
        text="\n".join(_words(p) for p in block_elements(element)).strip(),
        anchor=anchor.text if anchor is not None else "",
        clause_id=where.clause_id,
        clause=where.name,
        paragraph=anchor.paragraph if anchor is not None else 0,
        place=anchor.place if anchor is not None else "body",
        parent=parent if parent != own else -1,
        done=done,
    )


def _words(block: etree._Element) -> str:
    found = block.iter(n.T, *_SIGNS)
    return "".join(_SIGNS.get(str(e.tag), e.text or "") for e in found if next(e.iterancestors(n.PPR), None) is None)


def _anchors(package: Package, outline: Outline) -> dict[str, _Anchor]:
    found: dict[str, _Anchor] = {}
    for number, part in enumerate(package.story_parts()):
        place = "body" if part == package.main else part.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
        open_: dict[str, int] = {}
        letters: list[str] = []
        paragraph = 0
        count = 0
        for element in package.xml(part).iter(
            n.P, n.T, n.DEL_TEXT, n.COMMENT_RANGE_START, n.COMMENT_RANGE_END, n.COMMENT_REFERENCE
        ):
            identity = element.get(n.ID) or ""
            if element.tag == n.P:
                paragraph += 1
                where = outline.where(part, element)
                if letters:
                    letters.append(" ")
            elif element.tag in (n.T, n.DEL_TEXT):
                letters.append(element.text or "")
                count += len(element.text or "")
            elif element.tag == n.COMMENT_RANGE_START:
                open_[identity] = len(letters)
                anchor = found.setdefault(identity, _Anchor(place))
                anchor.paragraph, anchor.where = paragraph, where  # pyright: ignore[reportPossiblyUnboundVariable]
                anchor.range = (number, 0, count)
            elif element.tag == n.COMMENT_RANGE_END and identity in open_:
                found[identity].text = "".join(letters[open_.pop(identity) :]).strip()
                found[identity].range = (number, count, found[identity].range[2])
            elif element.tag == n.COMMENT_REFERENCE and identity not in found:
                anchor = found[identity] = _Anchor(place)
                anchor.paragraph, anchor.where = paragraph, where  # pyright: ignore[reportPossiblyUnboundVariable]
    return found


def _threads(package: Package, elements: dict[str, etree._Element]) -> tuple[dict[str, str], set[str]]:
    """Comment -> the comment that it answers, and those that are settled, by ``commentsExtended``."""
    part = package.related(package.main, "commentsExtended")
    if part is None:
        return {}, set()
    by_paragraph: dict[str, str] = {}
    last: defaultdict[str, str] = defaultdict(str)
    for identity, element in elements.items():
        for paragraph in element.iter(n.P):
            by_paragraph[paragraph.get(n.PARA_ID) or ""] = identity
            last[identity] = paragraph.get(n.PARA_ID) or ""
    parents: dict[str, str] = {}
    done: set[str] = set()
    for entry in package.xml(part).iter(_EX):
        own = by_paragraph.get(entry.get(_EX_ID) or "")
        parent = by_paragraph.get(entry.get(_EX_PARENT) or "") if entry.get(_EX_PARENT) else None
        if own is not None and parent is not None:
            parents[own] = parent
        if own is not None and entry.get(_EX_DONE) in _ON:
            done.add(own)
    return parents, done
