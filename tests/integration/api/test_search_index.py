"""The full-text index: the same answers on both stores, never stale, and nothing private in it."""

# pyright: basic

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from api.services import searching
from api.services.searched_clauses import Memory
from api.store import search as store
from api.store.migrate import migration_config, upgrade_to_head
from api.store.protection import lift
from tests.integration.api.conftest import Agreement, Bargain, words

CLAUSES = {
    "Cameras": "Body-worn cameras record; they don't delete.",
    "Strasse": "Die Straße heißt naïve, and O’Brien's office is in it.",
    "Numbers": "Pay $130,000.00 within 12e5 seconds, 385 days, or x units of 4.2(b).",
    "Letters": "E-mail: café, CAFÉ, Ǆ, İstanbul and 東京都.",
}
QUERIES = {
    "the": list(CLAUSES),  # in what they say of why
    "body-worn": ["Cameras"],
    "BODY*": ["Cameras"],
    "body": [],
    "worn": [],
    "don't": ["Cameras"],
    "don’t": ["Cameras"],
    "don": [],
    "strasse": ["Strasse"],
    "straße text:office": ["Strasse"],
    "naïve": ["Strasse"],
    "naive": [],
    "o'brien's": ["Strasse"],
    '"is in it"': ["Strasse"],
    "12e5": ["Numbers"],
    "130": ["Numbers"],
    "x": ["Numbers"],
    "385 days": ["Numbers"],
    '"days 385"': [],
    "café": ["Letters"],
    "cafe": [],
    "東京都": ["Letters"],
    "東*": ["Letters"],
    "and -office": ["Letters"],
    "dana*": list(CLAUSES),
}
"""The same on both stores, by the words as the query language counts them."""


def found(client: Any, agreement: str, query: str) -> list[str]:
    answer = client.get(f"{agreement}/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [each["heading"] for each in answer.json()["items"]]


def test_both_stores_find_the_same_with_the_index_and_without(agreement: Agreement) -> None:
    for heading, text in CLAUSES.items():
        agreement.add(heading, text)
    assert found(agreement.client, agreement.path, "the") == QUERIES["the"]  # nothing is kept yet
    assert {query: found(agreement.client, agreement.path, query) for query in QUERIES} == QUERIES


def test_an_agreement_without_the_word_is_not_put_into_words(
    agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement.add("Cameras", "Footage is kept.")
    assert found(agreement.client, agreement.path, "footage") == ["Cameras"]
    looked: list[str] = []

    class Watched(Memory):
        def clauses(self, unit: Any, agreement: Any) -> Any:
            looked.append(agreement.id)
            return super().clauses(unit, agreement)

    monkeypatch.setattr(searching, "MEMORY", Watched())
    assert found(agreement.client, agreement.path, "pheasants") == []
    assert found(agreement.client, agreement.path, "footage pheasants") == []
    assert looked == []
    assert found(agreement.client, agreement.path, "footage") == ["Cameras"]
    agreement.add("Birds", "Pheasants are counted.")
    assert found(agreement.client, agreement.path, "pheasants") == ["Birds"]
    assert looked == [agreement.id, agreement.id]


def _kept(app: FastAPI) -> str:
    with app.state.runtime.unit() as unit:
        return " ".join(unit.read.execute(select(store.search_entries.c.words)).scalars())


def test_what_is_private_is_in_no_index_and_what_is_shown_is_at_once(app: FastAPI, bargain: Bargain) -> None:
    clause = bargain.agreement.add("Cameras", "Footage is kept.")
    made = bargain.propose(bargain.city, words(clause, "Pheasants are kept."), submit=False, rationale="The aviary.")
    body = {"clause_id": clause["clause_id"], "visibility": "private", "text": "What of herons?"}
    assert bargain.city.post(f"{bargain.path}/threads", json=body).status_code == 201
    assert len(bargain.city.get(f"{bargain.path}/search?q=herons").json()["items"]) == 1  # its own side finds it
    kept = _kept(app)
    assert all(store.token(word) not in kept for word in ("pheasants", "aviary", "herons"))
    bargain.step(bargain.city, made, "submit")
    shared = {**body, "visibility": "shared", "text": "What of gulls?"}
    assert bargain.district.post(f"{bargain.path}/threads", json=shared).status_code == 201
    kept = _kept(app)
    assert all(store.token(word) in kept for word in ("pheasants", "aviary", "gulls"))
    bargain.step(bargain.district, made, "reject", note="No storks.")
    for word in ("storks", "gulls"):
        assert len(bargain.city.get(f"{bargain.path}/search?q={word}").json()["items"]) == 1
    assert store.token("herons") not in _kept(app)


def test_what_was_there_before_the_index_is_found(bargain: Bargain, store_file: Path) -> None:
    clause = bargain.agreement.add("Cameras", "Footage is kept.")
    bargain.propose(bargain.city, words(clause, "Pheasants are kept."))
    unsent = bargain.propose(bargain.city, words(clause, "Herons are kept."), submit=False)
    engine = create_engine(f"sqlite:///{store_file}")
    with engine.begin() as connection:
        lift(connection)
        command.downgrade(migration_config(connection), "0018")
        upgrade_to_head(connection)
    engine.dispose()
    for client, birds in ((bargain.city, 2), (bargain.district, 1)):
        seen = client.get(f"{bargain.path}/search", params={"q": "are kept", "type": "proposal"}).json()["items"]
        assert len(seen) == birds
    assert unsent["id"] not in str(bargain.district.get(f"{bargain.path}/search?q=kept").json())


def test_what_has_too_many_words_is_always_read(agreement: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_MOST_CHARACTERS", 10)
    agreement.add("Cameras", "Footage is kept.")
    for _ in range(2):
        assert found(agreement.client, agreement.path, "footage") == ["Cameras"]
        assert found(agreement.client, agreement.path, "pheasants") == []


WORD = st.text(min_size=1, max_size=8)


@given(WORD, WORD)
def test_tokens_are_the_same_and_begin_alike_where_words_do(one: str, other: str) -> None:
    assert (store.token(one) == store.token(other)) == (one == other)
    assert store.token(one).startswith(store.token(other)) == one.startswith(other)
    assert store.token(one + other).startswith(store.token(one))
    assert store.token(one).isascii()
    assert store.token(one).isalnum()
