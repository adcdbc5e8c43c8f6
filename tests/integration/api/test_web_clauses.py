"""The negotiator's pages about clauses, as a browser gets them without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings
from tests.support.made_once import MadeOnce
from tests.support.negotiated import negotiate

A = f"/app/agreements/{AGREEMENT_ID}"
EMAIL = {account.key: account.email for account in ACCOUNTS}
TOKEN = {account.key: account.token for account in ACCOUNTS}


@pytest.fixture(scope="module")
def folder(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_once.copied_demonstration(tmp_path_factory.mktemp("clauses") / "demo")
    negotiate(made)
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    app = create_app(Settings(database_url=url, mail_folder=folder / "mail"))
    yield TestClient(app, base_url="https://localhost", raise_server_exceptions=False, follow_redirects=False)
    app.state.runtime.close()


@pytest.fixture(scope="module")
def clauses(site: TestClient) -> dict[str, str]:
    """The identities of the clauses by their kinds."""
    answer = site.get(f"/agreements/{AGREEMENT_ID}/clauses?limit=200", headers=as_("operator"))
    return {each["kind"]: each["clause_id"] for each in answer.json()["items"]}


def as_(who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN[who]}"}


def sign_in(site: TestClient, who: str) -> TestClient:
    site.cookies.clear()
    answer = site.post("/app/sign-in", data={"email": EMAIL[who], "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return site


@pytest.fixture
def counsel(site: TestClient) -> TestClient:
    return sign_in(site, "district_counsel")


def send(site: TestClient, page: str, form: dict[str, Any], to: str = "") -> Any:
    """The answer to a form of ``page``, with the word of the session that the page carries."""
    found = re.search(r'name="form_token" value="([^"]+)"', site.get(page).text)
    assert found
    return site.post(to or page, data={**form, "form_token": found[1]})


def rows(text: str) -> dict[str, str]:
    """The rows of the list by the headings of their clauses, without tags."""
    found = re.findall(r'<li>\n<span class="no">(.*?)</li>', text, flags=re.S)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", each).replace("\n", " ").split()) for each in found]
    headings = [re.search(r"/clauses/\w+\">([^<]+)<", each) for each in found]
    return {heading[1]: row for heading, row in zip(headings, plain, strict=True) if heading}


# ------------------------------------------------------------------------------------------------------------ list


def test_the_list_tells_of_each_clause_how_far_the_sides_are_and_whose_move_it_is(counsel: TestClient) -> None:
    told = rows(counsel.get(f"{A}/clauses").text)
    assert len(told) == 26
    assert "Agreed" in told["Amendment"]
    assert "Agreed by the City" in told["Notices"]
    assert "Your move" in told["Notices"]
    assert all(words in told["Termination"] for words in ("Your move", "Proposal of the City", "1 comment thread"))
    assert "Move of the City" in told["Complaints"]
    assert "Your side’s draft" in told["Training"]


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("status=agreed", {"Amendment"}),
        ("status=agreed-by-one", {"Notices"}),
        ("move=ours", {"Termination", "Notices"}),
        ("move=theirs", {"Complaints"}),
    ],
)
def test_the_list_is_narrowed(counsel: TestClient, query: str, headings: set[str]) -> None:
    assert set(rows(counsel.get(f"{A}/clauses?{query}").text)) == headings


def test_the_list_is_told_to_the_other_side_from_its_own_place_and_without_what_is_private(site: TestClient) -> None:
    told = rows(sign_in(site, "city_attorney").get(f"{A}/clauses").text)
    assert "Move of the District" in told["Termination"]
    assert "Agreed by your side" in told["Notices"]
    assert "private" not in " ".join(told.values()).lower()
    assert "draft" not in told["Training"]


def test_an_observer_is_shown_the_list_and_no_way_to_change_it(site: TestClient) -> None:
    text = sign_in(site, "council_member").get(f"{A}/clauses").text
    assert len(rows(text)) == 26
    assert "Add a clause" not in text
    assert "Your move" not in text
