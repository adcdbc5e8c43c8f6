"""What a clause's wording renders to: levelled paragraphs, tables and signature blocks, before any numbering.

Numbers and cross-references are resolved late, by clause identity, when a draft is assembled.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. ``field`` is the dotted path of the field that they came from ("nonrenewal_notice"), if any."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term at the place where it is defined: shown bold between curly quotes. ``term`` holds no quotes."""

    term: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference by identity: "Section 12", or "Section 12(b)" when ``paragraph`` names a paragraph.

    Exactly one of ``clause_id`` and ``kind`` is set: ``kind`` means "the clause of that kind in this agreement" and is
    looked up when the draft is assembled. ``paragraph`` is the 1-based index of a numbered paragraph of the target.
    """

    clause_id: str | None = None
    kind: str | None = None
    paragraph: int | None = None
    field: str | None = None


Span = Text | DefinedTerm | Reference


@dataclass(frozen=True, slots=True)
class RenderedParagraph:
    """One paragraph. ``level`` 0 is unnumbered text under the heading; 1, 2, 3 are (a), (1), (i)."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RenderedTable:
    """A table of plain cells: the column headings, then rows of equal length. ``field`` as in :class:`Text`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature: who signs for which party. ``party`` is the legal name in capitals of the block's head."""

    party: str
    title: str


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The signatures, set in two columns and kept on one page; lines of one party stand together."""

    lines: tuple[SignatureLine, ...]


RenderedBlock = RenderedParagraph | RenderedTable | SignatureBlock


@dataclass(frozen=True, slots=True)
class RenderedExhibit:
    """An exhibit that a clause brings to the end of the document: ``label`` "B", ``title`` "Retention Schedule"."""

    label: str
    title: str
    blocks: tuple[RenderedParagraph | RenderedTable, ...]


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """A clause in words. ``place`` says where the house style puts it: a numbered section, the preamble (unnumbered,
    no heading), the lettered recitals, or the unnumbered execution block at the end."""

    clause_id: str
    kind: str
    place: str
    heading: str
    blocks: tuple[RenderedBlock, ...]
    exhibits: tuple[RenderedExhibit, ...] = ()
