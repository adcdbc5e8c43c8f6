"""What a clause printed, and the line of its prose that it printed from: paragraphs, cells of tables, signatures,
titles of exhibits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from clauses.text.inline import cut_prose, format_prose
from clauses.text.merge import merge
from clauses.wording.layout import EXHIBIT, HEAD, ROW, SIGNATURE, cells_of, sort_of
from drafts.returns.model import ClauseLine

_TITLE: Final = "Title:"
_BLANKS: Final = ("By:", "Date:")
"""How the lines begin that are filled in by hand when a draft is signed."""
_OTHER_TABLE: Final = "The table that was sent is not that of the clause."


class CantPlaceError(Exception):
    """Why a clause's changes are for a person."""


@dataclass(slots=True)
class Placed:
    """What lines of prose read now (none: the line is gone), and which printed lines say so."""

    prose: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    printed: set[int] = field(default_factory=set[int])
    """Identities of the printed lines, those that can't be placed among them."""


def shows(line: str, text: str) -> bool:
    """Whether a line of prose prints as ``text``: references and terms print as anything."""
    pattern = "".join(re.escape(words) if meaning is None else ".+?" for words, meaning in cut_prose(line.lstrip("\t")))
    return re.fullmatch(pattern, text, flags=re.DOTALL) is not None


def merged(line: str, before: str, after: str) -> str:
    """A line of prose with what changed between the words that it printed and those that it reads.

    :raises CantPlaceError: words that stand for something else changed.
    """
    if before == after:
        return line
    words = line.lstrip("\t")
    found = merge(before, words, after).text
    if found is None or not shows(found, after):
        raise CantPlaceError("A reference or a defined term changed.")
    return line[: len(line) - len(words)] + found


# ------------------------------------------------------------------------------------------------ titles, signatures


def place_titles(lines: Sequence[str], printed: Sequence[ClauseLine], out: Placed) -> None:
    """Say in ``out`` what the exhibits of a clause are called now.

    :raises CantPlaceError: an exhibit has another label, or a title no words.
    """
    for n, line in enumerate(lines):
        if sort_of(line) != EXHIBIT:
            continue
        label, title = cells_of(line)
        at = next((k for k, x in enumerate(printed) if (x.before or "").strip() == f"EXHIBIT {label}"), None)
        if at is None or at + 1 == len(printed) or not shows(title, printed[at + 1].before or ""):
            continue
        head, name = printed[at], printed[at + 1]
        out.printed |= {id(head), id(name)}
        if head.after is None and name.after is None:
            raise CantPlaceError("An exhibit was taken out.")
        if head.after != head.before or not (name.after or "").strip():
            raise CantPlaceError("The label of an exhibit changed.")
        out.prose[n] = [EXHIBIT + "\t".join((label, merged(title, name.before or "", (name.after or "").strip())))]


def place_signatures(lines: Sequence[str], printed: Sequence[ClauseLine], out: Placed) -> None:
    """Say in ``out`` who signs now, and as what. A line of blanks is no words.

    :raises CantPlaceError: a signature came, went or was filled in, or one of two alike changed.
    """
    rows = {n: cells_of(line) for n, line in enumerate(lines) if sort_of(line) == SIGNATURE}
    if not rows:
        return
    printed = list(_columns(list(dict.fromkeys(cells[0] for cells in rows.values())), printed, out))
    words = [(head, cells[k]) for cells in rows.values() for k, head in enumerate(("", _TITLE))]
    named = {w: [x for x in printed if x.before is not None and _names(*w, x.before)] for w in dict.fromkeys(words)}
    others = [x for x in printed if (x.before or x.after or "").startswith((*_BLANKS, _TITLE))]
    known = {id(x) for found in named.values() for x in found}
    out.printed |= known | {id(x) for x in others}
    if any(x.before != x.after for x in others if id(x) not in known):
        raise CantPlaceError("A signature came, went or was filled in.")
    for (head, text), found in named.items():
        now = {(x.after or "").strip() for x in found}
        read = next(iter(now), "")
        if len(now) != 1 or not read.startswith(head) or read == head.strip():
            raise CantPlaceError("A signature came or went, or one of two alike changed.")
        if read != (found[0].before or "").strip():
            old, new = (x.removeprefix(head).strip() for x in (found[0].before or "", read))
            made = merged(text, old, new)
            for cells in rows.values():
                cell = 1 if head else 0
                cells[cell] = made if cells[cell] == text else cells[cell]
    out.prose |= {n: [SIGNATURE + "\t".join(cells)] for n, cells in rows.items()}


def _names(head: str, words: str, text: str) -> bool:
    return text.startswith(head) and shows(words, text.removeprefix(head).strip())


def _columns(parties: Sequence[str], printed: Sequence[ClauseLine], out: Placed) -> Iterator[ClauseLine]:
    """The printed lines, of which a row of parties that was written anew is told party by party."""
    rest = list(printed)
    while rest:
        line = rest.pop(0)
        if line.after is None and len(parties) > 1 and line.before == "".join(parties):
            new = rest[: len(parties)]
            out.printed |= {id(line), *map(id, new)}
            if len(new) < len(parties) or any(x.before is not None for x in new):
                raise CantPlaceError("A signature came or went.")
            yield from (replace(x, before=party) for x, party in zip(new, parties, strict=True))
            del rest[: len(parties)]
        else:
            yield line


# ------------------------------------------------------------------------------------------------ tables


def place_tables(lines: Sequence[str], printed: Sequence[ClauseLine], out: Placed) -> None:
    """Say in ``out`` what the tables of a clause read now, row by row; ``printed`` are the lines of its cells in order.

    :raises CantPlaceError: the cells are not those of the clause, or a row came without all its cells.
    """
    out.printed |= {id(line) for line in printed}
    rows = [(n, sort_of(line), cells_of(line)) for n, line in enumerate(lines) if sort_of(line) in (HEAD, ROW)]
    if not printed:
        return
    if not rows:
        raise CantPlaceError("The clause has no table of its own.")
    reader = _Tables(rows, out)
    for line in reader.arrived(printed):
        reader.take(line)
    reader.finish()


class _Tables:
    """The cells of a clause's tables, as they are met in print."""

    def __init__(self, rows: Sequence[tuple[int, str, list[str]]], out: Placed) -> None:
        self._rows, self._out = list(rows), out
        self._at = 0
        self._cells: list[str | None] = []
        """What is met of the row, None for a cell that is gone."""
        self._new: list[str] = []
        """Cells that came behind it."""
        self._away: list[list[ClauseLine]] = []
        """Rows that stand elsewhere in print than in the prose."""

    def arrived(self, printed: Sequence[ClauseLine]) -> Iterator[ClauseLine]:
        """The lines in which a row that moved has come where it stands now, and is gone from where it stood."""
        width = len(self._rows[0][2])
        whole = all(x.displaced for x in printed)
        rest = [replace(x, displaced=False) for x in printed] if whole else list(printed)
        while rest:
            if not rest[0].displaced:
                yield rest.pop(0)
                continue
            row, rest = rest[:width], rest[width:]
            self._away.append(row)
            if row[0].moved:
                yield from (replace(x, before=None) for x in row)

    def take(self, line: ClauseLine) -> None:
        """Meet one printed line."""
        if line.before is None:
            self._new += [] if line.after is None else [format_prose(line.after.strip())]
            return
        self._settle(line.before)
        if self._at == len(self._rows):
            raise CantPlaceError(_OTHER_TABLE)
        cells = self._rows[self._at][2]
        if not self._cells and len(cells) > 1 and line.after is None and shows("".join(cells), line.before):
            self._cells = [None] * len(cells)
        elif shows(cells[len(self._cells)], line.before):
            own = cells[len(self._cells)]
            self._cells.append(None if line.after is None else merged(own, line.before, line.after.strip()))
        else:
            raise CantPlaceError(_OTHER_TABLE)

    def finish(self) -> None:
        """Meet the end."""
        self._settle(None)
        if self._new or self._cells or self._at < len(self._rows):
            raise CantPlaceError(_OTHER_TABLE)

    def _settle(self, text: str | None) -> None:
        """Say what became of what was met before a line that prints ``text`` (None: before the end)."""
        if (
            self._cells
            and len(self._new) == 1
            and (self._cells[-1] is None)
            and any(c is not None for c in self._cells)
        ):
            self._cells[-1] = self._new.pop()
        elif self._cells and len(self._new) == 1 and len(self._cells) < len(self._rows[self._at][2]):
            self._fill(self._new.pop())
        while self._at < len(self._rows):
            cells = self._rows[self._at][2]
            if len(self._cells) == len(cells):
                self._close()
            elif not self._cells and self._is_away(text):
                continue
            elif not cells[len(self._cells)]:
                self._cells.append("")
            else:
                break
        if self._new:
            raise CantPlaceError("A row came without all its cells.")

    def _fill(self, words: str) -> None:
        """Put words into the next empty cell."""
        if self._rows[self._at][2][len(self._cells)]:
            raise CantPlaceError("A row came without all its cells.")
        self._cells.append(words)

    def _is_away(self, text: str | None) -> bool:
        """Whether the next row stands elsewhere in print; then it is passed."""
        number, sort, cells = self._rows[self._at]
        if text is not None and shows(cells[0], text):
            return False
        for row in self._away:
            if len(row) == len(cells) and all(shows(c, x.before or "") for c, x in zip(cells, row, strict=True)):
                self._away.remove(row)
                kept = [merged(c, x.before or "", (x.after or "").strip()) for c, x in zip(cells, row, strict=True)]
                self._out.prose[number] = [] if row[0].moved else [sort + "\t".join(kept)]
                self._at += 1
                return True
        return False

    def _close(self) -> None:
        """Leave a row as it reads now, with the rows that came behind it."""
        number, sort, own = self._rows[self._at]
        width = len(own)
        gone = all(c is None for c, old in zip(self._cells, own, strict=True) if old)
        made = [] if gone else [sort + "\t".join(c or "" for c in self._cells)]
        if len(self._new) % width:
            raise CantPlaceError("A row came without all its cells.")
        came = [self._new[k : k + width] for k in range(0, len(self._new), width)]
        heads = [sort if gone and k == 0 else ROW for k in range(len(came))]
        self._out.prose[number] = [*made, *(head + "\t".join(cells) for head, cells in zip(heads, came, strict=True))]
        self._at += 1
        self._cells, self._new = [], []
