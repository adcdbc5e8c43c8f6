"""What was found in a returned file: frozen records that know no XML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drafts.model import Note
from drafts.returns.labels import Label


@dataclass(frozen=True, slots=True)
class ReturnedChange:
    """One difference between the file that was sent and the one that came back.

    ``before`` are words that the difference takes away, ``after`` words that it brings: of a change of ours that was
    accepted, rejected or dropped, the words that we struck and those that we put in. Of formatting and of a move both
    are the words concerned. The contexts are up to 40 characters around them as the returned file reads accepted.
    """

    number: int
    label: Label
    tracked: bool
    """Whether the returned file marks it."""
    clause_id: str
    clause: str
    """The clause as a reader names it, or ""."""
    place: str
    """The story: "body", "footnotes", "header", "text box"."""
    paragraph: int
    """1-based in the story of the returned file; of what only the sent file has, in that one."""
    before: str
    after: str
    context_before: str
    context_after: str
    author: str
    """Who made it, as the file says: of a change of ours who we said had made it; "" of a silent one."""
    at: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of the returned file, for its thread. ``answers`` is the place of the comment that it answers, or -1;
    ``new`` that the sent file has it not."""

    author: str
    at: datetime | None
    text: str
    anchor: str
    clause_id: str
    clause: str
    answers: int
    done: bool
    new: bool


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A paragraph of the body: what was sent (our changes accepted; None where they put it in) and what it reads now
    (theirs accepted; None where they took it out)."""

    clause_id: str
    before: str | None
    after: str | None
    heading: bool
    in_table: bool
    moved: bool = False
    joins: bool = False
    """Whether it runs into the next paragraph now."""
    displaced: bool = False
    """Whether the returned file has it elsewhere; ``moved`` says whether that is taken."""
    landed: str = ""
    """Of a paragraph that is displaced alone, and not its clause: the clause that it stands in now."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a strip, or the end of a paragraph (``ends``), that share one fate."""

    text: str
    stood: bool
    """Whether the sent file has it, our changes accepted."""
    stands: bool
    """Whether the returned file has it, theirs accepted."""
    ours: bool
    """Whether the sent file has it at all, struck or not."""
    changes: tuple[int, ...] = ()
    """The numbers of the differences that it belongs to; none: it is no difference, or noise."""
    ends: bool = False
    heading: bool = False
    """Of an end: whether its paragraph is a heading."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A paragraph of the body (or a row) of either file or both, in pieces, so that any choice among the differences
    gives a text. ``clause_id`` is that of the sent file's paragraph; ``known`` whether that has one."""

    clause_id: str
    known: bool
    heading: bool
    in_table: bool
    row: bool
    moved: bool
    move: int
    """The number of the difference that moved it, or 0."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """All differences in reading order, story by story, with the comments as they stand now."""

    changes: tuple[ReturnedChange, ...]
    comments: tuple[Remark, ...] = ()
    notes: tuple[Note, ...] = ()
    similarity: float = 1.0
    """Share of words that both files have in common, 0 to 1, tracked changes rejected."""
    pending: int = 0
    """Tracked changes of the sent file that stand as they stood."""

    lines: tuple[ClauseLine, ...] = ()
    """The body paragraph by paragraph, for the edits that it amounts to (``drafts.negotiation.returned_edits``)."""
    strips: tuple[Strip, ...] = ()
    """What the lines are made of: ``drafts.returns.clause_lines.lines_of`` makes those of any choice of changes."""

    def labelled(self, *labels: Label) -> tuple[ReturnedChange, ...]:
        """The changes of some labels."""
        return tuple(c for c in self.changes if c.label in labels)
