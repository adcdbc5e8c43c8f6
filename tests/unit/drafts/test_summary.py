"""The change memo: every field that differs is named and nothing else; clauses that came, went, moved; who and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from api.services.demonstration import AGREEMENT_ID
from clauses.bespoke import BespokeWording
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create, revise
from clauses.wording.match import match, prose
from drafts.house_style import DEFAULT, Font, HouseStyle, Numbering, PageSize
from drafts.render.memo import in_brief, memo_html, memo_json, told, who
from drafts.summary import ChangeMemo, ClauseFate, Said, Version, change_memo
from drafts.word.lint import lint
from drafts.word.memo import memo_docx
from tests.unit.clauses.story import AT, STORY

TITLE = "Memorandum of Understanding — School Resource Officer Program"
LABELS = [each["id"] for each in STORY["versions"]]


def version(label: str) -> Version:
    """A version of the story, every clause in its first revision."""
    told = next(each for each in STORY["versions"] if each["id"] == label)
    revisions = tuple(
        create(
            clause_id=clause_id_from(f"{AGREEMENT_ID}/{each['key']}".encode()),
            kind=each["kind"],
            heading=each["heading"],
            fields=each["fields"],
            author=each["author"],
            party=each["party"],
            at=AT,
            rationale=each.get("rationale"),
        )
        for each in told["clauses"]
    )
    return Version(told["number"], told["label"], date.fromisoformat(told["date"]), told["author"], revisions)


def memo(before: str, after: str) -> ChangeMemo:
    return change_memo(TITLE, version(before), version(after), {})


def lines(made: ChangeMemo) -> dict[str, tuple[str, ...]]:
    return {each.name: told(each) for each in made.clauses}


def differing(before: Version, after: Version) -> set[tuple[str, str]]:
    """(clause, field) of every field that differs, from the records alone."""
    old = {each.clause_id: each.fields.model_dump() for each in before.revisions}
    new = {each.clause_id: each.fields.model_dump() for each in after.revisions}
    return {(c, name) for c in old.keys() & new.keys() for name in new[c] if old[c][name] != new[c][name]}


# ------------------------------------------------------------------------------------------------ complete


@pytest.mark.parametrize(("before", "after"), [*permutations(LABELS, 2)])
def test_every_field_that_differs_is_named_and_nothing_else(before: str, after: str) -> None:
    old, new = version(before), version(after)
    made = change_memo(TITLE, old, new, {})
    named = [(each.clause_id, change.path) for each in made.clauses for change in each.fields]
    assert len(named) == len(set(named))
    assert {(clause, path.partition(".")[0]) for clause, path in named} == differing(old, new)
    ids = [{each.clause_id for each in side.revisions} for side in (old, new)]
    assert {each.clause_id for each in made.of(ClauseFate.ADDED)} == ids[1] - ids[0]
    assert {each.clause_id for each in made.of(ClauseFate.DELETED)} == ids[0] - ids[1]
    assert all(each.fields or each.heading or each.moved for each in made.of(ClauseFate.CHANGED, ClauseFate.MOVED))


@pytest.mark.parametrize("label", LABELS)
def test_a_version_does_not_differ_from_itself(label: str) -> None:
    made = memo(label, label)
    assert made.clauses == ()
    assert in_brief(made) == "Nothing differs between the two."


@pytest.mark.parametrize(("before", "after"), [*permutations(LABELS, 2)])
def test_moves_explain_the_new_order(before: str, after: str) -> None:
    old, new = version(before), version(after)
    made = change_memo(TITLE, old, new, {})
    moved = {each.clause_id for each in made.moved}
    ids = [[each.clause_id for each in side.revisions] for side in (old, new)]
    stayed = [[c for c in side if c in ids[1 - n] and c not in moved] for n, side in enumerate(ids)]
    assert stayed[0] == stayed[1]


# ------------------------------------------------------------------------------------------------ in words


def test_the_last_turn_of_the_story_reads_as_a_clerk_would_tell_it() -> None:
    made = memo("V4", "V5")
    assert in_brief(made) == "30 provisions change in 15 sections; 3 sections are new, 1 is removed, and 2 move."
    found = lines(made)
    assert found["10. Retention and Deletion"] == (
        "Retention, general: 2 years → 385 days",
        "Retention, evidence: 2 years → 385 days",
        "Retention, complaint: 6 years → 3 years",
        "Retention, complaint, kept until: none → The complaint is resolved, if that is later",
        "Place of the schedule: In the clause → In Exhibit B",
    )
    assert found["2. Term and Renewal"][-1] == "Most renewals: no limit → once"
    assert found["14. Audits and Reports"][-1] == "Audit sample: none → 10 percent"
    assert found["20. Termination"][0] == "Notice: 30 calendar days → 60 calendar days"
    assert found["20. Termination"][1].startswith("Surviving clauses: added Student Information and Privacy,")
    assert found["Parties"] == ("Effective date: July 1, 2015 → blank",)
    assert found["6. Complaints"][-1] == "Moved: now follows Police Activity at School; it followed Training."
    assert found["14. Pilot Program"] == ("Removed (numbered as in the earlier draft).",)


def test_the_district_s_draft_shortens_retention_as_the_issue_tells() -> None:
    found = lines(memo("V3", "V5"))["10. Retention and Deletion"]
    assert found[1] == "Retention, general: 180 days → 385 days"


def test_a_rule_of_the_schedule_that_came_reads_as_a_sentence() -> None:
    found = lines(memo("V2", "V3"))["9. Retention and Deletion"]
    assert found[:3] == (
        "Retention, accidental activation: none → 7 days from the date of the Recording",
        "Retention, general: none → 180 days from the date of the Recording",
        "Retention, evidence: none → 180 days from the date of the Recording, "
        "or until the case is closed, if that is later",
    )


def test_a_record_of_a_list_that_stays_tells_what_of_it_changed() -> None:
    before = version("V5")
    old = next(each for each in before.revisions if each.kind == "definitions")
    entries = [
        {**each, "meaning": "the Party that keeps it"} if each["term"] == "Custodian" else each
        for each in old.fields.model_dump(mode="json")["entries"]
    ]
    new = revise(old, fields={"entries": entries}, author="Superintendent", party="district", at=AT, rationale=None)
    after = replace(before, revisions=tuple(new if each is old else each for each in before.revisions))
    (definitions,) = change_memo(TITLE, before, after, {}).clauses
    (change,) = definitions.fields
    assert change.label == "Terms, “Custodian”, meaning"
    assert change.before != change.after


def test_a_new_heading_is_a_change_of_wording_only() -> None:
    (renamed,) = memo("V1", "V2").wording_only
    assert told(renamed) == ("Heading: Interviews, Searches, and Arrests at School → Police Activity at School",)


def clause(kind: str, fields: dict[str, Any], place: int = 0) -> ClauseRevision:
    return create(
        clause_id=clause_id_from(f"{kind}{place}".encode()),
        kind=kind,
        heading="Heading",
        fields=fields,
        author="A",
        at=AT,
    )


def sides(before: Sequence[ClauseRevision], after: Sequence[ClauseRevision]) -> tuple[Version, Version]:
    day = date(2020, 3, 3)
    return Version(1, "One", day, "A", tuple(before)), Version(2, "Two", day, "B", tuple(after))


PILOT = {"start": "2020-02-03", "end": "2020-12-31", "evaluation_due": "2020-11-30", "on_expiry": "cameras_off"}


def test_who_and_why_come_from_every_revision_between() -> None:
    first = clause("pilot", PILOT)
    then: dict[str, Any] = {"at": AT + timedelta(days=1), "party": "district", "author": "Superintendent"}
    nobody: dict[str, Any] = {**then, "party": None}
    second = revise(first, fields={**PILOT, "end": "2020-06-30"}, rationale="It ends with the year.", **then)
    third = revise(second, fields={**PILOT, "end": "2020-06-29"}, rationale="A Monday.", **nobody)
    made = change_memo(TITLE, *sides([first], [third]), {first.clause_id: [first, second, third]})
    assert [(who(each), each.why) for each in made.clauses[0].said] == [
        ("Superintendent (District)", "It ends with the year."),
        ("Superintendent", "A Monday."),
    ]


def test_what_was_changed_and_changed_back_is_no_change() -> None:
    first = clause("pilot", PILOT)
    rest: dict[str, Any] = {"party": None, "rationale": None, "author": "A", "at": AT}
    second = revise(first, fields={**PILOT, "end": "2020-06-30"}, **rest)
    third = revise(second, fields=PILOT, **rest)
    history = {first.clause_id: [first, second, third]}
    assert change_memo(TITLE, *sides([first], [third]), history).clauses == ()


def test_a_clause_that_is_gone_is_laid_to_who_made_the_draft() -> None:
    made = change_memo(
        TITLE, *sides([clause("pilot", PILOT)], [clause("recitals", {"purposes": ["a"], "incorporated": True})]), {}
    )
    (gone,) = made.of(ClauseFate.DELETED)
    assert gone.said == (Said("B", "", None, ""),)


def test_words_that_changed_while_every_value_stayed_are_wording_only() -> None:
    first = clause("pilot", PILOT)
    words = prose(first).replace("shall report the results", "shall together report the results")
    matched = match(words, first)
    second = revise(first, wording=matched.wording, author="A", party=None, at=AT, rationale=None)
    assert isinstance(second.wording, BespokeWording)
    (only,) = change_memo(TITLE, *sides([first], [second]), {}).clauses
    assert only.wording_only
    (line,) = told(only)
    assert line.startswith("Wording only: The Chief and the Superintendent shall report")
    assert "→ The Chief and the Superintendent shall together report" in line


# ------------------------------------------------------------------------------------------------ the forms


def test_the_page_has_every_line_and_no_markup_of_the_text() -> None:
    made = memo("V1", "V6")
    page = memo_html(made)
    assert page.count("<li>") == sum(len(told(each)) for each in made.clauses)
    assert "<script" not in page


def test_the_data_counts_what_it_lists() -> None:
    data = memo_json(memo("V4", "V5"))
    assert data["counts"] == {"fields": 30, "added": 3, "deleted": 1, "moved": 2, "wording_only": 0}
    assert sum(len(each["fields"]) for each in data["clauses"]) == 30
    assert [each["fate"] for each in data["clauses"]].count("added") == 3


STYLES = [
    DEFAULT,
    HouseStyle(numbering=Numbering.ARTICLE_SECTION, page=PageSize.A4, font=Font.ARIAL, font_size=14),
]


@pytest.mark.parametrize("house", STYLES, ids=["default", "a4-arial"])
@pytest.mark.parametrize(("before", "after"), [("V4", "V5"), ("V1", "V6"), ("V5", "V5")])
def test_the_file_for_the_packet_is_lint_clean_and_the_same_each_time(
    before: str, after: str, house: HouseStyle
) -> None:
    made = memo(before, after)
    assert memo_docx(made, house) == memo_docx(made, house)
    assert lint(memo_docx(made, house)) == ()
