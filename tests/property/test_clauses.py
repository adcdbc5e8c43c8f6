"""Whatever a schema allows can be parsed, kept, hashed and read as an agreement."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.kinds import kinds, parse_fields, schema
from clauses.record import ClauseRevision, revise, verify_chain
from clauses.wording import render
from clauses.wording.rendered import (
    DefinedTerm,
    Reference,
    RenderedBlock,
    RenderedParagraph,
    RenderedTable,
    SignatureBlock,
)
from tests.unit.clauses.story import AT, revision

KINDS = [spec.name for spec in kinds()]
WORDS = st.lists(
    st.sampled_from(["the", "Board’s", "O'Brien", '"safe"', "safe", "Größe", "two", "(2)"]), min_size=1, max_size=5
)
TEXT = WORDS.map(" ".join)
DATES = st.dates(date(1990, 1, 1), date(2090, 1, 1))
BY_PATTERN = [
    ("P([1-9]", st.builds("P{}{}".format, st.integers(1, 99), st.sampled_from("DWMY"))),
    ("[0-9]{2}-[0-9]{2}", st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda d: d.isoformat()[5:])),
    ("(0|[1-9]", st.decimals(0, 999_999_999, places=2).map(str)),
    ("[a-z2-7]{8,26}", st.from_regex("[a-z2-7]{8,26}", fullmatch=True)),
    ("[A-Z0-9]{1,4}", st.from_regex("[A-Z0-9]{1,4}", fullmatch=True)),
]


def values(node: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """JSON values that the JSON Schema ``node`` describes."""
    if "$ref" in node:
        return values(definitions[node["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in node:
        return st.one_of([values(choice, definitions) for choice in node["anyOf"]])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(node["minimum"], node["maximum"])
        case "array":
            unique = meaning if node.get("uniqueItems") else None
            items = values(node["items"], definitions)
            return st.lists(
                items, min_size=node.get("minItems", 0), max_size=min(4, node["maxItems"]), unique_by=unique
            )
        case "object":
            made = {name: values(field, definitions) for name, field in node["properties"].items()}
            required = {name: made.pop(name) for name in node["required"]} if "required" in node else {}
            return st.fixed_dictionaries(required, optional=made)
        case _:
            return strings(node)


def meaning(item: Any) -> str:
    """What makes two JSON items the same: a field left out is a field that is null."""
    said = {name: value for name, value in item.items() if value is not None} if isinstance(item, dict) else item
    return json.dumps(said, sort_keys=True)


def strings(node: dict[str, Any]) -> st.SearchStrategy[str]:
    if node.get("format") == "date":
        return DATES.map(date.isoformat)
    known = [made for start, made in BY_PATTERN if start in node.get("pattern", "")]
    return known[0] if known else TEXT.filter(lambda text: len(text) <= node["maxLength"])


def coherent(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """``data`` with what one field says about another put right: the rules that a schema can't state."""
    match kind:
        case "parties":
            roles = ("district", "city", "police")
            named = [{**party, "role": role, "short_names": [f"{role} {n}" for n, _ in enumerate(party["short_names"])]}
                     for role, party in zip(roles, data["parties"], strict=False)]  # fmt: skip
            return {**data, "parties": named}
        case "definitions":
            return {
                "entries": [
                    {**entry, "term": f"{entry['term'].replace(chr(34), '')} {n}"[-80:].strip()}
                    for n, entry in enumerate(data["entries"])
                ]
            }
        case "term_renewal":
            later = date.fromisoformat(data["start"]) + timedelta(days=200)
            automatic = data["renewal_mode"] == "automatic_school_year"
            notice = {"n": 30, "unit": "hours"} if automatic else None
            renewals = data.get("max_renewals") if data["renewal_mode"] != "none" else None
            return {**data, "initial_end": later.isoformat(), "nonrenewal_notice": notice, "max_renewals": renewals}
        case "pilot":
            start = date.fromisoformat(data["start"])
            later = {"end": start + timedelta(days=300), "evaluation_due": start + timedelta(days=330)}
            return {**data, **{name: day.isoformat() for name, day in later.items()}}
        case "camera_use":
            triggered = data["permitted"] and data["default_state"] == "off_on_demand"
            return {**data, "triggers": (data["triggers"] or ["use_of_force"]) if triggered else []}
        case "retention":
            general = {"general": {"min": "P385D", "runs_from": "recording_date"}}
            by_reference = data["schedule_location"] == "none"
            rules = {**(data.get("rules") or {}), **general}
            return {
                **data,
                "rules": None if by_reference else rules,
                "by_reference": "the policy" if by_reference else None,
            }
        case "notices":
            parties = ("district", "city", "police")
            named = [{**contact, "party": role} for role, contact in zip(parties, data["contacts"], strict=False)]
            return {**data, "contacts": named}
        case "exhibits":
            items = [{**item, "label": "ABCD"[n], "paragraphs": levelled(item.get("paragraphs") or []) or None}
                     for n, item in enumerate(data["items"])]  # fmt: skip
            return {**data, "items": items}
        case "custom":
            exhibits = [{**exhibit, "label": "ABCD"[n], "paragraphs": levelled(exhibit["paragraphs"])}
                        for n, exhibit in enumerate(data.get("exhibits") or ())]  # fmt: skip
            return {**data, "paragraphs": levelled(data["paragraphs"]), "exhibits": exhibits or None}
        case _:
            return data


def levelled(paragraphs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    depth = 0
    made: list[dict[str, Any]] = []
    for paragraph in paragraphs:
        level = min(paragraph["level"], depth + 1)
        depth = level or depth
        made.append({**paragraph, "level": level})
    return made


@cache
def fields_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    told = schema(kind)
    return values(told, told.get("$defs", {})).map(lambda data: coherent(kind, data))


def plain(block: RenderedParagraph) -> str:
    shown = [
        f"Section {s.clause_id or 9}" if isinstance(s, Reference) else s.term if isinstance(s, DefinedTerm) else s.text
        for s in block.spans
    ]
    return "".join(shown)


def texts(blocks: tuple[RenderedBlock, ...]) -> list[str]:
    found = [plain(block) for block in blocks if isinstance(block, RenderedParagraph)]
    tables = [block for block in blocks if isinstance(block, RenderedTable)]
    return found + [cell for table in tables for row in table.rows for cell in row]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_clause_that_can_be_made_reads_cleanly(kind: str, data: st.DataObject) -> None:
    clause = render(revision(kind, data.draw(fields_of(kind))))
    shown = texts(clause.blocks) + [text for exhibit in clause.exhibits for text in texts(exhibit.blocks)]
    assert shown
    for text in shown:
        assert text
        assert text == text.strip()
        assert not re.search(
            r"[{}]|  | [,.;:]|\.\.|,,|;;|\bNone\b|\bTrue\b|\bFalse\b|\b1 times\b|or except|['\"]", text
        )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "custom"])
@given(data=st.data())
def test_every_paragraph_is_closed(kind: str, data: st.DataObject) -> None:
    """By a full stop, by a colon before sub-paragraphs, or by the marks of a list that ends with a full stop."""
    clause = render(revision(kind, data.draw(fields_of(kind))))
    paragraphs = [block for block in clause.blocks if isinstance(block, RenderedParagraph)]
    for block, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        closing = plain(block)
        deeper = following is not None and following.level > block.level
        if closing.endswith(":"):
            assert deeper or kind == "recitals"
        elif closing.endswith((";", "; and", "; or")):
            assert following is not None
            assert following.level == block.level == 2
        else:
            assert closing.endswith(".")
            assert not deeper


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_clause_with_another_value_reads_otherwise(kind: str, data: st.DataObject) -> None:
    one, two = data.draw(fields_of(kind)), data.draw(fields_of(kind))
    name = data.draw(st.sampled_from(sorted(one.keys() | two.keys())))
    before, after = (told(kind, fields) for fields in (one, coherent(kind, {**one, name: two.get(name)})))
    assert (before[0] == after[0]) == (before[1] == after[1])


def told(kind: str, data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields that the words have to tell, by what the fields' descriptions say; and the words."""
    made = revision(kind, data)
    clause = render(made)
    words = [*texts(clause.blocks), *levels(clause.blocks)]
    for block in clause.blocks:
        if isinstance(block, SignatureBlock):
            words += [f"{line.party}: {line.title}" for line in block.lines]
    for exhibit in clause.exhibits:
        words += [exhibit.label, exhibit.title, *texts(exhibit.blocks), *levels(exhibit.blocks)]
    return without_the_untold(kind, made.fields.model_dump(mode="json", exclude_none=True)), words


def levels(blocks: tuple[RenderedBlock, ...]) -> list[str]:
    return [str(block.level) for block in blocks if isinstance(block, RenderedParagraph)]


def without_the_untold(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    match kind:
        case "parties":
            named = [{**party, "role": None} for party in fields["parties"]]
            return {**fields, "parties": named, "binding": fields["binding"] != "non_binding"}
        case "camera_use":
            if not fields["permitted"]:
                return {"permitted": False}
            return fields if fields["prohibited_areas"] else {**fields, "exigent_exception": None}
        case "costs_payment":
            free_of_charge = fields["district_share_pct"] == 0
            return {**fields, "installments": None, "due": None} if free_of_charge else fields
        case "execution":
            signatories = [{**each, "party": None, "legal_name": each["legal_name"].upper()}
                           for each in fields["signatories"]]  # fmt: skip
            return {**fields, "signatories": signatories}
        case "custom":
            return {**fields, "stands_for": None}
        case _:
            return fields


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_clause_that_can_be_made_survives_its_json(kind: str, data: st.DataObject) -> None:
    one = revision(kind, data.draw(fields_of(kind)))
    again = ClauseRevision.model_validate_json(one.model_dump_json())
    assert again == one
    assert (again.content_hash, again.revision_hash) == (one.content_hash, one.revision_hash)
    assert parse_fields(kind, one.fields.model_dump(mode="json")) == one.fields


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_revisions_of_a_clause_make_a_chain(kind: str, data: st.DataObject) -> None:
    first = revision(kind, data.draw(fields_of(kind)))
    second = revise(first, fields=data.draw(fields_of(kind)), author="Chief", party="police", at=AT, rationale=None)
    verify_chain([first, second])
    assert (first.content_hash == second.content_hash) == (first.fields == second.fields)
