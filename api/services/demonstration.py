"""The demonstration agreement: the story in ``api/demo/story.json`` as an agreement with its history and its drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.auth.sight import SHARED
from api.services.adopting import record_vote
from api.services.drafting import NewDraft, Step, save_draft
from api.services.standing import record_of, standing_clauses
from api.services.story import Story, expanded
from api.store import agreements as agreement_store
from api.store import clauses as store
from api.store.agreements import AgreementRecord, Party
from api.store.unit import Unit
from clauses.errors import Conflict
from clauses.ids import clause_id_from
from clauses.record import ClauseRevision, create, revise
from clauses.status import DraftStatus
from clauses.wording.match import match, prose
from drafts.house_style import DEFAULT, HouseStyle
from drafts.negotiation.votes import Vote

AGREEMENT_ID = "agr-demonstration"


def load(unit: Unit, story: Story, house: HouseStyle = DEFAULT) -> str:
    """Make the agreement of ``story`` in the style ``house`` and return its id; a second load finds it and changes
    nothing. Raises :class:`Conflict` where it was made in another style.

    Each version after the first is made from the one before: clauses are revised, inserted, moved and removed, so that
    their identities persist. Each is saved as a draft under the number that the story gives it ("V5" is draft 5; a
    branch stands right after the version that it left and is numbered after the others) and dated as the story tells,
    so that the same story gives the same bytes.
    """
    there = agreement_store.find_agreement(unit.read, AGREEMENT_ID)
    if there is not None:
        if there.house != house:
            raise Conflict("The demonstration is there in another house style; name another folder for this one.")
        return AGREEMENT_ID
    versions = expanded(story)["versions"]
    numbers = {version["id"]: version["number"] for version in versions}
    about = story["agreement"]
    parties = tuple(Party(**party) for party in about["parties"])
    begun = _moment(versions[0])
    record = AgreementRecord(
        AGREEMENT_ID, about["title"], about["short_title"], about["doc_type"], 1, begun, parties, house
    )
    agreement_store.insert_agreement(unit.write, record)
    for version in versions:
        _revise_to(unit, version)
        _save(unit, version, numbers.get(version.get("base")))
    return AGREEMENT_ID


def _revise_to(unit: Unit, version: Story) -> None:
    """Change the clauses that stand into those of ``version``."""
    standing = {each.clause_id: each for each in standing_clauses(unit, AGREEMENT_ID).revisions}
    order: list[str] = []
    for clause in version["clauses"]:
        clause_id = clause_id_from(f"{AGREEMENT_ID}/{clause['key']}".encode())
        order.append(clause_id)
        _put(unit, clause_id, standing.get(clause_id), clause, _moment(version))
    for clause_id, revision in standing.items():
        if clause_id not in order:
            at = max(_moment(version), revision.at)
            store.remove_clause(unit.write, AGREEMENT_ID, clause_id, revision.number, at)
    store.set_order(unit.write, AGREEMENT_ID, order)


def _put(unit: Unit, clause_id: str, before: ClauseRevision | None, clause: Story, at: datetime) -> None:
    """Store ``clause`` as a first revision, as the next one, or not at all when nothing changed."""
    said: dict[str, Any] = {
        "heading": clause["heading"],
        "fields": clause["fields"],
        "author": clause["author"],
        "party": clause["party"],
        "at": at,
        "rationale": clause.get("rationale"),
    }
    if before is None:
        first = create(clause_id=clause_id, kind=clause["kind"], **said)
        store.insert_clause(unit.write, AGREEMENT_ID, record_of(first))
        return
    following = _in_words(before, revise(before, **said), clause.get("edits", ()), said)
    if following.content_hash != before.content_hash:
        store.insert_next(unit.write, AGREEMENT_ID, record_of(following))


def _in_words(
    before: ClauseRevision, following: ClauseRevision, edits: Sequence[Story], said: dict[str, Any]
) -> ClauseRevision:
    """``following`` with its words edited, as a person would who then confirms what the sentence rests on."""
    for edit in edits:
        matched = match(prose(following).replace(edit["before"], edit["after"], 1), following)
        edited: dict[str, Any] = {**said, "fields": matched.fields, "wording": None}
        if matched.wording is not None:
            edited["wording"] = matched.wording.confirmed()
        following = revise(before, **edited)
    return following


def _save(unit: Unit, version: Story, came_from: int | None) -> None:
    status = DraftStatus(version["draft_status"])
    new = NewDraft(
        label=version["label"],
        dated=date.fromisoformat(version["date"]),
        author=version["author"],
        number=version["number"],
        came_from=came_from,
        at=_moment(version),
        status=status,
        note=version.get("note", ""),
    )
    record = save_draft(unit, AGREEMENT_ID, new)
    for told in version.get("votes", ()):
        vote = Vote.model_validate({**told, "text_hash": record.adopted_text_hash})
        record_vote(unit, AGREEMENT_ID, str(record.number), vote, Step(version["author"]), SHARED, None)


def _moment(version: Story) -> datetime:
    return datetime.fromisoformat(version["at"])
