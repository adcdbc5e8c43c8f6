"""What a proposal would do to the clauses as they stand: in words, in findings, and as a redline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Final

from api.auth.caller import Caller
from api.file_names import preview_file_name
from api.local_time import day_of
from api.services.agreements import get_agreement, today_in
from api.services.drafting import file_title
from api.services.kept import Kept
from api.services.negotiation import negotiated_state
from api.services.proposals import Found, find, step_time
from api.services.standing import ShownClause, assemble_revisions, show_assembled
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
from drafts.negotiation.acceptance import apply
from drafts.negotiation.edits import InsertClause, MoveClause
from drafts.negotiation.proposals import Proposal, ProposalState
from drafts.negotiation.state import AgreementState
from drafts.redline import redline
from drafts.word.writer import write

_NO_DRAFT = 0
"""The number that a preview bears in its properties: it is no draft, and is never taken for one."""

_REDLINES: Final = Kept[Redline](16)


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


@dataclass(eq=False)
class Tried:
    """A proposal as the reader sees it, applied to the clauses as they stand."""

    unit: Unit
    agreement: AgreementRecord
    found: Found
    before: AgreementState
    after: AgreementState

    @cached_property
    def assemblies(self) -> tuple[Assembly, ...]:
        """The clauses as they stand in words, and as they would."""
        title, house = self.agreement.title, self.agreement.house
        return tuple(assemble_revisions(title, each.current, house) for each in (self.before, self.after))


def try_proposal(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> Tried:
    """What accepting the proposal now would come to, to be told by :func:`told` and :func:`redlined`.

    Raises :class:`NotFound`, :class:`Conflict` for a proposal that was accepted, and what
    :func:`drafts.negotiation.acceptance.apply` raises, :class:`MovedBase` among it.
    """
    agreement = get_agreement(unit, agreement_id)
    found = find(unit, agreement_id, proposal_id, caller)
    if found.proposal.state is ProposalState.ACCEPTED:
        raise Conflict("The proposal was accepted; the history of its clauses shows what it changed.")
    state = negotiated_state(unit, agreement_id)
    applied = apply(found.proposal, state, accepted_by=None, at=step_time(unit.at, found.proposal))
    return Tried(unit, agreement, found, state, applied.state)


def preview(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> Preview:
    """What accepting the proposal now would come to, in words and findings. Nothing is stored. Raises what
    :func:`try_proposal` raises."""
    return told(try_proposal(unit, agreement_id, proposal_id, caller))


def told(tried: Tried) -> Preview:
    """A proposal that was tried, in words and findings."""
    states = (tried.before, tried.after)
    before, after = (
        {shown.revision.clause_id: shown for shown in show_assembled(tried.agreement, each.current, assembly)}
        for each, assembly in zip(states, tried.assemblies, strict=True)
    )
    today = today_in(tried.unit, tried.agreement)
    raised, settled = _differing(*(_findings(each.current, today) for each in states))
    return Preview(tried.found, tuple(_touched(tried.found.proposal, before, after)), raised, settled)


def preview_redline(unit: Unit, agreement_id: str, proposal_id: str, caller: Caller) -> PreviewRedline:
    """The Word file with tracked changes. Raises what :func:`preview` raises, and what the engine raises."""
    return redlined(try_proposal(unit, agreement_id, proposal_id, caller))


def redlined(tried: Tried) -> PreviewRedline:
    """A proposal that was tried, as a Word file. It is made once for the same words, and looked at many times. Raises
    what the engine raises."""
    found, agreement = tried.found, tried.agreement
    at = (found.proposal.submitted_at or found.record.at).replace(microsecond=0)
    day = day_of(at, agreement.time_zone)
    labels: dict[str, str] = {}
    for each, assembly in zip((tried.before, tried.after), tried.assemblies, strict=True):
        labels.update(names_in(each.current, assembly))
    author = signed(found.proposal, agreement)
    hints = Hints(legend=_legend(found.proposal, day), clause_labels=labels)
    writer = found.proposal.author

    def made() -> Redline:
        files = [_docx(each, writer, day) for each in tried.assemblies]
        return redline(files[0], files[1], author=author, at=at, hints=hints)

    documents = tuple(each.document for each in tried.assemblies)
    result = _REDLINES.of((documents, writer, day, author, at, hints), made)
    name = preview_file_name(file_title(agreement), found.proposal.id)
    return PreviewRedline(result, f"{agreement.title}: proposal by {author}", name)


def signed(proposal: Proposal, agreement: AgreementRecord) -> str:
    """Under which name a proposal's changes stand: "Dana Reyes (District)"."""
    named = next((each.short_name for each in agreement.parties if each.role == proposal.party.value), "")
    return f"{proposal.author} ({named or proposal.party.label.removeprefix('the ')})"


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


def _docx(assembly: Assembly, author: str, day: date) -> bytes:
    text_hash = sha256(canonical_text(assembly.document).encode()).hexdigest()
    identity = DraftIdentity(_NO_DRAFT, "Proposal", day, text_hash)
    return write(assembly.document, identity, author=author)


def _legend(proposal: Proposal, day: date) -> str:
    what = "PROPOSAL" if proposal.submitted_at is not None else "DRAFT PROPOSAL"
    return f"{what} — {long_date(day)} — for discussion only"
