"""Writers: each sends its writes over HTTP, every one under a key of its own, and asks again until it has an answer."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.crash.servers import Server

_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Write:
    """A write: who asks what of which address. ``marker`` is a word that nothing else bears; ``kind`` is one of
    :mod:`tests.support.crash.judging`. ``{proposal}`` and ``{thread}`` in the address and in the body stand for the
    last one that the writer made."""

    kind: str
    marker: str
    address: str
    body: Any
    token: str


@dataclass
class Writer(threading.Thread):
    """Carries out ``writes`` one after the other, asking another server when one does not answer. ``acknowledged``
    holds the kind of each write and its answer, by marker, ``again`` those that had to be asked again, and ``replayed``
    those of them that had been carried out all the same."""

    servers: Sequence[Server]
    writes: Sequence[Write]
    answered: Callable[[], None]
    acknowledged: dict[str, tuple[str, Any]] = field(default_factory=dict[str, tuple[str, Any]])
    again: set[str] = field(default_factory=set[str])
    replayed: set[str] = field(default_factory=set[str])
    refused: list[str] = field(default_factory=list[str])
    _made: dict[str, str] = field(default_factory=dict[str, str])
    _at: int = 0
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Write all; what is refused for good is in ``refused``."""
        try:
            self._write_all()
        finally:
            self._forget()

    def _write_all(self) -> None:
        for write in self.writes:
            until = time.monotonic() + _PATIENCE
            while not self._carried_out(write):
                self.again.add(write.marker)
                if time.monotonic() > until:
                    self.refused.append(f"{write.marker}: no answer in {_PATIENCE:.0f} s")
                    return
                time.sleep(0.05)
            self.answered()

    def _carried_out(self, write: Write) -> bool:
        """Whether there is an answer that stands."""
        try:
            status, headers, content = self._ask(write)
        except (OSError, http.client.HTTPException):
            self._forget()
            self._at += 1
            return False
        if status in (503, 500) or (status == 409 and b"request-in-progress" in content):
            if status == 500:
                self.refused.append(f"{write.marker}: {content[:200]!r}")
            return False
        if status not in (200, 201):
            self.refused.append(f"{write.marker}: {status} {content[:300]!r}")
            return True
        if headers.get("Idempotency-Replayed") == "true":
            self.replayed.add(write.marker)
        answer = json.loads(content)
        if "id" in answer:
            self._made[write.kind] = answer["id"]
        self.acknowledged[write.marker] = write.kind, answer
        return True

    def _ask(self, write: Write) -> tuple[int, http.client.HTTPMessage, bytes]:
        server = self.servers[self._at % len(self.servers)]
        if self._connection is None or self._connection.port != server.port:
            self._forget()
            self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {write.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f'"{write.marker}"',
        }
        address = write.address.format_map(self._made)
        self._connection.request("POST", address, _filled(write.body, self._made), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if len(content) < int(answer.headers.get("Content-Length", "0")):
            raise http.client.IncompleteRead(content)
        return answer.status, answer.headers, content

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _filled(body: Any, made: dict[str, str]) -> str:
    text = json.dumps(body)
    for kind, known in made.items():
        text = text.replace(f"{{{kind}}}", known)
    return text
