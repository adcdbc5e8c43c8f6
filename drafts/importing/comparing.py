"""The whole file against the draft that is made of it, by the redline engine: every difference, and what it comes from.

Formatting, Word's own numbers, and headers and footers are not compared: a draft is in a house style. The numbers that
somebody typed, the blanks to sign on and the quotes that were straight are told apart from words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final

from clauses.status import DraftStatus
from clauses.wording import render
from drafts.assemble import assemble, canonical_text
from drafts.importing.model import Difference, DifferenceSort, Imported
from drafts.importing.numbers import numbered
from drafts.importing.proof import tokens
from drafts.model import Aspect, Change, DraftIdentity, Options
from drafts.redline import redline
from drafts.word.writer import write

_OPTIONS: Final = Options(
    moves=False, ignore=frozenset({Aspect.FORMATTING, Aspect.NUMBERING, Aspect.HEADERS, Aspect.WHITE_SPACE})
)
_SET: Final = Counter({"by": 9, "title": 9, "date": 9, ":": 27, "|": 9})
"""What the house style sets for each signature."""
_CLOSING: Final = ["[", "end", "of", "agreement", "]"]
_NOBODY: Final = "Counterpart"
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def draft_of(imported: Imported, dated: date = _NEVER.date()) -> bytes:
    """The .docx that the clauses of ``imported`` make, dated ``dated``. The same ones give the same bytes."""
    words = [render(each.revision, imported.house.form) for each in imported.clauses]
    document = assemble(imported.title, words, imported.house).document
    text_hash = sha256(canonical_text(document).encode()).hexdigest()
    identity = DraftIdentity(1, "As imported", dated, text_hash, DraftStatus.TABLED)
    return write(document, identity, author=_NOBODY)


def compared(docx: bytes, imported: Imported) -> tuple[Difference, ...]:
    """Every difference between the file and the draft of its clauses, in the file's order.

    Raises UnreadableFile, and RedlineRefused where the two can't be compared.
    """
    made = redline(docx, draft_of(imported), author=_NOBODY, at=_NEVER, options=_OPTIONS)
    return tuple(_Sorting(imported).sorted(made.changes.changes))


def missing(imported: Imported, differences: Sequence[Difference]) -> tuple[str, ...]:
    """The words of the file that the draft has nowhere; numbers and what the house style sets are none."""
    open_ = [each for each in differences if each.sort in (DifferenceSort.WORDS, DifferenceSort.ELSEWHERE)]
    gone = Counter(word for each in open_ for word in _plain(each.before))
    come = Counter(word for each in open_ for word in _plain(each.after))
    return tuple((gone - come - Counter(_plain(" ".join(imported.furniture)))).elements())


class _Sorting:
    def __init__(self, imported: Imported) -> None:
        self._furniture = Counter(_plain(" ".join(imported.furniture)))
        self._added = Counter(each.revision.heading for each in imported.clauses if each.heading_added)

    def sorted(self, changes: Sequence[Change]) -> Iterator[Difference]:
        told = [(change, self._sort(change)) for change in changes]
        unsettled = [change for change, sort in told if sort is DifferenceSort.WORDS]
        gone = Counter(word for change in unsettled for word in _plain(change.before))
        come = Counter(word for change in unsettled for word in _plain(change.after))
        for change, sort in told:
            before, after = Counter(_plain(change.before)), Counter(_plain(change.after))
            if sort is DifferenceSort.WORDS and not (before - come - self._furniture) and not (after - _SET - gone):
                sort = DifferenceSort.ELSEWHERE
            yield Difference(sort, change.before, change.after, change.place, change.paragraph, change.detail)

    def _sort(self, change: Change) -> DifferenceSort:
        before, after = _plain(change.before), _plain(change.after)
        if before == after:
            same = change.before.split() == change.after.split()
            return DifferenceSort.SETTING if same else DifferenceSort.QUOTES
        if not after and _is_number(change.before):
            return DifferenceSort.NUMBER
        if not before and self._added[change.after.strip()]:
            self._added[change.after.strip()] -= 1
            return DifferenceSort.HEADING
        if not before and after == _CLOSING:
            return DifferenceSort.SETTING
        if not after and not Counter(before) - self._furniture:
            self._furniture -= Counter(before)
            return DifferenceSort.SETTING
        return DifferenceSort.WORDS


def _is_number(text: str) -> bool:
    found = numbered(f"{text.strip()} ")
    return found is not None and not found.rest.strip()


def _plain(text: str) -> list[str]:
    return [token.casefold() for token in tokens((text,))]
