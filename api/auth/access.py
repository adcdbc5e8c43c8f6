"""The one table of access: which standing may use which route, and which scope a token needs for it.

Everything is denied that the table does not name. A HEAD request needs what GET needs. The reference page is printed
from here (``python -m tests.support.reference``), and a test walks every route with every standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member does for a party in an agreement."""

    ADMIN = "admin"
    COUNSEL = "counsel"
    NEGOTIATOR = "negotiator"
    CLERK = "clerk"
    OBSERVER = "observer"


class Standing(StrEnum):
    """Where a caller stands towards what is asked for: a role in the agreement, or what holds without one."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    OBSERVER = Role.OBSERVER.value
    CLERK = Role.CLERK.value
    NEGOTIATOR = Role.NEGOTIATOR.value
    COUNSEL = Role.COUNSEL.value
    ADMIN = Role.ADMIN.value
    OPERATOR = "operator"


class Scope(StrEnum):
    """What an API token may be used for. ``ACCOUNT`` is given to no token: it needs a session in a browser."""

    READ = "read"
    WRITE = "write"
    MANAGE = "manage"
    ACCOUNT = "account"


TOKEN_SCOPES = (Scope.READ, Scope.WRITE, Scope.MANAGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route: any of ``standings``; and the scope that a token needs."""

    standings: frozenset[Standing]
    scope: Scope


def _rule(scope: Scope, *standings: Standing) -> Rule:
    return Rule(frozenset(standings), scope)


_S = Standing
_MEMBERS = (_S.OBSERVER, _S.CLERK, _S.NEGOTIATOR, _S.COUNSEL, _S.ADMIN)

PUBLIC = _rule(Scope.READ, *Standing)
"""Needs no credentials."""
SIGNED_IN = _rule(Scope.READ, *(each for each in Standing if each is not _S.ANYONE))
"""Any account; nothing of an agreement is in it but what the caller's memberships allow."""
OWN_ACCOUNT = _rule(Scope.ACCOUNT, *SIGNED_IN.standings)
"""Any account, about itself, and in a session."""
OWN_READS = _rule(Scope.READ, *SIGNED_IN.standings)
"""Reads what is the account's own; a token for one agreement has no part in it."""
OWN_EDITS = _rule(Scope.WRITE, *SIGNED_IN.standings)
"""Writes what is the account's own."""
READS = _rule(Scope.READ, *_MEMBERS, _S.OPERATOR)
"""Reads on the screen what the parties share."""
DOWNLOADS = _rule(Scope.READ, *(each for each in _MEMBERS if each is not _S.OBSERVER), _S.OPERATOR)
"""Takes Word files away."""
EDITS = _rule(Scope.WRITE, _S.NEGOTIATOR, _S.COUNSEL, _S.ADMIN, _S.OPERATOR)
"""Changes clauses and saves drafts."""
PRIVATE_READS = _rule(Scope.READ, _S.NEGOTIATOR, _S.COUNSEL, _S.ADMIN)
"""Reads what is private to the member's own side. An operator is no member by that, and so no exception."""
PRIVATE_EDITS = _rule(Scope.WRITE, *PRIVATE_READS.standings)
"""Writes what is private to the member's own side, and takes steps for its party."""
AUDITS = _rule(Scope.READ, *PRIVATE_READS.standings, _S.OPERATOR)
"""Reads who changed what; of what is private to a side only a member of it."""
LEADS = _rule(Scope.MANAGE, _S.ADMIN, _S.OPERATOR)
"""Manages members (an admin those of the own party, an operator all) and webhooks."""
OPERATES = _rule(Scope.MANAGE, _S.OPERATOR)
"""Runs the installation: accounts, agreements, parties and their sides."""

_A = "/agreements/{agreement_id}"

ACCESS: dict[tuple[str, str], Rule] = {
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/metrics"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/docs/{group}"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    # pages: who is not signed in is sent to sign in
    ("GET", "/"): PUBLIC,
    ("GET", "/app/static/{hash_}/{name}"): PUBLIC,
    ("GET", "/app/sign-in"): PUBLIC,
    ("POST", "/app/sign-in"): PUBLIC,
    ("POST", "/app/sign-out"): OWN_ACCOUNT,
    ("GET", "/app/forgotten-password"): PUBLIC,
    ("POST", "/app/forgotten-password"): PUBLIC,
    ("POST", "/app/forgotten-password/code"): PUBLIC,
    ("GET", "/app/sign-in/provider"): PUBLIC,
    ("GET", "/app/sign-in/back"): PUBLIC,
    ("GET", "/app/account"): OWN_ACCOUNT,
    ("POST", "/app/account/password"): OWN_ACCOUNT,
    ("POST", "/app/account/sign-out"): OWN_ACCOUNT,
    ("POST", "/app/account/tokens"): OWN_ACCOUNT,
    ("POST", "/app/account/tokens/{token_id}/revoke"): OWN_ACCOUNT,
    ("GET", "/app"): SIGNED_IN,
    ("GET", "/app/inbox"): SIGNED_IN,
    ("GET", "/app/inbox/count"): SIGNED_IN,
    ("POST", "/app/inbox/mail"): OWN_EDITS,
    ("GET", f"/app{_A}"): READS,
    ("GET", f"/app{_A}/history"): READS,
    ("GET", f"/app{_A}/drafts/{{number}}"): READS,
    ("GET", f"/app{_A}/drafts/{{number}}/print"): READS,
    ("POST", f"/app{_A}/identify"): READS,
    ("GET", f"/app{_A}/compare"): READS,
    ("GET", f"/app{_A}/members"): READS,
    ("POST", f"/app{_A}/members"): LEADS,
    ("POST", f"/app{_A}/members/{{user_id}}"): LEADS,
    ("POST", f"/app{_A}/members/{{user_id}}/remove"): LEADS,
    ("GET", f"/app{_A}/webhooks"): LEADS,
    ("POST", f"/app{_A}/webhooks"): LEADS,
    ("GET", f"/app{_A}/webhooks/{{webhook_id}}"): LEADS,
    ("POST", f"/app{_A}/webhooks/{{webhook_id}}"): LEADS,
    ("POST", f"/app{_A}/webhooks/{{webhook_id}}/remove"): LEADS,
    ("POST", f"/app{_A}/webhooks/{{webhook_id}}/secret"): LEADS,
    ("POST", f"/app{_A}/webhooks/{{webhook_id}}/test"): LEADS,
    ("POST", f"/app{_A}/webhooks/{{webhook_id}}/deliveries/{{delivery_id}}/redeliver"): LEADS,
    ("GET", f"/app{_A}/audit"): AUDITS,
    ("GET", "/app/admin"): OPERATES,
    ("GET", "/app/admin/users"): OPERATES,
    ("POST", "/app/admin/users"): OPERATES,
    ("GET", "/app/admin/users/{user_id}"): OPERATES,
    ("POST", "/app/admin/users/{user_id}"): OPERATES,
    ("POST", "/app/admin/users/{user_id}/code"): OPERATES,
    ("GET", "/app/admin/agreements"): OPERATES,
    ("GET", f"/app/admin{_A}"): OPERATES,
    ("POST", f"/app/admin{_A}/parties"): OPERATES,
    ("POST", f"/app/admin{_A}/time-zone"): OPERATES,
    ("GET", "/app/admin/audit"): OPERATES,
    ("GET", "/app/compare"): SIGNED_IN,
    ("POST", "/app/compare"): SIGNED_IN,
    ("GET", f"/app{_A}/findings"): READS,
    ("GET", f"/app{_A}/returns"): PRIVATE_READS,
    ("POST", f"/app{_A}/returns"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/sent"): PRIVATE_EDITS,
    ("GET", f"/app{_A}/returns/{{return_id}}"): PRIVATE_READS,
    ("POST", f"/app{_A}/returns/{{return_id}}/triage"): PRIVATE_EDITS,
    ("GET", "/app/imports"): OWN_READS,
    ("POST", "/app/imports"): OWN_EDITS,
    ("GET", "/app/imports/{import_id}"): OWN_READS,
    ("POST", "/app/imports/{import_id}/steps"): OWN_EDITS,
    ("POST", "/app/imports/{import_id}/undo"): OWN_EDITS,
    ("POST", "/app/imports/{import_id}/discard"): OWN_EDITS,
    ("POST", "/app/imports/{import_id}/save"): OPERATES,
    ("GET", "/app/new"): OPERATES,
    ("POST", "/app/new"): OPERATES,
    ("GET", f"/app{_A}/clauses"): READS,
    ("POST", f"/app{_A}/drafts"): EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/table"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/packet"): EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/return"): EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/votes"): EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/adopt"): EDITS,
    ("POST", f"/app{_A}/drafts/{{number}}/execute"): EDITS,
    ("GET", f"/app{_A}/proposals"): READS,
    ("GET", f"/app{_A}/proposals/{{proposal_id}}"): READS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/submit"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/withdraw"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/accept"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/reject"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/counter"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/rationale"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/comments"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/comments/resolve"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/edits/remove"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/proposals/{{proposal_id}}/edits/words"): PRIVATE_EDITS,
    ("GET", f"/app{_A}/clauses/add"): READS,
    ("GET", f"/app{_A}/clauses/add/{{kind}}"): EDITS,
    ("POST", f"/app{_A}/clauses/add/{{kind}}"): EDITS,
    ("POST", f"/app{_A}/clauses/add/{{kind}}/preview"): EDITS,
    ("GET", f"/app{_A}/clauses/{{clause_id}}"): READS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/stance"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/threads"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/threads/{{thread_id}}/comments"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/threads/{{thread_id}}/resolve"): PRIVATE_EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/threads/{{thread_id}}/reopen"): PRIVATE_EDITS,
    ("GET", f"/app{_A}/clauses/{{clause_id}}/edit"): EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/edit"): EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/preview"): EDITS,
    ("GET", f"/app{_A}/clauses/{{clause_id}}/place"): EDITS,
    ("POST", f"/app{_A}/clauses/{{clause_id}}/place"): EDITS,
    # signing in
    ("POST", "/session"): PUBLIC,
    ("GET", "/session"): OWN_ACCOUNT,
    ("DELETE", "/session"): OWN_ACCOUNT,
    ("GET", "/session/oidc"): PUBLIC,
    ("GET", "/session/oidc/callback"): PUBLIC,
    ("POST", "/password-resets"): PUBLIC,
    ("POST", "/password-resets/confirm"): PUBLIC,
    # one's own account
    ("GET", "/me"): SIGNED_IN,
    ("PUT", "/me/password"): OWN_ACCOUNT,
    ("DELETE", "/me/sessions"): OWN_ACCOUNT,
    ("GET", "/me/tokens"): OWN_ACCOUNT,
    ("POST", "/me/tokens"): OWN_ACCOUNT,
    ("DELETE", "/me/tokens/{token_id}"): OWN_ACCOUNT,
    # accounts and members
    ("GET", "/users"): OPERATES,
    ("POST", "/users"): OPERATES,
    ("GET", "/users/{user_id}"): OPERATES,
    ("PATCH", "/users/{user_id}"): OPERATES,
    ("GET", f"{_A}/members"): READS,
    ("GET", f"{_A}/members/{{user_id}}"): READS,
    ("PUT", f"{_A}/members/{{user_id}}"): LEADS,
    ("DELETE", f"{_A}/members/{{user_id}}"): LEADS,
    # agreements
    ("GET", "/search"): SIGNED_IN,
    ("GET", "/agreements"): SIGNED_IN,
    ("POST", "/agreements"): OPERATES,
    ("GET", _A): READS,
    ("GET", f"{_A}/parties"): READS,
    ("PUT", f"{_A}/parties"): OPERATES,
    ("GET", f"{_A}/house-style"): READS,
    ("PUT", f"{_A}/house-style"): EDITS,
    ("GET", f"{_A}/time-zone"): READS,
    ("PUT", f"{_A}/time-zone"): OPERATES,
    # a file under review is the account's own; making an agreement of it is the operator's
    ("GET", "/imports"): OWN_READS,
    ("POST", "/imports"): OWN_EDITS,
    ("GET", "/imports/{import_id}"): OWN_READS,
    ("GET", "/imports/{import_id}.html"): OWN_READS,
    ("GET", "/imports/{import_id}.docx"): OWN_READS,
    ("DELETE", "/imports/{import_id}"): OWN_EDITS,
    ("POST", "/imports/{import_id}/steps"): OWN_EDITS,
    ("PUT", "/imports/{import_id}/steps"): OWN_EDITS,
    ("POST", "/imports/{import_id}/save"): OPERATES,
    ("GET", f"{_A}/drafts/{{number}}/original.docx"): DOWNLOADS,
    # clauses
    ("GET", f"{_A}/clauses"): READS,
    ("POST", f"{_A}/clauses"): EDITS,
    ("GET", f"{_A}/clauses/{{clause_id}}"): READS,
    ("PUT", f"{_A}/clauses/{{clause_id}}"): EDITS,
    ("DELETE", f"{_A}/clauses/{{clause_id}}"): EDITS,
    ("PATCH", f"{_A}/clauses/{{clause_id}}/prose"): EDITS,
    ("POST", f"{_A}/clauses/{{clause_id}}/confirm"): EDITS,
    ("POST", f"{_A}/clauses/{{clause_id}}/move"): EDITS,
    ("GET", f"{_A}/clauses/{{clause_id}}/revisions"): READS,
    ("GET", f"{_A}/clauses/{{clause_id}}/blame"): READS,
    ("GET", f"{_A}/search"): READS,
    ("GET", f"{_A}/findings"): READS,
    # proposals: what was never submitted is shown to its own side alone
    ("GET", f"{_A}/proposals"): READS,
    ("POST", f"{_A}/proposals"): PRIVATE_EDITS,
    ("GET", f"{_A}/proposals/{{proposal_id}}"): READS,
    ("PUT", f"{_A}/proposals/{{proposal_id}}"): PRIVATE_EDITS,
    ("POST", f"{_A}/proposals/{{proposal_id}}/submit"): PRIVATE_EDITS,
    ("POST", f"{_A}/proposals/{{proposal_id}}/withdraw"): PRIVATE_EDITS,
    ("POST", f"{_A}/proposals/{{proposal_id}}/accept"): PRIVATE_EDITS,
    ("POST", f"{_A}/proposals/{{proposal_id}}/reject"): PRIVATE_EDITS,
    ("GET", f"{_A}/proposals/{{proposal_id}}/preview"): READS,
    ("GET", f"{_A}/proposals/{{proposal_id}}/preview.docx"): DOWNLOADS,
    ("GET", f"{_A}/proposals/{{proposal_id}}/preview.html"): READS,
    ("GET", f"{_A}/clauses/{{clause_id}}/status"): READS,
    ("POST", f"{_A}/clauses/{{clause_id}}/stance"): PRIVATE_EDITS,
    # comments: a private thread is shown to its own side alone
    ("GET", f"{_A}/threads"): READS,
    ("POST", f"{_A}/threads"): PRIVATE_EDITS,
    ("GET", f"{_A}/threads/{{thread_id}}"): READS,
    ("POST", f"{_A}/threads/{{thread_id}}/comments"): PRIVATE_EDITS,
    ("POST", f"{_A}/threads/{{thread_id}}/resolve"): PRIVATE_EDITS,
    ("POST", f"{_A}/threads/{{thread_id}}/reopen"): PRIVATE_EDITS,
    # drafts and redlines
    ("GET", f"{_A}/drafts"): READS,
    ("POST", f"{_A}/drafts"): EDITS,
    ("GET", f"{_A}/drafts/{{number}}"): READS,
    ("GET", f"{_A}/drafts/{{number}}.docx"): DOWNLOADS,
    ("GET", f"{_A}/drafts/{{number}}/findings"): READS,
    ("POST", f"{_A}/drafts/{{number}}/table"): PRIVATE_EDITS,
    ("POST", f"{_A}/drafts/{{number}}/packet"): EDITS,
    ("POST", f"{_A}/drafts/{{number}}/return"): EDITS,
    ("POST", f"{_A}/drafts/{{number}}/adopt"): EDITS,
    ("POST", f"{_A}/drafts/{{number}}/execute"): EDITS,
    ("GET", f"{_A}/drafts/{{number}}/votes"): READS,
    ("POST", f"{_A}/drafts/{{number}}/votes"): EDITS,
    ("GET", f"{_A}/drafts/{{number}}/adoption"): READS,
    ("GET", f"{_A}/drafts/{{number}}/execution.docx"): DOWNLOADS,
    # what was sent and what came back: private to the side that sent it, or took it back
    ("GET", f"{_A}/sent"): PRIVATE_READS,
    ("POST", f"{_A}/sent"): PRIVATE_EDITS,
    ("GET", f"{_A}/sent/{{sent_id}}"): PRIVATE_READS,
    ("GET", f"{_A}/sent/{{sent_id}}.docx"): PRIVATE_READS,
    ("GET", f"{_A}/returns"): PRIVATE_READS,
    ("POST", f"{_A}/returns"): PRIVATE_EDITS,
    ("GET", f"{_A}/returns/{{return_id}}"): PRIVATE_READS,
    ("GET", f"{_A}/returns/{{return_id}}.html"): PRIVATE_READS,
    ("GET", f"{_A}/returns/{{return_id}}.docx"): PRIVATE_READS,
    ("POST", f"{_A}/returns/{{return_id}}/triage"): PRIVATE_EDITS,
    ("GET", f"{_A}/in-force"): READS,
    ("GET", f"{_A}/notices"): READS,
    ("POST", f"{_A}/notices"): EDITS,
    ("GET", f"{_A}/redlines/{{before}}...{{after}}.docx"): DOWNLOADS,
    ("GET", f"{_A}/redlines/{{before}}...{{after}}.json"): READS,
    ("GET", f"{_A}/redlines/{{before}}...{{after}}.html"): READS,
    ("GET", f"{_A}/redlines/{{before}}...{{after}}.md"): READS,
    ("POST", f"{_A}/identify"): READS,
    ("GET", f"{_A}/memos/{{before}}...{{after}}.docx"): DOWNLOADS,
    ("GET", f"{_A}/memos/{{before}}...{{after}}.json"): READS,
    ("GET", f"{_A}/memos/{{before}}...{{after}}.html"): READS,
    # who changed what
    ("GET", "/audit"): OPERATES,
    ("GET", f"{_A}/audit"): AUDITS,
    ("GET", f"{_A}/audit.json"): AUDITS,
    ("GET", f"{_A}/export.zip"): AUDITS,
    # webhooks: an admin's are those of the own side, an operator's those of the operators
    ("GET", f"{_A}/webhooks"): LEADS,
    ("POST", f"{_A}/webhooks"): LEADS,
    ("GET", f"{_A}/webhooks/{{webhook_id}}"): LEADS,
    ("PATCH", f"{_A}/webhooks/{{webhook_id}}"): LEADS,
    ("DELETE", f"{_A}/webhooks/{{webhook_id}}"): LEADS,
    ("POST", f"{_A}/webhooks/{{webhook_id}}/rotate-secret"): LEADS,
    ("POST", f"{_A}/webhooks/{{webhook_id}}/test"): LEADS,
    ("GET", f"{_A}/webhooks/{{webhook_id}}/deliveries"): LEADS,
    ("GET", f"{_A}/webhooks/{{webhook_id}}/deliveries/{{delivery_id}}"): LEADS,
    ("POST", f"{_A}/webhooks/{{webhook_id}}/deliveries/{{delivery_id}}/redeliver"): LEADS,
    # dates
    ("GET", f"{_A}/calendar"): READS,
    ("PUT", f"{_A}/calendar"): EDITS,
    ("GET", f"{_A}/deadlines"): READS,
    ("GET", f"{_A}/deadlines.ics"): READS,
    # what is private to a side
    ("GET", f"{_A}/playbook"): PRIVATE_READS,
    ("PUT", f"{_A}/playbook"): PRIVATE_EDITS,
    ("GET", f"{_A}/playbook/standings"): PRIVATE_READS,
    ("POST", f"{_A}/playbook/standings"): PRIVATE_READS,
    # of no agreement: nothing is stored
    ("GET", "/clause-kinds"): SIGNED_IN,
    ("GET", "/clause-kinds/{kind}"): SIGNED_IN,
    ("GET", "/templates"): SIGNED_IN,
    ("GET", "/templates/{name}"): SIGNED_IN,
    ("GET", "/clause-library"): SIGNED_IN,
    ("GET", "/rules"): SIGNED_IN,
    ("POST", "/compare"): SIGNED_IN,
    ("POST", "/accept"): SIGNED_IN,
    ("POST", "/reject"): SIGNED_IN,
    ("POST", "/scrub"): SIGNED_IN,
}
"""(method, path) to the rule of the route. What is not here is refused."""


def rule_of(method: str, path: str) -> Rule | None:
    """The rule of the route ``path``; None where the table names none, which means: refused."""
    return ACCESS.get(("GET" if method == "HEAD" else method, path))
