"""Who owns, keeps and stores recordings, which settles what sort of record they are."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, PartyRole


class Offload(Labelled):
    """When recordings leave the camera."""

    END_OF_SHIFT = "end_of_shift", "At the end of each shift"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"


class FerpaStatus(Labelled):
    """What a recording is under the Family Educational Rights and Privacy Act (20 U.S.C. 1232g; 34 CFR part 99)."""

    EDUCATION_RECORD = "education_record", "Education record"
    LAW_ENFORCEMENT_UNIT_RECORD = "law_enforcement_unit_record", "Law-enforcement-unit record (34 CFR 99.8)"
    NOT_MAINTAINED_BY_DISTRICT = "not_maintained_by_district", "Not maintained by the District"
    UNDETERMINED = "undetermined", "Undetermined"


class VideoOwnership(Fields):
    """The fields of ownership and custody."""

    owner: PartyRole = Field(title="Owner", description="The party that owns each recording.")
    custodian: PartyRole = Field(title="Custodian", description="The party that keeps recordings and answers for them.")
    storage_host: PartyRole = Field(title="Storage", description="The party on whose system recordings are kept.")
    offload: Offload = Field(title="Transfer", description="When recordings leave the camera.")
    wipe_device_after_offload: bool = Field(
        title="Erase after transfer", description="Whether recordings are erased from the camera after the transfer."
    )
    ferpa_status: FerpaStatus = Field(
        title="Status as a student record", description="What a recording is under federal student-records law."
    )
    leu_designation: bool = Field(
        title="Law-enforcement unit",
        description="Whether the Board designates the officers as a law-enforcement unit (34 CFR 99.8).",
    )


SPEC = KindSpec(
    name="video_ownership",
    title="Ownership and custody of recordings",
    summary="Who owns, keeps and stores recordings, which settles what sort of record they are.",
    fields_model=VideoOwnership,
    wording="video_ownership.toml",
)
