"""Rules about dates and signatures."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.findings import Hit, Level, Rule, Theme
from clauses.checks.places import field, in_words
from clauses.checks.state import AgreementState
from clauses.kinds.execution import Execution
from clauses.kinds.parties import Parties
from clauses.wording.filters import series


def _dates(state: AgreementState) -> Iterator[Hit]:
    level = Level.ERROR if state.status.final else Level.NOTICE
    parties, execution = state.find(Parties), state.find(Execution)
    if parties is not None and parties.fields.effective_date is None:
        yield Hit(
            level,
            "The effective date is blank.",
            "Give the date before the agreement is signed.",
            (field(parties, "effective_date"),),
        )
    blank = [n for n, each in enumerate(execution.fields.approvals) if each.date is None] if execution else []
    if execution is not None and blank:
        bodies = [in_words(execution.fields.approvals[n].body) for n in blank]
        yield Hit(
            level,
            f"The date of the approval by {series(bodies, 'and')} is blank.",
            "Give the date of each approval before the agreement is signed.",
            tuple(field(execution, f"approvals.{n}.date") for n in blank),
        )


def _signatures(state: AgreementState) -> Iterator[Hit]:
    parties, execution = state.find(Parties), state.find(Execution)
    if parties is None or execution is None:
        return
    effective = parties.fields.effective_date
    for n, approval in enumerate(execution.fields.approvals):
        if effective is not None and approval.date is not None and approval.date > effective:
            yield Hit(
                Level.ERROR,
                f"The agreement takes effect on {in_words(effective)}, before the approval by "
                f"{in_words(approval.body)} on {in_words(approval.date)}.",
                "Let the agreement take effect on or after the last approval.",
                (field(parties, "effective_date"), field(execution, f"approvals.{n}.date")),
            )
    signing = {signatory.party for signatory in execution.fields.signatories}
    for n, party in enumerate(parties.fields.parties):
        if party.role not in signing:
            yield Hit(
                Level.ERROR,
                f"T{in_words(party.role)[1:]} is a party, and nobody signs for it.",
                "Add a signatory for the party.",
                (field(parties, f"parties.{n}.role"), field(execution, "signatories")),
            )


RULES = (
    Rule(
        "L23",
        "Dates are filled in",
        "The effective date and the dates of approval are known; in an execution version a blank one is an error.",
        Theme.SIGNING,
        (Level.ERROR, Level.NOTICE),
        _dates,
    ),
    Rule(
        "L24",
        "Approved before it takes effect, and signed by every party",
        "The agreement takes effect on or after each approval, and each party has a signatory.",
        Theme.SIGNING,
        (Level.ERROR,),
        _signatures,
        "30-A M.R.S. § 2203(1) (governing bodies act before an interlocal agreement takes effect)",
    ),
)
