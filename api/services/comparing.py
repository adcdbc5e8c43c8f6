"""Redlines: between two saved drafts of an agreement, or between two uploaded files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from api.auth.sight import SHARED, Sight
from api.file_names import redline_file_name
from api.metrics import redlines
from api.reading import is_readable
from api.services.attributing import Makers, makers_of, provenance_between
from api.services.drafting import file_title, read_docx
from api.services.pairs import Pair, pair_of
from api.store.columns import canonical_json
from api.store.drafts import DraftRecord
from api.store.redlines import CachedRedline, find_redline, keep_redline
from api.store.unit import Unit
from clauses.errors import RedlineRefused, UnreadableFile
from clauses.wording.filters import long_date
from drafts.model import Hints, Options, Redline
from drafts.redline import ENGINE, redline
from drafts.render.json import change_set_json
from drafts.word import guard

_ENGINE = f"{version('counterpart-mou')}/{ENGINE}"


@dataclass(frozen=True, slots=True)
class DraftRedline:
    """A proved redline between two drafts, with the same changes as data."""

    before: DraftRecord
    after: DraftRecord
    author: str
    at: datetime
    options: Options
    rationales: bool
    docx: bytes
    changes: dict[str, Any]
    file_name: str


def redline_drafts(
    unit: Unit,
    agreement_id: str,
    before: str,
    after: str,
    *,
    author: str,
    at: datetime | None,
    keep: int,
    options: Options | None = None,
    sight: Sight = SHARED,
    rationales: bool = False,
) -> DraftRedline:
    """The redline from draft ``before`` to draft ``after`` (numbers, or "current").

    Each change is under the name of who made it; ``author`` answers for what nobody made, such as numbers that moved
    on, at ``at``: without it when ``after`` was saved, so that the bytes are always the same. With ``rationales`` the
    reasons are comments. ``keep`` redlines are kept for the next reader. Raises :class:`NotFound`, and what the engine
    raises.
    """
    pair = pair_of(unit, agreement_id, before, after, sight)
    return redline_of(pair, author=author, at=at, keep=keep, options=options, rationales=rationales)


def redline_of(
    pair: Pair,
    *,
    author: str,
    at: datetime | None,
    keep: int,
    options: Options | None = None,
    rationales: bool = False,
) -> DraftRedline:
    """The same of two drafts that were found already."""
    unit, old, new = pair.unit, pair.before, pair.after
    moment = (at or new.saved_at).replace(microsecond=0)
    legend = redline_legend(old, new)
    options = options or Options()
    makers = makers_of(pair)
    private_to = _private_to(old, new)
    key = _key(old, new, author, moment, legend, options, (makers, rationales), private_to)
    made = find_redline(unit.read, key)
    redlines.labels("anew" if made is None else "earlier").inc()
    if made is None:
        hints = Hints(
            legend=legend,
            clause_labels=pair.names,
            provenance=provenance_between(pair, makers),
            rationales=rationales,
        )
        files = read_docx(unit, old), read_docx(unit, new)
        result = redline(*files, author=author, at=moment, hints=hints, options=options)
        made = CachedRedline(key, result.docx, redline_json(result), private_to)
        keep_redline(unit.write, made, unit.at, keep)
    name = redline_file_name(file_title(pair.agreement), old.number, new.number)
    return DraftRedline(old, new, author, moment, options, rationales, made.docx, made.changes, name)


def redline_uploads(
    before: bytes, after: bytes, *, author: str, at: datetime, options: Options | None = None
) -> Redline:
    """The redline of two uploaded files; nothing is stored. Both pass the guard before either is parsed, and a refusal
    says which of the two it is about. Raises the families UnreadableFile and RedlineRefused."""
    for side, docx in (("before", before), ("after", after)):
        try:
            guard.check(docx)
        except UnreadableFile as error:
            raise _about(side, error) from error.__cause__
    redlines.labels("of uploads").inc()
    try:
        return redline(before, after, author=author, at=at.replace(microsecond=0), options=options)
    except UnreadableFile as error:
        raise _about("after" if is_readable(before) else "before", error) from error.__cause__


def try_uploads(before: bytes, after: bytes, *, at: datetime, options: Options) -> Redline | dict[str, str]:
    """The redline of two uploads or, where there can be none, why: by "before" and "after", each for itself, or by
    "both"."""
    why: dict[str, str] = {}
    for side, docx in (("before", before), ("after", after)):
        try:
            guard.check(docx)
        except UnreadableFile as error:
            why[side] = error.detail
    if why:
        return why
    redlines.labels("of uploads").inc()
    try:
        return redline(before, after, author="Counterpart", at=at.replace(microsecond=0), options=options)
    except UnreadableFile as error:
        return {"after" if is_readable(before) else "before": error.detail}
    except RedlineRefused as error:
        return {"both": error.detail}


def _about(side: str, error: UnreadableFile) -> UnreadableFile:
    error.detail = f'The file "{side}": {error.detail}'
    return error


def redline_json(made: Redline) -> dict[str, Any]:
    """The changes, the notes and the proof of ``made`` as JSON values."""
    proof = {"stories": made.proof.stories, "blocks": made.proof.blocks, "coarser": made.proof.coarser}
    return {**change_set_json(made.changes), "proof": proof}


def redline_legend(before: DraftRecord, after: DraftRecord) -> str:
    """The footer's middle, short enough for one line: "REDLINE — Draft 1 to Draft 5, March 3, 2020"."""
    return f"REDLINE — Draft {before.number} to Draft {after.number}, {long_date(after.dated)}"


def _private_to(before: DraftRecord, after: DraftRecord) -> tuple[str, str] | None:
    """The agreement and the side that a redline is private to: those of a working draft. One of two sides' is
    nobody's."""
    sides = {each.side for each in (before, after) if not each.status.shared and each.side is not None}
    if not sides:
        return None
    return after.agreement_id, sides.pop() if len(sides) == 1 else ""


def _key(
    before: DraftRecord,
    after: DraftRecord,
    author: str,
    at: datetime,
    legend: str,
    options: Options,
    told: tuple[Makers, bool],
    private_to: tuple[str, str] | None,
) -> str:
    """The SHA-256 of everything that decides the bytes, and of whose they are."""
    chosen = {**asdict(options), "ignore": sorted(options.ignore)}
    makers = repr(told)
    parts = [before.sha256, after.sha256, author, at.isoformat(), legend, _ENGINE, chosen, makers, private_to]
    return sha256(canonical_json(parts).encode()).hexdigest()
