"""Where a finding is: the field with its title and its value in words, or a quotation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from clauses.checks.findings import Place
from clauses.checks.prose import ClauseState, Prose
from clauses.checks.state import Found
from clauses.kinds.values import Deadline, Labelled, Record, duration_parts
from clauses.wording.filters import FILTERS, Setting, counted, curl, series

BLANK = "blank"
_SETTING = Setting("", {})
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_AROUND = 40
"""Characters that a quotation shows on either side."""


def field(found: Found[Any] | ClauseState, path: str) -> Place:
    """The field at a dotted ``path`` ("rules.general.min") of a clause, with its title and its value."""
    clause = found.clause if isinstance(found, Found) else found
    titles, value = _walk(clause.revision.fields, path.split("."))
    return _place(clause, path, " › ".join(titles), in_words(value))


def clause(state: ClauseState) -> Place:
    """A clause as such."""
    return _place(state, "", "Clause", state.revision.heading)


def quote(prose: Prose, start: int, end: int) -> Place:
    """The words of a paragraph from ``start`` to ``end`` of its text, with some around them."""
    words = prose.text[max(0, start - _AROUND) : end + _AROUND]
    cut = ("…" if start > _AROUND else "", "…" if end + _AROUND < len(prose.text) else "")
    where = f"Exhibit {prose.exhibit}, paragraph {prose.number}" if prose.exhibit else f"Paragraph {prose.number}"
    return _place(prose.clause, _source(prose), where, f"{cut[0]}{words.strip()}{cut[1]}")


def in_words(value: Any) -> str:
    """A field's value as a person reads it: "the Department", "sixty (60) calendar days", "385 days", "yes"."""
    if value is None:
        return BLANK
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, Deadline):
        return counted(value.n, value.unit.label.removesuffix("s"), value.unit.label)
    if isinstance(value, date):
        return str(FILTERS["date"](value, _SETTING))
    if isinstance(value, Decimal):
        return str(FILTERS["money"](value, _SETTING))
    if isinstance(value, str):
        return _text(value)
    return _composed(value)


def _composed(value: Any) -> str:
    if isinstance(value, Record):
        inner = [getattr(value, name) for name in type(value).model_fields]
        return ", ".join(in_words(each) for each in inner if each is not None)
    if isinstance(value, Mapping):
        return "; ".join(f"{in_words(k)}: {in_words(v)}" for k, v in cast(Mapping[Any, Any], value).items()) or "none"
    if isinstance(value, tuple | list | frozenset):
        return series([in_words(each) for each in cast(tuple[Any, ...], value)], "and") or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _text(value: str) -> str:
    """A string, which may be a duration or a day of every year."""
    try:
        duration_parts(value)
    except ValueError:
        return str(FILTERS["month_day"](value, _SETTING)) if _MONTH_DAY.fullmatch(value) else curl(value)
    return str(FILTERS["duration"](value, _SETTING))


def _walk(value: Any, steps: list[str]) -> tuple[list[str], Any]:
    """The titles on the way of a path, and what it leads to; what is absent on the way is None."""
    titles: list[str] = []
    for step in steps:
        if isinstance(value, Record):
            about = type(value).model_fields.get(step)
            titles.append((about.title if about else None) or step)
            value = getattr(value, step, None)
        elif step.isdecimal() and isinstance(value, tuple | list):
            items = cast(tuple[Any, ...], value)
            titles.append(str(int(step) + 1))
            value = items[int(step)] if int(step) < len(items) else None
        elif isinstance(value, Mapping):
            titles.append(step)
            value = cast(Mapping[Any, Any], value).get(step)
        else:
            break
    return titles, value


def _source(prose: Prose) -> str:
    """The field that a paragraph of free text came from, where it came from one."""
    fields = {span.field for span in prose.spans}
    return next(iter(fields)) or "" if len(fields) == 1 else ""


def _place(state: ClauseState, path: str, title: str, value: str) -> Place:
    revision = state.revision
    return Place(revision.clause_id, revision.kind, revision.heading, path, title, value)
