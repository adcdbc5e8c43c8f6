"""The comments of a file that came back, as threads on the clauses that they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from api.auth.caller import Caller
from api.ids import new_thread_id
from api.store import clauses as clause_store
from api.store import comments as store
from api.store.agreements import lock_agreement
from api.store.comments import CommentRecord, ThreadRecord
from api.store.returns import ReturnRecord
from api.store.unit import Unit
from drafts.returns.model import Remark

_LONGEST = 5000
_LONGEST_NAME = 200


class Enclosing(StrEnum):
    """What becomes of the comments of a file that came back."""

    NONE = "none"
    """They stay in the file and in what was found in it."""
    PRIVATE = "private"
    SHARED = "shared"


def begin_threads(
    unit: Unit,
    agreement_id: str,
    caller: Caller,
    remarks: Sequence[Remark],
    record: ReturnRecord,
    enclosing: Enclosing,
) -> dict[str, str]:
    """Begin a thread for each new comment on a clause that the agreement has, with those that answer it; the place of
    each comment -> its thread. Each is under the name that the file gives, for the party that returned it."""
    if enclosing is Enclosing.NONE:
        return {}
    newest = {each.clause_id: each.number for each in clause_store.current_revisions(unit.read, agreement_id)}
    side = caller.own_side if enclosing is Enclosing.PRIVATE else None
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for place, remark in enumerate(remarks):
        if not remark.new or not remark.text.strip() or remark.clause_id not in newest:
            continue
        if not counts:
            lock_agreement(unit.write, agreement_id)
        thread_id = found.get(str(remark.answers), "")
        if not thread_id:
            thread_id = new_thread_id()
            number = newest[remark.clause_id]
            thread = ThreadRecord(thread_id, agreement_id, remark.clause_id, number, None, side, unit.at)
            store.insert_thread(unit.write, thread)
        found[str(place)] = thread_id
        for text in _parts(remark.text):
            counts[thread_id] = counts.get(thread_id, 0) + 1
            author = " ".join(remark.author.split())[:_LONGEST_NAME] or record.returner
            comment = CommentRecord(thread_id, counts[thread_id], author, record.returner_party, text, unit.at)
            store.insert_comment(unit.write, comment)
    return found


def _parts(text: str) -> list[str]:
    """The whole text, in comments that are not too long."""
    return [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]
