"""The table from errors to statuses, and the form of a problem."""

import inspect

import pytest

from api.errors import STATUS, problem_of, problem_type
from clauses import errors


def _classes() -> set[type[errors.CounterpartError]]:
    members = vars(errors).values()
    return {each for each in members if inspect.isclass(each) and issubclass(each, errors.CounterpartError)}


def test_every_error_class_is_mapped_exactly_once() -> None:
    assert set(STATUS) == _classes()


def test_every_status_is_a_refusal() -> None:
    assert all(400 <= status <= 599 for status in STATUS.values())


def test_the_codes_of_the_classes_differ_so_that_each_problem_type_is_one_class() -> None:
    codes = [each.code for each in _classes()]
    assert len(set(codes)) == len(codes)


def test_a_refused_clause_names_each_path_and_reason() -> None:
    error = errors.InvalidClause((errors.FieldProblem("fields.general", "is not a duration"),))
    problem = problem_of(error, "/agreements/a/clauses")
    assert problem.status == 422
    assert problem.type == problem_type("invalid-clause")
    assert problem.instance == "/agreements/a/clauses"
    assert problem.problems is not None
    assert [(each.path, each.reason) for each in problem.problems] == [("fields.general", "is not a duration")]


def test_a_stale_edit_names_the_tag_to_read_again() -> None:
    assert problem_of(errors.StaleEdit("moved on", '"abc-2"'), "/x").current == '"abc-2"'


def test_a_moved_base_shows_each_text_and_what_confirms_the_merged_one() -> None:
    moved = errors.Collision("abcdefgh", "It moved on.", base="a", ours="b", theirs="c", merged="bc", confirm="0f")
    problem = problem_of(errors.MovedBase((moved, errors.Collision("hgfedcba", "It went."))), "/x")
    assert (problem.status, problem.code, problem.detail) == (409, "moved-base", "It moved on. It went.")
    assert problem.collisions is not None
    first, second = (each.model_dump(exclude_none=True) for each in problem.collisions)
    assert first == {"clause_id": "abcdefgh", "reason": "It moved on.", "base": "a", "ours": "b", "theirs": "c",
                     "merged": "bc", "confirm": "0f"}  # fmt: skip
    assert second == {"clause_id": "hgfedcba", "reason": "It went."}


def test_a_refused_redline_names_the_part_and_the_paragraph() -> None:
    problem = problem_of(errors.UnsupportedContent("a chart", part="word/document.xml", paragraph=7), "/x")
    assert (problem.part, problem.paragraph) == ("word/document.xml", 7)


def test_a_breached_limit_is_named() -> None:
    assert problem_of(errors.LimitExceeded("too large", "upload"), "/x").limit == "upload"


@pytest.mark.parametrize("error", [errors.NotFound("gone"), errors.Conflict("twice"), errors.NotAZip("no zip")])
def test_a_problem_without_extensions_has_none_in_its_json(error: errors.CounterpartError) -> None:
    shown = problem_of(error, "/x").model_dump(exclude_none=True)
    assert set(shown) == {"type", "title", "status", "detail", "instance", "code"}
