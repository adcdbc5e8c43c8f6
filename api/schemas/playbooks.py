"""Playbooks as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.clauses import FieldValues
from api.schemas.paging import PageShown
from api.schemas.words import RequestModel
from clauses.position import Position, Stance


class PlaybookBody(RequestModel):
    """All positions of a party."""

    positions: Annotated[list[Position], Field(max_length=500)] = Field(title="The positions, in any order")


class PlaybookShown(BaseModel):
    """The playbook of a party of an agreement."""

    agreement_id: str = Field(title="The agreement")
    party: str = Field(title="The party that leads the side whose playbook it is")
    version: int = Field(title="How often it was written; part of the ETag")
    positions: list[Position] = Field(title="The positions")


class ProposedFields(RequestModel):
    """The fields of a clause as they are proposed."""

    kind: Annotated[str, Field(max_length=64)] = Field(title="The clause kind", examples=["termination"])
    fields: FieldValues = Field(title="The typed fields, all of them")


class StandingShown(BaseModel):
    """Where a field stands."""

    field: str = Field(title="The field")
    stance: Stance = Field(title="Where it stands")
    fallback: int | None = Field(title="The rank of the fallback, from 1; null for any other stance")
    note: str | None = Field(title="The party's own note on its position")


class StandingList(BaseModel):
    """Where each field of a clause stands."""

    kind: str = Field(title="The clause kind")
    items: list[StandingShown] = Field(title="The fields, in the order of the kind")


class ClauseStandings(StandingList):
    """Where each field of a stored clause stands."""

    clause_id: str = Field(title="The clause")


class AgreementStandings(PageShown):
    """Where the clauses of an agreement stand."""

    items: list[ClauseStandings] = Field(title="The clauses, in order")
