"""A return against what was done to it: what was found with its exact label and words, what was missed, what was
alleged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drafts.returned import Return, ReturnedChange, returned
from tests.support.returns.case import TABLE, Case, Expected
from tests.support.returns.desk import Desk
from tests.support.returns.sent import sent


@dataclass(frozen=True, slots=True)
class Verdict:
    """The differences of one case."""

    name: str
    found: int
    missed: tuple[Expected, ...]
    alleged: tuple[ReturnedChange, ...]

    @property
    def right(self) -> bool:
        """Whether all were found, and nothing else."""
        return not self.missed and not self.alleged


def made(case: Case) -> bytes:
    """The file as it came back."""
    return case.make(Desk(sent(case.sent))).send()


def judge(case: Case, came: bytes | None = None, name: str = "") -> Verdict:
    """What is found in a case's file, or in that file saved again by another program."""
    found = returned(sent(case.sent), made(case) if came is None else came)
    return compare(name or case.name, case.expected, found)


def compare(name: str, expected: Sequence[Expected], found: Return) -> Verdict:
    """Every expected difference with one that was found."""
    left = list(found.changes)
    missed: list[Expected] = []
    for each in expected:
        hit = next((c for c in left if _is(c, each)), None)
        if hit is None:
            missed.append(each)
        else:
            left.remove(hit)
    return Verdict(name, len(expected) - len(missed), tuple(missed), tuple(left))


def _is(change: ReturnedChange, expected: Expected) -> bool:
    place = "body" if expected.where == TABLE else expected.where
    return (
        change.label is expected.label
        and (change.before, change.after, change.place) == (expected.before, expected.after, place)
        and (expected.author is None or change.author == expected.author)
    )
