"""What counts as equal: opaque keys for properties, numbering, links and embedded objects, comparable across two files.

Keys ignore what a reader can't see and editors change freely: revision-save ids, proofing marks, the language tag, the
order of properties. Numbering is compared by definition, links and images by what they point to.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from lxml import etree

from clauses.errors import MalformedPart
from drafts.model import Aspect, folding_of
from drafts.word import names as n
from drafts.word.formulas import joined
from drafts.word.line import look_of
from drafts.word.markup import LIST, NOTE, NUMBERED, POINTS, REFERENCE, REFERRING, RELATED, markup_of, noise_in, quiet
from drafts.word.names import w
from drafts.word.package import Package

_ON = frozenset({"1", "true", "on"})
_VOLATILE = frozenset({n.PARA_ID, f"{{{n.W14}}}textId"})
_UNSEEN_IN_RUN = frozenset(
    {w("lang"), w("noProof"), w("webHidden"), n.RPR_CHANGE, n.INS, n.DEL, n.MOVE_FROM, n.MOVE_TO}
)
_APART_IN_PARAGRAPH = frozenset({n.RPR, n.SECT_PR, n.PPR_CHANGE})
_APART_IN_SECTION = frozenset({n.HEADER_REFERENCE, n.FOOTER_REFERENCE, n.SECT_PR_CHANGE, w("printerSettings")})
_UNSEEN_IN_DEFINITION = frozenset({w("nsid"), w("tmpl"), w("rsid")})
_DRAWING_NOISE = frozenset({"anchorId", "editId", "docPr", "cNvPr"})

_MATH = f"{{{n.M}}}"
_UNSEEN_IN_THING = frozenset({w("proofErr"), n.BOOKMARK_START, n.BOOKMARK_END})


class Vocabulary:
    """Numbers for equal things; one for both sides of a comparison, so that the numbers compare."""

    def __init__(self, ignored: frozenset[Aspect] = frozenset()) -> None:
        self.ignored, self.folding = ignored, folding_of(ignored)
        """What counts for nothing, and what of a text counts."""
        self.formatting = Aspect.FORMATTING not in ignored
        self.list_numbers = Aspect.NUMBERING not in ignored
        self.agreed_lists: Mapping[str, Hashable] | None = None
        """What each ``w:numId`` stands for, where that is the same in both files: then it may stand for itself."""
        self._numbers: dict[Hashable, int] = {}
        self._looks: dict[bytes, int] = {}
        self._letters: dict[Hashable, int] = {}

    def number(self, value: Hashable) -> int:
        """The number of ``value``: equal values have equal numbers."""
        return self._numbers.setdefault(value, len(self._numbers))

    def numbers(self, values: Iterable[Hashable]) -> list[int]:
        """The numbers of many values."""
        known = self._numbers
        return [known.setdefault(value, len(known)) for value in values]

    def letter(self, value: Hashable) -> str:
        """A private character that stands for ``value``: equal values have equal characters."""
        return chr(0xF0000 + self._letters.setdefault(value, len(self._letters)))

    def look(self, properties: etree._Element | None) -> int:
        """The number of a run's properties (``w:rPr`` or None)."""
        if properties is None or not self.formatting:
            return self.number(())
        data = etree.tostring(properties, with_tail=False)
        found = self._looks.get(data)
        if found is None:
            found = self._looks[data] = self.number(canonical(properties, _UNSEEN_IN_RUN))
        return found


def canonical(element: etree._Element | None, skip: Iterable[str] = ()) -> tuple[Hashable, ...]:
    """The children of a property set as a value that does not depend on their order; () for None."""
    if element is None:
        return ()
    out = [_value(child) for child in element if isinstance(child.tag, str) and child.tag not in skip]
    return tuple(sorted(out, key=repr))


def _value(element: etree._Element) -> tuple[Hashable, ...]:
    attributes = tuple(sorted((k, v) for k, v in element.items() if "rsid" not in k and k not in _VOLATILE))
    if len(attributes) == 1 and attributes[0][0] == n.VAL and attributes[0][1] in _ON and len(element) == 0:
        attributes = ()
    return (str(element.tag), attributes, canonical(element))


class Numbering:
    """The lists of one file by definition. Two files' lists are the same when their definitions agree and they are the
    same instance in order among the lists of that definition (each instance counts by itself)."""

    def __init__(self, package: Package) -> None:
        self.part = package.related(package.main, "numbering")
        self.root = package.xml(self.part) if self.part else None
        if self.root is not None and self.root.tag != w("numbering"):
            raise MalformedPart(f"{self.part} holds no lists; open the file in Word and save it again.")
        self.keys: dict[str, Hashable] = {}
        """What each ``w:numId`` stands for."""
        self._by_key: dict[Hashable, str] = {}
        self._read()

    def _read(self) -> None:
        if self.root is None:
            return
        abstract = {a.get(w("abstractNumId")): a for a in self.root.iter(w("abstractNum"))}
        seen: defaultdict[Hashable, int] = defaultdict(int)
        definitions: dict[str | None, Hashable] = {k: canonical(a, _UNSEEN_IN_DEFINITION) for k, a in abstract.items()}
        for num in self.root.iter(w("num")):
            base = num.find(w("abstractNumId"))
            identity = base.get(n.VAL) if base is not None else None
            definition = (definitions.get(identity), canonical(num, (w("abstractNumId"),)))
            key = (hashlib.sha256(repr(definition).encode()).hexdigest(), seen[definition])
            seen[definition] += 1
            number = num.get(w("numId")) or ""
            self.keys[number] = key
            self._by_key.setdefault(key, number)

    def key(self, number: str) -> Hashable:
        """What a ``w:numId`` stands for; "0" (no numbering) and dangling ids stand for themselves."""
        return self.keys.get(number, number)

    def find(self, key: Hashable) -> str | None:
        """The ``w:numId`` that stands for ``key`` here."""
        return key if isinstance(key, str) else self._by_key.get(key)

    def add(self, key: Hashable, number: str) -> None:
        """Remember a list that was brought into the file."""
        self.keys[number] = key
        self._by_key[key] = number


class Keys:
    """Keys of one part's content, with what ids in it point to."""

    def __init__(self, package: Package, part: str, vocabulary: Vocabulary, numbering: Numbering) -> None:
        self.package, self.part, self.vocabulary, self.numbering = package, part, vocabulary, numbering
        self._targets: dict[str, Hashable] = {}
        self.names_clauses = package.names_clauses(part)
        """Whether the part holds identity bookmarks at all."""
        self._paragraphs: dict[bytes, int] = {}
        self._looks: dict[str, int] = {"": vocabulary.look(None)}
        self._sets: dict[str, tuple[Hashable, ...]] = {}
        self._own_lists = numbering.keys == vocabulary.agreed_lists

    def look(self, markup: str) -> int:
        """The number of a run's properties from the markup of a line ("" for none)."""
        found = self._looks.get(markup)
        if found is None:
            found = self._looks[markup] = self.vocabulary.look(look_of(markup))
        return found

    def of_paragraph(self, properties: etree._Element | None) -> tuple[Hashable, ...]:
        """Of a paragraph's properties: its format, its mark's look and its section break."""
        look = properties.find(n.RPR) if properties is not None else None
        section = properties.find(n.SECT_PR) if properties is not None else None
        return (self.paragraph(properties), self.vocabulary.look(look), self.section(section))

    def set_of(self, markup: str, paragraph: etree._Element) -> tuple[Hashable, ...]:
        """The same of a paragraph's own, remembered by their ``markup``."""
        found = self._sets.get(markup)
        if found is None:
            found = self._sets[markup] = self.of_paragraph(paragraph.find(n.PPR))
        return found

    def raw(self, element: etree._Element) -> Hashable:
        """A quick key of a whole block: equal keys mean that a reader sees no difference; unequal keys mean little."""
        return self.of_markups([markup_of(element)])[0]

    def of_markups(self, markups: Sequence[str]) -> Sequence[Hashable]:
        """The same of many blocks, from their markup."""
        whole = "".join(markups)
        noise, context = noise_in(whole), self._context_in(whole)
        if not noise and not context:
            return markups
        return [self._of_markup(quiet(markup, noise), context) for markup in markups]

    def _context_in(self, markup: str) -> frozenset[str]:
        """What blocks refer to that may stand for something else in another file."""
        found = {literal for literal in REFERRING if literal in markup}
        return frozenset(found - {LIST} if self._own_lists else found)

    def _of_markup(self, data: str, context: frozenset[str]) -> Hashable:
        targets: list[Hashable] = []
        if RELATED in context and RELATED in data:
            targets.extend(map(self.target, POINTS.findall(data)))
        if LIST in context and LIST in data:
            targets.extend(map(self.numbering.key, NUMBERED.findall(data)))
            data = NUMBERED.sub("", data)
        if NOTE in context and NOTE in data:
            data = REFERENCE.sub(lambda m: m[0].split(" ", 1)[0], data)
        return (data, *targets) if targets else data

    def target(self, rid: str) -> Hashable:
        """What a relationship id points to: a link's address, or the content of an embedded part."""
        found = self._targets.get(rid)
        if found is None:
            r = self.package.rels(self.part).get(rid)
            if r is None:
                found = ("dangling", rid)
            elif r.external:
                found = (r.kind, r.target)
            elif r.target in self.package:
                found = (r.kind, hashlib.sha256(self.package.blob(r.target)).hexdigest())
            else:
                found = (r.kind, "missing", r.target)
            self._targets[rid] = found
        return found

    def paragraph(self, properties: etree._Element | None) -> int:
        """Of ``w:pPr`` without the mark's look and the section break; numbering by definition."""
        if properties is None or not self.vocabulary.formatting:
            return self.vocabulary.number(("ppr", (), None))
        data = etree.tostring(properties, with_tail=False)
        found = self._paragraphs.get(data)
        if found is None:
            found = self._paragraphs[data] = self._paragraph(properties)
        return found

    def _paragraph(self, properties: etree._Element) -> int:
        numbered = properties.find(n.NUM_PR)
        value: Hashable = canonical(properties, _APART_IN_PARAGRAPH | {n.NUM_PR})
        return self.vocabulary.number(("ppr", value, self._number(numbered)))

    def _number(self, numbered: etree._Element | None) -> Hashable:
        if numbered is None or not self.vocabulary.list_numbers:
            return None
        level, number = numbered.find(w("ilvl")), numbered.find(w("numId"))
        shown = level.get(n.VAL) if level is not None else "0"
        return (shown, self.numbering.key(number.get(n.VAL) or "") if number is not None else None)

    def section(self, properties: etree._Element | None) -> int:
        """Of ``w:sectPr`` without its headers and footers; None is a paragraph without section break."""
        if properties is None:
            return self.vocabulary.number(("section", None))
        if not self.vocabulary.formatting:
            return self.vocabulary.number(("section", ()))
        return self.vocabulary.number(("section", canonical(properties, _APART_IN_SECTION)))

    def properties(self, element: etree._Element | None, skip: Iterable[str] = ()) -> int:
        """Of any other property set (table, row, cell, grid)."""
        return self.vocabulary.number(("properties", canonical(element, skip) if self.vocabulary.formatting else ()))

    def thing(self, element: etree._Element) -> int:
        """Of an atom's content: a drawing, an object, a formula; images by their bytes, ids and the words of text boxes
        left out."""
        return self.vocabulary.number(("thing", self._thing(element)))

    def _thing(self, element: etree._Element) -> tuple[Hashable, ...]:
        attributes: list[tuple[str, Hashable]] = []
        tag = n.local(str(element.tag)) if isinstance(element.tag, str) else ""
        for name, value in sorted(element.items()):
            short = n.local(name)
            if short in _DRAWING_NOISE or "rsid" in short or (tag in _DRAWING_NOISE and short in {"id", "name"}):
                continue
            if name.startswith(f"{{{n.R}}}"):
                attributes.append((name, self.target(value)))
            elif not (name in _VOLATILE or _names_a_shape(element, short)):
                attributes.append((name, value))
        if element.tag == n.TXBX_CONTENT:
            return (tag,)
        parts = [self._thing(c) for c in element if isinstance(c.tag, str) and c.tag not in _UNSEEN_IN_THING]
        children = joined(parts) if str(element.tag).startswith(_MATH) else tuple(parts)
        return (tag, tuple(attributes), (element.text or "").strip() if len(element) else element.text or "", children)


def _names_a_shape(element: etree._Element, attribute: str) -> bool:
    """Whether an attribute is a VML shape's name, or a reference to one."""
    if str(element.tag).startswith("{urn:schemas-microsoft-com:vml}"):
        return attribute in {"id", "spid"} or (attribute == "type" and (element.get("type") or "").startswith("#"))
    return attribute == "ShapeID"
