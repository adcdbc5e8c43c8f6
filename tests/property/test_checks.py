"""Whatever agreement can be made can be checked, and every finding is whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clauses.checks import RULES, check, rule
from clauses.checks.findings import Finding
from clauses.checks.state import AgreementState, agreement_state
from clauses.ids import clause_id_from
from clauses.kinds import kinds
from clauses.record import ClauseRevision, create
from clauses.status import DraftStatus
from tests.property.test_clauses import fields_of
from tests.unit.clauses.story import AT

KINDS = [spec.name for spec in kinds()]
PIECES = st.sampled_from(
    [
        *("subject to", "notwithstanding", " Section 1", "Section 999(a)(1)", "of the State", "shall", "’s", "“", "”"),
        *("{ref:kind:retention}", "{ref:kind:parties:3}", "{term:Widget}", "{term:SRO}", "The Widget", "the Recording"),
        *("sixty (30)", "zero (0)", "hundred (1)", "and (2)", "one and (1,000)", "(", ")", "[", "]", "___", "[TBD]"),
        *("Exhibit Z", "Exhibits A, B", "body-worn camera", "Body-Worn Camera", ";", ".", "É", "ß", "X", "1"),
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=12).map(" ".join).map(str.strip).filter(bool)


def clause(place: int, kind: str, fields: dict[str, Any]) -> ClauseRevision:
    return create(
        clause_id=clause_id_from(f"{place}".encode()), kind=kind, heading="Heading", fields=fields, author="A", at=AT
    )


def free(place: int, lines: list[str]) -> ClauseRevision:
    return clause(place, "custom", {"paragraphs": [{"level": 1, "text": line} for line in lines]})


@st.composite
def agreements(draw: st.DrawFn) -> AgreementState:
    chosen = draw(st.lists(st.sampled_from(KINDS), max_size=8))
    revisions = [clause(n, kind, draw(fields_of(kind))) for n, kind in enumerate(chosen)]
    revisions += [
        free(100 + n, lines) for n, lines in enumerate(draw(st.lists(st.lists(LINES, min_size=1), max_size=3)))
    ]
    dated = draw(st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)))
    return agreement_state(draw(st.permutations(revisions)), status=draw(st.sampled_from(DraftStatus)), dated=dated)


@given(agreements())
def test_any_agreement_can_be_checked_and_twice_alike(agreement: AgreementState) -> None:
    found = check(agreement)
    assert found == check(
        agreement_state([c.revision for c in agreement.clauses], status=agreement.status, dated=agreement.dated)
    )
    ids = {each.revision.clause_id for each in agreement.clauses}
    for finding in found:
        whole(finding, ids)


def whole(finding: Finding, ids: set[str]) -> None:
    assert finding.level in rule(finding.rule).levels
    assert finding.places
    assert {place.clause_id for place in finding.places} <= ids
    assert finding.why[-1] == finding.mend[-1] == "."
    assert all(place.title and place.value for place in finding.places)


def test_rules_have_codes_of_their_own() -> None:
    codes = [each.code for each in RULES]
    assert len(set(codes)) == len(codes)
    assert codes[:25] == [f"L{n:02}" for n in range(1, 26)]
