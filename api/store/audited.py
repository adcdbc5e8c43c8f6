"""What the audit tells of each table: which chain a row belongs to, and which columns are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from api.store.agreements import find_parties, side_of
from api.store.clauses import clauses
from api.store.comments import threads
from api.store.drafts import drafts
from api.store.proposals import proposals
from api.store.returns import returned_files
from clauses.status import DraftStatus
from drafts.negotiation.proposals import Act

Values = Mapping[str, Any]
Place = tuple[str | None, str | None] | None
"""An agreement (None: the installation), and the side of it that the row is private to (None: shared). No place at all
has what is one account's own."""


@dataclass(frozen=True, slots=True)
class Audited:
    """How a table is told: where a row belongs, columns that are secrets (their change is told, not their value), and
    columns that tell nothing."""

    place: Callable[[Connection, Values], Place]
    secret: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


def _installation(_connection: Connection, _row: Values) -> Place:
    return None, None


def _shared(_connection: Connection, row: Values) -> Place:
    return row["agreement_id"], None


def _agreement(_connection: Connection, row: Values) -> Place:
    return row["id"], None


def _own_side(_connection: Connection, row: Values) -> Place:
    return row["agreement_id"], row["side"]


def _revision(connection: Connection, row: Values) -> Place:
    query = select(clauses.c.agreement_id).where(clauses.c.id == row["clause_id"])
    return connection.execute(query).scalar_one(), None


def _draft(_connection: Connection, row: Values) -> Place:
    """A draft is its side's own until it is tabled."""
    return row["agreement_id"], None if DraftStatus(row["status"]).shared else row["side"]


def _of_draft(connection: Connection, row: Values) -> Place:
    its_draft = drafts.c.agreement_id == row["agreement_id"], drafts.c.number == row["draft_number"]
    found = connection.execute(select(drafts.c.agreement_id, drafts.c.status, drafts.c.side).where(*its_draft)).one()
    return _draft(connection, found._asdict())


def _of_party(connection: Connection, row: Values) -> Place:
    agreement_id = row["agreement_id"]
    return agreement_id, side_of(find_parties(connection, agreement_id), row["party"])


def _proposal(connection: Connection, row: Values) -> Place:
    """A proposal that was never submitted is its side's own."""
    submitted = any(step["act"] == Act.SUBMIT for step in row["steps"])
    return (row["agreement_id"], None) if submitted else _of_party(connection, row)


def _named_by(proposal_id: Callable[[Values], str]) -> Callable[[Connection, Values], Place]:
    def place(connection: Connection, row: Values) -> Place:
        found = connection.execute(select(proposals).where(proposals.c.id == proposal_id(row))).one()
        return _proposal(connection, found._asdict())

    return place


def _thread(connection: Connection, row: Values) -> Place:
    if row["side"] is None and row["proposal_id"] is not None:
        return _named_by(lambda each: each["proposal_id"])(connection, row)
    return _own_side(connection, row)


def _comment(connection: Connection, row: Values) -> Place:
    found = connection.execute(select(threads).where(threads.c.id == row["thread_id"])).one()
    return _thread(connection, found._asdict())


def _answer(connection: Connection, row: Values) -> Place:
    """An answer is private to the side that took the file back."""
    query = select(returned_files.c.agreement_id, returned_files.c.side).where(returned_files.c.id == row["return_id"])
    found = connection.execute(query).one()
    return found.agreement_id, found.side


def _webhook(_connection: Connection, row: Values) -> Place:
    """A webhook is its side's own; that of the operators is the installation's."""
    return (None, None) if row["side"] is None else (row["agreement_id"], row["side"])


def _import(_connection: Connection, row: Values) -> Place:
    """A file under review is its uploader's own; the agreement that is made of it has it."""
    return None if row["agreement_id"] is None else (row["agreement_id"], None)


AUDITED: Final[dict[str, Audited]] = {
    "agreements": Audited(_agreement, ignored=frozenset({"order_version", "clauses_state"})),
    "parties": Audited(_shared),
    "clauses": Audited(_shared),
    "clause_revisions": Audited(_revision),
    "drafts": Audited(_draft),
    "draft_clauses": Audited(_of_draft),
    "draft_steps": Audited(_of_draft),
    "carried_proposals": Audited(_of_draft),
    "carried_revisions": Audited(_of_draft),
    "playbooks": Audited(_of_party),
    "votes": Audited(_shared),
    "execution_versions": Audited(_shared),
    "notices": Audited(_shared),
    "proposals": Audited(_proposal, secret=frozenset({"steps"}), ignored=frozenset({"version"})),
    "proposal_clauses": Audited(_named_by(lambda row: row["proposal_id"])),
    "stances": Audited(_shared),
    "threads": Audited(_thread),
    "comments": Audited(_comment),
    "sent_files": Audited(_own_side),
    "returned_files": Audited(_own_side),
    "return_answers": Audited(_answer),
    "imports": Audited(_import, ignored=frozenset({"version", "reading", "steps"})),
    "members": Audited(_shared),
    "webhooks": Audited(
        _webhook, secret=frozenset({"secret", "old_secret"}), ignored=frozenset({"version", "failing_since"})
    ),
    "users": Audited(_installation, secret=frozenset({"password_hash"})),
    "identities": Audited(_installation, secret=frozenset({"issuer", "subject"})),
    "api_tokens": Audited(_installation, secret=frozenset({"id", "hash", "name"})),
    "sessions": Audited(_installation, secret=frozenset({"hash"})),
}
"""By table."""

NOT_AUDITED: Final[dict[str, str]] = {
    "audit_entries": "it is the audit",
    "redline_cache": "it is made from what is kept elsewhere",
    "search_entries": "they are made from what is kept elsewhere",
    "search_states": "they say what the entries were made from",
    "webhook_deliveries": "they tell of changes that are told already, and are forgotten",
    "idempotency_keys": "they are forgotten, and what a request did is told by its rows",
    "attempts": "they count tries, and are forgotten",
    "digests": "they say up to when somebody was told by mail, and whether they want that",
    "reset_codes": "they live for minutes; the password that they set is told",
    "oidc_sign_ins": "they live for minutes; the session that comes of one is told",
}
"""The tables that the audit leaves out, and why."""
