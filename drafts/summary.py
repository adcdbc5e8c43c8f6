"""The change memo: what differs between two versions of an agreement, clause by clause, by whom and why.

It is made of the clauses' records and not of two Word files: the values that changed, in words; clauses that are new,
gone or in another place; words that changed while every value stayed. Numbers that moved on are no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum

from clauses.checks.prose import ClauseState, prose_of
from clauses.differences import FieldDifference, field_differences
from clauses.kinds import kind
from clauses.record import ClauseRevision
from clauses.wording import render
from clauses.wording.filters import long_date
from drafts.clause_names import Clauses, names_between
from drafts.house_style import DEFAULT, HouseStyle
from drafts.provenance import way


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a memo: a draft and its clauses, in order. ``author`` is who made the draft."""

    number: int
    label: str
    dated: date
    author: str
    revisions: tuple[ClauseRevision, ...]
    house: HouseStyle = DEFAULT

    @property
    def name(self) -> str:
        """How a person names it: "Draft 5 (March 3, 2020), Compromise"."""
        return f"Draft {self.number} ({long_date(self.dated)}), {self.label}"


@dataclass(frozen=True, slots=True)
class Said:
    """Who made a change, for which party, when, and why; ``party`` and ``why`` are empty where nothing is recorded."""

    author: str
    party: str
    at: datetime | None
    why: str


class ClauseFate(StrEnum):
    """What happened to a clause."""

    ADDED = "added"
    DELETED = "deleted"
    CHANGED = "changed"
    MOVED = "moved"
    """It stands elsewhere, and nothing else of it changed."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A paragraph whose words changed, without numbers; one of the two is empty where it came or went."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClauseMemo:
    """What happened to one clause. ``name`` is what a reader calls it ("11. Retention and Deletion"), as the later
    version numbers it, or the earlier one where it is gone."""

    clause_id: str
    kind: str
    name: str
    summary: str
    """What a clause of its kind settles, in a sentence."""
    fate: ClauseFate
    fields: tuple[FieldDifference, ...] = ()
    heading: tuple[str, str] | None = None
    moved: tuple[str, str] | None = None
    """The clauses that it stood after and now stands after, "" at the beginning."""
    reworded: tuple[Reworded, ...] = ()
    """Where no field and not the heading tells it: what changed in the clause's own words."""
    said: tuple[Said, ...] = ()

    @property
    def wording_only(self) -> bool:
        """Whether its words changed and no value did."""
        return not self.fields and bool(self.reworded or self.heading)


@dataclass(frozen=True, slots=True)
class ChangeMemo:
    """Everything that differs between two versions, in the order of the later one; what is gone comes last."""

    title: str
    before: Version
    after: Version
    clauses: tuple[ClauseMemo, ...]

    def of(self, *fates: ClauseFate) -> tuple[ClauseMemo, ...]:
        """The clauses of some fates."""
        return tuple(each for each in self.clauses if each.fate in fates)

    @property
    def moved(self) -> tuple[ClauseMemo, ...]:
        """Every clause that stands elsewhere, changed or not."""
        return tuple(each for each in self.clauses if each.moved is not None)

    @property
    def wording_only(self) -> tuple[ClauseMemo, ...]:
        """The clauses whose words changed and no value did."""
        return tuple(each for each in self.clauses if each.wording_only)

    @property
    def field_count(self) -> int:
        """How many fields changed."""
        return sum(len(each.fields) for each in self.clauses)


def change_memo(
    title: str,
    before: Version,
    after: Version,
    history: Mapping[str, Sequence[ClauseRevision]],
    *,
    removed: Mapping[str, Said] | None = None,
    moved: Mapping[str, Said] | None = None,
    names: Mapping[str, str] | None = None,
) -> ChangeMemo:
    """What differs from ``before`` to ``after``. ``history`` has every revision of each clause that may lie between:
    those made after the one that both versions come from say who changed what, and why. ``removed`` and ``moved`` say
    it of clauses that were taken out or moved; where they don't, that is laid to who made ``after``. ``names`` are
    those of :func:`drafts.clause_names.names_between`, where they are known already."""
    old, new = ({each.clause_id: each for each in side.revisions} for side in (before, after))
    names = names or names_between(title, *(Clauses(each.revisions, each.house) for each in (before, after)))
    headings = {each.clause_id: each.heading for each in (*before.revisions, *after.revisions)}
    moves = _moves([*old], [*new], headings, lambda clause_id: _length(new[clause_id]))
    context = _Context(names, headings, moves, moved or {}, Said(after.author, "", None, ""))
    told = [
        _added(each, names, history.get(each.clause_id, ()))
        if each.clause_id not in old
        else _changed(old[each.clause_id], each, context, history.get(each.clause_id, ()))
        for each in after.revisions
    ]
    gone = [
        _memo(each, names, ClauseFate.DELETED, said=((removed or {}).get(each.clause_id, context.otherwise),))
        for each in before.revisions
        if each.clause_id not in new
    ]
    return ChangeMemo(title, before, after, (*(each for each in told if each is not None), *gone))


# -------------------------------------------------------------------------------------------------- one clause


def _added(revision: ClauseRevision, names: Mapping[str, str], history: Sequence[ClauseRevision]) -> ClauseMemo:
    said = _said([each for each, _ in way(None, revision, history)])
    return _memo(revision, names, ClauseFate.ADDED, said=said)


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of the two versions as a whole: names with numbers, headings, moves, who is known to have made
    them, and who answers for those that nobody is."""

    names: Mapping[str, str]
    headings: Mapping[str, str]
    moves: Mapping[str, tuple[str, str]]
    movers: Mapping[str, Said]
    otherwise: Said


def _changed(
    old: ClauseRevision, new: ClauseRevision, context: _Context, history: Sequence[ClauseRevision]
) -> ClauseMemo | None:
    moved = context.moves.get(new.clause_id)
    if old == new and moved is None:
        return None
    fields = field_differences(old, new, context.headings)
    heading = (old.heading, new.heading) if old.heading != new.heading else None
    reworded = () if old.wording == new.wording else tuple(_reworded(old, new))
    if not (fields or heading or reworded or moved):
        return None
    is_changed = bool(fields or heading or reworded)
    since = _since(old, new, history) if is_changed else ()
    mover = context.movers.get(new.clause_id) if moved else None
    said = _said(since, mover) if since else (mover or context.otherwise,)
    return _memo(
        new,
        context.names,
        ClauseFate.CHANGED if is_changed else ClauseFate.MOVED,
        fields=fields,
        heading=heading,
        moved=moved,
        reworded=reworded,
        said=said,
    )


def _since(old: ClauseRevision, new: ClauseRevision, history: Sequence[ClauseRevision]) -> list[ClauseRevision]:
    """The revisions that changed a clause; none where it only went back. What a draft carried and its clause says since
    then as well was no change."""
    steps = way(old, new, history)
    forward = [each for each, is_forward in steps if is_forward]
    if len(forward) < len(steps):
        same = [n for n, each in enumerate(forward) if each.content_hash == old.content_hash]
        return forward[same[-1] + 1 :] if same else forward
    return forward


def _memo(
    revision: ClauseRevision,
    names: Mapping[str, str],
    fate: ClauseFate,
    *,
    fields: tuple[FieldDifference, ...] = (),
    heading: tuple[str, str] | None = None,
    moved: tuple[str, str] | None = None,
    reworded: tuple[Reworded, ...] = (),
    said: tuple[Said, ...],
) -> ClauseMemo:
    name = names.get(revision.clause_id, revision.heading)
    summary = kind(revision.kind).summary
    return ClauseMemo(revision.clause_id, revision.kind, name, summary, fate, fields, heading, moved, reworded, said)


def _said(revisions: Sequence[ClauseRevision], mover: Said | None = None) -> tuple[Said, ...]:
    """Who made the revisions and moved the clause, and why, in order; one who gives the same reason twice is heard
    once."""
    told = [Said(r.author, r.party.label if r.party else "", r.at, r.rationale or "") for r in revisions]
    if mover is not None:
        told.insert(sum(each.at is not None and mover.at is not None and each.at <= mover.at for each in told), mover)
    said: dict[tuple[str, str, str], Said] = {}
    for each in told:
        said.setdefault((each.author, each.party, each.why), each)
    return tuple(said.values())


def _reworded(old: ClauseRevision, new: ClauseRevision) -> Iterator[Reworded]:
    """The paragraphs that differ, side by side."""
    before, after = ([prose.text for prose in prose_of(ClauseState(each, render(each)))] for each in (old, new))
    for change, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change != "equal":
            for n in range(max(i2 - i1, j2 - j1)):
                yield Reworded(
                    before[i1 + n] if i1 + n < i2 else "",
                    after[j1 + n] if j1 + n < j2 else "",
                )


# ------------------------------------------------------------------------------------------------ names, places


def _length(revision: ClauseRevision) -> int:
    """How many characters a clause has: what is long stays, what is short moves."""
    return sum(len(prose.text) for prose in prose_of(ClauseState(revision, render(revision))))


def _moves(
    before: Sequence[str], after: Sequence[str], headings: Mapping[str, str], length: Callable[[str], int]
) -> dict[str, tuple[str, str]]:
    """Clause -> what it stood after and stands after, for those whose moves explain the new order with the least
    text moved."""
    both = {*before} & {*after}
    old, new = ([each for each in side if each in both] for side in (before, after))
    if old == new:
        return {}
    places = {each: n for n, each in enumerate(old)}
    kept = _heaviest_rise([places[each] for each in new], [1 + length(each) for each in new])
    return {
        each: (_after_what(old, each, headings), _after_what(new, each, headings))
        for each in new
        if places[each] not in kept
    }


def _after_what(order: Sequence[str], clause_id: str, headings: Mapping[str, str]) -> str:
    at = order.index(clause_id)
    return headings[order[at - 1]] if at else ""


def _heaviest_rise(numbers: Sequence[int], weights: Sequence[int]) -> frozenset[int]:
    """The numbers of the heaviest rising run through ``numbers``, which are all different."""
    best: list[tuple[int, frozenset[int]]] = []
    for n, number in enumerate(numbers):
        behind = [found for m, found in enumerate(best) if numbers[m] < number]
        weight, run = max(behind, key=lambda found: found[0], default=(0, frozenset[int]()))
        best.append((weight + weights[n], run | {number}))
    return max(best, key=lambda found: found[0], default=(0, frozenset[int]()))[1]
