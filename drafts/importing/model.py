"""What the import of a Word file is made of: its lines, its segments, and the clauses that they become."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from clauses.record import ClauseRevision
from clauses.text.inline import format_prose
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
    part: Part = Part.SECTION
    first: int = 1
    """The number of its first line among those of the whole file, from 1; a heading of the file is a line too."""
    confirmed: bool = False
    """Whether a person has confirmed it."""

    @property
    def all_lines(self) -> tuple[str, ...]:
        """Every line of it in the prose form, its heading first where the file has one."""
        return self.lines if self.heading_added else (format_prose(self.revision.heading), *self.lines)

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + len(self.all_lines) - 1


class DifferenceSort(StrEnum):
    """What a difference between the file and the draft that is made of it comes from."""

    NUMBER = "number"
    """A number that was typed, and that the house style computes."""
    QUOTES = "quotes"
    """Straight quotes that became curly, or white space."""
    SETTING = "setting"
    """What the house style sets: the mark after a run-in heading, "By:", rules to sign on, breaks of paragraphs."""
    HEADING = "heading-added"
    """A heading of ours where the file has none."""
    ELSEWHERE = "elsewhere"
    """Words that stand at another place: a signature in a table, a recital before the sections."""
    WORDS = "words"
    """Words of one that the other has not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between the file and the draft that is made of it. ``before`` is the file's, ``after`` the draft's;
    either may be ""; ``place`` is "body" or the part of the file, ``paragraph`` counts from 1."""

    sort: DifferenceSort
    before: str
    after: str
    place: str = "body"
    paragraph: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a Word file would become."""

    title: str
    house: HouseStyle
    clauses: tuple[ImportedClause, ...]
    lost: tuple[str, ...]
    """Words of the file that are in no clause: none, or the import is wrong."""
    differences: tuple[Difference, ...]
    """Words clause by clause, without numbers and what the house style sets: for the file itself see
    :func:`drafts.importing.comparing.compared`."""
    notes: tuple[Note, ...] = ()
    furniture: tuple[str, ...] = ()
    """What the house style sets by itself, as it stands in the file."""
    headings: tuple[tuple[int, str], ...] = ()
    """The lines that are headings in the file, each with its number there."""
    titles: tuple[str, ...] = ()
    """The title's lines as they stand in the file."""
