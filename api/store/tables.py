"""Every table, loaded: importing this module gives a complete ``metadata``."""

from __future__ import annotations

from api.store.accounts import identities, members, users
from api.store.adoption import execution_versions, notices, votes
from api.store.agreements import agreements, parties
from api.store.audit import audit_entries
from api.store.clauses import clause_revisions, clauses
from api.store.columns import metadata
from api.store.comments import comments, threads
from api.store.credentials import api_tokens, attempts, oidc_sign_ins, reset_codes, sessions
from api.store.digests import digests
from api.store.drafts import draft_clauses, draft_steps, drafts
from api.store.idempotency import idempotency_keys
from api.store.imports import imports
from api.store.overlays import carried_proposals, carried_revisions
from api.store.playbooks import playbooks
from api.store.proposals import proposal_clauses, proposals
from api.store.redlines import redline_cache
from api.store.returns import return_answers, returned_files
from api.store.search import search_entries, search_states
from api.store.sent import sent_files
from api.store.stances import stances
from api.store.webhooks import webhook_deliveries, webhooks

ALL = (
    *(audit_entries,),
    *(agreements, parties, clauses, clause_revisions, drafts, draft_clauses, draft_steps, redline_cache, playbooks),
    *(carried_proposals, carried_revisions),
    *(votes, execution_versions, notices),
    imports,
    *(users, identities, members, api_tokens, sessions, reset_codes, oidc_sign_ins, attempts, idempotency_keys),
    digests,
    *(proposals, proposal_clauses, stances, threads, comments),
    *(sent_files, returned_files, return_answers),
    *(search_entries, search_states),
    *(webhooks, webhook_deliveries),
)

__all__ = ["ALL", "metadata"]
