"""What a reader calls the clauses of a version: "11. Retention and Deletion"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clauses.record import ClauseRevision
from clauses.wording import render
from drafts.assemble import Assembly, assemble
from drafts.house_style import HouseStyle
from drafts.model import Paragraph, Role


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a version, in order, and the style that numbers them."""

    revisions: Sequence[ClauseRevision]
    house: HouseStyle


def names_between(title: str, before: Clauses, after: Clauses) -> dict[str, str]:
    """Clause -> its name, as ``after`` has it, and as ``before`` had it for what is gone. A clause without a number,
    such as the preamble, goes by its heading alone."""
    there = {each.clause_id for each in after.revisions}
    if all(each.clause_id in there for each in before.revisions):
        return clause_names(title, after)
    return clause_names(title, before) | clause_names(title, after)


def clause_names(title: str, clauses: Clauses) -> dict[str, str]:
    """Clause -> its name in one version."""
    rendered = [render(each, clauses.house.form) for each in clauses.revisions]
    return names_in(clauses.revisions, assemble(title, rendered, clauses.house))


def names_in(revisions: Sequence[ClauseRevision], assembly: Assembly) -> dict[str, str]:
    """The same of what was assembled already."""
    names = {each.clause_id: each.heading for each in revisions}
    for block in assembly.document.blocks:
        if isinstance(block, Paragraph) and block.role is Role.SECTION:
            names[block.clause_id] = f"{block.label} {block.text}"
    return names
