"""States of a draft, votes and what they cite, and which draft is in force on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from clauses.errors import DifferentText, IllegalMove
from clauses.ids import clause_id_from
from clauses.kinds.execution import ApprovingBody
from clauses.kinds.parties import Parties
from clauses.record import ClauseRevision, create
from clauses.status import DraftStatus
from drafts.house_style import HouseStyle, Numbering
from drafts.negotiation.adoption import (
    FILLED_IN_AT_SIGNING,
    MOVES,
    Adoptable,
    AdoptedDraft,
    adoptable,
    adopted_text,
    adoption,
    check_move,
    check_vote,
    in_force_on,
)
from drafts.negotiation.votes import Rule, Vote
from tests.unit.clauses.story import AT, version

TITLE = "Memorandum of Understanding — School Resource Officer Program"
LEGAL = {
    ("working", "tabled"),
    ("tabled", "packet"),
    ("packet", "tabled"),
    ("packet", "adopted"),
    ("adopted", "executed"),
}
NINE = [f"Member {n}" for n in range(1, 10)]


def revisions(label: str) -> list[ClauseRevision]:
    return [
        create(
            clause_id=clause_id_from(each["key"].encode()),
            kind=each["kind"],
            heading=each["heading"],
            fields=each["fields"],
            author=each["author"],
            at=AT,
        )
        for each in version(label)
    ]


def drafted(number: int, **changes: dict[str, Any]) -> Adoptable:
    """The execution version of the story under a number, with fields of some kinds changed."""
    told = [{**each, "fields": {**each["fields"], **changes.get(each["kind"], {})}} for each in version("V6")]
    made = [
        create(
            clause_id=clause_id_from(each["key"].encode()),
            kind=each["kind"],
            heading=each["heading"],
            fields=each["fields"],
            author="A",
            at=AT,
        )
        for each in told
    ]
    return adoptable(number, TITLE, made)


def vote(text_hash: str, body: str = "board", yes: int = 7, no: int = 2, **more: Any) -> Vote:
    members = [f"Member {n}" for n in range(1, yes + no + 1)]
    told = {
        "body": body,
        "on": "2020-03-17",
        "motion": "To approve the agreement.",
        "text_hash": text_hash,
        "present": members,
        "ballots": [{"member": name, "ballot": "yes" if n < yes else "no"} for n, name in enumerate(members)],
        "result": "carried" if yes > no else "failed",
        **more,
    }
    return Vote.model_validate(told)


def manager(text_hash: str, **more: Any) -> Vote:
    return vote(text_hash, "city_manager", yes=1, no=0, **{"on": "2020-03-18", **more})


# ---------------------------------------------------------------------------------------------------- states


@pytest.mark.parametrize("to", DraftStatus)
@pytest.mark.parametrize("now", DraftStatus)
def test_a_draft_makes_the_moves_of_the_table_and_no_other(now: DraftStatus, to: DraftStatus) -> None:
    if (now.value, to.value) in LEGAL:
        check_move(now, to)
    else:
        with pytest.raises(IllegalMove, match=f"A draft that is {now} can't become {to}"):
            check_move(now, to)


def test_every_state_can_be_reached_and_none_is_forgotten() -> None:
    reached, ahead = set[DraftStatus](), {DraftStatus.WORKING}
    while ahead:
        reached |= ahead
        ahead = {to for now in ahead for to in MOVES[now]} - reached
    assert reached == set(DraftStatus) == set(MOVES)


# ---------------------------------------------------------------------------------------------------- the text


def test_what_is_filled_in_at_signing_leaves_the_adopted_text_as_it_is() -> None:
    approvals = [{"body": "board", "action": "vote"}, {"body": "city_manager", "action": "signature"}]
    blank = drafted(6, parties={"effective_date": None}, execution={"approvals": approvals})
    assert blank.text == drafted(6).text
    assert "____________, 20__" in blank.text


def test_any_other_field_of_those_clauses_changes_the_adopted_text() -> None:
    assert drafted(6, execution={"electronic": False}).text_hash != drafted(6).text_hash
    assert drafted(6, term_renewal={"initial_end": "2020-06-29"}).text_hash != drafted(6).text_hash
    assert drafted(6, execution={"approvals": [{"body": "board", "action": "vote"}]}).text_hash != drafted(6).text_hash


def test_the_fields_that_are_left_blank_are_those_of_the_list() -> None:
    made = revisions("V6")
    dates = {"parties": {"effective_date"}, "execution": {"approvals.*.date"}}
    assert {kind: set(paths) for kind, paths in FILLED_IN_AT_SIGNING.items()} == dates
    assert adopted_text(TITLE, made).count("____________, 20__") == 3
    assert next(r.fields for r in made if isinstance(r.fields, Parties)).effective_date == date(2020, 3, 18)


def test_the_text_is_the_one_that_is_printed_numbers_included() -> None:
    outline = HouseStyle(numbering=Numbering.OUTLINE)
    assert adopted_text(TITLE, revisions("V6"), outline) != adopted_text(TITLE, revisions("V6"))


# ---------------------------------------------------------------------------------------------------- a vote


RULES = {
    Rule.MAJORITY_PRESENT: [(5, 4, 0, 0, 5, True), (4, 1, 4, 0, 5, False), (2, 2, 0, 5, 3, False)],
    Rule.MAJORITY_VOTING: [(4, 1, 4, 0, 3, True), (2, 2, 5, 0, 3, False)],
    Rule.MAJORITY_OF_ALL: [(5, 0, 0, 4, 5, True), (4, 0, 1, 4, 5, False)],
    Rule.TWO_THIRDS_PRESENT: [(6, 3, 0, 0, 6, True), (5, 4, 0, 0, 6, False), (5, 2, 0, 2, 5, True)],
    Rule.TWO_THIRDS_OF_ALL: [(6, 0, 0, 3, 6, True), (5, 0, 0, 4, 6, False)],
}
"""By rule: how many voted yes, no, and abstained, were absent, and are needed; and whether the motion carried."""


@pytest.mark.parametrize(("rule", "told"), [(rule, told) for rule, each in RULES.items() for told in each], ids=str)
def test_the_result_follows_from_the_ballots_and_the_rule(
    rule: Rule, told: tuple[int, int, int, int, int, bool]
) -> None:
    yes, no, abstained, absent, needed, carried = told
    ballots = ["yes"] * yes + ["no"] * no + ["abstain"] * abstained
    record = {
        "present": NINE[: len(ballots)],
        "absent": NINE[len(ballots) : len(ballots) + absent],
        "ballots": [{"member": name, "ballot": each} for name, each in zip(NINE, ballots, strict=False)],
        "rule": rule.value,
    }
    made = vote("a" * 64, **record, result="carried" if carried else "failed")
    assert (made.needed, made.yes, made.no, made.abstained) == (needed, yes, no, abstained)
    with pytest.raises(ValidationError, match=f"{needed} yes are needed"):
        vote("a" * 64, **record, result="failed" if carried else "carried")


REFUSED = {
    "a member twice": {"absent": ["Member 1"]},
    "a ballot of a stranger": {"present": NINE[:8]},
    "a member without a ballot": {"present": [*NINE, "Member 10"]},
    "nobody present": {"present": [], "ballots": []},
    "a hash that is none": {"text_hash": "abc"},
    "a day that is none": {"on": "2020-02-30"},
}


@pytest.mark.parametrize("more", REFUSED.values(), ids=REFUSED)
def test_a_record_that_can_t_be_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        vote(**{"text_hash": "a" * 64, **more})


def test_a_vote_is_read_back_from_its_json() -> None:
    made = vote("a" * 64)
    assert Vote.model_validate(made.model_dump(mode="json")) == made
    assert made.quorate
    assert not vote("a" * 64, yes=1, no=0, absent=["X", "Y"]).quorate


# -------------------------------------------------------------------------------------------------- adoption


def test_an_agreement_is_adopted_when_every_body_has_approved_the_same_text() -> None:
    draft = drafted(6)
    board, city = vote(draft.text_hash), manager(draft.text_hash)
    assert draft.bodies == (ApprovingBody.BOARD, ApprovingBody.CITY_MANAGER)
    assert adoption(draft, [board]).missing == (ApprovingBody.CITY_MANAGER,)
    assert not adoption(draft, [board]).complete
    made = adoption(draft, [board, city])
    assert made.complete
    assert made.on == date(2020, 3, 18)


def test_a_vote_on_another_text_does_not_adopt_this_one() -> None:
    draft, other = drafted(6), drafted(5, execution={"electronic": False})
    made = adoption(draft, [vote(draft.text_hash), manager(other.text_hash)])
    assert not made.complete
    assert [each.body for each in made.differing] == [ApprovingBody.CITY_MANAGER]


def test_a_vote_on_another_text_is_refused_with_the_drafts_to_redline() -> None:
    draft, other = drafted(6), drafted(5, execution={"electronic": False})
    check_vote(vote(draft.text_hash), draft, [other])
    with pytest.raises(DifferentText, match="which is that of draft 5; draft 6 reads") as refused:
        check_vote(vote(other.text_hash), draft, [other, draft])
    assert (refused.value.cited, refused.value.draft) == (5, 6)
    with pytest.raises(DifferentText, match="no draft of this agreement has") as refused:
        check_vote(vote("0" * 64), draft, [other, draft])
    assert refused.value.cited is None


def test_the_last_vote_of_a_body_counts() -> None:
    draft = drafted(6)
    no = vote(draft.text_hash, yes=2, no=7, on="2020-03-10")
    yes, city = vote(draft.text_hash), manager(draft.text_hash)
    assert adoption(draft, [yes, no, city]).complete
    assert adoption(draft, [no, city]).failed == (no,)
    again = vote(draft.text_hash, yes=2, no=7)
    assert adoption(draft, [yes, again, city]).failed == (again,)


def test_a_draft_that_asks_for_no_approval_is_never_adopted() -> None:
    assert not adoption(Adoptable(1, "text", ()), []).complete


# -------------------------------------------------------------------------------------------------- in force


def record(draft: Adoptable, on: str, **more: Any) -> AdoptedDraft:
    return AdoptedDraft(draft, (vote(draft.text_hash, on=on), manager(draft.text_hash, on=on)), **more)


FIRST = record(drafted(1, execution={"electronic": False}), "2015-06-23", effective=date(2015, 7, 1))
SECOND = record(drafted(6), "2020-03-17", effective=date(2020, 3, 18))
ON = {
    date(2015, 6, 30): None,
    date(2015, 7, 1): 1,
    date(2020, 3, 17): 1,
    date(2020, 3, 18): 6,
    date(2024, 1, 1): 6,
}


@pytest.mark.parametrize(("day", "number"), ON.items(), ids=str)
def test_what_is_in_force_depends_on_the_day(day: date, number: int | None) -> None:
    found = in_force_on(day, [SECOND, FIRST])
    assert (found.draft if found else None) == number


def test_the_answer_has_the_text_and_its_hash() -> None:
    found = in_force_on(date(2020, 7, 1), [FIRST, SECOND])
    assert found is not None
    assert (found.text, found.text_hash) == (SECOND.draft.text, SECOND.draft.text_hash)
    assert found.since == date(2020, 3, 18)


def test_nothing_is_in_force_before_the_last_body_has_voted_even_if_the_text_says_so() -> None:
    late = record(drafted(6), "2020-04-01", effective=date(2020, 3, 18))
    assert in_force_on(date(2020, 3, 20), [late]) is None
    found = in_force_on(date(2020, 4, 1), [late])
    assert found is not None
    assert found.since == date(2020, 4, 1)


def test_nothing_is_in_force_after_it_has_ended_not_even_what_it_replaced() -> None:
    ended = record(drafted(6), "2020-03-17", over=date(2020, 8, 30))
    assert in_force_on(date(2020, 8, 30), [FIRST, ended]) is not None
    assert in_force_on(date(2020, 8, 31), [FIRST, ended]) is None


def test_a_draft_with_a_vote_missing_is_not_in_force() -> None:
    draft = drafted(6)
    alone = AdoptedDraft(draft, (vote(draft.text_hash),))
    assert in_force_on(date(2030, 1, 1), [alone]) is None
