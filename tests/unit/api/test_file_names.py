"""File names that a person recognises."""

from datetime import date

import pytest

from api.file_names import attachment, compared_file_name, draft_file_name, redline_file_name


def test_a_draft_is_named_by_title_number_and_date() -> None:
    assert draft_file_name("SRO Program MOU", 5, date(2020, 3, 3)) == "SRO Program MOU - Draft 5 (2020-03-03).docx"


def test_a_redline_is_named_by_title_and_both_numbers() -> None:
    assert redline_file_name("SRO Program MOU", 1, 5) == "SRO Program MOU - Redline Draft 1 to Draft 5.docx"


def test_a_comparison_is_named_by_both_files() -> None:
    assert compared_file_name("old.docx", "new.DOCX") == "old to new - Redline.docx"


@pytest.mark.parametrize("title", ['a/b\\c:"d"', "..\\..\\etc", "a\r\nb", "x" * 500, "   ", "?*", "con\x00"])
def test_a_file_name_holds_nothing_that_a_file_system_refuses(title: str) -> None:
    name = draft_file_name(title, 1, date(2020, 1, 1))
    assert not set(name) & set('/\\:*?"<>|\r\n\0')
    assert not name.startswith((".", " "))
    assert len(name) < 160


def test_the_header_carries_a_plain_name_and_the_exact_one() -> None:
    header = attachment("Accord d’été — Draft 1.docx")
    assert header.startswith('attachment; filename="Accord dete - Draft 1.docx"; ')
    assert header.endswith("filename*=UTF-8''Accord%20d%E2%80%99%C3%A9t%C3%A9%20%E2%80%94%20Draft%201.docx")
    assert header.isascii()
