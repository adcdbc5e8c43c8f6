"""An example of every JSON body of the OpenAPI document, made of what its schemas say.

A schema's own `examples` go first, then its constants, defaults and choices, then what a word of that name means in
this service (:data:`NAMED`), so that a new route has its examples as soon as its models are described. A test holds
each example against its schema, and posts those of requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_MOMENT, _DAY = "2020-03-03T18:00:00Z", "2020-03-03"
_CLAUSE, _OTHER, _PROPOSAL = "mzxw6ytboi2dgnbv", "orsxg5bamnqxezlt", "prp-5f0c2a9b7e1d4c3a8b6f"
_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_TITLE = "Memorandum of Understanding on School Resource Officers"
_PASSWORD = "a long line of words"  # noqa: S105 - an example

NAMED: Final[Mapping[str, Any]] = {
    "added": "a parent's written request",
    "after": "385 days",
    "agreement_id": "agr-4t2k9",
    "agreement_title": _TITLE,
    "answer": _PROPOSAL,
    "author": "Dana Reyes",
    "before": "180 days",
    "by": "Dana Reyes",
    "clause_id": _CLAUSE,
    "context_after": " after the recording was made.",
    "context_before": "The Department shall keep each recording for ",
    "csrf_token": "k9mD2vQx7aZt",
    "current_password": _PASSWORD,
    "detail": "The clause was revised since it was read; read it again.",
    "doc_type": "mou",
    "email": "counsel@district.example",
    "field": "rules.general.min",
    "fields": {
        "by_reference": "the Department’s standard operating procedure",
        "deletion": "automatic",
        "deletion_log": False,
        "subject_to_holds": False,
        "schedule_location": "none",
    },
    "heading": "Retention and Deletion",
    "in_brief": "One field changed.",
    "in_response_to": _PROPOSAL,
    "kind": "retention",
    "label": "Second reading",
    "legal_name": "the Board of Public Education",
    "mend": "Name a procedure, or a period for each category.",
    "message": "Section 4 refers to a section that is not there.",
    "missed": "The Council approved another text.",
    "name": "Dana Reyes",
    "new_password": f"another {_PASSWORD[2:]}",
    "note": "Agreed, with thanks.",
    "notes": "Not below the state's schedule.",
    "office": "Superintendent",
    "part": "word/document.xml",
    "party": "district",
    "password": _PASSWORD,
    "path": "rules.general.min",
    "place": "section",
    "proposal": _PROPOSAL,
    "proposal_id": _PROPOSAL,
    "prose": "\tThe Department shall keep each recording for 385 days.",
    "query": "recording retention > P180D",
    "rationale": "The Board asked for a fixed period.",
    "reference": _PROPOSAL,
    "removed": _OTHER,
    "replaces": _PROPOSAL,
    "resolved_by": "Dana Reyes",
    "role": "district",
    "rule": "retention-floor",
    "short_name": "District",
    "short_title": "SRO Program MOU",
    "side": "district",
    "source": "The agreement",
    "stands_after": _CLAUSE,
    "stood_after": _OTHER,
    "summary": "How long recordings are kept, and who deletes them.",
    "text": "The Department shall keep each recording for 385 days.",
    "title": _TITLE,
    "token": "cp_xxxxxxxxxxxxxxxx",
    "user_id": "usr-7m3q1",
    "why": "A period that nobody states can't be kept.",
    "words": "385 days",
}
"""Property -> what stands there in an example, where its schema has none of its own and allows it."""

MODELS: Final[Mapping[str, Any]] = {
    "PlaybookBody": {"positions": [{"kind": "retention", "field": "rules.general.min", "preferred": "P385D"}]},
    "ProposalNew": {
        "rationale": "Nobody has said who keeps the keys.",
        "edits": [
            {
                "edit": "insert",
                "kind": "custom",
                "heading": "Keys",
                "fields": {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]},
                "after": None,
            }
        ],
    },
    "ProposedFields": {"kind": "retention", "fields": NAMED["fields"]},
    "SchoolCalendar": {
        "holidays": [{"name": "Winter break", "day": "2020-12-23"}],
        "school_years": [{"first_day": "2020-09-01", "last_day": "2021-06-11"}],
    },
}
"""Model -> the example of all of it, where its properties belong together."""

_FORMATS: Final[Mapping[str, Any]] = {
    "binary": "the bytes of a .docx",
    "date": _DAY,
    "date-time": _MOMENT,
    "duration": "P385D",
    "email": "counsel@district.example",
    "uri": "https://mou.example.org/agreements",
}
_PLAIN: Final[Mapping[str, Any]] = {"boolean": False, "object": {}}
_JSON = "application/json"
_DEEPEST = 12


def describe_examples(described: dict[str, Any]) -> None:
    """Write an example to each request body and to each JSON answer that is a success of an OpenAPI document, where it
    has none."""
    schemas = described.get("components", {}).get("schemas", {})
    for operations in described.get("paths", {}).values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                _give(content, _Maker(schemas, whole=False))
            for status, answer in operation["responses"].items():
                if str(status).startswith("2") and _JSON in answer.get("content", {}):
                    _give(answer["content"][_JSON], _Maker(schemas, whole=True))


def _give(content: dict[str, Any], maker: _Maker) -> None:
    if not {"example", "examples"} & content.keys():
        content["example"] = maker.of(content["schema"])


class _Maker:
    """Makes examples: ``whole`` ones have every property, others those that a caller has to send and those that are
    worth showing."""

    def __init__(self, schemas: Mapping[str, Any], *, whole: bool) -> None:
        self.schemas, self.whole = schemas, whole

    def of(self, schema: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
        """An example of ``schema``, which is the property ``name`` of another."""
        for key in ("example", "const", "default"):
            if schema.get(key) or schema.get(key) is False:
                return schema[key]
        for key in ("examples", "enum"):
            if schema.get(key):
                return schema[key][0]
        if "$ref" in schema:
            model = schema["$ref"].rpartition("/")[2]
            return MODELS[model] if model in MODELS else self.of(self.schemas[model], name, depth + 1)
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return self._chosen(choices, name, depth)
        if "allOf" in schema:
            return self.of(schema["allOf"][0], name, depth)
        return self._of_type(schema, name, depth)

    def _chosen(self, choices: list[Mapping[str, Any]], name: str, depth: int) -> Any:
        nullable = any(each.get("type") == "null" for each in choices)
        if nullable and depth > _DEEPEST:
            return None
        return self.of(next(each for each in choices if each.get("type") != "null"), name, depth)

    def _of_type(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object" and "properties" in schema:
            return self._object(schema, depth)
        if "contentMediaType" in schema:
            return _FORMATS["binary"]
        if name in NAMED and _fits(NAMED[name], schema):
            return NAMED[name]
        if kind == "string":
            return _string(schema, name)
        if kind in ("integer", "number"):
            least = schema.get("minimum", 1)
            return int(least) if kind == "integer" else least
        if kind == "array":
            return self._array(schema, name, depth)
        return _PLAIN.get(str(kind))

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        if depth > _DEEPEST:
            return []
        if "prefixItems" in schema:
            return [self.of(each, "", depth + 1) for each in schema["prefixItems"]]
        return [self.of(schema["items"], name, depth + 1)] * max(1, schema.get("minItems", 1))

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required, there = schema.get("required", []), schema["properties"]
        shown = [name for name in there if self.whole or name in required or "examples" in there[name]]
        return {name: self.of(there[name], name, depth + 1) for name in shown or there}


def _string(schema: Mapping[str, Any], name: str) -> str:
    if name.endswith(("hash", "sha256")):
        return _HASH
    return _FORMATS.get(str(schema.get("format", "")), "text")


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    if schema.get("type") == "string":
        fits = isinstance(value, str) and len(value) <= schema.get("maxLength", len(value))
        return fits and "format" not in schema and re.search(schema.get("pattern", ""), value) is not None
    return schema.get("type", "object") == "object" and isinstance(value, dict)
