"""Text made even before it is compared: without its case, or without the kind and number of its spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Folding:
    """What of a text counts. Two texts are equal under a folding when their :meth:`key` is."""

    case: bool = True
    space: bool = True
    """Whether the kind of a space (no-break, thin, a tab in the text) and the number of spaces side by side count.
    Whether there is any space at all between two words always counts."""

    @property
    def exact(self) -> bool:
        """Whether everything counts."""
        return self.case and self.space

    def even(self, text: str) -> str:
        """``text`` letter for letter, capitals for small letters and plain spaces for others where those don't count.
        The result is as long as ``text``: a letter whose capital takes two ("ß") stays as it is."""
        if self.exact:
            return text
        if not self.space:
            text = _SPACE.sub(" ", text)
        return text if self.case else "".join(map(_capital, text))

    def key(self, text: str) -> str:
        """What equal texts have in common: :meth:`even`, and one space for several side by side."""
        even = self.even(text)
        return even if self.space else _SPACES.sub(" ", even)


@lru_cache(maxsize=4096)
def _capital(letter: str) -> str:
    capital = letter.upper()
    return capital if len(capital) == 1 else letter
