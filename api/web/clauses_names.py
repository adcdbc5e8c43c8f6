"""What the clauses of an agreement are called on its pages, as the agreement prints it: "Section 12(b)"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from api.services.standing import ShownClause
from clauses.kinds.custom import Custom
from clauses.text.inline import Link
from drafts.render.clause_redline import NameOf


def numbered_name(clause: ShownClause) -> str:
    """ "Section 12", or "" for a clause without a number, such as the recitals."""
    label = section_label(clause)
    return f"Section {label}" if label[:1].isdecimal() else label


def section_label(clause: ShownClause) -> str:
    """The number of a clause's heading without the mark behind it: "12", "Article IX"; "" where it has none."""
    first = next(iter(clause.paragraphs), None)
    return first.label.rstrip(".") if first is not None and first.text == clause.revision.heading else ""


def names_in(clauses: Sequence[ShownClause]) -> NameOf:
    """What a reference is printed as among ``clauses``, which are all that stand."""
    by_id = {each.revision.clause_id: each for each in clauses}
    by_kind: dict[str, ShownClause] = {}
    for each in clauses:
        by_kind.setdefault(_answers_to(each), each)

    def name_of(link: Link) -> str:
        found = by_id.get(link.clause_id or "") or by_kind.get(link.kind or "")
        if found is None:
            return f"[unresolved reference: {link.kind or link.clause_id}]"
        name = numbered_name(found) or f"“{found.revision.heading}”"
        return name + _paragraph(found, link.paragraph) if link.paragraph else name

    return name_of


def _answers_to(clause: ShownClause) -> str:
    fields = clause.revision.fields
    stands_for = fields.stands_for if isinstance(fields, Custom) else None
    return stands_for.value if stands_for else clause.revision.kind


def _paragraph(clause: ShownClause, number: int) -> str:
    """The labels on the way to a numbered paragraph: "(b)(1)"."""
    paths = list(_paths(clause))
    return paths[number - 1] if 1 <= number <= len(paths) else ""


def _paths(clause: ShownClause) -> Iterator[str]:
    way: list[str] = []
    for each in _numbered(clause):
        way = [*way[: each[0] - 1], each[1].rstrip(".")]
        yield "".join(way)


def _numbered(clause: ShownClause) -> Iterable[tuple[int, str]]:
    return ((each.level, each.label) for each in clause.paragraphs if each.level and each.label)
