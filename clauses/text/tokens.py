"""Prose cut into the tokens that a redline moves, strikes and inserts whole.

A token is a word, a run of white space, a single no-break space or a single mark. What a lawyer reads as one thing is
one token: ``$130,000.50``, ``50%``, ``4.2(b)``, ``12(b)(1)``, ``law-enforcement``, ``Department’s``. Combining
sequences (UAX 29, extended grapheme clusters in their plain cases) are never split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

_LAST_MARK_BELOW_PLANE_14 = 0x1F000
_VARIATION_SELECTORS = range(0xE0100, 0xE01F0)
_EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
_JOINERS = (0x00AD, 0x200C, 0x200D, 0x2060)
"""Soft hyphen, the zero-width non-joiner and joiner, the word joiner: invisible, and part of the word they stand in."""


def _extenders() -> str:
    """The body of a character class of everything that belongs to the character before it."""
    marks = [c for c in range(0x300, _LAST_MARK_BELOW_PLANE_14) if unicodedata.category(chr(c)).startswith("M")]
    points = sorted({*marks, *_JOINERS, *_VARIATION_SELECTORS, *_EMOJI_MODIFIERS})
    runs = [[p for _, p in run] for _, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_EXTEND = rf"(?:(?![\x00-\x7f])[{_extenders()}])"
_TOKEN = re.compile(
    rf"""
    (?:[$€£¥](?=\d))?                                     # an amount keeps its sign
    \w+(?:{_EXTEND}+\w*)*
    (?: (?: [-‐‑'’] | (?<=\d)[.,:/](?=\d) )               # inside words; inside numbers, times and dates
        \w+(?:{_EXTEND}+\w*)* )*
    (?: (?: (?<=\d) | (?<=\d[A-Z]) | (?<=\d-[A-Z]) )      # 4.2(b), 12A(b), 805-A(1)
        (?:\([0-9A-Za-z]{{1,5}}\))+ )?
    (?:(?<=\d)%)?{_EXTEND}*
    | [^\S\u00a0\u2007\u202f]+(?!{_EXTEND})               # white space, but no no-break space
    | [\ud800-\udbff][\udc00-\udfff]{_EXTEND}*            # a surrogate pair that was never decoded
    | .{_EXTEND}*(?:(?<=\u200d)[^\w\s]{_EXTEND}*)*        # one mark, or one joined pictograph
    """,
    re.VERBOSE | re.DOTALL,
)


_SPACE = re.compile(r"[^\S\u00a0\u2007\u202f]")
_EXTENDS = re.compile(_EXTEND)


_CLUSTER = re.compile(
    rf"""
    \r\n
    | [\U0001f1e6-\U0001f1ff]{{2}}{_EXTEND}*                  # a flag
    | [\ud800-\udbff][\udc00-\udfff]{_EXTEND}*
    | (?:[\u1100-\u115f\ua960-\ua97c]+(?:[\u1160-\u11a7\ud7b0-\ud7c6\uac00-\ud7a3][\u1160-\u11ff\ud7b0-\ud7fb]*)?
        | [\uac00-\ud7a3][\u1160-\u11ff\ud7b0-\ud7fb]*){_EXTEND}*   # a syllable of Hangul
    | .{_EXTEND}*(?:(?<=\u200d)[^\w\s]{_EXTEND}*)*          # one letter, or one joined pictograph
    """,
    re.VERBOSE | re.DOTALL,
)


def clusters(text: str) -> list[str]:
    """Return what a reader takes for the single letters of ``text``, in order; joined they are ``text`` again. Accents
    stay with their letter, surrogates together, joined pictographs and syllables of Hangul whole (UAX 29)."""
    return _CLUSTER.findall(text)


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text`` in order; joined they are ``text`` again, character for character."""
    return _TOKEN.findall(text)


def stands_alone(chunk: str) -> bool:
    """Whether what stands between two single spaces has the same tokens in any text, and each space is a token."""
    if not chunk or _SPACE.match(chunk[0]) or _SPACE.match(chunk[-1]):
        return False
    return chunk[0].isascii() or not _EXTENDS.match(chunk)


def tokenize_around(text: str, whole: Sequence[tuple[int, int]]) -> list[str]:
    """Return the tokens of ``text`` in order; each stretch (start, end) in ``whole`` stays one token. The stretches are
    in order; what of them lies outside of ``text`` does not count."""
    out: list[str] = []
    position = 0
    for start, end in whole:
        start, end = max(start, position), min(end, len(text))
        if start < end:
            out.extend(tokenize(text[position:start]))
            out.append(text[start:end])
            position = end
    out.extend(tokenize(text[position:] if position else text))
    return out
