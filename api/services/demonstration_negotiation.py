"""What the two sides of the demonstration negotiate next: proposals that wait for either side, a private draft of one,
and one that was rejected."""

from __future__ import annotations

from collections.abc import Sequence

from api.auth.access import Scope
from api.auth.caller import Caller
from api.services import comments
from api.services.agreements import get_agreement
from api.services.comments import About
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import account_id
from api.services.proposals import NewProposal, propose, reject_proposal, submit_proposal
from api.services.standing import standing_clauses
from api.store import accounts
from api.store import proposals as store
from api.store.agreements import side_of
from api.store.unit import Unit
from clauses.record import ClauseRevision
from drafts.negotiation.edits import Edit, SetField

OPEN, WAITING, DRAFT, REJECTED = (f"prp-demonstration-{n}" for n in range(1, 5))
"""The proposals: of the police, for the District to answer; of the District; its private counterproposal; one of the
City that the District rejected."""


def load_negotiation(unit: Unit) -> None:
    """Make the proposals, between the demonstration's accounts; a second load finds them and changes nothing."""
    if store.has_proposals(unit.read, AGREEMENT_ID):
        return
    standing = {each.kind: each for each in standing_clauses(unit, AGREEMENT_ID).revisions}
    chief, attorney = (_caller(unit, key) for key in ("police_chief", "city_attorney"))
    superintendent, counsel = (_caller(unit, key) for key in ("superintendent", "district_counsel"))

    why = "The Council asks for one report a year: the numbers of half a year are too small to say anything."
    _propose(unit, REJECTED, attorney, why, [_set(standing["audits_reporting"], "frequency", "annual")])
    submit_proposal(unit, AGREEMENT_ID, REJECTED, attorney)
    note = "The Board voted for two reports a year, and for ten as the smallest number that is told."
    reject_proposal(unit, AGREEMENT_ID, REJECTED, superintendent, note)

    why = "Storage for the spring is at its end. 180 days are what the Department keeps elsewhere in the City."
    retention = standing["retention"]
    shorter = _set(retention, "rules.general.min", "P180D")
    _propose(unit, OPEN, chief, why, [shorter, _set(standing["training"], "hours_min", 40)])
    submit_proposal(unit, AGREEMENT_ID, OPEN, chief)

    why = "Two weeks without an SRO were two weeks too many this winter."
    faster = _set(standing["sro_duties"], "replacement_response", {"n": 5, "unit": "business_days"})
    _propose(unit, WAITING, superintendent, why, [faster])
    submit_proposal(unit, AGREEMENT_ID, WAITING, superintendent)
    said = "The Chief can do this for a planned absence. What of an injury?"
    comments.begin_thread(
        unit, AGREEMENT_ID, "thr-demonstration-1", attorney, About(None, WAITING), said, private=False
    )

    why = "A year and a day outlasts the time to complain, and the yearly audit. The hours of training stay."
    longer = _set(retention, "rules.general.min", "P366D")
    _propose(unit, DRAFT, counsel, why, [longer], in_response_to=OPEN)


def _propose(
    unit: Unit,
    proposal_id: str,
    caller: Caller,
    rationale: str,
    edits: Sequence[Edit],
    in_response_to: str | None = None,
) -> None:
    new = NewProposal(rationale, edits, in_response_to=in_response_to)
    propose(unit, AGREEMENT_ID, proposal_id, caller, new)


def _set(revision: ClauseRevision, path: str, value: object) -> Edit:
    return SetField(clause_id=revision.clause_id, base=revision.number, path=path, value=value)


def _caller(unit: Unit, key: str) -> Caller:
    """An account of the demonstration, as it would ask about the agreement."""
    user_id = account_id(key)
    user = accounts.find_user(unit.read, user_id)
    member = accounts.find_member(unit.read, AGREEMENT_ID, user_id)
    assert user is not None, key
    assert member is not None, key
    side = side_of(get_agreement(unit, AGREEMENT_ID).parties, member.party)
    return Caller(user, frozenset(Scope), member=member, side=side)
