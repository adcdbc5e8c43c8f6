"""Findings as a page: the worst first, each with its rule and the clauses that it is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.services.demonstration import AGREEMENT_ID
from tests.integration.api.pages import opened, sign_in
from tests.support.made_once import MadeOnce

A = f"/app/agreements/{AGREEMENT_ID}/findings"


@pytest.fixture(scope="module")
def lawyer(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(made_once.copied_demonstration(tmp_path_factory.mktemp("findings") / "demo")) as site:
        yield sign_in(site, "district_counsel")


def test_the_findings_of_a_draft_stand_by_level_with_their_rules_and_places(lawyer: TestClient) -> None:
    text = lawyer.get(f"{A}?draft=4").text
    told = lawyer.get(f"/agreements/{AGREEMENT_ID}/drafts/4/findings").json()
    assert [text.count(f'class="finding {level}"') for level in told["counts"]] == list(told["counts"].values())
    assert text.index('class="finding error"') < text.index('class="finding warning"')
    for each in told["items"]:
        assert f'<span class="code">{each["rule"]}</span> {each["title"]}' in text
        assert each["mend"] in text
        assert all(place["heading"] in text for place in each["places"])


def test_findings_are_narrowed_to_a_level(lawyer: TestClient) -> None:
    text = lawyer.get(f"{A}?draft=4&level=warning").text
    assert 'class="finding warning"' in text
    assert 'class="finding error"' not in text
    assert ">Errors (1)</option>" in text


def test_an_agreement_in_which_nothing_is_found_is_told_what_is_looked_for(lawyer: TestClient) -> None:
    text = lawyer.get(A).text
    assert "The agreement as it stands" in text
    assert "Nothing was found" in text
    assert "Nothing of that level" in lawyer.get(f"{A}?draft=5&level=error").text


def test_findings_of_a_draft_that_is_not_there_are_a_page_that_says_so(lawyer: TestClient) -> None:
    assert lawyer.get(f"{A}?draft=99").status_code == 404
    assert lawyer.get(f"{A}?draft=x").status_code == 422
