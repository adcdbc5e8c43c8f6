"""Clauses as the beginning of another agreement: the same words under identities of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence

from clauses.ids import clause_id_from
from clauses.record import ClauseRevision


def with_new_identities(revisions: Sequence[ClauseRevision], seed: str) -> tuple[ClauseRevision, ...]:
    """``revisions`` as first ones of clauses with identities that ``seed`` gives; where one refers to another, the
    reference follows. What was written by whom and when, and where from, stays."""
    renamed = {each.clause_id: clause_id_from(f"{seed}/{each.clause_id}".encode()) for each in revisions}
    made: list[ClauseRevision] = []
    for revision in revisions:
        text = revision.model_dump_json()
        for old, new in renamed.items():
            text = text.replace(old, new)
        data = {**json.loads(text), "number": 1, "previous_hash": None}
        made.append(ClauseRevision.model_validate_json(json.dumps(data)))
    return tuple(made)
