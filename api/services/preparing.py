"""The comparison that is looked at next, made ahead: when a draft is saved or tabled, its redline against the draft
that it came from is made once the answer has left, and kept for who reads it first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from api.auth.sight import Sight
from api.services.comparing import redline_of
from api.services.drafting import list_drafts
from api.services.pairs import pair_of
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from clauses.errors import CounterpartError

AUTHOR: Final = "Counterpart"
"""Who answers in a comparison for what nobody made, where nobody else is named."""
_log = logging.getLogger("counterpart.redlines")


def earlier(drafts: Sequence[DraftRecord], draft: DraftRecord) -> int | None:
    """The number of the draft that ``draft`` is compared with where none is named: that which it came from, or else
    the last one before it among ``drafts``; None for the first."""
    older = [each.number for each in drafts if each.number < draft.number]
    return draft.came_from or (older[-1] if older else None)


def prepare(
    open_unit: Callable[[], AbstractContextManager[Unit]], agreement_id: str, number: int, sight: Sight, keep: int
) -> None:
    """Make the redline of draft ``number`` against the one before it and keep it, in a transaction of its own, that of
    who saved the draft: what is made of a working draft is kept as private as that is. A redline that can't be made is
    made, or refused, when somebody asks for it; here that is only logged."""
    if keep == 0:
        return
    try:
        with open_unit() as unit:
            drafts = list_drafts(unit, agreement_id, sight)
            before = next((earlier(drafts, each) for each in drafts if each.number == number), None)
            if before is not None:
                pair = pair_of(unit, agreement_id, str(before), str(number), sight)
                redline_of(pair, author=AUTHOR, at=None, keep=keep)
    except CounterpartError as error:
        _log.info("the redline of draft %s of %s was not made ahead: %s", number, agreement_id, error.code)
