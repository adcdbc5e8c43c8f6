"""Signature blocks: who signs, as "By: ____", "Title: ..." and "Date: ____" stand below a name, in cells or lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_BLANK: Final = re.compile(r"(by|signature|signed|date|dated)?\s*:?[\s_.]*", re.I)
_OFFICE: Final = re.compile(r"(?:title|its)\s*:\s*(\S.*)", re.I)
_ASKED: Final = re.compile(r"(by|signature|title|its)\s*:", re.I)


@dataclass(slots=True)
class Signatures:
    """Parties and the offices that sign for them, and what around them the house style sets by itself."""

    signers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    furniture: list[str] = field(default_factory=list[str])


def asks_to_sign(text: str) -> bool:
    """Whether a line belongs to a signature block by its first word."""
    return _ASKED.match(text) is not None


def read_signatures(columns: Sequence[Sequence[str]]) -> Signatures | None:
    """The signatures that lines in columns hold; None where a line is neither a name, an office nor a blank to fill, or
    a name has no office: then the lines stay as they are."""
    found = Signatures()
    for column in columns:
        party, named = "", True
        for line in column:
            if office := _OFFICE.fullmatch(line):
                if not party:
                    return None
                found.signers.append((party, office[1].strip()))
                found.furniture.append(line[: office.start(1)])
                named = True
            elif _BLANK.fullmatch(line):
                found.furniture.append(line)
            elif party and not named:
                return None
            else:
                party, named = line, False
        if not named:
            return None
    return found if found.signers else None
