"""Headers and footers: which part each section shows, and which story of one side is which of the other.

A section without a reference of its own shows what the section before it shows (ECMA-376 Part 1, 17.10.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from drafts.word import names as n
from drafts.word.names import w
from drafts.word.package import Package

Shown = dict[tuple[str, str], str]
"""("header" or "footer", type) -> part name."""
_KINDS = {n.HEADER_REFERENCE: "header", n.FOOTER_REFERENCE: "footer"}
_TAGS = {"header": n.HEADER_REFERENCE, "footer": n.FOOTER_REFERENCE}
_ROOTS = {"header": w("hdr"), "footer": w("ftr")}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


@dataclass(frozen=True, slots=True)
class MarginStory:
    """A header or footer to redline: its part in either side; the target's is always there."""

    place: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class SectionPair:
    """The properties of a section that both sides have: the before side's, the after side's as read, and as written."""

    before: etree._Element
    read: etree._Element
    after: etree._Element


def section_properties(package: Package) -> list[etree._Element]:
    """The ``w:sectPr`` of the main part's sections in order."""
    body = package.xml(package.main).find(n.BODY)
    found = body.iter(n.SECT_PR) if body is not None else iter(())
    return [s for s in found if (p := s.getparent()) is not None and p.tag in (n.PPR, n.BODY)]


def shown(package: Package, sections: Sequence[etree._Element | None]) -> list[Shown]:
    """What each section shows, inherited references included; None is a section that states nothing."""
    out: list[Shown] = []
    current: Shown = {}
    for section in sections:
        current = dict(current)
        for reference in section if section is not None else ():
            kind = _KINDS.get(str(reference.tag))
            r = package.rels(package.main).get(reference.get(n.R_ID) or "") if kind else None
            if kind and r is not None and r.target in package:
                current[kind, reference.get(n.TYPE) or "default"] = r.target
        out.append(current)
    return out


def state_references(package: Package) -> None:
    """Let every section refer itself to the headers and footers that it shows, so that it shows the same when sections
    before it come or go."""
    sections = section_properties(package)
    for section, visible in zip(sections, shown(package, sections), strict=True):
        for (kind, type_), part in visible.items():
            own = section.findall(_TAGS[kind])
            if all((reference.get(n.TYPE) or "default") != type_ for reference in own):
                _refer(package, section, (kind, type_), part)


def margin_stories(
    source: Package,
    target: Package,
    pairs: Sequence[SectionPair],
    shown_before: dict[etree._Element, Shown],
    shown_after: dict[etree._Element, Shown],
) -> list[MarginStory]:
    """The headers and footers to redline, for the sections that both sides have (``pairs``).

    A part that the after side's sections share while the before side's do not is split, so that each section gets its
    own text back; a header that only the before side has gets an empty part to be struck in.
    """
    out: list[MarginStory] = []
    done: dict[str, tuple[str | None, bytes]] = {}
    placed: dict[tuple[str | None, str | None, str], str] = {}
    for number, pair in enumerate(pairs, 1):
        after = pair.after
        ours, theirs = shown_before.get(pair.before, {}), shown_after.get(pair.read, {})
        for key in sorted({*ours, *theirs}):
            old, new = ours.get(key), theirs.get(key)
            known = placed.get((old, new, key[0]))
            if known is not None:
                if known != new:
                    _refer(target, after, key, known)
                continue
            blob = source.blob(old) if old is not None else b""
            part = new
            if new is None:
                part = _empty_part(target, key[0], source, old)
                _refer(target, after, key, part)
            elif new in done and done[new] != (old, blob):
                part = _split(target, new)
                _refer(target, after, key, part)
            assert part is not None
            if part not in done:
                out.append(MarginStory(f"{key[0]} ({key[1]}) of section {number}", old, part))
            done[part] = (old, blob)
            placed[old, new, key[0]] = part
    return out


def _refer(target: Package, section: etree._Element, key: tuple[str, str], part: str) -> None:
    kind, type_ = key
    for reference in section.findall(_TAGS[kind]):
        if (reference.get(n.TYPE) or "default") == type_:
            section.remove(reference)
    reference = etree.Element(_TAGS[kind])
    reference.set(n.TYPE, type_)
    reference.set(n.R_ID, target.add_relationship(target.main, f"{n.R}/{kind}", part))
    section.insert(0, reference)


def _empty_part(target: Package, kind: str, source: Package, model: str | None) -> str:
    nsmap = source.xml(model).nsmap if model is not None else {"w": n.W, "r": n.R}
    root = etree.Element(_ROOTS[kind], nsmap=nsmap)
    etree.SubElement(root, n.P)
    name = target.free_name(f"word/{kind}", ".xml")
    target.add_part(name, _TYPE.format(kind), root)
    return name


def _split(target: Package, part: str) -> str:
    kind = "header" if target.xml(part).tag == _ROOTS["header"] else "footer"
    name = target.free_name(f"word/{kind}", ".xml")
    target.add_part(name, target.content_type(part), target.blob(part))
    for r in target.rels(part).values():
        target.set_relationship(name, r.id, r.type, r.target, r.external)
    return name
