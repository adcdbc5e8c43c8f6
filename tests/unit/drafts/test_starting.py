"""Template agreements and the clause library: every one can be drafted, and contradicts itself nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from clauses.checks import check
from clauses.checks.findings import Level
from clauses.checks.state import agreement_state
from clauses.copies import with_new_identities
from clauses.errors import NotFound
from clauses.kinds import kind
from clauses.library import Alternative, alternative, alternatives
from clauses.record import ClauseRevision
from clauses.wording import render
from clauses.wording.match import prose
from drafts.assemble import assemble, canonical_text
from drafts.starting.templates import NAMES, Values, begun, template
from tests.unit.clauses.story import revision

AT = datetime(2026, 1, 1, tzinfo=UTC)
VALUES = Values(date(2026, 7, 1), "the Springfield School Board", "the City of Springfield")


def clauses(name: str, values: Values = VALUES) -> tuple[ClauseRevision, ...]:
    return begun(template(name), values, "seed", author="Clerk", at=AT)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_makes_a_draft_without_a_finding_of_its_own(name: str) -> None:
    assembly = assemble(template(name).title, [render(each) for each in clauses(name)])
    text = canonical_text(assembly.document)
    assert assembly.findings == ()
    assert "Springfield School Board" in text
    assert "July 1, 2026" in text
    assert "June 30, 2027" in text
    assert "<" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_template_contradicts_itself_nowhere(name: str) -> None:
    found = check(agreement_state(clauses(name)))
    assert [(each.rule, each.why) for each in found if each.level is Level.ERROR] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_clauses(name: str) -> None:
    assert clauses(name) == clauses(name)
    assert {each.origin.reference for each in clauses(name)} == {f"template:{name}"}


def test_a_template_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="sro-cameras"):
        template("lease")


@pytest.mark.parametrize(("start", "end"), [("2026-07-01", "2027-06-30"), ("2028-02-29", "2029-02-28")])
def test_a_term_is_a_year_long(start: str, end: str) -> None:
    assert Values(date.fromisoformat(start)).end.isoformat() == end


@pytest.mark.parametrize("each", alternatives(), ids=lambda each: f"{each.kind}-{each.name}")
def test_an_alternative_is_a_whole_clause_of_its_kind(each: Alternative) -> None:
    assert alternative(each.kind, each.name) == each
    assert type(each.fields) is kind(each.kind).fields_model
    assert prose(revision(each.kind, each.fields.model_dump(mode="json", exclude_none=True), each.heading))


def test_an_alternative_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="police, district"):
        alternative("camera_use", "parents")


def test_copies_have_identities_of_their_own_and_references_follow() -> None:
    before = clauses("sro-cameras")
    copies = with_new_identities(before, "another")
    assert not {each.clause_id for each in before} & {each.clause_id for each in copies}
    assert [each.heading for each in copies] == [each.heading for each in before]
    ending = next(each for each in copies if each.kind == "termination")
    there = {each.clause_id for each in copies}
    assert set(ending.fields.model_dump()["survives"]) <= there
    assert [prose(each) for each in copies if each.kind == "retention"] == [
        prose(each) for each in before if each.kind == "retention"
    ]
