"""A vote of a body on the text of a draft: who was there, how each voted, and a result that follows from it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from clauses.kinds.execution import ApprovingBody
from clauses.kinds.values import Labelled, Line, Prose, Record
from drafts.negotiation.calendars import Day


class Ballot(Labelled):
    """How a member voted."""

    YES = "yes", "Yes"
    NO = "no", "No"
    ABSTAIN = "abstain", "Abstained"


class Result(Labelled):
    """What became of the motion."""

    CARRIED = "carried", "Carried"
    FAILED = "failed", "Failed"


class Rule(Labelled):
    """How many must vote yes."""

    MAJORITY_PRESENT = "majority_present", "More than half of the members present"
    MAJORITY_VOTING = "majority_voting", "More than half of the members who voted yes or no"
    MAJORITY_OF_ALL = "majority_of_all", "More than half of all members"
    TWO_THIRDS_PRESENT = "two_thirds_present", "Two thirds of the members present"
    TWO_THIRDS_OF_ALL = "two_thirds_of_all", "Two thirds of all members"


TextHash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
"""The SHA-256 of an adopted text, in small hexadecimal digits."""

Members = Annotated[tuple[Line, ...], Field(max_length=100, strict=False)]


class MemberVote(Record):
    """How one member voted."""

    member: Line = Field(title="Member", description="The member, as the minutes name them.")
    ballot: Ballot = Field(title="Ballot", description="Yes, no or abstained.", strict=False)


class Vote(Record):
    """A body's vote on a text. An official who approves alone is a body of one member.

    The result is computed from the ballots and the rule, and a record that says another one is refused.
    """

    body: ApprovingBody = Field(title="Body", description="Who voted.", strict=False)
    on: Day = Field(title="Date", description="The day of the vote, YYYY-MM-DD.")
    motion: Prose = Field(title="Motion", description="The motion as it was put, 1 to 20,000 characters.")
    text_hash: TextHash = Field(title="Text", description="The hash of the text that was voted on.")
    present: Members = Field(title="Present", description="1 to 100 members present, each once.", min_length=1)
    absent: Members = Field(default=(), title="Absent", description="At most 100 members absent, each once.")
    ballots: tuple[MemberVote, ...] = Field(
        title="Ballots", description="One of each member present.", max_length=100, strict=False
    )
    rule: Rule = Field(
        default=Rule.MAJORITY_PRESENT, title="Rule", description="How many must vote yes, and of whom.", strict=False
    )
    result: Result = Field(title="Result", description="What became of the motion, as the minutes say.", strict=False)

    @property
    def yes(self) -> int:
        """How many voted yes."""
        return self._count(Ballot.YES)

    @property
    def no(self) -> int:
        """How many voted no."""
        return self._count(Ballot.NO)

    @property
    def abstained(self) -> int:
        """How many abstained."""
        return self._count(Ballot.ABSTAIN)

    @property
    def needed(self) -> int:
        """How many must vote yes for the motion to carry."""
        match self.rule:
            case Rule.MAJORITY_PRESENT:
                return len(self.present) // 2 + 1
            case Rule.MAJORITY_VOTING:
                return (self.yes + self.no) // 2 + 1
            case Rule.MAJORITY_OF_ALL:
                return self.members // 2 + 1
            case Rule.TWO_THIRDS_PRESENT:
                return -(-2 * len(self.present) // 3)
            case Rule.TWO_THIRDS_OF_ALL:
                return -(-2 * self.members // 3)

    @property
    def members(self) -> int:
        """How many members the body has."""
        return len(self.present) + len(self.absent)

    @property
    def quorate(self) -> bool:
        """Whether more than half of all members were present: the common law's quorum, which a charter may change, and
        so nothing that refuses a record."""
        return 2 * len(self.present) > self.members

    def _count(self, ballot: Ballot) -> int:
        return sum(each.ballot is ballot for each in self.ballots)

    @model_validator(mode="after")
    def _each_member_once(self) -> Self:
        named = [*self.present, *self.absent]
        twice = next((name for n, name in enumerate(named) if name in named[:n]), None)
        if twice is not None:
            raise ValueError(f"must name each member once, present or absent: {twice} is named twice")
        voted = [each.member for each in self.ballots]
        stranger = next((name for name in voted if name not in self.present), None)
        if stranger is not None:
            raise ValueError(f"must hold ballots of members present only: {stranger} is not among them")
        without = next((name for name in self.present if voted.count(name) != 1), None)
        if without is not None:
            raise ValueError(f"must hold one ballot of each member present: {without} has {voted.count(without)}")
        return self

    @model_validator(mode="after")
    def _the_result_follows(self) -> Self:
        computed = Result.CARRIED if self.yes >= self.needed else Result.FAILED
        if self.result is not computed:
            raise ValueError(
                f"says {self.result.value}, but {self.yes} voted yes, {self.no} no and {self.abstained} abstained, and "
                f"{self.needed} yes are needed ({self.rule.label.lower()}): the motion {computed.value}"
            )
        return self
