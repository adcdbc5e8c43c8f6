"""What a transaction changed, as events that webhooks tell of: from the same rows as the audit, and with its answer to
whose each row is.

An event holds ids, kinds, numbers, states and times, and where to read the rest. No words are in it, shared or private.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from api.store.audited import AUDITED
from api.store.clauses import clauses
from api.store.comments import threads
from api.store.drafts import draft_steps, drafts
from api.store.watch import RowChange, Values
from clauses.kinds.values import Labelled
from clauses.status import DraftStatus
from drafts.negotiation.proposals import Act

Data = dict[str, Any]


class EventName(Labelled):
    """What a webhook can tell of."""

    PROPOSAL_SUBMITTED = "proposal.submitted", "a proposal is before the other side"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn", "a submitted proposal was withdrawn"
    PROPOSAL_ACCEPTED = "proposal.accepted", "a proposal was accepted"
    PROPOSAL_REJECTED = "proposal.rejected", "a proposal was rejected"
    PROPOSAL_COUNTERED = "proposal.countered", "the other side answered a proposal with one of its own"
    PROPOSAL_SUPERSEDED = "proposal.superseded", "a side put another proposal in the place of its own"
    CLAUSE_ADDED = "clause.added", "a clause has come into the agreement"
    CLAUSE_CHANGED = "clause.changed", "a clause has a new revision"
    CLAUSE_REMOVED = "clause.removed", "a clause was taken out"
    CLAUSE_AGREED = "clause.agreed", "a party has agreed with a revision of a clause"
    CLAUSE_REOPENED = "clause.reopened", "a party no longer agrees with a revision of a clause"
    COMMENT_BEGUN = "comment.begun", "a thread of comments has begun that both sides read"
    COMMENT_ADDED = "comment.added", "somebody has replied in such a thread"
    COMMENT_RESOLVED = "comment.resolved", "such a thread is settled"
    COMMENT_REOPENED = "comment.reopened", "such a thread is open again"
    DRAFT_SAVED = "draft.saved", "your side has saved a working draft; nobody else is told"
    DRAFT_TABLED = "draft.tabled", "a draft is before both sides"
    DRAFT_PACKET = "draft.in-packet", "a draft is on the agenda of a public meeting"
    DRAFT_RETURNED = "draft.returned", "a draft came back from the packet"
    DRAFT_ADOPTED = "draft.adopted", "every body has approved a draft"
    DRAFT_EXECUTED = "draft.executed", "a draft is signed"
    VOTE_RECORDED = "vote.recorded", "a vote on a draft is on record"
    RETURN_TAKEN_IN = "return.taken-in", "your side has taken a file back; nobody else is told"
    NOTICE_GIVEN = "notice.given", "a party has given notice to end the agreement"
    TEST = "test.sent", "somebody pressed the test button"


SUBSCRIBABLE: Final = tuple(each for each in EventName if each is not EventName.TEST)
"""What a webhook subscribes to. A test goes to the webhook that is tested, whatever it subscribes to."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an agreement, and the side that it is private to (None: both sides may know)."""

    name: EventName
    agreement_id: str
    side: str | None
    data: Data


def events_of(connection: Connection, changes: Iterable[RowChange]) -> Iterator[Event]:
    """The events of a transaction, in the order in which it made its changes. A row that is not there any more, and a
    table that tells of nothing, give none."""
    for change in changes:
        tell = _TOLD.get(change.table)
        if tell is not None and change.after is not None:
            yield from tell(connection, change.before, change.after)


def data_of(agreement_id: str, address: str, **told: Any) -> Data:
    """What an event holds: ``told``, and where to read more."""
    base = f"/agreements/{agreement_id}"
    return {"agreement_id": agreement_id, **told, "link": f"{base}/{address}" if address else base}


# ------------------------------------------------------------------------------------------------- table by table

_OF_ACT: Final[Mapping[str, EventName]] = {
    Act.SUBMIT: EventName.PROPOSAL_SUBMITTED,
    Act.WITHDRAW: EventName.PROPOSAL_WITHDRAWN,
    Act.ACCEPT: EventName.PROPOSAL_ACCEPTED,
    Act.REJECT: EventName.PROPOSAL_REJECTED,
    Act.COUNTER: EventName.PROPOSAL_COUNTERED,
    Act.SUPERSEDE: EventName.PROPOSAL_SUPERSEDED,
}
_OF_STATUS: Final[Mapping[DraftStatus, EventName]] = {
    DraftStatus.WORKING: EventName.DRAFT_SAVED,
    DraftStatus.TABLED: EventName.DRAFT_TABLED,
    DraftStatus.PACKET: EventName.DRAFT_PACKET,
    DraftStatus.ADOPTED: EventName.DRAFT_ADOPTED,
    DraftStatus.EXECUTED: EventName.DRAFT_EXECUTED,
}


def _proposal(connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    """The steps that were taken. What was never submitted tells nobody anything, its own side neither."""
    place = AUDITED["proposals"].place(connection, after)
    if place is None or place[1] is not None:
        return
    agreement_id, known = after["agreement_id"], len(before["steps"]) if before else 0
    for step in after["steps"][known:]:
        told = {"proposal_id": after["id"], "state": after["state"], "party": after["party"], "by_party": step["party"]}
        if step.get("answer"):
            told["answer"] = step["answer"]
        yield Event(_OF_ACT[step["act"]], agreement_id, None, data_of(agreement_id, f"proposals/{after['id']}", **told))


def _revision(connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is not None:
        return
    query = select(clauses.c.agreement_id).where(clauses.c.id == after["clause_id"])
    agreement_id = connection.execute(query).scalar_one()
    name = EventName.CLAUSE_ADDED if after["number"] == 1 else EventName.CLAUSE_CHANGED
    told = {"clause_id": after["clause_id"], "kind": after["kind"], "revision": after["number"]}
    yield Event(name, agreement_id, None, data_of(agreement_id, f"clauses/{after['clause_id']}", **told))


def _clause(_connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is not None and before["removed_at"] is None and after["removed_at"] is not None:
        agreement_id, told = after["agreement_id"], {"clause_id": after["id"]}
        address = f"clauses/{after['id']}/revisions"
        yield Event(EventName.CLAUSE_REMOVED, agreement_id, None, data_of(agreement_id, address, **told))


def _stance(_connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None:
        name = EventName.CLAUSE_AGREED if after["agrees"] else EventName.CLAUSE_REOPENED
        told = {column: after[column] for column in ("clause_id", "revision", "party")}
        address = f"clauses/{after['clause_id']}/status"
        yield Event(name, after["agreement_id"], None, data_of(after["agreement_id"], address, **told))


def _thread(connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None or (before["resolved_at"] is None) == (after["resolved_at"] is None):
        return  # a thread begins with its first comment
    name = EventName.COMMENT_REOPENED if after["resolved_at"] is None else EventName.COMMENT_RESOLVED
    yield from _of_thread(connection, name, after["id"], {})


def _comment(connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None:
        name = EventName.COMMENT_BEGUN if after["place"] == 1 else EventName.COMMENT_ADDED
        yield from _of_thread(connection, name, after["thread_id"], {"place": after["place"], "party": after["party"]})


def _of_thread(connection: Connection, name: EventName, thread_id: str, told: Data) -> Iterator[Event]:
    """An event of a thread that both sides read. A private one tells nobody anything."""
    row = connection.execute(select(threads).where(threads.c.id == thread_id)).one()._asdict()
    place = AUDITED["threads"].place(connection, row)
    if place is None or place[1] is not None:
        return
    about = {key: row[key] for key in ("clause_id", "proposal_id") if row[key] is not None}
    data = data_of(row["agreement_id"], f"threads/{thread_id}", thread_id=thread_id, **about, **told)
    yield Event(name, row["agreement_id"], None, data)


def _draft_step(connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is not None:
        return
    agreement_id, number, status = after["agreement_id"], after["draft_number"], DraftStatus(after["status"])
    name, side = _OF_STATUS[status], None
    if status is DraftStatus.WORKING:
        query = select(drafts.c.side).where(drafts.c.agreement_id == agreement_id, drafts.c.number == number)
        side = connection.execute(query).scalar_one()
        if side is None:
            return
    elif status is DraftStatus.TABLED and _status_before(connection, after) is DraftStatus.PACKET:
        name = EventName.DRAFT_RETURNED
    data = data_of(agreement_id, f"drafts/{number}", draft=number, status=status.value)
    yield Event(name, agreement_id, side, data)


def _status_before(connection: Connection, step: Values) -> DraftStatus | None:
    query = select(draft_steps.c.status).where(
        draft_steps.c.agreement_id == step["agreement_id"],
        draft_steps.c.draft_number == step["draft_number"],
        draft_steps.c.place == step["place"] - 1,
    )
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else DraftStatus(found)


def _vote(_connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None:
        agreement_id, vote = after["agreement_id"], after["vote"]
        told = {"draft": after["draft_number"], "vote": after["number"]}
        told |= {name: vote[name] for name in ("body", "on", "result")}
        address = f"drafts/{after['draft_number']}/votes"
        yield Event(EventName.VOTE_RECORDED, agreement_id, None, data_of(agreement_id, address, **told))


def _return(_connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None:
        agreement_id, told = after["agreement_id"], {"return_id": after["id"], "draft": after["draft_number"]}
        data = data_of(agreement_id, f"returns/{after['id']}", **told)
        yield Event(EventName.RETURN_TAKEN_IN, agreement_id, after["side"], data)


def _notice(_connection: Connection, before: Values | None, after: Values) -> Iterator[Event]:
    if before is None:
        agreement_id, told = after["agreement_id"], {"notice": after["number"], "draft": after["draft_number"]}
        told |= {"party": after["party"], "ending": after["ending"]}
        told |= {name: after[name].isoformat() for name in ("given_on", "ends")}
        yield Event(EventName.NOTICE_GIVEN, agreement_id, None, data_of(agreement_id, "notices", **told))


_TOLD: Final[Mapping[str, Callable[[Connection, Values | None, Values], Iterator[Event]]]] = {
    "proposals": _proposal,
    "clause_revisions": _revision,
    "clauses": _clause,
    "stances": _stance,
    "threads": _thread,
    "comments": _comment,
    "draft_steps": _draft_step,
    "votes": _vote,
    "returned_files": _return,
    "notices": _notice,
}
"""By table, what a change of a row of it tells of. A table that is not here tells of nothing."""
