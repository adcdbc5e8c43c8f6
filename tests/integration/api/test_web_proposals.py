"""The pages of proposals: whose move it is, what each changes, and the steps as forms that lose nothing typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_negotiation import DRAFT, OPEN, REJECTED, WAITING
from api.settings import Settings
from tests.support.made_once import MadeOnce

A = f"/app/agreements/{AGREEMENT_ID}"
API = f"/agreements/{AGREEMENT_ID}"


class Desk:
    """The pages as several people see them, by the keys of their accounts."""

    def __init__(self, site: TestClient) -> None:
        self.site = site

    def _as(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer cpt_demonstration_{key}"}

    def get(self, key: str, address: str) -> str:
        answer = self.site.get(address, headers=self._as(key))
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def send(self, key: str, address: str, told: int = 303, /, **data: Any) -> str:
        """Where a form leads to, or the page that it shows again."""
        answer = self.site.post(address, data=data, headers=self._as(key), follow_redirects=False)
        assert answer.status_code == told, answer.text
        return answer.headers["location"] if told == 303 else unescape(answer.text)

    def api(self, key: str, method: str, path: str, **json: Any) -> Any:
        answer = self.site.request(method, API + path, json=json or None, headers=self._as(key))
        assert answer.is_success, answer.text
        return answer.json()

    def clause(self, kind: str) -> Any:
        found = self.api("superintendent", "GET", "/clauses")["items"]
        return next(each for each in found if each["kind"] == kind)

    def proposed(self, key: str, *edits: Any, submit: bool = True) -> str:
        """The page's address of a proposal that an account makes."""
        made = self.api(key, "POST", "/proposals", rationale="It was asked for.", edits=list(edits))["id"]
        if submit:
            self.api(key, "POST", f"/proposals/{made}/submit")
        return f"{A}/proposals/{made}"


def setting(clause: Any, path: str, value: Any) -> dict[str, Any]:
    return {
        "edit": "set_field",
        "clause_id": clause["clause_id"],
        "base": clause["number"],
        "path": path,
        "value": value,
    }


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^>]+)">', page)
    assert found, page
    return found[1]


@pytest.fixture(scope="module")
def desk(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = made_once.copied_demonstration(tmp_path_factory.mktemp("proposals") / "demo")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'counterpart.sqlite3'}", mail_folder=folder / "mail"))
    with TestClient(app, base_url="https://localhost", raise_server_exceptions=False) as site:
        yield Desk(site)


def groups(page: str) -> dict[str, list[str]]:
    """The proposals by the heading that they stand under."""
    parts = re.split(r'<section class="group (\w+)"|<details class="(ended)"', page)[1:]
    named = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {one or other: re.findall(r"<h3><a href=\"[^\"]*/([^/\"]+)\"", text) for one, other, text in named}


def test_proposals_stand_by_whose_move_it_is(desk: Desk) -> None:
    own = groups(desk.get("district_counsel", f"{A}/proposals"))
    assert own == {"yours": [OPEN], "theirs": [WAITING], "drafts": [DRAFT], "ended": [REJECTED]}
    theirs = groups(desk.get("police_chief", f"{A}/proposals"))
    assert theirs == {"yours": [WAITING], "theirs": [OPEN], "ended": [REJECTED]}
    assert groups(desk.get("operator", f"{A}/proposals")) == {"open": [WAITING, OPEN], "ended": [REJECTED]}


def test_a_proposal_is_told_in_values_findings_and_a_redline(desk: Desk) -> None:
    page = desk.get("district_counsel", f"{A}/proposals/{OPEN}")
    assert "Retention, general: 385 days → 180 days" in page
    assert "New error: Recordings outlast the time to complain" in page
    assert "[deleted: </span>forty-eight (48)" in page
    assert page.count('class="row heading"') == 2  # the sections in which something changes, and no other
    assert f"/proposals/{OPEN}/preview.docx" in page


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        ("district_counsel", {"accept", "counter", "reject"}),
        ("police_chief", {"withdraw"}),
        ("board_clerk", set[str]()),
        ("council_member", set[str]()),
        ("operator", set[str]()),
    ],
)
def test_a_page_offers_the_steps_that_its_reader_may_take(desk: Desk, key: str, offered: set[str]) -> None:
    page = desk.get(key, f"{A}/proposals/{OPEN}")
    assert set(re.findall(rf'action="{A}/proposals/{OPEN}/(\w+)"', page)) - {"comments"} == offered


def test_a_draft_of_the_other_side_is_not_there(desk: Desk) -> None:
    answer = desk.site.get(f"{A}/proposals/{DRAFT}", headers={"Authorization": "Bearer cpt_demonstration_police_chief"})
    assert answer.status_code == 404
    assert "Only your side sees this" in desk.get("superintendent", f"{A}/proposals/{DRAFT}")


def test_a_counterproposal_begins_with_the_same_edits_and_is_changed_in_place(desk: Desk) -> None:
    audits = desk.clause("audits_reporting")
    told = {"edit": "rename_heading", "clause_id": audits["clause_id"], "base": audits["number"], "heading": "Audits"}
    theirs = desk.proposed("police_chief", setting(audits, "min_cell", 5), told)
    assert desk.send("superintendent", f"{theirs}/counter", 422, note=" ")  # a counterproposal says why
    own = desk.send("superintendent", f"{theirs}/counter", note="Ten, and\r\na shorter name.").partition("?")[0]
    page = desk.get("superintendent", f"{own}?done=written")
    assert "Ten, and\na shorter name." in page
    assert "Only your side sees it until you submit it." in page
    assert f'href="{theirs}"' in page
    desk.send("superintendent", f"{own}/edits/words", seen=seen(page), number="1", text="Audits and Numbers")
    stale = desk.send("superintendent", f"{own}/edits/remove", 412, seen=seen(page), number="0")
    assert "Somebody acted first" in stale
    desk.send("superintendent", f"{own}/edits/remove", seen=seen(stale), number="0")
    page = desk.get("superintendent", own)
    assert "Called “Audits and Numbers”" in page
    assert "Smallest" not in page
    desk.send("superintendent", f"{own}/rationale", seen=seen(page), rationale="A shorter name will do.")
    desk.send("superintendent", f"{own}/submit")
    assert '<span class="status countered">' in desk.get("police_chief", theirs)
    assert "the answer</a>" in desk.get("police_chief", theirs)
    desk.send("superintendent", f"{own}/withdraw", note="We changed our minds.")
    assert "We changed our minds." in desk.get("police_chief", own)


def test_a_refused_text_is_shown_again_beside_its_reason(desk: Desk) -> None:
    page = desk.get("district_counsel", f"{A}/proposals/{DRAFT}")
    again = desk.send("district_counsel", f"{A}/proposals/{DRAFT}/rationale", 422, seen=seen(page), rationale="a\x01b")
    assert "control character" in again
    assert "a\x01b" in again


def test_a_step_that_comes_too_late_says_what_happened_and_keeps_what_was_typed(desk: Desk) -> None:
    address = desk.proposed("police_chief", setting(desk.clause("training"), "hours_min", 44))
    page = desk.get("superintendent", address)
    desk.api("police_chief", "POST", f"/proposals/{address.rpartition('/')[2]}/withdraw", note="Our mistake.")
    late = desk.send("superintendent", f"{address}/reject", 412, seen=seen(page), note="Forty-eight was agreed.")
    assert "Somebody acted first" in late
    assert "Our mistake." in late
    assert ">Forty-eight was agreed.</textarea>" in late
    assert "/reject" not in late


def test_clauses_that_changed_meanwhile_are_shown_and_the_merged_words_confirmed(desk: Desk) -> None:
    clause = desk.clause("audits_reporting")
    first = desk.proposed("police_chief", setting(clause, "min_cell", 7))
    second = desk.proposed("city_attorney", setting(clause, "audit_sample_pct", 20))
    desk.send("superintendent", f"{first}/accept", agree="yes", note="Seven will do.")
    made = desk.get("superintendent", first)
    assert "Seven will do." in made
    assert "What it made" in made
    page = desk.get("superintendent", second)
    assert "As it stands now" in page
    assert "Both together" in page
    blind = desk.send("superintendent", f"{second}/accept", 409, seen=seen(page))
    assert "Clauses have changed since the proposal was made" in blind
    confirm = re.findall(r'name="confirm" value="([^"]+)"', blind)
    desk.send("superintendent", f"{second}/accept", seen=seen(page), confirm=confirm)
    fields = desk.clause("audits_reporting")["fields"]
    assert (fields["min_cell"], fields["audit_sample_pct"]) == (7, 20)


def test_words_that_two_changes_meet_in_can_not_be_accepted(desk: Desk) -> None:
    clause = desk.clause("training")
    first = desk.proposed("police_chief", setting(clause, "hours_min", 41))
    second = desk.proposed("police_chief", setting(clause, "hours_min", 42))
    desk.send("superintendent", f"{first}/accept")
    page = desk.get("superintendent", second)
    assert "in the same words" in page
    assert f'action="{second}/accept"' not in page
    assert f'action="{second}/counter"' in page


def test_a_new_clause_and_one_that_goes_are_told(desk: Desk) -> None:
    redaction = desk.clause("redaction")
    new = {"edit": "insert", "kind": "custom", "heading": "Keys", "after": redaction["clause_id"]}
    fields = {"paragraphs": [{"level": 1, "text": "The principal keeps the keys."}]}
    gone = {"edit": "delete", "clause_id": redaction["clause_id"], "base": redaction["number"]}
    moved = desk.clause("training")
    order = [each["clause_id"] for each in desk.api("superintendent", "GET", "/clauses")["items"]]
    before = order[order.index(moved["clause_id"]) - 1]
    told = {"edit": "move", "clause_id": moved["clause_id"], "base": moved["number"], "after": None}
    new["after"] = order[0]
    address = desk.proposed("police_chief", {**new, "fields": fields}, gone, {**told, "stood_after": before})
    page = desk.get("superintendent", address)
    assert "<b>Keys</b> · New clause, after Parties" in page
    assert "<b>Redaction</b> · Taken out" in page
    assert "<b>Training</b> · Moved, at the beginning" in page
    assert "The principal keeps the keys." in page


def test_comments_are_read_answered_and_settled_where_they_are_about_and_private_ones_by_their_side(desk: Desk) -> None:
    address = f"{A}/proposals/{WAITING}"
    page = desk.get("superintendent", address)
    assert "What of an injury?" in page
    [thread] = set(re.findall(r'name="thread" value="([^"]+)"', page))
    desk.send("superintendent", f"{address}/comments", thread=thread, text="A substitute then.")
    desk.send("superintendent", f"{address}/comments", text="We can go to seven days.", private="yes")
    assert "A substitute then." in desk.get("police_chief", address)
    assert "seven days" not in desk.get("police_chief", address)
    assert "We can go to seven days." in desk.get("district_counsel", address)
    assert "says something" in desk.send("police_chief", f"{address}/comments", 422, text=" ")
    desk.send("police_chief", f"{address}/comments/resolve", thread=thread)
    assert "Settled by Police Chief" in desk.get("superintendent", address)
    late = desk.send("superintendent", f"{address}/comments", 409, thread=thread, text="One more thing.")
    assert ">One more thing.</textarea>" in late
    assert "/comments" not in desk.get("board_clerk", address)
