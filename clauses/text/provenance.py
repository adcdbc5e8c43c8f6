"""Where each word of a text came from, and who struck each word that is gone, over a chain of versions.

The chain is kept as a weave (Rochkind, "The Source Code Control System", 1975): every token that ever stood, in one
order, with the version that brought it and the version that struck it. Revisions are told by their index in the chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from clauses.text.lines import line_script, line_tokens


class Fate(StrEnum):
    """What became of words from one version to another."""

    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Span:
    """Words and the version that brought them."""

    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one fate. ``revision`` is the version that brought words that were kept. For others it is the one that
    made the difference: it inserted or deleted them, or did the opposite where the versions are read backwards."""

    text: str
    fate: Fate
    revision: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    born: int
    died: int | None = None

    def stands(self, version: int) -> bool:
        """Whether it is part of that version."""
        return self.born <= version and (self.died is None or version < self.died)


class Weave:
    """All versions of a text, oldest first. An IndexError says that there is no such version."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.versions = len(texts)
        tokens: list[_Token] = []
        before: tuple[str, ...] = ()
        for version, text in enumerate(texts):
            after = line_tokens(text)
            tokens = list(_woven(tokens, before, after, version))
            before = after
        self._tokens = tuple(tokens)

    def text(self, version: int) -> str:
        """Return the text of a version."""
        self._known(version)
        return "".join(token.text for token in self._tokens if token.stands(version))

    def spans(self, version: int) -> tuple[Span, ...]:
        """Return the words of a version with where each came from; joined they are its text."""
        self._known(version)
        standing = (token for token in self._tokens if token.stands(version))
        return tuple(
            Span("".join(token.text for token in run), born)
            for born, run in groupby(standing, lambda token: token.born)
        )

    def between(self, before: int, after: int) -> tuple[Segment, ...]:
        """Return what became of the words of version ``before`` until ``after``, which may be the older one.

        What was not inserted reads as the text of ``before``, what was not deleted as that of ``after``. Words
        that were struck on the way and came back at their place are kept; two equal versions differ in nothing.
        """
        if self.text(before) == self.text(after):
            return tuple(Segment(span.text, Fate.KEPT, span.revision) for span in self.spans(after))
        return tuple(
            Segment("".join(token for token, _, _ in run), fate, revision)
            for (fate, revision), run in groupby(self._between(before, after), lambda one: (one[1], one[2]))
        )

    def _between(self, before: int, after: int) -> Iterator[tuple[str, Fate, int]]:
        gone: list[_Token] = []
        came: list[_Token] = []
        for token in self._tokens:
            stood, stands = token.stands(before), token.stands(after)
            if stood and stands:
                yield from _settled(gone, came, forward=before < after)
                gone, came = [], []
                yield token.text, Fate.KEPT, token.born
            elif stood or stands:
                (gone if stood else came).append(token)
        yield from _settled(gone, came, forward=before < after)

    def _known(self, version: int) -> None:
        if not 0 <= version < self.versions:
            raise IndexError(f"The chain has {self.versions} versions, and no version {version}.")


def _woven(tokens: Sequence[_Token], before: Sequence[str], after: Sequence[str], version: int) -> Iterator[_Token]:
    """The weave with the next version in it."""
    rest = iter(tokens)
    for what, i1, i2, j1, j2 in line_script(before, after):
        if what == "insert":
            yield from (_Token(text, version) for text in after[j1:j2])
            continue
        missing = i2 - i1
        while missing:
            token = next(rest)
            stood = token.died is None
            missing -= stood
            yield _Token(token.text, token.born, version) if stood and what == "delete" else token
    yield from rest


def _settled(gone: Sequence[_Token], came: Sequence[_Token], *, forward: bool) -> Iterator[tuple[str, Fate, int]]:
    """What happened between two kept words: deletions, insertions, and words that went and came back."""
    for what, i1, i2, j1, j2 in line_script([token.text for token in gone], [token.text for token in came]):
        if what == "equal":
            yield from ((token.text, Fate.KEPT, token.born) for token in came[j1:j2])
        elif what == "delete":
            yield from ((t.text, Fate.DELETED, _turn(t, death=forward)) for t in gone[i1:i2])
        else:
            yield from ((t.text, Fate.INSERTED, _turn(t, death=not forward)) for t in came[j1:j2])


def _turn(token: _Token, *, death: bool) -> int:
    """The version that struck the token, or that brought it."""
    if not death:
        return token.born
    assert token.died is not None
    return token.died


def joined(segments: Iterable[Segment], without: Fate) -> str:
    """Return the words of ``segments`` but those of one fate: without INSERTED it is the text before."""
    return "".join(segment.text for segment in segments if segment.fate is not without)
