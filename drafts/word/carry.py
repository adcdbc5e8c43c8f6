"""Carrying content of one package into another: the styles, lists, links and embedded parts that it needs come along.

What the target has already is used as it is: a style of the same id, a list of the same definition, a part of the same
bytes. What it lacks is added under a free id.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Iterator

from lxml import etree

from drafts.model import Note
from drafts.word import names as n
from drafts.word.keys import Numbering, canonical
from drafts.word.names import w
from drafts.word.package import Package
from drafts.word.resolve import remove

_STYLE_REFERENCES = (n.P_STYLE, n.R_STYLE, n.TBL_STYLE)
_STYLE_LINKS = tuple(w(x) for x in ("basedOn", "link", "next"))
_DRAWING_IDS = (f"{{{n.WP}}}docPr",)
_EMBEDDING = frozenset(
    {n.DRAWING, n.PICT, n.OBJECT, f"{{{n.MC}}}AlternateContent", f"{{{n.M}}}oMath", f"{{{n.M}}}oMathPara"}
)
"""What may hold bookmarks and named shapes of its own, as one atom."""
_VML = tuple(f"{{urn:schemas-microsoft-com:vml}}{x}" for x in ("shape", "shapetype", "group", "rect", "line", "oval"))
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_NUMBERING_RELATIONSHIP = f"{n.R}/numbering"


class Ids:
    """Free ids of a package: one counter for all annotations, one for drawings."""

    def __init__(self, package: Package) -> None:
        highest = drawing = 0
        for part in package.story_parts():
            root = package.xml(part)
            for element in root.iter(*_COUNTED):
                highest = max(highest, _number(element.get(n.ID)))
            for element in root.iter(*_DRAWING_IDS):
                drawing = max(drawing, _number(element.get("id")))
        self._annotation, self._drawing = highest, drawing

    def annotation(self) -> str:
        """The next id for a revision, bookmark, comment or move."""
        self._annotation += 1
        return str(self._annotation)

    def drawing(self) -> str:
        """The next id for a drawing."""
        self._drawing += 1
        return str(self._drawing)


_COUNTED = (
    n.BOOKMARK_START,
    n.COMMENT_RANGE_START,
    n.COMMENT,
    w("permStart"),
    *sorted(n.REVISIONS),
)


def _number(text: str | None) -> int:
    try:
        return min(int(text or 0), 2**30)
    except ValueError:
        return 0


class Carrier:
    """Carries elements from ``source`` to ``target``."""

    def __init__(self, source: Package, target: Package, ids: Ids, lists: tuple[Numbering, Numbering]) -> None:
        self.source, self.target, self.ids = source, target, ids
        self.source_lists, self.target_lists = lists
        self.notes: list[Note] = []
        self._styles = _styles(target)
        self._source_styles = _styles(source)
        self._parts: dict[str, str] = {}

    def element(self, element: etree._Element, source_part: str, target_part: str) -> etree._Element:
        """A copy of ``element`` of the source's part, fit to stand in the target's part."""
        out = copy.deepcopy(element)
        out.tail = None
        if out.tag in _EMBEDDING:
            self._refresh_ids(out)
        for child in out.iter():
            if not isinstance(child.tag, str):
                continue
            if child.tag in _STYLE_REFERENCES:
                self._bring_style(child.get(n.VAL))
            elif child.tag == w("numId"):
                child.set(n.VAL, self.list(child.get(n.VAL) or "0"))
            elif child.tag in _DRAWING_IDS:
                child.set("id", self.ids.drawing())
            for name, value in list(child.items()):
                if name.startswith(f"{{{n.R}}}") and value:
                    child.set(name, self._relationship(value, source_part, target_part))
                elif name == n.PARA_ID or name == f"{{{n.W14}}}textId":
                    del child.attrib[name]
        return out

    def _refresh_ids(self, element: etree._Element) -> None:
        """Take the bookmarks out of a text box or formula, and give its VML shapes names that no other shape has."""
        for marker in list(element.iter(n.BOOKMARK_START, n.BOOKMARK_END)):
            remove(marker)
        renamed = {s.get("id"): f"{s.get('id')}_{self.ids.drawing()}" for s in element.iter(*_VML) if s.get("id")}
        for child in element.iter():
            for name in ("id", "type", "ShapeID"):
                value = child.get(name) or ""
                if value.lstrip("#") in renamed and (name != "id" or child.tag in _VML):
                    child.set(name, value.replace(value.lstrip("#"), renamed[value.lstrip("#")]))

    # ----------------------------------------------------------------------------------------------- styles

    def _bring_style(self, style_id: str | None) -> None:
        part = self.target.related(self.target.main, "styles")
        todo = [style_id]
        while todo:
            wanted = todo.pop()
            if wanted is None or wanted in self._styles or wanted not in self._source_styles or part is None:
                continue
            style = copy.deepcopy(self._source_styles[wanted])
            self._styles[wanted] = style
            if style.get(w("default")) is not None:
                del style.attrib[w("default")]
            for number in style.iter(w("numId")):
                number.set(n.VAL, self.list(number.get(n.VAL) or "0"))
            self.target.xml(part).append(style)
            todo.extend(link.get(n.VAL) for link in style if link.tag in _STYLE_LINKS)

    def differing_styles(self) -> list[str]:
        """Names of the styles that both packages define, but differently."""
        out: list[str] = []
        for style_id, style in self._source_styles.items():
            ours = self._styles.get(style_id)
            if ours is None or etree.tostring(ours, with_tail=False) == etree.tostring(style, with_tail=False):
                continue
            if canonical(ours) != canonical(style):
                name = style.find(w("name"))
                out.append((name.get(n.VAL) if name is not None else None) or style_id)
        return out

    # ------------------------------------------------------------------------------------------------ lists

    def list(self, number: str) -> str:
        """The target's ``w:numId`` for a list of the source, brought along where the target lacks it."""
        key = self.source_lists.key(number)
        found = self.target_lists.find(key)
        if found is not None or self.source_lists.root is None:
            return found if found is not None else number
        num = _child(self.source_lists.root, "num", "numId", number)
        base = num.find(w("abstractNumId")) if num is not None else None
        abstract = (
            _child(self.source_lists.root, "abstractNum", "abstractNumId", base.get(n.VAL))
            if base is not None
            else None
        )
        if num is None or abstract is None:
            return number
        return self._add_list(key, num, abstract)

    def _add_list(self, key: object, num: etree._Element, abstract: etree._Element) -> str:
        root = self._numbering_root()
        abstract, num = copy.deepcopy(abstract), copy.deepcopy(num)
        identity = str(1 + max([_number(a.get(w("abstractNumId"))) for a in root.iter(w("abstractNum"))], default=0))
        number = str(1 + max([_number(x.get(w("numId"))) for x in root.iter(w("num"))], default=0))
        abstract.set(w("abstractNumId"), identity)
        for nsid in abstract.findall(w("nsid")):
            nsid.set(n.VAL, f"{0x10000000 + int(identity):08X}")
        for picture in list(abstract.iter(w("lvlPicBulletId"))):
            picture.getparent().remove(picture)  # pyright: ignore[reportOptionalMemberAccess]
        num.set(w("numId"), number)
        base = num.find(w("abstractNumId"))
        if base is not None:
            base.set(n.VAL, identity)
        n.insert_in_order(root, abstract)
        n.insert_in_order(root, num)
        self.target_lists.add(key, number)  # pyright: ignore[reportArgumentType]
        return number

    def _numbering_root(self) -> etree._Element:
        if self.target_lists.root is None:
            root = etree.Element(w("numbering"), nsmap={"w": n.W})
            name = self.target.free_name("word/numbering", ".xml")
            self.target.add_part(name, _NUMBERING_TYPE, root)
            self.target.add_relationship(self.target.main, _NUMBERING_RELATIONSHIP, name)
            self.target_lists.root, self.target_lists.part = root, name
        return self.target_lists.root

    # ------------------------------------------------------------------------------------------------ parts

    def _relationship(self, rid: str, source_part: str, target_part: str) -> str:
        r = self.source.rels(source_part).get(rid)
        if r is None:
            return rid
        target = r.target if r.external else self.part(r.target)
        return self.target.add_relationship(target_part, r.type, target, r.external)

    def part(self, name: str) -> str:
        """The name in the target of a part of the source, brought along with all that it refers to."""
        found = self._parts.get(name)
        if found is not None:
            return found
        if name not in self.source:
            return name
        blob = self.source.blob(name)
        if name in self.target and self.target.blob(name) == blob and not self.source.rels(name):
            self._parts[name] = name
            return name
        stem, suffix = posixpath.splitext(name)
        new = name if name not in self.target else self.target.free_name(stem.rstrip("0123456789"), suffix)
        self._parts[name] = new
        self.target.add_part(new, self.source.content_type(name), blob)
        for r in self.source.rels(name).values():
            self._keep_relationship(name, new, r.id)
        return new

    def _keep_relationship(self, name: str, new: str, rid: str) -> None:
        """Give the brought part the relationship under its own id, which its bytes name."""
        r = self.source.rels(name)[rid]
        target = r.target if r.external else self.part(r.target)
        self.target.set_relationship(new, rid, r.type, target, r.external)


def _styles(package: Package) -> dict[str, etree._Element]:
    part = package.related(package.main, "styles")
    if part is None:
        return {}
    return {s.get(w("styleId")) or "": s for s in package.xml(part).iter(w("style"))}


def _child(root: etree._Element, tag: str, attribute: str, value: str | None) -> etree._Element | None:
    found: Iterator[etree._Element] = (e for e in root.iter(w(tag)) if e.get(w(attribute)) == value)
    return next(found, None)
