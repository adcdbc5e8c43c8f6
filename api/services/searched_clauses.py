"""What there is to find in the clauses of an agreement as they stand, kept while they stand so.

Putting 300 clauses into words takes longer than searching them, so the words are kept for the next search: here the
newest in full, and in the store's full-text index (:mod:`api.store.search`) those of every agreement that was searched,
so that one that lacks a word need not be put into words at all. What is kept is told apart by all that the words are
made of: the store, the agreement's title and house style, the clause kinds in use, and the content of each clause. It
can't be stale, and it is what every reader of the agreement reads.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files as resources
from threading import Lock

from api.services.standing import ShownClause, show, standing_clauses
from api.store.agreements import AgreementRecord
from api.store.clauses import standing_hashes
from api.store.columns import canonical_json
from api.store.unit import Unit
from clauses.kinds.registry import in_use
from drafts.search.fields import values_of
from drafts.search.matching import Indexed, Passage, Searched, Source, index, passages_of_fields

MOST_CLAUSES = 3_000
"""How many clauses are kept, those that were searched last."""


@dataclass(frozen=True, slots=True)
class SearchedClause:
    """A clause with its words in the whole agreement."""

    shown: ShownClause
    indexed: Indexed


Clauses = tuple[SearchedClause, ...]


class Memory:
    """The clauses of the agreements that were searched last."""

    def __init__(self, most_clauses: int = MOST_CLAUSES) -> None:
        self._most, self._lock = most_clauses, Lock()
        self._kept: OrderedDict[tuple[str, str], tuple[object, Clauses]] = OrderedDict()

    def clauses(self, unit: Unit, agreement: AgreementRecord) -> Clauses:
        """The clauses of ``agreement`` as they stand, in order."""
        where = str(unit.read.engine.url), agreement.id
        state = agreement.title, agreement.house, in_use(), standing_hashes(unit.read, agreement.id)
        with self._lock:
            kept = self._kept.get(where)
            if kept is not None and kept[0] == state:
                self._kept.move_to_end(where)
                return kept[1]
        shown = show(agreement, standing_clauses(unit, agreement.id).revisions)
        found = tuple(SearchedClause(each, index(_searched(each))) for each in shown)
        if tuple((each.revision.clause_id, each.revision.number) for each in shown) == tuple(
            (clause_id, number) for clause_id, number, _ in state[3]
        ):  # nobody changed them meanwhile
            self._keep(where, state, found)
        return found

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()

    def _keep(self, where: tuple[str, str], state: object, found: Clauses) -> None:
        with self._lock:
            self._kept[where] = state, found
            self._kept.move_to_end(where)
            while sum(len(each) for _, each in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def fingerprint(unit: Unit, agreement: AgreementRecord) -> str:
    """A hash of all that the words of the clauses of ``agreement`` are made of, the same in every process of this
    version."""
    registry = in_use()
    kinds = None if registry is None else [(each.name, each.wording, each.words) for each in registry.specs]
    house = agreement.house.model_dump(mode="json")
    made_of = (_own_words(), kinds, agreement.title, house, standing_hashes(unit.read, agreement.id))
    return sha256(canonical_json(made_of).encode()).hexdigest()


@cache
def _own_words() -> str:
    """This version, and a hash of the wordings that it brings."""
    told = sha256(version("counterpart-mou").encode())
    for file in sorted(resources("clauses.wording").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            told.update(file.read_bytes())
    return told.hexdigest()


def _searched(clause: ShownClause) -> Searched:
    revision = clause.revision
    values = tuple(values_of(revision.fields))
    words = tuple(
        Passage(Source.TEXT, line.text, line.label) for line in clause.paragraphs if line.text != revision.heading
    )
    named = (Passage(Source.HEADING, revision.heading), Passage(Source.KIND, revision.kind))
    return Searched(revision.clause_id, revision.kind, (*named, *words, *passages_of_fields(values)), values)
