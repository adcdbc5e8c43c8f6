"""Fuzzed edits of the story's prose, and a judge of what ``match`` made of each: `make fuzz-wording`.

The judge does not ask how match works. It knows the text before and after, and the standard words of each field; a
field whose standard words are gone from the text must have followed, be unbound, or be marked for review.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from clauses.errors import NumberAndWordDisagree, UnreadableProse
from clauses.record import ClauseRevision, revise
from clauses.wording import wording_of
from clauses.wording.filters import spell
from clauses.wording.layout import Line, lay_out, sort_of
from clauses.wording.match import Matched, match, prose
from clauses.wording.render import about_item
from clauses.wording.template import Condition
from tests.unit.clauses.story import STORY, revision

SEED = 20200303
NONSENSE = ("xyzzy", "lorem ipsum", "(sic)", "{", "}}", "{ref:kind:", "§ 12", "ça", "“", "- -", "\u00a0")
FREE = ("promptly ", "in good faith ", "generally ", "at no cost ", "subject to law, ")


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done to a text."""

    kind: str
    text: str


Editor = Callable[[random.Random, list[str]], list[str]]


def _line(rng: random.Random, lines: list[str]) -> int:
    return rng.choice([n for n, line in enumerate(lines) if len(line.strip()) > 3 and sort_of(line) != "|=\t"] or [0])


def _words(line: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"[^\s|]+", line)] or [(0, len(line))]


def _at(lines: list[str], n: int, start: int, end: int, new: str) -> list[str]:
    return [*lines[:n], lines[n][:start] + new + lines[n][end:], *lines[n + 1 :]]


def number(rng: random.Random, lines: list[str]) -> list[str]:
    """Another number, in words and figures alike, sometimes in one of them only."""
    found = [(n, m) for n, line in enumerate(lines) for m in re.finditer(r"([a-z-]+) \((\d+)\)", line)]
    if not found:
        return figure(rng, lines)
    n, m = rng.choice(found)
    new = rng.choice((1, 3, 5, 7, 15, 21, 90, 120))
    words = rng.choice((f"{spell(new)} ({new})",) * 4 + (f"{m[1]} ({new})", f"{spell(new)} ({m[2]})", str(new)))
    return _at(lines, n, m.start(), m.end(), words)


def figure(rng: random.Random, lines: list[str]) -> list[str]:
    """Other figures anywhere."""
    found = [(n, m) for n, line in enumerate(lines) for m in re.finditer(r"\d+", line)]
    if not found:
        return word(rng, lines)
    n, m = rng.choice(found)
    return _at(lines, n, m.start(), m.end(), str(rng.choice((1, 2, 14, 30, 2021, 365))))


def unit(rng: random.Random, lines: list[str]) -> list[str]:
    """Another unit of time."""
    units = ("calendar days", "business days", "school days", "hours", "days", "weeks", "years", "months")
    found = [(n, m) for n, line in enumerate(lines) for m in re.finditer("|".join(units), line)]
    if not found:
        return word(rng, lines)
    n, m = rng.choice(found)
    return _at(lines, n, m.start(), m.end(), rng.choice(units))


def actor(rng: random.Random, lines: list[str]) -> list[str]:
    """Another party."""
    names = ("the District", "The District", "the City", "The City", "the Department", "The Department")
    found = [(n, m) for n, line in enumerate(lines) for m in re.finditer("|".join(names), line)]
    if not found:
        return word(rng, lines)
    n, m = rng.choice(found)
    return _at(lines, n, m.start(), m.end(), rng.choice(names))


def word(rng: random.Random, lines: list[str]) -> list[str]:
    """Another word somewhere, or none."""
    n = _line(rng, lines)
    start, end = rng.choice(_words(lines[n]))
    return _at(lines, n, start, end, rng.choice(("may", "each", "prompt", "no", "", "Board")))


def words_out(rng: random.Random, lines: list[str]) -> list[str]:
    """Several words taken out."""
    n = _line(rng, lines)
    spans = _words(lines[n])
    k = rng.randrange(len(spans))
    return _at(lines, n, spans[k][0], spans[min(len(spans) - 1, k + rng.randint(0, 5))][1], "")


def insertion(rng: random.Random, lines: list[str]) -> list[str]:
    """Free words put in."""
    n = _line(rng, lines)
    start, _ = rng.choice(_words(lines[n]))
    return _at(lines, n, start, start, rng.choice(FREE))


def negation(rng: random.Random, lines: list[str]) -> list[str]:
    """A duty turned round."""
    found = [(n, m) for n, line in enumerate(lines) for m in re.finditer(r"shall not|shall|may|is|are", line)]
    if not found:
        return insertion(rng, lines)
    n, m = rng.choice(found)
    turned = {"shall not": "shall", "shall": "need not", "may": "may not"}
    return _at(lines, n, m.start(), m.end(), turned.get(m[0], f"{m[0]} not"))


def sentence_out(rng: random.Random, lines: list[str]) -> list[str]:
    """A sentence taken out."""
    n = _line(rng, lines)
    parts = re.findall(r"[^.]+\.?\s*", lines[n]) or [""]
    gone = rng.randrange(len(parts))
    return [*lines[:n], "".join(part for k, part in enumerate(parts) if k != gone), *lines[n + 1 :]]


def paragraph_out(rng: random.Random, lines: list[str]) -> list[str]:
    """A paragraph or a row taken out."""
    n = _line(rng, lines)
    return [*lines[:n], *lines[n + 1 :]] if len(lines) > 1 else lines


def paragraph_in(rng: random.Random, lines: list[str]) -> list[str]:
    """A paragraph put in, or two in another order."""
    n = _line(rng, lines)
    if rng.random() < 0.5 and n + 1 < len(lines):
        return [*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]]
    return [*lines[:n], "\tThe Parties shall meet twice each year.", *lines[n:]]


def mark(rng: random.Random, lines: list[str]) -> list[str]:
    """A punctuation mark put in or taken out."""
    n = _line(rng, lines)
    at = rng.randrange(len(lines[n]) + 1)
    found = [m.span() for m in re.finditer(r"[,.;:()’$%-]", lines[n])]
    if found and rng.random() < 0.5:
        start, end = rng.choice(found)
        return _at(lines, n, start, end, "")
    return _at(lines, n, at, at, rng.choice(",.;:()"))


def case(rng: random.Random, lines: list[str]) -> list[str]:
    """A word in the other case."""
    n = _line(rng, lines)
    start, end = rng.choice(_words(lines[n]))
    return _at(lines, n, start, end, lines[n][start:end].swapcase())


def nonsense(rng: random.Random, lines: list[str]) -> list[str]:
    """Something that means nothing, between or inside words."""
    n = _line(rng, lines)
    at = rng.randrange(len(lines[n]) + 1)
    return _at(lines, n, at, at, rng.choice(NONSENSE))


EDITORS: tuple[Editor, ...] = (
    number, number, figure, unit, actor, word, words_out, insertion, negation, sentence_out, paragraph_out,
    paragraph_in, mark, case, nonsense,
)  # fmt: skip


def revisions() -> list[ClauseRevision]:
    """Every clause of the story, each state once; two in free words, which follow any edit, stand for all of those."""
    found: dict[str, ClauseRevision] = {}
    for version in STORY["versions"]:
        for clause in version["clauses"]:
            made = revision(clause["kind"], clause["fields"], clause["heading"])
            found.setdefault(made.content_hash, made)
    custom = [made for made in found.values() if made.kind == "custom"]
    return [made for made in found.values() if made.kind != "custom"] + custom[:2]


def edit(rng: random.Random, before: ClauseRevision) -> Edit:
    """An edit of the clause's prose that changes it; one time in four, two edits."""
    text = prose(before)
    for _ in range(20):
        editors = rng.sample(EDITORS, 2 if rng.random() < 0.25 else 1)
        lines = text.split("\n")
        for editor in editors:
            lines = editor(rng, lines)
        edited = "\n".join(line for line in lines if line.strip())
        if edited != text and edited:
            return Edit("+".join(editor.__name__ for editor in editors), edited)
    return Edit("insertion", text + " Promptly.")


# ------------------------------------------------------------------------------------------------------- the judge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one edit: ``outcome`` for the count, ``faults`` for what must not be."""

    outcome: str
    faults: tuple[str, ...] = ()


def judge(before: ClauseRevision, text: str, kind: str = "") -> Verdict:
    """Match ``text``, which an edit of that kind made, and hold the answer against it."""
    try:
        matched = match(text, before)
    except (NumberAndWordDisagree, UnreadableProse) as error:
        return Verdict(f"refused: {error.code}")
    after = revise(
        before, fields=matched.fields, wording=matched.wording, author="x", party=None, at=before.at, rationale=None
    )
    faults: list[str] = []
    if prose(after) != text:
        faults.append(f"characters lost: {prose(after)!r}")
    faults += [f"{path} disagrees with the prose" for path in disagreeing(after, matched, text)]
    if kind == "negation" and not matched.changed:
        faults += [f"{path} was turned round unseen" for path in turned(before, matched, text)]
    if matched.unbound:
        return Verdict("unbound", tuple(faults))
    if matched.needs_review:
        return Verdict("needs review", tuple(faults))
    return Verdict("wording kept" if matched.wording else "fields follow", tuple(faults))


def disagreeing(after: ClauseRevision, matched: Matched, text: str) -> list[str]:
    """The fields that the prose does not say and that nothing marks.

    A line that the kind's own wording gives is said when it stands in the text; otherwise each of its places is when
    its words do, and a condition of it is when another of its lines stands.
    """
    marked = {each.path for each in (*matched.unbound, *matched.needs_review)}
    lines = Counter(text.split("\n"))
    standard = lay_out(wording_of(after.kind), after.fields)
    said = {condition for line in standard if lines[line.text] for condition in conditions(after.kind, line)}
    silent: list[str] = []
    for line in standard:
        if lines[line.text] or lines[closed(line, ";")] or lines[closed(line, ".")]:
            continue
        places = [segment for segment in line.segments if segment.place is not None]
        for segment in places:
            path = segment.place.path if segment.place else ""
            if segment.text and segment.text not in text and not related(path, marked):
                silent.append(path)
        if not places:
            rests = [c for c in conditions(after.kind, line) if not about_item(c)]
            if rests and not any(c in said or related(c.path, marked) for c in rests):
                silent.append(" and ".join(c.path for c in rests))
    return silent


def turned(before: ClauseRevision, matched: Matched, text: str) -> list[str]:
    """The fields in a sentence, or under a line, that says the opposite now, when nothing marks any of them."""
    lines = text.split("\n")
    for line in lay_out(wording_of(before.kind), before.fields):
        if line.text in lines:
            continue
        paths = [c.path for c in conditions(before.kind, line) if not about_item(c)]
        old = [sentence for sentence in re.split(r"(?<=[.!?])\s+", line.text) if sentence not in text]
        for segment in line.segments:
            inside = segment.place and any(segment.text in sentence for sentence in old)
            paths += [segment.place.path] if segment.place and inside else []
        marked = {each.path for each in (*matched.unbound, *matched.needs_review)}
        here = [segment.place.path for segment in line.segments if segment.place]
        if any(related(path, marked) for path in here):
            return []  # the edit lies in a place, and that one is marked
        return [path for path in paths if not related(path, marked)]
    return []


def related(path: str, marked: set[str]) -> bool:
    """Whether the field at ``path``, a part of it, or what it is a part of, is marked."""
    return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in marked)


def closed(line: Line, closing: str) -> str:
    """A line of a list with another closing."""
    return line.open_text + closing if line.closes else line.text


def conditions(kind: str, line: Line) -> tuple[Condition, ...]:
    """The fields' conditions that a line of the standard wording rests on; what a house style asks is no field."""
    wording = wording_of(kind)
    if line.exhibit is None:
        when = wording.blocks[line.block or 0].when
    else:
        exhibit = wording.exhibits[line.exhibit]
        when = (*exhibit.when, *(exhibit.blocks[line.block].when if line.block is not None else ()))
    return tuple(condition for condition in when if not condition.path.startswith("house."))


def run(count: int, seed: int = SEED) -> tuple[Counter[str], list[str]]:
    """Judge ``count`` edits; the outcomes by name, and what must not be."""
    rng = random.Random(seed)
    clauses = revisions()
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    for n in range(count):
        before = clauses[n % len(clauses)]
        one = edit(rng, before)
        verdict = judge(before, one.text, one.kind)
        outcomes[verdict.outcome] += 1
        faults += [f"edit {n} ({one.kind}) of {before.kind}: {fault}" for fault in verdict.faults]
    return outcomes, faults


def main() -> int:
    """Print the figures; 1 when a field disagreed or a character was lost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    begun = time.perf_counter()
    outcomes, faults = run(count)
    print(f"{count} edits of the story's prose, seed {SEED}, in {time.perf_counter() - begun:.1f} s")
    for outcome, times in outcomes.most_common():
        print(f"  {times:4}  {outcome}")
    lost = sum("characters lost" in fault for fault in faults)
    print(f"fields that disagree with the prose, neither unbound nor marked: {len(faults) - lost}")
    print(f"edits that lost characters: {lost}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
