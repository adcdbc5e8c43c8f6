"""What happens when police interview, search or arrest a student at school."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled


class ParentNotice(Labelled):
    """When a parent hears of an interview."""

    ATTEMPT_BEFORE = "attempt_before", "The principal tries to reach a parent before"
    REQUIRED_BEFORE_UNLESS_EXIGENT = "required_before_unless_exigent", "A parent is told before, except in an emergency"
    AFTER = "after", "A parent is told after"


class ArrestRule(Labelled):
    """When a student may be arrested at school."""

    WARRANT_OR_EXIGENT = "warrant_or_exigent", "Only under a warrant or in exigent circumstances"
    AS_NEEDED = "as_needed", "When needed, with little disruption"


class SearchPart(Labelled):
    """What part an officer has in a search that school staff begin.

    New Jersey v. T.L.O., 469 U.S. 325, 341 n.7 (1985), leaves open which standard holds where police take part.
    """

    NEVER = "never", "None"
    SAFETY_REQUEST_ONLY = "safety_request_only", "On request, to protect safety"
    ON_REQUEST = "on_request", "On request"


class PoliceEncounters(Fields):
    """The fields of interviews, searches and arrests."""

    parent_notice: ParentNotice = Field(
        title="Notice to a parent", description="When a parent hears that an officer interviews a student."
    )
    administrator_present: bool = Field(
        title="Administrator present",
        description="Whether the principal or a designee is present at an interview, absent an objection or emergency.",
    )
    arrest_rule: ArrestRule = Field(title="Arrests", description="When a student may be arrested at school.")
    sro_in_admin_search: SearchPart = Field(
        title="Part in a school search",
        description="What part an officer has in a search that school staff begin.",
    )


SPEC = KindSpec(
    name="police_encounters",
    title="Interviews, searches and arrests",
    summary="What happens when police interview, search or arrest a student at school.",
    fields_model=PoliceEncounters,
    wording="police_encounters.toml",
)
