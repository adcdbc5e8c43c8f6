"""Change memos over HTTP, with the demonstration's agreement."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.schemas.memos import MemoShown
from api.services import demonstration
from drafts.word.lint import lint

MEMOS = f"/agreements/{demonstration.AGREEMENT_ID}/memos"


@pytest.fixture
def story(app: FastAPI, client: TestClient) -> TestClient:
    told = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with app.state.runtime.unit() as unit:
        demonstration.load(unit, told)
    return client


def test_a_memo_names_what_changed_and_who_and_why(story: TestClient) -> None:
    answer = story.get(f"{MEMOS}/4...5.json")
    assert answer.status_code == 200
    memo = MemoShown.model_validate(answer.json())
    retention = next(each for each in memo.clauses if each.kind == "retention")
    assert retention.told[0] == "Retention, general: 2 years → 385 days"
    assert (retention.said[0].author, retention.said[0].party) == ("Superintendent", "the District")
    assert retention.said[0].why.startswith("One school year plus a margin.")


def test_who_and_why_are_told_of_every_revision_between(story: TestClient) -> None:
    memo = MemoShown.model_validate(story.get(f"{MEMOS}/3...5.json").json())
    retention = next(each for each in memo.clauses if each.kind == "retention")
    assert retention.told[1] == "Retention, general: 180 days → 385 days"
    assert [each.author for each in retention.said] == ["City Manager", "Superintendent"]


def test_the_page_and_the_file_are_served_with_tags(story: TestClient) -> None:
    page, file = story.get(f"{MEMOS}/4...5.html"), story.get(f"{MEMOS}/4...5.docx")
    assert "Retention, general: 2 years → 385 days" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "SRO Program MOU - Change memo Draft 4 to Draft 5.docx" in file.headers["content-disposition"]
    assert lint(file.content) == ()
    assert story.get(f"{MEMOS}/4...5.docx", headers={"If-None-Match": file.headers["etag"]}).status_code == 304
    assert story.head(f"{MEMOS}/4...5.json").status_code == 200


def test_the_full_file_is_another_one_with_everything(story: TestClient) -> None:
    page, full = story.get(f"{MEMOS}/2...6.docx"), story.get(f"{MEMOS}/2...6.docx", params={"full": "true"})
    assert full.status_code == 200
    assert len(full.content) > len(page.content)
    assert full.headers["etag"] != page.headers["etag"]
    assert lint(full.content) == ()


def test_a_draft_that_is_not_there_has_no_memo(story: TestClient) -> None:
    assert story.get(f"{MEMOS}/4...99.json").status_code == 404
