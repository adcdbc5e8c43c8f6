"""Chains of revisions by two authors for property tests, in words of which no two are alike: who brought and who struck
each is known by replaying the chain word by word, without any comparison of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from clauses.ids import clause_id_from
from clauses.kinds.values import PartyName
from clauses.record import ClauseRevision, create, revise
from clauses.wording import render
from drafts.assemble import assemble
from drafts.makers import Maker
from drafts.model import DraftIdentity
from drafts.word.writer import write
from tests.unit.clauses.story import AT

AUTHORS: tuple[tuple[str, PartyName], ...] = (("Dana Reyes", "district"), ("Lee Chief", "police"))
PARTIES = {"district": "Board of Public Education", "police": "Police Department"}
IDENTITY = DraftIdentity(1, "A draft", date(2020, 3, 3), "0" * 64)
WORD = re.compile(r"q[a-z]{3}")
"""Every word of these chains; numbers, marks and what the house style writes are none."""

_FEWEST = 8
"""Words of a line from which some may be struck."""

Words = tuple[tuple[str, ...], ...]
"""The words of each paragraph of a clause."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The revisions of one clause. ``brought`` and ``struck`` say of each word in which revision it came and went, by
    index."""

    revisions: tuple[ClauseRevision, ...]
    states: tuple[Words, ...]

    @property
    def brought(self) -> dict[str, int]:
        """Word -> the first state that has it."""
        return {word: k for k in reversed(range(len(self.states))) for line in self.states[k] for word in line}

    @property
    def struck(self) -> dict[str, int]:
        """Word -> the state after the last that has it."""
        return {word: k + 1 for k, state in enumerate(self.states) for line in state for word in line}


@dataclass(slots=True)
class _Fresh:
    """Words that nobody has used."""

    used: int = 0

    def words(self, count: int) -> tuple[str, ...]:
        numbers = range(self.used, self.used + count)
        self.used += count
        return tuple("q" + "".join(chr(ord("a") + n // 26**k % 26) for k in (2, 1, 0)) for n in numbers)


def signed(revision: ClauseRevision) -> Maker:
    """Who made a revision, as the service tells it."""
    party = PARTIES.get(revision.party.value if revision.party else "", "")
    why = revision.rationale or ""
    return Maker(revision.author, revision.at, party, why, revision.proposal or "", revision.number)


@st.composite
def authored_chains(draw: st.DrawFn) -> tuple[Chain, ...]:
    """One to three clauses, each with up to five revisions by either author."""
    fresh = _Fresh()
    return tuple(draw(_chain(fresh, k)) for k in range(draw(st.integers(1, 3))))


def docx_of(revisions: Sequence[ClauseRevision]) -> bytes:
    """A draft of these clauses."""
    return write(assemble("An agreement", [render(each) for each in revisions]).document, IDENTITY)


@st.composite
def _chain(draw: st.DrawFn, fresh: _Fresh, number: int) -> Chain:
    states: list[Words] = [tuple(fresh.words(draw(st.integers(6, 10))) for _ in range(draw(st.integers(1, 4))))]
    for _ in range(draw(st.integers(0, 5))):
        states.append(draw(_edited(states[-1], fresh)))
    author, party = AUTHORS[0]
    first = create(
        clause_id=clause_id_from(f"clause {number}".encode()),
        kind="custom",
        heading=f"Section {number}",
        fields=_fields(states[0]),
        author=author,
        party=party,
        at=AT,
    )
    revisions = [first]
    for k, state in enumerate(states[1:], 1):
        author, party = draw(st.sampled_from(AUTHORS))
        revisions.append(
            revise(
                revisions[-1],
                fields=_fields(state),
                author=author,
                party=party,
                at=AT + timedelta(hours=k),
                rationale=f"Reason {k}.",
            )
        )
    return Chain(tuple(revisions), tuple(states))


@st.composite
def _edited(draw: st.DrawFn, before: Words, fresh: _Fresh) -> Words:
    """Words struck and put in at a few places, now and then a whole paragraph; a line that is edited keeps enough of
    its words to be the same line, since one that is written anew is new, with whatever words of the old one."""
    lines = [list(line) for line in before]
    for _ in range(draw(st.integers(1, 2))):
        what = draw(st.sampled_from(["words", "words", "words", "put in", "take out"]))
        at = draw(st.integers(0, len(lines) - 1))
        if what == "put in":
            lines.insert(at, list(fresh.words(draw(st.integers(6, 10)))))
        elif what == "take out" and len(lines) > 1:
            del lines[at]
        else:
            start = draw(st.integers(0, len(lines[at])))
            end = min(len(lines[at]), start + draw(st.integers(0, 2 if len(lines[at]) > _FEWEST else 0)))
            lines[at][start:end] = fresh.words(draw(st.integers(0, 2)))
    return tuple(tuple(line) for line in lines)


def _fields(words: Words) -> dict[str, object]:
    return {"paragraphs": [{"level": 1, "text": " ".join(line) + "."} for line in words]}
