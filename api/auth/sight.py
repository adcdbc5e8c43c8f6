"""What a reader may see: what the sides share, and what is private to one side beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose private things a reader sees beside what is shared: those of ``side``, if it names one."""

    side: str | None = None
    everything: bool = False
    """For who can open the store anyway, such as a command on its file."""

    def sees(self, side: str | None) -> bool:
        """Whether a thing that is private to ``side`` (shared, where that is None) is seen."""
        return self.everything or side is None or side == self.side


SHARED: Final = Sight()
"""Sees what the sides share, and no more."""
EVERYTHING: Final = Sight(everything=True)
"""Sees all that the store holds. No request over HTTP has it."""
