"""What an edit of a clause's words becomes: fields that follow, wording that is kept, places that are lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clauses.bespoke import BespokeWording, PlaceState
from clauses.errors import NumberAndWordDisagree, UnreadableProse
from clauses.record import ClauseRevision, revise
from clauses.wording import render
from clauses.wording.match import Matched, match, prose
from clauses.wording.match.readers import disagreements, number_of
from tests.support.prose_edits import Verdict, disagreeing, judge, run
from tests.unit.clauses.story import AT, example, revision


def after(before: ClauseRevision, matched: Matched) -> ClauseRevision:
    return revise(
        before, fields=matched.fields, wording=matched.wording, author="Chief", party="police", at=AT, rationale=None
    )


def edited(before: ClauseRevision, *changes: tuple[str, str]) -> tuple[Matched, ClauseRevision]:
    """The match of the clause's words with each first string replaced by the second, and the revision it makes."""
    text = prose(before)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    matched = match(text, before)
    made = after(before, matched)
    assert prose(made) == "\n".join(line for line in text.split("\n") if line)
    return matched, made


def changed(matched: Matched) -> dict[str, Any]:
    return {each.path: each.after for each in matched.changed}


def paths(marks: tuple[Any, ...]) -> list[str]:
    return [mark.path for mark in marks]


TERM = "term_renewal"


# ------------------------------------------------------------------------------------------------ values that follow


@pytest.mark.parametrize(
    ("kind", "old", "new", "fields"),
    [
        (TERM, "sixty (60)", "ninety (90)", {"nonrenewal_notice.n": 90}),
        (TERM, "sixty (60) calendar days", "ten (10) business days",
         {"nonrenewal_notice.n": 10, "nonrenewal_notice.unit": "business_days"}),
        (TERM, "June 30, 2020", "May 31, 2021", {"initial_end": "2021-05-31"}),
        (TERM, "April 15", "May 1", {"review_by": "05-01"}),
        (TERM, "no more than once", "no more than three (3) times", {"max_renewals": 3}),
        ("costs_payment", "$130,000", "$145,500.50", {"annual_cost": "145500.50"}),
        ("costs_payment", "one hundred percent (100%)", "fifty percent (50%)", {"district_share_pct": 50}),
        ("video_ownership", "The Department owns", "The District owns", {"owner": "district"}),
        ("video_ownership", "system each day", "system each week", {"offload": "weekly"}),
        ("sro_duties", "a mentor, and an educator", "and an educator", None),
        ("sro_duties", "a law-enforcement officer, a mentor, and an educator", "an educator and a mentor",
         {"roles": ["educator", "mentor"]}),
        ("retention", "385 days", "400 days", {"rules.general.min": "P400D"}),
        ("camera_use", "\t\twhen force is used or is about to be used; or\n", "", None),
        ("camera_use", "\t\ta locker room;\n", "",
         {"prohibited_areas": ["restroom", "health_office", "counseling_office", "special_education_meeting",
                               "classroom_instruction"]}),
    ],
)  # fmt: skip
def test_a_value_edited_in_its_place_is_the_fields_new_value(
    kind: str, old: str, new: str, fields: dict[str, Any] | None
) -> None:
    matched, made = edited(revision(kind), (old, new))
    if fields is not None:
        assert (changed(matched), matched.wording) == (fields, None)
    assert made.fields == matched.fields


def test_a_number_with_a_unit_of_no_kind_follows_and_its_unit_is_unbound() -> None:
    before = revision(TERM)
    matched, made = edited(before, ("sixty (60) calendar days", "ninety (90) days"))
    assert changed(matched) == {"nonrenewal_notice.n": 90}
    assert [(mark.path, mark.title) for mark in matched.unbound] == [
        ("nonrenewal_notice.unit", "Notice of non-renewal, Unit")
    ]
    again, _ = edited(made, ("ninety (90) days", "ten (10) business days"))
    assert (again.wording, again.unbound) == (None, ())


def test_a_defined_term_and_a_reference_by_identity_follow() -> None:
    matched, _ = edited(revision("definitions"), ("{term:Chief}", "{term:Chief of Police}"))
    assert changed(matched)["entries"][2]["term"] == "Chief of Police"
    one = revision("termination", {**example("termination"), "survives": ["abcdefgh"]})
    followed, _ = edited(one, ("{ref:clause:abcdefgh}", "{ref:clause:bcdefghi} and {ref:clause:abcdefgh}"),
                         ("survives the end", "survive the end"))  # fmt: skip
    assert changed(followed) == {"survives": ["bcdefghi", "abcdefgh"]}


def test_fields_that_no_words_show_stay_as_they_were() -> None:
    before = revision("costs_payment", {**example("costs_payment"), "district_share_pct": 0, "installments": 7})
    matched, _ = edited(before, ("$130,000", "$1"))
    assert changed(matched) == {"annual_cost": "1.00"}
    assert matched.fields.model_dump()["installments"] == 7


# ---------------------------------------------------------------------------------------------------- conditions


def test_a_paragraph_taken_out_switches_its_condition_off() -> None:
    matched, _ = edited(revision(TERM), ("\n\tThis Agreement may renew no more than once.", ""))
    assert (changed(matched), matched.wording) == ({"max_renewals": None}, None)


def test_the_other_words_of_a_choice_make_the_other_choice() -> None:
    sentence = "A Body-Worn Camera shall not be used covertly."
    other = "A Body-Worn Camera may be used covertly where the law permits it."
    matched, _ = edited(revision("camera_use"), (sentence, other))
    assert (changed(matched), matched.wording) == ({"covert_mode": True}, None)


def test_a_paragraph_that_can_not_be_switched_off_leaves_its_fields_unbound() -> None:
    line = prose(revision(TERM)).split("\n")[0]
    matched, _ = edited(revision(TERM), (line + "\n", ""))
    assert paths(matched.unbound) == ["start", "initial_end"]
    assert [mark.words for mark in matched.unbound] == ["", ""]
    assert matched.changed == ()


# ------------------------------------------------------------------------------------------------ words of its own


def test_free_words_are_kept_and_the_fields_around_them_need_review() -> None:
    before = revision(TERM)
    matched, made = edited(before, ("gives written notice", "gives prompt written notice"))
    assert matched.changed == ()
    assert paths(matched.needs_review) == ["nonrenewal_notice", "renewal_mode"]
    assert made.wording is not None
    confirmed = made.wording.confirmed(frozenset({"nonrenewal_notice"}))
    assert paths(confirmed.needs_review) == ["renewal_mode"]
    assert made.wording.confirmed().all_marks == ()


def test_a_free_paragraph_put_in_asks_for_nothing() -> None:
    matched, _ = edited(
        revision(TERM), ("\tThe Board and", "\tThe Parties shall meet twice each year.\n\tThe Board and")
    )
    assert matched.wording is not None
    assert matched.wording.all_marks == ()


def test_a_duty_turned_round_marks_every_field_of_its_sentence() -> None:
    matched, _ = edited(
        revision("video_ownership"), ("shall keep each Recording on", "need not keep each Recording on")
    )
    assert {"custodian", "storage_host"} <= set(paths(matched.needs_review))


def test_a_lead_in_that_is_edited_marks_the_list_that_it_leads_in() -> None:
    matched, _ = edited(revision("camera_use"), ("activate the Body-Worn Camera only:", "activate the Camera, except:"))
    assert "triggers" in paths(matched.needs_review)


def test_a_value_that_can_not_be_read_is_unbound_and_keeps_its_words() -> None:
    matched, _ = edited(revision(TERM), ("March 18, 2020", "the day of signing"))
    assert [(m.path, m.title, m.words) for m in matched.unbound] == [("start", "Start", "the day of signing")]
    assert matched.changed == ()


def test_an_unbound_place_that_says_a_value_again_is_bound_again() -> None:
    _, made = edited(revision(TERM), ("March 18, 2020", "the day of signing"), ("renews for", "shall renew for"))
    matched, _ = edited(made, ("the day of signing", "April 1, 2020"))
    assert changed(matched) == {"start": "2020-04-01"}
    assert matched.unbound == ()
    assert "nonrenewal_notice" in paths(matched.needs_review)


def test_a_value_that_a_rule_of_the_record_refuses_is_unbound() -> None:
    matched, _ = edited(revision(TERM), ("June 30, 2020", "June 30, 2019"))
    assert paths(matched.unbound) == ["initial_end"]


def test_later_changes_flow_into_words_of_its_own() -> None:
    before = revision(TERM)
    _, made = edited(before, ("gives written notice", "gives prompt written notice"))
    fields = {**example(TERM), "nonrenewal_notice": {"n": 90, "unit": "school_days"}, "max_renewals": None}
    later = revise(made, fields=fields, author="Chief", party="police", at=AT, rationale=None)
    assert "gives prompt written notice of non-renewal at least ninety (90) school days before" in prose(later)
    assert "may renew no more than" not in prose(later)


def test_a_list_with_an_edited_paragraph_still_grows_and_shrinks() -> None:
    before = revision("definitions")
    entries = example("definitions")["entries"]
    _, made = edited(before, ("{term:Chief} means", "{term:Chief} shall mean"))
    more = [*entries, {"term": "Hold", "meaning": "a duty to keep a Recording"}]
    grown = revise(made, fields={"entries": more}, author="Chief", party="police", at=AT, rationale=None)
    assert prose(grown) == prose(made) + "\n\t{term:Hold} means a duty to keep a Recording."
    fewer = revise(made, fields={"entries": entries[:2]}, author="Chief", party="police", at=AT, rationale=None)
    assert prose(fewer) == "\n".join(prose(made).split("\n")[:3])


def test_words_edited_back_are_the_kinds_own_again() -> None:
    before = revision(TERM)
    _, made = edited(before, ("gives written notice", "gives prompt written notice"))
    assert match(prose(before), made) == Matched(before.fields, None, ())


def test_a_table_keeps_an_edited_row_and_the_places_of_the_others() -> None:
    matched, made = edited(
        revision("retention"), ("385 days from the date of the Recording\tThe case", "a while\tThe case")
    )
    assert [mark.words for mark in matched.unbound]
    later = revise(made, author="x", party=None, at=AT, rationale=None, fields={
        **example("retention"), "rules": {**example("retention")["rules"], "general": {
            "min": "P500D", "runs_from": "recording_date"}}})  # fmt: skip
    assert "500 days from" in prose(later)
    assert "a while\tThe case" in prose(later)


def test_a_clause_in_free_words_follows_every_edit() -> None:
    matched, _ = edited(revision("custom"), ("See {ref:kind:retention}.", "See {this}, under {ref:kind:training}."))
    assert matched.wording is None
    assert changed(matched)["paragraphs"][0]["text"] == "See {{this}}, under {ref:kind:training}."


def test_a_list_whose_every_paragraph_is_gone_is_left_to_a_person() -> None:
    before = revision("camera_use", {**example("camera_use"), "triggers": ["use_of_force"]})
    kept = [line for line in prose(before).split("\n") if "activate" not in line and "stop recording" not in line]
    matched = match("\n".join(kept), before)
    assert prose(after(before, matched)) == "\n".join(kept)
    assert "triggers" in {*changed(matched), *paths(matched.unbound)}


# ------------------------------------------------------------------------------------------------------ refusals


def test_a_number_that_its_words_contradict_is_refused_and_both_are_named() -> None:
    text = prose(revision(TERM)).replace("sixty (60)", "sixty (30)")
    with pytest.raises(NumberAndWordDisagree, match="“sixty” in words and 30 in figures"):
        match(text, revision(TERM))


@pytest.mark.parametrize(
    "text", ["", "\n \n", "\t\t\t\tToo deep", "\tA\ttab", "|\ta row without a table", "|s\talone", "a\x00b"]
)
def test_lines_that_no_clause_can_have_are_refused(text: str) -> None:
    with pytest.raises(UnreadableProse):
        match(text, revision(TERM))


@pytest.mark.parametrize(("words", "n"), [("three hundred eighty-five", 385), ("Sixty", 60), ("sixty two", None)])
def test_numbers_are_read_from_words(words: str, n: int | None) -> None:
    assert number_of(words) == n


def test_only_numbers_beside_their_words_are_compared() -> None:
    assert disagreements("within two (2) of Section 12(b), thirty (30) days, one hundred percent (100%)") == ()
    assert disagreements("pay fifty percent (50%) in two (3) parts") == (("two", "3"),)


# ---------------------------------------------------------------------------------------------------- the record


def test_a_revision_without_words_of_its_own_has_the_hash_that_it_always_had() -> None:
    one = revision(TERM)
    assert "wording" not in json.loads(one.model_dump_json(exclude_none=True))
    _, made = edited(one, ("gives written notice", "gives prompt written notice"))
    assert made.content_hash != one.content_hash
    again = ClauseRevision.model_validate_json(made.model_dump_json())
    assert (again, again.revision_hash) == (made, made.revision_hash)
    confirmed = revise(made, wording=made.wording and made.wording.confirmed(), author="x", party=None, at=AT,
                       rationale=None)  # fmt: skip
    assert confirmed.content_hash != made.content_hash
    assert render(confirmed) == render(made)


# ------------------------------------------------------------------------------------------------------ the judge


def test_fuzzed_edits_leave_no_field_behind_and_lose_no_character() -> None:
    outcomes, faults = run(100, seed=7)
    assert faults == []
    assert {"fields follow", "unbound", "needs review", "wording kept"} <= outcomes.keys()


def test_the_judge_sees_a_field_that_was_left_behind() -> None:
    before = revision(TERM)
    _, made = edited(before, ("sixty (60) calendar days", "a while"))
    assert made.wording is not None
    silenced = made.wording.mapped(lambda piece: piece.model_copy(update={"state": PlaceState.BOUND}))
    forgetful = Matched(before.fields, BespokeWording(blocks=silenced.blocks), ())
    assert disagreeing(before, forgetful, prose(made)) == ["nonrenewal_notice"]
    assert judge(before, prose(made)) == Verdict("unbound")
