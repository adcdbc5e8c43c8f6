"""The demonstration story: two versions that hold, render and belong together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from api.services.demonstration import AGREEMENT_ID
from clauses.ids import clause_id_from
from clauses.kinds import kinds
from clauses.kinds.catalogue import CatalogueKind
from clauses.record import create
from clauses.wording import render
from clauses.wording.rendered import Reference, RenderedClause, RenderedParagraph
from tests.unit.clauses.story import AT, IN_NO_DRAFT, STORY, version


def rendered(label: str) -> list[RenderedClause]:
    return [
        render(
            create(
                clause_id=clause_id_from(f"{AGREEMENT_ID}/{clause['key']}".encode()),
                kind=clause["kind"],
                heading=clause["heading"],
                fields=clause["fields"],
                author=clause["author"],
                party=clause["party"],
                at=AT,
                rationale=clause.get("rationale"),
            )
        )
        for clause in version(label)
    ]


def references(clauses: list[RenderedClause]) -> Iterator[Reference]:
    for clause in clauses:
        for block in (*clause.blocks, *(b for exhibit in clause.exhibits for b in exhibit.blocks)):
            if isinstance(block, RenderedParagraph):
                yield from (span for span in block.spans if isinstance(span, Reference))


@pytest.mark.parametrize(("label", "count"), [("V1", 13), ("V5", 26)])
def test_a_version_holds_every_clause_once_and_each_renders(label: str, count: int) -> None:
    clauses = rendered(label)
    assert len({clause.clause_id for clause in clauses}) == len(clauses) == count
    assert all(clause.blocks for clause in clauses)


@pytest.mark.parametrize("label", ["V1", "V5"])
def test_every_reference_finds_one_clause_and_its_paragraph(label: str) -> None:
    clauses = rendered(label)
    found = {clause.kind: clause for clause in clauses} | {clause.clause_id: clause for clause in clauses}
    assert len(found) == 2 * len(clauses)
    for reference in references(clauses):
        target = found[reference.clause_id or reference.kind or ""]
        numbered = [b for b in target.blocks if isinstance(b, RenderedParagraph) and b.level]
        assert (reference.paragraph or 0) <= len(numbered)


def test_the_second_version_shows_every_kind_and_both_exhibits() -> None:
    assert {clause["kind"] for clause in version("V5")} | IN_NO_DRAFT.keys() == {spec.name for spec in kinds()}
    exhibits = sorted((e.label, e.title) for clause in rendered("V5") for e in clause.exhibits)
    assert exhibits == [("A", "Schools and Assignments"), ("B", "Retention Schedule")]
    assert {clause.kind for clause in rendered("V5")} == {k.value for k in CatalogueKind} - {"pilot"}


def test_a_clause_keeps_its_key_from_version_to_version() -> None:
    before = {clause["key"]: clause for clause in version("V1")}
    after = {clause["key"]: clause for clause in version("V5")}
    assert before.keys() < after.keys()
    for key, clause in before.items():
        assert (after[key]["kind"], subject(after[key])) == (clause["kind"], subject(clause))


def subject(clause: dict[str, Any]) -> str:
    return clause["fields"].get("stands_for", "")


def test_every_changed_clause_says_why() -> None:
    before = {clause["key"]: clause for clause in version("V1")}
    for clause in version("V5"):
        old = before.get(clause["key"])
        changed = old is None or any(old[part] != clause[part] for part in ("heading", "fields"))
        moved = clause["key"] in {"c12", "c17"}
        assert ("rationale" in clause) == (changed or moved), clause["key"]


def test_the_versions_tell_their_day_and_time() -> None:
    for told in STORY["versions"]:
        at = datetime.fromisoformat(told["at"])
        assert at.utcoffset() is not None
        assert at.date().isoformat() == told["date"]
