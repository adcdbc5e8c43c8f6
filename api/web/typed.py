"""What was typed into a form, checked by the schema of the API's own request."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from clauses.errors import InvalidOption
from clauses.kinds.problems import problems_of

M = TypeVar("M", bound=BaseModel)


def typed(model: type[M], **values: Any) -> M:
    """The request that ``values`` make. Raises :class:`InvalidOption`, which says of each field by its title what is
    wrong with it."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        refused = problems_of(error, "", model)
        raise InvalidOption("; ".join(f"{_title(model, each.path)} {each.reason}" for each in refused) + ".") from None


def _title(model: type[BaseModel], path: str) -> str:
    """What people call a field: “The name that its changes bear”; in a list, “The parties, in order”, no. 1, role."""
    name, *inner = path.split(".")
    field = model.model_fields.get(name)
    title = f"“{field.title}”" if field is not None and field.title else "What was typed"
    return ", ".join([title, *(f"no. {int(each) + 1}" if each.isdigit() else each.replace("_", " ") for each in inner)])
