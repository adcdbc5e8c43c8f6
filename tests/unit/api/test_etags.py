"""Entity tags and conditional requests."""

import pytest

from api.etags import Conditions, bytes_etag, is_fresh, version_etag, versions_seen
from clauses.errors import PreconditionRequired, StaleEdit


def test_a_version_tag_is_read_back_as_its_number() -> None:
    assert versions_seen(version_etag("abc", 12), "abc") == {12}


def test_a_list_of_tags_names_every_version() -> None:
    assert versions_seen('"abc-1", "abc-3"', "abc") == {1, 3}


@pytest.mark.parametrize("header", [None, "", "  ", "*"])
def test_a_change_must_say_which_version_was_read(header: str | None) -> None:
    with pytest.raises(PreconditionRequired):
        versions_seen(header, "abc")


@pytest.mark.parametrize(
    "header", ['W/"abc-1"', '"xyz-1"', '"abc-"', '"abc-0"', '"abc--1"', '"abc-1e3"', "abc-1", '"abc-99999999999999999"']
)
def test_a_weak_foreign_or_broken_tag_names_no_version(header: str) -> None:
    assert versions_seen(header, "abc") == frozenset()


def test_an_identity_with_hyphens_keeps_its_tags_apart() -> None:
    assert versions_seen('"agr-1-2"', "agr-1") == {2}
    assert versions_seen('"agr-1-2"', "agr") == frozenset()


@pytest.mark.parametrize("header", ['"ff"', 'W/"ff"', '"aa", "ff"', "*"])
def test_a_copy_with_the_current_tag_is_fresh(header: str) -> None:
    assert is_fresh(header, bytes_etag("ff"))


@pytest.mark.parametrize("header", [None, '"aa"', "ff", '"FF"'])
def test_any_other_copy_is_not_fresh(header: str | None) -> None:
    assert not is_fresh(header, bytes_etag("ff"))


@pytest.mark.parametrize("header", ["", "  ", "abc-1", '"abc-2"', 'W/"abc-1"'])
def test_who_may_leave_out_what_was_seen_has_not_seen_it_with_a_header_that_names_nothing(header: str) -> None:
    with pytest.raises(StaleEdit):
        Conditions(header).hold_if_said('"abc-1"', "the proposal")


@pytest.mark.parametrize("header", [None, "*", '"abc-1"'])
def test_who_may_leave_out_what_was_seen_may(header: str | None) -> None:
    Conditions(header).hold_if_said('"abc-1"', "the proposal")
