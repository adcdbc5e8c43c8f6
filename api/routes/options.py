"""How to compare, as a query or a form says it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Form, Query

from drafts.model import Aspect, Existing, Grain, Options

_DEFAULTS = Options()
_IGNORE: Final = (
    "What to leave out of the comparison, as often as needed. What differs in nothing else is not marked, the newer "
    "file's stands, and a note with the code `<aspect>-not-compared` says where the two differ."
)
_EXAMPLE: Final = [["case", "white-space"], ["headers", "notes"]]
_GRAIN: Final = "What of a changed word is marked: all of it, or the letters that changed"
_MOVES: Final = "Whether to show what moved as moved"
_WHOLE: Final = "Whether to show a changed paragraph whole, old then new"
_THRESHOLD: Final = "Share of changed words from which a paragraph is shown whole"


async def _queried(
    ignore: Annotated[
        list[Aspect] | None, Query(title="What to leave out", description=_IGNORE, examples=_EXAMPLE, max_length=20)
    ] = None,
    grain: Annotated[Grain, Query(title=_GRAIN)] = _DEFAULTS.grain,
    moves: Annotated[bool, Query(title=_MOVES)] = _DEFAULTS.moves,
    whole_paragraphs: Annotated[bool, Query(title=_WHOLE)] = not _DEFAULTS.words,
    rewrite_threshold: Annotated[float, Query(title=_THRESHOLD, ge=0, le=1)] = _DEFAULTS.rewrite_threshold,
) -> Options:
    return Options(
        words=not whole_paragraphs,
        grain=grain,
        moves=moves,
        rewrite_threshold=rewrite_threshold,
        ignore=frozenset(ignore or ()),
    )


async def _sent(
    ignore: Annotated[
        list[Aspect] | None, Form(title="What to leave out", description=_IGNORE, examples=_EXAMPLE, max_length=20)
    ] = None,
    grain: Annotated[Grain, Form(title=_GRAIN)] = _DEFAULTS.grain,
    moves: Annotated[bool, Form(title=_MOVES)] = _DEFAULTS.moves,
    whole_paragraphs: Annotated[bool, Form(title=_WHOLE)] = not _DEFAULTS.words,
    rewrite_threshold: Annotated[float, Form(title=_THRESHOLD, ge=0, le=1)] = _DEFAULTS.rewrite_threshold,
    existing: Annotated[
        Existing, Form(title="What to do with tracked changes that the newer file carries already")
    ] = _DEFAULTS.existing,
) -> Options:
    return Options(
        words=not whole_paragraphs,
        grain=grain,
        moves=moves,
        rewrite_threshold=rewrite_threshold,
        existing=existing,
        ignore=frozenset(ignore or ()),
    )


QueryOptions = Annotated[Options, Depends(_queried)]
FormOptions = Annotated[Options, Depends(_sent)]


def as_query(options: Options) -> list[tuple[str, str]]:
    """The query that says ``options``: what differs from the defaults, in a fixed order."""
    out = [("ignore", str(aspect)) for aspect in sorted(options.ignore)]
    if options.grain is not _DEFAULTS.grain:
        out.append(("grain", str(options.grain)))
    if options.moves is not _DEFAULTS.moves:
        out.append(("moves", str(options.moves).lower()))
    if options.words is not _DEFAULTS.words:
        out.append(("whole_paragraphs", str(not options.words).lower()))
    if options.rewrite_threshold != _DEFAULTS.rewrite_threshold:
        out.append(("rewrite_threshold", str(options.rewrite_threshold)))
    return out
