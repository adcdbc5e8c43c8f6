"""What the audit's names are in words: of kinds of records, and of operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi.routing import APIRoute

RECORDS: Final[Mapping[str, str]] = {
    "agreements": "agreement",
    "parties": "party",
    "clauses": "clause",
    "clause_revisions": "text of a clause",
    "drafts": "draft",
    "draft_clauses": "clause of a draft",
    "draft_steps": "status of a draft",
    "carried_proposals": "proposal in a draft",
    "carried_revisions": "text in a draft",
    "playbooks": "playbook",
    "votes": "vote",
    "execution_versions": "execution version",
    "notices": "notice",
    "proposals": "proposal",
    "proposal_clauses": "clause of a proposal",
    "stances": "agreement to a clause",
    "threads": "discussion",
    "comments": "comment",
    "sent_files": "file that was sent",
    "returned_files": "file that came back",
    "return_answers": "answer to a returned change",
    "imports": "imported file",
    "members": "member",
    "users": "account",
    "identities": "identity at a provider",
    "api_tokens": "API token",
    "sessions": "session of a browser",
    "webhooks": "webhook",
}
"""By table of the audit, one record of it."""


OF_ACCOUNTS: Final = frozenset({"users", "identities", "api_tokens", "sessions"})
"""The tables that the installation's chain alone tells of."""
OF_INSTALLATION: Final = OF_ACCOUNTS | {"webhooks"}
"""The tables that the installation's chain tells of; the operators' webhooks are among them."""


def kinds_of(*, installation: bool) -> tuple[tuple[str, str], ...]:
    """The kinds of records that a chain can tell of, by their words: (table, word)."""
    there = (each for each in RECORDS if (each in OF_INSTALLATION if installation else each not in OF_ACCOUNTS))
    return tuple(sorted(((each, word_of(each)) for each in there), key=lambda each: each[1]))


def word_of(table: str) -> str:
    """What a record of ``table`` is called."""
    return RECORDS.get(table, table.replace("_", " "))


def named_operations(routes: Iterable[APIRoute]) -> dict[str, str]:
    """By the name that the audit keeps of an operation, its summary, or else what its function is called."""
    return {
        f"{method} {route.path}": route.summary or route.name.replace("_", " ").capitalize()
        for route in routes
        for method in route.methods or ()
    }


def operations_of(app: Any) -> Mapping[str, str]:
    """By the name that the audit keeps of an operation, what the API's reference calls it: "Accept a proposal". What is
    no route (a command) is not here."""
    return app.state.operations
