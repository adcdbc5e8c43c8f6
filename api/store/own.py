"""Whether a side holds anything of its own in an agreement, beside proposals and comments."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Select, select

from api.store.drafts import drafts
from api.store.playbooks import playbooks
from api.store.reader import Why, seeing_all
from api.store.returns import returned_files
from api.store.sent import sent_files
from api.store.webhooks import webhooks

_HELD: Final[tuple[Select[tuple[str]], ...]] = (
    select(playbooks.c.agreement_id),
    select(sent_files.c.agreement_id),
    select(returned_files.c.agreement_id),
    select(drafts.c.agreement_id).where(drafts.c.side.is_not(None), drafts.c.shared_at.is_(None)),
    select(webhooks.c.agreement_id).where(webhooks.c.side.is_not(None)),
)


def holds_private(connection: Connection, agreement_id: str) -> bool:
    """Whether there is a playbook, a file that went out or came back, a working draft or a webhook of a side, seen or
    not."""
    with seeing_all(connection, Why.BEGUN):
        return any(
            connection.execute(each.where(each.selected_columns[0] == agreement_id).limit(1)).first() is not None
            for each in _HELD
        )
