"""The audit as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from api.audit_chain import Link
from api.services.audit import shown


class AuditChange(BaseModel):
    """One record, before and after."""

    table: str = Field(title="What kind of record", examples=["clauses"])
    key: dict[str, Any] = Field(title="Which one", examples=[{"id": "mzxw6ytboi2dgnbv"}])
    before: dict[str, Any] | None = Field(title="What changed, as it was; null: there was no such record")
    after: dict[str, Any] | None = Field(title="The same as it is; null: the record is gone")


class AuditEntry(BaseModel):
    """What one request, job or command changed."""

    chain: str = Field(title="The chain that it is a link of", examples=["agr-5f0c2a9b7e1d4c3a8b6f"])
    number: int = Field(title="Its place in the chain, from 1")
    at: str = Field(title="When, UTC", examples=["2020-03-03T18:00:00.000000+00:00"])
    user_id: str | None = Field(title="The account")
    who: str = Field(title="Its name then", examples=["Dana Reyes"])
    what: str = Field(
        title="The operation", examples=["POST /agreements/{agreement_id}/proposals/{proposal_id}/accept"]
    )
    where_hash: str = Field(title="Hash of where the request came from, with a salt")
    changes: list[AuditChange] = Field(title="What it changed")
    previous: str = Field(title="The hash of the entry before it")
    hash: str = Field(title="The hash of this entry: SHA-256 over its canonical JSON without this field")
    where: str | None = Field(default=None, title="Where the request came from; for the operator alone")
    salt: str | None = Field(default=None, title="The salt of where_hash; for the operator alone")


class AuditPage(BaseModel):
    """Part of a chain, oldest entries first."""

    items: list[AuditEntry] = Field(title="The entries")
    head: str = Field(
        title="The hash of the chain's last entry: whoever keeps it can tell later if anything was changed"
    )
    next: str | None = Field(title="The address of the next page")
    next_cursor: str | None = Field(title="The cursor of the next page")


class AuditChain(BaseModel):
    """A chain, whole."""

    chain: str = Field(title="Its name")
    entries: list[AuditEntry] = Field(title="Every entry, in order")
    head: str | None = Field(title="The hash of the last one; null where there is none")


class AuditExport(BaseModel):
    """Chains as a file that `counterpart audit verify FILE` verifies alone."""

    form: str = Field(title="What the file is", examples=["counterpart-audit-1"])
    chains: list[AuditChain] = Field(title="The chains")


def entry_shown(link: Link, *, whole: bool) -> AuditEntry:
    """An entry as it is answered."""
    return AuditEntry(**shown(link, whole=whole))
