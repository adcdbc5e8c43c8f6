"""Importing and making agreements as pages: a step at a time, nothing typed is lost, and nothing is made by halves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.services.demonstration import AGREEMENT_ID
from tests.integration.api.pages import form_token, opened, sign_in
from tests.support.made_once import MadeOnce
from tests.support.review_data import IMPORT, add_review_data

ONE = f"/app/imports/{IMPORT}"


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(made_once.copied_demonstration(tmp_path_factory.mktemp("imports") / "demo")) as site:
        assert isinstance(site.app, FastAPI)
        add_review_data(site.app)
        yield site


@pytest.fixture
def operator(site: TestClient) -> TestClient:
    return sign_in(site, "operator")


def post(site: TestClient, address: str, data: dict[str, Any], **more: Any) -> Any:
    page = site.get(ONE).text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    token = form_token(site.get("/app/imports").text)
    return site.post(
        address,
        data={"form_token": token, "seen": seen[1].replace("&#34;", '"') if seen else "", **data},
        follow_redirects=False,
        **more,
    )


def steps(site: TestClient) -> list[dict[str, Any]]:
    return site.get(f"/imports/{IMPORT}").json()["clauses"]


def test_a_review_shows_every_clause_with_what_was_read_from_it(operator: TestClient) -> None:
    page, told = operator.get(ONE).text, operator.get(f"/imports/{IMPORT}").json()
    assert page.count('<li class="found-clause') == len(told["clauses"])
    for each in told["clauses"]:
        assert f'id="line-{each["line"]}"' in page
        assert each["kind_title"] in page
    assert "every word of the file is in one" in page


def test_a_clause_is_confirmed_corrected_and_taken_back(operator: TestClient) -> None:
    [clause] = [each for each in steps(operator) if each["heading"] == "Notices"]
    line = clause["line"]
    done = post(operator, f"{ONE}/steps", {"step": "confirm", "line": line})
    assert (done.status_code, done.headers["location"]) == (303, f"{ONE}#line-{line}"), done.text
    assert next(each for each in steps(operator) if each["line"] == line)["confirmed"]
    said = {"step": "confirm", "line": line, "corrects": "yes", "kind": "custom", "heading": "Notices & Addresses"}
    assert post(operator, f"{ONE}/steps", said).status_code == 303
    made = next(each for each in steps(operator) if each["line"] == line)
    assert (made["kind"], made["heading"]) == ("custom", "Notices & Addresses")
    assert post(operator, f"{ONE}/undo", {}).status_code == 303
    assert next(each for each in steps(operator) if each["line"] == line)["heading"] == "Notices"


def test_a_step_that_cannot_be_is_refused_beside_its_clause_and_what_was_typed_stays(operator: TestClient) -> None:
    [clause] = [each for each in steps(operator) if each["heading"] == "Notices"]
    said = {"step": "confirm", "line": clause["line"], "corrects": "yes", "kind": "retention", "heading": "Kept & sent"}
    answer = post(operator, f"{ONE}/steps", said)
    assert answer.status_code == 422
    block = answer.text.split(f'id="line-{clause["line"]}"')[1].split("<li class")[0]
    assert 'role="alert"' in block
    assert 'value="Kept &amp; sent"' in block


def test_a_stale_step_is_told_and_changes_nothing(operator: TestClient) -> None:
    before = steps(operator)
    answer = post(operator, f"{ONE}/steps", {"step": "confirm", "line": before[2]["line"], "seen": '"old"'})
    assert answer.status_code in (409, 422)
    assert steps(operator) == before


def test_clauses_are_cut_and_joined(operator: TestClient) -> None:
    long = next(each for each in steps(operator) if each["last_line"] - each["line"] > 3)
    at = long["line"] + 2
    assert post(operator, f"{ONE}/steps", {"step": "split", "line": at}).headers["location"] == f"{ONE}#line-{at}"
    assert post(operator, f"{ONE}/steps", {"step": "merge", "line": at}).status_code == 303
    assert [each["line"] for each in steps(operator)].count(at) == 0


def test_who_does_not_run_the_server_reviews_and_does_not_save(site: TestClient) -> None:
    lawyer = sign_in(site, "district_counsel")
    assert lawyer.get(ONE).status_code == 404
    assert "Only who runs this server makes agreements" in lawyer.get("/app/imports").text
    assert lawyer.get("/app/new").status_code == 403
    assert "/app/new" not in lawyer.get("/app").text
    answer = post(lawyer, "/app/imports", {}, files={"file": ("a.docx", b"Dear Sir")})
    assert (answer.status_code, "can’t be imported" in answer.text) == (422, True)


def test_an_import_is_saved_as_an_agreement_with_its_parties(operator: TestClient) -> None:
    page = operator.get(ONE).text
    names = re.findall(r'name="party-\d-legal_name" maxlength="300" value="([^"]+)"', page)
    assert names
    said = {"dated": "2020-03-18", "label": "As imported", "status": "executed", "short_title": "SRO 2020"}
    refused = post(operator, f"{ONE}/save", said)
    assert refused.status_code == 422
    assert "to be confirmed" in refused.text
    assert 'value="SRO 2020"' in refused.text
    parties = dict(
        re.findall(r'name="(party-\d-(?:legal_name|short_name|office))" maxlength="\d+" value="([^"]+)"', page)
    )
    parties |= {f"party-{at}-role": role for at, role in enumerate(("district", "city")) if at < len(names)}
    parties |= {f"party-{at}-side": "" for at in range(len(names))}
    made = post(operator, f"{ONE}/save", {**said, **parties, "accept_rest": "true"})
    assert made.status_code == 303, made.text
    text = operator.get(made.headers["location"]).text
    assert "executed" in text
    assert "It was saved" in operator.get(ONE).text


def test_an_agreement_begins_from_a_template_and_from_another(operator: TestClient) -> None:
    said = {"title": "Data for the schools", "doc_type": "moa", "start": "template:simple"}
    refused = post(operator, "/app/new", said)
    assert refused.status_code == 422
    assert "first day of the term" in refused.text
    assert 'value="Data for the schools"' in refused.text
    made = post(operator, "/app/new", {**said, "first_day": "2026-07-01", "city": "the City of Springfield"})
    assert made.status_code == 303, made.text
    agreement = made.headers["location"].removeprefix("/app")
    assert operator.get(agreement).json()["doc_type"] == "moa"
    assert "the City of Springfield" in str(operator.get(f"{agreement}/clauses").json())
    copy = {"title": "A copy", "start": "precedent", "precedent": AGREEMENT_ID}
    copied = post(operator, "/app/new", copy).headers["location"].removeprefix("/app")
    assert len(operator.get(f"{copied}/clauses").json()["items"]) > 20
    row = {"party-0-role": "district", "party-0-legal_name": "The Board", "party-0-side": "city"}
    wrong = post(operator, "/app/new", {"title": "Empty", "start": "nothing", **row})
    assert (wrong.status_code, "The parties can’t be so" in wrong.text) == (422, True)
