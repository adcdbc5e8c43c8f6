"""Where a field stands against a party's position, type by type."""

from __future__ import annotations

from typing import Any

import pytest

from clauses.errors import InvalidPosition, UnknownKind
from clauses.kinds import parse_fields
from clauses.position import Direction, Position, Stance, check_positions, standings

TERMINATION = {"notice": {"n": 60, "unit": "calendar_days"}, "mid_year": True, "survives": []}


def days(n: int, unit: str = "calendar_days") -> dict[str, Any]:
    return {"n": n, "unit": unit}


def position(field: str = "notice", **values: Any) -> Position:
    return Position(**{"kind": "termination", "field": field, **values})


def stance(one: Position, **fields: Any) -> tuple[Stance, int]:
    check_positions([one])
    found = standings(one.kind, parse_fields(one.kind, {**TERMINATION, **fields}), [one])
    (standing,) = [each for each in found if each.field == one.field]
    return standing.stance, standing.fallback


NOTICE = position(direction="at_least", preferred=days(90), fallbacks=(days(60), days(45)), walk_away=days(30))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (days(120), (Stance.PREFERRED, 0)),
        (days(90), (Stance.PREFERRED, 0)),
        (days(89), (Stance.FALLBACK, 1)),
        (days(45), (Stance.FALLBACK, 2)),
        (days(30), (Stance.WITHIN, 0)),
        (days(29), (Stance.BEYOND, 0)),
        (days(999, "hours"), (Stance.WITHIN, 0)),
        (days(90, "business_days"), (Stance.UNCERTAIN, 0)),
    ],
)
def test_a_number_of_days_stands_by_its_size(value: dict[str, Any], expected: tuple[Stance, int]) -> None:
    assert stance(NOTICE, notice=value) == expected


RETENTION = {
    "rules": {"general": {"min": "P385D", "runs_from": "recording_date"}},
    "deletion": "automatic",
    "deletion_log": True,
    "subject_to_holds": True,
    "schedule_location": "exhibit",
}


def test_a_part_of_a_field_has_a_position_by_its_path() -> None:
    part = Position(
        kind="retention", field="rules.general.min", direction=Direction.AT_LEAST, preferred="P2Y", walk_away="P1Y"
    )
    absent = part.model_copy(update={"field": "rules.complaint.min"})
    check_positions([part, absent])
    found = {
        each.field: each.stance for each in standings("retention", parse_fields("retention", RETENTION), [part, absent])
    }
    assert found["rules.general.min"] is Stance.WITHIN
    assert found["rules.complaint.min"] is Stance.UNCERTAIN
    assert "rules" not in found
    assert found["deletion"] is Stance.NOT_COVERED


@pytest.mark.parametrize("path", ["rules.generl.min", "rules.general.min.n", "deletion.x", "rules..min", "survives.0"])
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(InvalidPosition):
        check_positions([Position(kind="retention", field=path, preferred="P1Y")])


def test_at_most_turns_the_order_around() -> None:
    at_most = position(direction="at_most", preferred=days(30), fallbacks=(days(60),), walk_away=days(90))
    assert stance(at_most, notice=days(10)) == (Stance.PREFERRED, 0)
    assert stance(at_most, notice=days(61)) == (Stance.WITHIN, 0)
    assert stance(at_most, notice=days(91)) == (Stance.BEYOND, 0)


def test_a_listed_value_is_that_value_alone() -> None:
    listed = position("mid_year", preferred=False)
    assert stance(listed, mid_year=False) == (Stance.PREFERRED, 0)
    assert stance(listed, mid_year=True) == (Stance.UNDECIDED, 0)
    assert stance(position("mid_year", preferred=False, walk_away=False), mid_year=True) == (Stance.BEYOND, 0)
    assert stance(position("mid_year", preferred=False, fallbacks=(True,)), mid_year=True) == (Stance.FALLBACK, 1)


def test_a_set_counts_by_what_it_holds_in_any_order() -> None:
    ids = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]
    most = position("survives", direction="at_least", preferred=ids[:2], walk_away=ids[:1])
    assert stance(most, survives=[ids[1], ids[2], ids[0]]) == (Stance.PREFERRED, 0)
    assert stance(most, survives=[ids[0]]) == (Stance.WITHIN, 0)
    assert stance(most, survives=[ids[2]]) == (Stance.BEYOND, 0)
    listed = position("survives", preferred=ids[:2])
    assert stance(listed, survives=[ids[1], ids[0]]) == (Stance.PREFERRED, 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("P1Y", Stance.PREFERRED), ("P366D", Stance.PREFERRED), ("P13M", Stance.UNCERTAIN), ("P1D", Stance.BEYOND)],
)
def test_durations_of_unlike_units_compare_only_where_the_calendar_can_not_matter(value: str, expected: Stance) -> None:
    complaints = Position(
        kind="complaints", field="filing_window", direction="at_least", preferred="P1Y", walk_away="P6M"
    )
    check_positions([complaints])
    given = {
        "officer_complaints_to": "police",
        "filing_window": value,
        "acknowledge_within": days(10),
        "preserve_recording": True,
    }
    found = standings("complaints", parse_fields("complaints", given), [complaints])
    assert next(each.stance for each in found if each.field == "filing_window") is expected


def test_fields_without_a_position_are_not_covered() -> None:
    found = standings("termination", parse_fields("termination", TERMINATION), [NOTICE])
    assert [(each.field, each.stance) for each in found] == [
        ("notice", Stance.FALLBACK),
        ("mid_year", Stance.NOT_COVERED),
        ("survives", Stance.NOT_COVERED),
    ]


@pytest.mark.parametrize(
    ("one", "path", "reason"),
    [
        (
            position("notise", preferred=days(1)),
            "0.field",
            "there is no such field of termination (did you mean notice?)",
        ),
        (position(preferred=days(0)), "0.preferred.n", "must be at least 1"),
        (position(preferred=None), "0.preferred", "must be an object"),
        (position(preferred=days(1), fallbacks=("soon",)), "0.fallbacks.0", "must be an object"),
        (position("mid_year", preferred=1), "0.preferred", "must be true or false"),
        (position("mid_year", direction="at_least", preferred=True), "0.direction", "have no order"),
        (
            position(direction="at_least", preferred=days(60), fallbacks=(days(90),)),
            "0.fallbacks.0",
            "must not be better than preferred",
        ),
        (
            position(direction="at_most", preferred=days(60), walk_away=days(30)),
            "0.walk_away",
            "must not be better than preferred",
        ),
    ],
)
def test_an_impossible_position_is_refused(one: Position, path: str, reason: str) -> None:
    with pytest.raises(InvalidPosition) as caught:
        check_positions([one])
    assert [each.path for each in caught.value.problems] == [path]
    assert reason in caught.value.problems[0].reason


def test_a_field_has_one_position() -> None:
    with pytest.raises(InvalidPosition, match=r"1\.field: has a position already"):
        check_positions([NOTICE, NOTICE])


def test_a_position_about_no_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        check_positions([Position(kind="nothing", field="x", preferred=1)])
