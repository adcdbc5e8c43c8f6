"""What a proposal would do to the clauses as they stand: in words, in findings, and as a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from api.auth.caller import Caller
from api.file_names import preview_file_name
from api.local_time import day_of
from api.services.agreements import get_agreement, today_in
from api.services.drafting import file_title
from api.services.negotiation import negotiated_state
from api.services.proposals import Found, find, step_time
from api.services.standing import ShownClause, assemble_revisions, show
from api.store.agreements import AgreementRecord
from api.store.unit import Unit
from clauses.checks import check
from clauses.checks.findings import Finding
from clauses.checks.state import agreement_state
from clauses.errors import Conflict
from clauses.record import ClauseRevision
from clauses.status import DraftStatus
from clauses.wording.filters import long_date
from drafts.assemble import Assembly, canonical_text
from drafts.clause_names import names_in
from drafts.model import DraftIdentity, Hints, Redline
from drafts.negotiation.acceptance import Applied, apply
from drafts.negotiation.edits import InsertClause, MoveClause
from drafts.negotiation.proposals import Proposal, ProposalState
from drafts.negotiation.state import AgreementState
from drafts.redline import redline
from drafts.word.writer import write

_NO_DRAFT = 0
"""The number that a preview bears in its properties: it is no draft, and is never taken for one."""


class Fate(StrEnum):
    """What becomes of a clause."""

    REVISED = "revised"
    INSERTED = "inserted"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PreviewedClause:
    """A clause that the proposal touches, as it stands and as it would stand."""

    fate: Fate
    before: ShownClause | None
    after: ShownClause | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting a proposal now would come to."""

    found: Found
    clauses: tuple[PreviewedClause, ...]
    raised: tuple[Finding, ...]
    settled: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PreviewRedline:
    """The clauses as they stand redlined to what they would be, under the proposal's author and time."""

    made: Redline
    title: str
    file_name: str


def preview(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> Preview:
    """What accepting the proposal now would come to, in words and findings. Nothing is stored.

    Raises :class:`NotFound`, :class:`Conflict` for a proposal that was accepted, and what
    :func:`drafts.negotiation.acceptance.apply` raises, :class:`MovedBase` among it.
    """
    agreement = get_agreement(unit, agreement_id)
    found, state, applied = _applied(unit, agreement_id, proposal_id, caller)
    before, after = (_by_id(show(agreement, each.current)) for each in (state, applied.state))
    raised, settled = _differing(
        *(_findings(each.current, today_in(unit, agreement)) for each in (state, applied.state))
    )
    return Preview(found, tuple(_touched(found.proposal, before, after)), raised, settled)


def preview_redline(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> PreviewRedline:
    """The Word file with tracked changes. Raises what :func:`preview` raises, and what the engine raises."""
    agreement = get_agreement(unit, agreement_id)
    found, state, applied = _applied(unit, agreement_id, proposal_id, caller)
    assemblies = [assemble_revisions(agreement.title, each.current, agreement.house) for each in (state, applied.state)]
    at = (found.proposal.submitted_at or found.record.at).replace(microsecond=0)
    day = day_of(at, agreement.time_zone)
    files = [_docx(each, found.proposal, day) for each in assemblies]
    labels: dict[str, str] = {}
    for each, assembly in zip((state, applied.state), assemblies, strict=True):
        labels.update(names_in(each.current, assembly))
    author = signed(found.proposal, agreement)
    hints = Hints(legend=_legend(found.proposal, day), clause_labels=labels)
    made = redline(files[0], files[1], author=author, at=at, hints=hints)
    name = preview_file_name(file_title(agreement), found.proposal.id)
    return PreviewRedline(made, f"{agreement.title}: proposal by {author}", name)


def signed(proposal: Proposal, agreement: AgreementRecord) -> str:
    """Under which name a proposal's changes stand: "Dana Reyes (District)"."""
    named = next((each.short_name for each in agreement.parties if each.role == proposal.party.value), "")
    return f"{proposal.author} ({named or proposal.party.label.removeprefix('the ')})"


def _applied(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> tuple[Found, AgreementState, Applied]:
    found = find(unit, agreement_id, proposal_id, caller)
    if found.proposal.state is ProposalState.ACCEPTED:
        raise Conflict("The proposal was accepted; the history of its clauses shows what it changed.")
    state = negotiated_state(unit, agreement_id)
    at = step_time(unit.at, found.proposal)
    return found, state, apply(found.proposal, state, accepted_by=None, at=at)


def _by_id(shown: Sequence[ShownClause]) -> dict[str, ShownClause]:
    return {each.revision.clause_id: each for each in shown}


def _touched(
    proposal: Proposal, before: dict[str, ShownClause], after: dict[str, ShownClause]
) -> Iterator[PreviewedClause]:
    """The clauses in their order after the proposal; then those that it takes out."""
    placed = {edit.clause_id for edit in proposal.edits if isinstance(edit, MoveClause | InsertClause)}
    for clause_id, now in after.items():
        was = before.get(clause_id)
        if was is None:
            yield PreviewedClause(Fate.INSERTED, None, now)
        elif was.revision.content_hash != now.revision.content_hash:
            yield PreviewedClause(Fate.REVISED, was, now)
        elif clause_id in placed:
            yield PreviewedClause(Fate.MOVED, was, now)
    for clause_id, was in before.items():
        if clause_id not in after:
            yield PreviewedClause(Fate.REMOVED, was, None)


def _findings(revisions: Sequence[ClauseRevision], today: date) -> tuple[Finding, ...]:
    return check(agreement_state(tuple(revisions), status=DraftStatus.WORKING, dated=today))


def _differing(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(raised, settled). A finding is the same one while its rule and the places that it relates are, whatever their
    values."""
    seen, now = ({_identity(each) for each in findings} for findings in (before, after))
    raised = tuple(each for each in after if _identity(each) not in seen)
    return raised, tuple(each for each in before if _identity(each) not in now)


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.level, frozenset((each.clause_id, each.field, each.title) for each in finding.places)


def _docx(assembly: Assembly, proposal: Proposal, day: date) -> bytes:
    text_hash = sha256(canonical_text(assembly.document).encode()).hexdigest()
    identity = DraftIdentity(_NO_DRAFT, "Proposal", day, text_hash)
    return write(assembly.document, identity, author=proposal.author)


def _legend(proposal: Proposal, day: date) -> str:
    what = "PROPOSAL" if proposal.submitted_at is not None else "DRAFT PROPOSAL"
    return f"{what} — {long_date(day)} — for discussion only"
