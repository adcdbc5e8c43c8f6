"""A clause: its words, how far the sides are about it, what is proposed, found and said about it, and its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, TypeAdapter, ValidationError

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, ClauseId, UnitDep, unit_of
from api.ids import new_thread_id
from api.routes.comments import ThreadId
from api.schemas.words import writable
from api.services import checking, comments, stances
from api.services import clauses as service
from api.services.agreements import get_agreement
from api.services.comments import About, ShownThread, Wanted
from api.services.negotiation import sides_of
from api.services.proposals import ShownProposal, list_proposals
from api.services.stances import ShownStatus
from api.services.standing import ShownClause
from api.store.unit import Unit
from api.web.clauses import OPEN_STATES, findings_by_clause, movers, sides_known
from api.web.clauses_names import names_in, numbered_name
from api.web.clauses_positions import PositionTold, positions_of
from api.web.clauses_saving import content_edits, edits_directly
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from api.web.timeline import names_of, signed
from clauses.errors import Conflict, InvalidInput, InvalidOption, PreconditionError
from clauses.kinds import kind
from clauses.kinds.values import Remark
from clauses.record import ClauseRevision
from drafts.negotiation.proposals import Act
from drafts.render.clause_redline import ClauseRedline, NameOf, clause_redline

router = APIRouter(route_class=PageRoute, include_in_schema=False)

CLAUSE = f"{AT}/clauses/{{clause_id}}"
_API = "/agreements/{agreement_id}"
_REMARK: TypeAdapter[str] = TypeAdapter(Annotated[Remark, AfterValidator(writable)])
_Text = Annotated[str, Form(max_length=20_000)]


@dataclass(frozen=True, slots=True)
class RevisionTold:
    """A revision in the history: who made it, and what it did to the words of the one before."""

    revision: ClauseRevision
    by: str
    redline: ClauseRedline | None
    """None for the first one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused on the page, why, and what was typed there. ``where`` names the form."""

    where: str
    why: str
    text: str = ""
    status: int = 422


@dataclass(frozen=True, slots=True)
class ClausePage:
    """What the page of a clause tells."""

    clause: ShownClause
    name: str
    kind: str
    status: ShownStatus | None
    movers: tuple[str, ...]
    proposals: tuple[ShownProposal, ...]
    threads: tuple[ShownThread, ...]
    history: tuple[RevisionTold, ...]
    positions: tuple[PositionTold, ...]
    before: ShownClause | None
    after: ShownClause | None

    @property
    def id(self) -> str:
        """The clause's identity."""
        return self.clause.revision.clause_id


@router.get(CLAUSE)
def show_clause(
    request: Request, agreement_id: AgreementId, clause_id: ClauseId, unit: UnitDep, caller: CallerDep
) -> Response:
    """The page of a clause."""
    return _page(request, unit, agreement_id, clause_id, caller)


@router.post(f"{CLAUSE}/stance")
def take_stance(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    caller: CallerDep,
    revision: Annotated[int, Form(ge=1, le=999_999_999)],
    agrees: Annotated[bool, Form()],
) -> Response:
    """Agree with the words that were read, or take that back."""

    def work(unit: Unit) -> str:
        stances.take_stance(unit, agreement_id, clause_id, caller, revision, agrees=agrees)
        return ""

    return _done(request, agreement_id, clause_id, caller, "stance", "", work)


@router.post(f"{CLAUSE}/threads")
def begin_thread(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    caller: CallerDep,
    text: _Text = "",
    visibility: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Begin a thread, shared or private."""

    def work(unit: Unit) -> str:
        if visibility not in ("shared", "private"):
            raise InvalidOption("Say who is to see the comment: both sides, or your side alone.")
        about, private = About(clause_id), visibility == "private"
        made = comments.begin_thread(unit, agreement_id, new_thread_id(), caller, about, _said(text), private=private)
        return f"#{made.thread.id}"

    return _done(request, agreement_id, clause_id, caller, "new-thread", text, work)


@router.post(f"{CLAUSE}/threads/{{thread_id}}/comments")
def reply(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    thread_id: ThreadId,
    caller: CallerDep,
    text: _Text = "",
) -> Response:
    """Add a comment to a thread."""

    def work(unit: Unit) -> str:
        comments.reply(unit, agreement_id, thread_id, caller, _said(text))
        return f"#{thread_id}"

    return _done(request, agreement_id, clause_id, caller, thread_id, text, work)


@router.post(f"{CLAUSE}/threads/{{thread_id}}/resolve")
def resolve(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    thread_id: ThreadId,
    caller: CallerDep,
) -> Response:
    """Say that a thread is settled."""

    def work(unit: Unit) -> str:
        comments.resolve(unit, agreement_id, thread_id, caller)
        return f"#{thread_id}"

    return _done(request, agreement_id, clause_id, caller, thread_id, "", work)


@router.post(f"{CLAUSE}/threads/{{thread_id}}/reopen")
def reopen(
    request: Request,
    agreement_id: AgreementId,
    clause_id: ClauseId,
    thread_id: ThreadId,
    caller: CallerDep,
) -> Response:
    """Say that a thread is not settled after all."""

    def work(unit: Unit) -> str:
        comments.reopen(unit, agreement_id, thread_id, caller)
        return f"#{thread_id}"

    return _done(request, agreement_id, clause_id, caller, thread_id, "", work)


def _said(text: str) -> str:
    """A comment that may be stored. Raises :class:`InvalidOption`."""
    try:
        return _REMARK.validate_python(text.replace("\r\n", "\n").strip())
    except ValidationError:
        raise InvalidOption("Write between 1 and 5,000 characters.", "text") from None


def _done(
    request: Request,
    agreement_id: str,
    clause_id: str,
    caller: Caller,
    where: str,
    text: str,
    work: Callable[[Unit], str],
) -> Response:
    """Carry ``work`` out in a transaction of its own and go back to the page, to the place that it names; where it is
    refused, the page as it is now, with the reason and what was typed."""
    try:
        with unit_of(request) as unit:
            place = work(unit)
    except (InvalidInput, Conflict, PreconditionError) as error:
        status = 422 if isinstance(error, InvalidInput) else 409
        with unit_of(request) as unit:
            return _page(request, unit, agreement_id, clause_id, caller, Refused(where, error.detail, text, status))
    address = CLAUSE.format(agreement_id=agreement_id, clause_id=clause_id)
    return RedirectResponse(address + place, status_code=303)


# ------------------------------------------------------------------------------------------------------- the page


def _page(
    request: Request, unit: Unit, agreement_id: str, clause_id: str, caller: Caller, refused: Refused | None = None
) -> Response:
    agreement = get_agreement(unit, agreement_id)
    sides = sides_known(agreement, caller)
    found = findings_by_clause(checking.check_standing(unit, agreement_id, checking.Wanted()).findings)
    two_sides = sides_of(agreement) is not None
    about = _about(unit, agreement_id, clause_id, caller)
    return page(
        request,
        "clauses/clause.html",
        status=refused.status if refused else 200,
        frame=frame_of(agreement, caller, "/clauses"),
        about=about,
        findings=found.get(clause_id, []),
        sides=sides,
        parties=names_of(agreement),
        refused=refused,
        may_agree=two_sides and sides.own is not None and may(caller, "POST", f"{_API}/clauses/{{clause_id}}/stance"),
        may_edit=may(caller, "POST", f"{CLAUSE}/edit"),
        direct=may(caller, "POST", f"{CLAUSE}/edit") and edits_directly(unit, agreement_id, caller),
        mine=[each for each in about.proposals if content_edits(each.proposal.edits, clause_id) and _is_draft(each)],
        may_comment=may(caller, "POST", f"{_API}/threads"),
    )


def _is_draft(shown: ShownProposal) -> bool:
    """Whether a proposal takes more edits of the reader's side."""
    return Act.SUBMIT in shown.legal_acts


def _about(unit: Unit, agreement_id: str, clause_id: str, caller: Caller) -> ClausePage:
    agreement = get_agreement(unit, agreement_id)
    clause = service.get_clause(unit, agreement_id, clause_id)
    sides = sides_of(agreement)
    standing = service.list_shown(unit, agreement_id)
    ids = [each.revision.clause_id for each in standing]
    here = ids.index(clause_id)
    proposals = list_proposals(unit, agreement_id, caller, states=OPEN_STATES, clause_id=clause_id)
    threads = comments.list_threads(unit, agreement_id, caller, Wanted(clause_id=clause_id))
    return ClausePage(
        clause,
        numbered_name(clause),
        kind(clause.revision.kind).title,
        stances.status(unit, agreement_id, clause_id) if sides else None,
        movers(clause.status, proposals, sides),
        proposals,
        comments.all_with_comments(unit, agreement_id, threads),
        _history(unit, agreement_id, clause_id, names_in(standing), names_of(agreement)),
        positions_of(unit, agreement_id, caller, clause.revision),
        standing[here - 1] if here else None,
        standing[here + 1] if here + 1 < len(standing) else None,
    )


def _history(
    unit: Unit, agreement_id: str, clause_id: str, name_of: NameOf, parties: dict[str, str]
) -> tuple[RevisionTold, ...]:
    """Every revision, the newest first, each with what it changed."""
    _, chain = service.clause_history(unit, agreement_id, clause_id)
    told = [
        RevisionTold(
            each,
            signed(each.author, each.party.value if each.party else None, parties),
            clause_redline(chain[n - 1], each, name_of) if n else None,
        )
        for n, each in enumerate(chain)
    ]
    return tuple(reversed(told))
