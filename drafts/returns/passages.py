"""A paragraph of either file or both, letter by letter."""

from __future__ import annotations

from dataclasses import dataclass, field

from drafts.returns.letters import Met
from drafts.returns.sifting import ParagraphBlock


@dataclass(slots=True)
class Passage:
    """A paragraph (or a row) of either file or both, letter by letter, in the returned file's order; without letters
    where it stands as it stood. ``place`` is the story; ``moved`` that it stands elsewhere now."""

    place: str
    mets: list[Met]
    ours: ParagraphBlock | None = None
    theirs: ParagraphBlock | None = None
    row: bool = False
    moved: bool = False
    behind: ParagraphBlock | None = None
    """Of what only the returned file has: the paragraph of ours that it follows."""
    taken: bool = field(default=False, repr=False)

    @property
    def whole(self) -> bool:
        """Whether only one side has it."""
        return self.ours is None or self.theirs is None
