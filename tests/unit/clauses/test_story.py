"""The demonstration story: seven versions that hold, render and belong together."""

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
from tests.unit.clauses.story import AT, IN_NO_DRAFT, STORY, TOLD, version


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


COUNTS = {"V1": 13, "V2": 18, "V2P": 14, "V3": 21, "V4": 24, "V5": 26, "V6": 26}


@pytest.mark.parametrize(("label", "count"), COUNTS.items())
def test_a_version_holds_every_clause_once_and_each_renders(label: str, count: int) -> None:
    clauses = rendered(label)
    assert len({clause.clause_id for clause in clauses}) == len(clauses) == count
    assert all(clause.blocks for clause in clauses)


@pytest.mark.parametrize("label", COUNTS)
def test_every_reference_finds_one_clause_and_its_paragraph(label: str) -> None:
    clauses = rendered(label)
    found = {clause.kind: clause for clause in clauses} | {clause.clause_id: clause for clause in clauses}
    assert len(found) == 2 * len(clauses)
    for reference in references(clauses):
        target = found[reference.clause_id or reference.kind or ""]
        numbered = [b for b in target.blocks if isinstance(b, RenderedParagraph) and b.level]
        assert (reference.paragraph or 0) <= len(numbered)


def test_the_story_shows_every_kind_and_both_exhibits() -> None:
    shown = {clause["kind"] for label in COUNTS for clause in version(label)}
    assert shown | IN_NO_DRAFT.keys() == {spec.name for spec in kinds()}
    assert shown.isdisjoint(IN_NO_DRAFT)
    exhibits = sorted((e.label, e.title) for clause in rendered("V5") for e in clause.exhibits)
    assert exhibits == [("A", "Schools and Assignments"), ("B", "Retention Schedule")]
    assert {clause.kind for clause in rendered("V5")} == {k.value for k in CatalogueKind} - {"pilot"}


def test_a_clause_keeps_its_key_from_version_to_version() -> None:
    kinds_by_key = [{(clause["key"], clause["kind"]) for clause in version(label)} for label in COUNTS]
    everything = set[tuple[str, str]]().union(*kinds_by_key)
    assert len(dict(everything)) == len(everything)
    assert {clause["key"] for clause in version("V1")} < {clause["key"] for clause in version("V5")}


def test_the_branch_is_the_first_version_and_a_pilot() -> None:
    branch = version("V2P")
    assert [clause for clause in branch if clause["kind"] != "pilot"] == version("V1")
    assert [clause["kind"] for clause in branch].index("pilot") == 1 + [c["kind"] for c in branch].index("training")


@pytest.mark.parametrize("told", [v for v in TOLD["versions"] if "changes" in v], ids=lambda told: told["id"])
def test_every_change_does_something_and_says_why_and_on_what_basis(told: dict[str, Any]) -> None:
    before = {clause["key"]: clause for clause in version(told["base"])}
    after = {clause["key"]: clause for clause in version(told["id"])}
    for change in told["changes"]:
        assert change["rationale"].endswith(".")
        assert change["basis"]
        assert change["basis"].keys() <= {"reported", "invented"}
        if change["op"] == "set_field":
            old, new = (clauses[change["key"]]["fields"].get(change["field"]) for clauses in (before, after))
            assert old != new == change["value"]
    for key in before.keys() & after.keys():
        same = all(before[key].get(part) == after[key].get(part) for part in ("heading", "fields", "edits"))
        named = [change["op"] for change in told["changes"] if change["key"] == key]
        assert same == (set(named) <= {"move_clause"}), key


def test_who_made_a_change_speaks_for_a_party() -> None:
    for label in COUNTS:
        assert all(clause["author"] and clause["party"] in {"district", "city", "police"} for clause in version(label))


def test_the_versions_tell_their_day_and_time() -> None:
    for told in STORY["versions"]:
        at = datetime.fromisoformat(told["at"])
        assert at.utcoffset() is not None
        assert at.date().isoformat() == told["date"]
