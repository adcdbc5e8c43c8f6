"""The clauses of an agreement as they stand: their revisions, their rows, and their words in the whole agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.store import clauses as store
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.overlays import find_overlay
from api.store.revisions import RevisionRecord
from api.store.unit import Unit
from clauses.bespoke import BespokeWording
from clauses.kinds.values import Fields, PartyName
from clauses.record import AS_IT_WAS, ClauseRevision, Keep, Origin, create, revise
from clauses.wording import render, suggested_heading
from drafts.assemble import Assembly, assemble
from drafts.house_style import HouseStyle
from drafts.model import DocumentBlock, Paragraph, SignatureTable, Table
from drafts.negotiation.status import ClauseStatus


@dataclass(frozen=True, slots=True)
class Authored:
    """Who makes a change, for which party if any, and why."""

    author: str
    party: PartyName | None = None
    rationale: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The current revisions of an agreement's clauses, in order, at one moment."""

    revisions: tuple[ClauseRevision, ...]

    @property
    def versions(self) -> tuple[tuple[str, int], ...]:
        """(clause id, revision number) in order: equal when nothing changed."""
        return tuple((each.clause_id, each.number) for each in self.revisions)


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph or a table row as a reader sees it."""

    label: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause with its place (from 1) and its words, numbered as in the whole agreement."""

    agreement_id: str
    place: int
    revision: ClauseRevision
    paragraphs: tuple[ShownParagraph, ...]
    status: ClauseStatus | None = None
    """How far the sides are about it; None where there are not two, or nobody asked."""


def standing_clauses(unit: Unit, agreement_id: str) -> Standing:
    """The current revisions of the agreement's clauses, in order."""
    return Standing(tuple(map(revision_of, store.current_revisions(unit.read, agreement_id))))


def revisions_of(unit: Unit, draft: DraftRecord) -> tuple[ClauseRevision, ...]:
    """The revisions that ``draft`` was made of, in order, those among them that it alone has."""
    return revisions_of_drafts(unit, draft)[0]


def revisions_of_drafts(unit: Unit, *drafts: DraftRecord) -> tuple[tuple[ClauseRevision, ...], ...]:
    """The same of several drafts of one agreement; a revision that more than one has is read once."""
    standing = store.draft_revisions(unit.read, drafts[0].agreement_id, {each.number for each in drafts})
    read = {which: revision_of(each) for which, each in standing.items()}
    found = ((draft, read | _carried(unit, draft)) for draft in drafts)
    return tuple(tuple(known[which] for which in draft.clauses) for draft, known in found)


def _carried(unit: Unit, draft: DraftRecord) -> dict[tuple[str, int], ClauseRevision]:
    """The revisions that ``draft`` alone has, by clause and number: one that stood later may have the same."""
    if not draft.brought:
        return {}
    carried = find_overlay(unit.read, draft.agreement_id, draft.number).revisions
    wanted = set(draft.clauses)
    found = (((each.clause_id, each.number), each) for each in carried)
    return {which: revision_of(each) for which, each in found if which in wanted}


def chains_of(unit: Unit, *drafts: DraftRecord) -> Callable[[str], tuple[ClauseRevision, ...]]:
    """What gives by clause every revision that is on the way to one of ``drafts``, of one agreement: those of the
    clause's chain, and those that a draft carries. They find each other by their hashes."""
    carried: defaultdict[str, list[RevisionRecord]] = defaultdict(list)
    for draft in drafts:
        if draft.proposals:
            for each in find_overlay(unit.read, draft.agreement_id, draft.number).revisions:
                carried[each.clause_id].append(each)
    agreement_id = drafts[0].agreement_id

    def chain(clause_id: str) -> tuple[ClauseRevision, ...]:
        shared = store.revisions(unit.read, agreement_id, clause_id)
        return tuple(map(revision_of, (*shared, *carried.get(clause_id, ()))))

    return chain


def assemble_revisions(title: str, revisions: Sequence[ClauseRevision], house: HouseStyle) -> Assembly:
    """The clauses in words, numbered and resolved under ``title`` in the style ``house``."""
    return assemble(title, [render(each, house.form) for each in revisions], house)


def show(agreement: AgreementRecord, revisions: Sequence[ClauseRevision]) -> tuple[ShownClause, ...]:
    """Each of ``revisions``, in order, with its words."""
    return show_assembled(agreement, revisions, assemble_revisions(agreement.title, revisions, agreement.house))


def show_assembled(
    agreement: AgreementRecord, revisions: Sequence[ClauseRevision], assembly: Assembly
) -> tuple[ShownClause, ...]:
    """The same where they are assembled already."""
    words: dict[str, list[ShownParagraph]] = {}
    for block in assembly.document.blocks:
        words.setdefault(block.clause_id, []).extend(_lines(block))
    return tuple(
        ShownClause(agreement.id, place, each, tuple(words.get(each.clause_id, ())))
        for place, each in enumerate(revisions, start=1)
    )


def first_revision(
    clause_id: str, kind: str, heading: str | None, fields: dict[str, Any], authored: Authored, at: datetime
) -> ClauseRevision:
    """The first revision of a clause. Raises :class:`UnknownKind` and :class:`InvalidClause`."""
    return create(
        clause_id=clause_id,
        kind=kind,
        heading=suggested_heading(kind) if heading is None else heading,
        fields=fields,
        author=authored.author,
        party=authored.party,
        at=at,
        rationale=authored.rationale or None,
    )


def next_revision(
    before: ClauseRevision,
    heading: str | None,
    fields: Fields | dict[str, Any] | None,
    authored: Authored,
    at: datetime,
    wording: BespokeWording | Keep | None = AS_IT_WAS,
) -> ClauseRevision:
    """The revision after ``before``, never dated earlier even if the clock was set back.

    Raises :class:`InvalidClause`.
    """
    return revise(
        before,
        heading=heading,
        fields=fields,
        wording=wording,
        author=authored.author,
        party=authored.party,
        at=max(at, before.at),
        rationale=authored.rationale or None,
    )


def record_of(revision: ClauseRevision) -> RevisionRecord:
    """``revision`` as a row."""
    stored = revision.model_dump(mode="json", include={"fields", "wording", "origin"}, exclude_none=True, by_alias=True)
    return RevisionRecord(
        clause_id=revision.clause_id,
        number=revision.number,
        kind=revision.kind,
        heading=revision.heading,
        fields=stored["fields"],
        wording=stored.get("wording"),
        author=revision.author,
        party=None if revision.party is None else revision.party.value,
        at=revision.at,
        origin=stored["origin"],
        rationale=revision.rationale,
        content_hash=revision.content_hash,
        previous_hash=revision.previous_hash,
    )


def revision_of(record: RevisionRecord) -> ClauseRevision:
    """The revision of a row."""
    values = {
        name: getattr(record, name) for name in RevisionRecord.__slots__ if name != "content_hash"
    }  # which follows
    values["origin"] = Origin.model_validate(record.origin, strict=False)
    values["wording"] = None if record.wording is None else BespokeWording.model_validate(record.wording, strict=False)
    return ClauseRevision.model_validate(values)


def _lines(block: DocumentBlock) -> list[ShownParagraph]:
    if isinstance(block, Paragraph):
        return [ShownParagraph(block.label, block.level, block.text)]
    if isinstance(block, Table):
        return [ShownParagraph("", 0, " | ".join(row)) for row in (block.columns, *block.rows)]
    assert isinstance(block, SignatureTable)
    return [
        ShownParagraph("", 0, f"{column.party}: {signature.title}")
        for column in block.columns
        for signature in column.signatures
    ]
