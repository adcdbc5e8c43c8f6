"""``redline-many``, the forms of a redline, and accepting or rejecting some changes, as a caller types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from drafts.word.resolve import accept_all
from drafts.word.revisions import tracked_changes
from tests.support.command import run
from tests.support.seen import difference
from tests.support.wml import BEN, HEADING, change, d, dele, docx, ins, marker, p, t

OLD_REST = p(t("The City keeps each recording for thirty (30) days.")) + p(t("End."))
OLD = docx(p(t("Retention"), ppr=HEADING) + OLD_REST)
NEW = docx(p(t("Retention"), ppr=HEADING) + p(t("The City keeps each recording for ninety (90) days.")) + p(t("End.")))
TWO = docx(
    p(t("Costs"), ppr=HEADING)
    + p(t("The City pays "), ins(t("half ")), dele(d("all ")), t("of it."))
    + p(t("Term"), ppr=HEADING)
    + p(t("It ends in "), dele(d("June"), BEN), ins(t("July"), BEN), t("."))
    + p(ins(t("New."), BEN), mark=marker("ins", BEN))
    + p(t("Bold", "<w:b/>" + change("rPr", "", BEN)))
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for side, content in (("a", OLD), ("b", NEW)):
        (tmp_path / side / "2020").mkdir(parents=True)
        (tmp_path / side / "2020" / "deal.docx").write_bytes(content)
        (tmp_path / side / "same.docx").write_bytes(OLD)
        (tmp_path / side / f"only {side}.docx").write_bytes(content)
        (tmp_path / side / "~$same.docx").write_bytes(b"Word's own")
    return tmp_path


def test_two_folders_give_a_folder_of_redlines_and_a_report(folders: Path) -> None:
    ran = run("redline-many", "a", "b", "-o", "out", "--jobs", "2")
    assert ran.code == ExitCode.FOUND
    assert tracked_changes((folders / "out/2020/deal.docx").read_bytes()).changes[0].before == "thirty (30)"
    assert sorted(f.name for f in (folders / "out").rglob("*.docx")) == ["deal.docx", "same.docx"]
    assert "1 made, 1 same, 0 refused, 2 unmatched" in ran.told


def test_a_file_that_is_refused_holds_up_no_other_and_decides_the_exit_code(folders: Path) -> None:
    (folders / "b/same.docx").write_bytes(b"%PDF-1.7")
    ran = run("redline-many", "a", "b", "-o", "out", "--jobs", "1", "--json")
    assert ran.code == ExitCode.UNREADABLE
    report = json.loads(ran.told)
    assert report["counts"] == {"made": 1, "same": 0, "refused": 1, "unmatched": 2}
    refused = next(r for r in report["results"] if r["outcome"] == "refused")
    assert refused["name"] == "same.docx"
    assert "PDF" in refused["reason"]


def test_folders_are_compared_with_the_options_of_one_redline_and_the_report_has_the_notes(folders: Path) -> None:
    (folders / "b/2020/deal.docx").write_bytes(docx(p(t("RETENTION"), ppr=HEADING) + OLD_REST))
    ran = run("redline-many", "a", "b", "-o", "out", "--jobs", "1", "--json", "--ignore", "case")
    deal = next(r for r in json.loads(ran.told)["results"] if r["name"] == "2020/deal.docx")
    assert deal["outcome"] == "same"
    assert "Capital and small letters were not compared" in deal["notes"][0]


def test_redlines_never_go_into_a_folder_that_is_compared(folders: Path) -> None:
    ran = run("redline-many", "a", "b", "-o", "b/out")
    assert ran.code == ExitCode.USAGE
    assert not (folders / "b/out").exists()


@pytest.mark.parametrize(("form", "told"), [("html", "<!doctype html>"), ("md", "# a to b"), ("json", '{\n  "format"')])
def test_a_redline_has_other_forms(tmp_path: Path, form: str, told: str) -> None:
    (tmp_path / "a.docx").write_bytes(OLD)
    (tmp_path / "b.docx").write_bytes(NEW)
    ran = run("redline", "a.docx", "b.docx", "--format", form, "-o", "-", "-q")
    assert ran.code == ExitCode.OK
    assert ran.told.startswith(told)
    assert "Retention" in ran.told
    assert "ninety" in ran.told


@pytest.mark.parametrize("form", ["table", "html", "md", "json"])
def test_changes_are_listed_in_every_form(tmp_path: Path, form: str) -> None:
    (tmp_path / "two.docx").write_bytes(TWO)
    ran = run("changes", "two.docx", "--format", form)
    assert ran.code == ExitCode.OK
    assert "July" in ran.told
    assert "Term" in ran.told


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (("--author", "ben police"), ["half "]),
        (("--kind", "formatting"), ["half ", "July", "New."]),
        (("--clause", "costs"), ["July", "New.", "Bold"]),
        (("--since", "2026-11-02"), ["half "]),
        (("--until", "2026-11-01"), ["July", "New.", "Bold"]),
        (("--author", "Ben Police", "--kind", "insertions", "--kind", "deletions"), ["half ", "Bold"]),
        (("--clause", "nowhere"), ["half ", "July", "New.", "Bold"]),
    ],
    ids=" ".join,
)
def test_only_the_changes_that_match_are_accepted(tmp_path: Path, options: tuple[str, ...], left: list[str]) -> None:
    (tmp_path / "two.docx").write_bytes(TWO)
    ran = run("accept", "two.docx", "-o", "some.docx", *options)
    assert (ran.code, ran.errors.split()[1]) == (ExitCode.OK, str(4 - len(left)))
    some = (tmp_path / "some.docx").read_bytes()
    assert [c.after for c in tracked_changes(some).changes] == left
    assert difference(accept_all(some), accept_all(TWO)) is None


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two.docx").write_bytes(TWO)
    ran = run("reject", "two.docx", "-o", "some.docx", "--since", "yesterday")
    assert ran.code == ExitCode.USAGE
    assert "--since" in ran.errors


def test_a_changed_paragraph_can_be_shown_whole(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(OLD)
    (tmp_path / "b.docx").write_bytes(NEW)
    run("redline", "a.docx", "b.docx", "--whole-paragraphs", "-o", "out.docx")
    changes = tracked_changes((tmp_path / "out.docx").read_bytes()).changes
    assert "The City keeps each recording for thirty (30) days." in {c.before for c in changes}


def test_a_file_with_tracked_changes_can_be_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(OLD)
    (tmp_path / "two.docx").write_bytes(TWO)
    ran = run("redline", "a.docx", "two.docx", "--existing", "refuse", "-o", "out.docx")
    assert ran.code == ExitCode.USAGE
    assert "tracked changes" in ran.errors
