"""The clauses of an agreement in words, kept while they stand so: a clause's numbers and references are those of the
whole agreement, and putting all of it into words for each read of one clause costs what the agreement is long.

What is kept is told apart by all that it is made of: the store, the agreement's title and house style, the clause kinds
in use, and the name that the clauses have as they stand. It can't be stale, and it is
what every reader of the agreement reads.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from api.services.standing import ShownClause, show, standing_clauses
from api.store.agreements import AgreementRecord, clauses_state
from api.store.clauses import standing_hashes
from api.store.unit import Unit
from clauses.kinds.registry import in_use

MOST_CLAUSES: Final = 3_000
"""How many clauses are kept, those that were read last; of the agreement that was read last in any case all."""


class ShownClauses:
    """The clauses of the agreements that were read last."""

    def __init__(self, most_clauses: int = MOST_CLAUSES) -> None:
        self._most, self._lock = most_clauses, Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[object, dict[str, ShownClause]]] = OrderedDict()

    def by_id(self, unit: Unit, agreement: AgreementRecord) -> dict[str, ShownClause]:
        """The clauses of ``agreement`` as they stand, in order, by their identities. Not to be changed."""
        where = str(unit.read.engine.url), agreement.id
        named = _state(unit, agreement.id)
        state = agreement.title, agreement.house, in_use(), named
        with self._lock:
            kept = self._kept.get(where)
            if kept is not None and kept[0] == state:
                self._kept.move_to_end(where)
                return kept[1]
        standing = standing_clauses(unit, agreement.id)
        found = {each.revision.clause_id: each for each in show(agreement, standing.revisions)}
        if _state(unit, agreement.id) == named:  # nobody changed them meanwhile
            self._keep(where, state, found)
        return found

    def _keep(self, where: tuple[str, str], state: object, found: dict[str, ShownClause]) -> None:
        with self._lock:
            self._kept[where] = state, found
            self._kept.move_to_end(where)
            while len(self._kept) > 1 and sum(len(each) for _, each in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def _state(unit: Unit, agreement_id: str) -> object:
    """The name of the clauses as they stand. Those of an agreement that came along, or that is older than such names,
    have none until they change, and are told apart by all their contents."""
    return clauses_state(unit.read, agreement_id) or standing_hashes(unit.read, agreement_id)


SHOWN: Final = ShownClauses()
"""What the process keeps."""
