"""What the import of a Word file is made of: its lines, its segments, and the clauses that they become."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clauses.record import ClauseRevision
from drafts.house_style import HouseStyle
from drafts.model import Note


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A paragraph of the file, or a row of a table (``cells``), as it reads with every tracked change accepted."""

    text: str
    """Its words on one line, without the number that Word computes."""
    label: str = ""
    """The number that Word computes, "" without one."""
    heading: int = 0
    """1 for the title and chapters, 2 and more below; 0 for text."""
    strong: bool = False
    """Whether every letter is bold, underlined or set in capitals."""
    lead: str = ""
    """The bold or underlined words at the start, where not every letter is."""
    centered: bool = False
    cells: tuple[str, ...] = ()
    heads: bool = False
    """Whether it is the first row of a table."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words as they stand in the file."""
        return tuple(" ".join(self.cells or (self.text,)).split())


class Part(StrEnum):
    """Where in an agreement a segment stands."""

    PREAMBLE = "preamble"
    RECITALS = "recitals"
    SECTION = "section"
    EXECUTION = "execution"


@dataclass(frozen=True, slots=True)
class Segment:
    """The lines of one clause in the prose form (clauses.wording.layout), with the number and heading that it had."""

    part: Part
    heading: str
    """"" where the file has none."""
    number: str
    lines: tuple[str, ...]


class Sureness(StrEnum):
    """How sure a kind, or the value of a field, is."""

    CERTAIN = "certain"
    """The words say it: with another value the clause would read otherwise."""
    LIKELY = "likely"
    """A rule of thumb: a party called "Board" is the district."""
    NONE = "none"
    """No word says it. A person has to."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a field's value rests on. ``words`` are those that change with the value, "" where none do; ``line`` is the
    0-based line of the clause that holds them, ``start`` and ``end`` their place in it."""

    path: str
    title: str
    value: Any
    sureness: Sureness
    words: str = ""
    line: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ImportedClause:
    """A clause that the file would become. A person confirms it before it is saved."""

    revision: ClauseRevision
    number: str
    """The number that it had."""
    lines: tuple[str, ...]
    """Its words in the prose form."""
    sureness: Sureness
    """How sure the kind is; NONE for a custom clause."""
    evidence: tuple[Evidence, ...] = ()
    heading_added: bool = False
    """Whether the file has no heading here, and it is ours."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words in which the agreement, assembled from the clauses, differs from the file. Either may be ""."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a Word file would become."""

    title: str
    house: HouseStyle
    clauses: tuple[ImportedClause, ...]
    lost: tuple[str, ...]
    """Words of the file that are in no clause: none, or the import is wrong."""
    differences: tuple[Difference, ...]
    notes: tuple[Note, ...] = ()
