"""What a reader sees of a paragraph, without what a comparison leaves out: case, spaces, the numbers of references."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import cast

from clauses.text.folding import Folding
from clauses.text.tokens import tokenize_around

_PARAGRAPH_NUMBER = re.compile(r"REF\s.*\\[nrw](?:\s|$)", re.IGNORECASE)
_SPACES = re.compile(r"(\s+)")
_TEXT = 3
"""Parts of what is seen of a text: its letters, its look and its link. Fields and atoms have more."""
_SPACE = ("space",)
"""Any number of spaces; their look doesn't count where they don't."""


def shows_a_number(code: str) -> bool:
    """Whether a field shows the number of a paragraph: REF with \\n, \\r or \\w (ECMA-376 Part 1, 17.16.5.51)."""
    return _PARAGRAPH_NUMBER.match(code) is not None


def words_of(text: str, folding: Folding) -> list[str]:
    """The tokens of ``text``, cut where those of its even form are cut, so that what doesn't count cuts nothing."""
    return words_around(text, (), folding)


def words_around(text: str, whole: Sequence[tuple[int, int]], folding: Folding) -> list[str]:
    """The same; each stretch (start, end) in ``whole`` is one token."""
    if folding.exact:
        return tokenize_around(text, whole)
    out: list[str] = []
    start = 0
    for token in tokenize_around(folding.even(text), whole):
        out.append(text[start : start + len(token)])
        start += len(token)
    return out


def evened(seen: Sequence[Hashable], folding: Folding) -> list[Hashable]:
    """The (text, look, link) triples of what is seen under ``folding``; anything else stays as it is."""
    if folding.exact:
        return list(seen)
    out: list[Hashable] = []
    for thing in seen:
        text = cast(tuple[Hashable, ...], thing)
        if len(text) != _TEXT:
            out.append(thing)
            continue
        even, around = folding.even(str(text[0])), text[1:]
        if folding.space:
            out.append((even, *around))
            continue
        for part in filter(None, _SPACES.split(even)):
            if not part.isspace():
                out.append((part, *around))
            elif not out or out[-1] != _SPACE:
                out.append(_SPACE)
    return out


def trimmed(seen: Sequence[Hashable], folding: Folding) -> Sequence[Hashable]:
    """A whole paragraph without the spaces at its ends, where they don't count."""
    start, end = 0, len(seen)
    while not folding.space and start < end and seen[start] == _SPACE:
        start += 1
    while not folding.space and start < end and seen[end - 1] == _SPACE:
        end -= 1
    return seen[start:end]
