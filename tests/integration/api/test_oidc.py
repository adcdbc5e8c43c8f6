"""Signing in at an OpenID Connect provider: a real one on loopback (oidc-provider-mock: Authlib's provider side)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fastapi import FastAPI
from fastapi.testclient import TestClient
from oidc_provider_mock import User, run_server_in_thread
from pydantic import SecretStr

from api.app import create_app
from api.auth.cookies import NEXT_COOKIE, OIDC_COOKIE, SESSION_COOKIE
from api.auth.oidc import provider_of
from api.settings import Settings, read_settings
from clauses.errors import InvalidOption
from tests.integration.api.conftest import assert_problem, client_of, user_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's own, which runs in a thread

EMAIL = "dana@district.example"
PEOPLE = (
    User(sub="dana", claims={"email": EMAIL, "email_verified": True}),
    User(sub="mallory", claims={"email": EMAIL, "email_verified": False}),
    User(sub="stranger", claims={"email": "stranger@elsewhere.example", "email_verified": True}),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread(require_nonce=True, user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def app(issuer: str, tmp_path: Path) -> Iterator[FastAPI]:
    chosen = Settings(
        database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}",
        public_url="https://localhost",
        oidc_issuer=issuer,
        oidc_client_id="counterpart",
        oidc_client_secret=SecretStr("a secret"),
    )
    made = create_app(chosen)
    user_of(made, EMAIL)
    yield made
    made.state.runtime.close()


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with client_of(app) as ready:
        yield ready


def go(browser: TestClient) -> str:
    """Begin; the address at the provider that the browser is sent to."""
    answer = browser.get("/session/oidc", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def confirm(address: str, sub: str) -> str:
    """Sign in at the provider; the address that the browser comes back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(browser: TestClient, address: str) -> Any:
    parts = urlsplit(address)
    return browser.get(f"{parts.path}?{parts.query}", follow_redirects=False)


def test_who_the_provider_vouches_for_is_signed_in(browser: TestClient) -> None:
    address = go(browser)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    answer = come_back(browser, confirm(address, "dana"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["email"] == EMAIL
    assert browser.get("/me").json()["email"] == EMAIL
    assert OIDC_COOKIE not in browser.cookies


def test_the_second_time_the_subject_counts_and_not_the_address(app: FastAPI, browser: TestClient) -> None:
    come_back(browser, confirm(go(browser), "dana"))
    with app.state.runtime.unit() as unit:
        unit.write.exec_driver_sql("UPDATE users SET email = 'moved@district.example'")
    assert come_back(browser, confirm(go(browser), "dana")).json()["user"]["email"] == "moved@district.example"


@pytest.mark.parametrize("sub", ["mallory", "stranger", "without-claims"])
def test_nobody_gets_in_by_an_unverified_address_or_without_an_account(browser: TestClient, sub: str) -> None:
    answer = come_back(browser, confirm(go(browser), sub))
    assert_problem(answer, 401, "sign-in-failed")
    assert SESSION_COOKIE not in browser.cookies


def test_a_sign_in_counts_once(browser: TestClient) -> None:
    back = confirm(go(browser), "dana")
    cookie = browser.cookies[OIDC_COOKIE]
    assert come_back(browser, back).status_code == 200
    browser.cookies.set(OIDC_COOKIE, cookie, domain="localhost.local", path="/")
    assert_problem(come_back(browser, back), 401, "sign-in-failed")


def test_another_browser_can_not_be_signed_in_with_it(app: FastAPI, browser: TestClient) -> None:
    """An attacker's own sign-in, sent to somebody else as a link, opens nothing."""
    back = confirm(go(browser), "dana")
    with client_of(app) as victim:
        assert_problem(come_back(victim, back), 401, "sign-in-failed")
        go(victim)
        assert_problem(come_back(victim, back), 401, "sign-in-failed")
        assert SESSION_COOKIE not in victim.cookies


def test_a_code_of_another_sign_in_is_refused(browser: TestClient) -> None:
    """The nonce and the verifier of this sign-in do not fit the code of that one."""
    code = parse_qs(urlsplit(confirm(go(browser), "dana")).query)["code"][0]
    state = parse_qs(urlsplit(go(browser)).query)["state"][0]
    answer = browser.get("/session/oidc/callback", params={"state": state, "code": code})
    assert_problem(answer, 401, "sign-in-failed")


def test_a_disabled_account_is_not_signed_in(app: FastAPI, browser: TestClient) -> None:
    come_back(browser, confirm(go(browser), "dana"))
    with app.state.runtime.unit() as unit:
        unit.write.exec_driver_sql("UPDATE users SET disabled_at = '2020-01-01 00:00:00'")
    assert_problem(come_back(browser, confirm(go(browser), "dana")), 401, "sign-in-failed")


def test_a_provider_that_does_not_answer_is_a_refusal(app: FastAPI, browser: TestClient) -> None:
    runtime = app.state.runtime
    gone = runtime.settings.model_copy(update={"oidc_issuer": "http://localhost:1"})
    object.__setattr__(runtime, "settings", gone)
    assert_problem(browser.get("/session/oidc", follow_redirects=False), 401, "sign-in-failed")


def test_without_a_provider_there_is_no_such_sign_in(tmp_path: Path) -> None:
    made = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'b.sqlite3'}"))
    with client_of(made) as browser:
        assert_problem(browser.get("/session/oidc"), 404, "not-found")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"oidc_issuer": "https://id.example"}, "COUNTERPART_OIDC_CLIENT_ID and COUNTERPART_OIDC_CLIENT_SECRET"),
        ({"oidc_client_id": "a", "oidc_client_secret": "b"}, "COUNTERPART_OIDC_ISSUER"),
        (
            {"oidc_issuer": "http://id.example", "oidc_client_id": "a", "oidc_client_secret": "b"},
            "COUNTERPART_OIDC_ISSUER must be an https address",
        ),
    ],
)
def test_settings_that_can_not_be_name_the_variable(given: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidOption, match=named):
        provider_of(read_settings(**given))


# ------------------------------------------------------------------------------------------------------ on the pages


def test_who_begins_on_the_pages_comes_back_to_the_page_that_was_asked_for(browser: TestClient) -> None:
    link = re.search(r'href="(/app/sign-in/provider[^"]*)"', browser.get("/app/account").text)
    assert link
    out = browser.get(link[1].replace("&amp;", "&"), follow_redirects=False)
    back = come_back(browser, confirm(out.headers["location"], "dana"))
    assert back.headers["location"].startswith("/app/sign-in/back?")
    there = browser.get(back.headers["location"], follow_redirects=False)
    assert (there.status_code, there.headers["location"]) == (303, "/app/account")
    assert NEXT_COOKIE not in browser.cookies
    assert browser.get("/app/account", follow_redirects=False).status_code == 200
    again = browser.get(back.headers["location"])
    assert (again.status_code, "sign in again" in again.text) == (401, True)


def test_an_address_elsewhere_is_not_kept_for_the_way_back(browser: TestClient) -> None:
    for asked, kept in (
        ("//elsewhere.example/app", "/app"),
        ("/app/" + "é" * 500, "/app"),
        ("/app/a?b=c", "/app/a%3Fb%3Dc"),
    ):
        browser.get("/app/sign-in/provider", params={"next": asked}, follow_redirects=False)
        assert browser.cookies[NEXT_COOKIE].strip('"')[:99] == kept[:99]
    browser.get("/session/oidc", follow_redirects=False)
    assert NEXT_COOKIE not in browser.cookies


def test_a_sign_in_on_the_pages_that_failed_is_a_page_that_says_so(browser: TestClient) -> None:
    browser.get("/app/sign-in/provider", follow_redirects=False)
    answer = browser.get("/session/oidc/callback?state=x&error=access_denied")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "The provider did not confirm who you are" in answer.text
    assert SESSION_COOKIE not in browser.cookies
