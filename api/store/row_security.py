"""Row-level security on PostgreSQL: a wall behind the code. A query that forgets to ask whose a row is gives nothing of
the other side.

Each policy says what the code says too, in the words of the store: what is shared, and what is private to a side of
which the reader (:mod:`api.store.reader`) is a member who may read that. The policies are put in place after every
upgrade of the schema. The owner is free of them: an upgrade, a backup and a move see all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from api.auth.access import PRIVATE_READS
from api.store.audit import INSTALLATION
from api.store.reader import ALL_ROWS
from clauses.status import DraftStatus
from drafts.negotiation.proposals import Act, ProposalState

POLICY: Final = "own_reader"

_EVERYTHING: Final = f"current_setting('counterpart.sight', true) = '{ALL_ROWS}'"
_READER: Final = "current_setting('counterpart.user', true)"
_ROLES: Final = ", ".join(f"'{each.value}'" for each in sorted(PRIVATE_READS.standings))
_MEMBERSHIPS: Final = f"""
    FROM members m LEFT JOIN parties p ON p.agreement_id = m.agreement_id AND p.role = m.party
    WHERE m.user_id = {_READER} AND m.role IN ({_ROLES})"""
_SIDE: Final = "coalesce(nullif(p.side, ''), m.party)"
_OWN_SIDES: Final = f"SELECT m.agreement_id, {_SIDE}{_MEMBERSHIPS}"
_OWN_PARTIES: Final = f"""SELECT q.agreement_id, q.role FROM parties q JOIN (SELECT m.agreement_id, {_SIDE} AS side
    {_MEMBERSHIPS}) own ON own.agreement_id = q.agreement_id AND coalesce(nullif(q.side, ''), q.role) = own.side"""  # noqa: S608 - constants of this module


def _own(table: str, column: str) -> str:
    """The row is private to a side, or to a party, that the reader is on."""
    return f"({table}.agreement_id, {table}.{column}) IN ({_OWN_SIDES if column == 'side' else _OWN_PARTIES})"


def _of_draft(table: str) -> str:
    draft = f"d.agreement_id = {table}.agreement_id AND d.number = {table}.draft_number"
    return f"EXISTS (SELECT 1 FROM drafts d WHERE {draft})"  # noqa: S608 - constants of this module


def _of(table: str, column: str, owner: str) -> str:
    return f"EXISTS (SELECT 1 FROM {owner} o WHERE o.id = {table}.{column})"  # noqa: S608 - constants of this module


_SUBMITTED: Final = f"""
    state NOT IN ('{ProposalState.DRAFT.value}', '{ProposalState.WITHDRAWN.value}')
    OR position('"act":"{Act.SUBMIT.value}"' IN steps) > 0"""

VISIBLE: Final[Mapping[str, str]] = {
    "drafts": f"status <> '{DraftStatus.WORKING.value}' OR {_own('drafts', 'side')}",
    "draft_clauses": _of_draft("draft_clauses"),
    "draft_steps": _of_draft("draft_steps"),
    "carried_proposals": _of_draft("carried_proposals"),
    "carried_revisions": _of_draft("carried_revisions"),
    "redline_cache": f"side IS NULL OR {_own('redline_cache', 'side')}",
    "playbooks": _own("playbooks", "party"),
    "proposals": f"({_SUBMITTED}) OR {_own('proposals', 'party')}",
    "proposal_clauses": _of("proposal_clauses", "proposal_id", "proposals"),
    "threads": f"""(side IS NULL AND (proposal_id IS NULL OR {_of("threads", "proposal_id", "proposals")}))
        OR {_own("threads", "side")}""",
    "comments": _of("comments", "thread_id", "threads"),
    "sent_files": _own("sent_files", "side"),
    "returned_files": _own("returned_files", "side"),
    "return_answers": _of("return_answers", "return_id", "returned_files"),
    "imports": f"agreement_id IS NOT NULL OR user_id = {_READER}",
    "idempotency_keys": f"user_id = {_READER}",
    "webhooks": f"""CASE WHEN side IS NULL
        THEN EXISTS (SELECT 1 FROM users u WHERE u.id = {_READER} AND u.operator)
        ELSE {_own("webhooks", "side")} END""",  # noqa: S608 - constants of this module
    "webhook_deliveries": _of("webhook_deliveries", "webhook_id", "webhooks"),
    "audit_entries": f"""CASE WHEN chain = '{INSTALLATION}'
        THEN EXISTS (SELECT 1 FROM users u WHERE u.id = {_READER} AND u.operator)
        WHEN position('/' IN chain) = 0 THEN true
        ELSE (split_part(chain, '/', 1), split_part(chain, '/', 2)) IN ({_OWN_SIDES}) END""",  # noqa: S608 - constants of this module
}
"""By table, which rows there are for the reader, beside those who see everything."""

OPEN: Final[Mapping[str, str]] = {
    "agreements": "both sides read it",
    "parties": "both sides read them",
    "clauses": "both sides read them",
    "clause_revisions": "both sides read them",
    "stances": "both sides read them",
    "votes": "both sides read them",
    "execution_versions": "both sides read them",
    "notices": "both sides read them",
    "search_entries": "it holds words that both sides read, and no others",
    "search_states": "they hold nobody's words",
    "members": "both sides read who acts for whom, and the policies do",
    "users": "who asks is looked up here before it is known; the words of a side are not here",
    "identities": "who asks is looked up here before it is known",
    "api_tokens": "who asks is looked up here before it is known",
    "sessions": "who asks is looked up here before it is known",
    "reset_codes": "nobody is known who asks with a code",
    "oidc_sign_ins": "nobody is known who comes back from a provider",
    "attempts": "they count tries of those who are not known",
    "digests": "they hold nobody's words, and the command that mails reads them for everybody",
}
"""The tables without a policy, and why."""


def secure(connection: Connection) -> None:
    """Put every policy in place, those of before taken away. The connection is the owner's."""
    for table, visible in VISIBLE.items():
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        connection.exec_driver_sql(f"CREATE POLICY {POLICY} ON {table} USING ({_EVERYTHING} OR {visible})")


def unsecure(connection: Connection) -> None:
    """Take every policy away, for an upgrade: a column that one names could not be changed. What has row-level security
    and no policy shows nothing."""
    held = connection.exec_driver_sql(
        "SELECT quote_ident(tablename) FROM pg_policies WHERE schemaname = 'public' AND policyname = %s", (POLICY,)
    )
    for table in held.scalars().all():
        connection.exec_driver_sql(f"DROP POLICY {POLICY} ON {table}")


def unsecured(connection: Connection) -> tuple[str, ...]:
    """The tables that ought to have a policy here and have none, or do not hold to it."""
    held = connection.exec_driver_sql(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace AND p.polname = %s",
        (POLICY,),
    )
    return tuple(sorted(set(VISIBLE) - set(held.scalars())))
