"""The corpus of before/after pairs of Word files, which lies beside the checkout and is not part of it.

``SUITE/CASE/{before,after}.docx`` in the folder that COUNTERPART_CORPUS names, or else in ``../shared/corpus``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
_EVERY = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one document; ``name`` is SUITE/CASE."""

    name: str
    folder: Path

    @property
    def before(self) -> bytes:
        """The earlier file."""
        return (self.folder / "before.docx").read_bytes()

    @property
    def after(self) -> bytes:
        """The later file."""
        return (self.folder / "after.docx").read_bytes()

    def __str__(self) -> str:
        return self.name


def folder() -> Path:
    """Where the corpus is, whether it is there or not."""
    named = os.environ.get("COUNTERPART_CORPUS")
    return Path(named) if named else CHECKOUT.parent / "shared" / "corpus"


def why_no_corpus() -> str | None:
    """The reason to skip, or None when the corpus is there."""
    if any(folder().glob("*/*/before.docx")):
        return None
    return "the corpus of Word pairs is not beside the checkout (COUNTERPART_CORPUS names its folder)"


def pairs(suite: str = "*") -> list[Pair]:
    """The pairs of a suite, by name; empty when the corpus is absent."""
    return [
        Pair(f"{before.parent.parent.name}/{before.parent.name}", before.parent)
        for before in sorted(folder().glob(f"{suite}/*/before.docx"))
    ]


def sample(suite: str = "*") -> list[Pair]:
    """Every third pair of a suite, and all of them in the nightly profile. ``make corpus`` asks about all."""
    return pairs(suite)[::_EVERY]
