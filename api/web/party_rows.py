"""The parties of a new agreement as a form has them: a row each, and rows to be filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from api.schemas.agreements import PartyBody, PartyList
from api.store.agreements import Party
from clauses.errors import InvalidOption
from clauses.kinds.values import PartyRole

ROLES: Final = tuple(PartyRole)
_NAMES: Final = ("role", "legal_name", "short_name", "office", "side")
_FIELD: Final = re.compile(rf"party-(\d{{1,2}})-({'|'.join(_NAMES)})")
_LIST: TypeAdapter[list[PartyBody]] = TypeAdapter(PartyList)
_EMPTY: Final[Mapping[str, str]] = dict.fromkeys(_NAMES, "")


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The fields of a form, as typed: the first value of each name."""

    values: Mapping[str, str]

    def get(self, name: str, otherwise: str = "") -> str:
        """What was typed; ``otherwise`` where the form has no such field."""
        return self.values.get(name, otherwise)

    def party_rows(self) -> list[dict[str, str]]:
        """The rows of parties in which anything stands."""
        rows: dict[int, dict[str, str]] = {}
        for name, value in self.values.items():
            if found := _FIELD.fullmatch(name):
                rows.setdefault(int(found[1]), dict(_EMPTY))[found[2]] = value.strip()
        return [rows[at] for at in sorted(rows) if rows[at]["legal_name"] or rows[at]["short_name"]]

    def parties(self) -> tuple[Party, ...]:
        """The parties. Raises :class:`InvalidOption` with what is wrong in which row."""
        rows = self.party_rows()
        try:
            made = _LIST.validate_python([PartyBody(**row) for row in rows])
        except ValidationError as error:
            raise InvalidOption(f"The parties can’t be so: {first_error(error)}.") from None
        return tuple(Party(each.role, each.legal_name, each.short_name, each.office, each.side) for each in made)


async def typed_form(request: Request) -> TypedForm:
    """The fields of the request's form."""
    values: dict[str, str] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            values.setdefault(name, value)
    return TypedForm(values)


def rows_of(parties: Sequence[Party]) -> list[dict[str, str]]:
    """The rows that show ``parties``."""
    return [asdict(each) for each in parties]


def first_error(error: ValidationError) -> str:
    """What is wrong first, in a few words."""
    first = error.errors()[0]
    where = [str(each).replace("_", " ") for each in first["loc"] if isinstance(each, str)]
    return ": ".join([*where[-1:], str(first["msg"]).removeprefix("Value error, ")])
