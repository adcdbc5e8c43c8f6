"""What every list says of its next page."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PageShown(BaseModel):
    """A page of a list."""

    next: str | None = Field(
        title="The address of the next page, which the Link header has too; null on the last",
        examples=["/agreements?limit=100&cursor=WyI4ZjBh"],
    )
    next_cursor: str | None = Field(title="The cursor in that address; null on the last page", examples=["WyI4ZjBh"])
