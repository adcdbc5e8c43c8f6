"""The rows of one agreement as plain data, and back: which tables it is made of, which of their rows a reader sees, and
how a row is written down.

What belongs to the installation and not to the agreement is left out: accounts, memberships, tokens, kept answers. So
are counters that tell how often somebody wrote, and, of a file that was imported, whose account uploaded it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    insert,
    or_,
    select,
    true,
)
from sqlalchemy.sql import ColumnElement

from api.auth.sight import Sight
from api.store.adoption import execution_versions, notices, votes
from api.store.agreements import agreements, find_parties, parties, side_of
from api.store.clauses import clause_revisions, clauses
from api.store.columns import CanonicalJson, UtcTime
from api.store.comments import comments, threads
from api.store.drafts import draft_clauses, draft_steps, drafts
from api.store.imports import imports
from api.store.overlays import carried_proposals, carried_revisions
from api.store.playbooks import playbooks
from api.store.proposals import proposal_clauses, proposals
from api.store.returns import return_answers, returned_files
from api.store.sent import sent_files
from api.store.stances import stances
from clauses.errors import InvalidInput
from clauses.status import DraftStatus
from drafts.negotiation.proposals import Act

Values = dict[str, Any]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Scope:
    """One agreement as one reader sees it: ``proposals`` are the identities of those that the reader sees, ``parties``
    the roles whose private rows it sees."""

    agreement_id: str
    sight: Sight
    proposals: frozenset[str]
    parties: frozenset[str]

    def own(self, side: Column[Any]) -> Condition:
        """The rows that are shared (no side), or the reader's own."""
        if self.sight.everything:
            return true()
        return side.is_(None) if self.sight.side is None else or_(side.is_(None), side == self.sight.side)

    def of(self, table: Table) -> Condition:
        """The rows of the agreement."""
        return table.c.agreement_id == self.agreement_id

    def drafts(self) -> Condition:
        """The drafts that the reader sees: those of both sides, and the own ones."""
        shared = drafts.c.status != DraftStatus.WORKING.value
        own = drafts.c.side == self.sight.side
        return and_(self.of(drafts), true() if self.sight.everything else or_(shared, own))


def _of(table: Table) -> Callable[[Scope], Condition]:
    return lambda scope: scope.of(table)


def _of_draft(table: Table) -> Callable[[Scope], Condition]:
    return lambda scope: and_(scope.of(table), table.c.draft_number.in_(select(drafts.c.number).where(scope.drafts())))


def _threads(scope: Scope) -> Condition:
    about = or_(threads.c.proposal_id.is_(None), threads.c.proposal_id.in_(scope.proposals))
    return and_(scope.of(threads), scope.own(threads.c.side), about)


def _own_files(table: Table) -> Callable[[Scope], Condition]:
    return lambda scope: and_(scope.of(table), true() if scope.sight.everything else table.c.side == scope.sight.side)


@dataclass(frozen=True, slots=True)
class Portable:
    """How a table goes along: its rows that a reader sees; columns that are not written down, with the value that they
    get when they are read in; references that are only written down where what they name goes along."""

    table: Table
    rows: Callable[[Scope], Condition]
    left_out: Mapping[str, Any]
    may_be_unseen: tuple[str, ...] = ()
    owner: tuple[str, Table] | None = None
    """For rows that do not name the agreement: the column that names a row of another table, which does."""

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that are written down."""
        return tuple(column for column in self.table.columns if column.name not in self.left_out)


PORTABLE: Final[tuple[Portable, ...]] = (
    Portable(
        agreements, lambda scope: agreements.c.id == scope.agreement_id, {"order_version": 0, "clauses_state": ""}
    ),
    Portable(parties, _of(parties), {}),
    Portable(clauses, _of(clauses), {}),
    Portable(
        clause_revisions,
        lambda scope: clause_revisions.c.clause_id.in_(select(clauses.c.id).where(scope.of(clauses))),
        {},
        owner=("clause_id", clauses),
    ),
    Portable(
        proposals,
        lambda scope: and_(scope.of(proposals), proposals.c.id.in_(scope.proposals)),
        {"version": 1},
        may_be_unseen=("in_response_to", "replaces"),
    ),
    Portable(
        proposal_clauses,
        lambda scope: proposal_clauses.c.proposal_id.in_(scope.proposals),
        {},
        owner=("proposal_id", proposals),
    ),
    Portable(drafts, lambda scope: scope.drafts(), {}),
    Portable(draft_clauses, _of_draft(draft_clauses), {}),
    Portable(draft_steps, _of_draft(draft_steps), {}),
    Portable(carried_proposals, _of_draft(carried_proposals), {}),
    Portable(carried_revisions, _of_draft(carried_revisions), {}),
    Portable(
        playbooks,
        lambda scope: and_(
            scope.of(playbooks), true() if scope.sight.everything else playbooks.c.party.in_(scope.parties)
        ),
        {},
    ),
    Portable(votes, _of(votes), {}),
    Portable(execution_versions, _of(execution_versions), {}),
    Portable(notices, _of(notices), {}),
    Portable(stances, _of(stances), {}),
    Portable(threads, _threads, {}),
    Portable(
        comments,
        lambda scope: comments.c.thread_id.in_(select(threads.c.id).where(_threads(scope))),
        {},
        owner=("thread_id", threads),
    ),
    Portable(sent_files, _own_files(sent_files), {}),
    Portable(returned_files, _own_files(returned_files), {}),
    Portable(
        return_answers,
        lambda scope: return_answers.c.return_id.in_(
            select(returned_files.c.id).where(_own_files(returned_files)(scope))
        ),
        {},
        owner=("return_id", returned_files),
    ),
    Portable(imports, _of(imports), {"user_id": None, "version": 1}),
)
"""The tables of an agreement, each behind those that its rows refer to."""

NOT_PORTABLE: Final[Mapping[str, str]] = {
    "audit_entries": "it goes along as a file that is verified alone",
    "users": "accounts belong to the installation",
    "identities": "accounts belong to the installation",
    "members": "they name accounts, and the other installation has its own",
    "api_tokens": "they open this installation and no other",
    "sessions": "they open this installation and no other",
    "reset_codes": "they open this installation and no other",
    "oidc_sign_ins": "they open this installation and no other",
    "attempts": "they count tries here",
    "digests": "accounts belong to the installation",
    "idempotency_keys": "they name requests to this installation",
    "redline_cache": "it is made anew from what goes along",
    "webhooks": "they hold the keys that sign what this installation tells",
    "webhook_deliveries": "they were told from here",
    "search_states": "the index is made anew from what goes along",
    "search_entries": "the index is made anew from what goes along",
}
"""The tables that stay, and why."""


def scope_of(connection: Connection, agreement_id: str, sight: Sight) -> Scope:
    """The agreement as who has ``sight`` sees it."""
    there = find_parties(connection, agreement_id)
    own = frozenset(each.role for each in there if sight.sees(side_of(there, each.role)))
    rows = connection.execute(
        select(proposals.c.id, proposals.c.party, proposals.c.steps).where(proposals.c.agreement_id == agreement_id)
    )
    seen = {
        row.id
        for row in rows
        if sight.everything or row.party in own or any(each["act"] == Act.SUBMIT for each in row.steps)
    }
    return Scope(agreement_id, sight, frozenset(seen), own)


def read_rows(connection: Connection, portable: Portable, scope: Scope) -> Iterator[Values]:
    """The rows of a table that the scope has, by their key, written down: see :func:`written`."""
    key = list(portable.table.primary_key.columns)
    query: Select[Any] = select(*portable.columns).where(portable.rows(scope)).order_by(*key)
    found = [row._asdict() for row in connection.execute(query)]
    if portable.table is drafts:
        found = [_of_seen_ancestor(connection, row, {each["number"] for each in found}) for row in found]
    for row in sorted(found, key=lambda row: tuple(str(row[column.name]).zfill(20) for column in key)):
        for name in portable.may_be_unseen:
            if row[name] not in scope.proposals:
                row[name] = None
        yield row


def _of_seen_ancestor(connection: Connection, row: Values, seen: set[int]) -> Values:
    """``row`` of a draft, coming from the nearest draft behind it that goes along."""
    number = row["came_from"]
    while number is not None and number not in seen:
        query = select(drafts.c.came_from).where(
            drafts.c.agreement_id == row["agreement_id"], drafts.c.number == number
        )
        number = connection.execute(query).scalar_one_or_none()
    return {**row, "came_from": number}


def insert_rows(connection: Connection, portable: Portable, rows: list[Values]) -> None:
    """Store rows as they are; those that refer to others of their table behind these."""
    ordered = _behind_what_they_name(rows, portable.may_be_unseen)
    if ordered:
        connection.execute(insert(portable.table), [{**portable.left_out, **row} for row in ordered])


def _behind_what_they_name(rows: list[Values], columns: tuple[str, ...]) -> list[Values]:
    if not columns:
        return rows
    waiting = {row["id"]: row for row in rows}
    ordered: list[Values] = []
    while waiting:
        ready = [row for row in waiting.values() if not any(row[name] in waiting for name in columns)]
        if not ready:
            raise InvalidInput("The export holds records that refer to one another in a circle.")
        ordered += ready
        for row in ready:
            del waiting[row["id"]]
    return ordered


def taken(connection: Connection, portable: Portable, rows: list[Values]) -> str | None:
    """An identity of ``rows`` that the store has given to another record, or None. Only tables whose rows have an
    identity of their own are asked."""
    if "id" not in portable.table.columns or not rows:
        return None
    query = select(portable.table.c.id).where(portable.table.c.id.in_([row["id"] for row in rows]))
    return next(iter(connection.execute(query).scalars()), None)


def written(column: Column[Any], value: Any) -> Any:
    """A column's value as JSON; of bytes nothing, they are files of their own."""
    if value is None or isinstance(column.type, LargeBinary):
        return None
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def read_back(column: Column[Any], value: Any) -> Any:
    """The value that :func:`written` wrote down. Raises :class:`InvalidInput` for what the column can't hold."""
    if value is None:
        if column.nullable:
            return None
        raise InvalidInput(f"{column.name} is missing")
    kind = column.type
    try:
        if isinstance(kind, UtcTime):
            return datetime.fromisoformat(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidInput(f"{column.name} is no time") from None
    if isinstance(kind, CanonicalJson):
        return value
    if isinstance(kind, Boolean | Integer):
        if type(value) is not (bool if isinstance(kind, Boolean) else int) or abs(value) >= 2**31:
            raise InvalidInput(f"{column.name} is not what it has to be")
        return value
    if not isinstance(value, str) or "\0" in value:
        raise InvalidInput(f"{column.name} is not what it has to be")
    if isinstance(kind, String) and kind.length is not None and len(value) > kind.length:
        raise InvalidInput(f"{column.name} is longer than it may be")
    return value
