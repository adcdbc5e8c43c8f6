"""What stands around every page of an agreement: its name and the pages that there are for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from api.auth.access import rule_of
from api.auth.caller import Caller
from api.store.agreements import AgreementRecord

AT = "/app/agreements/{agreement_id}"
_TABS = (
    ("Current draft", ""),
    ("Clauses", "/clauses"),
    ("Proposals", "/proposals"),
    ("Compare", "/compare"),
    ("Findings", "/findings"),
    ("Returned files", "/returns"),
    ("History", "/history"),
    ("Members", "/members"),
    ("Webhooks", "/webhooks"),
    ("Audit", "/audit"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the agreement."""

    name: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The agreement that a page is about, and its pages."""

    agreement_id: str
    title: str
    tabs: tuple[Tab, ...]
    downloads: bool
    """Whether the reader may take Word files away."""
    zone: str
    """The time zone in which moments are shown."""

    @property
    def address(self) -> str:
        """Where the agreement's first page is."""
        return AT.format(agreement_id=self.agreement_id)


def frame_of(agreement: AgreementRecord, caller: Caller, here: str) -> Frame:
    """The frame of the page ``here`` (the end of its address)."""
    root = AT.format(agreement_id=agreement.id)
    tabs = tuple(Tab(name, root + end, end == here) for name, end in _TABS if may(caller, "GET", AT + end))
    downloads = may(caller, "GET", "/agreements/{agreement_id}/drafts/{number}.docx")
    return Frame(agreement.id, agreement.title, tabs, downloads, agreement.time_zone)


def may(caller: Caller, method: str, path: str) -> bool:
    """Whether the table of access opens a route to ``caller``."""
    rule = rule_of(method, path)
    return rule is not None and bool(rule.standings & caller.standings)
