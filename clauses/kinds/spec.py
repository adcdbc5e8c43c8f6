"""What the registry knows about a clause kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clauses.kinds.values import Fields

Place = Literal["preamble", "recitals", "section", "execution"]
"""Where the house style puts a clause: see ``RenderedClause.place``."""


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A clause kind: its fields, its wording and how often an agreement may hold it."""

    name: str
    """Stable and snake_case; references by kind use it."""
    title: str
    """What a person calls it in a list of kinds."""
    summary: str
    """One sentence: what the clause settles."""
    fields_model: type[Fields]
    wording: str
    """The file that holds its words: of ``clauses/wording/``, or of an office's own."""
    place: Place = "section"
    repeatable: bool = False
    """Whether one agreement may hold several clauses of the kind."""
    words: str = ""
    """The text of an office's own file (:mod:`clauses.own_kinds`); nothing for a built-in kind."""


KIND_KEYS = ("name", "title", "summary", "place", "repeatable", "field")
"""The keys of an office's own file that say what its fields are; the others are its words, as in a built-in kind's."""
