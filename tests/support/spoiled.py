"""The execution version of the story, and one way to spoil it for each rule.

The tests see each rule fire on what it is about, and the rule pages show what it says there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from api.services.demonstration import AGREEMENT_ID
from clauses.checks.state import AgreementState, agreement_state
from clauses.ids import clause_id_from
from clauses.record import create, revise
from clauses.status import DraftStatus
from clauses.wording.match import match, prose
from tests.unit.clauses.story import STORY

AT = datetime(2020, 3, 17, 23, tzinfo=UTC)
EXECUTION_VERSION = "V6"

Clauses = list[dict[str, Any]]
"""Clauses as the story has them: key, kind, heading, fields."""


def version(label: str) -> Clauses:
    """The clauses of a version of the story, in order; a fresh copy."""
    told: dict[str, Clauses] = {v["id"]: v["clauses"] for v in STORY["versions"]}
    return json.loads(json.dumps(told[label]))


def state(clauses: Clauses, *, status: DraftStatus = DraftStatus.ADOPTED, dated: date | None = None) -> AgreementState:
    """The state that ``clauses`` make, dated as the execution version unless told otherwise."""
    revisions = [
        create(
            clause_id=clause_id_from(f"{AGREEMENT_ID}/{clause['key']}".encode()),
            kind=clause["kind"],
            heading=clause["heading"],
            fields=clause["fields"],
            author="Board Chair",
            at=AT,
        )
        for clause in clauses
    ]
    return agreement_state(revisions, status=status, dated=dated or AT.date())


def spoiled(code: str) -> AgreementState:
    """The execution version, spoiled for the rule with this code."""
    clauses = version(EXECUTION_VERSION)
    SPOILS[code](clauses)
    agreement = state(clauses)
    return _edited(agreement, *EDITS[code]) if code in EDITS else agreement


def _edited(agreement: AgreementState, kind: str, old: str, new: str) -> AgreementState:
    """The agreement with words of the clause of a kind edited by hand."""
    revisions = [clause.revision for clause in agreement.clauses]
    at = next(n for n, each in enumerate(revisions) if each.kind == kind)
    before = revisions[at]
    text = prose(before)
    assert old in text
    made = match(text.replace(old, new), before)
    revisions[at] = revise(
        before, fields=made.fields, wording=made.wording, author="Chief", party="police", at=AT, rationale=None
    )
    return agreement_state(revisions, status=agreement.status, dated=agreement.dated)


# ------------------------------------------------------------------------------------------------------- spoiling


def fields(clauses: Clauses, kind: str) -> dict[str, Any]:
    """The fields of the clause of a kind, to change."""
    return next(clause["fields"] for clause in clauses if clause["kind"] == kind)


def without(clauses: Clauses, *kinds: str) -> None:
    """Take the clauses of these kinds out."""
    clauses[:] = [clause for clause in clauses if clause["kind"] not in kinds]


def free(clauses: Clauses, *words: str, key: str = "x01", heading: str = "Other Matters") -> None:
    """Put in a clause in free words, a paragraph for each of ``words``."""
    paragraphs = [{"level": 1, "text": each} for each in words]
    at = next(n for n, clause in enumerate(clauses) if clause["kind"] == "execution")
    clauses.insert(at, {"key": key, "kind": "custom", "heading": heading, "fields": {"paragraphs": paragraphs}})


def _changed(kind: str, **values: Any) -> Callable[[Clauses], None]:
    def spoil(clauses: Clauses) -> None:
        fields(clauses, kind).update(values)

    return spoil


def _written(*words: str) -> Callable[[Clauses], None]:
    def spoil(clauses: Clauses) -> None:
        free(clauses, *words)

    return spoil


def _no_holds(clauses: Clauses) -> None:
    without(clauses, "evidence_holds")


def _short_evidence(clauses: Clauses) -> None:
    fields(clauses, "retention")["rules"]["evidentiary"]["min"] = "P180D"


def _one_year(clauses: Clauses) -> None:
    fields(clauses, "retention")["rules"]["general"]["min"] = "P1Y"


def _no_limit_on_covert_use(clauses: Clauses) -> None:
    fields(clauses, "camera_use").update(covert_mode=True, notice_on_activation="when_practicable")


def _by_procedure(clauses: Clauses) -> None:
    retention = fields(clauses, "retention")
    retention.pop("rules")
    retention.update(schedule_location="none", by_reference="the Department’s standard operating procedure")
    exhibits = fields(clauses, "exhibits")
    exhibits["items"] = [item for item in exhibits["items"] if item["label"] != "B"]


def _unseen_exhibit(clauses: Clauses) -> None:
    free(clauses, "The Department shall follow {ref:kind:pilot}.")


def _no_definition(clauses: Clauses) -> None:
    entries = fields(clauses, "definitions")["entries"]
    fields(clauses, "definitions")["entries"] = [each for each in entries if each["term"] != "Recording"]


def _blank_date(clauses: Clauses) -> None:
    fields(clauses, "parties").pop("effective_date")


def _pilot(clauses: Clauses, **values: Any) -> None:
    pilot = {"start": "2020-03-18", "end": "2020-12-31", "evaluation_due": "2020-11-30", "on_expiry": "cameras_off"}
    at = next(n for n, clause in enumerate(clauses) if clause["kind"] == "execution")
    clauses.insert(at, {"key": "c19", "kind": "pilot", "heading": "Pilot Program", "fields": {**pilot, **values}})


def _late_report(clauses: Clauses) -> None:
    _pilot(clauses, end="2020-06-15", evaluation_due="2020-06-30")


def _circle(clauses: Clauses) -> None:
    first, second, third = (clause_id_from(f"{AGREEMENT_ID}/{key}".encode()) for key in ("x01", "x02", "x03"))
    free(clauses, f"Subject to {{ref:clause:{second}}}, the Department answers.", key="x01", heading="Requests")
    free(clauses, f"This Section is subject to {{ref:clause:{third}}}.", key="x02", heading="Limits")
    free(
        clauses, "The Board may ask.", f"Notwithstanding {{ref:clause:{third}}}, it shall.", key="x01b", heading="Board"
    )
    free(clauses, f"Subject to {{ref:clause:{first}}}, nothing is secret.", key="x03", heading="Openness")


def _as_it_is(_clauses: Clauses) -> None:
    """Leave the fields: the words are edited (EDITS)."""


def _random_review(clauses: Clauses) -> None:
    fields(clauses, "access_disclosure")["random_review"] = "none"


def _unused_short_name(clauses: Clauses) -> None:
    free(clauses, "The radio plan (the “Plan”, here the {term:Radio Plan}) is kept at each school.")


def _duty_in_a_recital(clauses: Clauses) -> None:
    fields(clauses, "recitals")["purposes"].append("say that the Department shall keep order at school")


SPOILS: dict[str, Callable[[Clauses], None]] = {
    "L01": _no_holds,
    "L02": _changed("access_disclosure", public_records_responder="district"),
    "L03": _changed("video_ownership", leu_designation=False),
    "L04": _by_procedure,
    "L05": _short_evidence,
    "L06": _one_year,
    "L07": _one_year,
    "L08": _changed("retention", subject_to_holds=False),
    "L09": _changed("camera_use", triggers=["suspected_crime", "disruptive_assist"]),
    "L10": _changed("training", before_camera_use=False),
    "L11": _no_limit_on_covert_use,
    "L12": _changed("redaction", redactor="district"),
    "L13": _changed("access_disclosure", consult_other_party={"n": 10, "unit": "business_days"}),
    "L14": _changed("access_disclosure", immigration="unaddressed"),
    "L15": _changed("student_privacy", redisclosure_limited=False),
    "L16": _changed("costs_payment", officer_count=3),
    "L17": _changed("term_renewal", review_by="05-31"),
    "L18": _pilot,
    "L19": _changed("termination", survives=[]),
    "L20": lambda clauses: without(clauses, "data_security"),
    "L21": _unseen_exhibit,
    "L22": _no_definition,
    "L23": _blank_date,
    "L24": _changed("parties", effective_date="2020-03-16"),
    "L25": _changed("access_disclosure", legal_duty_carveout=False),
    "D01": _written("Payments follow Section 99(b)."),
    "D02": _circle,
    "D03": _written("The Liaison Officer shall attend each meeting."),
    "D04": _unused_short_name,
    "D05": _written("A camera that an SRO wears is a {term:Body-Worn Camera}."),
    "D06": _written("The Department shall repair each body-worn camera within a week."),
    "D07": _written("The Department shall answer within sixty (30) calendar days."),
    "D08": _written("The Department shall pay $[amount] to the District."),
    "D09": _duty_in_a_recital,
    "D10": _late_report,
    "D11": _random_review,
    "D12": _as_it_is,
    "D13": _as_it_is,
}
"""What to do to the execution version so that the rule has something to find."""

EDITS: dict[str, tuple[str, str, str]] = {
    "D12": ("term_renewal", "at least sixty (60) calendar days before", "in good time before"),
    "D13": (
        "access_disclosure",
        "shall answer each public-records request",
        "need not answer a public-records request",
    ),
}
"""For rules about edited prose: the kind of clause, its words, and what a person made of them."""
