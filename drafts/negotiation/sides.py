"""The two sides of a negotiation, and who acts for one."""

from __future__ import annotations

from dataclasses import dataclass

from clauses.errors import InvalidInput, InvalidProposal
from clauses.kinds.values import PartyRole


@dataclass(frozen=True, slots=True)
class Side:
    """Parties that negotiate as one and share what the others don't see."""

    name: str
    parties: frozenset[PartyRole]


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides. Raises InvalidInput for a side without parties, and for a name or a party on both."""

    one: Side
    other: Side

    def __post_init__(self) -> None:
        if not self.one.parties or not self.other.parties:
            raise InvalidInput("A side has no parties; give each side at least one.")
        if self.one.name == self.other.name:
            raise InvalidInput(f"Both sides are called {self.one.name!r}; give each a name of its own.")
        if shared := self.one.parties & self.other.parties:
            raise InvalidInput(f"{_named(shared)} is on both sides; put each party on one.")

    def of(self, party: PartyRole) -> Side:
        """The side of ``party``.

        :raises InvalidProposal: it is on neither.
        """
        for side in (self.one, self.other):
            if party in side.parties:
                return side
        raise InvalidProposal(f"{_named({party})} takes no part in this negotiation; act for one of its parties.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A member, and the party that the member acts for."""

    name: str
    party: PartyRole


def _named(parties: set[PartyRole] | frozenset[PartyRole]) -> str:
    words = " and ".join(sorted(party.label for party in parties))
    return words[:1].upper() + words[1:]
