"""One's own account as a page: the password, where one is signed in, API tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.integration.api.conftest import client_of, user_of
from tests.integration.api.test_web import form_token

EMAIL, PASSWORD = "dana@district.example", "correct horse battery"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}", mail_folder=tmp_path / "mail"))
    user_of(made, EMAIL, password=PASSWORD)
    yield made
    made.state.runtime.close()


def signed_in(app: FastAPI, password: str = PASSWORD) -> TestClient:
    browser = client_of(app)
    answer = browser.post("/app/sign-in", data={"email": EMAIL, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return browser


def is_in(browser: TestClient) -> bool:
    return browser.get("/app/account", follow_redirects=False).status_code == 200


def sent(browser: TestClient, end: str, **data: object) -> str:
    """The page that a form of the account leads to."""
    token = form_token(browser.get("/app/account").text)
    return browser.post(f"/app/account/{end}", data={"form_token": token, **data}).text


def test_signing_out_everywhere_else_keeps_this_browser(app: FastAPI) -> None:
    here, there = signed_in(app), signed_in(app)
    assert here.get("/app/account").text.count("Another browser") == 1
    assert "Every other browser has been signed out" in sent(here, "sign-out", keep="this")
    assert (is_in(here), is_in(there)) == (True, False)


def test_signing_out_everywhere_ends_this_session_too(app: FastAPI) -> None:
    here, there = signed_in(app), signed_in(app)
    assert "<h1>Sign in</h1>" in sent(here, "sign-out")
    assert (is_in(here), is_in(there)) == (False, False)


@pytest.mark.parametrize(("query", "stays"), [("", False), ("?keep_this=true", True)])
def test_the_api_signs_out_everywhere_too(app: FastAPI, query: str, stays: bool) -> None:
    here, there = signed_in(app), signed_in(app)
    word = here.get("/session").json()["csrf_token"]
    assert here.delete(f"/me/sessions{query}", headers={"X-CSRF-Token": word}).status_code == 204
    assert (is_in(here), is_in(there)) == (stays, False)


def test_another_password_asks_for_the_one_until_now_and_ends_other_sessions(app: FastAPI) -> None:
    here, there = signed_in(app), signed_in(app)
    new = "staple horse battery"
    assert "The current password is not right." in sent(here, "password", current="wrong", new=new)
    assert "A password has 12 to 256 characters." in sent(here, "password", current=PASSWORD, new="short")
    assert is_in(there)
    assert "The new password counts from now on" in sent(here, "password", current=PASSWORD, new=new)
    assert (is_in(here), is_in(there), is_in(signed_in(app, new))) == (True, False, True)


def test_a_token_is_shown_once_and_counts_until_it_is_revoked(app: FastAPI) -> None:
    browser = signed_in(app)
    page = sent(browser, "tokens", name="The clerk's laptop", scope="read", days="30")
    secret = re.search(r'value="(cpt_[^"]+)"', page)
    assert secret
    assert "shown this once" in page
    assert secret[1] not in browser.get("/app/account").text
    with client_of(app, secret[1]) as program:
        assert program.get("/me").json()["email"] == EMAIL
        found = re.search(r'action="/app/account/(tokens/[^/]+/revoke)"', page)
        assert found
        assert "has been revoked" in sent(browser, found[1])
        assert program.get("/me").status_code == 401


def test_a_token_that_can_not_be_made_says_why_and_keeps_what_was_typed(app: FastAPI) -> None:
    page = sent(signed_in(app), "tokens", name="A script", days="7")
    assert "“What it may be used for: read, write, manage” must hold at least 1 item" in page
    assert 'value="A script"' in page
    assert '<option value="7" selected>' in page
    assert '<details class="make" open>' in page
