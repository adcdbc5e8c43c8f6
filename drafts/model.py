"""Frozen records of drafts and comparisons. They know no XML, no clock and no storage.

Two families: what a draft is made of (:class:`Document` and its blocks, numbered and resolved, ready to be written),
and what a comparison found (:class:`ChangeSet`, :class:`Change`, :class:`Note`, :class:`Proof`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from clauses.errors import InvalidOption
from clauses.status import DraftStatus
from clauses.text.folding import Folding
from clauses.wording.filters import long_date
from drafts.house_style import DEFAULT, NO_BREAK, HouseStyle
from drafts.makers import Provenance

# ------------------------------------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A resolved cross-reference. ``targets`` are (bookmark name, number as printed) pairs, concatenated after the
    words of ``lead``: (("cp_abc_0", "12"), ("cp_abc_2", "(b)")) reads "Section 12(b)". A number that is not in
    parentheses follows another after a period: "Section II.A.1(a)"."""

    targets: tuple[tuple[str, str], ...]
    lead: str = f"Section{NO_BREAK}"

    @property
    def pieces(self) -> tuple[str | tuple[str, str], ...]:
        """Plain words and targets in the order in which they are printed."""
        pieces: list[str | tuple[str, str]] = [self.lead] if self.lead else []
        for index, target in enumerate(self.targets):
            if index and not target[1].startswith("("):
                pieces.append(".")
            pieces.append(target)
        return tuple(pieces)

    @property
    def text(self) -> str:
        """The words as a reader sees them."""
        return "".join(piece if isinstance(piece, str) else piece[1] for piece in self.pieces)


Inline = Run | CrossReference


class Role(StrEnum):
    """What a paragraph is, which decides its style and numbering."""

    TITLE = "title"
    PREAMBLE = "preamble"
    RECITAL_HEADING = "recital-heading"
    RECITAL = "recital"
    """Lettered A., B., C., or without a number where it begins with WHEREAS."""
    AGREED = "agreed"
    """NOW, THEREFORE, ..."""
    SECTION = "section"
    """A numbered clause heading: "1." or "Article I.", as the house style says."""
    BODY = "body"
    """A clause paragraph; ``level`` 0 is unnumbered, 1 to 3 are "(a)", "(1)" and "(i)" or as the house style says."""
    EXECUTION = "execution"
    """Text above the signatures."""
    EXHIBIT_HEADING = "exhibit-heading"
    """EXHIBIT B, on a page of its own."""
    EXHIBIT_BODY = "exhibit-body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``bookmark`` is its identity (``cp_<clause>_<n>``), ``label`` its number as printed ("12.", "(b)",
    "" when unnumbered): the label is computed for readers of the model, Word counts by itself."""

    role: Role
    inlines: tuple[Inline, ...]
    level: int = 0
    label: str = ""
    bookmark: str = ""
    clause_id: str = ""

    @property
    def text(self) -> str:
        """The words as a reader sees them, without the number."""
        return "".join(i.text for i in self.inlines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; ``bookmarks`` has one name per row, heading row first."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bookmarks: tuple[str, ...] = ()
    clause_id: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: By, Title, Date."""

    title: str


@dataclass(frozen=True, slots=True)
class SignatureColumn:
    """All signatures of one party, under its name in capitals."""

    party: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """The signatures in two columns, kept on one page."""

    columns: tuple[SignatureColumn, ...]
    bookmark: str = ""
    clause_id: str = ""


DocumentBlock = Paragraph | Table | SignatureTable


@dataclass(frozen=True, slots=True)
class Document:
    """A whole agreement, numbered and resolved. ``closing`` is the fixed last paragraph of the main text (it follows
    the signatures), so that no clause ever ends a story."""

    title: str
    blocks: tuple[DocumentBlock, ...]
    closing: str = "[End of Agreement]"
    house: HouseStyle = DEFAULT
    """The style that its numbers are in, and that it is written in."""


@dataclass(frozen=True, slots=True)
class DraftIdentity:
    """What tells one draft from another. It is shown in fields and properties and never counts as content."""

    number: int
    label: str
    dated: date
    text_hash: str
    """SHA-256 (hex) of the canonical text; the footer shows its first eight digits."""
    status: DraftStatus = DraftStatus.WORKING

    @property
    def legend(self) -> str:
        """The footer's middle: "DRAFT 5 — March 3, 2020 — for discussion only", and nothing once that is no longer
        true."""
        if self.status.final:
            return ""
        return f"DRAFT {self.number} — {long_date(self.dated)} — for discussion only"


# ---------------------------------------------------------------------------------------------- comparisons


class ChangeKind(StrEnum):
    """What happened. A replacement is one change with both texts."""

    INSERTED = "inserted"
    DELETED = "deleted"
    REPLACED = "replaced"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    FORMATTED = "formatted"
    PARAGRAPH_FORMATTED = "paragraph-formatted"
    TABLE_FORMATTED = "table-formatted"
    SECTION_FORMATTED = "section-formatted"
    ROW_INSERTED = "row-inserted"
    ROW_DELETED = "row-deleted"
    REFERENCE_UPDATED = "reference-updated"
    """The number that a cross-reference shows changed because clauses were renumbered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. Texts are plain words; ``context_before`` and ``context_after`` are up to 40 characters around it
    in the paragraph. ``place`` is where it is shown ("body", "footnote", "header (default) of section 1")."""

    number: int
    kind: ChangeKind
    place: str
    paragraph: int
    """1-based, in the redline's own order of the story's paragraphs."""
    clause_id: str
    clause: str
    """The clause as a reader names it ("11. Retention and Deletion"), or ""."""
    before: str
    after: str
    context_before: str
    context_after: str
    author: str
    at: datetime | None
    detail: str = ""
    """For formatting: what changed, in words."""
    party: str = ""
    """The party that the author acts for, by its name, where the caller knows."""
    rationale: str = ""
    proposal: str = ""
    """The proposal that brought it, where one did."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the engine tells about a file: a rule that it applied or something that tracked changes can't carry."""

    code: str
    """Stable and kebab-case: "existing-changes-accepted", "style-differs"."""
    message: str
    part: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All differences of a comparison in reading order, with the notes that go with them."""

    changes: tuple[Change, ...]
    notes: tuple[Note, ...] = ()

    def count(self, *kinds: ChangeKind) -> int:
        """How many changes are of one of ``kinds``."""
        return sum(1 for c in self.changes if c.kind in kinds)


class Existing(StrEnum):
    """What to do with tracked changes that the after file carries when it comes. Those of the before file are read as
    accepted, or refused, in any case."""

    AUTO = "auto"
    """Kept, under their own authors, where with all of them rejected the file reads mostly as the before file."""
    KEEP = "keep"
    """Kept wherever they can be told from what was changed silently, elsewhere read as accepted."""
    ACCEPT = "accept"
    """Read as accepted, with a Note."""
    REFUSE = "refuse"


class Grain(StrEnum):
    """The smallest thing that is marked."""

    WORD = "word"
    CHARACTER = "character"
    """Of a word that changed, only the letters that did: whole letters with their accents, and no digit of a number."""


class Aspect(StrEnum):
    """Something that a comparison may leave out: what differs in nothing else is not marked, the after side's stands,
    and a Note says where it differs."""

    CASE = "case"
    """Capital and small letters."""
    WHITE_SPACE = "white-space"
    """The kind and number of spaces, and spaces at a paragraph's ends; tabs and line breaks count."""
    FORMATTING = "formatting"
    """The properties of words, paragraphs (their numbers among them), tables, rows, cells and sections."""
    NUMBERING = "numbering"
    """A paragraph's list and level, and the paragraph numbers that cross-references show."""
    HEADERS = "headers"
    """Headers and footers."""
    NOTES = "notes"
    """The text of foot- and endnotes; their references are words of the text around them."""
    TABLES = "tables"
    """Tables, with all that is in them."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to compare and show. The defaults are right for contracts: everything counts, and whole words are marked.
    Raises InvalidOption for a share outside 0 to 1 and for fewer words than none."""

    words: bool = True
    """Mark changed words; False marks whole paragraphs, old then new."""
    grain: Grain = Grain.WORD
    """What of a changed word is marked, where words are."""
    moves: bool = True
    move_similarity: float = 0.8
    """Share of words in common (0 to 1) from which a block that left and arrived counts as moved."""
    move_words: int = 8
    """Fewest words of a moved block."""
    rewrite_threshold: float = 0.7
    """Share of changed words (0 to 1) beyond which a paragraph is shown whole: old struck, then new."""
    existing: Existing = Existing.AUTO
    ignore: frozenset[Aspect] = frozenset()
    """What is left out of the comparison."""

    def __post_init__(self) -> None:
        for name, share in (("move_similarity", self.move_similarity), ("rewrite_threshold", self.rewrite_threshold)):
            if not 0 <= share <= 1:
                raise InvalidOption(f"{name} is {share}; give a share from 0 to 1.")
        if self.move_words < 0:
            raise InvalidOption(f"move_words is {self.move_words}; give 0 or more.")

    @property
    def counts_space(self) -> bool:
        """Whether the kind and number of spaces count."""
        return Aspect.WHITE_SPACE not in self.ignore

    @property
    def folding(self) -> Folding:
        """What of a text counts."""
        return folding_of(self.ignore)


def folding_of(ignored: frozenset[Aspect]) -> Folding:
    """What of a text counts when some aspects don't."""
    return Folding(case=Aspect.CASE not in ignored, space=Aspect.WHITE_SPACE not in ignored)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller knows beyond the two files. ``legend`` replaces the draft legend in the redline's footer."""

    legend: str = ""
    clause_labels: dict[str, str] = field(default_factory=dict[str, str])
    """Clause identity -> how a reader names it, for the change set."""
    provenance: Provenance | None = None
    """Who made what differs. None: all of it is under the redline's author."""
    rationales: bool = False
    """Whether the reasons that the provenance has are written into the redline as comments."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved on the bytes that leave: accept-all reads as ``after`` and reject-all as ``before``."""

    stories: int
    """Stories compared, each both ways."""
    blocks: int
    """Paragraphs compared, summed over the stories, both ways."""
    coarser: int = 0
    """Paragraphs that were rewritten coarser because their fine redline could not be proved."""


@dataclass(frozen=True)
class Redline:
    """A proved redline: the file, the same changes as data, and what there is to say about both."""

    docx: bytes
    notes: tuple[Note, ...]
    """What the engine tells about the two files."""
    proof: Proof
    told: Callable[[], tuple[Change, ...]] = field(repr=False, compare=False)
    """Tells the changes; use :attr:`changes`."""

    @cached_property
    def changes(self) -> ChangeSet:
        """The changes, put into words when asked for the first time."""
        return ChangeSet(self.told(), self.notes)
