"""In which form a wording is rendered: what the house style of an agreement asks of the words themselves.

Only the words of a template change with it, never those of a field: what a person wrote stays as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clauses.kinds.values import Labelled


class RecitalForm(Labelled):
    """How the recitals are written."""

    LETTERED = "lettered", "A., B., C."
    WHEREAS = "whereas", "WHEREAS, ...; and WHEREAS, ..."


@dataclass(frozen=True, slots=True)
class WordingForm:
    """What a condition of a wording may ask as ``house.NAME``."""

    recitals: RecitalForm = RecitalForm.LETTERED
    section: str = "Section"
    """What a whole clause is called: "this Section", or "this Article" where a Section is one of its paragraphs."""

    def called(self, words: str) -> str:
        """The template's own ``words``, with the clause called what the house style calls it."""
        return words if self.section == "Section" else _SECTION.sub(self._name, words)

    def _name(self, found: re.Match[str]) -> str:
        """A clause's name in the number of the word found, after the article that fits it."""
        article = "" if found[1] is None else f"{found[1]}n " if self.section[0] in "AEIO" else f"{found[1]} "
        return f"{article}{self.section}{found[2]}"


_SECTION = re.compile(r"\b(?:([Aa]) )?Section(s?)\b")


LETTERED = WordingForm()
"""The form in which a clause is rendered when nothing else is asked for."""
