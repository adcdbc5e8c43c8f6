"""How a draft becomes the agreement: its states, the votes on its text, and which draft is in force on a day.

What the bodies adopt is a text, named by a hash that leaves out what is filled in at signing (docs/decisions, 0014), so
that a vote holds for the paper that is signed after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from clauses.errors import DifferentText, IllegalMove
from clauses.kinds.execution import ApprovingBody, Execution
from clauses.kinds.parties import Parties
from clauses.kinds.values import Fields
from clauses.record import ClauseRevision
from clauses.status import DraftStatus
from clauses.wording import render
from clauses.wording.filters import series
from drafts.assemble import assemble, canonical_text
from drafts.house_style import DEFAULT, HouseStyle
from drafts.negotiation.votes import Result, Vote

# ------------------------------------------------------------------------------------------------------- states

MOVES: Final[Mapping[DraftStatus, tuple[DraftStatus, ...]]] = {
    DraftStatus.WORKING: (DraftStatus.TABLED,),
    DraftStatus.TABLED: (DraftStatus.PACKET,),
    DraftStatus.PACKET: (DraftStatus.TABLED, DraftStatus.ADOPTED),
    DraftStatus.ADOPTED: (DraftStatus.EXECUTED,),
    DraftStatus.EXECUTED: (),
}
"""Every legal move. What both sides have seen can't be unseen; a draft that is held comes back from the packet; what
was adopted changes only by another draft."""


def check_move(now: DraftStatus, to: DraftStatus) -> None:
    """Refuse a move that the table does not have. Raises :class:`IllegalMove`, which names those it has."""
    if to not in MOVES[now]:
        legal = series([f"to {each}" for each in MOVES[now]], "or")
        raise IllegalMove(f"A draft that is {now} can't become {to}; it can move {legal or 'no further'}.")


# -------------------------------------------------------------------------------------------- the text adopted

FILLED_IN_AT_SIGNING: Final = {"parties": ("effective_date",), "execution": ("approvals.*.date",)}
"""The fields that the adopted text leaves blank, by clause kind. Signatures and the dates beside them are no fields:
the text has blank lines for them in any case."""


def adopted_text(title: str, revisions: Sequence[ClauseRevision], house: HouseStyle = DEFAULT) -> str:
    """The canonical text of a draft with every field that is filled in at signing left blank."""
    unsigned = [_unsigned(each) for each in revisions]
    return canonical_text(assemble(title, [render(each, house.form) for each in unsigned], house).document)


def text_hash(text: str) -> str:
    """SHA-256 (hex) of a canonical text: what a vote cites."""
    return sha256(text.encode()).hexdigest()


def _unsigned(revision: ClauseRevision) -> ClauseRevision:
    blank = _blank(revision.fields)
    return revision if blank is None else revision.model_copy(update={"fields": blank})


def _blank(fields: Fields) -> Fields | None:
    changed: dict[str, Any]
    if isinstance(fields, Parties):
        changed = {"effective_date": None}
    elif isinstance(fields, Execution):
        changed = {"approvals": tuple(each.model_copy(update={"date": None}) for each in fields.approvals)}
    else:
        return None
    return fields.model_copy(update=changed)


# ----------------------------------------------------------------------------------------------------- adoption


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A draft as the bodies vote on it: its adopted text, and the bodies whose approval it asks for, in order."""

    number: int
    text: str
    bodies: tuple[ApprovingBody, ...]

    @property
    def text_hash(self) -> str:
        """What a vote on this draft cites."""
        return text_hash(self.text)


def adoptable(number: int, title: str, revisions: Sequence[ClauseRevision], house: HouseStyle = DEFAULT) -> Adoptable:
    """The draft of ``number`` that ``revisions``, in order, make under ``title``."""
    return Adoptable(number, adopted_text(title, revisions, house), bodies_of(revisions))


def bodies_of(revisions: Sequence[ClauseRevision]) -> tuple[ApprovingBody, ...]:
    """The bodies whose approval the Signatures clause asks for, in its order."""
    asked = [a.body for each in revisions if isinstance(each.fields, Execution) for a in each.fields.approvals]
    return tuple(dict.fromkeys(asked))


def check_vote(vote: Vote, draft: Adoptable, others: Sequence[Adoptable]) -> None:
    """Refuse a vote on ``draft`` that cites another text. Raises :class:`DifferentText` with the numbers of the two
    drafts between which the redline is to be shown; the first is None where no draft among ``others`` has the text
    that was voted on."""
    if vote.text_hash == draft.text_hash:
        return
    cited = next((each.number for each in others if each.text_hash == vote.text_hash), None)
    whose = "no draft of this agreement has" if cited is None else f"is that of draft {cited}"
    mend = "Vote on the text of this draft" + (", or see the redline between the two." if cited is not None else ".")
    body = vote.body.label
    raise DifferentText(
        f"{body[:1].upper()}{body[1:]} voted on the text {vote.text_hash[:8]}, which {whose}; draft {draft.number} "
        f"reads {draft.text_hash[:8]}. {mend}",
        cited=cited,
        draft=draft.number,
    )


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far a draft is adopted, from the last vote of each body. ``differing`` cite another text."""

    draft: int
    text_hash: str
    carried: tuple[Vote, ...]
    failed: tuple[Vote, ...]
    differing: tuple[Vote, ...]
    missing: tuple[ApprovingBody, ...]

    @property
    def complete(self) -> bool:
        """Whether every body that is asked has approved this very text; never where none is asked."""
        return bool(self.carried) and not (self.failed or self.differing or self.missing)

    @property
    def on(self) -> date | None:
        """The day of the last approval, where it is complete."""
        return max(vote.on for vote in self.carried) if self.complete else None


def adoption(draft: Adoptable, votes: Sequence[Vote], *, by: date | None = None) -> Adoption:
    """How far ``draft`` is adopted by ``votes`` (through the day ``by``, if given), in the order in which they were
    recorded: of two votes of a body the later counts, on one day the one recorded later."""
    last: dict[ApprovingBody, Vote] = {}
    for vote in sorted(votes, key=lambda each: each.on):
        if by is None or vote.on <= by:
            last[vote.body] = vote
    asked = [last[body] for body in draft.bodies if body in last]
    same = [vote for vote in asked if vote.text_hash == draft.text_hash]
    return Adoption(
        draft.number,
        draft.text_hash,
        tuple(vote for vote in same if vote.result is Result.CARRIED),
        tuple(vote for vote in same if vote.result is Result.FAILED),
        tuple(vote for vote in asked if vote.text_hash != draft.text_hash),
        tuple(body for body in draft.bodies if body not in last),
    )


# ----------------------------------------------------------------------------------------------------- in force


@dataclass(frozen=True, slots=True)
class AdoptedDraft:
    """A draft with the votes on it. ``effective`` is its effective date, once it is known; ``over`` the last day on
    which it is in force, where its term has ended or notice was given."""

    draft: Adoptable
    votes: tuple[Vote, ...]
    effective: date | None = None
    over: date | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The draft that is in force on a day, with its text; since when, and through which day if that is known."""

    draft: int
    text_hash: str
    text: str
    since: date
    until: date | None


def in_force_on(day: date, records: Sequence[AdoptedDraft]) -> InForce | None:
    """The draft in force on ``day``, or None. A draft is in force from its effective date, and never before the last
    body has approved its very text; a later one takes the place of those before it."""
    begun = [(since, record) for record in records if (since := _since(record, day)) is not None and since <= day]
    if not begun:
        return None
    since, record = max(begun, key=lambda pair: (pair[0], pair[1].draft.number))
    if record.over is not None and record.over < day:
        return None
    draft = record.draft
    return InForce(draft.number, draft.text_hash, draft.text, since, record.over)


def _since(record: AdoptedDraft, day: date) -> date | None:
    adopted = adoption(record.draft, record.votes, by=day).on
    if adopted is None:
        return None
    return adopted if record.effective is None else max(adopted, record.effective)
