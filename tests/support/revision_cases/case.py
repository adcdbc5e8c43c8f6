"""What a case is, and what many of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..wml import (
    RELATIONSHIPS,
    SECTION,
    Part,
    comment,
    comments,
    d,
    dele,
    docx,
    ins,
    marker,
    members,
    p,
    t,
    zipped,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One file, and the rules that it breaks."""

    make: Callable[[], bytes]
    broken: frozenset[str] = frozenset()


class Cases(dict[str, Case]):
    """Cases by name."""

    def add(
        self,
        name: str,
        body: str,
        *broken: str,
        parts: dict[str, Part] | None = None,
        section: str = SECTION,
        rels: str = "",
    ) -> None:
        """A file with this body that breaks these rules."""
        self[name] = Case(lambda: docx(body, parts, section, rels), frozenset(broken))

    def edit(self, name: str, part: str, change: Callable[[str], str], *broken: str) -> None:
        """A sound file of two paragraphs with one part changed as text."""

        def make() -> bytes:
            found = members(p(mark=marker("ins")) + END)
            return zipped({**found, part: change(found[part])})

        self[name] = Case(make, frozenset(broken))


END = p(t("End"))
HEADER = '<w:headerReference w:type="default" r:id="rIdheader"/>'
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LINK = f'<Relationship Id="rIdX" Type="{RELATIONSHIPS}hyperlink" Target="https://example.org/" TargetMode="External"/>'
INS, DEL = marker("ins"), marker("del")
NOTE_REFERENCE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
ONE_COMMENT = {"word/comments.xml": comments(comment(0, "c", para_id="1A000001"))}
EDIT = p(t("x "), dele(d("old")), ins(t("new")))


def dated(date: str) -> str:
    """An edit whose revisions say this for their date."""
    return EDIT.replace('w:date="2026-11-01T10:00:00Z"', date)
