"""How often somebody may ask: by a clock that the test sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.rate_limit import RateLimit
from api.rates import Rates
from api.runtime import Runtime, open_runtime
from api.settings import Settings
from tests.integration.api.conftest import assert_problem, operator_token


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_evenly() -> None:
    clock = Clock()
    rates = Rates(clock)
    assert [rates.take("a", 60).left for _ in range(60)] == list(range(59, -1, -1))
    refused = rates.take("a", 60)
    assert (refused.admitted, refused.left, refused.seconds) == (False, 0, 1)
    assert rates.take("b", 60).admitted
    clock.now += 2.5
    assert [rates.take("a", 60).admitted for _ in range(3)] == [True, True, False]
    clock.now += 3600
    assert rates.take("a", 60).left == 59


def test_what_others_gave_out_is_taken_off_once() -> None:
    rates = Rates(Clock())
    for _ in range(20):
        rates.take("a", 60)
    given = rates.to_tell()
    assert given == {"a": 20}
    rates.told(given, 7, {"a": 50})  # 30 elsewhere
    assert rates.take("a", 60).left == 60 - 20 - 30 - 1
    for _ in range(5):
        rates.take("a", 60)
    rates.told(rates.to_tell(), 7, {"a": 56})  # the same 30
    assert rates.take("a", 60).left == 3
    assert rates.to_tell() == {}  # one request is not worth telling


def limited(folder: Path, clock: Clock, **given: Any) -> FastAPI:
    settings = Settings(database_url=f"sqlite:///{folder / 'a.sqlite3'}", mail_folder=folder, **given)
    return create_app(settings, seconds=clock)


def client_at(app: FastAPI, address: str, token: str | None = None) -> TestClient:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return TestClient(app, base_url="https://localhost", client=(address, 1), headers=headers)


def test_who_asks_too_often_waits_and_nobody_else_does(tmp_path: Path) -> None:
    clock = Clock()
    app = limited(tmp_path, clock, rate_per_minute=6, rate_anonymous_per_minute=3)
    token = operator_token(app)
    mine = client_at(app, "203.0.113.1", token)
    assert [mine.get("/me").status_code for _ in range(6)] == [200] * 6
    refused = mine.get("/me")
    assert_problem(refused, 429, "too-many-requests")
    assert refused.headers["retry-after"] == "10"
    assert refused.headers["ratelimit"] == '"token";r=0;t=10'
    assert refused.headers["ratelimit-policy"] == '"token";q=6;w=60'
    assert client_at(app, "203.0.113.1").get("/rules").status_code == 401
    assert mine.get("/readyz").status_code == 200
    clock.now += 10
    assert [mine.get("/me").status_code for _ in range(2)] == [200, 429]
    app.state.runtime.close()


def test_made_up_tokens_draw_from_the_address_that_sends_them(tmp_path: Path) -> None:
    app = limited(tmp_path, Clock(), rate_per_minute=100, rate_anonymous_per_minute=3)
    guesses = [client_at(app, "203.0.113.1", f"cpt_{n}").get("/me").status_code for n in range(5)]
    assert guesses == [401, 401, 401, 429, 429]
    assert client_at(app, "203.0.113.2").get("/me").status_code == 401
    app.state.runtime.close()


def test_without_a_limit_nothing_is_counted(tmp_path: Path) -> None:
    app = limited(tmp_path, Clock(), rate_per_minute=0, rate_anonymous_per_minute=0)
    client = client_at(app, "203.0.113.1", operator_token(app))
    answers = [client.get("/me") for _ in range(5)]
    assert {each.status_code for each in answers} == {200}
    assert "ratelimit" not in answers[0].headers
    app.state.runtime.close()


async def _no_application(*_: Any) -> None: ...


def test_two_servers_on_one_store_keep_to_one_limit(store: Any) -> None:
    settings = Settings(database_url=store.url, rate_per_minute=100)
    runtimes: list[Runtime] = [open_runtime(settings), open_runtime(settings)]
    clock = Clock()
    walls = [RateLimit(_no_application, runtime=each, clock=clock) for each in runtimes]
    at = runtimes[0].clock()
    for each in runtimes:
        object.__setattr__(each, "clock", lambda: at)
    admitted = 0
    for _ in range(10):  # both are asked in turn, ten times each, then they tell each other
        for wall in walls:
            admitted += sum(wall.rates.take("token:a", 100).admitted for _ in range(10))
            wall.share(wall.rates.to_tell())
    assert 90 <= admitted <= 120
    assert not any(wall.rates.take("token:a", 100).admitted for wall in walls)
    for each in runtimes:
        each.close()
