"""Who signs, with what approvals, and how."""

from __future__ import annotations

import datetime

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, Line, OrderedSet, PartyRole, Record, SomeOf


class ApprovingBody(Labelled):
    """Whose approval the agreement needs."""

    BOARD = "board", "the Board"
    CITY_COUNCIL = "city_council", "the City Council"
    CITY_MANAGER = "city_manager", "the City Manager"
    SUPERINTENDENT = "superintendent", "the Superintendent"
    CHIEF = "chief", "the Chief"


class ApprovalAction(Labelled):
    """How approval is given."""

    VOTE = "vote", "by vote"
    SIGNATURE = "signature", "by signature"


class Signatory(Record):
    """One person who signs, by office."""

    party: PartyRole = Field(
        title="Party", description="The party that the person signs for; not printed, its legal name is."
    )
    legal_name: Line = Field(
        title="Legal name", description="The party's name, set in capitals above the signature, 1 to 300 characters."
    )
    title: Line = Field(title="Title", description="The office of the person who signs, 1 to 300 characters.")


class Approval(Record):
    """One approval, given or awaited."""

    body: ApprovingBody = Field(title="Body", description="Who approves.")
    action: ApprovalAction = Field(title="Action", description="How approval is given.")
    date: datetime.date | None = Field(default=None, title="Date", description="When it was given; blank until it is.")


class Execution(Fields):
    """The fields of the signatures."""

    signatories: SomeOf[Signatory] = Field(title="Signatories", description="1 to 50 people who sign, by office.")
    approvals: OrderedSet[Approval] = Field(
        title="Approvals", description="The approvals, given and awaited, at most 50."
    )
    counterparts: bool = Field(title="Counterparts", description="Whether the parties may sign separate copies.")
    electronic: bool = Field(title="Electronic signatures", description="Whether electronic signatures count.")


SPEC = KindSpec(
    name="execution",
    title="Signatures",
    summary="Who signs, with what approvals, and how.",
    fields_model=Execution,
    wording="execution.toml",
    place="execution",
)
