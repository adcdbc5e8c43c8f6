"""Where in a TOML file a value stands: its parser tells lines of syntax errors only."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_.\s\"-]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The 1-based line of the value at ``path``, or of the table nearest around it; 1 where there is neither."""
    places = _places(text)
    steps = tuple(path)
    while steps:
        if steps in places:
            return places[steps]
        steps = steps[:-1]
    return 1


def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """Path -> line of each table and each key that begins a line."""
    places: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _table([name.strip().strip('"') for name in header[2].split(".")], counts, header[1] == "[[")
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, key[1]), number)
    return places


def _table(names: list[str], counts: dict[tuple[str | int, ...], int], repeated: bool) -> tuple[str | int, ...]:
    """The path of a table; one of an array of tables ends with its place there, and is counted."""
    path: tuple[str | int, ...] = ()
    for n, name in enumerate(names):
        path = (*path, name)
        if repeated and n == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
