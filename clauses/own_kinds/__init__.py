"""Clause kinds that an office writes as files: fields with types and limits, a heading, words and conditions.

:func:`load_kinds` turns the bytes of such files into the same :class:`KindSpec` that a built-in kind has. A file that
can't be is refused with its name, its line and the reason. docs/how-to/own-kinds.md shows the form.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from clauses.errors import InvalidKindFile
from clauses.kinds import BUILT_IN
from clauses.kinds.problems import nearest, problems_of
from clauses.kinds.registry import Registry
from clauses.kinds.spec import KindSpec
from clauses.own_kinds.declared import Declaration, fields_model
from clauses.own_kinds.lines import line_of
from clauses.own_kinds.shape import KindFile
from clauses.own_kinds.words import Problem, check_words, references


def load_kinds(files: Iterable[tuple[str, bytes]], registry: Registry = BUILT_IN) -> Registry:
    """Return ``registry`` with the kinds of ``files``, which are pairs of a name and bytes.

    :raises InvalidKindFile: the first fault that is found.
    """
    read = [_read(name, content) for name, content in files]
    seen: dict[str, str] = {}
    for file in read:
        kind = file.shape.name
        if kind in registry.names:
            raise file.refusal(("name",), f"{kind!r} is the name of a built-in kind; choose another")
        if kind in seen:
            raise file.refusal(("name",), f"{kind!r} is the name of the kind in {seen[kind]} too; choose another")
        seen[kind] = file.name
    specs = [file.spec() for file in read]
    known = (*registry.names, *seen)
    for file in read:
        for at, wanted in references(file.data):
            if wanted not in known:
                raise file.refusal(
                    at, f"refers to {wanted!r}, and there is no such clause kind{nearest(wanted, known)}"
                )
    return registry.with_kinds(specs)


class _File:
    """One file as read: its name, its text, its values, and their checked shape."""

    def __init__(self, name: str, text: str, data: Mapping[str, Any], shape: KindFile) -> None:
        self.name, self.text, self.data, self.shape = name, text, data, shape

    def refusal(self, at: Sequence[str | int], reason: str) -> InvalidKindFile:
        """The error that says where in the file ``at`` is, and why it is refused."""
        return InvalidKindFile(self.name, line_of(self.text, at), f"{'.'.join(map(str, at))}: {reason}")

    def spec(self) -> KindSpec:
        """The kind. Raises InvalidKindFile for what its shape alone does not show."""
        try:
            fields = tuple(Declaration.of(each, ("field", n)) for n, each in enumerate(self.shape.field))
            model = fields_model(self.shape.name, self.shape.title, fields)
            check_words(self.shape, fields)
        except Problem as problem:
            raise self.refusal(problem.at, problem.reason) from None
        return KindSpec(
            name=self.shape.name,
            title=self.shape.title,
            summary=self.shape.summary,
            fields_model=model,
            wording=self.name,
            place=self.shape.place,
            repeatable=self.shape.repeatable,
            words=self.text,
        )


def _read(name: str, content: bytes) -> _File:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidKindFile(name, line, "is not UTF-8 text") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise InvalidKindFile(name, line, f"is not TOML: {error}") from None
    try:
        return _File(name, text, data, KindFile.model_validate_json(json.dumps(data, default=str)))
    except ValidationError as error:
        first = next(_problems(error))
        raise InvalidKindFile(name, line_of(text, first[0]), f"{'.'.join(map(str, first[0]))}: {first[1]}") from None


def _problems(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for problem in problems_of(error, "", KindFile):
        yield tuple(int(step) if step.isdecimal() else step for step in problem.path.split(".")), problem.reason
