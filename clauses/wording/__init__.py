"""Wording as data: one TOML file per clause kind, rendered to levelled paragraphs without numbers."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from clauses.kinds import kind
from clauses.kinds.custom import Custom
from clauses.kinds.spec import KIND_KEYS, KindSpec
from clauses.record import ClauseRevision
from clauses.wording.bespoke import with_bespoke
from clauses.wording.filters import curl
from clauses.wording.form import LETTERED, WordingForm
from clauses.wording.render import render_blocks, render_exhibits
from clauses.wording.rendered import RenderedClause
from clauses.wording.template import Wording, load_wording


def wording_of(kind_name: str) -> Wording:
    """Return the wording of a clause kind.

    :raises UnknownKind: there is no such kind.
    """
    return _wording(kind(kind_name))


@cache
def _wording(spec: KindSpec) -> Wording:
    """The wording of a kind, read once."""
    if spec.words:
        return load_wording(spec.words, beside=KIND_KEYS)
    return load_wording(files(__name__).joinpath(spec.wording).read_text(encoding="utf-8"))


def suggested_heading(kind_name: str) -> str:
    """Return the heading that a new clause of the kind begins with.

    :raises UnknownKind: there is no such kind.
    """
    return wording_of(kind_name).heading


def render(revision: ClauseRevision, form: WordingForm = LETTERED) -> RenderedClause:
    """Return a clause in the words of ``form``, its references unresolved, its quotes curly however typed.

    ``kind`` of the result is the kind that references by kind find: a custom clause that stands for another kind
    answers to that one.
    """
    fields, wording = revision.fields, with_bespoke(wording_of(revision.kind), revision.wording)
    stands_for = fields.stands_for if isinstance(fields, Custom) else None
    return RenderedClause(
        clause_id=revision.clause_id,
        kind=stands_for.value if stands_for else revision.kind,
        place=kind(revision.kind).place,
        heading=curl(revision.heading),
        blocks=render_blocks(wording, fields, form),
        exhibits=render_exhibits(wording, fields, form),
    )
