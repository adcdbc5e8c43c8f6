"""The audit: everything that is changed is in it, in chains that each see what they may."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.auth.access import Role
from api.cli.exits import ExitCode
from api.store.accounts import MemberRecord, put_member
from api.store.audited import AUDITED, NOT_AUDITED
from api.store.tables import ALL
from tests.integration.api.conftest import Bargain, Store, client_of, member_of, token_of, user_of, words
from tests.support.command import run

Rows = Callable[[], dict[str, int]]


def entries(client: Any, path: str, chain: str = "shared") -> list[dict[str, Any]]:
    answer = client.get(f"{path}/audit", params={"chain": chain, "limit": 500})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def tables(entry: dict[str, Any]) -> set[str]:
    return {each["table"] for each in entry["changes"]}


def test_each_table_is_audited_or_it_is_said_why_not() -> None:
    assert {table.name for table in ALL} == {*AUDITED, *NOT_AUDITED}
    assert not AUDITED.keys() & NOT_AUDITED.keys()


def test_secrets_and_columns_that_are_left_out_are_columns() -> None:
    columns = {table.name: set(table.columns.keys()) for table in ALL}
    for name, spec in AUDITED.items():
        assert spec.secret | spec.ignored <= columns[name]


def test_a_change_is_told_with_who_and_what_before_and_after(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    proposal = bargain.propose(bargain.district, words(clause, "Two years."))
    bargain.step(bargain.city, proposal, "accept")
    told = entries(bargain.district, bargain.path)
    last = told[-1]
    assert (last["what"].rpartition("/")[2], last["who"]) == ("accept", "Negotiator")
    [moved] = [each for each in last["changes"] if each["table"] == "clauses"]
    assert (moved["before"], moved["after"]) == ({"current": 1}, {"current": 2})
    [revision] = [each for each in last["changes"] if each["table"] == "clause_revisions"]
    assert revision["before"] is None
    assert "Two years." in json.dumps(revision["after"])
    assert [each["number"] for each in told] == list(range(1, len(told) + 1))


def test_what_is_private_is_in_the_chain_of_its_side_alone(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    before = entries(bargain.city, bargain.path)
    drafted = bargain.propose(bargain.district, words(clause, "Ten years."), submit=False)
    assert entries(bargain.city, bargain.path) == before
    assert entries(bargain.city, bargain.path, "own") == []
    [own] = entries(bargain.district, bargain.path, "own")
    assert "Ten years." in json.dumps(own["changes"])
    bargain.step(bargain.district, drafted, "withdraw")
    assert entries(bargain.city, bargain.path) == before
    assert "Ten years." not in bargain.city.get(f"{bargain.path}/audit.json").text
    assert bargain.agreement.client.get(f"{bargain.path}/audit?chain=own").status_code == 403


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.CLERK])
def test_who_runs_the_server_and_only_reads_for_a_party_reads_nothing_private(
    app: FastAPI, bargain: Bargain, role: Role
) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    bargain.propose(bargain.district, words(clause, "Ten years."), submit=False)
    operator = user_of(app, "operator@office.example", operator=True)
    with app.state.runtime.unit() as unit:
        put_member(unit.write, MemberRecord(bargain.agreement.id, operator.id, "district", role))
    client = bargain.agreement.client
    assert client.get(f"{bargain.path}/audit").status_code == 200
    for address in (f"{bargain.path}/audit?chain=own", f"/app{bargain.path}/audit?chain=own"):
        assert client.get(address).status_code == 403


def test_what_is_submitted_is_new_to_the_other_side(bargain: Bargain) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    drafted = bargain.propose(bargain.district, words(clause, "Ten years."), submit=False)
    bargain.step(bargain.district, drafted, "submit")
    last = entries(bargain.city, bargain.path)[-1]
    [told] = [each for each in last["changes"] if each["table"] == "proposals"]
    assert told["before"] is None
    assert "Ten years." in json.dumps(told["after"])
    assert "version" not in told["after"]


def test_what_becomes_of_a_draft_that_is_tabled_is_told_to_both_sides(bargain: Bargain) -> None:
    bargain.agreement.add("Term", "A year.")
    saved = bargain.district.post(f"{bargain.path}/drafts", json={"label": "Ours", "dated": "2020-03-03"})
    assert saved.status_code == 201, saved.text
    before = len(entries(bargain.city, bargain.path))
    for step in ("table", "packet"):
        assert bargain.district.post(f"{bargain.path}/drafts/1/{step}").status_code == 200
    new = entries(bargain.city, bargain.path)[before:]
    changed = [{change["table"]: change for change in each["changes"]} for each in new]
    assert [sorted(each) for each in changed] == [["draft_steps", "drafts"]] * 2
    tabled, packed = (each["drafts"] for each in changed)
    assert (tabled["before"], tabled["after"]["status"], tabled["after"]["label"]) == (None, "tabled", "Ours")
    assert (packed["before"], packed["after"]) == ({"status": "tabled"}, {"status": "packet"})


def test_secrets_are_named_and_withheld(app: FastAPI, bargain: Bargain) -> None:
    operator = bargain.agreement.client
    told = operator.get("/audit", params={"limit": 500}).json()["items"]
    made = [change for each in told for change in each["changes"] if change["table"] == "api_tokens"]
    assert made
    assert {each["after"]["hash"] for each in made} == {"withheld"}
    assert bargain.district.get("/audit").status_code == 403


def test_where_a_request_came_from_is_for_the_operator(bargain: Bargain) -> None:
    bargain.agreement.add("Term", "A year.")
    told = entries(bargain.agreement.client, bargain.path)[-1]
    assert told["where"] == "testclient, an API token"
    assert entries(bargain.district, bargain.path)[-1]["where"] is None


def test_a_refused_request_leaves_no_entry(bargain: Bargain, rows: Rows) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    before = rows()["audit_entries"]
    stale = {"base": 7, "edit": "edit_text", "clause_id": clause["clause_id"], "text": "\tNo."}
    refused = bargain.district.post(f"{bargain.path}/proposals", json={"rationale": "x", "edits": [stale]})
    assert refused.status_code >= 400
    assert bargain.district.get(f"{bargain.path}/clauses").status_code == 200
    assert rows()["audit_entries"] == before


def test_a_page_goes_on_where_the_last_one_ended(bargain: Bargain) -> None:
    for number in range(4):
        bargain.agreement.add(f"Clause {number}", "Words.")
    whole = entries(bargain.district, bargain.path)
    first = bargain.district.get(f"{bargain.path}/audit", params={"limit": 3}).json()
    second = bargain.district.get(first["next"]).json()
    assert [*first["items"], *second["items"]] == whole[: 3 + len(second["items"])]
    assert first["head"] == second["head"] == whole[-1]["hash"]


def test_an_observer_and_a_stranger_do_not_read_it(app: FastAPI, bargain: Bargain) -> None:
    observer = member_of(app, bargain.agreement.id, "district", Role.OBSERVER)
    with client_of(app, token_of(app, observer)) as client:
        assert client.get(f"{bargain.path}/audit").status_code == 403
        assert client.get(f"{bargain.path}/audit.json").status_code == 403


# ------------------------------------------------------------------------------------------------------- the command


def test_an_export_is_verified_alone(bargain: Bargain, tmp_path: Path) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    bargain.propose(bargain.district, words(clause, "Two years."), submit=False)
    exported = bargain.district.get(f"{bargain.path}/audit.json").json()
    assert [each["chain"] for each in exported["chains"]] == [bargain.agreement.id, f"{bargain.agreement.id}/district"]
    file = tmp_path / "audit.json"
    file.write_text(json.dumps(exported), encoding="utf-8")
    told = run("audit", "verify", str(file))
    assert (told.code, told.told.count("whole, head")) == (ExitCode.OK, 2)
    exported["chains"][0]["entries"][2]["who"] = "Somebody else"
    file.write_text(json.dumps(exported), encoding="utf-8")
    told = run("audit", "verify", str(file))
    assert told.code == ExitCode.FOUND
    assert f"{bargain.agreement.id}: BROKEN at entry 3" in told.told


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"form": "counterpart-audit-1", "chains": [1]}'])
def test_a_file_that_is_no_audit_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "audit.json"
    file.write_text(content, encoding="utf-8")
    told = run("audit", "verify", str(file))
    assert told.code == ExitCode.USAGE
    assert "audit.json" in told.errors


def test_the_store_is_verified_and_a_forger_is_found(bargain: Bargain, store: Store, store_file: Path) -> None:
    bargain.agreement.add("Term", "A year.")
    bargain.agreement.add("Scope", "All schools.")
    there = ("--database", store.url)
    told = run("audit", "verify", *there)
    assert told.code == ExitCode.OK
    head = next(line.rpartition(" ")[2] for line in told.told.splitlines() if line.startswith(bargain.agreement.id))
    connection = sqlite3.connect(store_file, isolation_level=None)
    connection.execute("DROP TRIGGER keep_audit_entries_update")  # the forger owns the machine
    connection.execute("DROP TRIGGER keep_audit_entries_delete")
    last = connection.execute(
        "SELECT max(number) FROM audit_entries WHERE chain = ?", [bargain.agreement.id]
    ).fetchone()
    connection.execute("DELETE FROM audit_entries WHERE chain = ? AND number = ?", [bargain.agreement.id, *last])
    assert run("audit", "verify", *there).code == ExitCode.OK  # nothing follows what was cut off
    told = run("audit", "verify", *there, "--head", f"{bargain.agreement.id}={head}")
    assert (told.code, "ends before the head" in told.told) == (ExitCode.FOUND, True)
    connection.execute("UPDATE audit_entries SET who = 'Nobody' WHERE chain = ? AND number = 2", [bargain.agreement.id])
    connection.close()
    told = run("audit", "verify", *there)
    assert (told.code, "BROKEN at entry 2" in told.told) == (ExitCode.FOUND, True)


def test_the_command_exports_every_chain_of_an_agreement(bargain: Bargain, store: Store, tmp_path: Path) -> None:
    clause = bargain.agreement.add("Term", "A year.")
    bargain.propose(bargain.district, words(clause, "Two years."), submit=False)
    file = tmp_path / "audit.json"
    told = run("audit", "export", bargain.agreement.id, "-o", str(file), "--database", store.url)
    assert (told.code, told.errors) == (ExitCode.OK, "")
    assert run("audit", "verify", str(file)).told.count("whole") == 2
    assert run("audit", "export", "--database", store.url).code == ExitCode.USAGE
    assert run("audit", "verify", "--head", "x=y", "--database", store.url).code == ExitCode.USAGE
