"""Their .docx against the one that we sent: what they changed, by clause, by whom, tracked or silent.

The stages are those of docs/explanation/returned-files.md: both files are read with all their words standing side by
side; what was tracked in anew is set aside; the rest is aligned, letter by letter; one table says what each difference
is; neighbours are told together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from drafts.model import Note
from drafts.returns.clause_lines import lines_of, strips
from drafts.returns.gathering import Line, gather, numbered
from drafts.returns.labels import Label
from drafts.returns.lookalikes import name_key
from drafts.returns.model import Remark, Return, ReturnedChange
from drafts.returns.noise import with_list_numbers, without_identity
from drafts.returns.pairing import passages_of
from drafts.returns.passages import Passage
from drafts.returns.remarks import comment_changes, remarks
from drafts.returns.sifting import Known
from drafts.returns.telling import tell
from drafts.returns.verdicts import Judge
from drafts.word.union import read_union

_RESTYLING: Final = frozenset({"libreoffice", "google"})
"""Programs that set sizes, colours and styles anew when they save."""
_OTHER_FILE: Final = 0.5
"""Share of words in common below which a file is hardly a return of the other."""


def returned(sent: bytes, came: bytes, *, ours: Collection[str] = (), theirs: Collection[str] = ()) -> Return:
    """Every difference between the file that was sent and the one that came back, with its label.

    Ours are the names ``ours`` and those of the authors of the sent file's own tracked changes, but for ``theirs``.
    Raises UnreadableFile for either file.
    """
    old = without_identity(read_union(sent))
    new = with_list_numbers(without_identity(read_union(came)), old)
    names = {name_key(x) for x in (*ours, *old.authors)} - {name_key(x) for x in theirs}
    passages = passages_of(old, new, Known(old))
    judge = Judge(names, keeps_looks=new.program not in _RESTYLING)
    lines, groups = gather(passages, judge)
    told = tell(lines, groups, passages, judge, (old, new))
    changes = [*(each.change for each in told), *comment_changes(old, new, names)]
    body = tuple(strips(passages, lines, told))
    similarity = _similarity(passages)
    return Return(
        numbered(changes),
        comments=remarks(old, new),
        notes=tuple(_notes(similarity)),
        similarity=similarity,
        pending=_pending(lines),
        lines=tuple(lines_of(body)),
        strips=body,
    )


def _similarity(passages: Sequence[Passage]) -> float:
    """Share of letters in common, what was tracked in anew apart."""
    both = one = 0
    for passage in passages:
        if not passage.mets and passage.ours is not None:
            both += len(passage.ours.kept)
        for met in passage.mets:
            if met.ours is not None and met.theirs is not None:
                both += 1
            elif met.theirs is None or not met.theirs.new:
                one += 1
    return 2 * both / (2 * both + one) if both + one else 1.0


def _notes(similarity: float) -> Iterator[Note]:
    if similarity < _OTHER_FILE:
        share = f"{similarity:.0%}"
        message = f"The two files have {share} of their words in common; is this the file that came back for that one?"
        yield Note("another-file", message)


def _pending(lines: Sequence[Line]) -> int:
    """How many stretches of the sent file's tracked changes stand as they stood."""
    count = 0
    last = ""
    for line in lines:
        ours, theirs = line.judged.met.ours, line.judged.met.theirs
        mark = (ours.state.went or ours.state.came) if ours is not None else None
        stands = mark is not None and theirs is not None and not theirs.state.plain and not line.judged.found
        now = f"{mark.author} {id(line.passage)}" if mark is not None and stands else ""
        count += bool(now) and now != last
        last = now
    return count


__all__ = ["Label", "Remark", "Return", "ReturnedChange", "returned"]
