"""An agreement that exists as a Word file, over HTTP: uploaded, reviewed, saved as an agreement in one piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.auth.access import Role
from drafts.importing.confirming import plain
from tests.integration.api.conftest import Agreement, client_of, member_of, tag, token_of
from tests.support.documents import ins, p, package, t
from tests.support.plain_word import Manner, plain_word
from tests.unit.drafts.test_importing import MANNERS, TITLE, bold, fields_of, first_version, leaves
from tests.unit.drafts.test_importing import plain as paragraph

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COMPACT = package(
    bold("Compact") + bold("1. Parking") + paragraph("Cars stand here.") + paragraph("At night too.")
    + bold("2. Gates") + paragraph("They are shut.")
)  # fmt: skip


def uploaded(client: TestClient, docx: bytes = COMPACT, **form: Any) -> dict[str, Any]:
    answer = client.post("/imports", files={"file": ("old.docx", docx, DOCX)}, data=form)
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "etag": answer.headers["ETag"]}


def step(client: TestClient, made: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = client.post(f"/imports/{made['id']}/steps", json=said, headers={"If-Match": made["etag"]})
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "etag": answer.headers["ETag"]}


def refused(client: TestClient, made: dict[str, Any], **said: Any) -> dict[str, Any]:
    answer = client.post(f"/imports/{made['id']}/steps", json=said, headers={"If-Match": made["etag"]})
    assert answer.status_code == 422, answer.text
    return answer.json()


def save(client: TestClient, made: dict[str, Any], **said: Any) -> Any:
    body = {"dated": "2015-07-01", **said}
    return client.post(f"/imports/{made['id']}/save", json=body, headers={"If-Match": made["etag"]})


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_the_first_version_as_plain_word_becomes_an_agreement(client: TestClient, manner: Manner) -> None:
    docx = plain_word(TITLE, first_version(), manner)
    made = uploaded(client, docx)
    assert made["lost"] == []
    assert not [x for x in made["differences"] if x["sort"] == "words"]
    saved = save(client, made, accept_rest=True)
    assert saved.status_code == 201, saved.text
    told = saved.json()
    path = f"/agreements/{told['agreement']['id']}"
    assert [x["role"] for x in told["agreement"]["parties"]] == ["district", "city"]
    assert told["agreement"]["parties"][0]["office"] == "Superintendent"
    clauses = client.get(f"{path}/clauses").json()["items"]
    assert [c["kind"] for c in clauses] == [c.kind for c in first_version()]
    expected = [(n, k, v) for n, c in enumerate(first_version()) for k, v in fields_of(c).items()]
    values = [leaves(c["fields"]) for c in clauses]
    same = [1 for n, k, v in expected if values[n].get(k) == v]
    assert len(same) >= 0.9 * len(expected)
    assert client.get(told["draft"]["docx"]).headers["Content-Type"] == DOCX
    assert client.get(told["original"]).content == docx


def test_a_clause_is_confirmed_corrected_joined_and_cut(client: TestClient) -> None:
    made = uploaded(client)
    first = made["clauses"][1]["line"]
    made = step(client, made, step="merge", line=first)
    assert [c["line"] for c in made["clauses"]] == [1]
    assert [plain(x) for x in made["clauses"][0]["lines"]][3] == "Gates"
    made = step(client, made, step="split", line=first)
    assert [c["heading"] for c in made["clauses"]] == ["Parking", "Gates"]
    made = step(client, made, step="confirm", line=1, heading="Where cars stand")
    assert made["clauses"][0]["lines"][0] == "Parking"
    made = step(client, made, step="confirm", line=first)
    assert made["unconfirmed"] == []
    saved = save(client, made)
    assert saved.status_code == 201, saved.text
    clauses = client.get(f"/agreements/{saved.json()['agreement']['id']}/clauses").json()["items"]
    assert [c["heading"] for c in clauses] == ["Where cars stand", "Gates"]


def test_nothing_is_saved_while_a_clause_waits_to_be_confirmed(
    client: TestClient, rows: Callable[[], dict[str, int]]
) -> None:
    made = step(client, uploaded(client), step="confirm", line=1)
    before = rows()
    answer = save(client, made)
    assert answer.status_code == 409
    assert answer.json()["code"] == "unconfirmed-clauses"
    assert answer.json()["lines"] == [made["clauses"][1]["line"]]
    assert rows() == before


def test_a_save_that_fails_stores_nothing(client: TestClient, rows: Callable[[], dict[str, int]]) -> None:
    made = uploaded(client)
    before = rows()
    wrong = {"role": "district", "legal_name": "the Board", "side": "nobody"}
    assert save(client, made, accept_rest=True, parties=[wrong]).status_code == 422
    assert save(client, made, accept_rest=True, status="working").status_code == 422
    assert rows() == before


def test_fields_that_the_words_contradict_are_refused(client: TestClient) -> None:
    made = uploaded(client, plain_word(TITLE, first_version(), Manner()))
    ending = next(c for c in made["clauses"] if c["kind"] == "termination")
    told = refused(
        client, made, step="confirm", line=ending["line"], fields={"notice": {"n": 60, "unit": "calendar_days"}}
    )
    assert told["code"] == "invalid-confirmation"
    assert told["lines"] == [ending["line"]]
    parties = made["clauses"][0]
    made = step(client, made, step="confirm", line=parties["line"], fields={"binding": "mixed"})
    assert made["clauses"][0]["fields"]["binding"] == "mixed"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"step": "merge", "line": 1}, "invalid-confirmation"),
        ({"step": "split", "line": 1}, "invalid-confirmation"),
        ({"step": "split", "line": 999}, "invalid-confirmation"),
        ({"step": "confirm", "line": 3}, "invalid-confirmation"),
        ({"step": "confirm", "line": 1, "kind": "retention"}, "invalid-confirmation"),
        ({"step": "confirm", "line": 1, "kind": "parking"}, "unknown-kind"),
        ({"step": "merge", "line": 4, "kind": "custom"}, "invalid-confirmation"),
        ({"step": "confirm", "line": 1, "fields": {"paragraphs": []}}, "invalid-confirmation"),
        ({"step": "drop", "line": 1}, "invalid-input"),
        ({"step": "confirm", "line": 1, "text": "Cars stand there."}, "invalid-input"),
    ],
)  # fmt: skip
def test_a_step_that_cant_be_is_refused(client: TestClient, said: dict[str, Any], code: str) -> None:
    assert refused(client, uploaded(client), **said)["code"] == code


def test_a_stale_step_changes_nothing(client: TestClient) -> None:
    made = uploaded(client)
    step(client, made, step="confirm", line=1)
    answer = client.post(
        f"/imports/{made['id']}/steps", json={"step": "merge", "line": 4}, headers={"If-Match": made["etag"]}
    )
    assert answer.status_code == 412
    missing = client.post(f"/imports/{made['id']}/steps", json={"step": "merge", "line": 4})
    assert missing.status_code == 428


def test_steps_are_replaced_all_at_once(client: TestClient) -> None:
    made = step(client, uploaded(client), step="merge", line=4)
    body = {"steps": [{"step": "confirm", "line": 1}]}
    answer = client.put(f"/imports/{made['id']}/steps", json=body, headers={"If-Match": made["etag"]})
    assert [c["confirmed"] for c in answer.json()["clauses"]] == [True, False]


def test_an_import_is_there_for_its_account_alone(client: TestClient, app: FastAPI, agreement: Agreement) -> None:
    made = uploaded(client)
    with client_of(app, token_of(app, member_of(app, agreement.id, "district", Role.COUNSEL))) as other:
        assert other.get("/imports").json()["items"] == []
        assert other.get(f"/imports/{made['id']}").status_code == 404
        assert other.get(f"/imports/{made['id']}.html").status_code == 404
        own = uploaded(other)
        assert save(other, own, accept_rest=True).status_code == 403
        assert client.get(f"/imports/{own['id']}").status_code == 404
    assert [x["id"] for x in client.get("/imports").json()["items"]] == [made["id"]]


def test_the_page_and_the_draft_of_an_import_are_read(client: TestClient) -> None:
    made = uploaded(client)
    page = client.get(f"/imports/{made['id']}.html")
    assert "What the file would become" in page.text
    assert client.get(f"/imports/{made['id']}.docx").content[:2] == b"PK"
    assert client.get(f"/imports/{made['id']}").json()["clauses"] == made["clauses"]


def test_an_import_is_removed_until_it_is_saved(client: TestClient, rows: Callable[[], dict[str, int]]) -> None:
    made = uploaded(client)
    assert client.delete(f"/imports/{made['id']}", headers={"If-Match": made["etag"]}).status_code == 204
    assert rows()["imports"] == 0
    made = uploaded(client)
    assert save(client, made, accept_rest=True).status_code == 201
    now = client.get(f"/imports/{made['id']}")
    gone = client.delete(f"/imports/{made['id']}", headers={"If-Match": now.headers["ETag"]})
    assert gone.status_code == 409
    assert "agr-" in gone.json()["detail"]


def test_the_same_file_becomes_two_agreements(client: TestClient) -> None:
    for _ in range(2):
        assert save(client, uploaded(client), accept_rest=True).status_code == 201


def test_a_draft_that_was_not_imported_has_no_original(agreement: Agreement, client: TestClient) -> None:
    agreement.add("One", "Words.")
    agreement.save()
    assert client.get(f"{agreement.path}/drafts/1/original.docx").status_code == 404


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 415), (b"notes", 415), (package(""), 422), (b"PK" + b"0" * 2_000_000, 413)]
)
def test_a_file_that_cant_be_read_is_refused_and_not_kept(
    client: TestClient, rows: Callable[[], dict[str, int]], content: bytes, status: int
) -> None:
    answer = client.post("/imports", files={"file": ("old.docx", content, DOCX)})
    assert answer.status_code == status
    assert rows()["imports"] == 0


def test_only_a_settled_text_may_come_where_that_is_asked(client: TestClient) -> None:
    docx = package(bold("Compact") + p(t("It is "), ins("new", 2), t(".")))
    assert uploaded(client, docx)["notes"][0]["code"] == "existing-changes-accepted"
    answer = client.post("/imports", files={"file": ("old.docx", docx, DOCX)}, data={"settled": "true"})
    assert answer.json()["code"] == "unsettled-changes"


def test_a_clause_names_the_file_and_who_confirmed_it(client: TestClient) -> None:
    made = uploaded(client)
    saved = save(client, made, accept_rest=True).json()
    path = f"/agreements/{saved['agreement']['id']}/clauses"
    clause = client.get(path).json()["items"][0]
    revision = client.get(f"{path}/{clause['clause_id']}/revisions").json()["items"][0]
    assert revision["origin"]["how"] == "imported"
    assert revision["origin"]["reference"] == f"sha256:{made['sha256']}"


def test_references_follow_when_clauses_are_numbered_anew(client: TestClient) -> None:
    docx = package(
        bold("Compact") + bold("1. One") + paragraph("Words.") + bold("2. Two") + paragraph("(a) As Section 3(b) says.")
        + bold("3. Three") + paragraph("(a) Gates.") + paragraph("(b) Keys.")
    )  # fmt: skip
    saved = save(client, uploaded(client, docx), accept_rest=True).json()
    path = f"/agreements/{saved['agreement']['id']}/clauses"
    one, two, _ = client.get(path).json()["items"]
    assert two["text"][-1]["text"] == "As Section\u00a03(b) says."
    gone = client.delete(f"{path}/{one['clause_id']}", headers={"If-Match": tag(one)})
    assert gone.status_code == 204, gone.text
    left = client.get(f"{path}/{two['clause_id']}").json()
    assert left["text"][-1]["text"] == "As Section\u00a02(b) says."
