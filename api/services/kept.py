"""Results that are dear to make, kept in this process by what they were made from: the few that were asked for last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Up to ``most`` results. One is found by a key that tells everything that decides it, so that nobody is given what
    was made from words that they do not have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def of(self, made_from: object, make: Callable[[], T]) -> T:
        """The result for ``made_from``, frozen records whose ``repr`` tells all of them: what was kept, or else what
        ``make`` makes. Two who ask at once may both make it."""
        key = sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made
