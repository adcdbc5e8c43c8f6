"""The error tree: each class has its code, its place in the drawing, and one exit code and one status."""

from __future__ import annotations

import re

import pytest

from api.cli.exits import EXIT_CODES_HELP, FAMILIES, MEANINGS, ExitCode, exit_code, family_code, one_line
from api.errors import STATUS
from clauses import errors


def every_class(root: type[errors.CounterpartError] = errors.CounterpartError) -> list[type[errors.CounterpartError]]:
    return [root, *(found for kind in root.__subclasses__() for found in every_class(kind))]


def drawn_tree() -> list[tuple[int, str]]:
    """(depth, class) of each line of the drawing in the docstring."""
    lines = re.findall(r"^    ([│├└─ ]*)(\w+)", errors.__doc__ or "", flags=re.M)
    return [(len(branch) // 4, name) for branch, name in lines]


@pytest.mark.parametrize("kind", every_class(), ids=lambda k: k.__name__)
def test_a_class_has_a_kebab_code_a_title_and_a_docstring_of_its_own(kind: type[errors.CounterpartError]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.__dict__["code"])
    assert kind.__dict__["title"]
    assert kind.__dict__["__doc__"]


def test_no_two_classes_share_a_code() -> None:
    codes = [kind.code for kind in every_class()]
    assert sorted(codes) == sorted(set(codes))


def test_the_drawing_shows_the_tree_as_it_is() -> None:
    def walk(kind: type[errors.CounterpartError], depth: int) -> list[tuple[int, str]]:
        return [(depth, kind.__name__), *(f for sub in kind.__subclasses__() for f in walk(sub, depth + 1))]

    assert drawn_tree() == walk(errors.CounterpartError, 0)


def test_every_class_has_a_status() -> None:
    assert set(STATUS) == set(every_class())


def test_every_class_belongs_to_one_family_of_exit_codes() -> None:
    families = [kind for kind in FAMILIES if kind is not errors.CounterpartError]
    for kind in every_class():
        if kind is not errors.CounterpartError:
            assert len([f for f in families if issubclass(kind, f)]) == 1, kind


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UnknownKind, ExitCode.USAGE),
        (errors.EncryptedFile, ExitCode.UNREADABLE),
        (errors.UnprovableRedline, ExitCode.REFUSED),
        (errors.NotFound, ExitCode.CONFLICT),
        (errors.StaleEdit, ExitCode.CONFLICT),
    ],
)
def test_an_error_exits_with_the_code_of_its_family(kind: type[errors.CounterpartError], code: ExitCode) -> None:
    assert family_code(kind) is code
    assert exit_code(kind("reason")) is code


def test_a_fault_and_a_system_error_have_codes_of_their_own() -> None:
    assert exit_code(ZeroDivisionError()) is ExitCode.INTERNAL
    assert exit_code(FileNotFoundError(2, "No such file", "a.docx")) is ExitCode.SYSTEM


def test_every_exit_code_is_told_in_the_help() -> None:
    assert set(MEANINGS) == set(ExitCode)
    assert all(f"{code:>2}  {meaning}" in EXIT_CODES_HELP for code, meaning in MEANINGS.items())


def test_an_error_reads_as_one_line_that_ends_with_its_code() -> None:
    protected = errors.EncryptedFile("The file is protected by a password;\nremove it.")
    assert one_line(protected) == "The file is protected by a password; remove it. [encrypted-file]"
    refused = errors.UnprovableRedline("the text differs.", part="word/document.xml", paragraph=3)
    assert one_line(refused) == (
        "The redline could not be proved: word/document.xml, paragraph 3: the text differs. [unprovable-redline]"
    )
