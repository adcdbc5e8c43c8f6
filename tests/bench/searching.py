"""What a search of 300 clauses costs over HTTP, beside a route that does next to nothing (``GET /me``).

The agreement is that of :mod:`tests.bench.drafting`. Both are asked in this process, signed in alike, so that their
ratio says what searching adds: warm, as every search after the first is, and first, when the clauses have changed.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient
from rich.table import Table

from api.app import create_app
from api.auth.access import TOKEN_SCOPES
from api.services import searching
from api.services.accounts import create_user
from api.services.standing import record_of
from api.services.tokens import make_token
from api.settings import Settings
from api.store import agreements as agreement_store
from api.store import clauses as store
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from tests.bench.drafting import CLAUSES, agreement
from tests.bench.measure import best_of

QUERIES = ("recording", "the", "retention > P180D", '"body-worn camera" -training')
AIM = 0.050
_ID = "agr-bench"


@dataclass(frozen=True, slots=True)
class Searches:
    """Seconds of the bare route; of each query, warm; and of the first query, with nothing kept."""

    clauses: int
    bare: float
    first: float
    warm: dict[str, float]


def measure_searching(times: int) -> Searches:
    """The cost of each query of :data:`QUERIES`."""
    with tempfile.TemporaryDirectory(prefix="counterpart-bench-") as folder:
        app = create_app(Settings(database_url=f"sqlite:///{Path(folder) / 'bench.sqlite3'}", rate_per_minute=0))
        with app.state.runtime.unit() as unit:
            _fill(unit)
            user = create_user(unit, "bench@office.example", "Bench", operator=True, password_hash=None)
            token = make_token(unit, user, "bench", TOKEN_SCOPES, days=1, agreement_id=None)[1]
        client = TestClient(app, base_url="http://localhost", headers={"Authorization": f"Bearer {token}"})

        def ask(address: str, **query: str) -> None:
            assert client.get(address, params=query).status_code == 200

        def search_anew() -> None:
            searching.MEMORY.forget()
            ask(f"/agreements/{_ID}/search", q=QUERIES[0])

        made = Searches(
            clauses=CLAUSES,
            bare=best_of(times, lambda: ask("/me")),
            first=best_of(times, search_anew),
            warm={q: best_of(times, lambda q=q: ask(f"/agreements/{_ID}/search", q=q)) for q in QUERIES},
        )
        app.state.runtime.close()
    return made


def _fill(unit: Unit) -> None:
    revisions = agreement()
    record = AgreementRecord(_ID, "Bench", "Bench", "mou", 1, revisions[0].at, ())
    agreement_store.insert_agreement(unit.write, record)
    for each in revisions:
        store.insert_clause(unit.write, _ID, record_of(each))
    store.set_order(unit.write, _ID, [each.clause_id for each in revisions])


def searching_table(made: Searches, times: int) -> Table:
    """The queries, one a row."""
    shown = Table(
        title=f"Searching {made.clauses} clauses over HTTP in process, best of {times}",
        caption="x bare: beside GET /me, which asks who is there and nothing else.",
        box=None,
    )
    shown.add_column("query", no_wrap=True)
    for name in ("ms", "aim ms", "x bare"):
        shown.add_column(name, justify="right")
    shown.add_row("GET /me", f"{made.bare * 1000:.1f}", "", "1.0")
    shown.add_row(f"{QUERIES[0]}, nothing kept", f"{made.first * 1000:.1f}", "", f"{made.first / made.bare:.1f}")
    for query, seconds in made.warm.items():
        shown.add_row(query, f"{seconds * 1000:.1f}", f"{AIM * 1000:.0f}", f"{seconds / made.bare:.1f}")
    return shown
