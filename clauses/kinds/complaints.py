"""How a complaint about an officer is made, answered, and kept in evidence."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Duration, Fields, PartyRole


class Complaints(Fields):
    """The fields of complaints."""

    officer_complaints_to: PartyRole = Field(
        title="Complaints to", description="The party, beside the principal, that takes complaints and answers them."
    )
    filing_window: Duration = Field(
        title="Time to complain",
        description="How long after the event a complaint may be made, an ISO 8601 duration from P1D to P100Y.",
    )
    acknowledge_within: Deadline = Field(
        title="Acknowledgment", description="How soon after it is made a complaint is acknowledged."
    )
    preserve_recording: bool = Field(
        title="Recordings preserved",
        description="Whether a complaint places a hold on recordings of the event until it is resolved.",
    )


SPEC = KindSpec(
    name="complaints",
    title="Complaints",
    summary="How a complaint about an officer is made, answered, and kept in evidence.",
    fields_model=Complaints,
    wording="complaints.toml",
)
