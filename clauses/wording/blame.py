"""Which revision brought each word of a clause, and which one struck each word that is gone.

The words are those that a person edits (clauses.wording.layout), one line a paragraph; the heading stands apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauses.errors import NotFound
from clauses.record import ClauseRevision
from clauses.text.lines import BREAK
from clauses.text.provenance import Fate, Segment, Weave
from clauses.wording import wording_of
from clauses.wording.bespoke import with_bespoke
from clauses.wording.filters import curl
from clauses.wording.layout import lay_out, prose_of


@dataclass(frozen=True, slots=True)
class Words:
    """Words, what became of them, and the revision that answers for it: its author, party, time, rationale, proposal.

    Words that stand are KEPT. See :class:`clauses.text.provenance.Segment`."""

    text: str
    revision: ClauseRevision
    fate: Fate = Fate.KEPT


@dataclass(frozen=True, slots=True)
class Provenance:
    """The words of a clause's heading and of its prose, in order, line breaks among the words. Joined they are it."""

    heading: tuple[Words, ...]
    prose: tuple[Words, ...]

    @property
    def paragraphs(self) -> tuple[tuple[Words, ...], ...]:
        """The words of each paragraph, without the breaks between them."""
        return _by_line(self.prose)


@dataclass(frozen=True, slots=True)
class Differences:
    """What became of a clause's heading and of its prose, line breaks among the words.

    What was not inserted reads as the revision before, what was not deleted as the revision after."""

    heading: tuple[Words, ...]
    prose: tuple[Words, ...]


def blame(chain: Sequence[ClauseRevision], number: int | None = None) -> Provenance:
    """Return where each word of a revision came from, by its number (the newest, when None).

    ``chain`` holds all revisions of the clause, oldest first. The heading is as a draft prints it.

    :raises NotFound: the chain has no such revision.
    """
    last = _index(chain, number)
    headings, texts = _weaves(chain[: last + 1])

    def words(weave: Weave) -> tuple[Words, ...]:
        return tuple(Words(span.text, chain[span.revision]) for span in weave.spans(last))

    return Provenance(words(headings), words(texts))


def differences(chain: Sequence[ClauseRevision], before: int, after: int) -> Differences:
    """Return what became of the words of one revision until another, each difference with the revision that made it.

    ``before`` may be the later one: each difference then is undone.

    :raises NotFound: the chain has no such revision.
    """
    first, last = _index(chain, before), _index(chain, after)
    headings, texts = _weaves(chain)

    def words(segments: Sequence[Segment]) -> tuple[Words, ...]:
        return tuple(Words(each.text, chain[each.revision], each.fate) for each in segments)

    return Differences(words(headings.between(first, last)), words(texts.between(first, last)))


def _index(chain: Sequence[ClauseRevision], number: int | None) -> int:
    if number is None and chain:
        return len(chain) - 1
    for n, revision in enumerate(chain):
        if revision.number == number:
            return n
    raise NotFound(f"The clause has no revision {number}.")


def _weaves(chain: Sequence[ClauseRevision]) -> tuple[Weave, Weave]:
    prose = [prose_of(lay_out(with_bespoke(wording_of(r.kind), r.wording), r.fields)) for r in chain]
    return Weave([curl(r.heading) for r in chain]), Weave(prose)


def _by_line(words: Sequence[Words]) -> tuple[tuple[Words, ...], ...]:
    """The words by line, without the breaks between lines."""
    lines: list[list[Words]] = [[]]
    for each in words:
        for n, text in enumerate(each.text.split(BREAK)):
            if n:
                lines.append([])
            if text:
                lines[-1].append(Words(text, each.revision))
    return tuple(map(tuple, lines))
