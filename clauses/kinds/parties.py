"""Who is bound, under what names, and from when."""

from __future__ import annotations

from datetime import date

from pydantic import Field, field_validator

from clauses.kinds.spec import KindSpec
from clauses.kinds.values import Fields, Labelled, Line, Name, Pair, PartyRole, Record


class DocumentType(Labelled):
    """What the instrument calls itself; the title does not decide whether it binds."""

    MOU = "mou", "Memorandum of Understanding"
    MOA = "moa", "Memorandum of Agreement"
    INTERLOCAL_AGREEMENT = "interlocal_agreement", "Interlocal Agreement"


class Binding(Labelled):
    """Whether the parties are bound in law."""

    BINDING = "binding", "Binding"
    NON_BINDING = "non_binding", "Not binding"
    MIXED = "mixed", "Binding in part"


class PartyEntry(Record):
    """One party as the preamble names it."""

    role: PartyRole = Field(
        title="Role", description="Which party this is in the rest of the agreement; the words do not tell."
    )
    legal_name: Line = Field(
        title="Legal name",
        description="The name as it runs in the sentence, 1 to 300 characters: “the Board of Public Education”.",
    )
    acting_through: Line | None = Field(
        default=None,
        title="Acting through",
        description="The department that acts for it, if any: “its Police Department”.",
    )
    short_names: Pair[Name] = Field(
        title="Short names",
        description="One or two defined terms without quotes: “District”, or “City” and “Department”.",
    )


class Parties(Fields):
    """The fields of the preamble."""

    doc_type: DocumentType = Field(title="Type of document", description="What the agreement calls itself.")
    parties: tuple[PartyEntry, ...] = Field(
        title="Parties", description="Two to six parties in the order of the text.", min_length=2, max_length=6
    )
    effective_date: date | None = Field(
        default=None, title="Effective date", description="When the agreement takes effect; blank until it is known."
    )
    binding: Binding = Field(
        title="Binding effect",
        description="Whether the parties mean to be bound in law; the words tell only that they do not.",
    )

    @field_validator("parties")
    @classmethod
    def _each_once(cls, parties: tuple[PartyEntry, ...]) -> tuple[PartyEntry, ...]:
        roles = [party.role for party in parties]
        names = [name.casefold() for party in parties for name in party.short_names]
        if len(set(roles)) < len(roles):
            raise ValueError("must not give one role to two parties")
        if len(set(names)) < len(names):
            raise ValueError("must not use one short name twice")
        return parties


SPEC = KindSpec(
    name="parties",
    title="Parties",
    summary="Who is bound, under what names, and from when.",
    fields_model=Parties,
    wording="parties.toml",
    place="preamble",
)
