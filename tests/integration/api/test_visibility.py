"""Canaries: every string that is private to one side, looked for in everything that the other side can get.

A new private string goes into ``PRIVATE``; a new way to read (pages, webhooks) into ``_everything``. Routes are walked
from the table of access, so a new route is looked at without a change here.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import ACCESS, Role, Scope
from api.services.accounts import create_user
from api.services.sign_in import open_session
from api.services.tokens import make_token
from api.store.accounts import MemberRecord, put_member
from tests.integration.api.conftest import Agreement, client_of, free, member_of, token_of, user_of

TERMINATION: dict[str, Any] = {"notice": {"n": 60, "unit": "calendar_days"}, "mid_year": True, "survives": []}
BODIES: tuple[dict[str, Any] | None, ...] = (None, {}, {"kind": "recitals", "fields": {}, "positions": []})
SECOND_LOOK = frozenset({"GET", "HEAD"})


@dataclass
class Eye:
    """Somebody who looks, and what of the other side it may nevertheless see."""

    name: str
    client: TestClient
    sees: frozenset[str] = frozenset()


@dataclass
class Table:
    """Two sides at one agreement: the district plants, everybody else looks."""

    app: FastAPI
    agreement: Agreement
    district: TestClient
    eyes: list[Eye]
    clause_id: str
    values: dict[str, str] = field(default_factory=lambda: {"proposal_id": "prp-none", "thread_id": "thr-none"})
    """What stands in addresses; who plants something names it here."""


# --------------------------------------------------------------------------------------------- what is private


def _playbook(table: Table) -> dict[str, str]:
    told = {name: f"canary-{name}-pheasant" for name in ("preferred", "fallback", "walk-away", "note")}
    position = {
        "kind": "recitals",
        "field": "purposes",
        "preferred": [told["preferred"]],
        "fallbacks": [[told["fallback"]]],
        "walk_away": [told["walk-away"]],
        "note": told["note"],
    }
    address = f"{table.agreement.path}/playbook"
    etag = table.district.get(address).headers["ETag"]
    answer = table.district.put(address, json={"positions": [position]}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    return {f"playbook {name}": word for name, word in told.items()}


def _email(table: Table) -> dict[str, str]:
    with table.app.state.runtime.unit() as unit:
        user = create_user(unit, "canary-email@district.example", "Dana Reyes")
        put_member(unit.write, MemberRecord(table.agreement.id, user.id, "district", Role.OBSERVER))
    return {"e-mail address": "canary-email@district.example"}


def _credentials(table: Table) -> dict[str, str]:
    user = user_of(table.app, "counsel@district.example")
    with table.app.state.runtime.unit() as unit:
        record, token = make_token(unit, user, "canary-token-name", [Scope.READ], days=1)
        session = open_session(unit, user, 1, None)
    return {
        "token name": record.name,
        "token": token,
        "token hash": record.hash,
        "session": session.secret,
    }


def _draft_of_a_proposal(table: Table) -> dict[str, str]:
    """The canaries are in a draft that stands, and in one that was withdrawn before the other side saw it."""
    told = {name: f"canary-{name}-partridge" for name in ("rationale", "heading", "text", "value", "note")}
    insert = {
        "edit": "insert",
        "kind": "custom",
        "heading": told["heading"],
        "fields": free(told["text"]),
        "after": None,
    }
    edits = [insert, {"edit": "rename_heading", "clause_id": table.clause_id, "base": 1, "heading": told["value"]}]
    for step in ("withdraw", None):
        body = {"rationale": told["rationale"], "edits": edits}
        made = table.district.post(f"{table.agreement.path}/proposals", json=body)
        assert made.status_code == 201, made.text
        address = f"{table.agreement.path}/proposals/{made.json()['id']}"
        if step is not None:
            assert table.district.post(f"{address}/{step}", json={"note": told["note"]}).status_code == 200
        table.values["proposal_id"] = made.json()["id"]
        told[f"identity ({step})"] = made.json()["edits"][0]["clause_id"]
    return {f"proposal {name}": word for name, word in told.items()}


def _comments(table: Table) -> dict[str, str]:
    """On a clause, and on a proposal that the other side does not know."""
    told = {name: f"canary-{name}-plover" for name in ("comment", "reply", "comment on a draft")}
    address = f"{table.agreement.path}/threads"
    proposal = table.district.post(f"{table.agreement.path}/proposals", json={"rationale": "Why.", "edits": []}).json()
    about = {"comment on a draft": {"proposal_id": proposal["id"]}, "comment": {"clause_id": table.clause_id}}
    for name, what in about.items():
        made = table.district.post(address, json={**what, "visibility": "private", "text": told[name]})
        assert made.status_code == 201, made.text
        table.values["thread_id"] = made.json()["id"]
        told[f"identity ({name})"] = made.json()["id"]
    reply = table.district.post(f"{address}/{table.values['thread_id']}/comments", json={"text": told["reply"]})
    assert reply.status_code == 201, reply.text
    del told["identity (comment)"]  # it is in the addresses that are asked for, and so in refusals
    return told


PRIVATE: dict[str, Callable[[Table], dict[str, str]]] = {
    "playbook": _playbook,
    "members": _email,
    "credentials": _credentials,
    "proposals": _draft_of_a_proposal,
    "comments": _comments,
}
"""Plants private strings of the district, and returns them by name."""


# --------------------------------------------------------------------------------------------- who looks, and where


@pytest.fixture
def table(app: FastAPI, agreement: Agreement) -> Iterator[Table]:
    clause = agreement.client.post(f"{agreement.path}/clauses", json={"kind": "termination", "fields": TERMINATION})
    agreement.save()
    agreement.add("Training", "An SRO trains.")
    agreement.save("Second")
    with ExitStack() as stack:

        def client(user: Any) -> TestClient:
            return stack.enter_context(client_of(app, token_of(app, user)))

        eyes = [Eye(role.value, client(member_of(app, agreement.id, "city", role))) for role in Role]
        eyes.append(Eye("signed in", client(user_of(app, "stranger@elsewhere.example"))))
        eyes.append(Eye("anyone", stack.enter_context(client_of(app))))
        eyes.append(Eye("operator", agreement.client, frozenset({"e-mail address"})))
        counsel = client(member_of(app, agreement.id, "district", Role.COUNSEL))
        yield Table(app, agreement, counsel, eyes, clause.json()["clause_id"])


def _everything(table: Table, eye: Eye) -> Iterator[tuple[str, bytes]]:
    """(where, bytes) of all that ``eye`` can get: answers, their headers, the parts of files, refusals."""
    values = {"agreement_id": table.agreement.id, "clause_id": table.clause_id, "number": "current", "before": "1"}
    values |= {"after": "2", "kind": "termination", "user_id": "usr-none", "token_id": "tok-none", "party": "district"}
    values |= table.values
    tag = f'"{table.agreement.id}-playbook-district-1"'
    for method, path in sorted(ACCESS, key=lambda route: (route[0] not in SECOND_LOOK, route)):
        for body in BODIES[:1] if method == "GET" else BODIES:
            headers = {"If-Match": tag, "Content-Type": "application/json"}
            content = None if body is None else json.dumps(body)
            answer = eye.client.request(method, path.format(**values), headers=headers, content=content)
            where = f"{method} {path} ({answer.status_code})"
            assert answer.status_code < 500, where
            yield f"{where} headers", str(answer.headers).encode()
            for name, part in _parts(answer.content):
                yield f"{where} {name}", part


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def _hits(table: Table, words: dict[str, str], log: Callable[[], str]) -> list[str]:
    found: list[str] = []
    for eye in table.eyes:
        hidden = {name: word.encode() for name, word in words.items() if name not in eye.sees}
        for where, content in _everything(table, eye):
            found += [f"{eye.name}: {where}: {name}" for name, word in hidden.items() if word in content]
    return found + [f"log: {name}" for name, word in words.items() if word in log()]


# --------------------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("group", PRIVATE)
def test_what_is_private_to_one_side_reaches_nobody_else(
    table: Table, group: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        words = PRIVATE[group](table)
        caplog.clear()
        assert _hits(table, words, lambda: caplog.text) == []


def test_who_owns_a_private_string_sees_it(table: Table) -> None:
    playbook, email = _playbook(table), _email(table)
    shown = table.district.get(f"{table.agreement.path}/playbook").text
    assert all(word in shown for word in playbook.values())
    assert email["e-mail address"] in table.district.get(f"{table.agreement.path}/members").text


def test_a_canary_in_a_shared_string_is_found_in_answers_and_in_the_parts_of_files(
    table: Table, caplog: pytest.LogCaptureFixture
) -> None:
    """The search finds what is there to be found: without this, no hit would prove nothing."""
    body = {"kind": "custom", "heading": "Planted", "fields": free("canary-planted text."), "rationale": "canary-why"}
    assert table.agreement.client.post(f"{table.agreement.path}/clauses", json=body).status_code == 201
    table.agreement.save("Third")
    logging.getLogger("counterpart").warning("canary-why")
    found = _hits(table, {"text": "canary-planted", "rationale": "canary-why"}, lambda: caplog.text)
    assert any("GET /agreements/{agreement_id}/clauses (200)" in hit for hit in found)
    assert any("word/document.xml" in hit and "text" in hit for hit in found)
    assert any(hit == "log: rationale" for hit in found)
    assert not any(hit.startswith(("anyone:", "signed in:")) for hit in found)
