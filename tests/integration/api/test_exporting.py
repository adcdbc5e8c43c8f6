"""An agreement as one file, and the file as an agreement."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api import agreement_file
from api.app import create_app
from api.auth.access import Role
from api.auth.sight import EVERYTHING
from api.cli.exits import ExitCode
from api.runtime import Runtime, open_runtime
from api.services.accounts import create_user
from api.services.exporting import bring_in, export_agreement, verified
from api.settings import Settings
from api.store.portable import NOT_PORTABLE, PORTABLE
from api.store.tables import ALL
from clauses.errors import Conflict, InvalidInput, NotAllowed
from tests.integration.api.conftest import (
    Bargain,
    Store,
    Ticking,
    client_of,
    member_of,
    operator_token,
    token_of,
    user_of,
    words,
)
from tests.support.command import run

Parts = dict[str, bytes]


@pytest.fixture
def full(bargain: Bargain) -> Bargain:
    """An agreement with a record of nearly every kind."""
    clause = bargain.agreement.add("Term", "A year.")
    bargain.agreement.add("Keys", "The principal keeps them.")
    bargain.agreement.save()
    accepted = bargain.propose(bargain.district, words(clause, "Two years."))
    bargain.step(bargain.city, accepted, "accept")
    bargain.propose(bargain.city, words(bargain.clause(clause["clause_id"]), "Three years."), submit=False)
    draft = {"label": "Ours", "dated": "2020-03-04"}
    assert bargain.district.post(f"{bargain.path}/drafts", json=draft).status_code == 201
    for visibility in ("shared", "private"):
        thread = {"clause_id": clause["clause_id"], "visibility": visibility, "text": f"A {visibility} word."}
        assert bargain.district.post(f"{bargain.path}/threads", json=thread).status_code == 201
    sent = {"draft": 1, "to": ["counsel@other.example"]}
    assert bargain.district.post(f"{bargain.path}/sent", json=sent).status_code == 201
    bargain.agreement.save("Second")
    return bargain


@pytest.fixture
def elsewhere(store: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FastAPI]:
    """An empty installation, over the same kind of store."""
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    drop: Callable[[], None] | None = None
    if store.url.startswith("postgresql"):
        cluster, _ = request.getfixturevalue("database")
        name = cluster.new_database()
        url, drop = cluster.url(name, "counterpart_app"), lambda: cluster.drop(name)
    made = create_app(Settings(database_url=url, mail_folder=tmp_path / "mail"), clock=Ticking())
    yield made
    made.state.runtime.close()
    if drop is not None:
        drop()


def exported(app: FastAPI, agreement_id: str, sight: Any = EVERYTHING) -> bytes:
    with app.state.runtime.unit() as unit:
        return export_agreement(unit, agreement_id, sight)


def brought(app: FastAPI, content: bytes) -> Any:
    user = user_of(app, "operator@office.example", operator=True)
    with app.state.runtime.unit() as unit:
        return bring_in(unit, content, user)


def changed(content: bytes, change: Callable[[Parts], None]) -> bytes:
    """The file with other parts, and a manifest that says so."""
    file = agreement_file.read(content)
    parts = dict(file.parts)
    change(parts)
    told = {name: file.manifest[name] for name in ("agreement", "title", "sees", "schema", "heads")}
    return agreement_file.write(told, parts)


def test_every_table_goes_along_or_it_is_said_why_not() -> None:
    assert {table.name for table in ALL} == {*(each.name for each in PORTABLE), *NOT_PORTABLE}


def test_what_is_exported_comes_back_the_same(app: FastAPI, full: Bargain, elsewhere: FastAPI) -> None:
    first = exported(app, full.agreement.id)
    assert exported(app, full.agreement.id) == first
    told = brought(elsewhere, first)
    again = exported(elsewhere, full.agreement.id)
    one, two = (agreement_file.read(each) for each in (first, again))
    assert told.content_hash == one.content_hash == two.content_hash
    hashes = [{name: sha256(part).hexdigest() for name, part in each.parts.items()} for each in (one, two)]
    assert {name for name in hashes[0] if hashes[0][name] != hashes[1][name]} == {"audit.json"}  # it goes on
    chains = [json.loads(each.parts["audit.json"])["chains"] for each in (one, two)]
    for before, after in zip(*chains, strict=True):
        assert after["entries"][: len(before["entries"])] == before["entries"]
    with client_of(elsewhere, operator_token(elsewhere)) as client:
        there = client.get(f"{full.path}/clauses").json()
        docx = client.get(f"{full.path}/drafts/1.docx").content
    assert there == full.agreement.client.get(f"{full.path}/clauses").json()
    assert docx == full.agreement.client.get(f"{full.path}/drafts/1.docx").content


def test_a_sides_export_holds_no_word_of_the_other(full: Bargain) -> None:
    theirs, ours = (client.get(f"{full.path}/export.zip").content for client in (full.city, full.district))
    one, two = (b"".join(agreement_file.read(each).parts.values()) for each in (theirs, ours))
    assert b"Three years." in one
    assert b"A private word." in two
    assert b"Three years." not in two
    assert b"A private word." not in one
    assert b"counsel@other.example" not in one


def test_a_sides_export_comes_back_too(full: Bargain, elsewhere: FastAPI) -> None:
    content = full.city.get(f"{full.path}/export.zip").content
    told = brought(elsewhere, content)
    assert agreement_file.read(exported(elsewhere, full.agreement.id)).content_hash == told.content_hash


def test_it_is_downloaded_with_its_tag(app: FastAPI, full: Bargain) -> None:
    answer = full.district.get(f"{full.path}/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    again = full.district.get(f"{full.path}/export.zip", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    observer = member_of(app, full.agreement.id, "district", Role.OBSERVER)
    with client_of(app, token_of(app, observer)) as client:
        assert client.get(f"{full.path}/export.zip").status_code == 403


def test_it_can_be_opened_with_any_zip_program_and_its_manifest_be_checked(app: FastAPI, full: Bargain) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(app, full.agreement.id))) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        for name, told in manifest["files"].items():
            assert sha256(archive.read(name)).hexdigest() == told["sha256"]
        assert archive.read("files/drafts/1.docx").startswith(b"PK")


def test_a_file_of_what_is_here_is_refused_by_name(app: FastAPI, full: Bargain) -> None:
    content = exported(app, full.agreement.id)
    with pytest.raises(Conflict, match=full.agreement.id):
        brought(app, content)
    assert exported(app, full.agreement.id) == content


def test_who_is_no_operator_brings_in_nothing(app: FastAPI, full: Bargain, elsewhere: FastAPI) -> None:
    content = exported(app, full.agreement.id)
    user = user_of(elsewhere, "somebody@office.example")
    with pytest.raises(NotAllowed), elsewhere.state.runtime.unit() as unit:
        bring_in(unit, content, user)


def _other_words(parts: Parts) -> None:
    name = "records/clause_revisions.jsonl"
    parts[name] = parts[name].replace(b"A year.", b"Nine years.")


def _other_agreement(parts: Parts) -> None:
    name = "records/parties.jsonl"
    parts[name] = parts[name].replace(b'"agreement_id":"agr-', b'"agreement_id":"agr-0')


def _no_revisions(parts: Parts) -> None:
    parts["records/clause_revisions.jsonl"] = b""


def _other_docx(parts: Parts) -> None:
    parts["files/drafts/1.docx"] = b"PK another"


def _unknown_column(parts: Parts) -> None:
    name = "records/parties.jsonl"
    parts[name] = parts[name].replace(b'"place":1', b'"place":1,"wealth":2')


def _words_for_a_number(parts: Parts) -> None:
    name = "records/parties.jsonl"
    parts[name] = parts[name].replace(b'"place":1', b'"place":"first"')


def _anothers_comment(parts: Parts) -> None:
    name = "records/comments.jsonl"
    parts[name] = parts[name].replace(b'"thread_id":"thr-', b'"thread_id":"thr-0')


def _audit_cut(parts: Parts) -> None:
    told = json.loads(parts["audit.json"])
    told["chains"][0]["entries"].pop()
    parts["audit.json"] = json.dumps(told).encode()


def _audit_changed(parts: Parts) -> None:
    parts["audit.json"] = parts["audit.json"].replace(b'"who": "Operator"', b'"who": "Nobody"', 1)


SPOILED: dict[str, tuple[Callable[[Parts], None], str]] = {
    "words": (_other_words, "content hash|previous_hash|hold together"),
    "another agreement": (_other_agreement, "parties.jsonl, line 1: it is of another agreement"),
    "no revisions": (_no_revisions, "hold together|do not come|not come back"),
    "another Word file": (_other_docx, "drafts.jsonl, line 1: its Word file"),
    "an unknown column": (_unknown_column, "wealth is not known here"),
    "words for a number": (_words_for_a_number, "place is not what it has to be"),
    "a comment in another's thread": (_anothers_comment, "which is not in the export"),
    "the end of the audit": (_audit_cut, "audit of the export is broken"),
    "the audit": (_audit_changed, "audit of the export is broken"),
}


def test_what_was_changed_is_named_and_nothing_is_stored(app: FastAPI, full: Bargain, tmp_path: Path) -> None:
    """Each with a manifest whose hashes are right, as who changes a file on purpose would write it."""
    content = exported(app, full.agreement.id)
    runtime = open_runtime(Settings(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}"), Ticking())
    for about, (change, told) in SPOILED.items():
        with pytest.raises(InvalidInput, match=told):
            _bring(runtime, changed(content, change))
        with runtime.unit() as unit:
            left = [each.name for each in ALL if each.name != "users" and unit.read.execute(each.select()).first()]
        assert left in ([], ["audit_entries"]), about  # of the account that tried
    runtime.close()


def _bring(runtime: Runtime, content: bytes) -> None:
    with runtime.unit() as unit:
        user = create_user(unit, "operator@office.example", "Operator", operator=True, password_hash=None)
        bring_in(unit, content, user)


def test_a_file_whose_hashes_are_wrong_is_refused(app: FastAPI, full: Bargain) -> None:
    content = exported(app, full.agreement.id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}

    def zipped(**other: bytes | None) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, part in (members | {each.replace("__", "/"): part for each, part in other.items()}).items():
                if part is not None:
                    archive.writestr(name, part)
        return out.getvalue()

    spoiled = {
        "was changed": zipped(**{"records__parties.jsonl": b"{}\n"}),
        "lacks records/parties": zipped(**{"records__parties.jsonl": None}),
        "does not name": zipped(more=b"more"),
        "no export of an agreement": zipped(**{"manifest.json": b"[]"}),
        "no whole export": content[:-40],
    }
    for told, file in spoiled.items():
        with pytest.raises(InvalidInput, match=told):
            verified(file)
    with pytest.raises(InvalidInput):
        verified(b"PK\3\4")
    assert verified(content).records["clauses"] == 2


def test_the_command_line_exports_verifies_and_imports(store: Store, full: Bargain, tmp_path: Path) -> None:
    out = str(tmp_path / "agreement.zip")
    made = run("export", full.agreement.id, "-o", out, "--database", store.url)
    assert made.code == ExitCode.OK, made.errors
    assert f"audit {full.agreement.id}: head" in made.errors
    told = run("audit", "verify", out)
    assert told.code == ExitCode.OK
    assert f"{full.agreement.id}/district: whole" in told.told
    looked = run("import", out)
    assert looked.code == ExitCode.OK, looked.errors
    assert "2 clauses" in looked.told
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    runtime = open_runtime(Settings(database_url=empty))
    with runtime.unit() as unit:
        create_user(unit, "it@city.example", "IT", operator=True, password_hash=None)
    runtime.close()
    saved = run("import", out, "--save", "--email", "it@city.example", "--database", empty)
    assert (saved.code, saved.told.strip()) == (ExitCode.OK, full.agreement.id), saved.errors
    assert run("audit", "verify", "--database", empty).code == ExitCode.OK
    twice = run("import", out, "--save", "--email", "it@city.example", "--database", empty)
    assert twice.code != ExitCode.OK
    assert "is taken here" in twice.errors
    side = run("export", full.agreement.id, "--side", "nobody", "--database", store.url)
    assert "is no party" in side.errors
    shared = exported_by_command(store, full.agreement.id, tmp_path)
    assert b"A private word." not in shared


def exported_by_command(store: Store, agreement_id: str, tmp_path: Path) -> bytes:
    out = tmp_path / "shared.zip"
    assert run("export", agreement_id, "--shared", "-o", str(out), "--database", store.url).code == ExitCode.OK
    return b"".join(agreement_file.read(out.read_bytes()).parts.values())
