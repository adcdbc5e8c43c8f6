"""Small files, one case of revision markup each: what is valid, and what is broken in one way.

Each case names the rules of the lint that it breaks, exactly. docs/ooxml/lint.md says why some odd ones are valid.
"""

from __future__ import annotations

from .case import Case
from .seen import SEEN
from .unseen import UNSEEN
from .valid import ODD, VALID

CASES: dict[str, Case] = {**VALID, **ODD, **UNSEEN, **SEEN}

__all__ = ["CASES", "ODD", "SEEN", "UNSEEN", "VALID", "Case"]
