"""Accept and reject tracked changes, as Word does: all of them, or those that a filter picks.

The steps and their order follow docs/ooxml/resolving.md: property changes, rows and cells, runs, paragraph marks,
tidying. What a paragraph mark that goes leaves behind joins the *following* paragraph, whose properties win.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package

Pick = Callable[[etree._Element], bool]
"""Says of a revision element whether it is to be resolved."""

_RUN_LEVEL = (n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO)
_MARKER_PARENTS = frozenset({n.RPR, n.TR_PR, n.NUM_PR, w("ctrlPr"), f"{{{n.M}}}ctrlPr"})
_SECTION_REFERENCES = frozenset({n.HEADER_REFERENCE, n.FOOTER_REFERENCE})
_CELL_MARKERS = frozenset({n.CELL_INS, n.CELL_DEL, n.CELL_MERGE})
_MARKERS = frozenset(_RUN_LEVEL)
_RETAINED: dict[str, frozenset[str]] = {
    n.PPR_CHANGE: frozenset({n.RPR, n.SECT_PR}),
    n.RPR_CHANGE: _MARKERS,
    n.SECT_PR_CHANGE: _SECTION_REFERENCES,
    n.TR_PR_CHANGE: _MARKERS,
    n.TC_PR_CHANGE: _CELL_MARKERS,
}
"""What a property change never touches: it stays when the old set comes back."""
_LEADING = frozenset({n.RPR_CHANGE, n.SECT_PR_CHANGE})
"""Changes whose retained children stand before the properties and not behind them."""
_RANGES = (
    n.MOVE_FROM_RANGE_START,
    n.MOVE_FROM_RANGE_END,
    n.MOVE_TO_RANGE_START,
    n.MOVE_TO_RANGE_END,
    *(w(f"customXml{kind}Range{end}") for kind in ("Ins", "Del", "MoveFrom", "MoveTo") for end in ("Start", "End")),
)
_CUSTOM_GONE = {
    True: (w("customXmlDelRangeStart"), w("customXmlMoveFromRangeStart")),
    False: (w("customXmlInsRangeStart"), w("customXmlMoveToRangeStart")),
}
"""Before the tag of a control that goes, when all is accepted (True) or rejected."""
_CONTROL_PROPERTIES = frozenset({w("customXmlPr"), w("smartTagPr")})
_PAIRED = {
    n.BOOKMARK_START: n.BOOKMARK_END,
    n.BOOKMARK_END: n.BOOKMARK_START,
    n.COMMENT_RANGE_START: n.COMMENT_RANGE_END,
    n.COMMENT_RANGE_END: n.COMMENT_RANGE_START,
}
_SHOWN = frozenset(
    w(x)
    for x in [
        "t",
        "tab",
        "br",
        "cr",
        "sym",
        "drawing",
        "pict",
        "object",
        "footnoteReference",
        "endnoteReference",
        "noBreakHyphen",
        "softHyphen",
        "ptab",
        "instrText",
        "fldChar",
        "delText",
        "delInstrText",
        "fldSimple",
        "commentReference",
    ]
) | {f"{{{n.M}}}oMath"}
_RUN_LIKE = (n.R_, n.FLD_SIMPLE, n.HYPERLINK, n.SDT, f"{{{n.M}}}oMath", f"{{{n.M}}}oMathPara")
REVISION_TAGS = tuple(sorted(n.REVISIONS | set(_RANGES)))
"""Every element that belongs to a tracked change."""
_MATH = (f"{{{n.M}}}oMath", f"{{{n.M}}}oMathPara")
_TRANSPARENT = frozenset({n.SDT, n.SDT_CONTENT, n.CUSTOM_XML, n.SMART_TAG})
_NOTES = {"footnotes": (n.FOOTNOTE, n.FOOTNOTE_REFERENCE), "endnotes": (n.ENDNOTE, n.ENDNOTE_REFERENCE)}


def accept_all(docx: bytes) -> bytes:
    """The document with every tracked change accepted in every story. Raises UnreadableFile."""
    return _resolved(docx, accept=True)


def reject_all(docx: bytes) -> bytes:
    """The document with every tracked change rejected in every story. Raises UnreadableFile."""
    return _resolved(docx, accept=False)


def _resolved(docx: bytes, *, accept: bool) -> bytes:
    package = Package.read(docx)
    settle(package, accept=accept)
    return package.to_bytes()


def settle(package: Package, *, accept: bool, pick: Pick | None = None) -> int:
    """Resolve the tracked changes of a package in place; returns how many revision elements there were."""
    count = 0
    for part in package.story_parts():
        root = package.xml(part)
        found = sum(1 for _ in root.iter(*REVISION_TAGS))
        if found:
            resolve(root, accept=accept, pick=pick)
            count += found
    if count:
        drop_orphans(package)
    return count


def resolve(root: etree._Element, *, accept: bool, pick: Pick | None = None) -> None:
    """Resolve the tracked changes below ``root`` (a story part's root) in place."""
    gone = {n.DEL, n.MOVE_FROM} if accept else {n.INS, n.MOVE_TO}
    resolver = _Resolver(root, accept, gone, pick or _every)
    resolver.properties()
    resolver.rows()
    resolver.controls()
    resolver.runs()
    resolver.marks()
    for element in list(root.iter(*_RANGES)) if pick is None else ():
        remove(element)
    resolver.tidy()


def _every(_: etree._Element) -> bool:
    return True


class _Resolver:
    def __init__(self, root: etree._Element, accept: bool, gone: set[str], pick: Pick) -> None:
        self.root, self.accept, self.gone, self.pick = root, accept, gone, pick
        self.top = _top(root)

    def properties(self) -> None:
        for change in list(self.root.iter(*sorted(n.PROPERTY_CHANGES), n.NUMBERING_CHANGE)):
            if not self.pick(change):
                continue
            parent = change.getparent()
            if parent is None:
                continue
            parent.remove(change)
            if not self.accept and change.tag != n.NUMBERING_CHANGE:
                restore(parent, change)
        for numbered in list(self.root.iter(n.NUM_PR)):
            marker = numbered.find(n.INS)
            if marker is not None and self.pick(marker):
                numbered.remove(marker)
                if not self.accept:
                    remove(numbered)

    def rows(self) -> None:
        for row in list(self.root.iter(n.TR))[::-1]:
            properties = row.find(n.TR_PR)
            markers = [m for m in properties if m.tag in _MARKERS and self.pick(m)] if properties is not None else []
            if any(m.tag in self.gone for m in markers):
                remove(row)
                continue
            for marker in markers:
                remove(marker)
        if self.accept:
            narrow_grids([m for m in self.root.iter(n.CELL_DEL) if self.pick(m)])
        for marker in list(self.root.iter(*_CELL_MARKERS))[::-1]:
            if self.pick(marker):
                self._cell(marker)
        for row in list(self.root.iter(n.TR))[::-1]:
            if next(row.iter(n.TC), None) is None:
                remove(row)
        for table in list(self.root.iter(n.TBL))[::-1]:
            if next(table.iter(n.TR), None) is None:
                remove(table)

    def _cell(self, marker: etree._Element) -> None:
        properties = marker.getparent()
        cell = properties.getparent() if properties is not None else None
        if properties is None or cell is None:
            return
        properties.remove(marker)
        if marker.tag == n.CELL_MERGE:
            kind = marker.get(w("vMerge" if self.accept else "vMergeOrig"))
            for old in properties.findall(w("vMerge")):
                properties.remove(old)
            if kind is not None:
                merge = etree.SubElement(properties, w("vMerge"))
                merge.set(n.VAL, "restart" if kind == "rest" else "continue")
                n.insert_in_order(properties, merge)
        elif marker.tag == (n.CELL_DEL if self.accept else n.CELL_INS):
            remove(cell)

    def controls(self) -> None:
        """Take the tags of controls that are to go away from around their content: a pair of range markers stands
        around each tag (ECMA-376 Part 1, 17.13.5.4 and the following)."""
        for start in list(self.root.iter(*_CUSTOM_GONE[self.accept])):
            control = start.getnext()
            if control is None or control.tag not in _TRANSPARENT or not self.pick(start):
                continue
            inside = control.find(n.SDT_CONTENT) if control.tag == n.SDT else control
            end = str(start.tag).replace("RangeStart", "RangeEnd")
            if inside is not None and any(m.get(n.ID) == start.get(n.ID) for m in inside.iterchildren(end)):
                for part in [c for c in inside if c.tag in _CONTROL_PROPERTIES]:
                    inside.remove(part)
                control.getparent().replace(control, inside)  # pyright: ignore[reportOptionalMemberAccess]
                unwrap(inside)

    def runs(self) -> None:
        for wrapper in list(self.root.iter(*_RUN_LEVEL)):
            if not _is_run_level(wrapper) or _top(wrapper) is not self.top or not self.pick(wrapper):
                continue
            if wrapper.tag in self.gone:
                outer = wrapper.getparent()
                hoist(wrapper)
                remove(wrapper)
                _sweep(outer)
            else:
                if wrapper.tag == n.DEL:
                    undelete(wrapper)
                unwrap(wrapper)

    def marks(self) -> None:
        for paragraph in list(self.root.iter(n.P)):
            properties = n.leading(paragraph, n.PPR)
            look = properties.find(n.RPR) if properties is not None else None
            if look is None:
                continue
            markers = [m for m in look if m.tag in _MARKERS and self.pick(m)]
            gone = any(m.tag in self.gone for m in markers)
            if gone and self._hangs(paragraph):
                markers = [m for m in markers if m.tag not in self.gone]
                gone = False
            for marker in markers:
                look.remove(marker)
            if len(look) == 0 and markers:
                remove(look)
            if gone:
                join_next(paragraph)

    def _hangs(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph whose mark is to go has to wait for a revision that was not picked: no paragraph follows
        that it could join now, but one may, or nothing may be left of it, when the other revision is resolved."""
        if self.pick is _every:
            return False
        following = next_block(paragraph)
        if following is not None and following.tag == n.P:
            return False
        tables = [e for e in (following, _previous_block(paragraph)) if e is not None and e.tag == n.TBL]
        return any(not self.pick(e) for place in (paragraph, *tables) for e in place.iter(*_RUN_LEVEL))

    def tidy(self) -> None:
        for cell in self.root.iter(n.TC):
            last = next(_blocks_reversed(cell), None)
            if last is None or last.tag != n.P:
                etree.SubElement(cell, n.P)
        for marker in list(self.root.iter(*_RUN_LEVEL)):
            parent = marker.getparent()
            odd = parent is not None and parent.tag in _MARKER_PARENTS - {n.RPR, n.TR_PR, n.NUM_PR}
            if parent is not None and odd and self.pick(marker):
                parent.remove(marker)


def narrow_grids(struck: Sequence[etree._Element]) -> None:
    """Take the columns of cells that are about to go (by their markers) out of their tables' grids, as the first of the
    rows with most cells among them has them; a grid that has no place for them stays."""
    rows: dict[etree._Element, list[etree._Element]] = {}
    gone = {next(m.iterancestors(n.TC)) for m in struck}
    for cell in (next(m.iterancestors(n.TC)) for m in struck):
        row, table = next(cell.iterancestors(n.TR)), next(cell.iterancestors(n.TBL))
        cells = [c for c in row.iter(n.TC) if next(c.iterancestors(n.TR)) is row]
        if len(cells) > len(rows.get(table, ())):
            rows[table] = cells
    for table, cells in rows.items():
        ends = list(itertools.accumulate(map(span_of, cells)))
        grid = table.findall(f"{n.TBL_GRID}/{n.GRID_COL}")
        if len(grid) >= ends[-1]:
            for cell, end in zip(cells, ends, strict=True):
                for column in grid[end - span_of(cell) : end] if cell in gone else ():
                    remove(column)


def span_of(cell: etree._Element) -> int:
    """How many columns of the grid a cell takes."""
    found = cell.find(f"{n.TC_PR}/{w('gridSpan')}")
    value = found.get(n.VAL) or "" if found is not None else ""
    return max(1, int(value)) if value.isdecimal() else 1


def _sweep(wrapper: etree._Element | None) -> None:
    """Take out a revision around runs that holds nothing any more: all of it was struck by somebody else."""
    while wrapper is not None and wrapper.tag in _MARKERS and next(wrapper.iter(n.R_, *_MATH), None) is None:
        for marker in list(wrapper.iter(*_PAIRED)):
            wrapper.addprevious(marker)
        wrapper, empty = wrapper.getparent(), wrapper
        remove(empty)


def _is_run_level(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag not in _MARKER_PARENTS


def _top(element: etree._Element) -> etree._Element:
    """The outermost ancestor: not the story's own when the element went with an outer wrapper."""
    while (parent := element.getparent()) is not None:
        element = parent
    return element


def restore(parent: etree._Element, change: etree._Element) -> None:
    """Put the old set that a property change holds in place of ``parent``'s properties."""
    tag = str(change.tag)
    stay = [c for c in parent if c.tag in _RETAINED.get(tag, ())]
    old = list(change[0]) if len(change) else []
    old = [c for c in old if c.tag not in _RETAINED.get(tag, ())]
    for child in list(parent):
        parent.remove(child)
    parent.extend([*stay, *old] if tag in _LEADING else [*old, *stay])
    if len(parent) == 0 and tag != n.TBL_GRID_CHANGE:
        remove(parent)


def undelete(wrapper: etree._Element) -> None:
    """Let the text and field codes in a deletion be text and codes again."""
    for text in wrapper.iter(n.DEL_TEXT):
        text.tag = n.T
    for code in wrapper.iter(n.DEL_INSTR_TEXT):
        code.tag = n.INSTR_TEXT


def remove(element: etree._Element) -> None:
    """Take an element out of its parent; text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def hoist(element: etree._Element) -> None:
    """Move the range markers whose partner stands outside ``element`` in front of it."""
    inside = [m for m in element.iter(*_PAIRED) if not _partner_inside(m, element)]
    for marker in inside:
        element.addprevious(marker)


def _partner_inside(marker: etree._Element, element: etree._Element) -> bool:
    identity = marker.get(n.ID)
    return any(m.get(n.ID) == identity for m in element.iter(_PAIRED[str(marker.tag)]))


def join_next(paragraph: etree._Element) -> None:
    """The paragraph's mark goes: what it holds moves to the front of the next paragraph; an empty one without a next
    paragraph goes, where the container stays legal. One that stays ends no section any more: its mark was the break."""
    if not shows(paragraph):
        _drop_bookmarks(paragraph)
    following = next_block(paragraph)
    content = [c for c in paragraph if c.tag != n.PPR]
    if following is not None and following.tag == n.P:
        at = 1 if following.find(n.PPR) is not None else 0
        following[at:at] = content
        _remove_emptied(paragraph)
    elif not shows(paragraph) and _may_go(paragraph, following):
        for marker in content:
            if marker.tag in _PAIRED:
                paragraph.addprevious(marker)
        _remove_emptied(paragraph)
    else:
        _end_no_section(paragraph)


def _end_no_section(paragraph: etree._Element) -> None:
    properties = paragraph.find(n.PPR)
    section = properties.find(n.SECT_PR) if properties is not None else None
    if properties is not None and section is not None:
        properties.remove(section)
        if len(properties) == 0:
            remove(properties)


def _drop_bookmarks(paragraph: etree._Element) -> None:
    """Take out the bookmarks that began and ended in a paragraph of which nothing is left: they go with its words, as
    in Word, and don't name the next paragraph."""
    ends = {end.get(n.ID): end for end in paragraph.iter(n.BOOKMARK_END)}
    for start in list(paragraph.iter(n.BOOKMARK_START)):
        end = ends.get(start.get(n.ID))
        if end is not None:
            remove(start)
            remove(end)


def _may_go(paragraph: etree._Element, following: etree._Element | None) -> bool:
    before = _previous_block(paragraph)
    if following is None:
        return before is not None and before.tag == n.P
    return before is None or before.tag != n.TBL


def shows(paragraph: etree._Element) -> bool:
    """Whether a paragraph holds anything that a reader could see."""
    return any(e.tag in _SHOWN for child in paragraph if child.tag != n.PPR for e in child.iter())


def _remove_emptied(paragraph: etree._Element) -> None:
    parent = paragraph.getparent()
    remove(paragraph)
    while parent is not None and parent.tag in _TRANSPARENT and next(parent.iter(n.P, n.TBL), None) is None:
        parent, gone = parent.getparent(), parent
        if parent is not None:
            remove(gone)


def blocks(container: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs, tables and imported chunks of a story in order, seen through content controls."""
    for child in container:
        if child.tag in (n.P, n.TBL) or child.tag == w("altChunk"):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from blocks(child)


def _blocks_reversed(container: etree._Element) -> Iterator[etree._Element]:
    for child in reversed(container):
        if child.tag in (n.P, n.TBL):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _blocks_reversed(child)


def next_block(block: etree._Element) -> etree._Element | None:
    """The paragraph or table that follows in the same container, seen through content controls."""
    return _neighbour(block, forward=True)


def _previous_block(block: etree._Element) -> etree._Element | None:
    return _neighbour(block, forward=False)


def _neighbour(block: etree._Element, *, forward: bool) -> etree._Element | None:
    at = block
    while True:
        for sibling in at.itersiblings(preceding=not forward):
            if sibling.tag in (n.P, n.TBL):
                return sibling
            if sibling.tag in _TRANSPARENT:
                inner = next(blocks(sibling) if forward else _blocks_reversed(sibling), None)
                if inner is not None:
                    return inner
        parent = at.getparent()
        if parent is None or parent.tag not in _TRANSPARENT:
            return None
        at = parent


def drop_orphans(package: Package) -> None:
    """Take out the notes and comments that no story refers to any more."""
    main = package.xml(package.main)
    for kind, (note, reference) in _NOTES.items():
        part = package.related(package.main, kind)
        if part is None:
            continue
        used = {r.get(n.ID) for r in main.iter(reference)}
        _drop(package.xml(part), note, lambda e, used=used: e.get(n.TYPE) is None and e.get(n.ID) not in used)
    part = package.related(package.main, "comments")
    if part is not None:
        stories: Sequence[etree._Element] = [package.xml(p) for p in package.story_parts() if p != part]
        used = {r.get(n.ID) for s in stories for r in s.iter(n.COMMENT_REFERENCE)}
        gone = _drop(package.xml(part), n.COMMENT, lambda e: e.get(n.ID) not in used)
        for story in stories if gone else ():
            for marker in list(story.iter(n.COMMENT_RANGE_START, n.COMMENT_RANGE_END)):
                if marker.get(n.ID) in gone:
                    remove(marker)


def _drop(root: etree._Element, tag: str, orphaned: Pick) -> set[str | None]:
    gone = [e for e in root.iter(tag) if orphaned(e)]
    for element in gone:
        remove(element)
    return {e.get(n.ID) for e in gone}
