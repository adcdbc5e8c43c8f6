"""The clause library: for each kind, whole clauses to begin with, side by side as alternatives.

They are those of the demonstration's negotiation, and no advice: dates and amounts are examples to be replaced. An
office's own kinds have none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from clauses.errors import NotFound
from clauses.kinds import kinds, parse_fields
from clauses.kinds.values import Fields


@dataclass(frozen=True, slots=True)
class Alternative:
    """A whole clause of a kind. ``name`` tells it from the others of its kind, ``title`` says whose wish it is."""

    kind: str
    name: str
    title: str
    heading: str
    fields: Fields


def alternatives(kind: str | None = None) -> tuple[Alternative, ...]:
    """Every alternative, or those of one kind, in the order in which an agreement usually has the kinds."""
    return tuple(each for each in _library() if kind in (None, each.kind))


def alternative(kind: str, name: str) -> Alternative:
    """One alternative.

    :raises NotFound: there is none; the detail names those that there are.
    """
    there = alternatives(kind)
    found = next((each for each in there if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in there) or "there is none"
        raise NotFound(f"The library has no clause {name!r} of the kind {kind!r}; of that kind: {known}.")
    return found


@cache
def _library() -> tuple[Alternative, ...]:
    told: dict[str, list[dict[str, Any]]] = json.loads(
        files(__name__).joinpath("alternatives.json").read_text(encoding="utf-8")
    )
    return tuple(
        Alternative(spec.name, each["name"], each["title"], each["heading"], parse_fields(spec.name, each["fields"]))
        for spec in kinds()
        for each in told.get(spec.name, ())
    )
