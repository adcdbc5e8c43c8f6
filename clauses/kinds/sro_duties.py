"""How many officers serve where, in what roles, and who chooses and supervises them."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, PartyRole, Phrase, Record, SomeOf


class SroRole(Labelled):
    """What an officer does at school."""

    LAW_ENFORCEMENT = "law_enforcement", "Law-enforcement officer"
    MENTOR = "mentor", "Mentor"
    EDUCATOR = "educator", "Educator"
    SAFETY_PLANNING = "safety_planning", "Safety planner"


class Selection(Labelled):
    """Who chooses the officers."""

    POLICE_SOLE = "police_sole", "The Chief alone"
    POLICE_WITH_DISTRICT_INPUT = "police_with_district_input", "The Chief after consulting the Superintendent"
    JOINT = "joint", "The Chief and the Superintendent jointly"


class AssignmentsLocation(Labelled):
    """Where the schools stand."""

    BODY = "body", "In the clause"
    EXHIBIT = "exhibit", "In Exhibit A"


class Assignment(Record):
    """How many officers one school has."""

    school: Phrase = Field(
        title="School", description="As it runs in the sentence, 1 to 2,000 characters: “the first high school”."
    )
    officers: int = Field(title="Officers", description="How many officers serve there, 1 to 200.", ge=1, le=200)


class SroDuties(Fields):
    """The fields of the officers' duties."""

    officer_count: int = Field(title="Officers", description="How many officers are assigned, 1 to 200.", ge=1, le=200)
    assignments: SomeOf[Assignment] = Field(
        title="Assignments", description="1 to 50 schools and how many officers each has, in the order of the text."
    )
    assignments_location: AssignmentsLocation = Field(
        title="Place of the assignments", description="Whether the clause or Exhibit A lists the schools."
    )
    roles: SomeOf[SroRole] = Field(title="Roles", description="What an officer does at school, at least one role.")
    supervision: PartyRole = Field(title="Supervision", description="The party that supervises the officers.")
    selection: Selection = Field(title="Selection", description="Who chooses the officers.")
    replacement_response: Deadline | None = Field(
        default=None,
        title="Answer to a request for replacement",
        description="How soon a written request to replace an officer is answered; blank for no such right.",
    )


SPEC = KindSpec(
    name="sro_duties",
    title="School resource officers",
    summary="How many officers serve where, in what roles, and who chooses and supervises them.",
    fields_model=SroDuties,
    wording="sro_duties.toml",
)
