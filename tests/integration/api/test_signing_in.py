"""Signing in and out, codes by mail, limits; and that nothing tells whether there is an account."""

# pyright: basic

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.auth import attempts, passwords
from api.auth.cookies import SESSION_COOKIE
from api.services import sign_in as service
from api.settings import Settings
from tests.integration.api.conftest import Ticking, assert_problem, client_of, read_tag, token_of, user_of

EMAIL, PASSWORD, NEW = "dana@district.example", "correct horse battery", "an entirely new password"
NOBODY = "nobody@district.example"


@pytest.fixture
def dana(app: FastAPI) -> Any:
    return user_of(app, EMAIL, password=PASSWORD)


@pytest.fixture
def browser(app: FastAPI, dana: Any) -> TestClient:
    """A browser without a session, and an account to sign in to."""
    return client_of(app)


def sign_in(browser: TestClient, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return browser.post("/session", json={"email": email, "password": password})


def code_of(settings: Settings) -> str:
    """The code of the newest mail."""
    newest = max(settings.mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = re.search(r"(\d{4}) (\d{4}) is your code", str(message_from_bytes(newest.read_bytes()).get_payload()))
    assert found is not None
    return found[1] + found[2]


def ask(browser: TestClient, email: str = EMAIL) -> Any:
    return browser.post("/password-resets", json={"email": email})


def use(browser: TestClient, code: str, email: str = EMAIL, new: str = NEW) -> Any:
    return browser.post("/password-resets/confirm", json={"email": email, "code": code, "password": new})


def test_a_session_is_a_cookie_that_scripts_other_sites_and_plain_http_do_not_get(browser: TestClient) -> None:
    answer = sign_in(browser)
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/me").json()["email"] == EMAIL
    assert browser.get("/session").json() == answer.json()


def test_signing_in_gives_another_session_and_ends_the_one_before(app: FastAPI, browser: TestClient) -> None:
    sign_in(browser)
    first = browser.cookies[SESSION_COOKIE]
    sign_in(browser)
    assert browser.cookies[SESSION_COOKIE] != first
    with client_of(app) as thief:
        thief.cookies.set(SESSION_COOKIE, first)
        assert_problem(thief.get("/me"), 401, "not-signed-in")


def test_the_store_holds_no_secret_that_could_be_used(app: FastAPI, browser: TestClient, store_file: Path) -> None:
    made = sign_in(browser).json()
    headers = {"X-CSRF-Token": made["csrf_token"]}
    token = browser.post("/me/tokens", json={"name": "a", "scopes": ["read"]}, headers=headers).json()["token"]
    secret = browser.cookies[SESSION_COOKIE]
    app.state.runtime.close()
    stored = b"".join(file.read_bytes() for file in store_file.parent.iterdir() if file.is_file())
    assert b"$argon2id$" in stored
    for each in (PASSWORD, token, secret, made["csrf_token"]):
        assert each.encode() not in stored


def test_a_session_ends_by_itself_and_by_signing_out(app: FastAPI, browser: TestClient, dana: Any) -> None:
    headers = {"X-CSRF-Token": sign_in(browser).json()["csrf_token"]}
    assert browser.delete("/session", headers=headers).status_code == 204
    assert_problem(browser.get("/me"), 401, "not-signed-in")
    sign_in(browser)
    clock: Ticking = app.state.runtime.clock
    clock.now += timedelta(hours=12)
    assert_problem(browser.get("/me"), 401, "not-signed-in")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "right", "Origin": "https://localhost:9999"},
        {"X-CSRF-Token": "right", "Origin": "null"},
        {"X-CSRF-Token": "right", "Origin": "https://attacker.example"},
        {"X-CSRF-Token": "right", "Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": "right", "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "right", "Sec-Fetch-Site": "none"},
    ],
)
def test_a_change_in_a_session_needs_proof_that_our_own_page_asks(browser: TestClient, headers: dict[str, str]) -> None:
    word = sign_in(browser).json()["csrf_token"]
    sent = {name: word if value == "right" else value for name, value in headers.items()}
    answer = browser.post("/me/tokens", json={"name": "a", "scopes": ["read"]}, headers=sent)
    assert answer.status_code == 403
    assert answer.json()["code"] in ("forged-request", "forbidden")
    good = {"X-CSRF-Token": word, "Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/me/tokens", json={"name": "a", "scopes": ["read"]}, headers=good).status_code == 201


def test_another_site_can_not_sign_its_reader_in(browser: TestClient) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    answer = browser.post("/session", json=body, headers={"Origin": "https://attacker.example"})
    assert_problem(answer, 403, "forbidden")
    assert SESSION_COOKIE not in browser.cookies


def test_a_wrong_password_and_no_account_get_the_same_answer_and_the_same_work(
    app: FastAPI, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_of(app, "sso@district.example")  # an account without a password
    worked: list[str] = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords, "_hasher", _Counting(verify, worked, passwords._hasher))
    answers = [sign_in(browser, email, "wrong, and long enough") for email in (EMAIL, NOBODY, "sso@district.example")]
    told = [assert_problem(answer, 401, "sign-in-failed") for answer in answers]
    assert told[0] == told[1] == told[2]
    assert len(worked) == 3
    assert len({each.split("$")[3] for each in worked}) == 1


class _Counting:
    """A hasher that remembers which hashes it was asked about."""

    def __init__(self, verify: Any, worked: list[str], hasher: Any) -> None:
        self._verify, self._worked, self.hash = verify, worked, hasher.hash

    def verify(self, stored: str, words: str) -> bool:
        self._worked.append(stored)
        return self._verify(stored, words)


@pytest.mark.parametrize("email", [EMAIL, NOBODY])
def test_sign_in_attempts_are_limited_whether_or_not_there_is_an_account(browser: TestClient, email: str) -> None:
    for _ in range(attempts.SIGN_IN.per_account):
        assert_problem(sign_in(browser, email, "wrong, and long enough"), 401, "sign-in-failed")
    answer = sign_in(browser, email.upper(), PASSWORD)
    assert_problem(answer, 429, "too-many-attempts")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_a_limit_ends_after_its_time_and_a_good_sign_in_begins_the_count_anew(
    app: FastAPI, browser: TestClient
) -> None:
    for _ in range(attempts.SIGN_IN.per_account - 1):
        sign_in(browser, password="wrong, and long enough")
    assert sign_in(browser).status_code == 200
    for _ in range(attempts.SIGN_IN.per_account + 1):
        last = sign_in(browser, password="wrong, and long enough")
    assert last.status_code == 429
    app.state.runtime.clock.now += timedelta(minutes=16)
    assert sign_in(browser).status_code == 200


def test_attempts_from_one_address_are_limited_over_all_accounts(browser: TestClient) -> None:
    codes = [sign_in(browser, f"a{n}@x.example", "wrong").status_code for n in range(attempts.SIGN_IN.per_address + 1)]
    assert set(codes[:-1]) == {401}
    assert codes[-1] == 429


def test_a_code_by_mail_sets_a_new_password_once_and_ends_every_session(
    app: FastAPI, browser: TestClient, settings: Settings
) -> None:
    sign_in(browser)
    with client_of(app) as other:
        assert ask(other).status_code == 202
        code = code_of(settings)
        assert use(other, code).status_code == 204
        assert_problem(browser.get("/me"), 401, "not-signed-in")
        assert_problem(use(other, code, new="and yet another one"), 403, "code-refused")
        assert_problem(sign_in(other), 401, "sign-in-failed")
        assert sign_in(other, password=NEW).status_code == 200


def test_asking_for_a_code_is_answered_alike_for_everybody(browser: TestClient, settings: Settings) -> None:
    there, not_there = ask(browser), ask(browser, NOBODY)
    assert (there.status_code, there.content) == (not_there.status_code, not_there.content) == (202, b"null")
    assert len(list(settings.mail_folder.glob("*.eml"))) == 1
    wrong = [use(browser, "00000000", email) for email in (EMAIL, NOBODY)]
    assert assert_problem(wrong[0], 403, "code-refused") == assert_problem(wrong[1], 403, "code-refused")


def test_what_differs_between_an_account_and_none_is_done_after_the_answer(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(service, "send_code", lambda _runtime, _email: order.append("mail"))

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_watched(message: Message) -> None:
            await send(message)
            order.append(message["type"])

        await app(scope, receive, send_watched)

    ask(TestClient(watched, base_url="https://localhost"))
    assert order == ["http.response.start", "http.response.body", "mail"]


def test_a_code_is_limited_in_tries_and_in_time(app: FastAPI, browser: TestClient, settings: Settings) -> None:
    ask(browser)
    code = code_of(settings)
    for _ in range(attempts.CODE_TRIED.per_account):
        assert_problem(use(browser, "00000000"), 403, "code-refused")
    assert_problem(use(browser, code), 429, "too-many-attempts")
    app.state.runtime.clock.now += timedelta(minutes=11)
    assert_problem(use(browser, code), 403, "code-refused")


def test_codes_are_not_sent_without_end(browser: TestClient, settings: Settings) -> None:
    answers = [ask(browser).status_code for _ in range(attempts.CODE_SENT.per_account + 1)]
    assert answers == [202] * attempts.CODE_SENT.per_account + [429]
    assert len(list(settings.mail_folder.glob("*.eml"))) == attempts.CODE_SENT.per_account


def test_the_mail_in_the_folder_is_for_the_owner_alone_and_its_place_is_told(
    browser: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    ask(browser)
    (file,) = settings.mail_folder.glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0
    assert str(file) in caplog.text
    assert code_of(settings) not in caplog.text


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaaa", EMAIL.upper(), "x" * 300])
def test_an_easy_password_is_refused_and_the_code_stays(browser: TestClient, settings: Settings, new: str) -> None:
    ask(browser)
    code = code_of(settings)
    assert_problem(use(browser, code, new=new), 422, "invalid-option")
    assert use(browser, code).status_code == 204


def test_changing_a_password_needs_the_old_one_and_ends_other_sessions(app: FastAPI, browser: TestClient) -> None:
    headers = {"X-CSRF-Token": sign_in(browser).json()["csrf_token"]}
    with client_of(app) as other:
        sign_in(other)
        body = {"current_password": "not the right one", "new_password": NEW}
        assert_problem(browser.put("/me/password", json=body, headers=headers), 401, "sign-in-failed")
        body["current_password"] = PASSWORD
        assert browser.put("/me/password", json=body, headers=headers).status_code == 204
        assert browser.get("/me").status_code == 200
        assert_problem(other.get("/me"), 401, "not-signed-in")


def test_a_token_is_shown_once_named_scoped_expiring_and_revocable(app: FastAPI, browser: TestClient) -> None:
    headers = {"X-CSRF-Token": sign_in(browser).json()["csrf_token"]}
    new = {"name": "laptop", "scopes": ["write", "read"], "expires_in_days": 1}
    made = browser.post("/me/tokens", json=new, headers=headers)
    assert made.status_code == 201, made.text
    secret = made.json()["token"]
    listed = browser.get("/me/tokens")
    assert [(each["name"], each["scopes"]) for each in listed.json()["items"]] == [("laptop", ["read", "write"])]
    assert secret not in listed.text
    with client_of(app, secret) as program:
        assert program.get("/me").json()["email"] == EMAIL
        assert browser.delete(f"/me/tokens/{made.json()['id']}", headers=headers).status_code == 204
        assert_problem(program.get("/me"), 401, "not-signed-in")
    second = browser.post("/me/tokens", json=new, headers=headers).json()["token"]
    app.state.runtime.clock.now += timedelta(days=1)
    with client_of(app, second) as program:
        assert_problem(program.get("/me"), 401, "not-signed-in")


def test_a_token_of_somebody_else_can_not_be_revoked(app: FastAPI, browser: TestClient) -> None:
    other = user_of(app, "other@city.example")
    token_of(app, other)
    with app.state.runtime.unit() as unit:
        (record,) = service.credentials.list_tokens(unit.read, other.id)
    headers = {"X-CSRF-Token": sign_in(browser).json()["csrf_token"]}
    assert_problem(browser.delete(f"/me/tokens/{record.id}", headers=headers), 404, "not-found")


def test_a_disabled_account_is_out_at_once(app: FastAPI, client: TestClient, browser: TestClient, dana: Any) -> None:
    sign_in(browser)
    token, address = token_of(app, dana), f"/users/{dana.id}"
    assert client.patch(address, json={"disabled": True}, headers=read_tag(client, address)).json()["disabled"] is True
    assert_problem(browser.get("/me"), 401, "not-signed-in")
    assert_problem(sign_in(browser), 401, "sign-in-failed")
    with client_of(app, token) as program:
        assert_problem(program.get("/me"), 401, "not-signed-in")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YTpi", "Bearer cpt_wrong", "cpt_wrong", ""])
def test_credentials_that_do_not_count_are_refused_even_beside_a_session(browser: TestClient, header: str) -> None:
    sign_in(browser)
    assert_problem(browser.get("/me", headers={"Authorization": header}), 401, "not-signed-in")
