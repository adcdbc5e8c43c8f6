"""The steps of a draft as forms: save what the clauses say now, table it, put it before the bodies, record their votes,
adopt it, and record that it is signed. A step that is refused shows the page again, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.background import BackgroundTask

from api.ahead import redline_ahead
from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, unit_of
from api.etags import Conditions
from api.schemas.adoption import ExecutionNew
from api.schemas.drafts import DraftNew
from api.services import adopting
from api.services import drafting as service
from api.services.agreements import get_agreement
from api.services.drafting import Step
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from api.web.agreement import draft_page
from api.web.forms import PageRoute
from api.web.frame import AT
from api.web.steps_told import DRAFT, Refused, recorder_side
from clauses.errors import Conflict, InvalidInput, InvalidOption, NotAllowed, NotFound, PreconditionError
from clauses.kinds.problems import problems_of
from clauses.status import DraftStatus
from drafts.negotiation.votes import Vote

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_Model = TypeVar("_Model", bound=BaseModel)
_Words = Annotated[str, Form(max_length=100_000)]
_Short = Annotated[str, Form(max_length=1_000)]
_Number = Annotated[int, Path(ge=1, le=999_999)]


@dataclass(frozen=True, slots=True)
class Taking:
    """A request that takes a step: who, of which agreement."""

    request: Request
    caller: Caller
    agreement_id: str

    def take(
        self,
        act: str,
        number: int | None,
        typed: Mapping[str, str],
        work: Callable[[Unit], DraftRecord],
        done: str,
        *,
        prepared: bool = False,
    ) -> Response:
        """Carry ``work`` out in a transaction of its own and lead to its draft, or show why it was refused on the page
        of draft ``number``, with what was ``typed``. With ``prepared`` the draft's redline is made ahead."""
        try:
            with unit_of(self.request) as unit:
                made = work(unit)
        except (Conflict, InvalidInput, PreconditionError, NotAllowed) as error:
            return self._again(number, Refused(act, _why(error), typed), _status(error))
        address = DRAFT.format(agreement_id=self.agreement_id, number=made.number)
        after = BackgroundTask(redline_ahead(self.request, self.caller, made)) if prepared else None
        return RedirectResponse(f"{address}?done={done}", status_code=303, background=after)

    def move(self, act: str, number: int, seen: str, to: DraftStatus, frm: DraftStatus | None = None) -> Response:
        """Take the draft to another status."""
        return self.take(
            act,
            number,
            {},
            lambda unit: service.move_draft(
                unit, self.agreement_id, str(number), to, self.step(seen), self.caller.sight, frm
            ),
            act,
        )

    def step(self, seen: str, on: date | None = None) -> Step:
        """Who takes it, and what was read of what it changes."""
        author, party = self.caller.signed_as(None, None)
        return Step(author, party, on, Conditions(seen or None))

    def _again(self, number: int | None, refused: Refused, status: int) -> Response:
        with unit_of(self.request) as unit:
            agreement = get_agreement(unit, self.agreement_id)
            reference = service.CURRENT if number is None else str(number)
            try:
                draft = service.get_draft(unit, self.agreement_id, reference, self.caller.sight)
            except NotFound:
                draft = None
            return draft_page(self.request, unit, agreement, draft, self.caller, refused=refused, status=status)


def _taking(request: Request, caller: CallerDep, agreement_id: AgreementId) -> Taking:
    return Taking(request, caller, agreement_id)


_TakingDep = Annotated[Taking, Depends(_taking)]


@router.post(f"{AT}/drafts")
def save(
    taking: _TakingDep, label: _Short = "", dated: _Short = "", note: _Words = "", status: _Short = ""
) -> Response:
    """Save what the clauses say now as a draft: a member's own at first, or tabled at once."""
    typed = {"label": label, "dated": dated, "note": note}
    caller = taking.caller

    def work(unit: Unit) -> DraftRecord:
        said = _read(
            DraftNew, {"label": label.strip(), "dated": dated, **({"note": _line(note)} if note.strip() else {})}
        )
        tabled = status == "tabled" or caller.private_side is None
        side = caller.private_side
        to = DraftStatus.TABLED if tabled else DraftStatus.WORKING
        author, party = caller.signed_as(None, None)
        new = service.NewDraft(said.label, said.dated, said.note, author, party, status=to, side=side)
        return service.save_draft(unit, taking.agreement_id, new)

    return taking.take("save", None, typed, work, "table" if status == "tabled" else "saved", prepared=True)


@router.post(f"{DRAFT}/table")
def table(taking: _TakingDep, number: _Number, seen: _Short = "") -> Response:
    """Put a draft of the own side before both."""
    return taking.take(
        "table",
        number,
        {},
        lambda unit: service.table_draft(unit, taking.agreement_id, str(number), taking.step(seen), taking.caller),
        "table",
        prepared=True,
    )


@router.post(f"{DRAFT}/packet")
def put_into_packet(taking: _TakingDep, number: _Number, seen: _Short = "") -> Response:
    """Put a tabled draft before the bodies."""
    return taking.move("packet", number, seen, DraftStatus.PACKET)


@router.post(f"{DRAFT}/return")
def take_back(taking: _TakingDep, number: _Number, seen: _Short = "") -> Response:
    """Take a draft from the packet back to the table."""
    return taking.move("return", number, seen, DraftStatus.TABLED, DraftStatus.PACKET)


@router.post(f"{DRAFT}/votes")
def record_vote(
    taking: _TakingDep,
    number: _Number,
    body: _Short = "",
    on: _Short = "",
    motion: _Words = "",
    rule: _Short = "",
    result: _Short = "",
    yes: _Words = "",
    no: _Words = "",
    abstain: _Words = "",
    absent: _Words = "",
    text_hash: _Short = "",
    seen: _Short = "",
) -> Response:
    """Record a body's vote on the text of the draft, for good. Members stand in lines of their own."""
    voted = {"yes": yes, "no": no, "abstain": abstain}
    typed = {"body": body, "on": on, "motion": motion, "rule": rule, "result": result, "absent": absent, **voted}

    def work(unit: Unit) -> DraftRecord:
        ballots = [{"member": each, "ballot": name} for name, said in voted.items() for each in _members(said)]
        told: dict[str, Any] = {
            "body": body,
            "on": on,
            "motion": _line(motion),
            "text_hash": text_hash,
            "present": [each["member"] for each in ballots],
            "absent": _members(absent),
            "ballots": ballots,
            "rule": rule,
            "result": result,
        }
        caller = taking.caller
        vote = _read(Vote, told)
        adopting.record_vote(
            unit, taking.agreement_id, str(number), vote, taking.step(seen), caller.sight, recorder_side(caller)
        )
        return service.get_draft(unit, taking.agreement_id, str(number), caller.sight)

    return taking.take("votes", number, typed, work, "votes")


@router.post(f"{DRAFT}/adopt")
def adopt(taking: _TakingDep, number: _Number, effective: _Short = "", seen: _Short = "") -> Response:
    """Adopt a draft whose text every body has approved."""

    def work(unit: Unit) -> DraftRecord:
        day = _read(ExecutionNew, {"signed_on": effective}).signed_on if effective else None
        sight = taking.caller.sight
        return adopting.adopt_draft(unit, taking.agreement_id, str(number), day, taking.step(seen), sight)

    return taking.take("adopt", number, {"effective": effective}, work, "adopt")


@router.post(f"{DRAFT}/execute")
def execute(taking: _TakingDep, number: _Number, signed_on: _Short = "", seen: _Short = "") -> Response:
    """Record that every party has signed."""

    def work(unit: Unit) -> DraftRecord:
        step = taking.step(seen, _read(ExecutionNew, {"signed_on": signed_on}).signed_on)
        sight = taking.caller.sight
        return service.move_draft(unit, taking.agreement_id, str(number), DraftStatus.EXECUTED, step, sight)

    return taking.take("execute", number, {"signed_on": signed_on}, work, "execute")


def _read(model: type[_Model], told: Mapping[str, Any]) -> _Model:
    """The record of what a form holds. Raises :class:`InvalidOption`, which names the fields as the form does."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        refused = problems_of(error, "", model)
        raise InvalidOption("; ".join(f"{_called(each.path, model)} {each.reason}" for each in refused) + ".") from None


def _called(path: str, model: type[BaseModel]) -> str:
    about = model.model_fields.get(path.partition(".")[0])
    return f"“{about.title}”" if about is not None and about.title else "The form"


def _members(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _line(text: str) -> str:
    """What was typed in one paragraph."""
    return " ".join(text.split())


def _status(error: Exception) -> int:
    if isinstance(error, InvalidInput):
        return 422
    if isinstance(error, NotAllowed):
        return 403
    return 412 if isinstance(error, PreconditionError) else 409


def _why(error: Conflict | InvalidInput | PreconditionError | NotAllowed) -> str:
    if isinstance(error, PreconditionError):
        return "Somebody acted first: this page shows how it stands now. Look, and decide again."
    return error.detail
