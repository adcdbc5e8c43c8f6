"""The registry, the schemas, and what the fields refuse: with the path and the reason."""

# ruff: noqa: E501
from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from clauses.errors import FieldProblem, InvalidClause, UnknownKind
from clauses.kinds import content_schema, kind, kinds, parse_fields, schema
from clauses.kinds.values import Deadline, DeadlineUnit
from tests.unit.clauses.story import example

KINDS = [spec.name for spec in kinds()]
DURATION = "must be one ISO 8601 number and unit from P1D to P100Y, such as P385D, P6M or P3Y"
ENDING = "must not end with a punctuation mark, which the wording adds"
MEETING = {"who": ["superintendent", "chief"], "within": {"n": 10, "unit": "business_days"}}


def problems(kind_name: str, **changes: Any) -> list[FieldProblem]:
    """What is wrong with the example of a kind once some fields are replaced."""
    with pytest.raises(InvalidClause) as refused:
        parse_fields(kind_name, {**example(kind_name), **changes})
    return list(refused.value.problems)


def problem(kind_name: str, **changes: Any) -> tuple[str, str]:
    (only,) = problems(kind_name, **changes)
    return only.path, only.reason


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(child)


# -------------------------------------------------------------------------------------------------- the registry


def test_the_first_kinds_are_there_in_the_order_of_an_agreement() -> None:
    assert KINDS == [
        "parties",
        "recitals",
        "definitions",
        "term_renewal",
        "sro_duties",
        "discipline_scope",
        "police_encounters",
        "camera_use",
        "video_ownership",
        "retention",
        "access_disclosure",
        "student_privacy",
        "redaction",
        "evidence_holds",
        "audits_reporting",
        "training",
        "complaints",
        "costs_payment",
        "pilot",
        "data_security",
        "dispute_resolution",
        "amendment",
        "termination",
        "general_provisions",
        "notices",
        "execution",
        "exhibits",
        "custom",
    ]
    assert [spec.name for spec in kinds() if spec.repeatable] == ["custom"]


def test_an_unknown_kind_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownKind, match=r"no clause kind 'retenton' \(did you mean retention\?\)"):
        kind("retenton")
    with pytest.raises(UnknownKind, match=r"^There is no clause kind 'zzz'\.$"):
        schema("zzz")


@pytest.mark.parametrize("name", KINDS)
def test_every_property_of_a_schema_has_a_title_and_a_description(name: str) -> None:
    told = schema(name)
    fields = [field for node in objects(told) for field in node.get("properties", {}).values()]
    assert fields
    assert all(field["title"] and field["description"] for field in fields)


@pytest.mark.parametrize("name", KINDS)
def test_every_limit_stands_in_the_schema(name: str) -> None:
    limits = {"array": {"maxItems"}, "integer": {"minimum", "maximum"}}
    for node in objects(schema(name)):
        assert limits.get(str(node.get("type")), set()) <= node.keys()
        if node.get("type") == "string":
            assert node.keys() & {"maxLength", "enum", "format", "pattern"}
        if node.get("type") == "object":
            assert node["additionalProperties"] is False


@pytest.mark.parametrize("name", KINDS)
def test_every_choice_has_a_label_for_each_value(name: str) -> None:
    for node in objects(schema(name)):
        if "enum" in node:
            assert len(node["x-labels"]) == len(node["enum"])
            assert all(node["x-labels"])


@pytest.mark.parametrize("name", KINDS)
def test_a_field_that_may_be_left_out_is_none_by_default(name: str) -> None:
    """What is None stays out of the hash: so a new optional field leaves older hashes alone."""
    optional = [field for field in kind(name).fields_model.model_fields.values() if not field.is_required()]
    assert all(field.default is None for field in optional)


def test_the_content_of_any_clause_is_a_union_told_apart_by_kind() -> None:
    told = content_schema()
    assert told["discriminator"] == {"propertyName": "kind"}
    assert [branch["properties"]["kind"]["const"] for branch in told["oneOf"]] == KINDS
    for branch in told["oneOf"]:
        assert branch["properties"]["fields"]["$ref"].removeprefix("#/$defs/") in told["$defs"]


# ------------------------------------------------------------------------------------------------- what is taken


@pytest.mark.parametrize("name", KINDS)
def test_the_fields_come_back_as_the_json_that_they_were_made_from(name: str) -> None:
    assert parse_fields(name, example(name)).model_dump(mode="json", exclude_none=True) == example(name)


def test_json_values_become_typed_ones() -> None:
    fields = parse_fields("costs_payment", {**example("costs_payment"), "annual_cost": "130000"})
    dumped = fields.model_dump()
    assert dumped["annual_cost"] == Decimal("130000.00")
    assert fields.model_dump(mode="json")["annual_cost"] == "130000.00"
    assert dumped["due"] == Deadline(n=45, unit=DeadlineUnit.CALENDAR_DAYS).model_dump()


def test_typed_fields_are_frozen() -> None:
    fields = parse_fields("recitals", example("recitals"))
    with pytest.raises(ValueError, match="frozen"):
        setattr(fields, "incorporated", True)  # noqa: B010


# ----------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("kind_name", "changes", "path", "reason"),
    [
        ("costs_payment", {"camra_cost": "city"}, "camra_cost", "there is no such field (did you mean camera_cost?)"),
        ("costs_payment", {"officer_count": "2"}, "officer_count", "must be a whole number"),
        ("costs_payment", {"officer_count": True}, "officer_count", "must be a whole number"),
        ("costs_payment", {"officer_count": 2.0}, "officer_count", "must be a whole number"),
        ("costs_payment", {"prorate": 1}, "prorate", "must be true or false"),
        ("costs_payment", {"prorate": "yes"}, "prorate", "must be true or false"),
        ("costs_payment", {"district_share_pct": 101}, "district_share_pct", "must be at most 100"),
        ("costs_payment", {"installments": 0}, "installments", "must be at least 1"),
        ("costs_payment", {"due": {"n": 0, "unit": "hours"}}, "due.n", "must be at least 1"),
        (
            "costs_payment",
            {"due": {"n": 5, "unit": "days"}},
            "due.unit",
            "must be 'calendar_days', 'business_days', 'school_days' or 'hours'",
        ),
        ("costs_payment", {"due": {"n": 5, "unit": "hours", "of": 1}}, "due.of", "there is no such field"),
        ("costs_payment", {"due": 45}, "due", "must be an object"),
        ("term_renewal", {"start": "03/18/2020"}, "start", 'must be a date such as "2020-03-18"'),
        ("term_renewal", {"start": 18339}, "start", 'must be a date such as "2020-03-18"'),
        ("term_renewal", {"initial_end": "2020-03-18"}, "initial_end", "must be after the start, 2020-03-18"),
        ("term_renewal", {"max_renewals": 51}, "max_renewals", "must be at most 50"),
        (
            "term_renewal",
            {"nonrenewal_notice": None},
            "nonrenewal_notice",
            "is required when renewal_mode is automatic_school_year",
        ),
        (
            "term_renewal",
            {"renewal_mode": "mutual_written"},
            "nonrenewal_notice",
            "can't be given when renewal_mode is mutual_written",
        ),
        (
            "term_renewal",
            {"renewal_mode": "none", "nonrenewal_notice": None},
            "max_renewals",
            "can't be given when renewal_mode is none",
        ),
        (
            "term_renewal",
            {"review_by": "02-29"},
            "review_by",
            'must be a day that every year has, as MM-DD such as "04-15"; February 29 is none',
        ),
        ("term_renewal", {"review_by": "4-15"}, "review_by", "must match pattern '^[0-9]{2}-[0-9]{2}$'"),
        ("recitals", {"purposes": []}, "purposes", "must hold at least 1 item, not 0"),
        ("recitals", {"purposes": "keep schools safe"}, "purposes", "must be a list"),
        (
            "definitions",
            {"entries": [{"term": "“Chief”", "meaning": "the chief"}]},
            "entries.0.term",
            "must not hold quotation marks, which the wording adds",
        ),
        (
            "recitals",
            {"purposes": ["keep schools safe."]},
            "purposes.0",
            "must not end with a punctuation mark, which the wording adds",
        ),
        ("recitals", {"purposes": ["a", " b"]}, "purposes.1", "must not begin or end with white space"),
        ("recitals", {"purposes": [""]}, "purposes.0", "must have at least 1 character"),
        (
            "recitals",
            {"purposes": ["a\u0000b"]},
            "purposes.0",
            "must be one line of characters that a document can hold, not U+0000",
        ),
        (
            "recitals",
            {"purposes": ["a\nb"]},
            "purposes.0",
            "must be one line of characters that a document can hold, not U+000A",
        ),
        (
            "recitals",
            {"purposes": ["a\ufffeb"]},
            "purposes.0",
            "must be one line of characters that a document can hold, not U+FFFE",
        ),
        ("recitals", {"purposes": ["a", "b", "a"]}, "purposes", "must not hold one thing twice: item 2 repeats item 0"),
        ("recitals", {"purposes": ["x" * 2001]}, "purposes.0", "must have at most 2000 characters"),
        ("recitals", {"purposes": [str(n) for n in range(51)]}, "purposes", "must hold at most 50 items, not 51"),
        ("definitions", {"entries": [{"term": "A", "meaning": "b"}] * 2}, "entries", "must not define 'A' twice"),
        (
            "camera_use",
            {"triggers": ["use_of_force"] * 2},
            "triggers",
            "must not hold one thing twice: item 1 repeats item 0",
        ),
        (
            "camera_use",
            {"triggers": []},
            "triggers",
            "must hold at least 1 item when cameras are permitted and default_state is off_on_demand",
        ),
        (
            "camera_use",
            {"default_state": "always_on"},
            "triggers",
            "must be empty when cameras are always on or not permitted",
        ),
        ("camera_use", {"permitted": False}, "triggers", "must be empty when cameras are always on or not permitted"),
        ("retention", {"rules": {}}, "rules", "must give at least 1 category"),
        (
            "retention",
            {"rules": {"general": {"min": "385 days", "runs_from": "recording_date"}}},
            "rules.general.min",
            "must be one ISO 8601 number and unit from P1D to P100Y, such as P385D, P6M or P3Y",
        ),
        ("retention", {"rules": {"general": {"min": "P1D"}}}, "rules.general.runs_from", "is required"),
        ("retention", {"rules": {"generall": None}}, "rules.generall", "there is no such field"),
        ("retention", {"rules": None}, "schedule_location", "can't be exhibit unless rules is given"),
        (
            "retention",
            {"by_reference": "the procedure"},
            "schedule_location",
            "can't be exhibit when by_reference is given",
        ),
        ("retention", {"schedule_location": "none"}, "schedule_location", "can't be none unless by_reference is given"),
        (
            "student_privacy",
            {"discipline_use": ""},
            "discipline_use",
            "must be 'prohibited', 'evidence_on_written_request' or 'unrestricted'",
        ),
        ("redaction", {"targets": []}, "targets", "must hold at least 1 item, not 0"),
        (
            "redaction",
            {"cost_bearer": "requester"},
            "cost_bearer",
            "must be 'district', 'city', 'police' or 'joint'",
        ),
        ("evidence_holds", {"issuers": []}, "issuers", "must hold at least 1 item, not 0"),
        ("evidence_holds", {"issuers": ["joint"]}, "issuers.0", "must be 'district', 'city' or 'police'"),
        ("evidence_holds", {"confirm_within": None}, "confirm_within", "must be an object"),
        ("audits_reporting", {"min_cell": 4}, "min_cell", "must be at least 5"),
        ("audits_reporting", {"min_cell": 101}, "min_cell", "must be at most 100"),
        ("audits_reporting", {"audit_sample_pct": 0}, "audit_sample_pct", "must be at least 1"),
        ("audits_reporting", {"audit_sample_pct": 101}, "audit_sample_pct", "must be at most 100"),
        ("training", {"hours_min": -1}, "hours_min", "must be at least 0"),
        ("training", {"hours_min": 1001}, "hours_min", "must be at most 1000"),
        (
            "training",
            {"refresher": "yearly"},
            "refresher",
            "must be one ISO 8601 number and unit from P1D to P100Y, such as P385D, P6M or P3Y",
        ),
        ("training", {"topics": ["disability"] * 2}, "topics", "must not hold one thing twice: item 1 repeats item 0"),
        (
            "complaints",
            {"filing_window": "1 year"},
            "filing_window",
            "must be one ISO 8601 number and unit from P1D to P100Y, such as P385D, P6M or P3Y",
        ),
        ("pilot", {"end": "2020-02-03"}, "end", "must be after the start, 2020-02-03"),
        ("pilot", {"evaluation_due": "2020-02-01"}, "evaluation_due", "must be after the start, 2020-02-03"),
        (
            "police_encounters",
            {"parent_notice": "never"},
            "parent_notice",
            "must be 'attempt_before', 'required_before_unless_exigent' or 'after'",
        ),
        ("execution", {"signatories": []}, "signatories", "must hold at least 1 item, not 0"),
        ("custom", {"paragraphs": [{"level": 4, "text": "x"}]}, "paragraphs.0.level", "must be at most 3"),
        (
            "custom",
            {"paragraphs": [{"level": 1, "text": "x"}, {"level": 3, "text": "x"}]},
            "paragraphs",
            "must not skip a level: item 1 has level 3 after level 1",
        ),
        (
            "custom",
            {"paragraphs": [{"level": 0, "text": "a } b"}]},
            "paragraphs.0.text",
            "the brace at character 3 stands alone; double it to print a brace",
        ),
        (
            "custom",
            {"paragraphs": [{"level": 0, "text": "{start}"}]},
            "paragraphs.0.text",
            "{start} is no reference; double the braces to print them",
        ),
        (
            "custom",
            {"paragraphs": [{"level": 0, "text": "{ref:clause:c01}"}]},
            "paragraphs.0.text",
            "{ref:clause:c01} is no reference: write {ref:kind:NAME}, {ref:clause:ID}, either with :N for a paragraph, or {term:WORDS}",
        ),
        (
            "custom",
            {"paragraphs": [{"level": 0, "text": "{ref:kind:retenton}"}]},
            "paragraphs.0.text",
            "refers to 'retenton', and there is no such clause kind (did you mean retention?)",
        ),
        (
            "custom",
            {"exhibits": [{"label": "a", "title": "T", "paragraphs": [{"level": 0, "text": "x"}]}]},
            "exhibits.0.label",
            "must match pattern '^[A-Z0-9]{1,4}$'",
        ),
        (
            "sro_duties",
            {"assignments": [{"school": "the high school", "officers": 0}]},
            "assignments.0.officers",
            "must be at least 1",
        ),
        ("data_security", {"access_log_kept": "3 years"}, "access_log_kept", DURATION),
        (
            "data_security",
            {"breach_notice_party": {"n": 1000, "unit": "hours"}},
            "breach_notice_party.n",
            "must be at most 999",
        ),
        ("dispute_resolution", {"steps": []}, "steps", "must hold at least 1 item, not 0"),
        (
            "dispute_resolution",
            {"steps": [{**MEETING, "who": ["chief"]}]},
            "steps.0.who",
            "must hold at least 2 items, not 1",
        ),
        (
            "dispute_resolution",
            {"steps": [{**MEETING, "who": ["chief", "chief"]}]},
            "steps.0.who",
            "must not hold one thing twice: item 1 repeats item 0",
        ),
        (
            "dispute_resolution",
            {"steps": [MEETING, MEETING]},
            "steps",
            "must not hold one thing twice: item 1 repeats item 0",
        ),
        ("amendment", {"approvals": []}, "approvals", "must hold at least 1 item, not 0"),
        ("termination", {"survives": ["Retention"]}, "survives.0", "must match pattern '^[a-z2-7]{8,26}$'"),
        ("general_provisions", {"governing_law": "Maine law."}, "governing_law", ENDING),
        ("notices", {"methods": []}, "methods", "must hold at least 1 item, not 0"),
        ("notices", {"contacts": []}, "contacts", "must hold at least 1 item, not 0"),
        (
            "notices",
            {"contacts": [{"party": "city", "office": "mayor"}, {"party": "city", "office": "chief"}]},
            "contacts",
            "must not name one party twice",
        ),
        ("exhibits", {"items": []}, "items", "must hold at least 1 item, not 0"),
        ("exhibits", {"items": [{"label": "A", "title": "Schools."}]}, "items.0.title", ENDING),
        (
            "exhibits",
            {"items": [{"label": "a", "title": "T"}]},
            "items.0.label",
            "must match pattern '^[A-Z0-9]{1,4}$'",
        ),
        ("exhibits", {"items": [{"label": "A", "title": "T"}] * 2}, "items", "must not give one label to two exhibits"),
        (
            "exhibits",
            {"items": [{"label": "A", "title": "T", "paragraphs": [{"level": 2, "text": "x"}]}]},
            "items.0.paragraphs",
            "must not skip a level: item 0 has level 2 after level 0",
        ),
        (
            "custom",
            {"exhibits": [{"label": "A", "title": "T", "paragraphs": [{"level": 0, "text": "x"}]}] * 2},
            "exhibits",
            "must not give one label to two exhibits",
        ),
    ],
)
def test_an_impossible_value_is_refused_with_its_path_and_the_reason(
    kind_name: str, changes: dict[str, Any], path: str, reason: str
) -> None:
    assert problem(kind_name, **changes) == (f"fields.{path}", reason)


@pytest.mark.parametrize(
    "amount", [130000, 130000.0, "130,000.00", "1e3", "-1.00", "1.005", "1000000000.00", "", "NaN"]
)
def test_an_amount_is_a_plain_string_of_dollars_and_cents(amount: object) -> None:
    path, reason = problem("costs_payment", annual_cost=amount)
    assert path == "fields.annual_cost"
    assert reason.startswith("must be US dollars as a string")


@pytest.mark.parametrize("duration", ["P0D", "P01D", "P101Y", "P1Y6M", "PT1H", "p1d", "P-1D", "P36501D"])
def test_a_duration_has_one_unit_and_bounds(duration: str) -> None:
    rule = {"min": duration, "runs_from": "recording_date"}
    assert problem("retention", rules={"general": rule})[0] == "fields.rules.general.min"


def test_two_parties_can_share_neither_role_nor_short_name() -> None:
    one, two = example("parties")["parties"]
    assert problem("parties", parties=[one, {**two, "role": "district"}])[1] == "must not give one role to two parties"
    named = {**two, "short_names": ["DISTRICT"]}
    assert problem("parties", parties=[one, named])[1] == "must not use one short name twice"
    assert problem("parties", parties=[one])[1] == "must hold at least 2 items, not 1"


def test_every_refused_value_is_named_at_once() -> None:
    found = problems("costs_payment", officer_count=0, installments=13, prorate=None, subject_to_appropriation="no")
    assert [p.path for p in found] == [
        "fields.officer_count",
        "fields.installments",
        "fields.prorate",
        "fields.subject_to_appropriation",
    ]


def test_a_list_is_not_also_too_short_when_its_items_are_refused() -> None:
    assert [p.path for p in problems("recitals", purposes=["", "."])] == ["fields.purposes.0", "fields.purposes.1"]


def test_what_json_can_not_say_is_refused() -> None:
    assert problem("recitals", incorporated=float("nan"))[0] == "fields"
    assert problem("recitals", purposes=["\ud800"])[0] == "fields"
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert problem("recitals", purposes=nested)[0] == "fields"


def test_a_missing_field_is_named() -> None:
    fields = example("camera_use")
    del fields["covert_mode"]
    with pytest.raises(InvalidClause, match=r"^fields\.covert_mode: is required$"):
        parse_fields("camera_use", fields)


def test_schemas_are_plain_json() -> None:
    assert all(json.loads(json.dumps(schema(name))) == schema(name) for name in KINDS)
