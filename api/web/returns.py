"""What went out and what came back, for the side whose it is: sending a draft, taking a file back, and the list of
both."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.auth.caller import Caller
from api.auth.sight import SHARED
from api.deps import AgreementId, CallerDep, RuntimeDep, UnitDep, unit_of
from api.ids import new_return_id, new_sent_id
from api.routes.uploads import read_upload
from api.schemas.words import OptionalName, Prose
from api.services import returning as service
from api.services import sending
from api.services.agreements import get_agreement
from api.services.drafting import list_drafts
from api.services.returning import Came
from api.services.sending import Parcel
from api.services.threading import Enclosing
from api.store.returns import ReturnRecord
from api.store.sent import SentRecord
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of, may
from api.web.rendering import page
from clauses.errors import (
    Conflict,
    InvalidOption,
    LimitExceeded,
    RedlineRefused,
    ScrubRefused,
    UnreadableFile,
)
from drafts.render.kept_return import read_kept
from drafts.render.returned_html import is_unmarked

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_RETURNS = f"{AT}/returns"
_SENT = f"{AT}/sent"
_NOTHING = dict.fromkeys(("sent_id", "returner", "note", "threads", "name", "draft", "against", "to", "comments"), "")
_MOST_RECIPIENTS, _LONGEST_RECIPIENT = 50, 200


@dataclass(frozen=True, slots=True)
class _Came:
    """A file that came back: how many of its changes nobody marked, and how many have no answer."""

    record: ReturnRecord
    changes: int
    unmarked: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class _Refused:
    """What a form said, and why it was not done."""

    form: str
    why: str
    said: dict[str, str] = field(default_factory=dict[str, str])


@router.get(_RETURNS)
def show_returns(request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep) -> Response:
    """What went out and what came back."""
    return _page(request, unit, agreement_id, caller)


@router.post(_RETURNS)
def take_back(
    request: Request,
    agreement_id: AgreementId,
    file: Annotated[UploadFile, File()],
    caller: CallerDep,
    runtime: RuntimeDep,
    sent_id: Annotated[str, Form(pattern=r"^[A-Za-z0-9-]{0,64}$")] = "",
    returner: Annotated[OptionalName, Form()] = "",
    note: Annotated[Prose, Form()] = "",
    threads: Annotated[Enclosing, Form()] = Enclosing.PRIVATE,
) -> Response:
    """Take a file back and go to what was found in it; or say why that can't be."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    try:
        docx = read_upload(file, name or "file", runtime.settings.max_upload_bytes)
        with unit_of(request) as unit:
            came = Came(docx, name, sent_id or None, returner, None, note, threads)
            record, is_new = service.take_back(unit, agreement_id, new_return_id(), caller, came)
            if not is_new and (note or returner):
                raise Conflict(f"This very file was taken back before, as {record.file_name}: open it in the list.")
    except (UnreadableFile, LimitExceeded, Conflict, InvalidOption) as error:
        said = {"sent_id": sent_id, "returner": returner, "note": note, "threads": threads.value, "name": name}
        with unit_of(request) as unit:
            return _page(request, unit, agreement_id, caller, _Refused("return", error.detail, said))
    return RedirectResponse(f"{_RETURNS.format(agreement_id=agreement_id)}/{record.id}", status_code=303)


@router.post(_SENT)
def send(
    request: Request,
    agreement_id: AgreementId,
    caller: CallerDep,
    runtime: RuntimeDep,
    draft: Annotated[int, Form(ge=1, le=999_999)],
    against: Annotated[str, Form(pattern=r"^([1-9]\d{0,5})?$")] = "",
    to: Annotated[Prose, Form()] = "",
    note: Annotated[Prose, Form()] = "",
    comments: Annotated[bool, Form()] = False,
) -> Response:
    """Make the file that leaves, and show it on the list; or say why that can't be."""
    try:
        parcel = Parcel(draft, _recipients(to), int(against) if against else None, note, comments)
        with unit_of(request) as unit:
            sending.send(unit, agreement_id, new_sent_id(), caller, parcel, runtime.settings.cached_redlines)
    except (Conflict, InvalidOption, ScrubRefused, RedlineRefused, UnreadableFile) as error:
        said = {"draft": str(draft), "against": against, "to": to, "note": note, "comments": "yes" if comments else ""}
        with unit_of(request) as unit:
            return _page(request, unit, agreement_id, caller, _Refused("sent", error.detail, said))
    return RedirectResponse(f"{_RETURNS.format(agreement_id=agreement_id)}#sent", status_code=303)


def _recipients(to: str) -> tuple[str, ...]:
    """To whom a file goes: one a line."""
    names = tuple(" ".join(each.split()) for each in to.splitlines() if each.strip())
    if not names:
        raise InvalidOption("Say to whom it goes, one a line.")
    if len(names) > _MOST_RECIPIENTS or any(len(each) > _LONGEST_RECIPIENT for each in names):
        raise InvalidOption("It goes to up to 50 people, one a line of up to 200 characters.")
    return names


def _page(request: Request, unit: Unit, agreement_id: str, caller: Caller, refused: _Refused | None = None) -> Response:
    agreement = get_agreement(unit, agreement_id)
    returns = tuple(_came(unit, each) for each in reversed(service.list_returns(unit, agreement_id, caller)))
    sent: tuple[SentRecord, ...] = tuple(reversed(sending.list_sent(unit, agreement_id, caller)))
    drafts = tuple(reversed([each for each in list_drafts(unit, agreement_id, SHARED) if each.status.shared]))
    return page(
        request,
        "review/returns.html",
        status=422 if refused else 200,
        frame=frame_of(agreement, caller, "/returns"),
        agreement=agreement,
        returns=returns,
        sent=sent,
        drafts=drafts,
        refused=refused,
        said=_NOTHING | (refused.said if refused else {}),
        sends=may(caller, "POST", _SENT),
        takes=may(caller, "POST", _RETURNS),
    )


def _came(unit: Unit, record: ReturnRecord) -> _Came:
    changes = read_kept(record.found["return"]).changes
    unmarked = sum(map(is_unmarked, changes))
    return _Came(record, len(changes), unmarked, len(changes) - len(service.answers_of(unit, record)))
