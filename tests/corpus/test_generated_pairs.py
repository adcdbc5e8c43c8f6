"""Every kind of change, generated: the redline is proved and shows that change, whole and alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.support import pairs
from tests.support.pair_kinds.base import Expected
from tests.support.redlines import nested_revisions, proved_redline

SEEDS = (1, 2, 3)
TRICKY: dict[str, str] = {}
"""What docs/tricky-cases.md lists: not shown as it should be yet, though exact."""


def _ordered(expected: Expected) -> Expected:
    """As ``pairs.shown`` has it: kinds by name, spaces single."""
    texts = {name: " ".join(getattr(expected, name).split()) for name in ("struck", "inserted", "moved", "formatted")}
    return replace(expected, kinds=tuple(sorted(expected.kinds)), **texts)


def test_there_are_many_kinds() -> None:
    assert len(pairs.KINDS) >= 40


def _marked(kind: str) -> object:
    if kind not in TRICKY:
        return kind
    return pytest.param(kind, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=TRICKY[kind]))


@pytest.mark.parametrize("kind", [_marked(kind) for kind in pairs.KINDS])
def test_a_kind_of_change_shows_whole_and_alone(kind: str) -> None:
    for seed in SEEDS:
        pair = pairs.pair(kind, seed)
        made = proved_redline(pair.before.docx(), pair.after.docx())
        assert nested_revisions(made.docx) == []
        assert made.proof.coarser == 0
        found = pairs.shown(made.docx, Counter(change.kind for change in made.changes.changes))
        assert found == _ordered(pair.expected), f"seed {seed}"
