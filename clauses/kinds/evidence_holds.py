"""Who may stop the deletion of a recording, why, and until when."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Fields, Labelled, PartyRole, SomeOf


class HoldTrigger(Labelled):
    """A matter because of which a recording is held."""

    CRIMINAL_CASE = "criminal_case", "Criminal case"
    CIVIL_CLAIM = "civil_claim", "Civil claim"
    COMPLAINT = "complaint", "Complaint"
    PUBLIC_RECORDS_REQUEST = "public_records_request", "Public-records request"
    DISCIPLINE_HEARING = "discipline_hearing", "Discipline hearing"
    AUDIT = "audit", "Audit"


class HoldRelease(Labelled):
    """What ends a hold."""

    WRITTEN_BY_ISSUER = "written_by_issuer", "A written release by the party that placed it"
    MATTER_CLOSED = "matter_closed", "The end of the matter"


class EvidenceHolds(Fields):
    """The fields of evidence and litigation holds."""

    issuers: SomeOf[PartyRole] = Field(title="Issuers", description="Who may place a hold, at least one party.")
    triggers: SomeOf[HoldTrigger] = Field(
        title="Reasons", description="The matters because of which a recording may be held, at least one choice."
    )
    suspends_deletion: bool = Field(title="Deletion stops", description="Whether a hold suspends deletion at once.")
    confirm_within: Deadline = Field(
        title="Confirmation", description="How soon after a hold reaches it the Custodian confirms the hold."
    )
    release: HoldRelease = Field(title="Release", description="What ends a hold.")
    no_alteration: bool = Field(
        title="No alteration", description="Whether originals stay unaltered and each copy is logged."
    )


SPEC = KindSpec(
    name="evidence_holds",
    title="Evidence and litigation holds",
    summary="Who may stop the deletion of a recording, why, and until when.",
    fields_model=EvidenceHolds,
    wording="evidence_holds.toml",
)
