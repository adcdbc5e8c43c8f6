"""Random identities. The side effect of drawing them lives here; everything else takes them as arguments."""

from __future__ import annotations

import secrets

from clauses.ids import clause_id_from


def new_agreement_id() -> str:
    """A fresh agreement id: ``agr-`` and 80 random bits in hex."""
    return f"agr-{secrets.token_hex(10)}"


def new_clause_id() -> str:
    """A fresh clause id in the form that :func:`clauses.ids.clause_id_from` gives, from 128 random bits."""
    return clause_id_from(secrets.token_bytes(16))


def new_request_id() -> str:
    """A name for one request, to find it in the server's log: 64 random bits in hex."""
    return secrets.token_hex(8)


def new_proposal_id() -> str:
    """A fresh proposal id: ``prp-`` and 80 random bits in hex. Nothing tells how many there are."""
    return f"prp-{secrets.token_hex(10)}"


def new_thread_id() -> str:
    """A fresh id of a thread of comments: ``thr-`` and 80 random bits in hex."""
    return f"thr-{secrets.token_hex(10)}"


def new_sent_id() -> str:
    """A fresh id of a file that was sent: ``snt-`` and 80 random bits in hex. Nothing tells how many there are."""
    return f"snt-{secrets.token_hex(10)}"


def new_return_id() -> str:
    """A fresh id of a file that came back: ``rtn-`` and 80 random bits in hex."""
    return f"rtn-{secrets.token_hex(10)}"


def new_user_id() -> str:
    """A fresh account id: ``usr-`` and 80 random bits in hex."""
    return f"usr-{secrets.token_hex(10)}"


def new_token_id() -> str:
    """A fresh id of an API token (not the token): ``tok-`` and 80 random bits in hex."""
    return f"tok-{secrets.token_hex(10)}"


def new_webhook_id() -> str:
    """A fresh id of a webhook: ``whk-`` and 80 random bits in hex."""
    return f"whk-{secrets.token_hex(10)}"


def new_message_id() -> str:
    """A fresh id of what a webhook is told: ``msg-`` and 80 random bits in hex. Nothing tells how many there are."""
    return f"msg-{secrets.token_hex(10)}"


def new_import_id() -> str:
    """A fresh id of a file under review: ``imp-`` and 80 random bits in hex."""
    return f"imp-{secrets.token_hex(10)}"
