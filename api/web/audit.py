"""Who changed what: the audit's entries a page at a time, narrowed to a person, a kind of record or a clause, with the
hash of the last one; and, when it is asked for, whether the whole chain holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.audit_chain import Link
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep
from api.routes.audit import ChainOf
from api.services.agreements import get_agreement
from api.services.audit import Verified, chain_of, verify_chain
from api.services.shown_clauses import SHOWN
from api.store import audit as store
from api.store.accounts import list_members
from api.store.agreements import AgreementRecord
from api.store.audit import INSTALLATION, Narrowed
from api.store.unit import Unit
from api.web.audit_words import kinds_of, operations_of, word_of
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
_Number = Annotated[int, Query(alias="page", ge=1, le=100_000)]
_HASH: Final = 64
"""How many characters a hash has."""


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
    holds: bool
    """Whether it is what its hash was made of."""


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

    @property
    def narrowed(self) -> bool:
        """Whether some entries are left out."""
        return bool(self.author or self.kind or self.clause)


@dataclass(frozen=True, slots=True)
class _Check:
    """Whether the chain is to be verified, and the hash that has to be in it ("" for none)."""

    wanted: bool
    head: str

    @property
    def wrong(self) -> str:
        """Why what was typed is no hash; "" where it is one, or nothing was typed."""
        if not self.head or (len(self.head) == _HASH and set(self.head) <= set("0123456789abcdef")):
            return ""
        return f"A hash has {_HASH} characters, digits and a to f. Copy it whole, as it was written down."


def _check(*, verify: Annotated[bool, Query()] = False, head: Annotated[str, Query(max_length=200)] = "") -> _Check:
    return _Check(verify, "".join(head.split()).lower())


_CheckDep = Annotated[_Check, Depends(_check)]


@dataclass(frozen=True, slots=True)
class _Chain:
    """What the page tells of a chain."""

    entries: tuple[_Entry, ...]
    total: int
    """The number of the last entry."""
    people: tuple[str, ...]
    """Whom to narrow it to: proposed, not all that there are."""
    kinds: tuple[tuple[str, str], ...]
    head: str
    verified: Verified | None
    """What came of verifying it; None where nobody asked for that."""
    older: bool
    """Whether there are entries after those of this page."""

    @property
    def pages(self) -> int:
        """How many pages all of it has."""
        return -(-self.total // _A_PAGE)


@router.get(AUDIT)
def show_audit(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    caller: CallerDep,
    check: _CheckDep,
    chain: ChainOf = ChainOf.SHARED,
    author: _Text = "",
    kind: _Text = "",
    clause: _Text = "",
    number: _Number = 1,
) -> Response:
    """What was changed in an agreement, the newest first: what the sides share, or the own side's."""
    agreement = get_agreement(unit, agreement_id)
    name = chain_of(agreement_id, caller, own=chain is ChainOf.OWN)
    headings = _headings(unit, agreement)
    members = (user.name for _, user in list_members(unit.read, agreement_id))
    asked = _Asked(chain, author, kind, clause, number)
    return page(
        request,
        "admin/audit.html",
        frame=frame_of(agreement, caller, "/audit"),
        asked=asked,
        told=_told(request, unit, name, asked, check, caller, headings, members),
        check=check,
        clauses=headings,
        own=caller.private_side is not None,
        download=f"/agreements/{agreement_id}/audit.json",
    )


@router.get(ADMIN_AUDIT)
def show_installation_audit(
    request: Request,
    unit: UnitDep,
    caller: CallerDep,
    check: _CheckDep,
    author: _Text = "",
    kind: _Text = "",
    number: _Number = 1,
) -> Response:
    """What was changed in accounts, sessions and tokens, the newest first."""
    asked = _Asked(ChainOf.SHARED, author, kind, "", number)
    told = _told(request, unit, INSTALLATION, asked, check, caller, {}, ())
    return page(request, "admin/audit.html", asked=asked, told=told, check=check, clauses={}, own=False, download="")


def _headings(unit: Unit, agreement: AgreementRecord) -> dict[str, str]:
    """What each clause that stands is called, by its identity."""
    return {name: f"{each.place}. {each.revision.heading}" for name, each in SHOWN.by_id(unit, agreement).items()}


def _told(
    request: Request,
    unit: Unit,
    name: str,
    asked: _Asked,
    check: _Check,
    caller: Caller,
    headings: Mapping[str, str],
    people: Iterable[str],
) -> _Chain:
    """The page, and nothing of the chain beside it, unless it is to be verified."""
    narrowed = Narrowed(asked.author, asked.kind, asked.clause)
    links = store.newest_links(unit.read, name, narrowed, _A_PAGE + 1, (asked.number - 1) * _A_PAGE)
    shown = links[:_A_PAGE]
    whats = operations_of(request.app)
    whole = caller.user.operator
    total, head = store.head_of(unit.read, name)
    return _Chain(
        tuple(_entry(each, whats, headings, whole=whole) for each in shown),
        total,
        tuple(sorted({*people, *(each.entry.who for each in shown)})),
        kinds_of(installation=name == INSTALLATION),
        head,
        verify_chain(unit, name, check.head or None) if check.wanted and not check.wrong else None,
        len(links) > _A_PAGE,
    )


def _entry(link: Link, whats: Mapping[str, str], headings: Mapping[str, str], *, whole: bool) -> _Entry:
    what = whats.get(link.entry.what, link.entry.what)
    changes = [_change(each, headings) for each in link.entry.changes]
    shown = tuple(changes[:_MOST_CHANGES])
    where = link.where if whole else None
    more, holds = len(changes) - len(shown), link.entry.hash == link.hash
    return _Entry(link, what[:1].upper() + what[1:], where, _summary(changes), shown, more, holds)


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
