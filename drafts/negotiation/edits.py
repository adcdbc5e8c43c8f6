"""The edits of a proposal: each one step, against the revision of the clause that its author read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from clauses.ids import ClauseId
from clauses.kinds.values import Heading, Record

Text = Annotated[str, StringConstraints(min_length=1, max_length=500_000)]
"""The prose of a clause: clauses.wording.layout says what may be in it."""

Path = Annotated[str, StringConstraints(max_length=200, pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]


class _OfClause(Record):
    clause_id: ClauseId = Field(title="Clause", description="The clause that is edited.")
    base: int = Field(title="Base", description="The number of the revision that the author read.", ge=1)


class SetField(_OfClause):
    """Give a field another value."""

    edit: Literal["set_field"] = Field(default="set_field", title="Edit", description="What the step does.")
    path: Path = Field(title="Field", description="The dotted path, from the clause's fields: nonrenewal_notice.n.")
    value: Any = Field(title="Value", description="The new value in its JSON form; null for none.")


class EditText(_OfClause):
    """Give a clause other words. Fields follow where their values can be read (docs/explanation/wording.md)."""

    edit: Literal["edit_text"] = Field(default="edit_text", title="Edit", description="What the step does.")
    text: Text = Field(title="Text", description="All words of the clause, as they are edited.")


class RenameHeading(_OfClause):
    """Give a clause another heading."""

    edit: Literal["rename_heading"] = Field(default="rename_heading", title="Edit", description="What the step does.")
    heading: Heading = Field(title="Heading", description="One line of 1 to 200 characters.")


class InsertClause(Record):
    """Put a new clause in."""

    edit: Literal["insert"] = Field(default="insert", title="Edit", description="What the step does.")
    clause_id: ClauseId = Field(title="Clause", description="The identity that the new clause will have.")
    kind: str = Field(title="Kind", description="Its kind.")
    heading: Heading | None = Field(default=None, title="Heading", description="Its heading; null for its kind's.")
    fields: dict[str, Any] = Field(title="Fields", description="All fields of the kind, in their JSON form.")
    text: Text | None = Field(default=None, title="Text", description="Its words, where they differ from the kind's.")
    after: ClauseId | None = Field(title="After", description="The clause that it follows; null puts it first.")


class DeleteClause(_OfClause):
    """Take a clause out."""

    edit: Literal["delete"] = Field(default="delete", title="Edit", description="What the step does.")


class MoveClause(_OfClause):
    """Put a clause at another place; its words stay."""

    edit: Literal["move"] = Field(default="move", title="Edit", description="What the step does.")
    after: ClauseId | None = Field(title="After", description="The clause that it is to follow; null puts it first.")
    stood_after: ClauseId | None = Field(
        title="Stood after", description="The clause that it followed when the author read it; null when it was first."
    )


ContentEdit = SetField | EditText | RenameHeading
"""What changes what a clause says; the others change which clauses there are, and their order."""

Edit = Annotated[
    SetField | EditText | RenameHeading | InsertClause | DeleteClause | MoveClause, Field(discriminator="edit")
]
"""One step of a proposal, told apart by ``edit``."""

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
"""Reads an edit from JSON and gives its schema."""
