"""What a difference is: one table from how a letter stood in the file that was sent and how it stands now.

The same table is printed in docs/explanation/returned-files.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Label(StrEnum):
    """What a difference between the file that was sent and the one that came back is."""

    TRACKED = "tracked"
    """They changed it with tracking, under a name of theirs."""
    SILENT = "silent"
    """It was changed, and nothing in the file says so."""
    FALSE_NAME = "false-name"
    """A tracked change that carries one of our names, and that we did not make."""
    OURS_ACCEPTED = "ours-accepted"
    """A tracked change of the file that was sent stands as plain text now."""
    OURS_REJECTED = "ours-rejected"
    """A tracked change of the file that was sent was taken back."""
    OURS_DROPPED = "ours-dropped"
    """A tracked change of the file that was sent is gone, and neither its old nor its new words stand there."""
    COMMENT_ADDED = "comment-added"
    COMMENT_REMOVED = "comment-removed"
    FORMATTING_ONLY = "formatting-only"
    """The words are the same and look different."""
    MOVED = "moved"
    """The same words stand elsewhere."""


class Standing(StrEnum):
    """How a letter stands in one of the two files."""

    ABSENT = "absent"
    PLAIN = "plain"
    INSERTED = "inserted"
    STRUCK = "struck"
    INSERTED_AND_STRUCK = "inserted and struck"


class Side(StrEnum):
    """Whose revision it is that a letter of the returned file bears."""

    NONE = "none"
    SAME = "the one that was sent"
    OURS = "one of our names"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one letter. ``removed`` and ``added`` say which text it belongs to."""

    label: Label
    removed: bool = False
    added: bool = False
    author: str = ""
    at: datetime | None = None
    moved: bool = False
    detail: str = ""


_A, _P, _I, _S, _B = Standing
_ACCEPTED, _REJECTED, _DROPPED = Label.OURS_ACCEPTED, Label.OURS_REJECTED, Label.OURS_DROPPED
_TRACKED, _SILENT, _FALSE = Label.TRACKED, Label.SILENT, Label.FALSE_NAME

TABLE: dict[tuple[Standing, Standing, Side], tuple[Label, ...]] = {
    (_P, _P, Side.NONE): (),
    (_P, _A, Side.NONE): (_SILENT,),
    (_P, _S, Side.THEIRS): (_TRACKED,),
    (_P, _S, Side.OURS): (_FALSE,),
    (_P, _I, Side.THEIRS): (_SILENT,),
    (_P, _I, Side.OURS): (_FALSE,),
    (_P, _B, Side.THEIRS): (_TRACKED,),
    (_P, _B, Side.OURS): (_FALSE,),
    (_A, _P, Side.NONE): (_SILENT,),
    (_A, _I, Side.THEIRS): (_TRACKED,),
    (_A, _I, Side.OURS): (_FALSE,),
    (_A, _S, Side.THEIRS): (_SILENT, _TRACKED),
    (_A, _S, Side.OURS): (_FALSE,),
    (_A, _B, Side.THEIRS): (_TRACKED,),
    (_A, _B, Side.OURS): (_FALSE,),
    (_I, _I, Side.SAME): (),
    (_I, _P, Side.NONE): (_ACCEPTED,),
    (_I, _A, Side.NONE): (_REJECTED,),
    (_I, _I, Side.OURS): (_FALSE,),
    (_I, _I, Side.THEIRS): (_DROPPED,),
    (_I, _B, Side.THEIRS): (_TRACKED,),
    (_I, _B, Side.OURS): (_FALSE,),
    (_I, _B, Side.SAME): (),
    (_I, _S, Side.THEIRS): (_ACCEPTED, _TRACKED),
    (_I, _S, Side.OURS): (_FALSE,),
    (_S, _S, Side.SAME): (),
    (_S, _A, Side.NONE): (_ACCEPTED,),
    (_S, _P, Side.NONE): (_REJECTED,),
    (_S, _S, Side.OURS): (_FALSE,),
    (_S, _S, Side.THEIRS): (_DROPPED,),
    (_S, _I, Side.THEIRS): (_REJECTED,),
    (_S, _I, Side.OURS): (_FALSE,),
    (_S, _B, Side.THEIRS): (_DROPPED,),
    (_S, _B, Side.OURS): (_FALSE,),
    (_S, _B, Side.SAME): (),
    (_B, _B, Side.SAME): (),
    (_B, _A, Side.NONE): (_ACCEPTED,),
    (_B, _P, Side.NONE): (_REJECTED,),
    (_B, _I, Side.SAME): (_REJECTED,),
    (_B, _I, Side.THEIRS): (_REJECTED,),
    (_B, _I, Side.OURS): (_REJECTED,),
    (_B, _S, Side.SAME): (),
    (_B, _S, Side.THEIRS): (_DROPPED,),
    (_B, _S, Side.OURS): (_FALSE,),
    (_B, _B, Side.THEIRS): (_DROPPED,),
    (_B, _B, Side.OURS): (_FALSE,),
}
"""(how it stood, how it stands, whose the newer revision is) -> the labels; none where nothing changed."""
