"""What the pages cost over a real server: how soon the first byte of each is there, and how large they are, on the
demonstration; and whether an agreement of 300 clauses stays usable. Beside a bare route with the bytes of the current
draft's page."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table
from sqlalchemy import func, select

from api.auth.access import TOKEN_SCOPES
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.demonstration_accounts import ACCOUNTS
from api.services.standing import record_of
from api.services.tokens import make_token
from api.settings import Settings
from api.store import agreements as agreement_store
from api.store import clauses as clause_store
from api.store.accounts import UserRecord, find_user_by_email
from api.store.agreements import AgreementRecord, Party
from api.store.redlines import redline_cache
from api.store.unit import Unit
from tests.bench.drafting import CLAUSES, agreement
from tests.bench.service import bare
from tests.bench.service.served import READ, REDLINE, WRITTEN
from tests.support.browser import PAGES, A
from tests.support.crash.servers import Server
from tests.support.made_once import MadeOnce

FIRST_BYTE_AIM, SIZE_AIM, LONG_AIM = 0.030, 250_000, 1.0
_LONG = "agr-bench"
_PATIENCE = 60.0
_EDITED = 12
"""How many clauses of the long agreement differ between its drafts."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page: seconds to its first byte at best; seconds to its last at the first visit, and at best; its bytes."""

    name: str
    first_byte: float
    first_visit: float
    whole: float
    size: int


@dataclass(frozen=True, slots=True)
class Browsing:
    """The pages of the demonstration, those of the long agreement, and the bare route."""

    pages: list[Visit]
    long: list[Visit]
    bare: Visit

    @property
    def largest(self) -> Visit:
        """The largest page of the demonstration."""
        return max(self.pages, key=lambda each: each.size)


def measure_browsing(times: int) -> Browsing:
    """Visit every page ``times`` times."""
    with tempfile.TemporaryDirectory(prefix="counterpart-bench-") as scratch:
        folder = Path(scratch)
        demo = MadeOnce(folder).copied_demonstration(folder / "demo")
        pages, seen = _pages(f"sqlite:///{demo / 'counterpart.sqlite3'}", demo, times)
        (folder / READ).write_bytes(seen)
        for other in (WRITTEN, REDLINE):
            (folder / other).write_bytes(b"")
        with bare.running(folder) as port:
            plain = _visit(port, "the same bytes", "/read", "", times)
        return Browsing(pages, _long(f"sqlite:///{folder / 'long.sqlite3'}", folder, times), plain)


def _pages(url: str, folder: Path, times: int) -> tuple[list[Visit], bytes]:
    """The pages of the demonstration, and the bytes of the current draft's."""
    with _unit(url) as unit:
        users = {account.key: find_user_by_email(unit.read, account.email) for account in ACCOUNTS}
        tokens = {key: _token(unit, user) for key, user in users.items()}
    with _serving(url, folder) as port:
        pages = [
            _visit(port, name, address, tokens[who], times)
            for who, addresses in PAGES.items()
            for name, address in addresses.items()
        ]
        return pages, _asked(port, A, tokens["board_clerk"])


def _long(url: str, folder: Path, times: int) -> list[Visit]:
    """Pages of an agreement of :data:`CLAUSES` clauses with two drafts."""
    with _unit(url) as unit:
        _fill(unit)
        token = _token(unit, create_user(unit, "bench@office.example", "Bench", operator=True, password_hash=None))
    with _serving(url, folder) as port:
        _save_two_drafts(port, token)
        root = f"/app/agreements/{_LONG}"
        _wait_for_a_redline(url)
        wanted = {
            f"clauses, {CLAUSES} of them": "clauses",
            f"comparison, {CLAUSES} clauses, made ahead": "compare",
            "the same backwards, by nobody": "compare?before=2&after=1",
        }
        return [_visit(port, name, f"{root}/{end}", token, times) for name, end in wanted.items()]


@contextmanager
def _unit(url: str) -> Generator[Unit]:
    runtime = open_runtime(Settings(database_url=url))
    with runtime.unit() as unit:
        yield unit
    runtime.close()


@contextmanager
def _serving(url: str, folder: Path) -> Generator[int]:
    server = Server(url, folder, settings={"RATE_PER_MINUTE": "0"})
    try:
        yield server.start().port
    finally:
        server.stop()


def _token(unit: Unit, user: UserRecord | None) -> str:
    assert user is not None
    return make_token(unit, user, "bench", TOKEN_SCOPES, days=1, agreement_id=None)[1]


def _fill(unit: Unit) -> None:
    revisions = agreement()
    parties = (Party("district", "the Board"), Party("city", "the City"))
    record = AgreementRecord(_LONG, "Bench", "Bench", "mou", 1, revisions[0].at, parties)
    agreement_store.insert_agreement(unit.write, record)
    for each in revisions:
        clause_store.insert_clause(unit.write, _LONG, record_of(each))
    clause_store.set_order(unit.write, _LONG, [each.clause_id for each in revisions])


def _save_two_drafts(port: int, token: str) -> None:
    path = f"/agreements/{_LONG}"
    _asked(port, f"{path}/drafts", token, {"label": "First", "dated": "2026-11-01"})
    free = [each for each in agreement() if each.kind == "custom"]
    for each in free[:: len(free) // _EDITED]:
        words = {"paragraphs": [{"level": 1, "text": "The clerk keeps a copy of each of the keys."}]}
        body = {"fields": words, "author": "Bench", "party": "district", "rationale": "It was missing."}
        _asked(port, f"{path}/clauses/{each.clause_id}", token, body, f'"{each.clause_id}-1"')
    _asked(port, f"{path}/drafts", token, {"label": "Second", "dated": "2026-11-02"})


def _wait_for_a_redline(url: str) -> None:
    """Wait until the server has made the redline of the draft that was saved, as it does once it has answered."""
    until = time.monotonic() + _PATIENCE
    with _unit(url) as unit:
        while not unit.read.execute(select(func.count()).select_from(redline_cache)).scalar_one():
            assert time.monotonic() < until, "no redline was made ahead"
            time.sleep(0.1)


def _visit(port: int, name: str, address: str, token: str, times: int) -> Visit:
    seen = [_seen(port, address, token) for _ in range(max(2, times))]
    first, whole, size = (min(each) for each in zip(*seen, strict=True))
    return Visit(name, first, seen[0][1], whole, int(size))


def _seen(port: int, address: str, token: str) -> tuple[float, float, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.connect()
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Authorization": f"Bearer {token}"} if token else {})
    answer = connection.getresponse()
    first = time.perf_counter() - begun
    size = len(answer.read())
    whole = time.perf_counter() - begun
    connection.close()
    return first, whole, size


def _asked(port: int, address: str, token: str, body: Any = None, if_match: str | None = None) -> bytes:
    method = "GET" if body is None else "POST" if if_match is None else "PUT"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if if_match is not None:
        headers["If-Match"] = if_match
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, address, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status in (200, 201), content
    return content


def browsing_table(made: Browsing, times: int) -> Table:
    """The pages, one a row."""
    shown = Table(
        title=f"Pages over HTTP, best of {max(2, times)}",
        caption=f"x bare: beside a bare route with the bytes of the current draft's page. Aims: its first byte in "
        f"{FIRST_BYTE_AIM * 1000:.0f} ms, no page of the demonstration over {SIZE_AIM // 1000} KB (the largest here is "
        f"{made.largest.name}), and {LONG_AIM:.0f} s for {CLAUSES} clauses.",
        box=None,
    )
    shown.add_column("page", no_wrap=True)
    for name in ("first byte ms", "first visit ms", "whole ms", "KB", "x bare"):
        shown.add_column(name, justify="right")
    for each in (made.bare, *made.pages, *made.long):
        times_told = (f"{seconds * 1000:.1f}" for seconds in (each.first_byte, each.first_visit, each.whole))
        ratio = each.first_byte / made.bare.first_byte
        shown.add_row(each.name, *times_told, f"{each.size / 1000:.0f}", f"{ratio:.1f}")
    return shown
