"""Revisions, their hashes and their chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from clauses.errors import InvalidClause, UnknownKind
from clauses.ids import clause_id_from
from clauses.kinds import kinds, parse_fields
from clauses.kinds.values import PartyRole
from clauses.record import ClauseRevision, Origin, create, revise, verify_chain
from tests.unit.clauses.story import AT, example, revision

LATER = AT + timedelta(days=1)


def chain() -> list[ClauseRevision]:
    first = revision("recitals")
    second = revise(first, heading="Purposes", author="Chief", party="police", at=LATER, rationale="Plural.")
    fields = {**example("recitals"), "incorporated": True}
    third = revise(second, fields=fields, author="Chief", party="police", at=LATER, rationale=None)
    return [first, second, third]


def test_the_content_hash_is_what_it_always_was() -> None:
    assert revision("recitals").content_hash == "bb239c542ced89253486023f79f4902b893e36325266c1c55659797120c97e7e"
    assert revision("retention").content_hash == "92d994bb534061bff1478eb4a531a1a9202748c3134fa32e15d2a3fba558d3d9"


def test_the_content_hash_tells_what_is_said_and_not_who_said_it_when() -> None:
    one = revision("recitals")
    other = create(
        clause_id=one.clause_id,
        kind="recitals",
        heading=one.heading,
        fields=one.fields,
        author="City Manager",
        at=LATER,
        origin=Origin(how="imported", reference="their.docx"),
        rationale="Theirs.",
    )
    assert other.content_hash == one.content_hash
    assert other.revision_hash != one.revision_hash


def test_the_content_hash_changes_with_identity_heading_and_fields() -> None:
    one = revision("recitals")
    changed = [
        revision("recitals", heading="Other"),
        revision("recitals", {**example("recitals"), "incorporated": True}),
        one.model_copy(update={"clause_id": clause_id_from(b"other")}),
    ]
    assert len({one.content_hash, *(c.content_hash for c in changed)}) == 4


@pytest.mark.parametrize("change", [{"author": "X"}, {"rationale": "X"}, {"number": 2}, {"party": None}, {"at": LATER}])
def test_the_revision_hash_covers_everything_else(change: dict[str, object]) -> None:
    one = revision("recitals")
    assert one.model_copy(update=change).revision_hash != one.revision_hash


@pytest.mark.parametrize("name", [spec.name for spec in kinds()])
def test_a_revision_comes_back_from_its_json(name: str) -> None:
    one = revision(name)
    again = ClauseRevision.model_validate_json(one.model_dump_json())
    assert again == one
    assert again.revision_hash == one.revision_hash


def test_a_time_with_an_offset_is_kept_in_utc() -> None:
    eastern = AT.astimezone(timezone(timedelta(hours=-5)))
    one = create(clause_id="abcdefgh", kind="recitals", heading="H", fields=example("recitals"), author="X", at=eastern)
    assert one.at.tzinfo is UTC
    assert one.at == AT


def test_revising_counts_on_and_names_the_revision_before() -> None:
    first, second, third = chain()
    assert [r.number for r in (first, second, third)] == [1, 2, 3]
    assert second.previous_hash == first.revision_hash
    assert (second.heading, second.fields) == ("Purposes", first.fields)
    assert (third.heading, third.fields) == (
        "Purposes",
        parse_fields("recitals", {**example("recitals"), "incorporated": True}),
    )
    assert second.party is PartyRole.POLICE
    assert second.origin == Origin(how="revised")


def test_an_unbroken_chain_is_accepted() -> None:
    verify_chain(chain())
    verify_chain([])


def test_a_changed_revision_breaks_the_chain_after_it() -> None:
    first, second, third = chain()
    forged = second.model_copy(update={"rationale": "Something else."})
    with pytest.raises(
        InvalidClause, match=r"^revisions\.2\.previous_hash: is not the hash of the revision before it$"
    ):
        verify_chain([first, forged, third])


def test_a_dropped_revision_breaks_the_chain() -> None:
    first, _, third = chain()
    with pytest.raises(InvalidClause) as broken:
        verify_chain([first, third])
    assert [p.path for p in broken.value.problems] == ["revisions.1.number", "revisions.1.previous_hash"]


def test_a_chain_holds_one_clause_of_one_kind_in_order_of_time() -> None:
    first, second, _ = chain()
    foreign = revision("camera_use").model_copy(
        update={"number": 2, "previous_hash": first.revision_hash, "at": AT - timedelta(days=1)}
    )
    with pytest.raises(InvalidClause) as broken:
        verify_chain([first, foreign])
    assert [p.path for p in broken.value.problems] == ["revisions.1.clause_id", "revisions.1.kind", "revisions.1.at"]
    with pytest.raises(InvalidClause, match=r"revisions\.0\.number: must be 1, not 2"):
        verify_chain([second])


def test_a_revision_from_before_its_predecessor_is_refused() -> None:
    with pytest.raises(InvalidClause, match=r"^at: must not be before the previous revision"):
        revise(revision("recitals"), author="X", party=None, at=AT - timedelta(seconds=1), rationale=None)


def test_every_refused_value_of_a_revision_is_named() -> None:
    with pytest.raises(InvalidClause) as refused:
        create(
            clause_id="C1",
            kind="recitals",
            heading="Two\nlines",
            fields=example("recitals"),
            author="",
            at=datetime(2020, 1, 1),  # noqa: DTZ001
        )
    assert [p.path for p in refused.value.problems] == ["clause_id", "heading", "author", "at"]


def test_the_fields_of_another_kind_are_refused() -> None:
    with pytest.raises(InvalidClause, match=r"^fields: must be the fields of kind recitals$"):
        create(clause_id="abcdefgh", kind="recitals", heading="H", fields=revision("custom").fields, author="X", at=AT)


def test_a_refused_field_is_named_from_the_revision() -> None:
    with pytest.raises(InvalidClause, match=r"^fields\.incorporated: must be true or false$"):
        revision("recitals", {**example("recitals"), "incorporated": "no"})


def test_an_unknown_kind_makes_no_revision() -> None:
    with pytest.raises(UnknownKind):
        revision("nonsense", {})


def test_a_rationale_may_have_lines_and_no_control_characters() -> None:
    first = revision("recitals")
    assert revise(first, author="X", party=None, at=AT, rationale="One.\n\nTwo.").rationale == "One.\n\nTwo."
    with pytest.raises(InvalidClause, match=r"^rationale: must be one line"):
        revise(first, author="X", party=None, at=AT, rationale="One.\x07")


def test_the_origin_in_a_proposal_is_kept_and_counts() -> None:
    one = chain()[0]
    origin = Origin(
        how="proposal",
        reference="p-7",
        sponsors=(PartyRole.CITY, PartyRole.POLICE),
        proposed_at=AT,
        accepted_by="Chair",
    )
    proposed = revise(one, heading="New", author="Chief", party="police", at=LATER, rationale="Why.", origin=origin)
    again = ClauseRevision.model_validate_json(proposed.model_dump_json())
    assert again == proposed
    assert again.revision_hash == proposed.revision_hash
    assert (proposed.proposal, one.proposal) == ("p-7", None)
    unsaid = proposed.model_copy(update={"origin": Origin(how="proposal", reference="p-7")})
    assert unsaid.revision_hash != proposed.revision_hash


def test_the_revision_hash_is_what_it_was_before_proposals() -> None:
    assert revision("recitals").revision_hash == "fb06faa8f1209723d1542463b06a9668dc8b9b0911ecf399d3b7ac4346b5fa40"
