"""Rules about cross-references, by identity and typed, and about which clause prevails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from clauses.checks.findings import Hit, Level, Place, Rule, Theme
from clauses.checks.places import clause, field, quote
from clauses.checks.prose import ClauseState, Prose
from clauses.checks.state import AgreementState
from clauses.kinds.custom import Custom
from clauses.wording.filters import series
from clauses.wording.rendered import Reference, RenderedParagraph, Text

_EXHIBIT = re.compile(r"\bExhibits? ([A-Z0-9]{1,4})\b(?:(?:,? and|,| or) ([A-Z0-9]{1,4})\b)?")
_SECTION = re.compile(
    r"Sections? ([1-9][0-9]{0,2})(?![0-9]|[.-][0-9])(?:\([a-z0-9]{1,4}\))*+(?! of (?!this Agreement))"
)
_OF_A_CODE = ("M.R.S. ", "U.S.C. ", "C.F.R. ")
_YIELDS = re.compile(
    r"\b(subject to|notwithstanding)(?: the provisions of| any provision of| anything (?:to the contrary )?in)? ?$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 60
"""Characters before a reference in which its lead stands."""
_JOINT = re.compile(r"\s*(?:,|,? and|,? or)?\s*")


class _Targets:
    """What references can point to."""

    def __init__(self, state: AgreementState) -> None:
        self.sections = state.sections
        self.by_id = {each.revision.clause_id: each for each in state.sections}
        first = {each.subject: each for each in reversed(state.clauses)}
        self.by_kind = {kind: each for kind, each in first.items() if each.revision.clause_id in self.by_id}

    def of(self, reference: Reference) -> ClauseState | None:
        """The clause that a reference finds, with the paragraph that it names."""
        found = self.by_id.get(reference.clause_id or "") or self.by_kind.get(reference.kind or "")
        if found is None or reference.paragraph is None:
            return found
        return found if reference.paragraph <= _paragraphs(found) else None

    def number(self, number: int) -> ClauseState | None:
        """Section ``number``."""
        return self.sections[number - 1] if 1 <= number <= len(self.sections) else None


def _paragraphs(state: ClauseState) -> int:
    """How many numbered paragraphs a clause has."""
    return sum(isinstance(block, RenderedParagraph) and block.level > 0 for block in state.words.blocks)


# -------------------------------------------------------------------------------------------------------- resolving


def _resolves(state: AgreementState) -> Iterator[Hit]:
    targets, labels = _Targets(state), {label for _, label in state.exhibits}
    for prose in state.prose:
        at = 0
        for span in prose.spans:
            if isinstance(span, Reference) and targets.of(span) is None:
                yield _broken(prose, span, at)
            at += len(span.text) if isinstance(span, Text) else len("Section") if isinstance(span, Reference) else 0
        for match in _EXHIBIT.finditer(prose.text) if "Exhibit" in prose.text else ():
            missing = [label for label in match.groups() if label is not None and label not in labels]
            if missing:
                yield Hit(
                    Level.ERROR,
                    f"The text speaks of Exhibit {series(missing, 'and')}, and the agreement has no such exhibit.",
                    "Add the exhibit, or correct its label.",
                    (quote(prose, *match.span()),),
                )


def _broken(prose: Prose, reference: Reference, at: int) -> Hit:
    wanted = (reference.kind or "").replace("_", " ") or f"clause {reference.clause_id}"
    place = wanted if reference.paragraph is None else f"paragraph {reference.paragraph} of {wanted}"
    return Hit(
        Level.ERROR,
        f"A cross-reference points to {place}, which this agreement does not have.",
        "Add the clause, or let the reference point to one that is there.",
        (_where(prose, reference, at),),
    )


def _where(prose: Prose, reference: Reference, at: int) -> Place:
    """The field that holds the reference; in free words, the words around it."""
    if reference.field and not isinstance(prose.clause.revision.fields, Custom):
        return field(prose.clause, reference.field)
    return quote(prose, at, at + len("Section"))


def _typed(state: AgreementState) -> Iterator[Hit]:
    count = len(state.sections)
    for prose in state.prose:
        for match in _typed_sections(prose):
            if int(match[1]) > count:
                yield Hit(
                    Level.ERROR,
                    f"The text names Section {match[1]}, and the agreement has {count} Sections.",
                    "Refer to the clause by its identity, so that its number follows: {ref:kind:NAME} or "
                    "{ref:clause:ID}.",
                    (quote(prose, *match.span()),),
                )


def _typed_sections(prose: Prose) -> Iterator[re.Match[str]]:
    """The section numbers that stand in the text as words, but for those of a statute."""
    for match in _SECTION.finditer(prose.text):
        if not prose.text.endswith(_OF_A_CODE, 0, match.start()):
            yield match


# ------------------------------------------------------------------------------------------------------- precedence

Links = dict[str, dict[str, ClauseState]]


def _circles(state: AgreementState) -> Iterator[Hit]:
    links: Links = {}
    for loser, winner in _precedence(state):
        if loser is not winner:
            links.setdefault(loser.revision.clause_id, {})[winner.revision.clause_id] = winner
    by_id = {each.revision.clause_id: each for each in state.clauses}
    while circle := _circle(links):
        headings = [f"“{by_id[each].revision.heading}”" for each in circle]
        yield Hit(
            Level.ERROR,
            f"Each of {series(headings, 'and')} gives way to the next, and the last to the first, so that none "
            "prevails.",
            "Take out one “subject to” or “notwithstanding” of the circle.",
            tuple(clause(by_id[each]) for each in circle),
        )
        for each in circle:
            links.pop(each, None)


def _precedence(state: AgreementState) -> Iterator[tuple[ClauseState, ClauseState]]:
    """Pairs of clauses: the first gives way to the second."""
    targets = _Targets(state)
    for prose in state.prose:
        word = ""
        for before, span in pairwise(prose.spans):
            if not isinstance(span, Reference) or not isinstance(before, Text):
                continue
            lead = _YIELDS.search(before.text[-_LONGEST_LEAD:])
            word = lead[1] if lead else word if _JOINT.fullmatch(before.text) else ""
            if word and (found := targets.of(span)):
                yield _ordered(word, prose.clause, found)
        for match in _typed_sections(prose):
            lead = _YIELDS.search(prose.text[max(0, match.start() - _LONGEST_LEAD) : match.start()])
            if lead and (found := targets.number(int(match[1]))):
                yield _ordered(lead[1], prose.clause, found)


def _ordered(word: str, here: ClauseState, there: ClauseState) -> tuple[ClauseState, ClauseState]:
    return (here, there) if word.lower() == "subject to" else (there, here)


def _circle(links: Mapping[str, Mapping[str, ClauseState]]) -> list[str]:
    """The clauses of one circle in order, from the smallest identity; none when there is no circle."""
    done: set[str] = set()
    for start in sorted(links):
        path: list[str] = []
        open_ends = [iter((start,))]
        while open_ends:
            step = next(open_ends[-1], None)
            if step is None:
                open_ends.pop()
                if path:
                    done.add(path.pop())
            elif step in path:
                return path[path.index(step) :]
            elif step not in done:
                path.append(step)
                open_ends.append(iter(sorted(links.get(step, ()))))
    return []


RULES = (
    Rule(
        "L21",
        "Every reference resolves",
        "Each cross-reference points to a clause and a paragraph that are there, and each exhibit that the text names "
        "is attached.",
        Theme.REFERENCES,
        (Level.ERROR,),
        _resolves,
    ),
    Rule(
        "D01",
        "No typed section number leads nowhere",
        "A section number that is typed in free words is the number of a section.",
        Theme.REFERENCES,
        (Level.ERROR,),
        _typed,
    ),
    Rule(
        "D02",
        "Precedence does not run in a circle",
        "Where clauses are “subject to” others or apply “notwithstanding” them, one of them prevails in the end.",
        Theme.REFERENCES,
        (Level.ERROR,),
        _circles,
    ),
)
