"""Two saved drafts of an agreement side by side: what a redline and a memo between them are both made from, each read
or made once, and only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from api.auth.sight import Sight
from api.services.agreements import get_agreement
from api.services.drafting import get_drafts
from api.services.standing import chains_of, revisions_of_drafts
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.clause_names import Clauses, names_between


@dataclass(eq=False)
class Pair:
    """Draft ``before`` and draft ``after`` of an agreement, as ``unit`` reads them."""

    unit: Unit
    agreement: AgreementRecord
    before: DraftRecord
    after: DraftRecord

    @cached_property
    def revisions(self) -> tuple[tuple[ClauseRevision, ...], ...]:
        """The clauses of either draft, in order."""
        return revisions_of_drafts(self.unit, self.before, self.after)

    @cached_property
    def names(self) -> dict[str, str]:
        """What a reader calls each clause, as ``after`` has it, and as ``before`` had it for what is gone."""
        houses = (self.before.house, self.after.house)
        sides = (Clauses(each, house) for each, house in zip(self.revisions, houses, strict=True))
        return names_between(self.agreement.title, *sides)

    @cached_property
    def history(self) -> Mapping[str, tuple[ClauseRevision, ...]]:
        """The revisions on the way to either draft of each clause of ``after`` that ``before`` does not have so."""
        known = {each.clause_id: each for each in self.revisions[0]}
        chain = chains_of(self.unit, self.before, self.after)
        found = (each for each in self.revisions[1] if known.get(each.clause_id) != each)
        return {each.clause_id: chain(each.clause_id) for each in found}


def pair_of(unit: Unit, agreement_id: str, before: str, after: str, sight: Sight) -> Pair:
    """The drafts that ``before`` and ``after`` name (numbers, or "current"). Raises :class:`NotFound`, also where
    ``sight`` does not see one."""
    agreement = get_agreement(unit, agreement_id)
    return Pair(unit, agreement, *get_drafts(unit, agreement_id, (before, after), sight))
