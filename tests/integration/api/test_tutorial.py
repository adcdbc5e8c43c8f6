"""The tutorial: each command of the page, run in a shell against a server on this machine, answers what is shown; the
redline that it ends with has both sides' names, and gives both texts."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from drafts.word.resolve import accept_all, reject_all
from tests.support.libreoffice import Office
from tests.support.seen import seen, texts
from tests.support.told import Step, check, run, steps_of
from tests.support.tutorial import FOLDER, files

pytestmark = pytest.mark.xdist_group("libreoffice")
"""One worker walks the page once, for the tests with LibreOffice too."""
PAGE = FOLDER / "README.md"
DISTRICT = {"Superintendent, Board of Public Education", "Board Chair, Board of Public Education"}
CITY = {"Police Chief, Police Department"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_the_bodies_are_made_of_the_story() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    assert written == files()


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page was walked, with the files that it downloaded."""
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("needs curl and bash")
    folder = tmp_path_factory.mktemp("tutorial")
    for file in FOLDER.glob("*.json"):
        shutil.copy(file, folder)
    steps = steps_of(PAGE.read_text(encoding="utf-8"))
    for step, output in zip(steps, run(steps, folder), strict=True):
        check(step, output)
    return folder


def authors(docx: Path, mark: str) -> set[str | None]:
    with zipfile.ZipFile(docx) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    return {each.get(f"{_WORD}author") for each in body.iter(f"{_WORD}{mark}")}


def words(docx: bytes) -> list[str]:
    return texts(seen(docx).body)


def test_the_page_says_what_its_commands_answer(walked: Path) -> None:
    assert {"memo.docx", "execution.docx", "deadlines.ics", "redline.docx"} <= {each.name for each in walked.iterdir()}


@pytest.mark.parametrize("mark", ["ins", "del"])
def test_both_sides_names_are_on_insertions_and_on_deletions(walked: Path, mark: str) -> None:
    found = authors(walked / "redline.docx", mark)
    assert found & DISTRICT
    assert found & CITY
    assert found <= {*DISTRICT, *CITY, "Counterpart"}


def test_accepting_gives_what_was_signed_and_rejecting_what_stood_before(walked: Path) -> None:
    redline, before, after = ((walked / f"{name}.docx").read_bytes() for name in ("redline", "draft-1", "draft-3"))
    assert words(accept_all(redline)) == words(after)
    assert words(reject_all(redline)) == words(before)
    assert words(before) != words(after)


@pytest.mark.libreoffice
def test_libreoffice_sees_both_sides_names(walked: Path, office: Office) -> None:
    (verdict,) = office.resolve([(walked / "redline.docx").read_bytes()])
    assert verdict.error is None
    for kind in ("Insert", "Delete"):
        found = {each.author for each in verdict.revisions if each.type == kind}
        assert found & DISTRICT, kind
        assert found & CITY, kind
    assert verdict.left == (0, 0)


@pytest.mark.parametrize(
    ("form", "shown", "output"),
    [
        ("json", '{"state": "accepted", "…": "…"}', '{"state": "submitted", "id": 1}'),
        ("json", '{"items": [], "…": "…"}', '{"items": [1], "next": null}'),
        ("json", '{"items": []}', '{"items": [], "next": null}'),
        ("json", '{"items": [1, "…"]}', '{"items": [2, 3]}'),
        ("json", '{"state": "accepted", "…": "…"}', '{"state": "accepted"} {"state": "accepted"}'),
        ("text", "accepted 13", "accepted 12"),
        ("", "", "Not found"),
    ],
)
def test_another_answer_than_the_page_shows_is_found(form: str, shown: str, output: str) -> None:
    with pytest.raises(AssertionError):
        check(Step("ask", form, shown), output)
