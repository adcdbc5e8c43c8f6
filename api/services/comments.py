"""Comments in threads, about a clause or a proposal. A private thread exists for its side alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from api.auth.caller import Caller
from api.etags import ANY, Conditions, content_etag
from api.services.agreements import get_agreement
from api.services.proposals import find as find_proposal
from api.store import clauses as clause_store
from api.store import comments as store
from api.store.agreements import lock_agreement
from api.store.comments import CommentRecord, ThreadRecord
from api.store.unit import Unit
from clauses.errors import IllegalMove, InvalidOption, NotFound


@dataclass(frozen=True, slots=True)
class About:
    """What a thread is about: one of both."""

    clause_id: str | None = None
    proposal_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with its comments, oldest first."""

    thread: ThreadRecord
    comments: tuple[CommentRecord, ...]

    @property
    def etag(self) -> str:
        """Its tag, which changes with each comment and each step."""
        thread = self.thread
        return content_etag(thread.id, len(self.comments), thread.resolved_by, thread.resolved_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which threads are wanted; all where nothing is named."""

    clause_id: str | None = None
    proposal_id: str | None = None
    private: bool | None = None
    resolved: bool | None = None


def begin_thread(
    unit: Unit, agreement_id: str, thread_id: str, caller: Caller, about: About, text: str, *, private: bool
) -> ShownThread:
    """Store a thread with its first comment.

    Raises :class:`NotFound` for a clause or a proposal that there is none of for the caller, and
    :class:`InvalidOption` for a shared comment on a proposal that the other side has not seen.
    """
    get_agreement(unit, agreement_id)
    revision = None if about.clause_id is None else _newest(unit, agreement_id, about.clause_id)
    if about.proposal_id is not None:
        proposal = find_proposal(unit, agreement_id, about.proposal_id, caller).proposal
        if proposal.submitted_at is None and not private:
            raise InvalidOption(
                "The other side has not seen the proposal; comment privately until it is submitted.", "visibility"
            )
    side = caller.own_side if private else None
    thread = ThreadRecord(thread_id, agreement_id, about.clause_id, revision, about.proposal_id, side, unit.at)
    store.insert_thread(unit.write, thread)
    comment = _comment(unit, thread, caller, text, 1)
    store.insert_comment(unit.write, comment)
    return ShownThread(thread, (comment,))


def reply(
    unit: Unit, agreement_id: str, thread_id: str, caller: Caller, text: str, seen: Conditions = ANY
) -> ShownThread:
    """Add a comment, which is seen by who sees the thread. Raises :class:`NotFound`, :class:`IllegalMove` for a
    thread that is resolved, and :class:`StaleEdit` for one that is not as it was seen."""
    found = _locked(unit, agreement_id, thread_id, caller, seen)
    if found.thread.resolved_at is not None:
        raise IllegalMove("The thread is resolved; reopen it first.")
    comment = _comment(unit, found.thread, caller, text, len(found.comments) + 1)
    store.insert_comment(unit.write, comment)
    return ShownThread(found.thread, (*found.comments, comment))


def resolve(unit: Unit, agreement_id: str, thread_id: str, caller: Caller, seen: Conditions = ANY) -> ShownThread:
    """Say that a thread is settled. Raises :class:`NotFound`, :class:`IllegalMove` and :class:`StaleEdit`."""
    found = _locked(unit, agreement_id, thread_id, caller, seen)
    if found.thread.resolved_at is not None:
        raise IllegalMove("The thread is resolved already; what it can be is reopened.")
    store.set_resolved(unit.write, thread_id, caller.user.name, unit.at)
    return replace(found, thread=replace(found.thread, resolved_by=caller.user.name, resolved_at=unit.at))


def reopen(unit: Unit, agreement_id: str, thread_id: str, caller: Caller, seen: Conditions = ANY) -> ShownThread:
    """Say that a thread is not settled after all. Raises :class:`NotFound`, :class:`IllegalMove` and
    :class:`StaleEdit`."""
    found = _locked(unit, agreement_id, thread_id, caller, seen)
    if found.thread.resolved_at is None:
        raise IllegalMove("The thread is open; what it can be is resolved.")
    store.set_resolved(unit.write, thread_id, None, None)
    return replace(found, thread=replace(found.thread, resolved_by=None, resolved_at=None))


def get_thread(unit: Unit, agreement_id: str, thread_id: str, caller: Caller) -> ShownThread:
    """A thread that the caller may see. Raises :class:`NotFound` for any other."""
    get_agreement(unit, agreement_id)
    thread = store.find_thread(unit.read, agreement_id, thread_id)
    if thread is None or not _is_visible(thread, caller):
        raise NotFound(f"The agreement has no thread {thread_id!r}.")
    return with_comments(unit, thread)


def list_threads(unit: Unit, agreement_id: str, caller: Caller, wanted: Wanted) -> tuple[ThreadRecord, ...]:
    """The threads that the caller may see and wants, oldest first. Raises :class:`NotFound`."""
    get_agreement(unit, agreement_id)
    return tuple(
        each
        for each in store.list_threads(unit.read, agreement_id)
        if _is_visible(each, caller)
        and wanted.clause_id in (None, each.clause_id)
        and wanted.proposal_id in (None, each.proposal_id)
        and wanted.private in (None, each.side is not None)
        and wanted.resolved in (None, each.resolved_at is not None)
    )


def list_with_comments(
    unit: Unit, agreement_id: str, caller: Caller, shared: Collection[str]
) -> tuple[ShownThread, ...]:
    """The ``shared`` threads, and all that are private to the caller's side, with their comments, oldest first. Raises
    :class:`NotFound`."""
    every = list_threads(unit, agreement_id, caller, Wanted())
    found = [each for each in every if each.side is not None or each.id in shared]
    return all_with_comments(unit, agreement_id, found)


def all_with_comments(unit: Unit, agreement_id: str, threads: Sequence[ThreadRecord]) -> tuple[ShownThread, ...]:
    """Threads of an agreement that the caller may see, with their comments, which are read at once."""
    said = store.comments_of_threads(unit.read, agreement_id, [each.id for each in threads]) if threads else {}
    return tuple(ShownThread(thread, said.get(thread.id, ())) for thread in threads)


def _is_visible(thread: ThreadRecord, caller: Caller) -> bool:
    """A shared thread is about what both sides see: a clause, or a proposal that was submitted."""
    return thread.side is None or thread.side == caller.private_side


def with_comments(unit: Unit, thread: ThreadRecord) -> ShownThread:
    """A thread that the caller may see, with its comments."""
    return ShownThread(thread, store.list_comments(unit.read, thread.id))


def _locked(unit: Unit, agreement_id: str, thread_id: str, caller: Caller, seen: Conditions) -> ShownThread:
    get_thread(unit, agreement_id, thread_id, caller)
    lock_agreement(unit.write, agreement_id)
    found = get_thread(unit, agreement_id, thread_id, caller)
    seen.hold_if_said(found.etag, "the thread")
    return found


def _newest(unit: Unit, agreement_id: str, clause_id: str) -> int:
    records = clause_store.revisions(unit.read, agreement_id, clause_id)
    if not records:
        raise NotFound(f"The agreement has no clause {clause_id!r}.")
    return records[-1].number


def _comment(unit: Unit, thread: ThreadRecord, caller: Caller, text: str, place: int) -> CommentRecord:
    author, party = caller.signed_as(None, None)
    return CommentRecord(thread.id, place, author, party or "", text, unit.at)
