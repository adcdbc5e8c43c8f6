"""Who changed what: the audit's entries as a page, narrowed to a person, a kind of record or a clause, with the hash of
the last one and whether the chain holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.audit_chain import Broken, Link, first_broken
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep
from api.routes.audit import ChainOf
from api.services.agreements import get_agreement
from api.services.audit import chain_of
from api.services.shown_clauses import SHOWN
from api.store import audit as store
from api.store.agreements import AgreementRecord
from api.store.audit import INSTALLATION
from api.store.unit import Unit
from api.web.audit_words import operations_of, word_of
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of
from api.web.rendering import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

AUDIT: Final = f"{AT}/audit"
ADMIN_AUDIT: Final = "/app/admin/audit"
_A_PAGE: Final = 25
_MOST_CHANGES: Final = 20
"""How many records of an entry are shown."""
_LONGEST: Final = 400
"""How many characters of a value are shown. The exported file has all."""
_Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class _Field:
    """What a column held, before and after ("" where there was no record)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One record: what it is, whether it was made, changed or removed, and its fields."""

    record: str
    about: str
    act: str
    fields: tuple[_Field, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry: what was done, the records in a line, and those that are shown of them."""

    link: Link
    what: str
    where: str | None
    summary: str
    changes: tuple[_Change, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the page is narrowed to ("" is all), and which page of it."""

    chain: ChainOf
    author: str
    kind: str
    clause: str
    number: int

    def address(self, number: int) -> str:
        """The query of another page of the same."""
        asked = {"chain": self.chain.value, "author": self.author, "kind": self.kind, "clause": self.clause}
        asked["page"] = str(number) if number > 1 else ""
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def shows(self, link: Link) -> bool:
        """Whether an entry is shown."""
        if self.author not in ("", link.entry.who):
            return False
        changes = link.entry.changes
        if self.kind and all(each["table"] != self.kind for each in changes):
            return False
        return not self.clause or any(_is_of(each, self.clause) for each in changes)


@dataclass(frozen=True, slots=True)
class _Chain:
    """What the page tells of a chain."""

    entries: tuple[_Entry, ...]
    total: int
    found: int
    people: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    head: str
    broken: Broken | None
    pages: int


@router.get(AUDIT)
def show_audit(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    chain: ChainOf = ChainOf.SHARED,
    author: _Text = "",
    kind: _Text = "",
    clause: _Text = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """What was changed in an agreement, the newest first: what the sides share, or the own side's."""
    agreement = get_agreement(unit, agreement_id)
    name = chain_of(agreement_id, caller, own=chain is ChainOf.OWN)
    headings = _headings(unit, agreement)
    asked = _Asked(chain, author, kind, clause, number)
    return page(
        request,
        "admin/audit.html",
        frame=frame_of(agreement, caller, "/audit"),
        asked=asked,
        told=_told(request, unit, name, asked, caller, headings),
        clauses=headings,
        own=caller.private_side is not None,
        download=f"/agreements/{agreement_id}/audit.json",
    )


@router.get(ADMIN_AUDIT)
def show_installation_audit(
    request: Request,
    unit: UnitDep,
    caller: CallerDep,
    author: _Text = "",
    kind: _Text = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """What was changed in accounts, sessions and tokens, the newest first."""
    asked = _Asked(ChainOf.SHARED, author, kind, "", number)
    told = _told(request, unit, INSTALLATION, asked, caller, {})
    return page(request, "admin/audit.html", asked=asked, told=told, clauses={}, own=False, download="")


def _headings(unit: Unit, agreement: AgreementRecord) -> dict[str, str]:
    """What each clause that stands is called, by its identity."""
    return {name: f"{each.place}. {each.revision.heading}" for name, each in SHOWN.by_id(unit, agreement).items()}


def _told(
    request: Request, unit: Unit, name: str, asked: _Asked, caller: Caller, headings: Mapping[str, str]
) -> _Chain:
    links = tuple(store.read_chain(unit.read, name))
    shown = [each for each in reversed(links) if asked.shows(each)]
    start = (asked.number - 1) * _A_PAGE
    whats = operations_of(request.app)
    whole = caller.user.operator
    entries = [_entry(each, whats, headings, whole=whole) for each in shown[start : start + _A_PAGE]]
    tables = dict.fromkeys(each["table"] for link in links for each in link.entry.changes)
    return _Chain(
        tuple(entries),
        len(links),
        len(shown),
        tuple(sorted({each.entry.who for each in links})),
        tuple(sorted(((each, word_of(each)) for each in tables), key=lambda each: each[1])),
        store.head_of(unit.read, name)[1],
        first_broken(name, links),
        -(-len(shown) // _A_PAGE),
    )


def _entry(link: Link, whats: Mapping[str, str], headings: Mapping[str, str], *, whole: bool) -> _Entry:
    what = whats.get(link.entry.what, link.entry.what)
    changes = [_change(each, headings) for each in link.entry.changes]
    shown = tuple(changes[:_MOST_CHANGES])
    where = link.where if whole else None
    return _Entry(link, what[:1].upper() + what[1:], where, _summary(changes), shown, len(changes) - len(shown))


def _summary(changes: Sequence[_Change]) -> str:
    """ "Text of a clause 4. Recordings made, 6 × member made"."""
    counts = Counter((each.record, each.act) for each in changes)
    about = {(each.record, each.act): each.about for each in changes}
    parts = [
        " ".join(filter(None, (record, about[record, act], act))) if number == 1 else f"{number} × {record} {act}"
        for (record, act), number in counts.items()
    ]
    told = ", ".join(parts)
    return told[:1].upper() + told[1:]


def _change(change: Mapping[str, Any], headings: Mapping[str, str]) -> _Change:
    before: dict[str, Any] | None = change["before"]
    after: dict[str, Any] | None = change["after"]
    act = "made" if before is None else "removed" if after is None else "changed"
    names = dict.fromkeys([*(before or ()), *(after or ())])
    fields = (_Field(each.replace("_", " "), _value(before, each), _value(after, each)) for each in names)
    return _Change(word_of(change["table"]), _about(change, headings), act, tuple(fields))


def _about(change: Mapping[str, Any], headings: Mapping[str, str]) -> str:
    """Which record it is, as people name it: a clause by its heading, a draft by its number."""
    ids = _ids(change)
    known = next((headings[each] for each in ids if each in headings), None)
    if known is not None:
        return known
    key = change["key"]
    number = key.get("draft_number", key.get("number") if change["table"] == "drafts" else None)
    return f"Draft {number}" if number is not None else ""


def _ids(change: Mapping[str, Any]) -> Iterator[str]:
    """What may be the identity of the clause that a change is about."""
    told: tuple[dict[str, Any] | None, ...] = (change["key"], change["after"], change["before"])
    for values in filter(None, told):
        for name in ("clause_id", "id"):
            if isinstance(values.get(name), str):
                yield values[name]


def _is_of(change: Mapping[str, Any], clause_id: str) -> bool:
    return clause_id in _ids(change)


def _value(values: Mapping[str, Any] | None, name: str) -> str:
    if values is None or values.get(name) is None:
        return ""
    text = _in_words(values[name])
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text) - _LONGEST:,} more characters)"


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        said = cast("dict[str, Any]", value)
        if set(said) == {"sha256", "size"}:
            return f"a file of {said['size'] // 1024} KB, SHA-256 {said['sha256'][:8]}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return str(value)
