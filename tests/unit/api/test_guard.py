"""Who has to wait too long for a turn at the store is told so, and who comes when too many wait, at once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from anyio import Semaphore

from api.auth import guard
from api.auth.guard import Guard
from clauses.errors import StoreUnavailable


@pytest.mark.parametrize(("waiting", "why"), [(56, "others are at work"), (0, "too many wait")])
def test_nobody_waits_for_ever_for_a_turn(monkeypatch: pytest.MonkeyPatch, waiting: int, why: str) -> None:
    monkeypatch.setattr(guard, "MOST_WAITING", waiting)
    settings = SimpleNamespace(answer_cache_mb=0, busy_timeout_ms=20)
    guarded = Guard(cast("Any", None), routes=[], runtime=cast("Any", SimpleNamespace(settings=settings)))

    async def asked() -> None:
        turns = Semaphore(1)
        await guarded._turn(turns)
        with pytest.raises(StoreUnavailable, match=why):
            await guarded._turn(turns)
        turns.release()
        await guarded._turn(turns)

    asyncio.run(asked())
