"""What stands at a dotted path of a record: its type, found through models, lists and the rows that models derive."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import EnumType
from functools import cache
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Sort:
    """The type at a path; ``optional`` when it may be None."""

    of: Any
    optional: bool = False

    @property
    def choices(self) -> tuple[Any, ...]:
        """The members of a closed choice, else nothing."""
        return tuple(self.of) if isinstance(self.of, EnumType) else ()

    @property
    def items(self) -> Sort | None:
        """The sort of a list's values, or None when it is no list."""
        if get_origin(self.of) not in (tuple, list):
            return None
        return _plain(get_args(self.of)[0])


def _plain(annotation: Any) -> Sort:
    """``annotation`` without what Annotated and Optional add."""
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            inner = [each for each in get_args(annotation) if each is not type(None)]
            optional, annotation = True, inner[0] if len(inner) == 1 else object
        else:
            return Sort(annotation, optional)


@cache
def sort_at(root: type, path: str) -> Sort | None:
    """Return the sort of the value at ``path``, or None when the path leads nowhere."""
    found: Sort | None = Sort(root)
    for name in path.split(".") if path else ():
        found = None if found is None else found.items if name.isdecimal() else _named(found.of, name)
    return found


def _named(owner: Any, name: str) -> Sort | None:
    if isinstance(owner, type) and issubclass(owner, BaseModel) and name in owner.model_fields:
        return _plain(owner.model_fields[name].annotation)
    if not isinstance(owner, type):
        return None
    if is_dataclass(cast(Any, owner)) and name in {field.name for field in fields(owner)}:
        return _plain(get_type_hints(owner)[name])
    derived = cast(Any, owner).__dict__.get(name)
    if isinstance(derived, property) and derived.fget is not None:
        return _plain(get_type_hints(derived.fget).get("return", object))
    return None


def title_at(root: type[BaseModel], path: str) -> str:
    """Return what a person calls the field at ``path``: the titles of its steps, list items by their number."""
    titles: list[str] = []
    owner: Any = root
    for n, name in enumerate(path.split(".")):
        if name.isdecimal():
            titles.append(str(int(name) + 1))
        elif isinstance(owner, type) and issubclass(owner, BaseModel) and name in owner.model_fields:
            titles.append(owner.model_fields[name].title or name)
        found = sort_at(root, ".".join(path.split(".")[: n + 1]))
        owner = found.of if found else None
    return ", ".join(titles) or path


def value_at(data: Any, path: str) -> Any:
    """Return the JSON value at ``path``; what is absent on the way is None."""
    for name in path.split(".") if path else ():
        if isinstance(data, Mapping):
            data = cast(Mapping[str, Any], data).get(name)
        elif isinstance(data, list) and name.isdecimal():
            values = cast(list[Any], data)
            data = values[int(name)] if int(name) < len(values) else None
        else:
            return None
    return data


def set_at(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the JSON value at ``path`` in place, making the objects on the way; a place past a list's end is left out."""
    *way, last = path.split(".")
    owner: Any = data
    for name in way:
        found: Any = value_at(owner, name)
        if found is None and isinstance(owner, dict):
            found = cast(dict[str, Any], owner)[name] = {}
        owner = found
    if isinstance(owner, dict):
        cast(dict[str, Any], owner)[last] = value
    elif isinstance(owner, list) and last.isdecimal() and int(last) < len(cast(list[Any], owner)):
        cast(list[Any], owner)[int(last)] = value
