"""A clause is read from words that are kept, and never from words that are no longer so."""

from __future__ import annotations

from typing import Any

import pytest

from api.services import shown_clauses
from tests.integration.api.conftest import Agreement, free, read_tag


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fills with an entry each time that an agreement is put into words for a read."""
    shown: list[str] = []
    show = shown_clauses.show

    def seen(agreement: Any, revisions: Any) -> Any:
        shown.append(agreement.id)
        return show(agreement, revisions)

    monkeypatch.setattr(shown_clauses, "show", seen)
    return shown


def test_reading_again_puts_nothing_into_words_again(agreement: Agreement, counted: list[str]) -> None:
    clauses = [agreement.add(heading, "A year.") for heading in ("Term", "Renewal")]
    for clause in (*clauses, *clauses):
        agreement.client.get(f"{agreement.path}/clauses/{clause['clause_id']}")
    agreement.headings()
    assert counted == [agreement.id]


def test_what_changes_the_words_changes_what_is_read(agreement: Agreement, counted: list[str]) -> None:
    first, second = (agreement.add(heading, "A year.") for heading in ("Term", "Renewal"))
    address = f"{agreement.path}/clauses/{second['clause_id']}"

    def read() -> tuple[Any, ...]:
        clause = agreement.client.get(address).json()
        return clause["number"], clause["place"], clause["text"]

    seen = [read()]
    agreement.revise(second, "Two years.")
    seen.append(read())
    inserted = {"kind": "custom", "heading": "Before", "fields": free("First."), "after": None}
    assert agreement.client.post(f"{agreement.path}/clauses", json=inserted).status_code == 201
    seen.append(read())
    style = f"{agreement.path}/house-style"
    changed = agreement.client.put(style, json={"numbering": "outline"}, headers=read_tag(agreement.client, style))
    assert changed.status_code == 200, changed.text
    seen.append(read())
    assert len({str(each) for each in seen}) == len(seen)
    assert [each[:2] for each in seen] == [(1, 2), (2, 2), (2, 3), (2, 3)]
    gone = f"{agreement.path}/clauses/{first['clause_id']}"
    assert agreement.client.delete(gone, headers=read_tag(agreement.client, gone)).status_code == 204
    assert agreement.client.get(gone).status_code == 404
    assert read()[1] == 2
