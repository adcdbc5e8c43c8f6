"""Which file that was sent a returned one descends from. Nothing is stored here.

The bytes say it, or the marks of identity that travel in a file, or the words: with all changes rejected a returned
file reads as the sent one does, but for what was changed silently. How the file was saved and what it is called count
for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from clauses.errors import UnrelatedFile
from drafts.copies import Copy, Word, read_copy
from drafts.identify import Evidence, EvidenceKind, Sureness
from drafts.returned import returned

_LEAST_ALIKE: Final = 0.5
"""Share of words in common below which a file without marks descends from nothing that is known."""
_NEARLY: Final = 0.02
"""A difference of shares that decides nothing."""
_MOST_READ: Final = 3
"""Files between which the words do not decide that are read letter by letter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may have been sent: a draft's number, its text's hash, and the bytes; ``key`` tells it apart."""

    key: str
    draft: int
    text_hash: str
    docx: bytes


@dataclass(frozen=True, slots=True)
class Descent:
    """What a returned file descends from, how sure that is, and why."""

    candidate: Candidate
    sureness: Sureness
    similarity: float
    """Share of words in common, 0 to 1."""
    unchanged: bool
    """Whether it is the very file."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    candidate: Candidate
    copy: Copy
    share: float


def descend(came: bytes, candidates: Sequence[Candidate]) -> Descent:
    """The candidate that ``came`` descends from; of several that are as likely, the first.

    :raises UnrelatedFile: there is none, or its clauses are another agreement's.
    :raises UnreadableFile: it can't be read.
    """
    copy = read_copy(came)
    read = [_read(each, copy) for each in candidates]
    same = next((each for each in read if each.copy.sha256 == copy.sha256), None)
    if same is not None:
        told = Evidence(EvidenceKind.BYTES, same.candidate.draft, "These are the very bytes that were sent.")
        return Descent(same.candidate, Sureness.CERTAIN, 1.0, True, (told,))
    named = copy.marks.clause_ids
    if named and read and not any(named & each.copy.marks.clause_ids for each in read):
        raise UnrelatedFile("The file's clauses carry the marks of another agreement; upload it there.")
    marked = [each for each in read if _is_marked(copy, each)]
    found, alone = _nearest(came, marked or read)
    if found is None or (not marked and found.share < _LEAST_ALIKE):
        raise UnrelatedFile("The file reads like nothing that was sent; name what it answers, or take it in elsewhere.")
    sureness = _sureness(found, alone, bool(marked))
    return Descent(found.candidate, sureness, found.share, False, _told(found, copy, marked))


def _read(candidate: Candidate, copy: Copy) -> _Read:
    own = read_copy(candidate.docx)
    sides = [(a, b) for a in _readings(own) for b in _readings(copy)]
    return _Read(candidate, own, max(_share(a, b) for a, b in sides))


def _readings(copy: Copy) -> list[tuple[Word, ...]]:
    return [copy.words, *([copy.rejected] if copy.rejected is not None else [])]


def _share(before: Sequence[Word], after: Sequence[Word]) -> float:
    return Indel.normalized_similarity([w.text for w in before], [w.text for w in after])


def _is_marked(copy: Copy, read: _Read) -> bool:
    """Whether a copy bears the marks of what was sent: its text's hash, and no other number."""
    text_hash = copy.marks.text_hash
    if not text_hash or not read.candidate.text_hash.startswith(text_hash):
        return False
    return copy.marks.draft in (None, read.candidate.draft)


def _nearest(came: bytes, read: Sequence[_Read]) -> tuple[_Read | None, bool]:
    """The likeliest, and whether no other is as likely. Where words do not decide, the one from which fewest changes
    lead to the returned file."""
    if not read:
        return None, True
    best = max(each.share for each in read)
    near = [each for each in read if best - each.share < _NEARLY][:_MOST_READ]
    if len(near) == 1:
        return near[0], True
    changes = [len(returned(each.candidate.docx, came).changes) for each in near]
    fewest = min(changes)
    return near[changes.index(fewest)], changes.count(fewest) == 1


def _sureness(found: _Read, alone: bool, marked: bool) -> Sureness:
    if marked and alone:
        return Sureness.CERTAIN
    if marked or (alone and found.share >= 1 - 5 * _NEARLY):
        return Sureness.SURE
    return Sureness.LIKELY


def _told(found: _Read, copy: Copy, marked: Sequence[_Read]) -> tuple[Evidence, ...]:
    draft = found.candidate.draft
    told = [Evidence(EvidenceKind.WORDS, draft, f"{found.share:.0%} of the words are those of draft {draft} as sent.")]
    if marked:
        message = f"The file bears the reference of draft {draft}'s text."
    else:
        message = "The file bears no reference of a text that was sent."
    told.append(Evidence(EvidenceKind.MARKS, draft if marked else None, message))
    shared = copy.marks.clause_ids & found.copy.marks.clause_ids
    if shared:
        told.append(Evidence(EvidenceKind.CLAUSES, draft, f"{len(shared)} of its clauses carry the marks of ours."))
    return tuple(told)
