"""Who negotiates an agreement, and about what: its two sides, the member who acts, and each revision of its clauses."""

from __future__ import annotations

from collections import defaultdict

from api.auth.caller import Caller
from api.services.agreements import get_agreement
from api.services.standing import revision_of, standing_clauses
from api.store import clauses as store
from api.store.agreements import AgreementRecord, side_of
from api.store.unit import Unit
from clauses.errors import Conflict, NotAllowed, ProposalNeeded
from clauses.kinds.values import PartyRole
from clauses.record import ClauseRevision
from drafts.negotiation.sides import Actor, Side, Sides
from drafts.negotiation.state import AgreementState

_KNOWN = {role.value: role for role in PartyRole}


def sides_of(agreement: AgreementRecord) -> Sides | None:
    """The two sides of an agreement, each called as the party that leads it; None where its parties are on one side, or
    on more than two, or a side has no party that a revision can name."""
    grouped: dict[str, set[PartyRole]] = {}
    for party in agreement.parties:
        side = grouped.setdefault(side_of(agreement.parties, party.role), set())
        if party.role in _KNOWN:
            side.add(_KNOWN[party.role])
    if len(grouped) != 2 or not all(grouped.values()):
        return None
    one, other = (Side(name, frozenset(roles)) for name, roles in grouped.items())
    return Sides(one, other)


def require_sides(agreement: AgreementRecord) -> Sides:
    """The two sides. Raises :class:`Conflict` where there are not two."""
    sides = sides_of(agreement)
    if sides is None:
        raise Conflict(
            "A negotiation has two sides, of the parties district, city and police; an operator puts each party on one."
        )
    return sides


def acts_for(caller: Caller) -> PartyRole | None:
    """The party that the caller takes steps for; None for who acts for no party that takes one."""
    return _KNOWN.get(caller.member.party) if caller.member else None


def actor_of(caller: Caller) -> Actor:
    """The caller as who takes a step. Raises :class:`NotAllowed` for who acts for no party that takes one."""
    role = acts_for(caller)
    if role is None:
        raise NotAllowed("Only a member of the district, the city or the police takes a step in a negotiation.")
    return Actor(caller.user.name, role)


def admit_direct_edit(unit: Unit, agreement_id: str, caller: Caller) -> None:
    """Let an operator change clauses directly, as an import needs it, and a member where there is nobody to agree with.

    Raises :class:`NotFound`, and :class:`ProposalNeeded` for a member of an agreement with several sides.
    """
    parties = get_agreement(unit, agreement_id).parties
    if not caller.user.operator and len({side_of(parties, each.role) for each in parties}) > 1:
        raise ProposalNeeded(
            f"The sides agree on each change of this agreement: POST it to /agreements/{agreement_id}/proposals."
        )


def negotiated_state(unit: Unit, agreement_id: str) -> AgreementState:
    """The clauses that stand, in order, and every revision of every clause that ever stood."""
    order = tuple(store.clause_order(unit.read, agreement_id))
    chains: defaultdict[str, list[ClauseRevision]] = defaultdict(list)
    for record in store.all_revisions(unit.read, agreement_id):  # read last: it holds at least what the order names
        chains[record.clause_id].append(revision_of(record))
    return AgreementState(order, {clause_id: tuple(chain) for clause_id, chain in chains.items()})


def is_as_it_stands(unit: Unit, agreement_id: str, state: AgreementState) -> bool:
    """Whether ``state`` is still how the agreement stands."""
    seen = tuple((revision.clause_id, revision.number) for revision in state.current)
    return standing_clauses(unit, agreement_id).versions == seen
