"""``make corpus``: what it calls wrong, what it excuses, and its closing line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import __main__ as program
from tests.corpus.judging import Outcome, exceptions, office_disagreement, redlined
from tests.support.corpus import Pair
from tests.support.judges import Judged
from tests.support.libreoffice import OfficeVerdict
from tests.support.wml import docx, p, t

SOME = docx(p(t("Some words.")))


def _verdict(*texts: str, rejected: tuple[str, ...] = ()) -> OfficeVerdict:
    return OfficeVerdict(accepted=list(texts), rejected=list(rejected or texts))


def _pair(folder: Path, before: bytes, after: bytes) -> Pair:
    folder.mkdir()
    (folder / "before.docx").write_bytes(before)
    (folder / "after.docx").write_bytes(after)
    return Pair("suite/case", folder)


def test_an_office_that_reads_both_sides_agrees() -> None:
    made = _verdict("New.", rejected=("Old.",))
    assert office_disagreement(_verdict("Old."), _verdict("New."), made, SOME) is None


@pytest.mark.parametrize(("made", "what"), [(("Old.", "Old."), "accepted"), (("New.", "New."), "rejected")])
def test_an_office_that_reads_one_side_otherwise_disagrees(made: tuple[str, str], what: str) -> None:
    verdict = _verdict(made[0], rejected=(made[1],))
    assert (office_disagreement(_verdict("Old."), _verdict("New."), verdict, SOME) or "").startswith(what)


def test_an_office_that_opens_the_inputs_must_open_the_redline() -> None:
    broken = OfficeVerdict(error="no")
    assert office_disagreement(_verdict("a"), _verdict("b"), broken, SOME) == "does not open the redline: no"
    assert office_disagreement(_verdict("a"), broken, broken, SOME) is None


def test_a_refused_pair_is_wrong(tmp_path: Path) -> None:
    outcome = redlined(_pair(tmp_path / "pair", SOME, b"no zip"), tmp_path)
    assert outcome.wrong[0].startswith("refused: ")
    assert not outcome.redline.exists()


def test_a_redlined_pair_is_written_and_counted(tmp_path: Path) -> None:
    outcome = redlined(_pair(tmp_path / "pair", SOME, docx(p(t("Some other words.")))), tmp_path)
    assert outcome.wrong == []
    assert outcome.changes == 1
    assert outcome.redline == tmp_path / "suite" / "case.docx"
    assert outcome.redline.exists()


def test_the_closing_line_tells_the_whole_run(tmp_path: Path) -> None:
    right = Outcome(Pair("a/x", tmp_path), tmp_path, painted=1.0)
    wrong = Outcome(Pair("a/y", tmp_path), tmp_path, painted=2.0, wrong=["lint: no"], excused=["libreoffice: yes"])
    verdicts = {"a": Judged(total=2, right=2, restored=1, right_with_properties=2)}
    assert program.closing([right, wrong], verdicts) == (
        "1 of 2 pairs right by every judge; properties restored in 1 of 2; painted / least: median 1.50, mean 1.50, "
        "p90 1.00, max 2.0; 1 findings excused; 0 at paragraph grain"
    )


def test_every_exception_has_a_judge_and_a_reason() -> None:
    assert set(exceptions()) == {"libreoffice", "properties"}
    assert all(len(reason) > 20 for found in exceptions().values() for reason in found.values())


def test_the_pairs_of_the_project_are_always_there() -> None:
    assert sum(pair.name.startswith("mou/") for pair in program.every_pair()) >= 35
