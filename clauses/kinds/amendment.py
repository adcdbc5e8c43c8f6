"""Who must approve a change to the agreement, and what notice a change of procedure takes."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, SomeOf


class AmendmentApproval(Labelled):
    """An approval that an amendment needs."""

    BOARD_VOTE = "board_vote", "By vote of the Board"
    CITY_MANAGER = "city_manager", "By the City Manager"
    CITY_COUNCIL_VOTE = "city_council_vote", "By vote of the City Council"
    SUPERINTENDENT = "superintendent", "By the Superintendent"
    CHIEF = "chief", "By the Chief"


class Amendment(Fields):
    """The fields of amendment."""

    approvals: SomeOf[AmendmentApproval] = Field(
        title="Approvals", description="Who must approve an amendment, at least one."
    )
    sop_change_notice: Deadline | None = Field(
        default=None,
        title="Notice of a change of procedure",
        description="How long before a change of the Department's procedures the District is told; blank for no duty.",
    )


SPEC = KindSpec(
    name="amendment",
    title="Amendment",
    summary="Who must approve a change to the agreement, and what notice a change of procedure takes.",
    fields_model=Amendment,
    wording="amendment.toml",
)
