"""Comments of a redline: those that only one side has come and go with its changes.

A comment is the same by its author and its words. The reference of one that only the after side has stands in an
insertion, that of one that only the before side has is brought along in a deletion: as Word writes them when words with
a comment on them come or go, and accepting or rejecting that takes the comment along.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from drafts.word import names as n
from drafts.word.carry import Carrier
from drafts.word.flat import plain_text
from drafts.word.package import Package

Mark = Callable[[str], etree._Element]
"""Makes an empty revision element, signed, from its tag."""

_KIND = "comments"
_RANGE = frozenset({n.COMMENT_RANGE_START, n.COMMENT_RANGE_END})
_REVISED = frozenset({n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO})
_THIN = frozenset({n.RPR, n.COMMENT_REFERENCE, n.w("lastRenderedPageBreak"), n.w("annotationRef")})
"""What takes no room in a run."""


@dataclass(eq=False)
class CommentBook:
    """The comments of both sides, and those of the before side that were brought along so far."""

    source: Package
    target: Package
    carrier: Carrier
    gone: dict[str, etree._Element] = field(default_factory=dict[str, etree._Element])
    """Id in the source -> a comment that only the source has."""
    _came: set[str] = field(default_factory=set[str])
    _ids: dict[str, str] = field(default_factory=dict[str, str])
    _brought: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        ours, theirs = (list(_comments(package)) for package in (self.source, self.target))
        kept = Counter(map(words_of, ours)) & Counter(map(words_of, theirs))
        self.gone = {c.get(n.ID) or "": c for c in _beyond(ours, kept)}
        self._came = {c.get(n.ID) or "" for c in _beyond(theirs, kept)}

    def left_out(self) -> list[tuple[str, str]]:
        """(author, words) of the comments that only the source has and that found no place."""
        return [words_of(comment) for identity, comment in self.gone.items() if identity not in self._brought]

    def brought(self, marker: etree._Element, mark: Mark) -> etree._Element | None:
        """What stands in the target for a range marker or a run with a reference of the source; None where its comment
        is no concern of the redline."""
        reference = marker if marker.tag in _RANGE else marker.find(n.COMMENT_REFERENCE)
        identity = reference.get(n.ID) or "" if reference is not None else ""
        if identity not in self.gone:
            return None
        own = self._ids.setdefault(identity, "") or self.carrier.ids.annotation()
        self._ids[identity] = own
        copied = copy.deepcopy(marker)
        copied.tail = None
        if marker.tag in _RANGE:
            copied.set(n.ID, own)
            return copied
        for inner in copied.iter(n.COMMENT_REFERENCE):
            inner.set(n.ID, own)
        self._brought.add(identity)
        struck = mark(n.DEL)
        struck.append(copied)
        return struck

    def weave(self, before: etree._Element, after: etree._Element, mark: Mark) -> None:
        """Put the comments that only the source has into what both sides have unchanged: each where it stood."""
        ours, theirs = (list(block.iter(n.P)) for block in (before, after))
        if len(ours) != len(theirs):
            return
        for old, new in zip(ours, theirs, strict=True):
            found = list(_markers(old))
            made = [(place, thing) for place, marker in found if (thing := self.brought(marker, mark)) is not None]
            for place, thing in made:
                _insert(new, place, thing)

    def finish(self, mark: Mark) -> None:
        """Sign the coming of the after side's own comments, and give those that were brought along their words."""
        for part in self.target.story_parts() if self._came or self._ids else ():
            root = self.target.xml(part)
            for reference in list(root.iter(n.COMMENT_REFERENCE)):
                if reference.get(n.ID) in self._came:
                    _sign(reference, mark)
            lost = {own for identity, own in self._ids.items() if identity not in self._brought}
            for marker in [m for m in root.iter(*_RANGE) if m.get(n.ID) in lost]:
                marker.getparent().remove(marker)  # pyright: ignore[reportOptionalMemberAccess]
        if self._brought:
            self._bring()

    def _bring(self) -> None:
        source = self.source.related(self.source.main, _KIND)
        assert source is not None
        target = self.target.related(self.target.main, _KIND) or self._new_part(source)
        for identity, comment in self.gone.items():
            if identity in self._brought:
                copied = self.carrier.element(comment, source, target)
                copied.set(n.ID, self._ids[identity])
                self.target.xml(target).append(copied)

    def _new_part(self, source: str) -> str:
        root = self.source.xml(source)
        usual = f"word/{_KIND}.xml"
        name = usual if usual not in self.target else self.target.free_name(f"word/{_KIND}", ".xml")
        empty = etree.Element(str(root.tag), dict(root.attrib), nsmap=root.nsmap)
        self.target.add_part(name, self.source.content_type(source), empty)
        self.target.add_relationship(self.target.main, f"{n.R}/{_KIND}", name)
        return name


def words_of(comment: etree._Element) -> tuple[str, str]:
    """The author and the words of a comment."""
    return comment.get(n.AUTHOR) or "", " ".join(plain_text(p) for p in comment.iter(n.P))


def _comments(package: Package) -> Iterator[etree._Element]:
    part = package.related(package.main, _KIND)
    yield from package.xml(part).iter(n.COMMENT) if part is not None else ()


def _beyond(comments: list[etree._Element], kept: Counter[tuple[str, str]]) -> Iterator[etree._Element]:
    """The comments that are not among the kept ones; of equal ones the last."""
    left = Counter(kept)
    for comment in comments:
        if left[words_of(comment)]:
            left[words_of(comment)] -= 1
        else:
            yield comment


def _sign(reference: etree._Element, mark: Mark) -> None:
    """Let a reference to a comment stand in an insertion of its own, where it is in no revision yet."""
    run = reference.getparent()
    if run is None or run.tag != n.R_ or any(a.tag in _REVISED for a in run.iterancestors()):
        return
    run = _apart(run, reference)
    came = mark(n.INS)
    run.addprevious(came)
    came.append(run)


def _apart(run: etree._Element, child: etree._Element) -> etree._Element:
    """A run of the same look that holds only ``child``, in its place."""
    position = run.index(child)
    if all(c is child or c.tag == n.RPR for c in run):
        return run
    own, rest = _like(run), _like(run)
    rest.extend(list(run)[position + 1 :])
    own.append(child)
    run.addnext(own)
    if any(c.tag != n.RPR for c in rest):
        own.addnext(rest)
    return own


def _like(run: etree._Element) -> etree._Element:
    """An empty run of the same look."""
    made = etree.Element(n.R_)
    look = run.find(n.RPR)
    if look is not None:
        made.append(copy.deepcopy(look))
    return made


def _markers(paragraph: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The range markers and references of comments in a paragraph, each with the room of what stands before it; a
    reference as a run of its own."""
    place = 0
    for element in paragraph.iter(n.R_, *_RANGE):
        if next(element.iterancestors(n.P), None) is not paragraph:
            continue
        if element.tag in _RANGE:
            yield place, element
            continue
        for child in element:
            if child.tag == n.COMMENT_REFERENCE:
                alone = _like(element)
                alone.append(copy.deepcopy(child))
                yield place, alone
            place += _room(child)


def _room(child: etree._Element) -> int:
    if child.tag == n.T:
        return len(child.text or "")
    return 0 if child.tag in _THIN or not isinstance(child.tag, str) or child.tag == n.INSTR_TEXT else 1


def _insert(paragraph: etree._Element, place: int, thing: etree._Element) -> None:
    """Put a thing in a paragraph behind so much room."""
    passed = 0
    last: etree._Element | None = None
    for run in list(paragraph.iter(n.R_)):
        if next(run.iterancestors(n.P), None) is not paragraph:
            continue
        last = run
        size = sum(map(_room, run))
        if passed + size > place:
            _part(run, place - passed).addprevious(thing)
            return
        passed += size
    if last is not None and last.getparent() is paragraph:
        _behind(last).addnext(thing)
    else:
        paragraph.append(thing)


def _behind(element: etree._Element) -> etree._Element:
    """The last of the things of comments that stand behind an element."""
    following = element.getnext()
    while following is not None and (
        following.tag in _RANGE or following.find(f".//{n.COMMENT_REFERENCE}") is not None
    ):
        element, following = following, following.getnext()
    return element


def _part(run: etree._Element, place: int) -> etree._Element:
    """The run that begins behind so much room of a run, which is cut there."""
    if place == 0:
        return run
    rest = _like(run)
    passed = 0
    for child in list(run):
        if child.tag == n.RPR:
            continue
        size = _room(child)
        if passed >= place:
            rest.append(child)
        elif passed + size > place:
            text = child.text or ""
            second = copy.deepcopy(child)
            second.tail = None
            child.text, second.text = text[: place - passed], text[place - passed :]
            for piece in (child, second):
                piece.set(n.SPACE, "preserve")
            rest.append(second)
        passed += size
    run.addnext(rest)
    return rest
