"""Where school discipline ends and law enforcement begins."""

from __future__ import annotations

from pydantic import Field

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, OrderedSet, PartyRole


class DisciplineRole(Labelled):
    """What part an officer has in school discipline."""

    NONE = "none", "None"
    OBSERVE_REPORT = "observe_report", "Observe and report"
    ASSIST_ON_REQUEST = "assist_on_request", "Assist on request"


class ExcludedMatter(Labelled):
    """Conduct that is a matter of school discipline and not of law enforcement."""

    TARDINESS = "tardiness", "Tardiness"
    DRESS_CODE = "dress_code", "Dress code"
    PROFANITY = "profanity", "Profanity"
    NONVIOLENT_DISRUPTION = "nonviolent_disruption", "Nonviolent disruption"
    TRUANCY = "truancy", "Truancy"
    ELECTRONIC_DEVICE = "electronic_device", "Use of electronic devices"


class ReferralThreshold(Labelled):
    """When staff refer a matter to an officer as a criminal matter."""

    ANY_SUSPECTED_CRIME = "any_suspected_crime", "Any suspected crime"
    SERIOUS_OR_MANDATORY = "serious_or_mandatory", "Serious harm, or where the law requires it"
    ARRESTABLE_OFFENSE = "arrestable_offense", "An offense that permits arrest"


class DisciplineScope(Fields):
    """The fields of discipline and criminal matters."""

    disciplinarian: PartyRole = Field(title="Disciplinarian", description="The party that imposes school discipline.")
    sro_role: DisciplineRole = Field(title="Officer's part", description="What part an officer has in discipline.")
    excluded_matters: OrderedSet[ExcludedMatter] = Field(
        title="Discipline matters", description="Conduct that is no police matter without a threat of serious harm."
    )
    referral_threshold: ReferralThreshold = Field(
        title="Threshold for referral", description="When staff refer a matter to an officer as criminal."
    )
    consult_before_charge: bool = Field(
        title="Consult before a charge", description="Whether an officer consults the principal before a charge."
    )
    diversion_first: bool = Field(
        title="Diversion first", description="Whether diversion or a restorative response is considered first."
    )


SPEC = KindSpec(
    name="discipline_scope",
    title="Discipline and criminal matters",
    summary="Where school discipline ends and law enforcement begins.",
    fields_model=DisciplineScope,
    wording="discipline_scope.toml",
)
