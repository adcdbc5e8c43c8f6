"""Who made each change between two versions: what a caller tells the redline engine beyond the two files.

The words stand by bookmark, as the paragraphs of a draft do, so that nothing here knows a file or a clause's fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from clauses.ids import parse_bookmark

_LONGEST_SIGNATURE: Final = 255
"""Characters that an author's name may have in a Word file (Word's own limit)."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a change, for which party, when and why. ``party`` is its name, ``revision`` the number of the clause
    revision that made it, 0 where none did: a clause was moved or taken out."""

    author: str
    at: datetime
    party: str = ""
    rationale: str = ""
    proposal: str = ""
    revision: int = 0

    @property
    def signature(self) -> str:
        """The author's name in a Word file: "J. Doe, Portland Police Department". Letters that can't be printed are
        left out."""
        signed = f"{self.author}, {self.party}" if self.party else self.author
        return "".join(c for c in signed if c.isprintable())[:_LONGEST_SIGNATURE].strip() or "Unknown author"


@dataclass(frozen=True, slots=True)
class Traced:
    """Words of a paragraph, a line break standing for the paragraph's mark before its words. ``kept`` ones stand in
    both versions. Of others ``maker`` is who brought or struck them; None: nobody, as when a version is read
    backwards."""

    text: str
    kept: bool
    maker: Maker | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who made what differs between two versions, by the bookmark of each paragraph or table row."""

    before: Mapping[str, tuple[Traced, ...]]
    """The words of the earlier version, with who struck those that are gone."""
    after: Mapping[str, tuple[Traced, ...]]
    """The words of the later one, with who brought those that are new."""
    moved: Mapping[str, Maker] = field(default_factory=dict[str, Maker])
    """Who moved a clause to another place, where that is known."""
    reference: str = ""
    """The letter with which a word begins that stands for a cross-reference; "" where there are none."""

    def sole(self) -> dict[str, Maker]:
        """The clauses in which one revision alone made all that differs, with who made it."""
        found: dict[str, set[Maker | None]] = {}
        for clause, traced in self._by_clause():
            if not traced.kept:
                found.setdefault(clause, set()).add(traced.maker)
        sole = {clause: next(iter(makers)) for clause, makers in found.items() if len(makers) == 1}
        return {clause: maker for clause, maker in sole.items() if maker is not None}

    def _by_clause(self) -> Iterator[tuple[str, Traced]]:
        for side in (self.before, self.after):
            for bookmark, words in side.items():
                parsed = parse_bookmark(bookmark)
                yield from ((parsed[0] if parsed else "", traced) for traced in words)
