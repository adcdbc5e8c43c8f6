"""A real application over a real store, and a second way into that store.

Every test that asks for the application runs on both stores, an SQLite file and a PostgreSQL database, but for those
that ask for ``store_file``: these look into the file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from api.app import create_app
from api.auth.access import TOKEN_SCOPES, Role, Scope
from api.auth.passwords import hashed
from api.kept_answers import KeptAnswers
from api.runtime import open_runtime
from api.services.accounts import create_user
from api.services.tokens import make_token
from api.settings import Settings, store_address
from api.store.accounts import MemberRecord, UserRecord, find_user_by_email, put_member
from api.store.reader import INSTALLATION, tell
from api.store.tables import ALL
from tests.support.postgresql import RUNTIME, Cluster

PARTIES = [
    {"role": "district", "legal_name": "the Board", "short_name": "District", "office": "Superintendent", "side": ""},
    {"role": "city", "legal_name": "the City", "short_name": "City", "office": "City Manager", "side": ""},
]
WHO = {"author": "Dana Reyes", "party": "district", "rationale": "The Board asked for it."}


@dataclass
class Ticking:
    """A clock that moves on by a second at each look."""

    now: datetime = field(default_factory=lambda: datetime(2020, 3, 3, 18, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a store on each kind of store."""
    if "store" in metafunc.fixturenames:
        kinds = ["sqlite"] if "store_file" in metafunc.fixturenames else ["sqlite", "postgresql"]
        metafunc.parametrize("store", kinds, indirect=True)


@dataclass(frozen=True)
class Store:
    """A store that is empty when the test begins: its address, and a folder for what stands beside it."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store of the newest schema, in which nothing is, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "counterpart.sqlite3"
    open_runtime(Settings(database_url=f"sqlite:///{path}")).close()
    return path


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    folder = tmp_path / "store"
    if request.param == "sqlite":
        folder.mkdir()
        copyfile(request.getfixturevalue("empty_file"), folder / "counterpart.sqlite3")
        return Store(f"sqlite:///{folder / 'counterpart.sqlite3'}", folder)
    cluster, database = request.getfixturevalue("database")
    return Store(cluster.url(cluster.emptied(database), RUNTIME), folder)


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> tuple[Cluster, str]:
    """One PostgreSQL database for all tests of a worker, one after the other."""
    return cluster, cluster.new_database()


@pytest.fixture
def store_file(store: Store) -> Path:
    """The file of an SQLite store."""
    return store.folder / "counterpart.sqlite3"


@pytest.fixture
def settings(store: Store) -> Settings:
    return Settings(database_url=store.url, max_upload_mb=1, max_body_mb=1, mail_folder=store.folder / "mail")


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    made = create_app(settings, clock=Ticking())
    yield made
    made.state.runtime.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of an operator: who may do all but read what is private to a side."""
    with client_of(app, operator_token(app)) as ready:
        yield ready


@pytest.fixture
def rows(store: Store) -> Iterator[Callable[[], dict[str, int]]]:
    """Counts the rows of each table through a connection of its own, whosever they are."""
    engine = create_engine(store_address(store.url), poolclass=NullPool)

    def count() -> dict[str, int]:
        with engine.connect() as connection:
            tell(connection, INSTALLATION)
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in ALL
            }

    yield count
    engine.dispose()


@dataclass
class Agreement:
    """An agreement, driven through the API."""

    client: TestClient
    id: str

    @property
    def path(self) -> str:
        return f"/agreements/{self.id}"

    def add(self, heading: str, *words: str, **more: Any) -> dict[str, Any]:
        """Add a clause in free words."""
        body = {"kind": "custom", "heading": heading, "fields": free(*words), **WHO, **more}
        answer = self.client.post(f"{self.path}/clauses", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def revise(self, clause: dict[str, Any], *words: str, **more: Any) -> dict[str, Any]:
        """Revise a clause that was read as ``clause``."""
        answer = self.client.put(
            f"{self.path}/clauses/{clause['clause_id']}",
            json={"fields": free(*words), **WHO, **more},
            headers={"If-Match": tag(clause)},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def save(self, label: str = "A draft", dated: str = "2020-03-03") -> dict[str, Any]:
        """Save a draft."""
        answer = self.client.post(f"{self.path}/drafts", json={"label": label, "dated": dated})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def headings(self) -> list[str]:
        """The headings as they stand, in order."""
        return [each["heading"] for each in self.client.get(f"{self.path}/clauses").json()["items"]]


@pytest.fixture
def agreement(client: TestClient) -> Agreement:
    body = {"title": "Memorandum — School Officers", "short_title": "SRO Program MOU", "parties": PARTIES}
    answer = client.post("/agreements", json=body)
    assert answer.status_code == 201, answer.text
    return Agreement(client, answer.json()["id"])


@dataclass
class Bargain:
    """An agreement that two sides negotiate, and a client for who takes steps in it. The police are on the city's
    side; the agreement's own client is the operator's."""

    agreement: Agreement
    district: TestClient
    city: TestClient
    police: TestClient

    @property
    def path(self) -> str:
        return self.agreement.path

    def propose(self, by: TestClient, *edits: dict[str, Any], submit: bool = True, **more: Any) -> dict[str, Any]:
        """Write a proposal, and submit it."""
        body = {"rationale": "Because.", "edits": list(edits), **more}
        answer = by.post(f"{self.path}/proposals", json=body)
        assert answer.status_code == 201, answer.text
        return self.step(by, answer.json(), "submit").json() if submit else answer.json()

    def step(self, by: TestClient, proposal: dict[str, Any], act: str, **body: Any) -> Any:
        """Take a step that is legal."""
        answer = by.post(f"{self.path}/proposals/{proposal['id']}/{act}", json=body or None)
        assert answer.status_code == 200, answer.text
        return answer

    def clause(self, clause_id: str) -> dict[str, Any]:
        """The clause as it stands."""
        return self.agreement.client.get(f"{self.path}/clauses/{clause_id}").json()


@pytest.fixture
def bargain(app: FastAPI, client: TestClient) -> Iterator[Bargain]:
    parties = [*PARTIES, {"role": "police", "legal_name": "the Department", "side": "city"}]
    made = client.post("/agreements", json={"title": "Memorandum", "parties": parties})
    agreement = Agreement(client, made.json()["id"])
    with ExitStack() as stack:
        clients = [
            stack.enter_context(client_of(app, token_of(app, member_of(app, agreement.id, party, Role.NEGOTIATOR))))
            for party in ("district", "city", "police")
        ]
        yield Bargain(agreement, *clients)


def words(clause: dict[str, Any], *lines: str) -> dict[str, Any]:
    """The edit that gives a clause in free words other ones."""
    text = "\n".join(f"\t{line}" for line in lines)
    return {"edit": "edit_text", "clause_id": clause["clause_id"], "base": clause["number"], "text": text}


def client_of(app: FastAPI, token: str | None = None) -> TestClient:
    """A client over https, as a browser needs it for the cookies, with an API token or without."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return TestClient(app, base_url="https://localhost", raise_server_exceptions=False, headers=headers)


def kept_answers(app: FastAPI) -> KeptAnswers:
    """The part of the application that keeps answers."""
    waiting: Any = app.middleware_stack
    while not isinstance(waiting, KeptAnswers):
        waiting = waiting.app
    return waiting


def operator_token(app: FastAPI) -> str:
    """An API token of an operator, who is made when there is none."""
    return token_of(app, user_of(app, "operator@office.example", operator=True))


def user_of(app: FastAPI, email: str, *, operator: bool = False, password: str | None = None) -> UserRecord:
    """The account with the address, made when it is not there."""
    with app.state.runtime.unit() as unit:
        there = find_user_by_email(unit.read, email)
        if there is not None:
            return there
        name = email.partition("@")[0].title()
        hash_ = None if password is None else hashed(password)
        return create_user(unit, email, name, operator=operator, password_hash=hash_)


def token_of(app: FastAPI, user: UserRecord, *scopes: Scope, agreement_id: str | None = None, days: int = 90) -> str:
    """A fresh API token of an account, with every scope where none is named."""
    with app.state.runtime.unit() as unit:
        return make_token(unit, user, "a test", scopes or TOKEN_SCOPES, days=days, agreement_id=agreement_id)[1]


def member_of(app: FastAPI, agreement_id: str, party: str, role: Role) -> UserRecord:
    """An account that acts for a party of an agreement: one for each party and role."""
    user = user_of(app, f"{role.value}@{party}.example")
    with app.state.runtime.unit() as unit:
        put_member(unit.write, MemberRecord(agreement_id, user.id, party, role))
    return user


def free(*words: str) -> dict[str, Any]:
    """The fields of a clause in free words: a paragraph for each of ``words``."""
    return {"paragraphs": [{"level": 1, "text": each} for each in words]}


def tag(clause: dict[str, Any]) -> str:
    """The ETag that a clause was read with."""
    return f'"{clause["clause_id"]}-{clause["number"]}"'


def read_tag(client: TestClient, address: str) -> dict[str, str]:
    """The If-Match header of who has just read what is at ``address``; that there is none, where nothing is."""
    answer = client.get(address)
    return {"If-None-Match": "*"} if answer.status_code == 404 else {"If-Match": answer.headers["ETag"]}


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Check the form of a refusal and return it, without the name of the request."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"urn:counterpart:problem:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"].startswith("/")
    assert problem.pop("request_id") == answer.headers["x-request-id"]
    return problem
