"""The clerk's pages: the current draft and every other, its files, its print view, what a file at hand is, and the
history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Header, Query, Request, Response, UploadFile

from api.auth.caller import Caller
from api.auth.sight import Sight
from api.deps import AgreementId, CallerDep, RuntimeDep, SightDep, UnitDep
from api.routes.drafts import DraftReference
from api.routes.uploads import read_upload
from api.services import drafting as service
from api.services.agreements import get_agreement, today_in
from api.services.identifying import identify_upload
from api.services.in_force import find_in_force
from api.store.agreements import AgreementRecord
from api.store.drafts import DraftRecord
from api.store.unit import Unit
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of
from api.web.rendering import page
from api.web.steps_told import DONE, Refused, next_steps
from api.web.timeline import last_before_bodies, names_of, tabled_by, timeline
from api.web.views import view_of
from clauses.errors import LimitExceeded, NotFound, UnreadableFile
from drafts.render.sheet import sheet

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Against:
    """A draft to redline against, and why one would."""

    draft: DraftRecord
    why: str


@dataclass(frozen=True, slots=True)
class _DraftPage:
    """What the page of a draft tells."""

    draft: DraftRecord
    is_current: bool
    current: DraftRecord | None
    tabled: tuple[str, datetime] | None
    against: tuple[_Against, ...]
    others: tuple[DraftRecord, ...]
    in_force: DraftRecord | None

    @property
    def hash(self) -> str:
        """The beginning of the file's SHA-256, to compare by eye."""
        return f"{self.draft.sha256[:4]} {self.draft.sha256[4:8]}"


@router.get(AT)
def show_agreement(
    request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep, sight: SightDep
) -> Response:
    """The current draft, under an address that never changes."""
    agreement = get_agreement(unit, agreement_id)
    try:
        draft = service.get_draft(unit, agreement_id, service.CURRENT, sight)
    except NotFound:
        draft = None
    return draft_page(request, unit, agreement, draft, caller)


@router.get(f"{AT}/drafts/{{number}}")
def show_draft(
    request: Request,
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    caller: CallerDep,
    sight: SightDep,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Any draft that the reader sees."""
    draft = service.get_draft(unit, agreement_id, number, sight)
    return draft_page(request, unit, get_agreement(unit, agreement_id), draft, caller, said=DONE.get(done, ""))


def draft_page(
    request: Request,
    unit: Unit,
    agreement: AgreementRecord,
    draft: DraftRecord | None,
    caller: Caller,
    *,
    said: str = "",
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    """The page of a draft, or that there is none yet, with what was ``said`` or ``refused`` at the last step."""
    current = draft is None or request.url.path == AT.format(agreement_id=agreement.id)
    return page(
        request,
        "no_draft.html" if draft is None else "draft.html",
        status=status,
        frame=frame_of(agreement, caller, "" if current else "/drafts/"),
        agreement=agreement,
        about=None if draft is None else _about(unit, agreement, draft, caller.sight),
        steps=next_steps(unit, agreement, draft, caller),
        said=said,
        refused=refused,
    )


@router.get(f"{AT}/drafts/{{number}}/print")
def print_draft(
    request: Request,
    agreement_id: AgreementId,
    number: DraftReference,
    unit: UnitDep,
    caller: CallerDep,
    sight: SightDep,
) -> Response:
    """The draft's document to be read on the screen or printed."""
    agreement = get_agreement(unit, agreement_id)
    draft = service.get_draft(unit, agreement_id, number, sight)
    shown = sheet(view_of(service.read_docx(unit, draft)), element="div")
    frame = frame_of(agreement, caller, f"/drafts/{number}/print")
    return page(request, "print.html", frame=frame, agreement=agreement, draft=draft, sheet=shown)


@router.get(f"{AT}/history")
def show_history(
    request: Request, agreement_id: AgreementId, unit: UnitDep, caller: CallerDep, sight: SightDep
) -> Response:
    """What happened, the newest first."""
    agreement = get_agreement(unit, agreement_id)
    frame = frame_of(agreement, caller, "/history")
    return page(request, "history.html", frame=frame, events=timeline(unit, agreement, sight))


@router.post(f"{AT}/identify")
def identify(
    request: Request,
    agreement_id: AgreementId,
    file: Annotated[UploadFile, File()],
    unit: UnitDep,
    runtime: RuntimeDep,
    caller: CallerDep,
    sight: SightDep,
    part: Annotated[str | None, Header(alias="HX-Request")] = None,
) -> Response:
    """Say which draft a file is. Nothing of it is kept."""
    agreement = get_agreement(unit, agreement_id)
    template = "_verdict.html" if part else "identified.html"
    frame, name = frame_of(agreement, caller, "/identify"), file.filename or "The file"
    try:
        content = read_upload(file, "file", runtime.settings.max_upload_bytes)
        found = identify_upload(unit, agreement_id, content, sight)
    except (UnreadableFile, LimitExceeded) as error:
        status = 200 if part else 422  # a part is swapped in whatever it says
        return page(request, template, status=status, found=None, why=error.detail, frame=frame, name=name)
    return page(request, template, found=found, why="", frame=frame, name=name)


def _about(unit: Unit, agreement: AgreementRecord, draft: DraftRecord, sight: Sight) -> _DraftPage:
    drafts = service.list_drafts(unit, agreement.id, sight)
    try:
        current = service.get_draft(unit, agreement.id, service.CURRENT, sight)
    except NotFound:
        current = None
    there = find_in_force(unit, agreement.id, today_in(unit, agreement))
    in_force = there.draft if there else None
    return _DraftPage(
        draft,
        current is not None and current.number == draft.number,
        current,
        tabled_by(draft, names_of(agreement)),
        tuple(_against(drafts, draft, in_force)),
        tuple(each for each in reversed(drafts) if each.number != draft.number),
        in_force,
    )


def _against(drafts: tuple[DraftRecord, ...], draft: DraftRecord, in_force: DraftRecord | None) -> list[_Against]:
    """What a clerk redlines ``draft`` against: what is in force, what a body saw last, and what it came from."""
    earlier = [each for each in drafts if each.number < draft.number]
    found: list[_Against] = []
    asked = (
        (in_force, "the version in force"),
        (last_before_bodies(drafts, draft.number), "what the board last saw"),
        (next((each for each in earlier if each.number == draft.came_from), None), "the draft that it came from"),
    )
    for other, why in asked:
        if other is not None and other.number != draft.number and other not in [each.draft for each in found]:
            found.append(_Against(other, why))
    return found
