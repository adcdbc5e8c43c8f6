"""What officers may learn about students, and what recordings may be used for."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled


class RecordAccess(Labelled):
    """Which education records an officer may see."""

    DIRECTORY_ONLY = "directory_only", "Directory information only"
    LEGITIMATE_INTEREST = "legitimate_interest", "Those of legitimate educational interest"
    CONSENT_ORDER_OR_EMERGENCY = "consent_order_or_emergency", "With consent, by order, or in an emergency"


class DisciplineUse(Labelled):
    """What a recording is good for in school discipline."""

    PROHIBITED = "prohibited", "Nothing"
    EVIDENCE_ON_WRITTEN_REQUEST = "evidence_on_written_request", "Evidence, on written request"
    UNRESTRICTED = "unrestricted", "Any use"


class StudentPrivacy(Fields):
    """The fields of student information and privacy."""

    sro_school_official: bool = Field(
        title="School official",
        description="Whether an officer is a school official under the District's control (34 CFR 99.31(a)(1)).",
    )
    record_access: RecordAccess = Field(
        title="Access to education records", description="Which education records an officer may see."
    )
    redisclosure_limited: bool = Field(
        title="Redisclosure limited", description="Whether what an officer learns may be used for that purpose only."
    )
    juvenile_confidentiality: bool = Field(
        title="Juvenile confidentiality", description="Whether juvenile investigative information stays confidential."
    )
    discipline_use: DisciplineUse | None = Field(
        default=None,
        title="Use in discipline",
        description="What a recording is good for in school discipline; blank in an agreement without cameras.",
    )
    internet_posting_prohibited: bool = Field(
        title="No internet posting", description="Whether posting a recording that identifies a student is barred."
    )


SPEC = KindSpec(
    name="student_privacy",
    title="Student information and privacy",
    summary="What officers may learn about students, and what recordings may be used for.",
    fields_model=StudentPrivacy,
    wording="student_privacy.toml",
)
