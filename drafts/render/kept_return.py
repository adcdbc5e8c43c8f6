"""What was found in a returned file, to be kept as it was found and read again: the whole record as JSON values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from drafts.returned import Return
from drafts.returns.clause_lines import lines_of

_FORM: Final[TypeAdapter[Return]] = TypeAdapter(Return)


def kept(found: Return) -> dict[str, Any]:
    """``found`` as JSON values. Its lines follow from its strips, and are left out."""
    return _FORM.dump_python(replace(found, lines=()), mode="json")


def read_kept(told: dict[str, Any]) -> Return:
    """What :func:`kept` was given."""
    found = _FORM.validate_python(told)
    return replace(found, lines=tuple(lines_of(found.strips)))
