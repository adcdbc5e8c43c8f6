"""Asking which draft a file is, over HTTP and from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from api.cli.exits import ExitCode
from drafts.word import names as n
from drafts.word.package import Package
from drafts.word.scrub import scrub
from tests.integration.api.conftest import Agreement, assert_problem
from tests.support.command import run

Rows = Callable[[], dict[str, int]]


def asked(agreement: Agreement, content: bytes) -> dict[str, object]:
    answer = agreement.client.post(f"{agreement.path}/identify", files={"file": ("renamed.docx", content)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def two_drafts(agreement: Agreement) -> tuple[bytes, bytes]:
    clause = agreement.add("Retention", "Recordings are kept for 180 days.")
    agreement.save("First")
    agreement.revise(clause, "Recordings are kept for 385 days.")
    agreement.save("Second")
    get = agreement.client.get
    return get(f"{agreement.path}/drafts/1.docx").content, get(f"{agreement.path}/drafts/2.docx").content


def with_words(docx: bytes, old: str, new: str) -> bytes:
    package = Package.read(docx)
    for text in package.xml(package.main).iter(n.T):
        text.text = (text.text or "").replace(old, new)
    return package.to_bytes()


def test_a_draft_is_named_and_nothing_is_kept(agreement: Agreement, rows: Rows) -> None:
    first, second = two_drafts(agreement)
    before = rows()
    old, new = asked(agreement, first), asked(agreement, scrub(second, track=True).docx)
    assert (old["standing"], old["sureness"], old["draft"]["number"]) == ("superseded", "certain", 1)  # type: ignore[index]
    assert (new["standing"], new["draft"]["label"], new["changes"]) == ("current", "Second", None)  # type: ignore[index]
    assert rows() == before


def test_a_changed_digit_is_shown_with_its_clause(agreement: Agreement) -> None:
    _, second = two_drafts(agreement)
    found = asked(agreement, with_words(second, "385", "386"))
    assert (found["standing"], found["draft"]["number"]) == ("differs", 2)  # type: ignore[index]
    (difference,) = found["differences"]  # type: ignore[misc]
    assert (difference["before"], difference["after"]) == ("385", "386")
    (change,) = found["changes"]["changes"]  # type: ignore[index]
    assert (change["before"], change["after"]) == ("385", "386")
    assert change["clause_id"]


def test_what_can_not_be_read_is_refused(agreement: Agreement, client: TestClient) -> None:
    path = f"{agreement.path}/identify"
    assert_problem(client.post(path, files={"file": ("a.pdf", b"%PDF-1.7")}), 422, "unreadable-pdf")
    assert_problem(client.post(path, files={"file": ("a.docx", b"no")}), 415, "not-a-zip")
    first, _ = two_drafts(agreement)
    assert_problem(client.post("/agreements/agr-none/identify", files={"file": ("a", first)}), 404, "not-found")


def test_the_command_says_it_and_exits_by_it(agreement: Agreement, store_file: Path, tmp_path: Path) -> None:
    first, second = two_drafts(agreement)
    (tmp_path / "old.docx").write_bytes(first)
    (tmp_path / "other.docx").write_bytes(with_words(second, "385", "386"))
    where = ("--database", f"sqlite:///{store_file}")
    ran = run("identify", agreement.id, str(tmp_path / "old.docx"), *where, "--exit-code")
    assert ran.code == ExitCode.FOUND
    assert "this is draft 1 (First, 2020-03-03), which was superseded [certain]" in ran.told
    ran = run("identify", agreement.id, str(tmp_path / "other.docx"), *where)
    assert ran.code == ExitCode.OK
    assert "[385 -> 386]" in ran.told
    told = json.loads(run("identify", agreement.id, str(tmp_path / "other.docx"), *where, "--json").told)
    assert (told["standing"], told["changes"]["count"]) == ("differs", 1)
