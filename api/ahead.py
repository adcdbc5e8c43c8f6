"""Work that follows an answer, so that a later one comes sooner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi import Request

from api.auth.caller import Caller
from api.deps import runtime_of, unit_of
from api.services.preparing import prepare
from api.store.drafts import DraftRecord


def redline_ahead(request: Request, caller: Caller, draft: DraftRecord) -> Callable[[], None]:
    """What makes the redline of a draft that ``caller`` saved or tabled, for the one who looks at it first. It asks the
    store as ``caller``, and is run once the answer has left."""
    keep = runtime_of(request).settings.cached_redlines
    return partial(prepare, partial(unit_of, request), draft.agreement_id, draft.number, caller.sight, keep)
