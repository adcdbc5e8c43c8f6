"""References to other sections, bound to their clauses, so that they follow when clauses are numbered anew.

"Section 5(b)" in a custom clause, unless it is that of a law, becomes a reference to the clause that was Section 5. It
is bound only where the agreement then reads as before, word for word; else its words stay words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clauses.kinds.custom import Custom
from clauses.record import ClauseRevision
from clauses.text.inline import Link, Term, format_free_text, parse_free_text
from clauses.wording import render
from drafts.assemble import assemble, canonical_text
from drafts.importing.model import Imported

_REFERENCE: Final = re.compile(
    r"\b(?:Section|Article)[ \u00a0](\d{1,3}|[IVXLC]{1,7})(?:\(([a-z])\))?"
    r"(?![\w.(])(?! of (?!this (?:Agreement|Memorandum)))"
)
_LAW: Final = re.compile(r"(?:U\.S\.C\.|C\.?F\.?R\.?|R\.S\.(?:A\.)?|Act|Code|Law|Statutes?|Title \w+),? *$")
"""What stands before the section of a law."""
_NUMBER: Final = re.compile(r"(?:section|article|§)?\s*(\d{1,3}|[IVXLC]{1,7})[.):]?", re.I)


def bound(imported: Imported) -> Imported:
    """``imported`` with the references of its custom clauses bound where that changes no word."""
    clauses = {each.clause_id: n for n, each in enumerate(r.revision for r in imported.clauses)}
    numbers = {
        found[1].upper(): each.revision
        for each in imported.clauses
        if (found := _NUMBER.fullmatch(each.number.strip()))
    }
    for revision in [each.revision for each in imported.clauses]:
        made = _bound(revision, numbers)
        if made is None:
            continue
        at = clauses[revision.clause_id]
        one = replace(imported.clauses[at], revision=made)
        trial = replace(imported, clauses=(*imported.clauses[:at], one, *imported.clauses[at + 1 :]))
        if _text(trial) == _text(imported):
            imported = trial
    return imported


def _bound(revision: ClauseRevision, numbers: Mapping[str, ClauseRevision]) -> ClauseRevision | None:
    """The revision with every reference in it bound; None where there is none, or its words are bespoke."""
    fields = revision.fields
    if not isinstance(fields, Custom) or revision.wording is not None:
        return None
    paragraphs = tuple(each.model_copy(update={"text": _linked(each.text, numbers)}) for each in fields.paragraphs)
    if paragraphs == fields.paragraphs:
        return None
    new: dict[str, Any] = {"fields": fields.model_copy(update={"paragraphs": paragraphs})}
    return revision.model_copy(update=new)


def _linked(text: str, numbers: Mapping[str, ClauseRevision]) -> str:
    pieces: list[str | Link | Term] = []
    for piece in parse_free_text(text):
        if not isinstance(piece, str):
            pieces.append(piece)
            continue
        at = 0
        for found in _REFERENCE.finditer(piece):
            target = numbers.get(found[1].upper())
            place = None if target is None else _place(target, found[2])
            if target is None or (found[2] and place is None) or _LAW.search(piece[: found.start()]):
                continue
            pieces += [piece[at : found.start()], Link(target.clause_id, None, place)]
            at = found.end()
        pieces.append(piece[at:])
    return format_free_text(pieces)


def _place(target: ClauseRevision, letter: str | None) -> int | None:
    """The numbered paragraph of ``target`` that a letter names, counted from 1 through all levels."""
    if letter is None:
        return None
    counted = first_level = 0
    for block in render(target).blocks:
        level = getattr(block, "level", 0)
        counted += level > 0
        first_level += level == 1
        if level == 1 and first_level == ord(letter) - ord("a") + 1:
            return counted
    return None


def _text(imported: Imported) -> str:
    words = [render(each.revision, imported.house.form) for each in imported.clauses]
    return canonical_text(assemble(imported.title, words, imported.house).document).replace("\u00a0", " ")
