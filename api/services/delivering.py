"""Sends what webhooks are to be told: takes in hand what is due, sends it, and writes down how that ended, each in a
transaction of its own. Several servers on one store share the work; what one that stops has in hand is due again at
once, and what one that died had in hand when its lease is over."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random, SystemRandom
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.destinations import resolve
from api.ids import new_request_id
from api.metrics import deliveries
from api.outgoing import Answer, Sender
from api.runtime import Runtime
from api.signatures import signed_headers
from api.store import webhooks as store
from api.store.events import EventName
from api.store.reader import INSTALLATION, tell
from api.store.recording import Doer
from api.store.unit import Unit, connected
from api.store.webhooks import DeliveryRecord, DeliveryState, Due, WebhookRecord
from clauses.errors import StoreUnavailable

BACK_OFF: Final = tuple(
    timedelta(seconds=each) for each in (5, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60, 24 * 60 * 60)
)
"""How long after each failed attempt the next one follows; behind the last a delivery is given up."""
JITTER: Final = 0.2
"""By how much of itself a wait is longer, at most, so that not all come back at once."""
LEASE: Final = timedelta(seconds=60)
"""How long a delivery is in hand: longer than an attempt may take, and than writing down how it ended."""
STOPPED_AFTER: Final = timedelta(days=5)
"""How long everything that is sent to a webhook may fail before it is switched off."""
KEPT: Final = timedelta(days=30)
"""How long a delivery is remembered."""
POLL_SECONDS: Final = 1.0
STOP_SECONDS: Final = 2.0
"""How long what is under way may go on when the server stops."""
_FIRST_FORGET_SECONDS: Final = 60.0
_FORGET_SECONDS: Final = 3600.0
_GATHER_SECONDS: Final = 0.05
"""How long is waited when a delivery has ended, so that what ends together is followed by one look at what is due."""
_MOST: Final = 64
_MOST_PER_HOST: Final = 16
_MOST_FORGOTTEN: Final = 1000
_MOST_TRIED: Final = 20
_GONE: Final = 410

P = ParamSpec("P")
T = TypeVar("T")
_DOER: Final = Doer(what="telling webhooks")
_log = logging.getLogger("counterpart.webhooks")


@asynccontextmanager
async def telling_webhooks(runtime: Runtime) -> AsyncGenerator[None]:
    """Send what is due for the time of the block, where the settings say so. At its end what is under way has
    :data:`STOP_SECONDS` more; what is not taken by then is due again at once, for the next server."""
    settings = runtime.settings
    if not settings.webhooks:
        yield
        return
    sender = Sender(resolve, private=settings.webhooks_private_addresses)
    stop = asyncio.Event()
    task = asyncio.create_task(deliver_until(stop, Deliveries(runtime, sender, SystemRandom())))
    try:
        yield
    finally:
        stop.set()
        await task


class Deliveries:
    """What this server has in hand: each delivery is a task of its own, so that who answers late delays nobody else.
    Of one webhook :data:`MOST_PER_WEBHOOK` are under way at once, to one host ``_MOST_PER_HOST``, and ``_MOST`` of
    all."""

    def __init__(self, runtime: Runtime, sender: Sender, random: Random) -> None:
        self.runtime, self._sender, self._random = runtime, sender, random
        self._under_way: dict[asyncio.Task[None], tuple[DeliveryRecord, WebhookRecord]] = {}

    async def take_up(self) -> int:
        """Begin to send what is due and what there is room for; how many deliveries that was."""
        taken = await _in_thread(claim, self.runtime, [hook for _, hook in self._under_way.values()])
        for delivery, hook in taken:
            task = asyncio.create_task(_deliver(self.runtime, self._sender, self._random, delivery, hook))
            self._under_way[task] = delivery, hook
            task.add_done_callback(self._ended)
        return len(taken)

    async def wait(self, until: asyncio.Task[Any], seconds: float) -> None:
        """Wait until a delivery has ended, or ``until`` has, and no longer than ``seconds``."""
        await asyncio.wait({until, *self._under_way}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, seconds: float | None = None) -> int:
        """Wait for what is under way, break off what is left after ``seconds`` and make that due again; how many
        deliveries that was."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        left = dict(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return await _in_thread(give_back, self.runtime, [delivery for delivery, _ in left.values()]) if left else 0

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        error = None if task.cancelled() else task.exception()
        if error is not None:  # a fault of ours: the delivery is due again after its lease
            _log.error("a delivery could not be made", exc_info=error)


async def deliver_until(stop: asyncio.Event, deliveries: Deliveries) -> None:
    """Send what is due until ``stop`` is set, then finish."""
    now = asyncio.get_running_loop().time
    forget_at = now() + _FIRST_FORGET_SECONDS
    runtime, stopped = deliveries.runtime, asyncio.create_task(stop.wait())
    while not stop.is_set():
        await deliveries.wait(stopped, POLL_SECONDS)
        await asyncio.wait({stopped}, timeout=_GATHER_SECONDS)
        if stop.is_set() or runtime.stopping.is_set():
            continue
        try:
            await deliveries.take_up()
            if now() >= forget_at:
                await _in_thread(forget_old, runtime)
                forget_at = now() + _FORGET_SECONDS
        except (StoreUnavailable, SQLAlchemyError) as error:  # it is asked again in a moment
            _log.warning("what webhooks are to be told could not be read: %s", type(error).__name__)
        except Exception:  # a fault of ours must not end what all webhooks wait for
            _log.exception("what webhooks are to be told could not be sent")
    try:
        await deliveries.finish(STOP_SECONDS)
    except (StoreUnavailable, SQLAlchemyError) as error:  # it is due again after its lease
        _log.warning("what was under way to webhooks could not be given back: %s", type(error).__name__)


async def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` gives, done in a thread. Where the task is cancelled it ends all the same, before anybody closes
    the store under it."""
    begun = asyncio.ensure_future(run_in_threadpool(work, *args, **kwargs))
    try:
        return await asyncio.shield(begun)
    except asyncio.CancelledError:
        await asyncio.wait([begun])
        if not begun.cancelled():
            begun.exception()  # it is known, and nobody is left to tell
        raise


def claim(
    runtime: Runtime, under_way: Iterable[WebhookRecord] = ()
) -> tuple[tuple[DeliveryRecord, WebhookRecord], ...]:
    """What is due, taken in hand for :data:`LEASE`, as far as there is room beside what is ``under_way``: the webhook
    of each. Nothing is written where nothing is taken, and no clock asked while nothing waits."""
    with connected(runtime.engines.read) as connection, connection.begin():
        tell(connection, INSTALLATION)
        first = store.first_due(connection)
        at = None if first is None else runtime.clock()
        due = store.list_due(connection, at) if first is not None and at is not None and first <= at else ()
    chosen = list(_with_room(due, under_way))
    if not chosen:
        return ()
    with runtime.unit(_DOER) as unit:
        return store.claim_due(unit.write, chosen, unit.at, LEASE, new_request_id())


def _with_room(due: Iterable[Due], under_way: Iterable[WebhookRecord]) -> Iterator[str]:
    """The ids of what may be sent now."""
    there = [(each.id, _host_of(each.url)) for each in under_way]
    hooks, hosts = Counter(hook for hook, _ in there), Counter(host for _, host in there)
    room = _MOST - len(there)
    for each in due:
        host = _host_of(each.url)
        if room > 0 and hooks[each.webhook_id] < store.MOST_PER_WEBHOOK and hosts[host] < _MOST_PER_HOST:
            room -= 1
            hooks[each.webhook_id] += 1
            hosts[host] += 1
            yield each.id


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def give_back(runtime: Runtime, deliveries: Collection[DeliveryRecord]) -> int:
    """Make what was broken off due at once; how many deliveries that was. What has ended all the same is left."""
    with runtime.unit(_DOER) as unit:
        return store.give_back(unit.write, deliveries, unit.at)


async def _deliver(
    runtime: Runtime, sender: Sender, random: Random, delivery: DeliveryRecord, hook: WebhookRecord
) -> None:
    body, at = delivery.body.encode(), runtime.clock()
    answer = await sender.post(hook.url, signed_headers(delivery.id, at, body, hook.signing(at)), body)
    jitter = 1 + random.random() * JITTER
    try:
        await _in_thread(settle, runtime, delivery, answer, at, jitter)
    except (StoreUnavailable, SQLAlchemyError) as error:  # it is due again after its lease
        _log.warning("how delivery %s ended could not be written down: %s", delivery.id, type(error).__name__)


def settle(runtime: Runtime, sent: DeliveryRecord, answer: Answer, at: datetime, jitter: float) -> None:
    """Write down how an attempt ended that was made ``at``. What was taken over meanwhile is left alone."""
    with runtime.unit(_DOER) as unit:
        found = store.held_delivery(unit.write, sent.id, sent.claim or "")
        if found is None:
            return
        delivery, hook = found
        attempts = delivery.attempts + 1
        tried = {"at": at.isoformat(timespec="seconds"), "status": answer.status, "reason": answer.reason}
        changes: dict[str, Any] = {"attempts": attempts, "claim": None}
        changes["tried"] = [*delivery.tried, tried][-_MOST_TRIED:]
        state, next_at = _after(delivery.event, answer, attempts, unit.at, jitter)
        store.change_delivery(unit.write, delivery, **changes, state=state.value, next_at=next_at)
        _note(unit, hook, answer)
    deliveries.labels(_OUTCOMES[state]).inc()


_OUTCOMES: Final = {
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.WAITING: "failed",
    DeliveryState.GIVEN_UP: "given-up",
}


def _after(
    event: str, answer: Answer, attempts: int, at: datetime, jitter: float
) -> tuple[DeliveryState, datetime | None]:
    """What a delivery is after an attempt, and when the next one is. A test is made once."""
    if answer.good:
        return DeliveryState.DELIVERED, None
    if attempts > len(BACK_OFF) or EventName(event) is EventName.TEST or answer.status == _GONE:
        return DeliveryState.GIVEN_UP, None
    return DeliveryState.WAITING, at + BACK_OFF[attempts - 1] * jitter


def _note(unit: Unit, hook: WebhookRecord, answer: Answer) -> None:
    """Note that a webhook works or fails, and switch off one that is gone, or has done nothing else for too long."""
    if answer.good:
        if hook.failing_since is not None:
            store.note_failing(unit.write, hook.id, None)
        return
    since = hook.failing_since or unit.at
    if hook.failing_since is None:
        store.note_failing(unit.write, hook.id, since)
    because = ""
    if answer.status == _GONE:
        because = "its receiver answered 410 Gone"
    elif unit.at - since >= STOPPED_AFTER:
        because = f"everything sent to it has failed for {STOPPED_AFTER.days} days"
    if because and hook.active:
        store.change_webhook(unit.write, hook, active=False, stopped_because=because)
        _log.warning("webhook %s of agreement %s was switched off: %s", hook.id, hook.agreement_id, because)


def forget_old(runtime: Runtime) -> int:
    """Forget deliveries that are older than :data:`KEPT`, up to a thousand in a transaction; how many were."""
    forgotten = 0
    while True:
        with runtime.unit(_DOER) as unit:
            done = store.forget_deliveries(unit.write, unit.at - KEPT, _MOST_FORGOTTEN)
        forgotten += done
        if done < _MOST_FORGOTTEN:
            return forgotten
