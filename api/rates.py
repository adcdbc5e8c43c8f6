"""How often somebody may ask: token buckets in memory, one for each token, session or anonymous address.

A bucket holds a minute's worth of requests and fills evenly. Several servers on one store tell each other what they
gave out, every few seconds and only of those who ask a lot, so that together they keep to the limit approximately.
What must be strict (signing in, one-time codes) is counted in the store: :mod:`api.auth.attempts`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Final

_SECONDS: Final = 60.0
_REMEMBERED: Final = 20_000
"""How many buckets are kept; the one that was longest unused goes, and would be full or nearly so."""
_TOLD_FROM: Final = 0.1
"""Which share of a minute's requests somebody must have used for the other servers to be told."""


@dataclass(slots=True)
class _Bucket:
    most: int
    left: float
    at: float
    untold: int = 0
    minute: int = 0
    told: int = 0
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is let through; the limit, how many are left, and in how many seconds there is another one."""

    admitted: bool
    most: int
    left: int
    seconds: int


class Rates:
    """The buckets of this server. ``clock`` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def knows(self, key: str) -> bool:
        """Whether there is a bucket under ``key``."""
        return key in self._buckets

    def take(self, key: str, most: int) -> Verdict:
        """Take one of the ``most`` requests a minute under ``key``."""
        with self._lock:
            bucket = self._filled(key, most)
            admitted = bucket.left >= 1
            if admitted:
                bucket.left -= 1
                bucket.untold += 1
            wait = 0.0 if bucket.left >= 1 else (1 - bucket.left) * _SECONDS / most
            return Verdict(admitted, most, max(0, int(bucket.left)), ceil(wait))

    def give_back(self, key: str) -> None:
        """Give back one request under ``key``."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.left = min(bucket.most, bucket.left + 1)
                bucket.untold = max(0, bucket.untold - 1)

    def to_tell(self) -> dict[str, int]:
        """What was given out and not told yet, of those who ask a lot."""
        with self._lock:
            return {key: each.untold for key, each in self._buckets.items() if each.untold >= each.most * _TOLD_FROM}

    def told(self, given: Mapping[str, int], minute: int, of_all: Mapping[str, int]) -> None:
        """Take note that ``given`` was told in that ``minute``, and that all servers together gave out ``of_all`` in
        it: what others did is taken from the buckets here."""
        with self._lock:
            for key, count in given.items():
                bucket = self._buckets.get(key)
                if bucket is None:
                    continue
                if bucket.minute != minute:
                    bucket.minute, bucket.told, bucket.elsewhere = minute, 0, 0
                bucket.untold -= count
                bucket.told += count
                elsewhere = max(0, of_all[key] - bucket.told)
                bucket.left = max(-float(bucket.most), bucket.left - (elsewhere - bucket.elsewhere))
                bucket.elsewhere = elsewhere

    def _filled(self, key: str, most: int) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(most, float(most), now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
            bucket.left = min(float(most), bucket.left + (now - bucket.at) * most / _SECONDS)
            bucket.at = now
        return bucket
