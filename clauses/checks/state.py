"""An agreement as the checks see it: its clauses in order, with fields and words, and what is known of the draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from clauses.checks.prose import ClauseState, Prose, prose_of
from clauses.checks.vocabulary import Vocabulary, vocabulary
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision
from clauses.status import DraftStatus
from clauses.wording import render
from clauses.wording.rendered import RenderedClause

F = TypeVar("F", bound=Fields)


@dataclass(frozen=True, slots=True)
class Found(Generic[F]):
    """A clause of a kind with its typed fields."""

    clause: ClauseState
    fields: F


@dataclass(frozen=True)
class AgreementState:
    """What a check reads. ``dated`` is the draft's date, from which the current term follows; None when unknown."""

    clauses: tuple[ClauseState, ...]
    status: DraftStatus = DraftStatus.WORKING
    dated: date | None = None

    def find(self, model: type[F]) -> Found[F] | None:
        """The first clause whose fields are ``model``. A clause in free words has none, whatever it stands for."""
        return next(self.find_all(model), None)

    def find_all(self, model: type[F]) -> Iterator[Found[F]]:
        """Every clause whose fields are ``model``, in order."""
        for clause in self.clauses:
            fields = clause.revision.fields
            if isinstance(fields, model):
                yield Found(clause, fields)

    def about(self, subject: str) -> ClauseState | None:
        """The first clause that settles ``subject``, typed or in free words."""
        return next((clause for clause in self.clauses if clause.subject == subject), None)

    @cached_property
    def sections(self) -> tuple[ClauseState, ...]:
        """The numbered clauses: the first is Section 1."""
        outside = ("preamble", "recitals", "execution")
        return tuple(clause for clause in self.clauses if clause.words.place not in outside)

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """Every paragraph and table cell, exhibits included; signature lines are none."""
        return tuple(prose for clause in self.clauses for prose in prose_of(clause))

    @cached_property
    def whole(self) -> str:
        """What every paragraph says, one a line: to see at once whether something stands anywhere."""
        return "\n".join(prose.text for prose in self.prose)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The defined terms, and the capitalised words that use them."""
        return vocabulary(self.prose)

    @cached_property
    def exhibits(self) -> tuple[tuple[ClauseState, str], ...]:
        """Each exhibit's clause and label, in the order of the clauses."""
        return tuple((clause, exhibit.label) for clause in self.clauses for exhibit in clause.words.exhibits)


def agreement_state(
    revisions: Sequence[ClauseRevision],
    *,
    status: DraftStatus = DraftStatus.WORKING,
    dated: date | None = None,
    words: Sequence[RenderedClause] | None = None,
) -> AgreementState:
    """The state that ``revisions``, in order, make; ``words`` are theirs where the caller has rendered them already."""
    rendered = [render(each) for each in revisions] if words is None else words
    return AgreementState(tuple(map(ClauseState, revisions, rendered)), status, dated)
