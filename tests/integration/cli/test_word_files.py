"""The commands over Word files, with real files and standard streams."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from api.cli.exits import ExitCode
from tests.support.command import run
from tests.support.documents import dele, ins, p, package, t

BEFORE = package(p(t("The fee is $130,000 a year.")) + p(t("The end.")))
AFTER = package(p(t("The fee is $135,500 a year.")) + p(t("The end.")))
TRACKED = package(p(t("Video is "), dele("City", 11), ins("School", 12), t(" property.")) + p(t("The end.")))
DAMAGED = package(p(t("Video is "), ins("School", 12), ins("City", 12)) + p(t("The end.")))
AT = "2026-11-01T10:00:00Z"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that the commands are given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTERPART_AUTHOR", raising=False)
    files = {"before": BEFORE, "after": AFTER, "tracked": TRACKED, "damaged": DAMAGED, "pdf": b"%PDF-1.7\n"}
    for name, docx in files.items():
        Path(f"{name}.docx").write_bytes(docx)
    return tmp_path


def changes_of(name: str) -> list[dict[str, str]]:
    return json.loads(run("changes", name, "--json").told)["changes"]


def test_a_redline_is_written_and_its_proof_told() -> None:
    ran = run("redline", "before.docx", "after.docx", "-o", "out.docx")
    assert (ran.code, ran.out) == (ExitCode.OK, b"")
    assert ran.errors.startswith("out.docx: 1 change (1 replaced), proved both ways in ")
    assert [(c["before"], c["after"]) for c in changes_of("out.docx")] == [("$130,000", "$135,500")]


def test_the_author_and_the_time_are_those_that_were_given() -> None:
    run("redline", "before.docx", "after.docx", "-o", "out.docx", "--author", "Chief", "--at", AT)
    (change,) = changes_of("out.docx")
    assert (change["author"], change["at"]) == ("Chief", AT)


def test_the_author_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERPART_AUTHOR", "District counsel")
    run("redline", "before.docx", "after.docx", "-o", "out.docx")
    assert changes_of("out.docx")[0]["author"] == "District counsel"


def test_the_same_redline_twice_has_the_same_bytes() -> None:
    words = ("redline", "before.docx", "after.docx", "-o", "-", "--at", AT, "-q")
    first, second = run(*words), run(*words)
    assert first.errors == ""
    assert first.out.startswith(b"PK")
    assert first.out == second.out


def test_a_file_may_come_from_standard_input_and_go_to_standard_output() -> None:
    ran = run("redline", "-", "after.docx", "-o", "-", stdin=BEFORE)
    assert ran.code == ExitCode.OK
    assert ran.out.startswith(b"PK")


def test_the_changes_of_a_redline_may_be_written_as_data() -> None:
    ran = run("redline", "before.docx", "after.docx", "--format", "json", "-o", "-")
    assert json.loads(ran.out)["changes"][0]["after"] == "$135,500"


def test_differences_are_told_by_the_exit_code_where_that_is_asked() -> None:
    words = ("redline", "before.docx", "-o", "out.docx", "--exit-code")
    assert run(*words, "after.docx").code == ExitCode.FOUND
    assert run(*words, "before.docx").code == ExitCode.OK


def test_an_input_is_never_overwritten() -> None:
    os.link("after.docx", "linked.docx")
    for output in ("before.docx", "./after.docx", "linked.docx"):
        ran = run("redline", "before.docx", "after.docx", "-o", output)
        assert ran.code == ExitCode.USAGE
        assert "would be overwritten" in ran.errors
    assert (Path("before.docx").read_bytes(), Path("after.docx").read_bytes()) == (BEFORE, AFTER)


def test_the_file_that_can_not_be_read_is_the_one_that_is_named() -> None:
    for words in (("pdf.docx", "after.docx"), ("before.docx", "pdf.docx")):
        ran = run("redline", *words, "-o", "out.docx")
        assert ran.code == ExitCode.UNREADABLE
        assert ran.errors.startswith("counterpart: pdf.docx: ")
        assert ran.errors.endswith("[not-a-zip]\n")
        assert ran.errors.count("\n") == 1
    assert not Path("out.docx").exists()


def test_no_more_of_a_huge_file_is_read_than_a_word_file_may_have() -> None:
    with Path("huge.docx").open("wb") as huge:
        huge.truncate(8 << 40)
    ran = run("redline", "before.docx", "huge.docx", "-o", "out.docx")
    assert ran.code == ExitCode.UNREADABLE
    assert ran.errors == (
        "counterpart: huge.docx: The file has more than 20 MB, which is the limit; shrink its pictures. "
        "[limit-exceeded]\n"
    )
    assert run("changes", "-", stdin=b"P" * (21 << 20)).errors.startswith("counterpart: standard input: The file has")


def test_a_file_that_is_not_there_is_named_with_the_systems_reason() -> None:
    ran = run("redline", "before.docx", "nowhere.docx", "-o", "out.docx")
    assert (ran.code, ran.errors) == (ExitCode.SYSTEM, "counterpart: nowhere.docx: No such file or directory\n")


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_a_usage_error(at: str) -> None:
    ran = run("redline", "before.docx", "after.docx", "-o", "out.docx", "--at", at)
    assert ran.code == ExitCode.USAGE
    assert "ISO 8601" in ran.errors


def test_standard_input_can_not_be_both_files() -> None:
    assert run("redline", "-", "-", "-o", "out.docx", stdin=BEFORE).code == ExitCode.USAGE


def test_an_output_that_can_not_be_written_leaves_nothing_behind(folder: Path) -> None:
    ran = run("accept", "tracked.docx", "-o", "nowhere/out.docx")
    assert ran.code == ExitCode.SYSTEM
    assert ran.errors.startswith("counterpart: nowhere/out.docx: ")
    assert sorted(f.name for f in folder.iterdir() if f.name.startswith(".")) == []


def test_an_output_keeps_the_permissions_that_it_had_and_a_new_one_gets_the_usual() -> None:
    Path("old.docx").touch(mode=0o600)
    run("accept", "tracked.docx", "-o", "old.docx")
    run("accept", "tracked.docx", "-o", "new.docx")
    mask = os.umask(0)
    os.umask(mask)
    assert Path("old.docx").stat().st_mode & 0o777 == 0o600
    assert Path("new.docx").stat().st_mode & 0o777 == 0o666 & ~mask


def test_accepting_and_rejecting_leave_the_words_of_one_side(folder: Path) -> None:
    run("accept", "tracked.docx", "-o", "accepted.docx")
    run("reject", "tracked.docx", "-o", "rejected.docx")
    assert changes_of("accepted.docx") == changes_of("rejected.docx") == []
    run("redline", "rejected.docx", "accepted.docx", "-o", "again.docx")
    assert [(c["before"], c["after"]) for c in changes_of("again.docx")] == [("City", "School")]


def test_accepting_reads_and_writes_the_standard_streams() -> None:
    ran = run("accept", "-", "-o", "-", stdin=TRACKED)
    assert (ran.code, ran.errors) == (ExitCode.OK, "")
    assert ran.out.startswith(b"PK")


def test_the_tracked_changes_are_listed_with_author_and_time() -> None:
    ran = run("changes", "tracked.docx")
    assert ran.code == ExitCode.OK
    for words in ("City", "School", "A. Reviewer", "2026-11-01 10:00", "tracked.docx: "):
        assert words in ran.told


def test_a_clean_file_has_no_changes_and_tracked_ones_are_told_by_the_exit_code_where_asked() -> None:
    assert run("changes", "before.docx").told == "before.docx: no changes\n"
    assert run("changes", "before.docx", "--exit-code").code == ExitCode.OK
    assert run("changes", "tracked.docx", "--exit-code").code == ExitCode.FOUND


def test_a_sound_file_validates_and_a_damaged_one_does_not() -> None:
    assert run("validate", "before.docx").code == ExitCode.OK
    ran = run("validate", "before.docx", "damaged.docx")
    assert ran.code == ExitCode.FOUND
    assert "before.docx: clean" in ran.told
    assert "damaged.docx: 1 finding" in ran.told


def test_findings_are_given_as_data_by_file() -> None:
    found = json.loads(run("validate", "before.docx", "damaged.docx", "--json").told)
    assert found["before.docx"] == []
    assert set(found["damaged.docx"][0]) == {"rule", "part", "place", "message"}


def test_a_file_that_is_no_word_file_can_not_be_validated() -> None:
    ran = run("validate", "pdf.docx")
    assert ran.code == ExitCode.UNREADABLE
    assert ran.errors.startswith("counterpart: pdf.docx: ")


def test_a_redline_leaves_out_what_is_asked_and_says_so() -> None:
    Path("other.docx").write_bytes(package(p(t("THE fee is  $130,000 a years.")) + p(t("The end."))))
    words = ("redline", "before.docx", "other.docx", "-o", "out.docx", "--ignore", "case", "--ignore", "white-space")
    ran = run(*words, "--grain", "character")
    assert ran.code == ExitCode.OK
    assert [(c["before"], c["after"]) for c in changes_of("out.docx")] == [("", "s")]
    assert "[case-not-compared]" in ran.errors
    assert "[white-space-not-compared]" in ran.errors
    assert run(*words, "-q").errors == ""


def test_an_aspect_that_is_not_known_is_refused() -> None:
    assert run("redline", "before.docx", "after.docx", "-o", "o.docx", "--ignore", "spelling").code == ExitCode.USAGE
