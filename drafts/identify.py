"""Which draft is this copy? Evidence in, verdict out: nothing is read and nothing is stored here.

A copy is a draft when it has all of its words, in every story, and no other; where it came from, how it was saved and
what it is called count for nothing. One digit that differs makes it differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import Indel, Opcodes

from drafts.copies import Copy, Known, Word, words_of_pages

_LEAST_ALIKE: Final = 0.5
"""Share of words in common below which a file without marks is none of the drafts."""
_CONTEXT: Final = 6
"""Words before and behind a difference."""


class Standing(StrEnum):
    """What a copy is."""

    CURRENT = "current"
    """The draft saved last, or one that reads the same."""
    SUPERSEDED = "superseded"
    """An older draft."""
    DIFFERS = "differs"
    """No draft as it stands; the nearest is named."""
    UNKNOWN = "unknown"
    """Nothing like any draft of the agreement."""


class Sureness(StrEnum):
    """How sure a verdict is about the draft that it names."""

    CERTAIN = "certain"
    """The very bytes that were saved, or every word with the draft's own marks."""
    SURE = "sure"
    """Every word of one draft alone; or, of a copy that differs, the draft's own marks."""
    LIKELY = "likely"
    """Several drafts read the same; or, of a copy that differs, most words."""
    NONE = "none"
    """No draft is named."""


class EvidenceKind(StrEnum):
    """What speaks for a verdict."""

    BYTES = "bytes"
    WORDS = "words"
    MARKS = "marks"
    CLAUSES = "clauses"
    TRACKED_CHANGES = "tracked-changes"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against a draft; ``draft`` is its number, or None."""

    kind: EvidenceKind
    draft: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that the draft has (``before``) and the copy has in their place (``after``), with those around them.
    ``place`` is the story, or the page of a PDF."""

    place: str
    before: str
    after: str
    context_before: str
    context_after: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``draft`` is the draft that the copy is, or is nearest to; ``also`` are others that read the same."""

    standing: Standing
    sureness: Sureness
    draft: int | None
    also: tuple[int, ...]
    similarity: float
    """Share of words that copy and draft have in common, 0 to 1."""
    evidence: tuple[Evidence, ...]
    differences: tuple[Difference, ...]


def identify(copy: Copy, known: Sequence[Known]) -> Verdict:
    """The verdict on a copy, given every draft of the agreement."""
    bytes_of = [k for k in known if k.sha256 == copy.sha256]
    same = bytes_of or ([k for k in known if _reads_as(copy, k)] if copy.rejected is None else [])
    if same:
        return _matched(copy, same, known, by_bytes=bool(bytes_of))
    if not known or _is_anothers(copy, known):
        return _unknown(copy, known)
    return _nearest(copy, known)


def _matched(copy: Copy, same: list[Known], known: Sequence[Known], *, by_bytes: bool) -> Verdict:
    if by_bytes:
        same += [k for k in known if k.words == same[0].words and k not in same]
    marked = [k for k in same if _is_marked(copy, k)]
    current = [k for k in same if k.current]
    named = same[0] if by_bytes else (marked or current or sorted(same, key=lambda k: -k.number))[0]
    evidence: list[Evidence] = []
    if by_bytes:
        evidence.append(
            Evidence(EvidenceKind.BYTES, named.number, f"These are the bytes saved as draft {named.number}.")
        )
    words = f"Every word is that of draft {named.number}, and none is missing."
    evidence += [Evidence(EvidenceKind.WORDS, named.number, words), *_marks_told(copy, known)]
    sureness = Sureness.CERTAIN if by_bytes or marked else Sureness.SURE if len(same) == 1 else Sureness.LIKELY
    also = tuple(sorted({k.number for k in same} - {named.number}))
    standing = Standing.CURRENT if current else Standing.SUPERSEDED
    return Verdict(standing, sureness, named.number, also, 1.0, tuple(evidence), ())


def _nearest(copy: Copy, known: Sequence[Known]) -> Verdict:
    shares = {k.number: _share(copy, k) for k in known}
    marked = [k for k in known if _is_marked(copy, k)]
    nearest = max(known, key=lambda k: (_reads_as(copy, k), shares[k.number], k in marked, k.current, k.number))
    told = [*_tracked(copy, known), *_clauses_told(copy, nearest), *_marks_told(copy, known)]
    share = shares[nearest.number]
    if share < _LEAST_ALIKE and not marked:
        return _unknown(copy, known)
    differences = tuple(_differences(nearest, copy))
    counted = f"{len(differences)} {'place' if len(differences) == 1 else 'places'}"
    words = f"The words differ from draft {nearest.number}, the nearest, in {counted}."
    told.insert(0, Evidence(EvidenceKind.WORDS, nearest.number, words))
    sureness = Sureness.SURE if nearest in marked else Sureness.LIKELY
    return Verdict(Standing.DIFFERS, sureness, nearest.number, (), share, tuple(told), differences)


def _unknown(copy: Copy, known: Sequence[Known]) -> Verdict:
    share = max((_share(copy, k) for k in known), default=0.0)
    message = "The file reads like no draft of this agreement."
    if _is_anothers(copy, known):
        message = "The file's clauses carry the marks of another agreement."
    evidence = (Evidence(EvidenceKind.CLAUSES, None, message), *_marks_told(copy, known))
    return Verdict(Standing.UNKNOWN, Sureness.NONE, None, (), share, evidence, ())


# --------------------------------------------------------------------------------------------------- evidence


def _is_marked(copy: Copy, known: Known) -> bool:
    """Whether a copy bears the marks of a draft: its text's hash, and no other number."""
    has_hash = bool(copy.marks.text_hash) and known.text_hash.startswith(copy.marks.text_hash)
    return has_hash and copy.marks.draft in (None, known.number)


def _marks_told(copy: Copy, known: Sequence[Known]) -> Iterator[Evidence]:
    if copy.marks.draft is None and not copy.marks.text_hash:
        yield Evidence(EvidenceKind.MARKS, None, "The file bears no draft's number or reference.")
        return
    marked = next((k.number for k in known if _is_marked(copy, k)), None)
    said = f"The file calls itself draft {copy.marks.draft}" if copy.marks.draft is not None else "The file"
    if marked is not None:
        yield Evidence(EvidenceKind.MARKS, marked, f"{said}, with the reference of draft {marked}'s text.")
    elif copy.marks.text_hash:
        message = f"{said}, with a reference ({copy.marks.text_hash[:16]}) of no such draft's text."
        yield Evidence(EvidenceKind.MARKS, None, message)
    else:
        yield Evidence(EvidenceKind.MARKS, copy.marks.draft, f"{said}, without a reference.")


def _clauses_told(copy: Copy, nearest: Known) -> Iterator[Evidence]:
    shared = copy.marks.clause_ids & nearest.clause_ids
    if shared:
        message = f"{len(shared)} of its clauses carry the marks of draft {nearest.number}'s."
        yield Evidence(EvidenceKind.CLAUSES, nearest.number, message)


def _tracked(copy: Copy, known: Sequence[Known]) -> Iterator[Evidence]:
    if copy.rejected is None:
        return
    yield Evidence(EvidenceKind.TRACKED_CHANGES, None, "The file carries tracked changes.")
    for done, words in (("accepted", copy.words), ("rejected", copy.rejected)):
        for k in known:
            if k.words == words:
                message = f"With every change {done} it reads as draft {k.number}."
                yield Evidence(EvidenceKind.TRACKED_CHANGES, k.number, message)


def _is_anothers(copy: Copy, known: Sequence[Known]) -> bool:
    """Whether a copy names clauses, and none of this agreement's."""
    return bool(copy.marks.clause_ids) and not any(copy.marks.clause_ids & k.clause_ids for k in known)


# ------------------------------------------------------------------------------------------------------ words


def _sides(copy: Copy, known: Known) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words of a draft and of a copy that compare: as saved, or as printed."""
    if copy.pages:
        return known.printed, words_of_pages(copy.pages, known.margins)
    return known.words, copy.words


def _reads_as(copy: Copy, known: Known) -> bool:
    before, after = _sides(copy, known)
    if copy.pages:  # where a printer breaks words and lines is no matter
        return "".join(w.text for w in before) == "".join(w.text for w in after)
    return before == after


def _share(copy: Copy, known: Known) -> float:
    before, after = _sides(copy, known)
    return Indel.normalized_similarity([w.text for w in before], [w.text for w in after])


def _differences(known: Known, copy: Copy) -> Iterator[Difference]:
    """Where a copy's words differ, in the order of the draft."""
    before, after = _sides(copy, known)
    keys = [[(w.text, "" if copy.pages else w.place) for w in side] for side in (before, after)]
    for a, b, c, d in _stretches(Indel.opcodes(keys[0], keys[1])):
        old, new = _text(before[a:b]), _text(after[c:d])
        if copy.pages and old.replace(" ", "") == new.replace(" ", ""):
            continue
        at = after[c : c + 1] or after[c - 1 : c] if copy.pages else (before[a:b] or after[c:d])
        place = at[0].place if at else "body"
        yield Difference(place, old, new, _text(before[max(0, a - _CONTEXT) : a]), _text(before[b : b + _CONTEXT]))


def _stretches(steps: Opcodes) -> Iterator[tuple[int, int, int, int]]:
    """What differs, those side by side as one."""
    current: tuple[int, int, int, int] | None = None
    for step in steps:
        a, b, c, d = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag == "equal":
            if current is not None:
                yield current
            current = None
        else:
            current = (current[0], b, current[2], d) if current is not None else (a, b, c, d)
    if current is not None:
        yield current


def _text(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)
