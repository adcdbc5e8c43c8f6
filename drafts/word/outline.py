"""Where in a document a paragraph stands: its clause, and the headings above it as a reader names them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from drafts.model import Change, ChangeSet
from drafts.word import names as n
from drafts.word.names import w
from drafts.word.numbering_view import Lists, list_labels
from drafts.word.package import Package
from drafts.word.story import identity_of
from drafts.word.style_view import Styles

_LONGEST_NAME: Final = 80
"""Letters: a clause whose first paragraph is longer has no heading, and goes by its first words."""
_WORDS_INSTEAD: Final = 6
_NOTES: Final = {n.FOOTNOTE_REFERENCE: "footnotes", n.ENDNOTE_REFERENCE: "endnotes"}
_SPACES: Final = {w("tab"): " ", w("br"): " ", w("cr"): " "}


@dataclass(frozen=True, slots=True)
class Where:
    """A paragraph's clause (its identity, or ""), that clause's or heading's name ("11. Retention and Deletion"), and
    the names of all headings above it, the outermost first."""

    clause_id: str = ""
    name: str = ""
    headings: tuple[str, ...] = ()


NOWHERE: Final = Where()


class Outline:
    """The outline of a file's body. Notes stand where their references stand; headers and footers nowhere."""

    def __init__(self, package: Package, lists: Lists | None = None) -> None:
        self._package = package
        self._lists = lists or Lists(package)
        self._styles: Styles = self._lists.styles
        self._places: dict[etree._Element, Where] = {}
        self._notes: dict[tuple[str, str], Where] = {}
        self.names: dict[str, str] = {}
        """Clause identity -> the clause's name."""
        root = package.xml(package.main)
        self.labels, self.old_labels = (list_labels(root, self._lists, accepted=each) for each in (True, False))
        """The list numbers of the body's paragraphs when all changes are accepted, and when all are rejected."""
        self._walk(root)

    def where(self, part: str, paragraph: etree._Element) -> Where:
        """Where a paragraph of a part stands."""
        if part == self._package.main:
            return self._places.get(paragraph, NOWHERE)
        note = next(paragraph.iterancestors(n.FOOTNOTE, n.ENDNOTE), None)
        return self._notes.get((part, note.get(n.ID) or ""), NOWHERE) if note is not None else NOWHERE

    def _walk(self, root: etree._Element) -> None:
        parts = {tag: self._package.related(self._package.main, kind) for tag, kind in _NOTES.items()}
        above: dict[int, str] = {}
        clause = ""
        for paragraph in root.iter(n.P):
            identity, position = identity_of(paragraph)
            level = self._styles.heading(paragraph.find(n.PPR))
            label = self.labels.get(paragraph) or self.old_labels.get(paragraph) or ""
            if identity:
                if identity != clause:
                    above = {k: v for k, v in above.items() if k < (level or 1)}
                clause = identity
                if position == 0 or identity not in self.names:
                    self.names[identity] = _name(paragraph, label)
            elif level:
                clause = ""
            if level:
                above = {k: v for k, v in above.items() if k < level}
                above[level] = _name(paragraph, label)
            name = self.names.get(clause) or (above[max(above)] if above else "")
            where = Where(
                clause, name, tuple(dict.fromkeys([*(above[k] for k in sorted(above)), *([name] if name else [])]))
            )
            self._places[paragraph] = where
            for reference in paragraph.iter(*_NOTES):
                self._notes[(parts[str(reference.tag)] or "", reference.get(n.ID) or "")] = where


def name_clauses(changes: ChangeSet, docx: bytes) -> ChangeSet:
    """The changes of a redline with the clause's or the nearest heading's name as the redlined file ``docx`` shows it,
    where a change has none. Raises UnreadableFile."""
    package = Package.read(docx)
    outline = Outline(package)
    found = [p for p in package.xml(package.main).iter(n.P) if next(p.iterancestors(n.TXBX_CONTENT), None) is None]
    places = [outline.where(package.main, p) for p in found]

    def name(change: Change) -> str:
        if change.clause or (change.place != "body" and not change.clause_id):
            return change.clause
        if change.clause_id in outline.names:
            return outline.names[change.clause_id]
        return places[change.paragraph - 1].name if 0 < change.paragraph <= len(places) else ""

    return replace(changes, changes=tuple(replace(c, clause=name(c)) for c in changes.changes))


def words(paragraph: etree._Element, *, accepted: bool = True) -> str:
    """A paragraph's words on one line, with every tracked change accepted, or rejected."""
    gone = (n.DEL, n.MOVE_FROM) if accepted else (n.INS, n.MOVE_TO)
    parts: list[str] = []
    for element in paragraph.iter(n.T, n.DEL_TEXT, *_SPACES):
        if element.getparent() is None or element.getparent().tag != n.R_:  # pyright: ignore[reportOptionalMemberAccess]
            continue
        if not any(a.tag in gone for a in element.iterancestors()):
            parts.append(_SPACES.get(str(element.tag), element.text or ""))
    return " ".join("".join(parts).split())


def _name(paragraph: etree._Element, label: str) -> str:
    """A heading with its number; of a paragraph that is no heading the first words."""
    text = words(paragraph) or words(paragraph, accepted=False)
    if len(text) > _LONGEST_NAME:
        text = " ".join(text.split()[:_WORDS_INSTEAD]) + " …"
    return f"{label} {text}".strip()
