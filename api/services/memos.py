"""The change memo between two saved drafts of an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth.sight import SHARED, Sight
from api.file_names import memo_file_name
from api.services.attributing import placed_between
from api.services.drafting import file_title
from api.services.pairs import Pair, pair_of
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.negotiation.places import Placer
from drafts.summary import ChangeMemo, Said, Version, change_memo


@dataclass(frozen=True, slots=True)
class DraftMemo:
    """A memo with what it is about, and its Word file's name."""

    agreement: AgreementRecord
    after: DraftRecord
    memo: ChangeMemo
    file_name: str


def memo_of_drafts(unit: Unit, agreement_id: str, before: str, after: str, sight: Sight = SHARED) -> DraftMemo:
    """The memo from draft ``before`` to draft ``after`` (numbers, or "current"). Raises :class:`NotFound`."""
    return memo_of(pair_of(unit, agreement_id, before, after, sight))


def memo_of(pair: Pair) -> DraftMemo:
    """The memo from the one draft to the other."""
    agreement, old, new = pair.agreement, pair.before, pair.after
    before, after = (_version(draft, each) for draft, each in zip((old, new), pair.revisions, strict=True))
    places = placed_between(pair.unit, old, new)
    removed, moved = (
        {clause_id: _proposer(each) for clause_id, each in side.items()} for side in (places.removed, places.moved)
    )
    memo = change_memo(agreement.title, before, after, pair.history, removed=removed, moved=moved, names=pair.names)
    return DraftMemo(agreement, new, memo, memo_file_name(file_title(agreement), old.number, new.number))


def _version(draft: DraftRecord, revisions: tuple[ClauseRevision, ...]) -> Version:
    return Version(draft.number, draft.label, draft.dated, draft.author, revisions, draft.house)


def _proposer(placer: Placer) -> Said:
    proposal = placer.proposal
    return Said(proposal.author, proposal.party.label, placer.at, proposal.rationale)
