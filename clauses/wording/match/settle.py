"""The fields that an edited text says, as far as its edits can be read: values first, then whole lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauses.kinds.values import Fields
from clauses.wording.layout import Line, lay_out
from clauses.wording.match.grammar import CLOSINGS
from clauses.wording.match.pairing import Pair
from clauses.wording.match.solve import Solver
from clauses.wording.match.trace import Reading, trace
from clauses.wording.template import Wording


@dataclass(frozen=True, slots=True)
class Settled:
    """The fields, and for each line that they render the number of the edited line, None where it was taken out.

    ``flow`` has the lines put in, too, as (None, number)."""

    fields: Fields
    flow: tuple[tuple[Line | None, int | None], ...]


@dataclass(slots=True)
class _Choice:
    """A pair, and the line that stands for it while fields are sought; None leaves it out."""

    pair: Pair
    text: str | None

    @property
    def put_in(self) -> bool:
        return self.pair.before is None


class Settling:
    """Tries edits in order, and keeps those that some fields explain."""

    def __init__(self, kind: str, wording: Wording, before: Fields, reading: Reading) -> None:
        self._solver = Solver(kind, wording, before)
        self._wording = wording
        self._fields = before
        self._reading = reading

    def settle(self, pairs: Sequence[Pair], after: Sequence[str]) -> Settled:
        """Return the fields with every edit that can be read."""
        choices = [_Choice(pair, pair.before.text if pair.before else None) for pair in pairs]
        edits: list[tuple[_Choice, str | None]] = []
        for choice, pair in zip(choices, pairs, strict=True):
            if pair.before is not None and pair.after is not None and pair.before.text != after[pair.after]:
                text = self._substituted(pair.before, after[pair.after])
                edits += [(choice, text)] if text != pair.before.text else []
        gone: list[tuple[_Choice, str | None]] = [(c, None) for c in choices if c.pair.after is None]
        new: list[tuple[_Choice, str | None]] = [
            (c, after[c.pair.after]) for c in choices if c.put_in and c.pair.after is not None
        ]
        if (edits or gone or new) and not self._take(choices, [*edits, *gone, *new]):
            for group in (edits, gone, new, [*gone, *new]):
                if group and not self._take(choices, group):
                    for one in group:
                        self._take(choices, [one])
        return Settled(self._fields, self._flow(choices))

    def _take(self, choices: Sequence[_Choice], edits: Sequence[tuple[_Choice, str | None]]) -> bool:
        """Make ``edits`` if some fields render what comes of them."""
        before = [choice.text for choice, _ in edits]
        for choice, text in edits:
            choice.text = text
        lines = [choice.text for choice in choices if choice.text is not None]
        found = self._solver.fields(lines, lambda fields: self._renders(fields, lines))
        if found is None:
            for (choice, _), text in zip(edits, before, strict=True):
                choice.text = text
            return False
        self._fields = found
        return True

    def _renders(self, fields: Fields, lines: Sequence[str]) -> bool:
        made = lay_out(self._wording, fields)
        return len(made) == len(lines) and all(
            _open(line, text) == one.open_text for one, text, line in zip(made, lines, made, strict=True)
        )

    def _flow(self, choices: Sequence[_Choice]) -> tuple[tuple[Line | None, int | None], ...]:
        made = iter(lay_out(self._wording, self._fields))
        flow: list[tuple[Line | None, int | None]] = []
        for choice in choices:
            if choice.text is not None:
                flow.append((next(made), choice.pair.after))
            elif choice.pair.after is not None:
                flow.append((None, choice.pair.after))
        return tuple(flow)

    def _substituted(self, old: Line, new: str) -> str:
        """The old line with the values that the new one says in its places."""
        found = iter(trace(old, new, self._reading).found)
        words = ""
        for segment in old.segments:
            one = next(found) if segment.place is not None else None
            if one is not None and one.values and not one.same:
                words += one.standard if one.standard is not None else new[one.start : one.end]
            else:
                words += segment.text
        return words


def _open(line: Line, text: str) -> str:
    if not line.closes:
        return text
    return next((text.removesuffix(closing) for closing in CLOSINGS if text.endswith(closing)), text)
