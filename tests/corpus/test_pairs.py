"""Pairs of Word files: every one gives a proved redline that others can read, or a refusal that says where and why.

The ``mou`` pairs are our own, one kind of change each; the other suites lie beside the checkout.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clauses.errors import RedlineRefused
from drafts.model import Aspect, Grain, Options
from drafts.redline import redline
from drafts.word.resolve import accept_all
from tests.support import corpus
from tests.support.aspects import stray_marks
from tests.support.redlines import AT, AUTHOR, nested_revisions, proved_redline
from tests.support.seen import difference

OURS = Path(__file__).parent / "mou"
CASES = [case["case"] for case in json.loads((OURS / "manifest.json").read_text())["cases"]]
MAY_REFUSE: dict[str, int] = {"oa": 0, "rp": 0, "rpin": 0, "wc": 0, "wcx": 0}
"""How many pairs of a suite are refused today: more is a step back, fewer must be written down here."""


def test_the_manifest_lists_every_pair() -> None:
    assert sorted(CASES) == sorted(p.parent.name for p in OURS.glob("*/before.docx"))
    assert len(CASES) == 35


@pytest.mark.parametrize("case", CASES)
def test_a_pair_of_ours_is_proved(case: str) -> None:
    made = proved_redline((OURS / case / "before.docx").read_bytes(), (OURS / case / "after.docx").read_bytes())
    assert made.changes.changes
    assert made.proof.coarser == 0
    assert nested_revisions(made.docx) == []


@pytest.mark.parametrize("case", CASES)
def test_a_pair_of_ours_is_proved_backwards(case: str) -> None:
    made = proved_redline((OURS / case / "after.docx").read_bytes(), (OURS / case / "before.docx").read_bytes())
    assert made.proof.coarser == 0
    assert nested_revisions(made.docx) == []


@pytest.mark.parametrize("case", CASES)
def test_a_pair_of_ours_is_proved_with_an_aspect_left_out_and_with_all_of_them(case: str) -> None:
    before, after = ((OURS / case / f"{side}.docx").read_bytes() for side in ("before", "after"))
    in_turn = list(Aspect)[CASES.index(case) % len(Aspect)]
    for ignored in ({in_turn}, set(Aspect)):
        options = Options(ignore=frozenset(ignored), grain=Grain.CHARACTER)
        made = redline(before, after, author=AUTHOR, at=AT, options=options)
        assert made.proof.coarser == 0, ignored
        assert stray_marks(made.docx, ignored) == []
        assert difference(accept_all(made.docx), accept_all(after)) is None, ignored
        if not made.changes.changes:
            assert made.notes, ignored


@pytest.mark.corpus
@pytest.mark.parametrize("suite", MAY_REFUSE)
def test_a_pair_of_a_suite_is_proved_or_refused_with_part_and_reason(suite: str) -> None:
    wrong, refused = list[str](), list[str]()
    pairs = corpus.sample(suite)
    assert pairs
    for pair in pairs:
        try:
            proved_redline(pair.before, pair.after)
        except RedlineRefused as refusal:
            refused.append(f"{pair}: {refusal}")
            if not refusal.part or not str(refusal).startswith(refusal.part):
                wrong.append(f"{pair}: the refusal names no part: {refusal}")
        except AssertionError as fault:
            wrong.append(f"{pair}: {str(fault)[:300]}")
    assert wrong == []
    assert len(refused) == MAY_REFUSE[suite], refused
