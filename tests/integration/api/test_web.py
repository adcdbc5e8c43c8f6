"""The pages as a browser gets them, without a script: what they say, the headers they come under, and their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import PAGES, create_app
from api.auth.access import ACCESS, PUBLIC
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings
from api.web.forms import PageRoute
from api.web.rendering import POLICY
from tests.support.made_once import MadeOnce

A = f"/app/agreements/{AGREEMENT_ID}"
ADDRESSES = ("/app", A, f"{A}/history", f"{A}/drafts/1", f"{A}/drafts/5/print", f"{A}/compare", "/app/sign-in")
EMAIL = {account.key: account.email for account in ACCOUNTS}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def folder(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once.copied_demonstration(tmp_path_factory.mktemp("web") / "demo")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    app = create_app(Settings(database_url=url, mail_folder=folder / "mail", max_upload_mb=1))
    yield TestClient(app, base_url="https://localhost", raise_server_exceptions=False)
    app.state.runtime.close()


@pytest.fixture
def nobody(site: TestClient) -> TestClient:
    site.cookies.clear()
    return site


def sign_in(site: TestClient, key: str) -> TestClient:
    site.cookies.clear()
    answer = site.post("/app/sign-in", data={"email": EMAIL[key], "password": PASSWORD}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/app"), answer.text
    return site


@pytest.fixture
def clerk(nobody: TestClient) -> TestClient:
    return sign_in(nobody, "board_clerk")


def form_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


# ------------------------------------------------------------------------------------------------------ every page


def test_every_route_of_the_pages_checks_its_forms() -> None:
    routes = [route for module in PAGES for route in module.router.routes]
    changing = [each for each in routes if isinstance(each, APIRoute) and set(each.methods or ()) - {"GET", "HEAD"}]
    assert changing
    assert [each.path for each in changing if not isinstance(each, PageRoute)] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_comes_under_a_policy_that_it_keeps(clerk: TestClient, address: str) -> None:
    answer = clerk.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", answer.text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_heading_of_the_first_order_and_a_title(clerk: TestClient, address: str) -> None:
    text = clerk.get(address).text
    assert text.count("<h1") == 1
    assert re.search(r"<title>[^<]+ · Counterpart</title>", text)


def test_what_a_page_loads_is_kept_for_a_year_and_has_its_hash_in_its_address(nobody: TestClient) -> None:
    found = re.findall(r'(?:href|src)="(/app/static/[^"]+)"', nobody.get("/app/sign-in").text)
    assert len(found) == 4
    for address in found:
        answer = nobody.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert nobody.get(re.sub(r"/[0-9a-f]{16}/", "/0000000000000000/", address)).status_code == 404


def test_a_page_is_small(clerk: TestClient) -> None:
    sizes = {address: len(clerk.get(address).content) for address in ADDRESSES}
    assert max(sizes.values()) < 250_000, sizes


# ----------------------------------------------------------------------------------------------------- signing in


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(nobody: TestClient) -> None:
    answer = nobody.get(f"{A}/compare?before=1&after=5", follow_redirects=False)
    assert answer.status_code == 303
    shown = nobody.get(answer.headers["location"])
    asked = re.search(r'name="next" value="([^"]+)"', shown.text)
    assert asked
    assert asked[1] == f"{A}/compare?before=1&amp;after=5"
    sent = {"email": EMAIL["board_clerk"], "password": PASSWORD, "next": f"{A}/compare?before=1&after=5"}
    back = nobody.post("/app/sign-in", data=sent, follow_redirects=False)
    assert back.headers["location"] == f"{A}/compare?before=1&after=5"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/app/", "//elsewhere.example", "/app//elsewhere.example", "/app/\\x", "/docs"],
)
def test_a_link_to_sign_in_leads_nowhere_else(nobody: TestClient, elsewhere: str) -> None:
    sent = {"email": EMAIL["board_clerk"], "password": PASSWORD, "next": elsewhere}
    assert nobody.post("/app/sign-in", data=sent, follow_redirects=False).headers["location"] == "/app"


def test_a_wrong_password_says_so_and_keeps_the_address_alone(nobody: TestClient) -> None:
    answer = nobody.post("/app/sign-in", data={"email": "x@y.example", "password": "secret words"})
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert 'value="x@y.example"' in answer.text
    assert "secret words" not in answer.text


def test_signing_out_ends_the_session_and_needs_the_form_of_the_page(clerk: TestClient) -> None:
    token = form_token(clerk.get("/app").text)
    forged = clerk.post("/app/sign-out", data={"form_token": "0" * len(token)}, follow_redirects=False)
    assert (forged.status_code, "forged-request" in forged.text) == (403, True)
    assert clerk.get("/app").status_code == 200
    cookies = dict(clerk.cookies)
    clerk.post("/app/sign-out", data={"form_token": token})
    clerk.cookies.update(cookies)
    assert clerk.get("/app", follow_redirects=False).status_code == 303


def test_a_forgotten_password_is_set_anew_with_the_mailed_code(nobody: TestClient, folder: Path) -> None:
    email = EMAIL["council_member"]
    told = [
        nobody.post("/app/forgotten-password", data={"email": each}).text.replace(each, "")
        for each in (email, "nobody@x.example")
    ]
    assert told[0] == told[1]
    [mail] = [each.read_text(encoding="utf-8") for each in (folder / "mail").iterdir() if email in each.read_text()]
    code = re.search(r"\b\d{4} ?\d{4}\b", mail)
    assert code
    sent = {"email": email, "code": code[0], "password": "correct horse battery"}
    wrong = nobody.post("/app/forgotten-password/code", data=sent | {"code": "00000000"})
    assert (wrong.status_code, "wrong, used or too old" in wrong.text) == (422, True)
    assert nobody.post("/app/forgotten-password/code", data=sent, follow_redirects=False).status_code == 303
    again = nobody.post("/app/sign-in", data={"email": email, "password": sent["password"]}, follow_redirects=False)
    assert again.status_code == 303


def test_the_first_start_is_told_what_comes_next(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}", mail_folder=tmp_path))
    with TestClient(app, base_url="https://localhost") as empty:
        assert "counterpart init" in empty.get("/").text


# ---------------------------------------------------------------------------------------------------------- clerk


def test_the_current_draft_is_told_with_its_files(clerk: TestClient) -> None:
    text = clerk.get(A).text
    current = clerk.get(f"/agreements/{AGREEMENT_ID}/drafts/current").json()
    assert f"<h1>Draft {current['number']}<" in text
    assert current["sha256"][:4] in text
    for address in re.findall(r'href="(/agreements/[^"]+\.docx)"', text):
        assert clerk.get(address).headers["content-type"] == DOCX
    assert f'href="{current["docx"]}"' in text
    assert f"/redlines/5...{current['number']}.docx" in text


def test_an_older_draft_says_that_it_is_not_the_current_one(clerk: TestClient) -> None:
    text = clerk.get(f"{A}/drafts/4").text
    assert "Not the current draft" in text
    assert "The current draft is" in text


def test_an_observer_reads_and_is_offered_no_files(nobody: TestClient) -> None:
    def files(key: str) -> list[str]:
        text = nobody.get(A, headers={"Authorization": f"Bearer cpt_demonstration_{key}"}).text
        return re.findall(r'href="[^"]+\.docx"', text)

    assert len(files("city_attorney")) > 1
    assert files("council_member") == []


@pytest.mark.parametrize(
    ("number", "said"),
    [(6, "This is the current draft, Draft 6"), (4, "This is Draft 4, which is superseded")],
)
def test_a_file_is_told_which_draft_it_is(clerk: TestClient, number: int, said: str) -> None:
    docx = clerk.get(f"/agreements/{AGREEMENT_ID}/drafts/{number}.docx").content
    sent = {"file": ("copy.docx", docx, DOCX)}
    page = clerk.post(f"{A}/identify", files=sent, data={"form_token": form_token(clerk.get(A).text)})
    assert page.status_code == 200
    assert said in page.text


def test_a_file_that_cannot_be_read_is_told_why(clerk: TestClient) -> None:
    token = form_token(clerk.get(A).text)
    page = clerk.post(f"{A}/identify", files={"file": ("a.docx", b"words", DOCX)}, data={"form_token": token})
    assert page.status_code == 422
    assert "a.docx can’t be read" in page.text


def test_a_part_of_a_page_that_is_refused_is_a_part_and_not_a_page_in_a_page(clerk: TestClient) -> None:
    files = {"file": ("a.docx", b"0" * 3 * 2**20, DOCX)}
    answer = clerk.post(f"{A}/identify", files=files, headers={"HX-Request": "true"})
    assert (answer.status_code, "may have up to 1 MB." in answer.text) == (413, True)
    assert answer.text.startswith('<div class="verdict refused" role="alert">')
    assert answer.headers["x-request-id"] in answer.text


def test_the_history_tells_votes_with_who_voted_how(clerk: TestClient) -> None:
    text = clerk.get(f"{A}/history").text
    assert "The Board approved it, 9 to 0" in text
    assert "<dt>Yes</dt>" in text
    assert text.index("March 17, 2020") < text.index("July 1, 2015")
    assert (
        text.index("<b>Adopted</b>") < text.index("The Board approved it") < text.index("<b>Put before the bodies</b>")
    )


def test_a_draft_that_is_not_there_is_a_page_with_the_requests_id(clerk: TestClient) -> None:
    answer = clerk.get(f"{A}/drafts/99")
    assert answer.status_code == 404
    assert "The agreement has no draft 99." in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_a_page_that_is_not_there_says_so_once(clerk: TestClient) -> None:
    text = clerk.get("/app/nothing").text
    assert text.count("Not Found") == 2  # the title and the heading


# --------------------------------------------------------------------------------------------------------- lawyer


def test_a_comparison_tells_the_fields_and_marks_the_words(clerk: TestClient) -> None:
    text = clerk.get(f"{A}/compare?before=4&after=5").text
    assert "<td>Retention, general</td><td>2 years</td><td>385 days</td>" in text
    assert "[deleted: " in text
    assert "[inserted: " in text
    assert 'id="change-1"' in text


def test_a_comparison_is_narrowed_to_a_clause_an_author_and_a_kind(clerk: TestClient) -> None:
    whole = clerk.get(f"{A}/compare?before=4&after=5").text
    clause = re.search(r'<option value="(\w{16})">[0-9.]* ?Retention and Deletion \((\d+)\)', whole)
    assert clause
    text = clerk.get(f"{A}/compare?before=4&after=5&clause={clause[1]}").text
    assert f"<b>{clause[2]}</b> of 106 changes" in text
    assert "Retention" in text
    assert "Health office" not in text
    none = clerk.get(f"{A}/compare?before=4&after=5&clause={clause[1]}&author=Nobody").text
    assert "No change is both" in none


def test_two_columns_hold_the_text_before_and_after(clerk: TestClient) -> None:
    text = clerk.get(f"{A}/compare?before=5&after=6&layout=sides").text
    [row] = [each for each in text.split('<div class="row') if "facial-recognition technology to" in each]
    before, after = re.findall(r'<div class="text"[^>]*>(.*?)(?=<div class="text"|<ul class="margin")', row)
    assert "<del" in before
    assert "<ins" not in before
    assert "<ins" in after
    assert "<del" not in after


def test_everybody_who_reads_the_agreement_reads_its_pages_but_those_that_the_api_keeps_for_fewer() -> None:
    for (method, path), rule in ACCESS.items():
        if path.startswith("/app/agreements/") and method == "GET":
            reads = ACCESS.get((method, path.removeprefix("/app")), ACCESS["GET", "/agreements/{agreement_id}"])
            sends = ACCESS.get(("POST", path), reads)  # a page that is a form may be for those alone who may send it
            assert rule.standings in (reads.standings, sends.standings), path
            assert rule.standings != PUBLIC.standings, path


def test_a_fault_is_a_page_too_and_tells_nothing_of_its_inside(
    clerk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("api.web.agreement.timeline", fails)
    answer = clerk.get(f"{A}/history")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert answer.headers["x-request-id"] in answer.text
    assert "the inside" not in answer.text
