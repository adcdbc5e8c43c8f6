"""Accepting and rejecting over HTTP, and the forms in which a redline is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from drafts.word.revisions import tracked_changes
from tests.integration.api.conftest import Agreement, assert_problem
from tests.support.wml import BEN, HEADING, d, dele, docx, ins, p, t

Rows = Callable[[], dict[str, int]]
PLAIN = docx(p(t("Costs"), ppr=HEADING) + p(t("The City pays all of it.")))
MARKED = docx(
    p(t("Costs"), ppr=HEADING)
    + p(t("The City pays "), dele(d("all ")), ins(t("half ")), t("of it."))
    + p(t("Term"), ppr=HEADING)
    + p(t("It ends in "), dele(d("June"), BEN), ins(t("July"), BEN), t("."))
)


@pytest.mark.parametrize(("way", "words"), [("accept", "July"), ("reject", "June")])
def test_all_changes_go_when_none_are_named(client: TestClient, rows: Rows, way: str, words: str) -> None:
    nothing = rows()
    answer = client.post(f"/{way}", files={"file": ("Returned.docx", MARKED)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-tracked-changes"] == "2"
    assert f'filename="Returned - {way.capitalize()}ed.docx"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert tracked_changes(answer.content).changes == ()
    again = client.post("/compare", files={"before": answer.content, "after": PLAIN}, data={"format": "md"})
    assert words in again.text
    assert rows() == nothing


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"author": "Ben Police"}, ["half "]),
        ({"author": ["Ben Police", "Ana Counsel"]}, []),
        ({"clause": "term"}, ["half "]),
        ({"kind": "moves"}, ["half ", "July"]),
        ({"since": "2026-11-02T00:00:00Z"}, ["half "]),
        ({"until": "2026-11-02T00:00:00Z", "kind": ["insertions", "deletions"]}, ["July"]),
    ],
    ids=str,
)
def test_only_what_matches_every_field_goes(client: TestClient, chosen: dict[str, str], left: list[str]) -> None:
    answer = client.post("/accept", files={"file": ("a.docx", MARKED)}, data=chosen)
    assert answer.status_code == 200, answer.text
    assert [c.after for c in tracked_changes(answer.content).changes] == left
    assert answer.headers["x-tracked-changes"] == str(2 - len(left))


def test_a_file_that_is_none_is_refused(client: TestClient) -> None:
    assert_problem(client.post("/accept", files={"file": ("a.docx", b"%PDF-1.7")}), 415, "not-a-zip")


@pytest.mark.parametrize("wrong", [{"kind": "colours"}, {"since": "yesterday"}, {"clause": ""}], ids=str)
def test_a_field_that_can_not_be_is_named(client: TestClient, wrong: dict[str, str]) -> None:
    answer = client.post("/reject", files={"file": ("a.docx", MARKED)}, data=wrong)
    assert_problem(answer, 422, "invalid-input")
    assert next(iter(wrong)) in answer.text


def test_times_the_wrong_way_round_are_refused(client: TestClient) -> None:
    times = {"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
    assert_problem(client.post("/accept", files={"file": ("a.docx", MARKED)}, data=times), 422, "invalid-option")


def test_a_comparison_is_a_page_that_runs_nothing(client: TestClient) -> None:
    files = {
        "before": ("Old.docx", PLAIN),
        "after": ("New.docx", docx(p(t("Costs <script>alert(1)</script>".replace("<", "&lt;"))))),
    }
    answer = client.post("/compare", files=files, data={"format": "html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_comparison_takes_its_options(client: TestClient) -> None:
    files = {"before": ("Old.docx", PLAIN), "after": ("New.docx", MARKED)}
    refused = client.post("/compare", files=files, data={"existing": "refuse"})
    assert_problem(refused, 422, "invalid-option")
    assert_problem(client.post("/compare", files=files, data={"rewrite_threshold": "2"}), 422, "invalid-input")
    whole = client.post(
        "/compare", files=files, data={"existing": "accept", "whole_paragraphs": "true", "format": "json"}
    )
    assert "The City pays all of it." in {c["before"] for c in whole.json()["changes"]}


@pytest.mark.parametrize(("form", "begins"), [("html", "<!doctype html>"), ("md", "# ")])
def test_a_redline_of_two_drafts_is_shown_to_people(agreement: Agreement, form: str, begins: str) -> None:
    agreement.add("Term", "It runs for one year.")
    agreement.save("Base", "2015-07-01")
    agreement.add("Meetings", "They meet monthly.")
    agreement.save("Next", "2016-07-01")
    answer = agreement.client.get(f"{agreement.path}/redlines/1...2.{form}")
    assert answer.status_code == 200, answer.text
    assert answer.text.startswith(begins)
    assert "They meet monthly." in answer.text
    fresh = agreement.client.get(
        f"{agreement.path}/redlines/1...2.{form}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert fresh.status_code == 304
