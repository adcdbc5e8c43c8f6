"""An office's own kinds: the worked example of the documentation, and every reason to refuse a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clauses import kinds
from clauses.errors import InvalidClause, InvalidKindFile, UnknownKind
from clauses.kinds import BUILT_IN
from clauses.kinds.registry import Registry, using
from clauses.own_kinds import load_kinds
from clauses.own_kinds.lines import line_of
from clauses.record import create
from clauses.wording import render, suggested_heading
from drafts.assemble import assemble, canonical_text

EXAMPLE = Path(__file__).parents[3] / "docs" / "how-to" / "data-sharing"
FIELDS: dict[str, dict[str, Any]] = {
    "data_elements": {
        "giver": "district",
        "elements": ["enrollment", "attendance", "school"],
        "form": "de_identified",
        "deliveries": [{"day": "02-15", "covers": "the fall"}, {"day": "08-01", "covers": "the spring"}],
    },
    "data_use": {
        "purpose": "evaluate the summer program",
        "people": 3,
        "reidentification_barred": True,
        "smallest_count": 10,
        "elements_clause": "dataelementsx",
    },
    "data_return": {
        "kept_for": "P2Y",
        "last_day": "2030-06-30",
        "destroy_within": {"n": 30, "unit": "calendar_days"},
        "certified": True,
        "cost_cap": "2500.00",
    },
}


def example() -> Registry:
    return load_kinds((file.name, file.read_bytes()) for file in sorted(EXAMPLE.glob("*.toml")))


def test_the_example_reads_like_an_agreement() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    with using(example()):
        clauses = [
            create(
                clause_id=f"{name.replace('_', '')}x",
                kind=name,
                heading=suggested_heading(name),
                fields=fields,
                author="Dana Reyes",
                at=at,
            )
            for name, fields in FIELDS.items()
        ]
        rendered = [render(clause) for clause in clauses]
    assert canonical_text(assemble("Data-Sharing MOU", rendered).document).replace("\u00a0", " ").splitlines() == [
        "Data-Sharing MOU",
        "1. Data to Be Shared",
        "(a) The District shall give the other Party the following data without names or other identifiers:",
        "(1) enrollment status;",
        "(2) attendance by day; and",
        "(3) the school attended.",
        "(b) The data shall be given on these days of each year:",
        "By | Data for",
        "February 15 | the fall",
        "August 1 | the spring",
        "2. Use of the Data",
        "(a) The data that Section 1 lists may be used only to evaluate the summer program.",
        "(b) No more than three (3) people may see the data, each of whom shall be named in writing first.",
        "(c) No one shall try to learn from the data who a student is.",
        "(d) A count of fewer than ten (10) students shall not be published.",
        "3. Return and Destruction",
        "(a) The Party that receives the data shall keep each delivery for two (2) years, and shall destroy it within "
        "thirty (30) calendar days after that, as Section 2 requires.",
        "(b) No data shall be kept after June 30, 2030.",
        "(c) The Party that destroys data shall confirm it in writing.",
        "(d) The Party that gave the data shall pay the cost of destruction, up to $2,500.",
        "[End of Agreement]",
    ]


def test_own_kinds_stand_after_the_built_in_ones_and_only_where_they_are_in_use() -> None:
    with using(example()):
        assert [spec.name for spec in kinds.kinds()] == [*BUILT_IN.names, "data_elements", "data_return", "data_use"]
        assert kinds.kind("data_use").title == "Use of data"
    assert kinds.registry() is BUILT_IN
    with pytest.raises(UnknownKind):
        kinds.kind("data_use")


@pytest.mark.parametrize("name", FIELDS)
def test_every_property_of_an_own_kind_has_a_title_and_a_description(name: str) -> None:
    with using(example()):
        told = kinds.schema(name)
    records = [told, *told.get("$defs", {}).values()]
    for record in records:
        for field in record.get("properties", {}).values():
            assert field.get("title"), field
            assert field.get("description"), field
    assert told["additionalProperties"] is False


@pytest.mark.parametrize(
    ("kind", "changed", "path", "reason"),
    [
        ("data_use", {"people": 51}, "fields.people", "must be at most 50"),
        ("data_use", {"people": "3"}, "fields.people", "must be a whole number"),
        ("data_use", {"purpose": "x" * 301}, "fields.purpose", "must have at most 300 characters"),
        ("data_use", {"purpose": "study."}, "fields.purpose", "must not end with a punctuation mark"),
        ("data_elements", {"elements": []}, "fields.elements", "must hold at least 1 item, not 0"),
        ("data_elements", {"elements": ["school", "school"]}, "fields.elements", "must not hold one thing twice"),
        ("data_elements", {"form": "raw"}, "fields.form", "must be 'aggregate', 'de_identified' or 'identified'"),
        ("data_elements", {"colour": "red"}, "fields.colour", "there is no such field"),
        ("data_return", {"kept_for": "two years"}, "fields.kept_for", "must be one ISO 8601 number and unit"),
    ],
)
def test_a_value_beyond_its_limits_is_refused_as_in_a_built_in_kind(
    kind: str, changed: dict[str, Any], path: str, reason: str
) -> None:
    with using(example()), pytest.raises(InvalidClause) as caught:
        kinds.parse_fields(kind, {**FIELDS[kind], **changed})
    (problem,) = caught.value.problems
    assert problem.path == path
    assert problem.reason.startswith(reason)


GOOD = """\
name = "parking"
title = "Parking"
summary = "Where staff park."
heading = "Parking"

[[field]]
name = "spaces"
type = "integer"
title = "Spaces"
description = "How many, 1 to 9."
at_least = 1
at_most = 9

[[field]]
name = "lots"
type = "set"
title = "Lots"
description = "Which lots."
values = { north = "the north lot", south = "the south lot" }

[[field]]
name = "until"
type = "duration"
title = "Until"
description = "How long."
optional = true

[phrases.lots]
north = "the lot to the north"

[[block]]
level = 1
when = ["#lots > 1", "until"]
text = "Staff may use {spaces|num:space:spaces} in {lots|and} for {until|period}."
"""


def test_the_good_file_is_good() -> None:
    assert load_kinds([("parking.toml", GOOD.encode())]).kind("parking").fields_model.__name__ == "Parking"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('type = "integer"', 'type = "number"', 8, "field.0.type: must be 'text', 'phrase'"),
        ("at_most = 9", "at_most = 1000000", 12, "must be from 0 to 999999, not 1000000"),
        ("at_least = 1", "at_least = 10", 11, "must not be more than at_most, which is 9"),
        ("at_least = 1\n", "", 6, "the type integer needs at_least"),
        ('type = "duration"', 'type = "duration"\nat_most = 3', 24, "does not go with the type duration"),
        ('values = { north = "the north lot", south = "the south lot" }\n', "", 14, "the type set needs values"),
        ('name = "until"', 'name = "spaces"', 22, "'spaces' is the name of another field too"),
        ('name = "until"', 'name = "item"', 22, "'item' is a name that can't be used"),
        ('name = "until"', 'name = "copy"', 22, "'copy' is a name that can't be used"),
        ("{lots|and}", "{lot|and}", 34, "{lot}: there is no field 'lot'"),
        ("{lots|and}", "{lots}", 34, "a value of the type set needs a filter: and or or"),
        ("{lots|and}", "{lots|money}", 34, "the filter 'money' does not take the type set"),
        ("{lots|and}", "{lots|nothing}", 34, "there is no filter 'nothing'"),
        ("{lots|and}", "{item}", 34, "there is no item"),
        ("{lots|and}", "{lots|and", 34, "stands alone; double it to print a brace"),
        ("{lots|and}", "{ref:kind:trainin}", 34, "there is no such clause kind (did you mean training"),
        ('"until"]', '"untill"]', 33, "there is no field 'untill'"),
        ('"until"]', '"spaces = many"]', 33, "only a choice, a party or an integer equals something"),
        ('"until"]', '"lots ? 2"]', 33, "no condition"),
        (', "until"]', "]", 34, "{until} is optional: its block needs when = 'until'"),
        ('north = "the lot', 'west = "the lot', 29, "'west' is not one of the values of 'lots'"),
        ("[phrases.lots]", "[phrases.spaces]", 28, "phrases are for enums and sets"),
        ("level = 1", "level = 4", 32, "must be at most 3"),
        ("level = 1\n", "", 31, "a block with text needs a level"),
        ('heading = "Parking"', 'heading = ""', 4, "must have at least 1 character"),
        ('heading = "Parking"', 'heading = "Parking', 4, "is not TOML"),
        ('heading = "Parking"', 'heading = "Parking"\ncolour = "red"', 5, "there is no such field"),
        ('summary = "Where staff park."\n', "", 1, "summary: is required"),
        ('name = "parking"', 'name = "training"', 1, "'training' is the name of a built-in kind"),
    ],
)
def test_a_bad_file_is_refused_with_its_path_its_line_and_the_reason(
    old: str, new: str, line: int, reason: str
) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(InvalidKindFile) as caught:
        load_kinds([("office/parking.toml", GOOD.replace(old, new, 1).encode())])
    assert reason in caught.value.detail
    assert (caught.value.file, caught.value.line) == ("office/parking.toml", line)
    assert caught.value.detail.startswith(f"office/parking.toml, line {line}: ")


def test_one_name_in_two_files_is_refused() -> None:
    with pytest.raises(InvalidKindFile, match=r"b.toml, line 1: name: 'parking' is the name of the kind in a.toml too"):
        load_kinds([("a.toml", GOOD.encode()), ("b.toml", GOOD.encode())])


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(InvalidKindFile, match="line 2: is not UTF-8 text"):
        load_kinds([("a.toml", b'name = "x"\n\xff')])


def test_the_line_of_a_nested_field_is_found() -> None:
    text = '[[field]]\nname = "a"\n[[field]]\nname = "b"\n[[field.field]]\nname = "c"\n[[field.field]]\nname = "d"\n'
    assert line_of(text, ("field", 1, "field", 1, "name")) == 8
    assert line_of(text, ("field", 1, "field", 1, "type")) == 7
    assert line_of(text, ("block", 0)) == 1
