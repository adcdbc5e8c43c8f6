"""What is negotiated: the clauses in order, each with all of its revisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clauses.errors import InvalidProposal
from clauses.record import ClauseRevision

Chain = tuple[ClauseRevision, ...]
"""The revisions of a clause, oldest first."""


@dataclass(frozen=True, slots=True)
class AgreementState:
    """The clauses that stand, by identity and in order, and the chain of every clause that ever stood."""

    order: tuple[str, ...]
    chains: Mapping[str, Chain]

    @classmethod
    def of(cls, standing: Sequence[Chain], removed: Sequence[Chain] = ()) -> AgreementState:
        """Return the state with the clauses of these chains."""
        chains = {chain[0].clause_id: tuple(chain) for chain in (*standing, *removed)}
        return cls(tuple(chain[0].clause_id for chain in standing), chains)

    @property
    def current(self) -> tuple[ClauseRevision, ...]:
        """The newest revision of each clause that stands, in order."""
        return tuple(self.chains[clause_id][-1] for clause_id in self.order)

    def newest(self, clause_id: str) -> ClauseRevision | None:
        """The newest revision of a clause, or None when it does not stand."""
        return self.chains[clause_id][-1] if clause_id in self.order else None

    def revision(self, clause_id: str, number: int) -> ClauseRevision:
        """A revision by its number, also of a clause that stands no more.

        :raises InvalidProposal: there is none.
        """
        for revision in self.chains.get(clause_id, ()):
            if revision.number == number:
                return revision
        raise InvalidProposal(f"There is no revision {number} of a clause {clause_id}; read the clause again.")

    def before(self, clause_id: str) -> str | None:
        """The clause that a standing clause follows, or None for the first."""
        place = self.order.index(clause_id)
        return self.order[place - 1] if place else None
