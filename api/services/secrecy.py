"""What is private to a side, in words: nothing that leaves may hold it anywhere but where both sides read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from api.auth.sight import Sight
from api.store import comments, drafts, overlays, playbooks, proposals, sent
from api.store.agreements import find_parties, side_of
from api.store.unit import Unit
from drafts.negotiation.proposals import ProposalState

_NEVER_SUBMITTED = (ProposalState.DRAFT.value, ProposalState.WITHDRAWN.value)


def private_words(unit: Unit, agreement_id: str, side: str) -> frozenset[str]:
    """Every remark that is private to ``side``: of its playbook, threads, proposals that were never submitted, working
    drafts, and about what it sent."""
    return frozenset(each for each in _words(unit, agreement_id, side) if each.strip())


_NAMES: Final = frozenset({"kind", "field", "act", "by", "party", "at", "answer"})
"""What stands in records that nobody writes as a remark."""


def _words(unit: Unit, agreement_id: str, side: str) -> Iterator[str]:
    read = unit.read
    parties = find_parties(read, agreement_id)
    own = {party.role for party in parties if side_of(parties, party.role) == side}
    for name in {side, *own}:
        yield from _strings(playbooks.find_playbook(read, agreement_id, name)[1])
    for thread in comments.list_threads(read, agreement_id):
        if thread.side == side:
            yield from (each.text for each in comments.list_comments(read, thread.id))
    for proposal in proposals.list_proposals(read, agreement_id, states=_NEVER_SUBMITTED):
        if proposal.party in own and not any(step["act"] == "submit" for step in proposal.steps):
            yield proposal.rationale
            yield from _strings(proposal.steps)
    yield from _of_working_drafts(unit, agreement_id, side)
    for record in sent.list_sent(read, agreement_id, side):
        yield record.note


def _of_working_drafts(unit: Unit, agreement_id: str, side: str) -> Iterator[str]:
    """What is said about the side's working drafts, and why they read as they do where no proposal says it aloud."""
    told = proposals.list_proposals(unit.read, agreement_id)
    aloud = {each.rationale for each in told if any(step["act"] == "submit" for step in each.steps)}
    for draft in drafts.list_drafts(unit.read, agreement_id, Sight(side)):
        if not draft.status.shared:
            yield from (draft.label, draft.note)
            carried = overlays.find_overlay(unit.read, agreement_id, draft.number).proposals
            yield from {each.applied["rationale"] for each in carried} - aloud


def _strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value that people write: names of fields and steps are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        yield from (each for name, item in items if name not in _NAMES for each in _strings(item))
    elif isinstance(value, list):
        yield from (each for item in cast("list[Any]", value) for each in _strings(item))
