"""An agreement that exists as a Word file, clause by clause, until it is saved: what it would become, how sure that is,
and the steps that confirm or correct it. Nothing of the file is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Annotated, Any, Final, Literal, cast

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from api.auth.caller import Caller
from api.deps import CallerDep, RuntimeDep, UnitDep, unit_of
from api.ids import new_agreement_id, new_import_id
from api.paging import PagingDep
from api.routes.imports import ImportId
from api.routes.uploads import read_upload
from api.schemas.words import Name, ShortName
from api.services import importing as service
from api.services.importing import NewAgreement, Review, Upload
from api.web.forms import PageRoute
from api.web.frame import AT, may
from api.web.party_rows import ROLES, TypedForm, first_error, rows_of, typed_form
from api.web.rendering import page
from clauses.errors import (
    Conflict,
    InvalidClause,
    InvalidConfirmation,
    InvalidOption,
    LimitExceeded,
    StaleEdit,
    UnknownKind,
    UnreadableFile,
)
from clauses.kinds import kind, kinds
from clauses.status import DraftStatus
from clauses.wording.layout import level_of
from clauses.wording.match.types import set_at
from drafts.importing.confirming import Step
from drafts.importing.evidence import left_over
from drafts.importing.model import Difference, DifferenceSort, Evidence, ImportedClause, Sureness
from drafts.render import imported_html as told

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_IMPORTS: Final = "/app/imports"
_IMPORT: Final = f"{_IMPORTS}/{{import_id}}"
_REFUSED: Final = (Conflict, InvalidConfirmation, InvalidClause, UnknownKind, InvalidOption)
_STALE: Final = "The review was changed elsewhere meanwhile; this is how it stands now. Decide again: "
_NAME: TypeAdapter[str] = TypeAdapter(Name)
_SHORT: TypeAdapter[str] = TypeAdapter(ShortName)
_STATUSES: Final = {
    DraftStatus.TABLED: "before both sides, for discussion",
    DraftStatus.EXECUTED: "signed, and in force",
    DraftStatus.ADOPTED: "adopted, and not signed yet",
    DraftStatus.PACKET: "before the bodies",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a clause: its number in the file, its words, how deep it stands, and whether no field holds it."""

    number: int
    text: str
    level: int
    left_over: bool


@dataclass(frozen=True, slots=True)
class _Value:
    """A field that was read: its value in words, how sure it is, and, where it is plain, how it is corrected."""

    evidence: Evidence
    told: str
    sureness: str
    entry: Literal["", "text", "number", "choice"]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause on the page."""

    clause: ImportedClause
    kind: str
    sureness: str
    certain: bool
    values: tuple[_Value, ...]
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a form was not carried out; ``line`` is the clause that it was about, 0 for saving."""

    why: str
    line: int
    typed: TypedForm


@router.get(_IMPORTS)
def show_imports(request: Request, unit: UnitDep, caller: CallerDep, paging: PagingDep) -> Response:
    """The files that the reader put under review, and the form for another."""
    found = service.list_imports(unit, paging, caller.user)
    saves = may(caller, "POST", f"{_IMPORT}/save")
    return page(
        request, "review/imports.html", imports=found.items, next=found.next_cursor, why="", name="", saves=saves
    )


@router.post(_IMPORTS)
def begin(
    request: Request,
    file: Annotated[UploadFile, File()],
    caller: CallerDep,
    runtime: RuntimeDep,
    settled: Annotated[bool, Form()] = False,
) -> Response:
    """Put a file under review and go there; or say why that can't be."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    try:
        docx = read_upload(file, name or "file", runtime.settings.max_upload_bytes)
        with unit_of(request) as unit:
            made = service.begin(unit, new_import_id(), caller.user, Upload(docx, name, settled))
    except (UnreadableFile, LimitExceeded, Conflict) as error:
        shown = {"imports": (), "next": None, "saves": may(caller, "POST", f"{_IMPORT}/save")}
        return page(request, "review/imports.html", status=422, why=error.detail, name=name, **shown)
    return RedirectResponse(_IMPORT.format(import_id=made.record.id), status_code=303)


@router.get(_IMPORT)
def show_import(request: Request, import_id: ImportId, unit: UnitDep, caller: CallerDep) -> Response:
    """What the file would become, clause by clause."""
    return _page(request, caller, service.get_review(unit, import_id, caller.user))


@router.post(f"{_IMPORT}/steps")
def take_step(
    request: Request,
    import_id: ImportId,
    caller: CallerDep,
    typed: Annotated[TypedForm, Depends(typed_form)],
    line: Annotated[int, Form(ge=1, le=1_000_000)],
    step: Annotated[Literal["confirm", "merge", "split"], Form()],
    seen: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Confirm or correct a clause, and come back to it; or say why that can't be, with what was typed."""
    address = _IMPORT.format(import_id=import_id)
    try:
        with unit_of(request) as unit:
            review = service.get_review(unit, import_id, caller.user)
            made = service.take_step(unit, import_id, caller.user, seen, _step(review, step, line, typed))
            first = max((each.first for each in made.imported.clauses if each.first <= line), default=line)
    except StaleEdit as error:
        refused, status = _Refused(_STALE + error.detail, line, typed), 409
    except _REFUSED as error:
        refused, status = _Refused(error.detail, line, typed), 422
    else:
        return RedirectResponse(f"{address}#line-{first}", status_code=303)
    with unit_of(request) as unit:
        return _page(request, caller, service.get_review(unit, import_id, caller.user), refused, status)


@router.post(f"{_IMPORT}/undo")
def undo(
    request: Request,
    import_id: ImportId,
    caller: CallerDep,
    seen: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Take the last step back."""
    try:
        with unit_of(request) as unit:
            steps = service.get_review(unit, import_id, caller.user).record.steps
            kept = [Step.model_validate(each) for each in steps[:-1]]
            service.replace_steps(unit, import_id, caller.user, seen, kept)
    except StaleEdit as error:
        with unit_of(request) as unit:
            refused = _Refused(_STALE + error.detail, 0, TypedForm({}))
            return _page(request, caller, service.get_review(unit, import_id, caller.user), refused, 409)
    return RedirectResponse(_IMPORT.format(import_id=import_id), status_code=303)


@router.post(f"{_IMPORT}/discard")
def discard(
    import_id: ImportId, caller: CallerDep, unit: UnitDep, seen: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Forget the file."""
    service.discard(unit, import_id, caller.user, seen)
    return RedirectResponse(_IMPORTS, status_code=303)


@router.post(f"{_IMPORT}/save")
def save(
    request: Request,
    import_id: ImportId,
    caller: CallerDep,
    runtime: RuntimeDep,
    typed: Annotated[TypedForm, Depends(typed_form)],
    seen: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make the agreement and go to it; or say why that can't be, with what was typed."""
    agreement_id = new_agreement_id()
    try:
        with unit_of(request) as unit:
            service.save(unit, import_id, agreement_id, caller.user, seen, _new(typed, runtime.settings.time_zone))
    except StaleEdit as error:
        refused, status = _Refused(_STALE + error.detail, 0, typed), 409
    except _REFUSED as error:
        refused, status = _Refused(error.detail, 0, typed), 422
    else:
        return RedirectResponse(AT.format(agreement_id=agreement_id), status_code=303)
    with unit_of(request) as unit:
        return _page(request, caller, service.get_review(unit, import_id, caller.user), refused, status)


# ---------------------------------------------------------------------------------------------------- what was typed


def _step(review: Review, step: Literal["confirm", "merge", "split"], line: int, typed: TypedForm) -> Step:
    """The step that the form says: of kind, heading and fields only what is other than it was read."""
    clause = next((each for each in review.imported.clauses if each.first == line), None)
    if step != "confirm" or clause is None or not typed.get("corrects"):
        return Step(step=step, line=line)
    name, heading = typed.get("kind"), " ".join(typed.get("heading").split())
    try:
        return Step(
            step=step,
            line=line,
            kind=name if name and name != clause.revision.kind else None,
            heading=heading if heading and heading != clause.revision.heading else None,
            fields=_fields(clause, typed) or None,
        )
    except ValidationError as error:
        raise InvalidConfirmation(f"That can’t be: {first_error(error)}.", line) from None


def _fields(clause: ImportedClause, typed: TypedForm) -> dict[str, Any]:
    """The fields whose values were typed otherwise, each whole."""
    data = clause.revision.fields.model_dump(mode="json")
    changed: set[str] = set()
    for each in clause.evidence:
        said = typed.get(f"field-{each.path}", told.value_told(each.value)).strip()
        if said != told.value_told(each.value) and _entry(each):
            set_at(data, each.path, _value(each, said, clause.first))
            changed.add(each.path.partition(".")[0])
    return {name: data[name] for name in sorted(changed)}


def _value(each: Evidence, said: str, line: int) -> Any:
    if isinstance(each.value, bool):
        return said == "yes"
    if isinstance(each.value, int):
        if not said.lstrip("-").isdigit():
            raise InvalidConfirmation(f"{each.title} is a whole number; {said!r} is none.", line)
        return int(said)
    return said


def _entry(each: Evidence) -> Literal["", "text", "number", "choice"]:
    """How a value is corrected: one that is not plain has no entry of its own."""
    if isinstance(each.value, bool):
        return "choice"
    return "number" if isinstance(each.value, int) else "text" if isinstance(each.value, str) else ""


def _new(typed: TypedForm, zone: str) -> NewAgreement:
    """What the form says about the agreement. Raises :class:`InvalidOption`."""
    try:
        dated = date.fromisoformat(typed.get("dated"))
    except ValueError:
        raise InvalidOption("Give the date that the agreement bears.") from None
    status = next((each for each in _STATUSES if each.value == typed.get("status")), DraftStatus.TABLED)
    try:
        label, short = _NAME.validate_python(typed.get("label")), _SHORT.validate_python(typed.get("short_title"))
    except ValidationError as error:
        raise InvalidOption(f"The name of the draft or of the files can’t be so: {first_error(error)}.") from None
    return NewAgreement(dated, label, short, typed.parties(), status, bool(typed.get("accept_rest")), zone)


# ---------------------------------------------------------------------------------------------------------- showing


def _page(
    request: Request, caller: Caller, review: Review, refused: _Refused | None = None, status: int = 200
) -> Response:
    imported = review.imported
    parties = rows_of(service.parties_of([each.revision for each in imported.clauses]))
    typed = refused.typed if refused else TypedForm({})
    return page(
        request,
        "review/import.html",
        status=status,
        record=review.record,
        seen=service.import_etag(review.record),
        imported=imported,
        summary=told.summary(imported, review.differences),
        clauses=[_clause(each) for each in imported.clauses],
        waiting=sum(not each.confirmed for each in imported.clauses),
        unsure=sum(_is_unsure(each) for each in imported.clauses),
        differences=_sorted(review.differences),
        kinds=sorted(kinds(), key=lambda each: each.title),
        refused=refused,
        typed=typed,
        parties=typed.party_rows() or parties,
        roles=ROLES,
        statuses=_STATUSES,
        today=review.record.created_at.date(),
        saves=may(caller, "POST", f"{_IMPORT}/save"),
    )


def _clause(clause: ImportedClause) -> _Clause:
    extra = set(left_over(clause)) if clause.revision.kind != "custom" else set[str]()
    start = clause.last - len(clause.lines) + 1
    return _Clause(
        clause,
        kind(clause.revision.kind).title,
        told.KIND_SURENESS[clause.sureness],
        clause.sureness is Sureness.CERTAIN,
        tuple(_Value(e, _in_words(e.value), told.SURENESS[e.sureness], _entry(e)) for e in clause.evidence),
        tuple(_Line(start + at, told.shown(x), level_of(x), x in extra) for at, x in enumerate(clause.lines)),
    )


def _in_words(value: Any) -> str:
    """A value in a line; of a list and of a record what is in it."""
    if isinstance(value, list):
        return "; ".join(map(_in_words, cast(list[Any], value)))
    if isinstance(value, dict):
        said = cast(dict[str, Any], value).items()
        return ", ".join(f"{name.replace('_', ' ')}: {_in_words(each)}" for name, each in said if each is not None)
    return told.value_told(value)


def _is_unsure(clause: ImportedClause) -> bool:
    return not clause.confirmed and (
        clause.sureness is not Sureness.CERTAIN
        or any(each.sureness is not Sureness.CERTAIN for each in clause.evidence)
    )


def _sorted(differences: Sequence[Difference]) -> list[tuple[str, DifferenceSort, list[Difference]]]:
    found = [(told.SORTS[sort], sort, [each for each in differences if each.sort is sort]) for sort in told.SORTS]
    return [each for each in found if each[2]]
