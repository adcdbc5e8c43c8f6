"""One round: writers, a kill in the middle, a new start, and the verdict."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.auth.access import TOKEN_SCOPES, Role
from api.ids import new_agreement_id
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.tokens import make_token
from api.settings import Settings
from api.store.accounts import MemberRecord, put_member
from api.store.agreements import AgreementRecord, Party, insert_agreement
from tests.support.crash.judging import Verdict, judged
from tests.support.crash.servers import Server
from tests.support.crash.writing import Write, Writer
from tests.support.postgresql import RUNTIME, Cluster

WRITERS = 4
_SETTINGS = {"IDEMPOTENCY_LEASE_SECONDS": "1", "BUSY_TIMEOUT_MS": "5000"}
_PARTIES = (Party("district", "the Board"), Party("city", "the City"))
_FREE = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]}


class Victim(StrEnum):
    """What is killed."""

    SERVER = "server"
    DATABASE = "PostgreSQL"
    ONE_OF_TWO = "one of two servers"


@dataclass
class Tally:
    """What rounds came to: writes that were acknowledged, and of them asked again, and of these carried out before;
    what was refused; and the verdict."""

    rounds: int = 0
    acknowledged: int = 0
    again: int = 0
    replayed: int = 0
    refused: list[str] = field(default_factory=list[str])
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def sound(self) -> bool:
        """Whether nothing is amiss."""
        verdict = self.verdict
        return not (self.refused or verdict.lost or verdict.doubled or verdict.partial or verdict.broken)

    def line(self, name: str) -> str:
        """The figures in a line."""
        verdict = self.verdict
        return (
            f"{name}: {self.rounds} rounds, {self.acknowledged} writes acknowledged, {len(verdict.lost)} lost, "
            f"{len(verdict.doubled)} doubled, {len(verdict.partial)} partial; {self.again} asked again after the kill, "
            f"{self.replayed} of them done before; audit of {verdict.entries} entries "
            f"{'BROKEN' if verdict.broken else 'verifies'}"
        )


@dataclass
class Scene:
    """A store, the servers over it, and what was acknowledged since the beginning."""

    url: str
    servers: Sequence[Server]
    cluster: Cluster | None
    chance: random.Random
    acknowledged: dict[str, tuple[str, Any]] = field(default_factory=dict[str, tuple[str, Any]])
    tally: Tally = field(default_factory=Tally)

    def round(self, victim: Victim, writes: int) -> None:
        """Have ``writes`` or some more written, kill ``victim`` in the middle, and judge what is left."""
        kill_at = self.chance.randrange(writes // 5, writes * 4 // 5)
        reached, lock, count = threading.Event(), threading.Lock(), [0]

        def answered() -> None:
            with lock:
                count[0] += 1
                if count[0] >= kill_at:
                    reached.set()

        writers = [Writer(self._seen_by(n), each, answered) for n, each in enumerate(self._writes(writes))]
        for each in writers:
            each.start()
        reached.wait(900)
        time.sleep(self.chance.uniform(0, 0.03))
        self._kill(victim)
        for each in writers:
            each.join()
        if victim is Victim.ONE_OF_TWO:
            self.servers[0].start()
        self._note(writers)

    def _seen_by(self, number: int) -> list[Server]:
        return [self.servers[(number + n) % len(self.servers)] for n in range(len(self.servers))]

    def _kill(self, victim: Victim) -> None:
        if victim is Victim.DATABASE:
            assert self.cluster is not None
            self.cluster.kill()
            self.cluster.start()
            return
        self.servers[0].kill()
        if victim is Victim.SERVER:
            self.servers[0].start()

    def _note(self, writers: Sequence[Writer]) -> None:
        tally = self.tally
        tally.rounds += 1
        for each in writers:
            self.acknowledged |= each.acknowledged
            tally.again += len(each.again)
            tally.replayed += len(each.replayed)
            tally.refused += each.refused
        tally.acknowledged = len(self.acknowledged)
        now = judged(self.url, self.acknowledged)
        now.partial += tally.verdict.partial
        tally.verdict = now

    def _writes(self, writes: int) -> list[list[Write]]:
        agreement_id, tokens = _prepared(self.url)
        path = f"/agreements/{agreement_id}"
        each_writes = -(-writes // WRITERS)
        made: list[list[Write]] = []
        for number in range(WRITERS):
            token = tokens[number % 2]
            mine: list[Write] = []
            while len(mine) < each_writes:
                mine += _sequence(path, token, tokens[2])
            made.append(mine[:each_writes])
        return made


def _sequence(path: str, token: str, operator: str) -> Iterator[Write]:
    """One write of each kind: rows of several tables each."""
    edit = {"edit": "insert", "kind": "custom", "heading": "Keys", "fields": _FREE, "after": None}
    words = [f"w-{secrets.token_hex(8)}" for _ in range(5)]
    yield Write("proposal", words[0], f"{path}/proposals", {"rationale": words[0], "edits": [edit] * 3}, token)
    yield Write("submission", words[1], f"{path}/proposals/{{proposal}}/submit", {}, token)
    clause = {"kind": "custom", "heading": words[2], "fields": _FREE}
    yield Write("clause", words[2], f"{path}/clauses", clause, operator)
    thread = {"text": words[3], "visibility": "shared"}
    yield Write("thread", words[3], f"{path}/threads", {**thread, "proposal_id": "{proposal}"}, token)
    yield Write("comment", words[4], f"{path}/threads/{{thread}}/comments", {"text": words[4]}, token)


def _prepared(url: str) -> tuple[str, list[str]]:
    """A fresh agreement of two sides, and the tokens of a member of each and of an operator."""
    runtime = open_runtime(Settings(database_url=url))
    try:
        with runtime.unit() as unit:
            made = AgreementRecord(new_agreement_id(), "Memorandum", "MOU", "mou", 1, unit.at, _PARTIES)
            insert_agreement(unit.write, made)
            tokens: list[str] = []
            for party in ("district", "city", None):
                email = f"{secrets.token_hex(6)}@office.example"
                user = create_user(unit, email, "A writer", operator=party is None, password_hash=None)
                if party is not None:
                    put_member(unit.write, MemberRecord(made.id, user.id, party, Role.NEGOTIATOR))
                tokens.append(make_token(unit, user, "crash", TOKEN_SCOPES, days=1, agreement_id=None)[1])
            return made.id, tokens
    finally:
        runtime.close()


@contextmanager
def scene(store: str, victim: Victim, seed: int, cluster: Cluster | None = None) -> Generator[Scene]:
    """A fresh store of the kind ``store`` with running servers, which are gone afterwards."""
    with TemporaryDirectory(prefix="counterpart-crash-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'store.sqlite3'}"
        if store == "postgresql":
            assert cluster is not None
            url = cluster.url(cluster.new_database(), RUNTIME)
        names = ("one", "two") if victim is Victim.ONE_OF_TWO else ("one",)
        servers = [Server(url, folder, each, dict(_SETTINGS)) for each in names]
        try:
            for each in servers:
                each.start()
            yield Scene(url, servers, cluster, random.Random(seed))
        finally:
            for each in servers:
                each.stop()
