"""What the reference of the API tells: the OpenAPI document as groups of operations, each with the records that it
takes and answers with, in words instead of JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
_PROBLEM: Final = "application/problem+json"
_FORMATS: Final = {
    "date": "date",
    "date-time": "moment",
    "binary": "file",
    "email": "e-mail address",
    "uri": "address",
}
_NAMES: Final = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null"}
_BOUNDS: Final = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
    "minLength": "{} or more characters",
    "maxLength": "up to {} characters",
    "minItems": "{} or more of them",
    "maxItems": "up to {} of them",
    "pattern": "like {}",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A part of what a value is: words, a value as it is written, or the name of a record."""

    text: str
    code: bool = False
    record: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter, or a field of a record."""

    name: str
    where: str
    required: bool
    type: tuple[Word, ...]
    about: str
    example: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record, or a choice of values, that operations take or answer with."""

    name: str
    about: str
    type: tuple[Word, ...]
    fields: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation takes or answers with: under which status, of which media type, and an example."""

    status: str
    about: str
    media: str
    type: tuple[Word, ...]
    fields: tuple[Value, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to ask for."""

    id: str
    method: str
    path: str
    summary: str
    about: tuple[str, ...]
    parameters: tuple[Value, ...]
    body: Answer | None
    answers: tuple[Answer, ...]
    problems: tuple[tuple[str, str], ...]
    open: bool
    """Whether it needs no credentials."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about the same things, and the records that they speak of."""

    name: str
    slug: str
    about: str
    operations: tuple[Operation, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole of it."""

    title: str
    version: str
    about: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many operations there are."""
        return sum(len(each.operations) for each in self.groups)


def reference_of(document: Mapping[str, Any]) -> Reference:
    """The reference that an OpenAPI 3.1 document makes; its groups are the document's tags, in their order."""
    info, schemas = document["info"], document["components"]["schemas"]
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {each["name"]: [] for each in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            by_tag[operation["tags"][0]].append((method.upper(), path, operation))
    groups = (_group(each, by_tag[each["name"]], schemas) for each in document["tags"])
    return Reference(info["title"], info["version"], info["description"], tuple(groups))


def _group(
    tag: Mapping[str, str], found: Sequence[tuple[str, str, dict[str, Any]]], schemas: Mapping[str, Any]
) -> Group:
    operations = tuple(_operation(*each, schemas) for each in found)
    names: dict[str, None] = {}
    for _, _, operation in found:
        _collect(_without_problems(operation), schemas, names)
    records = tuple(_record(name, schemas[name]) for name in sorted(names) if not name.startswith("Body_"))
    return Group(tag["name"], tag["name"].replace(" ", "-"), tag["description"], operations, records)


def _operation(method: str, path: str, said: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    answers: list[Answer] = []
    problems: list[tuple[str, str]] = []
    for status, answer in sorted(said["responses"].items()):
        content: Mapping[str, Any] = answer.get("content", {})
        if _PROBLEM in content:
            problems.append((status, answer["description"]))
            continue
        about = "" if answer["description"] == "Successful Response" else answer["description"]
        answers += [_content(status, about, *each, schemas) for each in content.items()] or [_nothing(status, about)]
    asked: Mapping[str, Any] = said.get("requestBody", {}).get("content", {})
    bodies = [_content("", "", *each, schemas) for each in asked.items()]
    return Operation(
        said["operationId"],
        method,
        path,
        said["summary"],
        _paragraphs(said["description"]),
        tuple(_parameter(each) for each in said.get("parameters", ())),
        next(iter(bodies), None),
        tuple(answers),
        tuple(problems),
        not said["security"],
    )


def _content(status: str, about: str, media: str, said: Mapping[str, Any], schemas: Mapping[str, Any]) -> Answer:
    schema: Mapping[str, Any] = said.get("schema", {})
    form = schemas[_name(schema["$ref"])] if media == _FORM and "$ref" in schema else None
    words = tuple(_type(schema)) if media == _JSON else ()
    fields = () if form is None else tuple(_fields(form))
    example = said.get("example") if media == _JSON else None
    return Answer(status, about, media, words, fields, "" if example is None else _pretty(example))


def _nothing(status: str, about: str) -> Answer:
    return Answer(status, about, "", (), (), "")


def _parameter(said: Mapping[str, Any]) -> Value:
    schema = said["schema"]
    example = said.get("example", next(iter(schema.get("examples", ())), None))
    about = said.get("description") or schema.get("description") or schema.get("title", "")
    return Value(
        said["name"],
        said["in"],
        bool(said.get("required")),
        tuple(_type(schema)),
        about,
        "" if example is None else str(example),
    )


def _record(name: str, schema: Mapping[str, Any]) -> Record:
    fields = tuple(_fields(schema))
    return Record(name, schema.get("description", ""), () if fields else tuple(_type(schema)), fields)


def _fields(schema: Mapping[str, Any]) -> Iterator[Value]:
    wanted: Sequence[str] = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        title = each.get("title", "")
        told = "" if title.lower() == name.replace("_", " ").lower() else title
        example = next(iter(each.get("examples", ())), None)
        about = each.get("description") or told
        yield Value(name, "", name in wanted, tuple(_type(each)), about, "" if example is None else _pretty(example))


def _type(schema: Mapping[str, Any]) -> Iterator[Word]:
    """What a value is, as words."""
    if "$ref" in schema:
        yield Word(_name(schema["$ref"]), record=True)
    elif "enum" in schema or "const" in schema:
        yield from _joined([Word(_pretty(each), code=True)] for each in schema.get("enum", [schema.get("const")]))
    elif "anyOf" in schema or "oneOf" in schema:
        yield from _joined(list(_type(each)) for each in schema.get("anyOf", schema.get("oneOf", ())))
    elif schema.get("type") == "array":
        yield Word("list of ")
        yield from _type(schema.get("items", {}))
    elif schema.get("type") == "object":
        named = schema.get("additionalProperties")
        yield Word("object")
        if isinstance(named, dict) and named:
            yield Word(" of names, each with ")
            yield from _type(named)  # pyright: ignore[reportUnknownArgumentType]
    else:
        yield Word(_plain(schema))
    yield from _bounds(schema)


def _plain(schema: Mapping[str, Any]) -> str:
    if schema.get("contentMediaType") == "application/octet-stream":
        return "file"
    kind = schema.get("type")
    return _FORMATS.get(schema.get("format", ""), _NAMES.get(str(kind), str(kind or "any value")))


def _bounds(schema: Mapping[str, Any]) -> Iterator[Word]:
    for key, told in _BOUNDS.items():
        if key in schema:
            before, _, after = told.partition("{}")
            yield Word(f", {before}")
            yield Word(str(schema[key]), code=key == "pattern")
            yield Word(after)
    if schema.get("default") is not None:
        yield Word("; else ")
        yield Word(_pretty(schema["default"]), code=True)


def _joined(parts: Iterator[list[Word]]) -> Iterator[Word]:
    for number, part in enumerate(parts):
        if number:
            yield Word(" or ")
        yield from part


def _collect(said: Any, schemas: Mapping[str, Any], into: dict[str, None]) -> None:
    """The names of the records that ``said`` speaks of, and those that these speak of."""
    if isinstance(said, dict):
        for key, value in said.items():  # pyright: ignore[reportUnknownVariableType]
            if key == "$ref" and isinstance(value, str):
                name = _name(value)
                if name not in into:
                    into[name] = None
                    _collect(schemas[name], schemas, into)
            elif key not in ("example", "examples"):
                _collect(value, schemas, into)
    elif isinstance(said, list):
        for each in said:  # pyright: ignore[reportUnknownVariableType]
            _collect(each, schemas, into)


def _without_problems(operation: Mapping[str, Any]) -> dict[str, Any]:
    answers = operation["responses"].items()
    kept = {status: each for status, each in answers if _PROBLEM not in each.get("content", {})}
    return {**operation, "responses": kept}


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in text.split("\n\n") if each.strip())


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
