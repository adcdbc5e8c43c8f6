"""Rules about values that two clauses state, and about deadlines that serve an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from clauses.checks.findings import Hit, Level, Place, Rule, Theme
from clauses.checks.periods import longest, most_days, shortest
from clauses.checks.places import clause, field, in_words
from clauses.checks.prose import ClauseState
from clauses.checks.state import AgreementState
from clauses.kinds.access_disclosure import AccessDisclosure, RandomReview
from clauses.kinds.audits_reporting import AuditsReporting
from clauses.kinds.complaints import Complaints
from clauses.kinds.costs_payment import CostsPayment
from clauses.kinds.data_security import DataSecurity
from clauses.kinds.evidence_holds import EvidenceHolds
from clauses.kinds.execution import Execution
from clauses.kinds.parties import Parties
from clauses.kinds.pilot import Pilot
from clauses.kinds.retention import Retention
from clauses.kinds.sro_duties import SroDuties
from clauses.kinds.term_renewal import TermRenewal

_INDIVIDUAL_NOTICE_DAYS = 30


def _officers(state: AgreementState) -> Iterator[Hit]:
    duties, costs = state.find(SroDuties), state.find(CostsPayment)
    if duties is None:
        return
    count = duties.fields.officer_count
    assigned = sum(assignment.officers for assignment in duties.fields.assignments)
    paid = costs.fields.officer_count if costs else count
    if count == assigned == paid:
        return
    places = [field(duties, "officer_count")]
    said = [f"{count} officers serve"]
    if assigned != count:
        places.append(field(duties, "assignments"))
        said.append(f"{assigned} are assigned to schools")
    if costs is not None and paid != count:
        places.append(field(costs, "officer_count"))
        said.append(f"{paid} are paid for")
    yield Hit(Level.ERROR, f"{' and '.join(said)}.", "State one number of officers throughout.", tuple(places))


# ------------------------------------------------------------------------------------------------------- deadlines


def _deadlines(state: AgreementState) -> Iterator[Hit]:
    yield from _evaluation(state)
    yield from _confirmation(state)
    yield from _effective(state)
    yield from _breach(state)
    yield from _acknowledgment(state)


def _evaluation(state: AgreementState) -> Iterator[Hit]:
    pilot = state.find(Pilot)
    if pilot is not None and pilot.fields.evaluation_due > pilot.fields.end:
        yield Hit(
            Level.WARNING,
            f"The report on the trial is due on {in_words(pilot.fields.evaluation_due)}, after the trial ends on "
            f"{in_words(pilot.fields.end)}, so that the Board decides without it.",
            "Let the report come before the trial ends.",
            (field(pilot, "evaluation_due"), field(pilot, "end")),
        )


def _confirmation(state: AgreementState) -> Iterator[Hit]:
    holds, retention = state.find(EvidenceHolds), state.find(Retention)
    rules = retention.fields.rules if retention else None
    if holds is None or retention is None or rules is None or holds.fields.suspends_deletion:
        return
    name, period = min(
        ((name, rule.min) for name in type(rules).model_fields if (rule := getattr(rules, name))),
        key=lambda each: shortest(each[1]),
    )
    if most_days(holds.fields.confirm_within) > shortest(period):
        yield Hit(
            Level.ERROR,
            f"A hold may be confirmed up to {most_days(holds.fields.confirm_within)} days later, and a Recording may "
            f"be deleted after {shortest(period)} days.",
            "Let a hold suspend deletion at once, or confirm it sooner.",
            (field(holds, "confirm_within"), field(retention, f"rules.{name}.min")),
        )


def _effective(state: AgreementState) -> Iterator[Hit]:
    parties, term = state.find(Parties), state.find(TermRenewal)
    effective = parties.fields.effective_date if parties else None
    if parties is None or term is None or effective is None or effective <= term.fields.initial_end:
        return
    yield Hit(
        Level.ERROR,
        f"The agreement takes effect on {in_words(effective)}, after its first term is over.",
        "Correct the effective date or the term.",
        (field(parties, "effective_date"), field(term, "initial_end")),
    )


def _breach(state: AgreementState) -> Iterator[Hit]:
    security = state.find(DataSecurity)
    if security is not None and most_days(security.fields.breach_notice_party) >= _INDIVIDUAL_NOTICE_DAYS:
        yield Hit(
            Level.ERROR,
            "A Party may learn of a breach when the thirty (30) days in which individuals must be told are over.",
            "Shorten the notice between the Parties.",
            (field(security, "breach_notice_party"), field(security, "individual_notice_by")),
        )


def _acknowledgment(state: AgreementState) -> Iterator[Hit]:
    complaints, retention = state.find(Complaints), state.find(Retention)
    rules = retention.fields.rules if retention else None
    if complaints is None or retention is None or rules is None or rules.general is None:
        return
    if complaints.fields.preserve_recording:
        return
    needed = longest(complaints.fields.filing_window) + most_days(complaints.fields.acknowledge_within)
    kept = shortest(rules.general.min)
    if longest(complaints.fields.filing_window) <= kept < needed:
        yield Hit(
            Level.WARNING,
            "A complaint made in time may be read only after the Recording is deleted, since a complaint does not "
            "preserve it.",
            "Let a complaint preserve the Recordings of the event.",
            (field(complaints, "preserve_recording"), field(retention, "rules.general.min")),
        )


# -------------------------------------------------------------------------------------------- one fact, two values


def _facts(state: AgreementState) -> Iterator[Hit]:
    yield from _names(state)
    yield from _random_review(state)
    yield from _start(state)
    yield from _subjects(state)
    yield from _exhibit_labels(state)


def _names(state: AgreementState) -> Iterator[Hit]:
    parties, execution = state.find(Parties), state.find(Execution)
    if parties is None or execution is None:
        return
    named = {party.role: (n, party.legal_name) for n, party in enumerate(parties.fields.parties)}
    for n, signatory in enumerate(execution.fields.signatories):
        there = named.get(signatory.party)
        if there is not None and _bare(there[1]) != _bare(signatory.legal_name):
            yield Hit(
                Level.ERROR,
                f"The preamble names a party “{there[1]}” and the signature block “{signatory.legal_name}”.",
                "Write one legal name in both places.",
                (field(parties, f"parties.{there[0]}.legal_name"), field(execution, f"signatories.{n}.legal_name")),
            )


def _bare(name: str) -> str:
    """A legal name without its article, for comparison."""
    return name.casefold().removeprefix("the ")


def _random_review(state: AgreementState) -> Iterator[Hit]:
    access, audits = state.find(AccessDisclosure), state.find(AuditsReporting)
    if access is None or audits is None or audits.fields.audit_sample_pct is None:
        return
    if access.fields.random_review is RandomReview.NONE:
        yield Hit(
            Level.ERROR,
            "One clause has a random sample of activations reviewed, and another says that no one reviews Recordings "
            "at random.",
            "Allow the review that the audit needs, or drop the sample.",
            (field(audits, "audit_sample_pct"), field(access, "random_review")),
        )


def _start(state: AgreementState) -> Iterator[Hit]:
    parties, term = state.find(Parties), state.find(TermRenewal)
    effective: date | None = parties.fields.effective_date if parties else None
    if parties is not None and term is not None and effective is not None and term.fields.start < effective:
        yield Hit(
            Level.WARNING,
            f"The term begins on {in_words(term.fields.start)}, before the agreement takes effect on "
            f"{in_words(effective)}.",
            "Begin the term on the effective date, or say that the agreement reaches back.",
            (field(parties, "effective_date"), field(term, "start")),
        )


def _subjects(state: AgreementState) -> Iterator[Hit]:
    by_subject: dict[str, list[ClauseState]] = {}
    for each in state.clauses:
        if each.subject != "custom":
            by_subject.setdefault(each.subject, []).append(each)
    for found in by_subject.values():
        if len(found) > 1:
            yield Hit(
                Level.WARNING,
                "Two clauses settle one subject, and a reference to it finds the first only.",
                "Merge the clauses, or let one of them settle a subject of its own.",
                tuple(map(clause, found)),
            )


def _exhibit_labels(state: AgreementState) -> Iterator[Hit]:
    labels = Counter(label for _, label in state.exhibits)
    for label, times in sorted(labels.items()):
        if times > 1:
            places: tuple[Place, ...] = tuple(clause(bringer) for bringer, its in state.exhibits if its == label)
            yield Hit(Level.ERROR, f"There are {times} exhibits {label}.", "Give each exhibit its own label.", places)


RULES = (
    Rule(
        "L16",
        "One number of officers",
        "The officers who serve, those assigned to schools and those paid for are as many.",
        Theme.CONSISTENCY,
        (Level.ERROR,),
        _officers,
    ),
    Rule(
        "D10",
        "A deadline comes before what it serves",
        "What must be done in time for an event is due before it: the report on a trial, the confirmation of a hold, "
        "the notice of a breach, the start of the agreement.",
        Theme.CONSISTENCY,
        (Level.ERROR, Level.WARNING),
        _deadlines,
        "10 M.R.S. § 1348 (thirty days to tell individuals of a breach)",
    ),
    Rule(
        "D11",
        "One fact has one value",
        "No two clauses state different values for one fact: a party's name, the first day, who reviews recordings, an "
        "exhibit's label, a subject that two clauses settle.",
        Theme.CONSISTENCY,
        (Level.ERROR, Level.WARNING),
        _facts,
    ),
)
