"""The status of a clause: open, agreed by one side or agreed, and what reopened it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from clauses.errors import StaleEdit
from clauses.ids import ClauseId
from clauses.kinds.values import Line, PartyRole, Record
from clauses.record import ClauseRevision, UtcTime
from drafts.negotiation.sides import Actor, Side, Sides


class ClauseStanding(StrEnum):
    """How far the sides are about a clause."""

    OPEN = "open"
    AGREED_BY_ONE = "agreed-by-one"
    AGREED = "agreed"


class Stance(Record):
    """A side's word about one revision of a clause: it agrees, or does no longer."""

    clause_id: ClauseId = Field(title="Clause", description="The clause.")
    revision: int = Field(title="Revision", description="The number of the revision that was read.", ge=1)
    agrees: bool = Field(title="Agrees", description="Whether the side agrees with it.")
    by: Line = Field(title="By", description="Who said so.")
    party: PartyRole = Field(strict=False, title="Party", description="The party that the person acted for.")
    at: UtcTime = Field(title="Time", description="When, in UTC.")


@dataclass(frozen=True, slots=True)
class Reopened:
    """A side had agreed, and a later revision changed what it had agreed with."""

    side: Side
    agreed: int
    """The number of the revision that it agreed with."""
    by: ClauseRevision
    """The first revision after it that says something else."""


@dataclass(frozen=True, slots=True)
class ClauseStatus:
    """Where a clause stands."""

    standing: ClauseStanding
    agreed_by: tuple[Side, ...]
    reopened: tuple[Reopened, ...]
    """For each side that had agreed and has not agreed anew."""


def stance(
    chain: Sequence[ClauseRevision], number: int, actor: Actor, sides: Sides, at: datetime, *, agrees: bool = True
) -> Stance:
    """Return the word of the actor's side about the newest revision, which must be the one that was read.

    :raises StaleEdit: the clause moved on since.
    :raises InvalidProposal: the actor's party is on no side.
    """
    newest = chain[-1]
    sides.of(actor.party)
    if newest.number != number:
        raise StaleEdit(
            f"The clause is at revision {newest.number}, not {number}; read it, then say whether you agree."
        )
    return Stance(clause_id=newest.clause_id, revision=number, agrees=agrees, by=actor.name, party=actor.party, at=at)


def clause_status(chain: Sequence[ClauseRevision], stances: Sequence[Stance], sides: Sides) -> ClauseStatus:
    """Return where a clause stands. ``stances`` are all that were taken, oldest first; of a side the last one counts.
    ``chain`` may be empty where no revision says anything else than those that stances are about.

    A side's word holds while no later revision says something else (its content hash differs), be it only for a while.
    A move, and a change of another clause, reopen nothing.
    """
    agreed: list[Side] = []
    reopened: list[Reopened] = []
    for side in (sides.one, sides.other):
        last = next((s for s in reversed(stances) if s.party in side.parties), None)
        if last is None or not last.agrees:
            continue
        change = _change_after(chain, last.revision)
        if change is None:
            agreed.append(side)
        else:
            reopened.append(Reopened(side, last.revision, change))
    standing = (ClauseStanding.OPEN, ClauseStanding.AGREED_BY_ONE, ClauseStanding.AGREED)[len(agreed)]
    return ClauseStatus(standing, tuple(agreed), tuple(reopened))


def _change_after(chain: Sequence[ClauseRevision], number: int) -> ClauseRevision | None:
    if not chain:
        return None
    said = next(revision.content_hash for revision in chain if revision.number == number)
    later = (revision for revision in chain if revision.number > number)
    return next((revision for revision in later if revision.content_hash != said), None)
