"""Rules about prose that was edited by hand: fields whose value it no longer says, and fields to look at."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.bespoke import Mark
from clauses.checks.findings import Hit, Level, Place, Rule, Theme
from clauses.checks.places import field
from clauses.checks.prose import ClauseState
from clauses.checks.state import AgreementState


def _unbound(state: AgreementState) -> Iterator[Hit]:
    for clause in state.clauses:
        wording = clause.revision.wording
        for mark in wording.unbound if wording else ():
            said = f"reads “{mark.words}”" if mark.words else "says nothing of it any more"
            yield Hit(
                Level.ERROR,
                f"The field “{mark.title}” keeps a value that the clause does not say: the edited text {said}.",
                "Write a value that can be read, or set the field and take the kind’s own wording back.",
                _places(clause, mark),
            )


def _to_review(state: AgreementState) -> Iterator[Hit]:
    for clause in state.clauses:
        wording = clause.revision.wording
        for mark in wording.needs_review if wording else ():
            yield Hit(
                Level.WARNING,
                f"The words around the field “{mark.title}” were edited, and nobody has confirmed that they still mean "
                "its value.",
                "Read the sentence, then confirm the field or correct the words.",
                _places(clause, mark),
            )


def _places(clause: ClauseState, mark: Mark) -> tuple[Place, ...]:
    """The field with its value, and the words that stand in its place."""
    value = field(clause, mark.path)
    if not mark.words:
        return (value,)
    return value, Place(value.clause_id, value.kind, value.heading, mark.path, "Words", mark.words)


RULES = (
    Rule(
        "D12",
        "The words say what the fields say",
        "Each field that a clause’s own words are bound to can be read from them.",
        Theme.WORDS,
        (Level.ERROR,),
        _unbound,
    ),
    Rule(
        "D13",
        "Edited sentences are confirmed",
        "Where a sentence with fields was edited by hand, a person has confirmed that it still means their values.",
        Theme.WORDS,
        (Level.WARNING,),
        _to_review,
    ),
)
