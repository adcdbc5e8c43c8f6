"""The pages of webhooks, without a script: made with a secret shown once, changed, tested, sent again, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.integration.api.conftest import client_of
from tests.integration.api.test_web import EMAIL, PASSWORD, A, form_token
from tests.integration.api.test_webhooks import DOWN, URL, Receiver, send
from tests.support.made_once import MadeOnce

HOOKS = f"{A}/webhooks"


@pytest.fixture(scope="module")
def app(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The demonstration; nothing is sent unless a test does it."""
    folder: Path = made_once.copied_demonstration(tmp_path_factory.mktemp("hooks") / "demo")
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    made = create_app(Settings(database_url=url, mail_folder=folder / "mail", webhooks=False))
    yield made
    made.state.runtime.close()


@pytest.fixture(scope="module")
def pages(app: FastAPI) -> dict[str, TestClient]:
    """A browser for the district's admin, for one who is none, and for who runs the server."""
    found: dict[str, TestClient] = {}
    for key in ("superintendent", "district_counsel", "operator"):
        found[key] = client_of(app)
        answer = found[key].post(
            "/app/sign-in", data={"email": EMAIL[key], "password": PASSWORD}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
    return found


@pytest.fixture(scope="module")
def admin(pages: dict[str, TestClient]) -> TestClient:
    return pages["superintendent"]


def sent(browser: TestClient, address: str, **data: Any) -> Any:
    """The answer to a form."""
    return browser.post(address, data={"form_token": form_token(browser.get("/app/account").text), **data})


def secret_in(text: str) -> str:
    found = re.search(r'value="(whsec_[^"]+)"', text)
    assert found, text
    return found[1]


def made(browser: TestClient, url: str = URL, **data: Any) -> str:
    """The address of a webhook that was just made."""
    text = sent(browser, HOOKS, url=url, **data).text
    assert secret_in(text)
    return re.findall(rf'href="({HOOKS}/whk-[^"]+)"', text)[-1]


def seen(text: str, action: str) -> str:
    """The tag in the form that is sent to ``action``."""
    found = re.search(rf'action="{re.escape(action)}".*?name="seen" value="([^"]+)"', text, re.S)
    assert found, text
    return unescape(found[1])


def test_the_tab_is_there_for_who_manages_webhooks_alone(pages: dict[str, TestClient]) -> None:
    tab = f'href="{HOOKS}"'
    assert [tab in pages[key].get(A).text for key in pages] == [True, False, True]
    assert pages["district_counsel"].get(HOOKS).status_code == 403


def test_a_secret_is_shown_once_when_it_is_made_and_when_another_is_made(admin: TestClient) -> None:
    text = sent(admin, HOOKS, url=URL, event=["vote.recorded", "draft.tabled"]).text
    assert "shown this once" in text
    assert "Is told of 2 events" in text
    address = re.findall(rf'href="({HOOKS}/whk-[^"]+)"', text)[-1]
    again = sent(admin, f"{address}/secret").text
    old, new = secret_in(text), secret_in(again)
    assert old != new
    for shown in (admin.get(HOOKS).text, admin.get(address).text):
        assert (old in shown, new in shown) == (False, False)
    assert "the secret of before signs too" in admin.get(address).text


def test_a_webhook_that_can_not_be_says_why_and_keeps_what_was_typed(admin: TestClient) -> None:
    answer = sent(admin, HOOKS, url="https://127.0.0.1/in", event="vote.recorded")
    assert answer.status_code == 422
    assert "leads to an address that is not on the public internet" in answer.text
    assert 'value="https://127.0.0.1/in"' in answer.text
    assert 'value="vote.recorded" checked' in answer.text
    assert sent(admin, HOOKS, url=URL, event="no.such").status_code == 422


def test_a_webhook_of_one_side_is_nobody_elses(pages: dict[str, TestClient], admin: TestClient) -> None:
    address = made(admin, f"{URL}/own")
    operator = pages["operator"]
    assert f"{URL}/own" not in operator.get(HOOKS).text
    assert operator.get(address).status_code == 404
    assert sent(operator, f"{address}/test").status_code == 404
    assert "only your side sees this" in admin.get(address).text
    assert "only your side sees this" not in operator.get(HOOKS).text


def test_a_webhook_is_changed_and_switched_off_and_says_so(admin: TestClient) -> None:
    address = made(admin)
    tag = seen(admin.get(address).text, address)
    text = sent(admin, address, url=f"{URL}/two", event="clause.added", seen=tag).text
    assert "The change counts from now on" in text
    assert '<span class="state">switched off</span>' in text
    assert 'value="clause.added" checked' in text
    assert f'<h1 class="address">{URL}/two</h1>' in text
    assert "Switch it on first" in sent(admin, f"{address}/test").text


def test_a_stale_change_shows_both_versions_and_a_stale_removal_removes_nothing(admin: TestClient) -> None:
    address = made(admin)
    tag = seen(admin.get(address).text, address)
    sent(admin, address, url=f"{URL}/first", active="true", event="vote.recorded", seen=tag)
    stale = sent(admin, address, url=f"{URL}/second", active="true", seen=tag)
    assert stale.status_code == 409
    assert "Somebody changed this webhook meanwhile" in stale.text
    assert "is told of a vote on a draft is on record," in stale.text
    assert f'value="{URL}/second"' in stale.text
    assert "nothing was done" in sent(admin, f"{address}/remove", seen=tag).text
    saved = sent(admin, address, url=f"{URL}/second", active="true", seen=seen(stale.text, address))
    assert f'<h1 class="address">{URL}/second</h1>' in saved.text


def test_what_was_sent_tells_how_it_ended_and_is_sent_again(app: FastAPI, admin: TestClient) -> None:
    address = made(admin)
    assert "Nothing yet. Send a test" in admin.get(address).text
    text = sent(admin, f"{address}/test").text
    assert "A test is on its way" in text
    assert "to be sent</span>" in text
    receiver = Receiver([DOWN])
    send(app, receiver)
    text = admin.get(address).text
    assert '<span class="state bad">given up</span>' in text
    assert ("1 attempt</summary>" in text, "answered 503" in text) == (True, True)
    found = re.search(rf'action="({re.escape(address)}/deliveries/[^"]+)"', text)
    assert found
    tag = seen(text, found[1])
    assert "It is sent again in a moment" in sent(admin, found[1], seen=tag).text
    send(app, receiver)
    text = admin.get(address).text
    assert '<span class="state good">delivered</span>' in text
    assert "2 attempts</summary>" in text
    assert "nothing was done" in sent(admin, found[1], seen=tag).text


def test_a_webhook_is_removed_with_its_deliveries(admin: TestClient) -> None:
    address = made(admin, f"{URL}/gone")
    text = sent(admin, f"{address}/remove", seen=seen(admin.get(address).text, f"{address}/remove")).text
    assert "The webhook is removed" in text
    assert f"{URL}/gone" not in text
    assert admin.get(address).status_code == 404
