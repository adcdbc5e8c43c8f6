"""How a change is told in words, the same in every rendering for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clauses.wording.filters import long_date
from drafts.model import Change, ChangeKind, ChangeSet

CONTEXT = 40
"""Letters of context that a change set keeps: one that is as long was cut."""
_KINDS: dict[ChangeKind, str] = {
    ChangeKind.INSERTED: "Inserted",
    ChangeKind.DELETED: "Deleted",
    ChangeKind.REPLACED: "Replaced",
    ChangeKind.MOVED: "Moved",
    ChangeKind.SPLIT: "Paragraph split",
    ChangeKind.MERGED: "Paragraphs merged",
    ChangeKind.FORMATTED: "Formatting of words",
    ChangeKind.PARAGRAPH_FORMATTED: "Formatting of a paragraph",
    ChangeKind.TABLE_FORMATTED: "Formatting of a table",
    ChangeKind.SECTION_FORMATTED: "Page layout",
    ChangeKind.ROW_INSERTED: "Row inserted",
    ChangeKind.ROW_DELETED: "Row deleted",
    ChangeKind.REFERENCE_UPDATED: "Reference updated",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one clause, or of one place that is in no clause; ``key`` tells it from the others."""

    key: str
    name: str
    changes: tuple[Change, ...]


def kind(change: Change) -> str:
    """What happened: "Inserted", "Row deleted"."""
    return kind_name(change.kind)


def kind_name(of: ChangeKind) -> str:
    """A kind as people call it."""
    return _KINDS.get(of, of.value.replace("-", " ").capitalize())


def place(change: Change) -> str:
    """Where it stands: "Paragraph 12", "Footnotes, paragraph 1"."""
    paragraph = f"paragraph {change.paragraph}" if change.paragraph else ""
    parts = [paragraph] if change.place == "body" else [change.place, paragraph]
    told = ", ".join(p for p in parts if p)
    return told[:1].upper() + told[1:]


def moment(at: datetime | None) -> str:
    """A time as people write it, in UTC: "March 3, 2020, 18:00 UTC"; "" for None."""
    return f"{long_date(at)}, {at:%H:%M} UTC" if at is not None else ""


def count(number: int, one: str, many: str = "") -> str:
    """ "1 change", "2 changes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def kinds(changes: Iterable[Change]) -> tuple[tuple[str, int], ...]:
    """How many changes of each kind there are, the most frequent first."""
    return tuple((kind_name(of), number) for of, number in Counter(c.kind for c in changes).most_common())


def authors(changes: Iterable[Change]) -> tuple[str, ...]:
    """Everybody who made a change, with their parties, in order of appearance; nobody's name is "Unknown author"."""
    return tuple(dict.fromkeys(maker(c) for c in changes))


def author(name: str) -> str:
    """An author's name, or what stands for one that a file does not say."""
    return name or "Unknown author"


def maker(change: Change) -> str:
    """Who made a change, with the party: "Police Chief, Police Department"."""
    return ", ".join((author(change.author), *([change.party] if change.party else [])))


def reasons(changes: Iterable[Change]) -> dict[int, str]:
    """The reasons by the number of the first change that each is given for, so that none is told twice."""
    first: dict[tuple[str, str, str], int] = {}
    for change in changes:
        first.setdefault((change.author, change.party, change.rationale), change.number)
    return {number: why for (_, _, why), number in first.items() if why}


def span(changes: Sequence[Change]) -> str:
    """When the changes were made: one time, or the first and the last; "" where no change says."""
    times = sorted(c.at for c in changes if c.at is not None)
    if not times:
        return ""
    first, last = moment(times[0]), moment(times[-1])
    return first if first == last else f"{first} to {last}"


def context(change: Change) -> tuple[str, str]:
    """The words before and after a change; where they were cut, from the next whole word on, with an ellipsis."""
    left, right = change.context_before, change.context_after
    if len(left) >= CONTEXT:
        left = "…" + left.partition(" ")[2] if " " in left.rstrip() else f"…{left}"
    if len(right) >= CONTEXT:
        right = right.rpartition(" ")[0] + " …" if " " in right.lstrip() else f"{right}…"
    return left, right


def groups(changes: ChangeSet) -> tuple[Group, ...]:
    """The changes by clause, in the order in which the clauses first appear; within a clause in reading order."""
    found: dict[str, list[Change]] = {}
    names: dict[str, str] = {}
    for change in changes.changes:
        key = change.clause_id or change.clause or f"place: {change.place}"
        found.setdefault(key, []).append(change)
        names[key] = names.get(key) or change.clause
    return tuple(Group(key, names[key] or _unnamed(list_), tuple(list_)) for key, list_ in found.items())


def _unnamed(changes: Sequence[Change]) -> str:
    first = changes[0]
    if first.place != "body":
        return first.place[:1].upper() + first.place[1:]
    return f"Clause {first.clause_id}" if first.clause_id else "Body"
