"""Template agreements: which clauses an agreement of a sort has, with neutral values to be replaced.

A template is a file of this package: a title, and its clauses in order, each from the clause library or with fields of
its own. Names and dates stand in it as ``<district>``, ``<city>``, ``<start>``, ``<end>``, and another clause as
``<clause:KIND>``; who begins an agreement gives the names and the first day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

from clauses.errors import NotFound
from clauses.ids import clause_id_from
from clauses.library import alternative
from clauses.record import ClauseRevision, Origin, create

NAMES: Final = ("simple", "data-sharing", "sro-cameras")
"""The template agreements, the shortest first."""


@dataclass(frozen=True, slots=True)
class TemplateClause:
    """A clause of a template, its values not filled in yet."""

    kind: str
    heading: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A template agreement."""

    name: str
    title: str
    """What the agreement is called."""
    summary: str
    """What it is for, in a sentence."""
    clauses: tuple[TemplateClause, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What is filled in: the legal names as they run in a sentence, and the first day of the term, a year long."""

    start: date
    district: str = "[the school board]"
    city: str = "[the city]"

    @property
    def end(self) -> date:
        """The last day of a term of one year."""
        try:
            return self.start.replace(year=self.start.year + 1) - timedelta(days=1)
        except ValueError:  # February 29
            return self.start.replace(year=self.start.year + 1, day=28)


def templates() -> tuple[Template, ...]:
    """Every template agreement."""
    return tuple(map(template, NAMES))


@cache
def template(name: str) -> Template:
    """The template called ``name``. Raises :class:`NotFound`, naming those that there are."""
    if name not in NAMES:
        raise NotFound(f"There is no template agreement {name!r}; there are: {', '.join(NAMES)}.")
    told = json.loads(files(__package__ or "").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Template(name, told["title"], told["summary"], tuple(map(_clause, told["clauses"])))


def begun(of: Template, values: Values, seed: str, *, author: str, at: datetime) -> tuple[ClauseRevision, ...]:
    """The clauses of a template with ``values``, as first revisions by ``author`` at ``at``; their identities follow
    from ``seed``. Raises InvalidClause for values that no clause can hold."""
    words = {
        "district": values.district,
        "city": values.city,
        "district_signs": _signs(values.district),
        "city_signs": _signs(values.city),
        "start": values.start.isoformat(),
        "end": values.end.isoformat(),
    }
    identities = [clause_id_from(f"{seed}/{of.name}/{n}".encode()) for n in range(len(of.clauses))]
    for each, identity in zip(of.clauses, identities, strict=True):
        words.setdefault(f"clause:{each.kind}", identity)
    return tuple(
        create(
            clause_id=identities[n],
            kind=each.kind,
            heading=each.heading,
            fields=cast(dict[str, Any], _filled(each.fields, words)),
            author=author,
            at=at,
            origin=Origin(how="template", reference=f"template:{of.name}"),
        )
        for n, each in enumerate(of.clauses)
    )


def _clause(told: Mapping[str, Any]) -> TemplateClause:
    if "alternative" not in told:
        return TemplateClause(told["kind"], told["heading"], told["fields"])
    found = alternative(told["kind"], told["alternative"])
    fields = {**found.fields.model_dump(mode="json", exclude_none=True), **told.get("fields", {})}
    return TemplateClause(found.kind, told.get("heading", found.heading), fields)


def _signs(name: str) -> str:
    """A legal name as it stands above a signature: "the City" is "City"."""
    return name[4:] if name[:4].lower() == "the " else name


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"<{name}>", word)
        return value
    if isinstance(value, Mapping):
        return {name: _filled(each, words) for name, each in cast(Mapping[str, Any], value).items()}
    if isinstance(value, Sequence):
        return [_filled(each, words) for each in cast(Sequence[Any], value)]
    return value
