"""Whether the server works."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from api.deps import RuntimeDep
from clauses.errors import StoreUnavailable

router = APIRouter(tags=["health"])

VERSION = version("counterpart-mou")


class Health(BaseModel):
    """Whether the server works."""

    status: Literal["ok", "failing"] = Field(title="Whether all of it works")
    version: str = Field(title="The version that runs", examples=["0.1.0"])
    database: Literal["ok", "unreachable"] = Field(title="Whether the store answers")


@router.get(
    "/healthz", summary="Is it working?", responses={503: {"model": Health, "description": "The store does not answer"}}
)
def healthz(runtime: RuntimeDep, response: Response) -> Health:
    """Ask the store one question."""
    try:
        with runtime.engines.read.connect() as connection:
            connection.execute(select(literal(1))).scalar_one()
    except (SQLAlchemyError, StoreUnavailable):
        response.status_code = 503
        return Health(status="failing", version=VERSION, database="unreachable")
    return Health(status="ok", version=VERSION, database="ok")
