"""The steps of a draft as forms on its page: saved, tabled, put before the bodies, voted on, adopted, signed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.integration.api.test_web_proposals import API, A, Desk, setting
from tests.support.made_once import MadeOnce

PEOPLE = ("A. Adams", "B. Brown", "C. Clark")


@pytest.fixture(scope="module")
def desk(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """After an acceptance: the clauses say what no draft says yet."""
    folder = made_once.copied_demonstration(tmp_path_factory.mktemp("steps") / "demo")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'counterpart.sqlite3'}", mail_folder=folder / "mail"))
    with TestClient(app, base_url="https://localhost", raise_server_exceptions=False) as site:
        made = Desk(site)
        address = made.proposed("police_chief", setting(made.clause("training"), "hours_min", 44))
        made.send("superintendent", f"{address}/accept", agree="yes")
        yield made


def offered(page: str) -> set[str]:
    """The steps that a page offers."""
    return set(re.findall(r'action="/app/agreements/[^"]+/drafts(?:/\d+/)?(\w*)"', page))


def hidden(page: str, act: str, name: str = "seen") -> str:
    form = page[page.index(f'/{act}"') :]
    found = re.search(rf'name="{name}" value="([^>]*)">', form)
    assert found, form
    return found[1]


def test_what_the_clauses_say_now_is_saved_for_the_own_side_and_then_tabled(desk: Desk) -> None:
    assert offered(desk.get("superintendent", A)) == {"", "execute"}
    assert offered(desk.get("board_clerk", A)) == set()
    assert offered(desk.get("superintendent", f"{A}/drafts/4")) == {"packet"}
    again = desk.send("superintendent", f"{A}/drafts", 422, label="", dated="2026-03-03", note="Keep this.")
    assert "What people call this draft" in again
    assert ">Keep this.</textarea>" in again
    own = desk.send("superintendent", f"{A}/drafts", label="Fewer hours", dated="2026-03-03", status="working")
    assert own == f"{A}/drafts/8?done=saved"
    page = desk.get("superintendent", own)
    assert "Only your side sees it until it is tabled." in page
    assert offered(page) == {"table"}
    chief = {"Authorization": "Bearer cpt_demonstration_police_chief"}
    assert desk.site.get(f"{A}/drafts/8", headers=chief).status_code == 404
    seen = hidden(page, "table")
    desk.send("superintendent", f"{A}/drafts/8/table", seen=seen)
    assert "Draft 8" in desk.get("police_chief", A)
    late = desk.send("superintendent", f"{A}/drafts/8/table", 412, seen=seen)
    assert "Somebody acted first" in late


def test_a_draft_is_voted_on_adopted_and_signed(desk: Desk) -> None:
    number = desk.api("superintendent", "POST", "/drafts", label="Final", dated="2026-03-04", status="tabled")["number"]
    at = f"{A}/drafts/{number}"
    desk.send("superintendent", f"{at}/packet")
    page = desk.get("superintendent", at)
    assert offered(page) == {"votes", "return"}
    assert "The City Manager</b> has not voted" in page
    told = {"body": "board", "on": "2026-03-05", "motion": "To approve it.", "rule": "majority_present"}
    told |= {"text_hash": hidden(page, "votes", "text_hash"), "seen": hidden(page, "votes"), "result": "carried"}
    wrong = desk.send("superintendent", f"{at}/votes", 422, **told, yes="A. Adams", no="B. Brown\r\nC. Clark")
    assert ">B. Brown\nC. Clark</textarea>" in wrong.replace("\r", "")
    desk.send("superintendent", f"{at}/votes", **told, yes="\r\n".join(PEOPLE), absent="D. Davis")
    again = desk.send("superintendent", f"{at}/votes", 412, **told, yes="A. Adams")
    assert "approved it, 3 to 0" in again
    assert "adopt" not in offered(again)
    page = desk.get("city_attorney", at)
    assert re.findall(r'<option value="(board|city_manager)"', page) == [
        "city_manager"
    ]  # the other side records its own
    desk.send(
        "city_attorney", f"{at}/votes", **told | {"body": "city_manager", "seen": hidden(page, "votes")}, yes="E. Evans"
    )
    page = desk.get("superintendent", at)
    assert "adopt" in offered(page)
    desk.send("superintendent", f"{at}/adopt", seen=hidden(page, "adopt"))
    page = desk.get("superintendent", at)
    assert "execute" in offered(page)
    assert "day of the last signature" in desk.send("superintendent", f"{at}/execute", 422, signed_on="March")
    desk.send("superintendent", f"{at}/execute", signed_on="2026-03-09")
    assert desk.api("superintendent", "GET", f"/drafts/{number}")["status"] == "executed"


def test_a_draft_that_a_body_holds_back_returns_to_the_table(desk: Desk) -> None:
    answer = desk.site.get(f"{API}/drafts/5", headers={"Authorization": "Bearer cpt_demonstration_superintendent"})
    assert answer.json()["status"] == "packet"
    desk.send("superintendent", f"{A}/drafts/5/return")
    assert "packet" in offered(desk.get("superintendent", f"{A}/drafts/5"))
