"""One .docx in memory: parts, relationships and content types, parsed when asked for and saved the same way every time.

What nobody asked for as XML leaves as the bytes that came, still compressed. Reading runs the guard first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from clauses.errors import MalformedPart, MissingPart
from drafts.model import Note

from . import archive, guard, opc
from . import names as n
from .archive import DEFAULT, Limits, Member
from .opc import CONTENT_TYPES, PACKAGE, Relationship

IDENTITY: Final = b'name="cp_'
"""How an identity bookmark's name begins (decision 5)."""
_DEFERRED: Final = "counterpart-deferred"
_PLACEHOLDER: Final = re.compile(rb"<\?counterpart-deferred (\d+)\?>")
STORY_KINDS: Final = ("header", "footer", "footnotes", "endnotes", "comments")
_NEEDED_KINDS: Final = frozenset({*STORY_KINDS, "styles", "numbering", "settings"})


@dataclass(frozen=True, slots=True)
class _State:
    """What a package is made of: members as they came, and what was parsed or changed since."""

    members: dict[str, Member]
    types: opc.ContentTypes
    trees: dict[str, etree._Element]
    rels: dict[str, dict[str, Relationship]]
    changed_rels: set[str]
    deferred: list[bytes] = field(default_factory=list[bytes])


class Package:
    """One .docx. ``main`` is the name of its main document part; part names have no leading slash."""

    def __init__(self, main: str, notes: tuple[Note, ...], state: _State) -> None:
        """Use :meth:`read`: a package holds only what passed the guard."""
        self.main = main
        self.notes = notes
        """What the guard has to tell about the file, such as links that would fetch."""
        self._members, self._types, self._trees = state.members, state.types, state.trees
        self._rels, self._changed_rels = state.rels, state.changed_rels
        self._deferred = state.deferred
        self._naming: dict[str, bool] = {}

    @classmethod
    def read(cls, docx: bytes, *, limits: Limits = DEFAULT) -> Package:
        """The package of a .docx that the guard lets pass. Raises UnreadableFile, with MissingPart for a story, the
        styles, the numbering or the settings that the main part refers to and the archive lacks."""
        guarded = guard.check(docx, limits)
        members = {m.name: m for m in guarded.members}
        types = opc.ContentTypes(members[CONTENT_TYPES].data())
        package = cls(guarded.main, guarded.notes, _State(members, types, {}, {}, set()))
        for r in package.rels(package.main).values():
            if r.kind in _NEEDED_KINDS and not r.external and r.target not in package:
                raise MissingPart(
                    f"{package.main} refers to {r.target}, which is missing; open the file in Word and save it again."
                )
        return package

    def reread(self, docx: bytes) -> Package:
        """The package of the bytes that :meth:`to_bytes` of this package gave, from those bytes alone. They are no
        stranger's file, so the guard's limits don't hold for them. Raises NotAZip where they are damaged."""
        members = {m.name: m for m in archive.read(docx, archive.UNLIMITED)}
        types = opc.ContentTypes(members[CONTENT_TYPES].data())
        return Package(self.main, (), _State(members, types, {}, {}, set()))

    def __contains__(self, name: object) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """Every part, in the archive's order; content types and relationships are no parts."""
        return tuple(name for name in self._members if name != CONTENT_TYPES and not opc.is_rels(name))

    def blob(self, name: str) -> bytes:
        """A part's bytes as they would be saved. Raises MissingPart."""
        tree = self._trees.get(name)
        return self._member(name).data() if tree is None else self._serialized(tree)

    def xml(self, name: str) -> etree._Element:
        """The root of a part's XML, parsed once; what is changed in it is saved. Raises MissingPart, MalformedPart."""
        tree = self._trees.get(name)
        if tree is None:
            data = _PLACEHOLDER.sub(b"", self._member(name).data())  # nobody but defer() writes them
            tree = self._trees[name] = opc.parse(name, data)
        return tree

    def names_clauses(self, name: str) -> bool:
        """Whether a part, as it came, holds bookmarks that name clauses."""
        found = self._naming.get(name)
        if found is None:
            found = self._naming[name] = name in self._members and IDENTITY in self._members[name].data()
        return found

    def mentions(self, name: str, needle: bytes, *, times: int = 1) -> bool:
        """Whether a part, as it came, holds some bytes so many times: a quick test of what can't be in it."""
        return name in self._members and self._members[name].data().count(needle) >= times

    def defer(self, markup: str) -> etree._Element:
        """A placeholder to stand in one of the package's trees: ``markup``, which uses prefixes that are declared
        there, takes its place when the part is saved."""
        self._deferred.append(markup.encode())
        return etree.ProcessingInstruction(_DEFERRED, str(len(self._deferred) - 1))

    def _serialized(self, tree: etree._Element) -> bytes:
        data = opc.serialize(tree)
        if not self._deferred:
            return data
        parts = _PLACEHOLDER.split(data)
        parts[1::2] = [self._deferred[int(number)] for number in parts[1::2]]
        return b"".join(parts)

    def content_type(self, name: str) -> str:
        """A part's content type, "" when the package declares none."""
        return self._types.of(name)

    def typed_names(self) -> tuple[str, ...]:
        """The part names to which the package gives a content type of their own, whether they exist or not."""
        return self._types.overrides()

    def rels(self, part: str) -> dict[str, Relationship]:
        """A part's relationships by id, in file order; of the package itself for "". Don't change the dictionary."""
        found = self._rels.get(part)
        if found is None:
            member = self._members.get(opc.actual_name(self._members, opc.rels_name(part)))
            found = opc.parse_relationships(part, member.data()) if member else {}
            for r in found.values():
                if not r.external and r.target not in self._members:
                    found[r.id] = replace(r, target=opc.actual_name(self._members, r.target))
            self._rels[part] = found
        return found

    def related(self, part: str, type_suffix: str) -> str | None:
        """The first part that ``part`` refers to by a type ending with "/" + ``type_suffix``, or None."""
        for r in self.rels(part).values():
            if not r.external and r.type.endswith("/" + type_suffix):
                return r.target
        return None

    def add_part(self, name: str, content_type: str, data: bytes | etree._Element) -> None:
        """Add a part. Raises ValueError when there is one of that name (part names ignore case)."""
        if name.casefold() in {existing.casefold() for existing in self._members}:
            raise ValueError(f"there is a part {name} already")
        self._put(name, data)
        self._types.set(name, content_type)

    def replace(self, name: str, data: bytes | etree._Element) -> None:
        """Give a part other content. Raises MissingPart."""
        self._member(name)
        self._put(name, data)

    def remove_part(self, name: str) -> None:
        """Take a part out, with its own relationships; relationships to it stay. Raises MissingPart."""
        self._member(name)
        for gone in (name, opc.rels_name(name)):
            self._members.pop(gone, None)
        self._trees.pop(name, None)
        self._rels.pop(name, None)
        self._changed_rels.discard(name)
        self._types.remove(name)

    def keep_only(self, names: Collection[str]) -> None:
        """Take out every other part, with its own relationships, and content types of parts that are not there."""
        kept = set(names)
        for name in list(self._members):
            source = opc.source_of(name) if opc.is_rels(name) else name
            if name != CONTENT_TYPES and source != PACKAGE and source not in kept:
                self._members.pop(name)
                self._trees.pop(name, None)
                self._types.remove(name)
        for part in [part for part in self._rels if part != PACKAGE and part not in kept]:
            self._rels.pop(part)
            self._changed_rels.discard(part)
        for name in self._types.overrides():
            if name not in self._members:
                self._types.remove(name)

    def add_relationship(self, source_part: str, type_: str, target: str, external: bool = False) -> str:
        """The id of a relationship of ``source_part``: that of an equal one, else of a new one."""
        rels = self.rels(source_part)
        for r in rels.values():
            if (r.type, r.target, r.external) == (type_, target, external):
                return r.id
        taken = [int(m[1]) for rid in rels if (m := re.fullmatch(r"rId(\d{1,9})", rid))]
        rid = f"rId{max(taken, default=0) + 1}"
        rels[rid] = Relationship(rid, type_, target, external)
        self._changed_rels.add(source_part)
        return rid

    def set_relationship(self, source_part: str, rid: str, type_: str, target: str, external: bool = False) -> None:
        """Give ``source_part`` a relationship under a chosen id, in place of one that has it."""
        self.rels(source_part)[rid] = Relationship(rid, type_, target, external)
        self._changed_rels.add(source_part)

    def remove_relationship(self, source_part: str, rid: str) -> None:
        """Take one relationship out. Raises KeyError."""
        del self.rels(source_part)[rid]
        self._changed_rels.add(source_part)

    def free_name(self, stem: str, suffix: str) -> str:
        """The first part name that is free: ("word/header", ".xml") gives "word/header4.xml" after three headers."""
        taken = {name.casefold() for name in self._members}
        number = 1
        while f"{stem}{number}{suffix}".casefold() in taken:
            number += 1
        return f"{stem}{number}{suffix}"

    def body(self) -> etree._Element:
        """The main part's ``w:body``. Raises MalformedPart where there is none."""
        found = self.xml(self.main).find(n.BODY)
        if found is None:
            raise MalformedPart(f"{self.main} has no body; open the file in Word and save it again.")
        return found

    def story_parts(self) -> tuple[str, ...]:
        """The parts that hold text, by relationship from the main part: main, headers, footers, footnotes, endnotes,
        comments; headers and footers in the order of the numbers in their names."""
        by_kind: dict[str, set[str]] = {kind: set() for kind in STORY_KINDS}
        for r in self.rels(self.main).values():
            if r.kind in by_kind and not r.external and r.target in self:
                by_kind[r.kind].add(r.target)
        return (self.main, *(name for kind in STORY_KINDS for name in sorted(by_kind[kind], key=_natural)))

    def copy(self) -> Package:
        """An independent copy: what is changed in one is not changed in the other."""
        state = _State(
            dict(self._members),
            self._types.copy(),
            {name: copy.deepcopy(tree) for name, tree in self._trees.items()},
            {part: dict(rels) for part, rels in self._rels.items()},
            set(self._changed_rels),
            list(self._deferred),
        )
        copied = Package(self.main, self.notes, state)
        copied._naming = dict(self._naming)
        return copied

    def to_bytes(self) -> bytes:
        """The .docx: content types first, then the members in the order in which they came or were added. The same
        content gives the same bytes."""
        changed = {name: self._serialized(tree) for name, tree in self._trees.items()}
        for part in sorted(self._changed_rels):
            name = opc.actual_name(self._members, opc.rels_name(part))
            changed[name] = opc.serialize_relationships(part, self.rels(part))
        changed[CONTENT_TYPES] = self._types.to_bytes()
        order = dict.fromkeys([CONTENT_TYPES, *self._members, *changed])
        return archive.write([self._packed(name, changed.get(name)) for name in order])

    def _packed(self, name: str, data: bytes | None) -> Member:
        member = self._members.get(name)
        if member is not None and (data is None or data == member.kept):
            return member
        return archive.pack(name, data or b"")

    def _put(self, name: str, data: bytes | etree._Element) -> None:
        if isinstance(data, bytes):
            self._trees.pop(name, None)
            self._members[name] = archive.pack(name, data)
        else:
            self._members.setdefault(name, archive.pack(name, b""))
            self._trees[name] = data

    def _member(self, name: str) -> Member:
        member = self._members.get(name)
        if member is None:
            raise MissingPart(f"The file has no part {name}; open it in Word and save it again.")
        return member


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Sort key that puts header2 before header10."""
    return tuple((int(digits or 0), text) for text, digits in re.findall(r"(\D*)(\d*)", name))


__all__ = ["PACKAGE", "Limits", "Package", "Relationship"]
