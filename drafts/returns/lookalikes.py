"""Letters that look alike, and letters that nobody sees: of words that were exchanged, and of names."""

from __future__ import annotations

import re
from typing import Final

_LOOKALIKES: Final = str.maketrans(
    "АВЕЅЗІЈКМНОРСТУХаеіјорсухѕьԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρτυ‐‑‒–−’‘“”٫",
    "ABESЗIJKMHOPCTYXaeijopcyxsьdqwABEZHIKMNOPTYXoavptu-----''\"\",",
)
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_SPACES: Final = re.compile(r"[^\S\n]+")


def lookalike(before: str, after: str) -> str:
    """Which letters differ where both texts look the same; "" where they don't."""
    if not before or not after or before == after or _even(before) != _even(after):
        return _unseen(before, after)
    old = [f"U+{ord(c):04X}" for c in before if c not in after]
    new = [f"U+{ord(c):04X}" for c in after if c not in before]
    codes = (
        f": {', '.join(dict.fromkeys(new)) or 'nothing'} in the place of {', '.join(dict.fromkeys(old)) or 'nothing'}"
    )
    return f"looks the same{codes if new or old else ''}"


def name_key(name: str) -> str:
    """A name as a reader tells it from others: whatever its case, its spaces and its alphabet."""
    return " ".join(_even(name).split()).casefold()


def _unseen(before: str, after: str) -> str:
    """Which letters came that can't be seen, or are of no alphabet that the words around them are of."""
    found = [c for c in after if c not in before and (_UNSEEN.match(c) or (c.isspace() and c not in " \t\n"))]
    return f"holds {', '.join(dict.fromkeys(f'U+{ord(c):04X}' for c in found))}" if found else ""


def _even(text: str) -> str:
    return _SPACES.sub(" ", _UNSEEN.sub("", text).translate(_LOOKALIKES))
