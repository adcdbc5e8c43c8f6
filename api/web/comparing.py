"""The lawyer's page: any two drafts compared in the browser, in one column or two, narrowed to a clause, an author or a
kind of change, with the table of fields that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import AgreementId, CallerDep, RuntimeDep, SightDep, UnitDep
from api.services import comparing as service
from api.services.agreements import get_agreement
from api.services.drafting import list_drafts
from api.services.memos import memo_of
from api.services.pairs import pair_of
from api.services.preparing import AUTHOR, earlier
from api.store.drafts import DraftRecord
from api.web.forms import PageRoute
from api.web.frame import AT, frame_of
from api.web.rendering import page
from api.web.views import view_of
from drafts.model import Change
from drafts.render import told
from drafts.render.markup import Markup
from drafts.render.sheet import sheet
from drafts.render.sides import narrowed, sides
from drafts.view import View

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_Number = Annotated[int | None, Query(ge=1, le=999_999)]
_Text = Annotated[str, Query(max_length=300)]


class Layout(StrEnum):
    """How a comparison stands on the page."""

    INLINE = "inline"
    SIDES = "sides"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two drafts, how they stand, and which changes are shown ("" is all)."""

    before: DraftRecord
    after: DraftRecord
    layout: Layout
    clause: str
    author: str
    kind: str

    @property
    def narrowed(self) -> bool:
        """Whether some changes are left out."""
        return bool(self.clause or self.author or self.kind)

    def shows(self, change: Change) -> bool:
        """Whether a change is shown."""
        return (
            self.clause in ("", _place(change))
            and self.author in ("", told.maker(change))
            and self.kind in ("", change.kind.value)
        )

    def address(self, **other: str) -> str:
        """The query of this page with something else asked."""
        asked = {
            "before": str(self.before.number),
            "after": str(self.after.number),
            "layout": self.layout.value,
            "clause": self.clause,
            "author": self.author,
            "kind": self.kind,
            **other,
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a list offers, and the numbers of the changes that it has."""

    value: str
    name: str
    numbers: tuple[int, ...]


@router.get(f"{AT}/compare")
def show_comparison(
    request: Request,
    agreement_id: AgreementId,
    unit: UnitDep,
    runtime: RuntimeDep,
    caller: CallerDep,
    sight: SightDep,
    before: _Number = None,
    after: _Number = None,
    layout: Layout = Layout.INLINE,
    clause: _Text = "",
    author: _Text = "",
    kind: _Text = "",
) -> Response:
    """The comparison of two drafts; without any named, of the newest with the one that it came from."""
    agreement = get_agreement(unit, agreement_id)
    frame = frame_of(agreement, caller, "/compare")
    drafts = list_drafts(unit, agreement_id, sight)
    numbers = _pair(drafts, before, after)
    if numbers is None:
        return page(request, "nothing_to_compare.html", frame=frame)
    pair = pair_of(unit, agreement_id, *numbers, sight)
    memo = memo_of(pair).memo
    made = service.redline_of(pair, author=AUTHOR, at=None, keep=runtime.settings.cached_redlines)
    asked = Asked(made.before, made.after, layout, clause, author, kind)
    view = view_of(made.docx)
    shown = [each for each in view.changes if asked.shows(each)]
    return page(
        request,
        "compare.html",
        frame=frame,
        drafts=drafts,
        asked=asked,
        document=document_of(_chosen(view, asked, shown), layout),
        changes=shown,
        total=len(view.changes),
        choices=choices_of(view.changes),
        memo=memo,
    )


def document_of(view: View, layout: Layout) -> Markup:
    """The document with its changes, in one column or two."""
    return sides(view) if layout is Layout.SIDES else sheet(view, element="div")


def _chosen(view: View, asked: Asked, shown: Sequence[Change]) -> View:
    return narrowed(view, frozenset(each.number for each in shown)) if asked.narrowed else view


def _pair(drafts: Sequence[DraftRecord], before: int | None, after: int | None) -> tuple[str, str] | None:
    """The numbers of the drafts to compare; None where there are no two."""
    if before is not None and after is not None:
        return str(before), str(after)
    shared = [each for each in drafts if each.status.shared] or list(drafts)
    if not shared:
        return None
    newest = next((each for each in drafts if each.number == after), max(shared, key=lambda each: each.saved_at))
    first = before or earlier(drafts, newest)
    return None if first is None else (str(first), str(newest.number))


def choices_of(changes: Sequence[Change]) -> dict[str, tuple[str, tuple[Choice, ...]]]:
    """What a comparison can be narrowed to: by the name of the query, what it is called and what there is."""
    return {
        "clause": ("Clause", _counted((_place(each), each.clause, each.number) for each in changes if _place(each))),
        "author": ("Author", _counted((told.maker(each), told.maker(each), each.number) for each in changes)),
        "kind": ("Kind of change", _counted((each.kind.value, told.kind(each), each.number) for each in changes)),
    }


def _place(change: Change) -> str:
    """The clause of a change; in a file that does not know its clauses, what stands above it."""
    return change.clause_id or change.clause


def _counted(found: Iterable[tuple[str, str, int]]) -> tuple[Choice, ...]:
    """Each value with its name and the changes that have it, in the order of appearance."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for value, name, number in found:
        numbers.setdefault((value, name), []).append(number)
    return tuple(Choice(value, name or "Unnamed", tuple(each)) for (value, name), each in numbers.items())
