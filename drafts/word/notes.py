"""Footnotes and endnotes of a redline: which note of one side is which of the other, and notes that were struck.

A note's text is a story of its own. A struck reference keeps its note, brought into the target's notes part, with all
its words struck.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from lxml import etree

from drafts.word import names as n
from drafts.word.carry import Carrier
from drafts.word.package import Package

NOTE_KINDS = {n.FOOTNOTE_REFERENCE: "footnotes", n.ENDNOTE_REFERENCE: "endnotes"}
"""Reference element -> kind of the part that holds its note."""
_ELEMENTS = {"footnotes": n.FOOTNOTE, "endnotes": n.ENDNOTE}


@dataclass(slots=True)
class NoteBook:
    """The notes of one redline, filled while the stories that refer to them are written."""

    source: Package
    target: Package
    carrier: Carrier
    pairs: list[tuple[str, str | None, str]] = field(default_factory=list[tuple[str, str | None, str]])
    """(kind, id in the source or None for a new note, id in the target), in reading order."""
    struck_notes: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """(kind, id in the source, id in the target) of the notes brought along to be struck."""

    def kept(self, kind: str, before: str, after: str) -> None:
        """A reference that both sides have."""
        self.pairs.append((kind, before, after))

    def added(self, kind: str, after: str) -> None:
        """A reference that only the after side has."""
        self.pairs.append((kind, None, after))

    def struck(self, kind: str, before: str) -> str:
        """Bring along the note of a reference that only the before side has; returns its id in the target."""
        note = note_of(self.source, kind, before)
        if note is None:
            return before
        source_part, target_part = self.source.related(self.source.main, kind), self._target_part(kind)
        assert source_part is not None
        copied = self.carrier.element(note, source_part, target_part)
        root = self.target.xml(target_part)
        taken = [int(e.get(n.ID) or 0) for e in root.iter(_ELEMENTS[kind])]
        identity = str(max([0, *taken]) + 1)
        copied.set(n.ID, identity)
        root.append(copied)
        self.struck_notes.append((kind, before, identity))
        return identity

    def _target_part(self, kind: str) -> str:
        """The target's notes part, made from the source's separators where the target has none."""
        found = self.target.related(self.target.main, kind)
        if found is not None:
            return found
        source_part = self.source.related(self.source.main, kind)
        assert source_part is not None
        root = self.source.xml(source_part)
        empty = etree.Element(str(root.tag), dict(root.attrib), nsmap=root.nsmap)
        empty.extend([copy.deepcopy(e) for e in root if e.get(n.TYPE) is not None])
        name = (
            f"word/{kind}.xml"
            if f"word/{kind}.xml" not in self.target
            else self.target.free_name(f"word/{kind}", ".xml")
        )
        self.target.add_part(name, self.source.content_type(source_part), empty)
        self.target.add_relationship(self.target.main, f"{n.R}/{kind}", name)
        return name


def note_of(package: Package, kind: str, identity: str) -> etree._Element | None:
    """The ``w:footnote`` or ``w:endnote`` of an id, or None."""
    part = package.related(package.main, kind)
    if part is None:
        return None
    return next((e for e in package.xml(part).iter(_ELEMENTS[kind]) if e.get(n.ID) == identity), None)
