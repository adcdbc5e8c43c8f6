"""Who may see a recording, who answers requests for it, and what else leaves."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, PartyRole


class DistrictView(Labelled):
    """What the Superintendent may view."""

    NONE = "none", "Nothing beyond what the law gives"
    SPECIFIC_INCIDENT_ON_REQUEST = "specific_incident_on_request", "A specific incident, on written request"
    UNRESTRICTED = "unrestricted", "Any recording"


class RandomReview(Labelled):
    """Who may review recordings at random."""

    NONE = "none", "No one"
    POLICE_SUPERVISOR = "police_supervisor", "A police supervisor"
    ANY = "any", "Any party"


class ParentView(Labelled):
    """What a parent, or an adult student, may view."""

    NONE = "none", "Nothing beyond what the law gives"
    IN_PERSON_REDACTED = "in_person_redacted", "A redacted recording, in person"
    COPY_REDACTED = "copy_redacted", "A redacted copy"


class OtherAgencies(Labelled):
    """Which other agencies may receive a recording."""

    CRIMINAL_JUSTICE_FOR_CASE = "criminal_justice_for_case", "A criminal-justice agency, for a specific case"
    COURT_ORDER_ONLY = "court_order_only", "Only under a court order"
    ANY_LAWFUL = "any_lawful", "For any lawful purpose"


class Immigration(Labelled):
    """When immigration authorities may receive a recording."""

    JUDICIAL_ORDER_ONLY = "judicial_order_only", "Only under a judge's order or warrant"
    AS_REQUIRED_BY_LAW = "as_required_by_law", "Only as the law requires"
    UNADDRESSED = "unaddressed", "Not addressed"


class AccessDisclosure(Fields):
    """The fields of access and disclosure."""

    public_records_responder: PartyRole = Field(
        title="Answers records requests", description="The party that answers public-records requests."
    )
    consult_other_party: Deadline | None = Field(
        default=None,
        title="Consultation",
        description="How long every other party has to comment before a release that shows a student; blank for none.",
    )
    district_view: DistrictView = Field(title="District's view", description="What the Superintendent may view.")
    random_review: RandomReview = Field(title="Random review", description="Who may review recordings at random.")
    parent_view: ParentView = Field(title="Parents' view", description="What a parent or an adult student may view.")
    other_agencies: OtherAgencies = Field(title="Other agencies", description="Which agencies may receive a recording.")
    immigration: Immigration = Field(
        title="Immigration authorities", description="When immigration authorities may receive a recording."
    )
    subpoena_notice: Deadline | None = Field(
        default=None,
        title="Notice of a subpoena",
        description="How soon a served party tells every other party; blank for no duty.",
    )
    disclosure_log: bool = Field(
        title="Disclosure log", description="Whether viewings, copies and releases are logged."
    )
    legal_duty_carveout: bool = Field(
        title="Legal duties stand",
        description="Whether duties to a prosecutor, a court and a person accused of a crime are kept.",
    )


SPEC = KindSpec(
    name="access_disclosure",
    title="Access and disclosure",
    summary="Who may see a recording, who answers requests for it, and what else leaves.",
    fields_model=AccessDisclosure,
    wording="access_disclosure.toml",
)
