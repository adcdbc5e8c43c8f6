"""How recordings are protected, and who is told when they were not."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Deadline, Duration, Fields, Labelled, PartyRole


class SecurityStandard(Labelled):
    """The rules that protect recordings."""

    CJIS_SECURITY_POLICY = "cjis_security_policy", "The CJIS Security Policy of the FBI"
    DEPARTMENT_POLICY = "department_policy", "The Department's policy"
    WRITTEN_PROGRAM = "written_program", "A written security program"


class DataSecurity(Fields):
    """The fields of data security and breach notice."""

    standard: SecurityStandard = Field(title="Standard", description="The rules that protect recordings.")
    encrypted: bool = Field(
        title="Encryption", description="Whether recordings are encrypted while they move and where they are kept."
    )
    mfa: bool = Field(
        title="Multi-factor authentication", description="Whether a user signs in with more than a password."
    )
    access_log_kept: Duration = Field(
        title="Access log",
        description="How long each entry of the log of access is kept: an ISO 8601 duration from P1D to P100Y.",
    )
    breach_notice_party: Deadline = Field(
        title="Notice of a breach",
        description="How soon a party that learns of unauthorized access tells the others.",
    )
    individual_notice_by: PartyRole = Field(
        title="Notice to individuals", description="The party that tells the people concerned when the law requires it."
    )


SPEC = KindSpec(
    name="data_security",
    title="Data security and breach notice",
    summary="How recordings are protected, and who is told of unauthorized access.",
    fields_model=DataSecurity,
    wording="data_security.toml",
)
