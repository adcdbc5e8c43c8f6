"""The steps of a proposal as forms: submit, withdraw, accept, reject, counter, and the editing of a draft. A step that
is refused shows the page again, with what happened and what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, TypeAdapter, ValidationError

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, ProposalId, unit_of
from api.ids import new_proposal_id, new_thread_id
from api.schemas.words import writable
from api.services import acceptance, comments
from api.services import proposals as service
from api.services.proposals import NewProposal, ShownProposal
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.proposals import PROPOSAL, Refused, address_of_proposal, proposal_page
from clauses.errors import Conflict, InvalidInput, InvalidOption, MovedBase, PreconditionError
from clauses.kinds.values import Remark
from drafts.negotiation.edits import Edit, EditText, RenameHeading

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_REMARK: TypeAdapter[str] = TypeAdapter(Annotated[Remark, AfterValidator(writable)])
_LONGEST = 1_000_000
_Text = Annotated[str, Form(max_length=_LONGEST)]
_Seen = Annotated[str, Form(max_length=200)]
_Number = Annotated[int, Form(ge=0, le=500)]


@dataclass(frozen=True, slots=True)
class Taking:
    """A request that takes a step: who, of which proposal."""

    request: Request
    caller: Caller
    agreement_id: str
    proposal_id: str

    def take(
        self,
        act: str,
        work: Callable[[Unit], ShownProposal],
        *,
        typed: str = "",
        number: int = -1,
        done: str = "",
        at: str = "",
    ) -> Response:
        """Carry ``work`` out in a transaction of its own and lead to the proposal, or show why it was refused."""
        try:
            with unit_of(self.request) as unit:
                made = work(unit)
        except (Conflict, InvalidInput, PreconditionError) as error:
            refused = Refused(act, _why(error), typed, number)
            status = 422 if isinstance(error, InvalidInput) else 412 if isinstance(error, PreconditionError) else 409
            return self._again(refused, status)
        address = address_of_proposal(self.agreement_id, made.proposal.id)
        return RedirectResponse(f"{address}?done={done or act}{at}", status_code=303)

    def _again(self, refused: Refused, status: int) -> Response:
        with unit_of(self.request) as unit:
            return proposal_page(
                self.request, unit, self.agreement_id, self.proposal_id, self.caller, refused=refused, status=status
            )


def _taking(request: Request, caller: CallerDep, agreement_id: AgreementId, proposal_id: ProposalId) -> Taking:
    return Taking(request, caller, agreement_id, proposal_id)


_TakingDep = Annotated[Taking, Depends(_taking)]


@router.post(f"{PROPOSAL}/submit")
def submit(taking: _TakingDep, seen: _Seen = "") -> Response:
    """Show a draft to the other side."""
    return taking.take(
        "submit",
        lambda unit: service.submit_proposal(
            unit, taking.agreement_id, taking.proposal_id, taking.caller, seen or None
        ),
    )


@router.post(f"{PROPOSAL}/withdraw")
def withdraw(taking: _TakingDep, seen: _Seen = "", note: _Text = "") -> Response:
    """Take a proposal of the own side back."""
    return taking.take(
        "withdraw",
        lambda unit: service.withdraw_proposal(
            unit, taking.agreement_id, taking.proposal_id, taking.caller, _note(note), seen or None
        ),
        typed=note,
    )


@router.post(f"{PROPOSAL}/reject")
def reject(taking: _TakingDep, seen: _Seen = "", note: _Text = "") -> Response:
    """Say no to a proposal of the other side."""
    return taking.take(
        "reject",
        lambda unit: service.reject_proposal(
            unit, taking.agreement_id, taking.proposal_id, taking.caller, _note(note), seen or None
        ),
        typed=note,
    )


@router.post(f"{PROPOSAL}/accept")
def accept(
    taking: _TakingDep,
    seen: _Seen = "",
    note: _Text = "",
    agree: _Seen = "",
    confirm: Annotated[Sequence[str], Form(max_length=500)] = (),
) -> Response:
    """Accept a proposal of the other side; each ``confirm`` is a clause and the hash of the merged text that was read,
    with a colon between."""
    confirmed = {clause: confirms for clause, _, confirms in (each.partition(":") for each in confirm)}

    def work(unit: Unit) -> ShownProposal:
        answer = acceptance.Answer(confirmed, _note(note), bool(agree))
        made = acceptance.accept_proposal(
            unit, taking.agreement_id, taking.proposal_id, taking.caller, answer, seen or None
        )
        return made.shown

    return taking.take("accept", work, typed=note)


@router.post(f"{PROPOSAL}/counter")
def counter(taking: _TakingDep, seen: _Seen = "", note: _Text = "") -> Response:
    """Write a draft that answers a proposal of the other side, with the same edits to be changed."""

    def work(unit: Unit) -> ShownProposal:
        found = service.find(unit, taking.agreement_id, taking.proposal_id, taking.caller)
        service.check_condition(found, seen or None)
        new = NewProposal(_remark(note), found.proposal.edits, in_response_to=taking.proposal_id)
        return service.propose(unit, taking.agreement_id, new_proposal_id(), taking.caller, new)

    return taking.take("counter", work, typed=note, done="written")


@router.post(f"{PROPOSAL}/rationale")
def say_why(taking: _TakingDep, seen: _Seen = "", rationale: _Text = "") -> Response:
    """Give a draft another reason."""
    return taking.take("rationale", lambda unit: _redrafted(unit, taking, seen, rationale=rationale), typed=rationale)


@router.post(f"{PROPOSAL}/comments")
def comment(taking: _TakingDep, text: _Text = "", thread: _Seen = "", private: _Seen = "") -> Response:
    """Say something about the proposal: in a conversation that there is, or in a new one, for both sides or the own."""

    def work(unit: Unit) -> ShownProposal:
        at = (unit, taking.agreement_id)
        if thread:
            comments.reply(*at, thread, taking.caller, _said(text))
        else:
            about = comments.About(proposal_id=taking.proposal_id)
            comments.begin_thread(*at, new_thread_id(), taking.caller, about, _said(text), private=bool(private))
        return service.get_proposal(*at, taking.proposal_id, taking.caller)

    return taking.take("comments", work, typed=text, done="comment", at="#comments")


@router.post(f"{PROPOSAL}/comments/resolve")
def resolve(taking: _TakingDep, thread: _Seen) -> Response:
    """Say that a conversation is settled."""

    def work(unit: Unit) -> ShownProposal:
        comments.resolve(unit, taking.agreement_id, thread, taking.caller)
        return service.get_proposal(unit, taking.agreement_id, taking.proposal_id, taking.caller)

    return taking.take("comments", work, done="settled", at="#comments")


@router.post(f"{PROPOSAL}/edits/remove")
def remove_edit(taking: _TakingDep, number: _Number, seen: _Seen = "") -> Response:
    """Take a step of editing out of a draft."""

    def work(unit: Unit) -> ShownProposal:
        edits = _edits(unit, taking)
        return _redrafted(unit, taking, seen, edits=[each for at, each in enumerate(edits) if at != number])

    return taking.take("edits", work, done="changed", at="#edits")


@router.post(f"{PROPOSAL}/edits/words")
def change_words(taking: _TakingDep, number: _Number, seen: _Seen = "", text: _Text = "") -> Response:
    """Give a step of editing other words: those of a clause, or a heading."""

    def work(unit: Unit) -> ShownProposal:
        edits = [_reworded(each, text) if at == number else each for at, each in enumerate(_edits(unit, taking))]
        return _redrafted(unit, taking, seen, edits=edits)

    return taking.take("words", work, typed=text, number=number, done="changed", at="#edits")


def _edits(unit: Unit, taking: Taking) -> tuple[Edit, ...]:
    return service.find(unit, taking.agreement_id, taking.proposal_id, taking.caller).proposal.edits


def _redrafted(
    unit: Unit, taking: Taking, seen: str, *, rationale: str | None = None, edits: Sequence[Edit] | None = None
) -> ShownProposal:
    """The draft with another rationale or other edits, if it is as it was ``seen``."""
    proposal = service.find(unit, taking.agreement_id, taking.proposal_id, taking.caller).proposal
    return service.redraft(
        unit,
        taking.agreement_id,
        taking.proposal_id,
        taking.caller,
        seen or None,
        rationale=proposal.rationale if rationale is None else _remark(rationale),
        edits=proposal.edits if edits is None else edits,
    )


def _reworded(edit: Edit, text: str) -> Edit:
    """The edit with other words. Raises :class:`InvalidOption` for one that has none, and for words that can't be."""
    said = text.replace("\r\n", "\n")
    try:
        writable(said)
        if isinstance(edit, EditText):
            return EditText(clause_id=edit.clause_id, base=edit.base, text=said)
        if isinstance(edit, RenameHeading):
            return RenameHeading(clause_id=edit.clause_id, base=edit.base, heading=said.strip())
    except ValidationError as error:
        raise InvalidOption(f"The words can’t be taken: {error.errors()[0]['msg']}.") from None
    except ValueError as error:
        raise InvalidOption(f"The text {error}; type it again.") from None
    raise InvalidOption("This step has no words of its own; remove it and propose it anew from its clause.")


def _note(text: str) -> str | None:
    """What is said about a step; None for nothing."""
    return _remark(text) if text.strip() else None


def _said(text: str) -> str:
    """What is said in a comment. Raises :class:`InvalidOption`."""
    if not text.strip():
        raise InvalidOption("A comment says something; type it, and send it again.")
    return _remark(text)


def _remark(text: str) -> str:
    """What a person typed about a change. Raises :class:`InvalidOption`."""
    try:
        return _REMARK.validate_python(text.replace("\r\n", "\n").strip())
    except ValidationError:
        raise InvalidOption(
            "Say why, in 1 to 5,000 characters; the other side reads it with the proposal."
            if not text.strip() or len(text) > 5_000
            else "The text holds a control character that no Word file can carry; type it again."
        ) from None


def _why(error: Conflict | InvalidInput | PreconditionError) -> str:
    """What happened, for somebody who pressed a button."""
    if isinstance(error, PreconditionError):
        return "Somebody acted first: below is how the proposal stands now. Nothing you typed is lost."
    if isinstance(error, MovedBase):
        return "Clauses have changed since the proposal was made: look at both changes below, then decide."
    return error.detail
