"""Why a value was refused, as a path and a phrase that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from clauses.errors import FieldProblem

_PHRASES = {
    "missing": "is required",
    "json_invalid": "must be valid JSON text",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": 'must be a date such as "2020-03-18"',
    "date_from_datetime_parsing": 'must be a date such as "2020-03-18"',
    "date_parsing": 'must be a date such as "2020-03-18"',
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}
_WORDS = (
    ("Input should", "must"),
    ("String should", "must"),
    ("greater than or equal to", "at least"),
    ("less than or equal to", "at most"),
)


def problems_of(error: ValidationError, root: str, model: type[BaseModel]) -> tuple[FieldProblem, ...]:
    """Return one problem per refused value of ``model``, paths dotted from ``root`` ("" for the record itself)."""
    known = list(model.model_fields)
    errors = error.errors(include_url=False)
    return tuple(_problem(details, root, known) for details in errors if not _echo(details, errors))


def nearest(name: str, names: Sequence[str]) -> str:
    """Return " (did you mean ...?)" with the names most like ``name``, or nothing when none is like it."""
    close = get_close_matches(name, names, n=3, cutoff=0.75)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def _echo(details: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a list only counts as too short because its items were refused."""
    at = details["loc"]
    return details["type"] == "too_short" and any(e["loc"][: len(at)] == at and len(e["loc"]) > len(at) for e in errors)


def _problem(details: ErrorDetails, root: str, known: list[str]) -> FieldProblem:
    location = [str(step) for step in details["loc"]]
    names = known if len(location) == 1 else ()
    return FieldProblem(".".join([root, *location] if root else location), reason_of(details, names))


def reason_of(details: ErrorDetails, known: Sequence[str] = ()) -> str:
    """Return why one value was refused, as a phrase; an unknown field is told those of ``known`` most like it."""
    kind = details["type"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind == "extra_forbidden":
        return "there is no such field" + nearest(str(details["loc"][-1]), known)
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        return f"must be {context['expected']}"
    if kind in ("too_short", "too_long"):
        return _length(kind, context)
    return _PHRASES.get(kind) or _plain(details["msg"])


def _length(kind: str, context: Mapping[str, Any]) -> str:
    bound, word = ("min_length", "at least") if kind == "too_short" else ("max_length", "at most")
    limit = context[bound]
    return f"must hold {word} {limit} {'item' if limit == 1 else 'items'}, not {context['actual_length']}"


def _plain(message: str) -> str:
    """A message of pydantic in the house's words, with its limit."""
    for theirs, ours in _WORDS:
        message = message.replace(theirs, ours)
    return message
