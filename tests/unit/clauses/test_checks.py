"""Each rule fires on what it is about and on nothing else: the execution version of the story has no findings."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from clauses.checks import RULES, check, rule
from clauses.checks.findings import Finding, Level
from clauses.checks.periods import at_least, longest, most_days, shortest
from clauses.checks.places import field
from clauses.checks.state import AgreementState
from clauses.checks.term import current_end
from clauses.errors import InvalidOption
from clauses.kinds.retention import Retention
from clauses.kinds.term_renewal import TermRenewal
from clauses.kinds.values import Deadline, DeadlineUnit
from clauses.status import DraftStatus
from tests.support.spoiled import (
    EXECUTION_VERSION,
    SPOILS,
    Clauses,
    fields,
    free,
    spoiled,
    state,
    version,
    without,
)
from tests.unit.clauses.story import STORY

CODES = [each.code for each in RULES]
TOLD = [told["id"] for told in STORY["versions"]]
COUNTS = {
    "V1": (0, 2, 0),
    "V2": (3, 7, 1),
    "V2P": (1, 2, 1),
    "V3": (7, 4, 0),
    "V4": (1, 2, 1),
    "V5": (0, 0, 2),
    "V6": (0, 0, 0),
}


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in found]


def found_in(clauses: Clauses, code: str, *, status: DraftStatus = DraftStatus.ADOPTED) -> list[Finding]:
    return [finding for finding in check(state(clauses, status=status)) if finding.rule == code]


def with_words(*words: str) -> Clauses:
    clauses = version(EXECUTION_VERSION)
    free(clauses, *words)
    return clauses


# -------------------------------------------------------------------------------------------------------- the story


def test_the_execution_version_has_no_findings() -> None:
    assert check(state(version(EXECUTION_VERSION))) == ()


@pytest.mark.parametrize(("label", "counts"), [(label, COUNTS[label]) for label in TOLD if label in COUNTS])
def test_the_findings_of_each_draft_are_counted_as_the_story_counts_them(
    label: str, counts: tuple[int, int, int]
) -> None:
    dated = next(date.fromisoformat(v["date"]) for v in STORY["versions"] if v["id"] == label)
    found = check(state(version(label), status=DraftStatus.WORKING, dated=dated))
    levels = Counter(finding.level for finding in found if finding.rule.startswith("L"))
    assert tuple(levels[level] for level in Level) == counts


@pytest.mark.parametrize("code", CODES)
def test_a_rule_fires_on_a_spoiled_execution_version(code: str) -> None:
    agreement = spoiled(code)
    mine = [finding for finding in check(agreement) if finding.rule == code]
    assert mine
    ids = {clause.revision.clause_id for clause in agreement.clauses}
    for finding in mine:
        assert finding.level in rule(code).levels
        assert finding.places
        assert all(place.clause_id in ids and place.title and place.value for place in finding.places)
        assert finding.why.endswith(".")
        assert finding.mend.endswith(".")


def test_every_rule_can_be_spoiled() -> None:
    assert sorted(SPOILS) == sorted(CODES)


def test_spoiling_one_thing_brings_only_what_follows_from_it() -> None:
    """A year is short for complaints and for audits; a clause that is gone leaves references to it behind; what is
    unbound leaves its sentence to be confirmed."""
    found = {code: set(codes(check(spoiled(code)))) - {code} for code in CODES}
    assert {code: others for code, others in found.items() if others} == {
        "L01": {"L21"},
        "L06": {"L07"},
        "L07": {"L06"},
        "L20": {"L21"},
        "D12": {"D13"},
    }


def test_the_same_agreement_gives_the_same_findings_the_worst_first() -> None:
    clauses = version("V5")
    for code in ("L06", "L09", "D07", "L17"):
        SPOILS[code](clauses)
    found = check(state(clauses, status=DraftStatus.WORKING))
    assert found == check(state(clauses, status=DraftStatus.WORKING))
    order = [(list(Level).index(each.level), CODES.index(each.rule)) for each in found]
    assert order == sorted(order)
    assert len({level for level, _ in order}) == len(Level)


def test_a_finding_names_both_clauses_and_both_values() -> None:
    [finding] = found_in(spoil("L06"), "L06")
    assert [(p.heading, p.title, p.value) for p in finding.places] == [
        ("Retention and Deletion", "Schedule › No other category applies › Minimum period", "1 year"),
        ("Complaints", "Time to complain", "1 year"),
    ]
    assert finding.why == (
        "A Recording may be deleted after 365 days, while a complaint about the event may be made for up to 366 days."
    )


def spoil(code: str) -> Clauses:
    clauses = version(EXECUTION_VERSION)
    SPOILS[code](clauses)
    return clauses


def test_a_rule_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidOption, match=r"no rule 'L99'; they are L01, "):
        rule("L99")


def test_an_agreement_without_clauses_has_no_findings() -> None:
    assert check(AgreementState(())) == ()


def test_a_field_that_the_words_no_longer_say_is_named_with_both() -> None:
    [finding] = [each for each in check(spoiled("D12")) if each.rule == "D12" and "Notice" in each.why]
    assert [(place.title, place.value) for place in finding.places] == [
        ("Notice of non-renewal", "sixty (60) calendar days"),
        ("Words", "in good time"),
    ]


# ---------------------------------------------------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("duration", "least", "most"),
    [
        ("P385D", 385, 385),
        ("P2W", 14, 14),
        ("P1M", 28, 31),
        ("P2M", 59, 62),
        ("P6M", 181, 184),
        ("P12M", 365, 366),
        ("P1Y", 365, 366),
        ("P4Y", 1460, 1461),
        ("P5Y", 1825, 1827),
    ],
)
def test_a_promise_is_as_short_as_it_can_be_and_a_window_as_long(duration: str, least: int, most: int) -> None:
    assert (shortest(duration), longest(duration)) == (least, most)


def test_periods_of_one_unit_compare_by_their_numbers() -> None:
    assert at_least("P1Y", "P1Y")
    assert not at_least("P365D", "P1Y")
    assert at_least("P366D", "P1Y")


def test_business_days_take_in_the_weekends_between_them() -> None:
    assert most_days(Deadline(n=10, unit=DeadlineUnit.BUSINESS_DAYS)) == 14
    assert most_days(Deadline(n=72, unit=DeadlineUnit.HOURS)) == 3


@pytest.mark.parametrize(
    ("dated", "end"),
    [
        ("2020-03-17", "2020-06-30"),
        ("2020-06-30", "2020-06-30"),
        ("2020-07-01", "2021-06-30"),
        ("2030-01-01", "2021-06-30"),
    ],
)
def test_the_current_term_follows_from_the_date_until_renewals_are_used_up(dated: str, end: str) -> None:
    term = state(version(EXECUTION_VERSION)).find(TermRenewal)
    assert term is not None
    assert current_end(term.fields, date.fromisoformat(dated)) == date.fromisoformat(end)


# ------------------------------------------------------------------------------------------------------------ fields


def test_a_blank_date_is_a_notice_until_the_agreement_is_to_be_signed() -> None:
    assert [f.level for f in found_in(spoil("L23"), "L23", status=DraftStatus.WORKING)] == [Level.NOTICE]
    assert [f.level for f in found_in(spoil("L23"), "L23")] == [Level.ERROR]


def test_a_blank_date_is_told_once_and_signature_lines_are_no_placeholders() -> None:
    assert found_in(spoil("L23"), "D08") == []


def test_a_clause_in_free_words_settles_its_subject() -> None:
    clauses = version(EXECUTION_VERSION)
    without(clauses, "evidence_holds")
    free(clauses, "A Party may hold a Recording.", heading="Holds")
    assert found_in(clauses, "L01")
    clauses[-2]["fields"]["stands_for"] = "evidence_holds"
    assert found_in(clauses, "L01") == []


def test_an_agreement_that_bars_cameras_needs_no_camera_clauses() -> None:
    clauses = version("V1")
    use: dict[str, Any] = fields(version(EXECUTION_VERSION), "camera_use")
    use.update(permitted=False, triggers=[], after_training=False)
    clauses.insert(-1, {"key": "c08", "kind": "camera_use", "heading": "Cameras", "fields": use})
    assert {"L01", "L10", "L19", "L20"}.isdisjoint(codes(check(state(clauses))))


def test_the_review_may_come_early_in_the_school_year() -> None:
    clauses = version(EXECUTION_VERSION)
    fields(clauses, "term_renewal")["review_by"] = "09-15"
    assert found_in(clauses, "L17") == []
    fields(clauses, "term_renewal")["review_by"] = "05-01"
    assert found_in(clauses, "L17") == []
    fields(clauses, "term_renewal")["review_by"] = "05-02"
    assert len(found_in(clauses, "L17")) == 1


@pytest.mark.parametrize(
    ("window", "fits"),
    [
        ({"n": 4, "unit": "business_days"}, True),
        ({"n": 5, "unit": "business_days"}, False),
        ({"n": 6, "unit": "calendar_days"}, True),
        ({"n": 7, "unit": "calendar_days"}, False),
        ({"n": 72, "unit": "hours"}, True),
        ({"n": 1, "unit": "school_days"}, False),
    ],
)
def test_a_consultation_ends_before_a_records_request_is_due(window: dict[str, object], fits: bool) -> None:
    clauses = version(EXECUTION_VERSION)
    fields(clauses, "access_disclosure")["consult_other_party"] = window
    assert (found_in(clauses, "L13") == []) is fits


def test_a_party_for_which_nobody_signs_is_found() -> None:
    clauses = version(EXECUTION_VERSION)
    execution = fields(clauses, "execution")
    execution["signatories"] = [each for each in execution["signatories"] if each["party"] != "city"]
    assert [f.why for f in found_in(clauses, "L24")] == ["The City is a party, and nobody signs for it."]


def test_a_trial_without_rules_that_goes_on_in_silence_is_told_of_both() -> None:
    clauses = version("V1")
    pilot = {"start": "2019-11-18", "end": "2020-03-31", "evaluation_due": "2020-03-15", "on_expiry": "auto_adopt"}
    clauses.insert(-1, {"key": "c19", "kind": "pilot", "heading": "Pilot", "fields": pilot})
    found = check(state(clauses, dated=date(2019, 11, 12)))
    assert [f.level for f in found if f.rule == "L18"] == [Level.ERROR, Level.NOTICE]


def test_a_party_is_named_alike_where_it_is_bound_and_where_it_signs() -> None:
    clauses = version(EXECUTION_VERSION)
    fields(clauses, "execution")["signatories"][0]["legal_name"] = "School Committee"
    [finding] = found_in(clauses, "D11")
    assert [place.value for place in finding.places] == ["the Board of Public Education", "School Committee"]


def test_a_place_shows_the_title_of_a_field_and_its_value_in_words() -> None:
    retention = state(version(EXECUTION_VERSION)).find(Retention)
    assert retention is not None
    shown = {path: field(retention, path) for path in ("deletion_log", "by_reference", "rules.general.min")}
    assert [(place.title.split(" › ")[-1], place.value) for place in shown.values()] == [
        ("Deletion log", "yes"),
        ("By reference", "blank"),
        ("Minimum period", "385 days"),
    ]


# ------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    "words",
    [
        "Two (2) officers serve.",
        "One hundred and twenty (120) days pass.",
        "It takes three hundred eighty-five (385) days.",
        "Ten percent (10%) is reviewed.",
        "It costs one hundred thirty thousand (130,000) dollars.",
        "As subsection five of paragraph (2) says, it is so.",
        "The code is (7).",
    ],
)
def test_words_and_figures_that_agree_are_left_alone(words: str) -> None:
    assert found_in(with_words(words), "D07") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Within sixty (30) days.", "The words say sixty (60) and the figures 30."),
        ("Within forty-eight (84) hours.", "The words say forty eight (48) and the figures 84."),
        ("Some twenty percent (25%) of it.", "The words say twenty (20) and the figures 25."),
    ],
)
def test_words_and_figures_that_disagree_are_both_named(words: str, said: str) -> None:
    assert [f.why for f in found_in(with_words(words), "D07")] == [said]


@pytest.mark.parametrize(
    "words", ["Pay $____ a year.", "Pay $[●].", "The rate is TBD.", "See [insert name].", "It is XX days."]
)
def test_a_placeholder_is_found_in_an_execution_version(words: str) -> None:
    assert [f.level for f in found_in(with_words(words), "D08")][:1] == [Level.ERROR]


@pytest.mark.parametrize(
    "words",
    [
        "As Section 3 says.",
        "As Section 504 of the Rehabilitation Act says.",
        "As Section 99.31 of the regulations says.",
        "As 20-A M.R.S. Section 601 says.",
    ],
)
def test_a_section_that_is_there_or_is_anothers_is_left_alone(words: str) -> None:
    assert found_in(with_words(words), "D01") == []


def test_a_section_number_that_leads_nowhere_is_found() -> None:
    assert len(found_in(with_words("As Section 77(a) of this Agreement says."), "D01")) == 1


def test_a_reference_to_a_paragraph_that_is_not_there_is_found() -> None:
    assert len(found_in(with_words("As {ref:kind:retention:2} and {ref:kind:retention:44} say."), "L21")) == 1


def test_a_clause_that_survives_and_is_gone_is_named_by_its_field() -> None:
    [finding] = found_in(spoil("L20"), "L21")
    [place] = finding.places
    assert place.field.startswith("survives.")
    assert place.title.startswith("Surviving clauses › ")


def test_an_exhibit_that_is_not_attached_is_found() -> None:
    [finding] = found_in(with_words("Exhibits A and Q apply."), "L21")
    assert "Exhibit Q" in finding.why


def test_precedence_one_way_is_no_circle() -> None:
    words = "Subject to {ref:kind:retention}, copies are kept.", "This holds notwithstanding {ref:kind:termination}."
    assert found_in(with_words(*words), "D02") == []


def test_a_circle_names_its_clauses_and_no_other() -> None:
    [finding] = found_in(spoil("D02"), "D02")
    assert sorted(place.heading for place in finding.places) == ["Limits", "Openness", "Requests"]


def test_a_typed_precedence_counts_too() -> None:
    clauses = version(EXECUTION_VERSION)
    free(clauses, "Subject to {ref:kind:sro_duties}, it holds.", key="x01", heading="First")
    sections = [c for c in clauses if c["kind"] not in ("parties", "recitals", "execution")]
    number = next(n for n, c in enumerate(sections, 1) if c["key"] == "x01")
    free(clauses, "It also holds.", key="x02", heading="Second")
    assert found_in(clauses, "D02") == []
    sections = [c for c in clauses if c["kind"] not in ("parties", "recitals", "execution")]
    clauses.append(clauses.pop(next(n for n, c in enumerate(clauses) if c["key"] == "x02")))
    clauses[-1]["fields"]["paragraphs"][0]["text"] = f"Subject to Section {number}, it also holds."
    fields_of_first = next(c for c in clauses if c["key"] == "x01")["fields"]
    fields_of_first["paragraphs"][0]["text"] = f"Subject to Section {len(sections)}, it holds."
    assert len(found_in(clauses, "D02")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "The Federal Bureau of Investigation sets the policy.",
        "The City Manager and the Board Chair meet.",
        "Each SRO knows the Parties.",
        "The FBI sets it.",
        "In March the Department reports.",
    ],
)
def test_names_and_defined_terms_are_no_undefined_terms(words: str) -> None:
    assert found_in(with_words(words), "D03") == []


def test_an_undefined_term_is_told_once_with_each_place() -> None:
    [finding] = found_in(with_words("The Liaison shall attend.", "Call the Liaison, or two Liaisons."), "D03")
    assert len(finding.places) == 2


@pytest.mark.parametrize(
    "words", ["The custodian shall keep it.", "It wears a Body-worn camera.", "Each sro is trained."]
)
def test_a_defined_term_in_other_capitals_is_found(words: str) -> None:
    assert len(found_in(with_words(words), "D06")) == 1


@pytest.mark.parametrize(
    "words", ["A recording is being made.", "The department of education decides.", "BODY-WORN CAMERA"]
)
def test_a_common_word_is_no_defined_term_in_other_capitals(words: str) -> None:
    assert found_in(with_words(words), "D06") == []
