"""The paragraphs of a clause that a change of a returned file is about, to be written otherwise: what we answer it
with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauses.wording.match import prose
from drafts.negotiation.edits import DeleteClause, Edit, EditText, InsertClause, MoveClause
from drafts.negotiation.returned_choice import Round
from drafts.negotiation.state import AgreementState


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs of a clause as it stands today, and as the change would have them, in the form in which prose is
    edited; ``head`` and ``tail`` are the rest of the clause."""

    clause_id: str
    base: int
    head: tuple[str, ...]
    ours: str
    theirs: str
    tail: tuple[str, ...]

    def written(self, words: str) -> EditText:
        """The edit that gives the clause ``words`` in the place of these paragraphs."""
        lines = [*self.head, *words.replace("\r\n", "\n").strip("\n").split("\n"), *self.tail]
        return EditText(clause_id=self.clause_id, base=self.base, text="\n".join(lines))


def passage_of(round_: Round, number: int, today: AgreementState) -> Passage | None:
    """The passage that change ``number`` is about; None where it is not words of one clause, or where the clause reads
    otherwise there today."""
    chosen = round_.chosen(round_.bound({number}))
    if chosen.unplaced or len(chosen.contents) != 1 or any(map(_places, chosen.edits)):
        return None
    [(clause_id, theirs)] = chosen.contents.items()
    sent, now = round_.sent.newest(clause_id), today.newest(clause_id)
    if sent is None or now is None:
        return None
    old, new, there = (prose(each).split("\n") for each in (sent, theirs, now))
    start, end = _differing(old, new)
    if old == new:  # the heading alone
        return None
    if start == len(old) - end:  # paragraphs that are new: what stands before them shows where
        start, end = (start - 1, end) if start else (start, end - 1)
    ours = old[start : len(old) - end]
    at = _found(there, ours)
    if not ours or at is None:
        return None
    return Passage(
        clause_id,
        now.number,
        tuple(there[:at]),
        "\n".join(ours),
        "\n".join(new[start : len(new) - end]),
        tuple(there[at + len(ours) :]),
    )


def _places(edit: Edit) -> bool:
    """Whether an edit brings, takes out or moves a clause."""
    return isinstance(edit, InsertClause | DeleteClause | MoveClause)


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning and at the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    return start, end


def _found(lines: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the lines ``wanted`` stand; None where they do not, or more than once."""
    places = [at for at in range(len(lines) - len(wanted) + 1) if list(lines[at : at + len(wanted)]) == list(wanted)]
    return places[0] if len(places) == 1 else None
