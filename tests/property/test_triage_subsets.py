"""Any choice among the changes of a returned file gives the text that was sent with these changes and no others, in
whatever steps it is taken; and its redline is proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import dropwhile

from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.kinds.values import PartyRole
from clauses.wording import render
from drafts.assemble import assemble
from drafts.model import DraftIdentity
from drafts.negotiation import proposals as rules
from drafts.negotiation.acceptance import apply
from drafts.negotiation.returned_choice import Fit, Round
from drafts.negotiation.sides import Actor, Side, Sides
from drafts.negotiation.state import AgreementState
from drafts.redline import redline
from drafts.returned import returned
from drafts.returns.strands import paragraphs
from drafts.word.union import read_union
from drafts.word.writer import write
from tests.support.returns.case import DELETION, take_all
from tests.support.returns.desk import Desk
from tests.support.returns.story import newest_draft

Work = Callable[[Desk], Desk]
AT = datetime(2020, 3, 10, 9, 0, tzinfo=UTC)
REVIEW = "A supervisor in the Department may review Recordings at random."
INSURED = "The City shall carry insurance."
ACCIDENT = "Accidental activation\t30 days from the date of the Recording\tThe minimum period ends"
LOG = "The Custodian shall keep a log of each deletion"
SIDES = Sides(
    Side("district", frozenset({PartyRole.DISTRICT})), Side("city", frozenset({PartyRole.CITY, PartyRole.POLICE}))
)
WORKS: dict[tuple[str, str], Work] = {
    ("forty-eight (48)", "forty (40)"): lambda d: d.track("forty-eight (48)", "forty (40)"),
    ("Maine", "Utah"): lambda d: d.replace("State of Maine", "State of Utah"),
    ("3 years", "4 years"): lambda d: d.track("3 years", "4 years"),
    ("", "The log is not a public record."): lambda d: d.add_tracked(LOG, "The log is not a public record."),
    (DELETION, DELETION): lambda d: d.move([DELETION], LOG),
    ("Redaction", "Obscuring"): lambda d: d.track("Redaction", "Obscuring"),
    (REVIEW, ""): lambda d: d.remove(REVIEW),
    ("", f"Insurance\n{INSURED}"): lambda d: d.add_tracked("If an exhibit and a", "Insurance", INSURED, heading=True),
    (ACCIDENT, ""): lambda d: d.strike_row("Accidental activation"),
    ("", " of the City"): lambda d: d.insert("Police Chief", " of the City"),
    ("Use", "Any use"): lambda d: d.replace("Use of force", "Any use of force"),
    ("Department", "City"): lambda d: d.replace("The Department owns each", "The City owns each"),
}
"""What is done, by the words of the change that it is."""


@cache
def came() -> tuple[Round, dict[int, Work]]:
    """The file with everything done, and what was done by the number of its change."""
    docx, state = newest_draft()
    desk = Desk(docx)
    for work in WORKS.values():
        work(desk)
    found = returned(docx, desk.send())
    return Round(found.strips, state, "subsets"), {c.number: WORKS[c.before, c.after] for c in found.changes}


def test_every_change_is_told_and_fits() -> None:
    round_, works = came()
    assert len(works) == len(WORKS)
    assert {round_.fit(number, round_.sent) for number in works} == {(Fit.APPLIES, "")}


@settings(max_examples=settings().max_examples // 12)
@given(st.lists(st.tuples(st.sampled_from(range(1, len(WORKS) + 1)), st.integers(1, 2)), unique_by=lambda x: x[0]))
def test_any_choice_gives_what_was_sent_with_these_changes_alone(chosen: list[tuple[int, int]]) -> None:
    round_, works = came()
    numbers = {number for number, _ in chosen}
    state, taken = round_.sent, set[int]()
    for round_number in (1, 2):
        step = {number for number, when in chosen if when == round_number}
        state = accepted(round_, step, state, taken)
        taken |= step
    assert texts(drafted(state)) == texts(done([works[n] for n in sorted(numbers, key=list(works).index)]))


@settings(max_examples=2)
@given(st.sets(st.sampled_from(range(1, len(WORKS) + 1)), min_size=1))
def test_the_redline_of_any_choice_is_proved(numbers: set[int]) -> None:
    round_, _ = came()
    made = redline(newest_draft()[0], drafted(accepted(round_, numbers, round_.sent, ())), author="Us", at=AT)
    assert made.proof.stories
    assert texts(resolved(made.docx, accept=False)) == texts(newest_draft()[0])


def accepted(round_: Round, numbers: Collection[int], state: AgreementState, taken: Collection[int]) -> AgreementState:
    """The clauses after some changes more were accepted."""
    step = round_.step(numbers, state, taken)
    assert (step.collisions, step.merged) == ([], set())
    if not step.edits:
        return state
    actor = Actor("City Attorney", PartyRole.CITY)
    proposal = rules.propose(
        proposal_id=f"prp-{len(taken)}",
        actor=actor,
        sponsors=[PartyRole.CITY],
        rationale="In the file that came back.",
        edits=step.edits,
        sides=SIDES,
    )
    submitted = rules.submit(proposal, actor, SIDES, AT)[0]
    return apply(submitted, state, accepted_by="Superintendent", at=AT).state


def drafted(state: AgreementState) -> bytes:
    """The draft of the clauses."""
    document = assemble("Title", [render(each) for each in state.current]).document
    return write(document, DraftIdentity(9, "Next", AT.date(), "0" * 64))


def done(works: Sequence[Work]) -> bytes:
    """What was sent with some things done to it, and all of it accepted."""
    desk = Desk(newest_draft()[0])
    for work in WORKS.values():
        if work in works:
            work(desk)
    return take_all(desk, accept=True).send()


def resolved(docx: bytes, *, accept: bool) -> bytes:
    return take_all(Desk(docx), accept=accept).send()


def texts(docx: bytes) -> list[str]:
    """The paragraphs of the body in order, without the title."""
    found = dropwhile(lambda p: not p.clause_id, paragraphs(read_union(docx).stories["body"]))
    return [" ".join(p.text.split()) for p in found if p.text.strip()]
