"""The redline of a draft against the one before it is made once the draft is saved, and is as private as the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.services import comparing, preparing
from api.store.redlines import redline_cache
from api.web import views
from clauses.errors import RedlineRefused
from tests.integration.api.conftest import Agreement, Bargain, assert_problem

Rows = Callable[[], dict[str, int]]
TERM = "It runs for {} from the date of the last signature."


@pytest.fixture
def revised(agreement: Agreement) -> Agreement:
    """One draft, and a clause that was revised since."""
    clause = agreement.add("Term", TERM.format("one year"))
    agreement.save("First")
    agreement.revise(clause, TERM.format("two years"))
    return agreement


def _whose(app: FastAPI) -> list[str | None]:
    """The side of each redline that is kept."""
    with app.state.runtime.unit() as unit:
        return list(unit.read.execute(select(redline_cache.c.side).order_by(redline_cache.c.made_at)).scalars())


def test_the_redline_against_the_draft_before_is_there_once_a_draft_is_saved(
    revised: Agreement, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows()["redline_cache"] == 0  # the first draft has none before it
    revised.save("Second")
    assert rows()["redline_cache"] == 1
    monkeypatch.setattr(comparing, "redline", _never)
    for address in (f"/app{revised.path}/compare", f"{revised.path}/redlines/1...2.docx"):
        assert revised.client.get(address).status_code == 200
    assert revised.client.get(f"{revised.path}/redlines/2...1.docx").status_code == 500  # nobody has made that one
    assert rows()["redline_cache"] == 1


def test_a_comparison_that_was_made_ahead_is_the_one_that_is_made_when_asked(revised: Agreement, app: FastAPI) -> None:
    revised.save("Second")
    page = f"/app{revised.path}/compare"
    ahead = revised.client.get(page)
    with app.state.runtime.unit() as unit:
        unit.write.execute(redline_cache.delete())
    views.view_of.cache_clear()
    assert revised.client.get(page).content == ahead.content
    assert "two years" in ahead.text


def test_what_is_made_ahead_of_a_working_draft_is_its_side_s_own_until_it_is_tabled(
    bargain: Bargain, app: FastAPI
) -> None:
    bargain.agreement.add("Term", TERM.format("one year"))
    body = {"label": "First", "dated": "2020-03-03"}
    assert bargain.agreement.client.post(f"{bargain.path}/drafts", json=body).status_code == 201
    made = bargain.district.post(f"{bargain.path}/drafts", json=body | {"label": "Ours"})
    assert (made.status_code, made.json()["status"]) == (201, "working")
    assert _whose(app) == ["district"]
    address = f"{bargain.path}/redlines/1...2.docx"
    assert_problem(bargain.city.get(address), 404, "not-found")
    assert "Ours" not in bargain.city.get(f"/app{bargain.path}/compare").text
    assert bargain.district.post(f"{bargain.path}/drafts/2/table").status_code == 200
    assert _whose(app) == ["district", None]
    assert bargain.city.get(address).status_code == 200
    assert _whose(app) == ["district", None]


def test_a_redline_that_can_not_be_made_ahead_leaves_the_draft_saved(
    revised: Agreement, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise RedlineRefused("It can't be proved.")

    monkeypatch.setattr(preparing, "redline_of", refused)
    assert revised.save("Second")["number"] == 2
    assert rows()["redline_cache"] == 0


def test_nothing_is_made_ahead_where_no_redline_is_kept(revised: Agreement, app: FastAPI, rows: Rows) -> None:
    runtime = app.state.runtime
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"cached_redlines": 0}))
    assert revised.save("Second")["number"] == 2
    assert rows()["redline_cache"] == 0


def _never(*_: object, **__: object) -> None:
    raise AssertionError("it was made before")
