"""A file that came back, difference by difference, what nobody marked first: what was sent, what it reads now, and the
answer to each, all of them in one form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.auth.caller import Caller
from api.deps import AgreementId, CallerDep, UnitDep, unit_of
from api.ids import new_proposal_id
from api.routes.returns import ReturnId
from api.services import returning as service
from api.services.agreements import get_agreement
from api.services.proposals import get_proposal
from api.services.returning import Fitted, ShownReturn
from api.services.triage import Decision, Reply, triage
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from clauses.errors import (
    Collision,
    Conflict,
    InvalidClause,
    InvalidOption,
    InvalidProposal,
    MovedBase,
    NumberAndWordDisagree,
    UnreadableProse,
)
from drafts.negotiation.returned_choice import Fit
from drafts.negotiation.returned_counter import Passage
from drafts.render import told
from drafts.render.returned_html import as_change, is_unmarked, label_name
from drafts.returned import Label, ReturnedChange

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_RETURN: Final = f"{AT}/returns/{{return_id}}"
_TRIAGE: Final = f"{_RETURN}/triage"
_FIELD: Final = re.compile(r"(answer|note|counter|label|confirmed)-([A-Za-z0-9-]{1,40})")
_LONGEST: Final = {"answer": 20, "note": 5000, "counter": 500_000, "label": 20, "confirmed": 64}
_TAKEN: Final = (Fit.APPLIES, Fit.MERGES, Fit.STANDS, Fit.NO_WORDS)
"""How a change fits that can be accepted."""
_FITS: Final = {
    Fit.APPLIES: "",
    Fit.MERGES: "The clause moved on since it was sent: accepting shows the merged text first.",
    Fit.CONFLICTS: "The clause moved on in the same words: it can’t be accepted as it is.",
    Fit.STANDS: "The clause says it already.",
    Fit.BY_HAND: "No clause has a place for it: do it by hand, then say that it is seen to.",
    Fit.NO_WORDS: "It changes no words of a clause.",
}
_ANSWERED: Final = {
    Reply.ACCEPT: "Accepted",
    Reply.REJECT: "Rejected",
    Reply.COUNTER: "Countered",
    Reply.DONE: "Seen to",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says: by the name of a field and the change, label or clause that it is about."""

    values: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def get(self, name: str, of: object) -> str:
        """What was typed; "" for nothing."""
        return self.values.get((name, str(of)), "")

    def of(self, name: str) -> dict[str, str]:
        """All that was typed under a name."""
        return {of: value for (each, of), value in self.values.items() if each == name and value}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A difference on the page."""

    change: ReturnedChange
    name: str
    unmarked: bool
    where: str
    context: tuple[str, str]
    fitted: Fitted
    fit: str
    passage: Passage | None

    @property
    def accepts(self) -> bool:
        """Whether it can be taken into the clauses."""
        return self.fitted.fit in _TAKEN


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why the answers were not carried out."""

    why: str
    collisions: tuple[Collision, ...] = ()


async def _typed(request: Request) -> Typed:
    """The fields of the form that are about changes. Raises :class:`InvalidOption`."""
    values: dict[tuple[str, str], str] = {}
    for name, value in (await request.form()).multi_items():
        found = _FIELD.fullmatch(name)
        if found is None or not isinstance(value, str):
            continue
        if len(value) > _LONGEST[found[1]]:
            raise InvalidOption(f"What was typed for {found[2]} is longer than {_LONGEST[found[1]]} characters.")
        values[found[1], found[2]] = value.strip() if found[1] != "counter" else value
    return Typed(values)


@router.get(_RETURN)
def show_return(
    request: Request, agreement_id: AgreementId, return_id: ReturnId, unit: UnitDep, caller: CallerDep
) -> Response:
    """Every difference with its answer, or the form to answer it."""
    return _page(request, unit, caller, service.shown(unit, service.get_return(unit, agreement_id, return_id, caller)))


@router.post(_TRIAGE)
def answer(
    request: Request,
    agreement_id: AgreementId,
    return_id: ReturnId,
    caller: CallerDep,
    typed: Annotated[Typed, Depends(_typed)],
) -> Response:
    """Carry out all answers, or none and say why; what was typed stays."""
    try:
        with unit_of(request) as unit:
            seen = service.shown(unit, service.get_return(unit, agreement_id, return_id, caller))
            decisions = _decisions(typed, seen, service.passages(unit, seen))
            triage(unit, agreement_id, return_id, caller, decisions, typed.of("confirmed"), new_proposal_id)
    except MovedBase as error:
        refused = _Refused("Clauses moved on since the file was sent.", error.collisions)
    except Conflict as error:
        refused = _Refused(error.detail)
    except (InvalidOption, InvalidProposal, InvalidClause, UnreadableProse, NumberAndWordDisagree) as error:
        refused = _Refused(error.detail)
    else:
        address = _RETURN.format(agreement_id=agreement_id, return_id=return_id)
        return RedirectResponse(f"{address}#answered", status_code=303)
    with unit_of(request) as unit:
        seen = service.shown(unit, service.get_return(unit, agreement_id, return_id, caller))
        return _page(request, unit, caller, seen, typed, refused)


def _decisions(typed: Typed, seen: ShownReturn, passages: Mapping[int, Passage]) -> list[Decision]:
    """The answers of the form: what a kind of difference is answered goes for those that are not answered by
    themselves. Raises :class:`InvalidOption`, and :class:`Conflict` for one that was answered meanwhile."""
    replies: dict[int, Reply] = {}
    by_label = typed.of("label")
    for change in seen.found.changes:
        number, own = change.number, typed.get("answer", change.number)
        if seen.fitted[number].answer is not None:
            _refuse_late(number, own, typed)
            continue
        said = own or by_label.get(change.label.value, "")
        if said and said != "leave":
            replies[number] = _reply(said)
    if not replies:
        raise InvalidOption("Choose an answer to at least one difference.")
    return [_decision(number, reply, typed, passages.get(number)) for number, reply in replies.items()]


def _refuse_late(number: int, said: str, typed: Typed) -> None:
    """Refuse a form that answers a difference which was answered before, and tell what it says of it."""
    words = " ".join(filter(None, (typed.get("note", number).strip(), typed.get("counter", number).strip())))
    if said not in ("", "leave"):
        told = f" You chose to {_reply(said).value} it{f', and wrote: {words}' if words else ''}."
        raise Conflict(
            f"Difference {number} has been answered meanwhile, and that answer stands.{told} Nothing is carried "
            "out yet: send the other answers again."
        )


def _reply(said: str) -> Reply:
    try:
        return Reply(said)
    except ValueError:
        raise InvalidOption(f"{said!r} is no answer; accept, reject, counter or leave it.") from None


def _decision(number: int, reply: Reply, typed: Typed, passage: Passage | None) -> Decision:
    note = typed.get("note", number)
    if reply is not Reply.COUNTER:
        return Decision(reply, (number,), note=note)
    if passage is None:
        raise InvalidOption(f"Difference {number} can’t be countered here; reject it, and propose other words.")
    words = typed.get("counter", number).replace("\r\n", "\n").strip("\n")
    if words in ("", passage.ours):
        raise InvalidOption(f"Write what difference {number} shall read instead.")
    return Decision(reply, (number,), note=note, counter=(passage.written(words),), rationale=note)


# ---------------------------------------------------------------------------------------------------------- showing


def _page(
    request: Request,
    unit: Unit,
    caller: Caller,
    seen: ShownReturn,
    typed: Typed | None = None,
    refused: _Refused | None = None,
) -> Response:
    record = seen.record
    agreement = get_agreement(unit, record.agreement_id)
    passages = service.passages(unit, seen)
    shown = [_shown(each, seen.fitted[each.number], passages.get(each.number)) for each in seen.found.changes]
    answers = [each.answer for each in seen.fitted.values() if each.answer is not None]
    made = dict.fromkeys(i for each in answers for i in (each.proposal_id, each.counter_id) if i is not None)
    proposal = f"{AT}/proposals/{{proposal_id}}"
    return page(
        request,
        "review/return.html",
        status=409 if refused else 200,
        frame=frame_of(agreement, caller, "/returns"),
        record=record,
        notes=[each["message"] for each in record.found["notes"]],
        sureness=record.found["descent"]["sureness"],
        unmarked=[each for each in shown if each.unmarked],
        groups=_groups([each for each in shown if not each.unmarked]),
        total=len(shown),
        unanswered=len(shown) - len(answers),
        kinds=_kinds([each for each in shown if each.fitted.answer is None]),
        pending=seen.found.pending,
        comments=seen.found.comments,
        threads=record.found["threads"],
        proposals=[get_proposal(unit, record.agreement_id, each, caller).proposal for each in made],
        answered=_ANSWERED,
        typed=typed or Typed(),
        refused=refused,
        answers=may(caller, "POST", _TRIAGE),
        links={
            "clause": may(caller, "GET", f"{AT}/clauses/{{clause_id}}"),
            "proposal": may(caller, "GET", proposal),
        },
    )


def _shown(change: ReturnedChange, fitted: Fitted, passage: Passage | None) -> _Shown:
    plain = as_change(change)
    fit = fitted.reason or _FITS[fitted.fit]
    where, context = told.place(plain), told.context(plain)
    return _Shown(change, label_name(change.label), is_unmarked(change), where, context, fitted, fit, passage)


def _groups(shown: Sequence[_Shown]) -> dict[str, list[_Shown]]:
    """The differences by their clauses, in the order of appearance."""
    found: dict[str, list[_Shown]] = {}
    for each in shown:
        name = each.change.clause or each.change.place[:1].upper() + each.change.place[1:]
        found.setdefault(name, []).append(each)
    return found


def _kinds(open_: Sequence[_Shown]) -> list[tuple[Label, str, int, bool]]:
    """The kinds of differences of which more than one waits: label, name, how many, and whether all can be accepted."""
    found: dict[Label, list[_Shown]] = {}
    for each in open_:
        found.setdefault(each.change.label, []).append(each)
    return [
        (label, group[0].name, len(group), all(each.accepts for each in group))
        for label, group in found.items()
        if len(group) > 1
    ]
