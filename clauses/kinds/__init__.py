"""The clause kinds: one file per kind, and here the registry of them all.

The functions ask the registry that is in use (:mod:`clauses.kinds.registry`): the built-in kinds, and those that an
office adds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from clauses.errors import FieldProblem, InvalidClause
from clauses.kinds import (
    access_disclosure,
    amendment,
    audits_reporting,
    camera_use,
    complaints,
    costs_payment,
    custom,
    data_security,
    definitions,
    discipline_scope,
    dispute_resolution,
    evidence_holds,
    execution,
    exhibits,
    general_provisions,
    notices,
    parties,
    pilot,
    police_encounters,
    recitals,
    redaction,
    retention,
    sro_duties,
    student_privacy,
    term_renewal,
    termination,
    training,
    video_ownership,
)
from clauses.kinds.problems import problems_of
from clauses.kinds.registry import Registry, in_use
from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields

BUILT_IN = Registry(
    module.SPEC
    for module in (
        parties,
        recitals,
        definitions,
        term_renewal,
        sro_duties,
        discipline_scope,
        police_encounters,
        camera_use,
        video_ownership,
        retention,
        access_disclosure,
        student_privacy,
        redaction,
        evidence_holds,
        audits_reporting,
        training,
        complaints,
        costs_payment,
        pilot,
        data_security,
        dispute_resolution,
        amendment,
        termination,
        general_provisions,
        notices,
        execution,
        exhibits,
        custom,
    )
)
"""The kinds that come with the package."""


def registry() -> Registry:
    """Return the registry in use: the built-in kinds, unless another was put in use."""
    return in_use() or BUILT_IN


def kinds() -> tuple[KindSpec, ...]:
    """Return every clause kind in the order in which an agreement usually has them."""
    return registry().specs


def kind(name: str) -> KindSpec:
    """Return the clause kind called ``name``.

    :raises UnknownKind: there is none; the detail names those most like it.
    """
    return registry().kind(name)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind's fields; every property has a title and a description.

    :raises UnknownKind: there is no such kind.
    """
    told = kind(name).fields_model.model_json_schema()
    definitions: dict[str, dict[str, Any]] = told.get("$defs", {})
    for record in (told, *definitions.values()):
        for field in record.get("properties", {}).values():
            _tell(field, definitions)
    return told


def content_schema() -> dict[str, Any]:
    """Return the JSON Schema of what any clause says, ``{"kind": ..., "fields": ...}``: a union told apart by kind."""
    refs, definitions = models_json_schema([(spec.fields_model, "validation") for spec in kinds()])
    return {
        "title": "Clause content",
        "oneOf": [
            {
                "type": "object",
                "title": spec.title,
                "properties": {"kind": {"const": spec.name}, "fields": refs[spec.fields_model, "validation"]},
                "required": ["kind", "fields"],
            }
            for spec in kinds()
        ],
        "discriminator": {"propertyName": "kind"},
        **definitions,
    }


def _tell(field: dict[str, Any], definitions: Mapping[str, dict[str, Any]]) -> None:
    """Say again what pydantic leaves out because the definition that the field refers to says the same."""
    meant = definitions.get(str(field.get("$ref", "")).rpartition("/")[2], {})
    for key in ("title", "description"):
        if key in meant:
            field.setdefault(key, meant[key])


def parse_fields(kind_name: str, data: Mapping[str, Any]) -> Fields:
    """Return the typed fields of a clause, made from JSON values: dates and amounts as strings, nothing converted.

    :raises UnknownKind: there is no such kind.
    :raises InvalidClause: with one problem per refused value, paths beginning "fields.".
    """
    model = kind(kind_name).fields_model
    try:
        text = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidClause((FieldProblem("fields", f"must hold JSON values only: {error}"),)) from None
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise InvalidClause(problems_of(error, "fields", model)) from None
