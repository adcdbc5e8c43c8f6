"""Two uploaded files compared on a page: the same view as of two drafts, clear refusals, and nothing kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services.demonstration import AGREEMENT_ID
from drafts.word.resolve import accept_all
from tests.integration.api.pages import DOCX, form_token, opened, sign_in
from tests.support.made_once import MadeOnce
from tests.support.seen import seen, texts

Files = dict[str, tuple[str, bytes]]


@pytest.fixture(scope="module")
def lawyer(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(made_once.copied_demonstration(tmp_path_factory.mktemp("files") / "demo")) as site:
        yield sign_in(site, "district_counsel")


@pytest.fixture(scope="module")
def drafts(lawyer: TestClient) -> dict[str, bytes]:
    numbers = {"before": 5, "after": 6}
    return {
        side: lawyer.get(f"/agreements/{AGREEMENT_ID}/drafts/{number}.docx").content for side, number in numbers.items()
    }


def compare(lawyer: TestClient, files: Files, data: dict[str, str] | None = None, *, part: bool = False) -> Any:
    token = form_token(lawyer.get("/app/compare").text)
    headers = {"HX-Request": "true"} if part else {}
    return lawyer.post("/app/compare", files=files, data={"form_token": token, **(data or {})}, headers=headers)


def test_two_files_are_compared_as_two_drafts_are(lawyer: TestClient, drafts: dict[str, bytes]) -> None:
    files = {side: (f"{side}.docx", docx) for side, docx in drafts.items()}
    answer = compare(lawyer, files, {"layout": "sides"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "[deleted: " in answer.text
    assert 'class="sheet sides"' in answer.text
    [offered] = re.findall(r'<select data-by="clause">(.*?)</select>', answer.text)
    first = re.findall(r'<option value="([0-9]+)[0-9 ]*">[^<]+ \([0-9]+\)', offered)[0]
    assert f'data-changes="{first}' in answer.text
    assert "<td>Effective date</td><td>blank</td><td>March 18, 2020</td>" in answer.text
    part = compare(lawyer, files, part=True).text
    assert "<h1" not in part
    assert 'class="sheet"' in part


def test_the_comparison_of_two_files_is_taken_away_as_a_redline(lawyer: TestClient, drafts: dict[str, bytes]) -> None:
    answer = compare(lawyer, {side: (f"{side}.docx", docx) for side, docx in drafts.items()}, {"as": "docx"})
    assert answer.headers["content-type"] == DOCX
    assert 'filename="before to after - Redline.docx"' in answer.headers["content-disposition"]
    assert texts(seen(accept_all(answer.content)).body) == texts(seen(drafts["after"]).body)


def test_each_file_that_cannot_be_read_is_named_with_its_own_reason(
    lawyer: TestClient, drafts: dict[str, bytes]
) -> None:
    answer = compare(lawyer, {"before": ("a.docx", b"Dear Sir"), "after": ("big.docx", b"PK" + bytes(2 << 20))})
    assert answer.status_code == 422
    assert "big.docx" in answer.text
    assert "larger than" in answer.text
    answer = compare(lawyer, {"before": ("a.docx", b"Dear Sir"), "after": ("b.docx", drafts["after"][:900])})
    reasons = dict(re.findall(r"<dt>(\w\.docx).*?<dd>(.*?)</dd>", answer.text))
    assert answer.status_code == 422
    assert list(reasons) == ["a.docx", "b.docx"]
    assert all(reasons.values())
    assert 'data-refused="before after"' in answer.text


def test_files_that_read_the_same_are_said_to(lawyer: TestClient, drafts: dict[str, bytes]) -> None:
    same = {side: (f"{side}.docx", drafts["after"]) for side in ("before", "after")}
    assert "The two files read the same." in compare(lawyer, same).text


def test_a_comparison_leaves_out_what_the_form_says(lawyer: TestClient, drafts: dict[str, bytes]) -> None:
    files = {side: (f"{side}.docx", docx) for side, docx in drafts.items()}
    answer = compare(lawyer, files, {"ignore": "tables"})
    assert answer.status_code == 200
    everything = compare(lawyer, files).text
    changes = re.compile(r"<b data-count>(\d+) changes")
    assert int(changes.findall(answer.text)[0]) < int(changes.findall(everything)[0])
