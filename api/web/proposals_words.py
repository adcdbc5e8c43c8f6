"""The words of a clause as they are edited, for people: references by the name of the clause they lead to, and the
words that came and went between two texts."""

from __future__ import annotations

from collections.abc import Mapping

from clauses.kinds import kind
from clauses.text.inline import Link, cut_prose, parse_prose
from clauses.text.provenance import Segment, Weave


def readable(text: str, names: Mapping[str, str]) -> str:
    """``text`` as it is edited, with what it refers to by name; ``names`` are those of clauses by identity."""
    return "\n".join(_line(line, names) for line in text.split("\n"))


def redlined(before: str, after: str) -> tuple[Segment, ...]:
    """The words of both texts, each kept, inserted or deleted."""
    return Weave((before, after)).between(0, 1)


def _line(line: str, names: Mapping[str, str]) -> str:
    said: list[str] = []
    for words, meaning in cut_prose(line):
        if meaning is None:
            said += [each for each in parse_prose(words) if isinstance(each, str)]
        elif isinstance(meaning, Link):
            name = names.get(meaning.clause_id or "") or (kind(meaning.kind).title if meaning.kind else "a clause")
            said.append(f"[{name}]" if meaning.paragraph is None else f"[{name}, paragraph {meaning.paragraph}]")
        else:
            said.append(f"“{meaning.term}”")
    return "".join(said)
