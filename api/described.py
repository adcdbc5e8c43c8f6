"""What every operation of the OpenAPI document has in common: its name, its tag, and what a body may be refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.routing import APIRoute

from api.routes.responses import problems

TAGS: list[dict[str, Any]] = [
    {"name": "agreements", "description": "Agreements, their parties, house style and school calendar."},
    {"name": "imports", "description": "Agreements that exist as Word files, under review and saved."},
    {"name": "clauses", "description": "The clauses of an agreement as they stand, and their history."},
    {"name": "clause kinds", "description": "The kinds of clauses, and the JSON Schema of their fields."},
    {"name": "proposals", "description": "Changes that one side proposes and the other answers."},
    {"name": "comments", "description": "Threads about clauses and proposals, shared or private to a side."},
    {"name": "drafts", "description": "Immutable snapshots and their Word files."},
    {"name": "adoption", "description": "Votes on a draft, what is signed of it, what is in force, and notices."},
    {"name": "rounds", "description": "What your side sent, to whom, and what came back."},
    {"name": "redlines", "description": "Tracked changes between two drafts or two files, and files without them."},
    {"name": "memos", "description": "What changed between two drafts, by whom and why."},
    {"name": "findings", "description": "What the rules find about an agreement."},
    {"name": "deadlines", "description": "The days that an agreement sets."},
    {"name": "search", "description": "Clauses by their words and their fields."},
    {"name": "playbooks", "description": "What a side prefers; private to it."},
    {"name": "members", "description": "Who acts for which party."},
    {"name": "accounts", "description": "The accounts of the installation."},
    {"name": "my account", "description": "One's own account and its API tokens."},
    {"name": "signing in", "description": "Sessions, one-time codes and OpenID Connect."},
    {"name": "audit", "description": "Who changed what, in hash chains."},
    {"name": "webhooks", "description": "Who is told what happens in an agreement, and what became of it."},
    {"name": "health", "description": "Whether the server works."},
]
"""The groups of operations, in the order in which a reader needs them."""


def operation_name(route: APIRoute) -> str:
    """The operationId of a route: the name of its function, which generated clients call it by. It does not change with
    the address; a test holds the names apart."""
    return route.name


def describe_bodies(described: dict[str, Any]) -> None:
    """Write into an OpenAPI document how an operation refuses a body that can't be read, or is too large."""
    for operations in described.get("paths", {}).values():
        for operation in operations.values():
            if "requestBody" in operation:
                for status, answer in problems(400, 413, 415).items():
                    operation["responses"].setdefault(str(status), answer)


ETAG: dict[str, Any] = {
    "description": "The tag of what is answered, for If-Match when it is changed.",
    "schema": {"type": "string"},
    "example": '"mzxw6ytboi2dgnbv-3"',
}


def describe_tags(described: dict[str, Any]) -> None:
    """Write into an OpenAPI document which answers bear an ETag: that of what a change with If-Match is about, and that
    of the change itself, where it answers with the changed record."""
    paths = described.get("paths", {})
    for path, operations in paths.items():
        for operation in operations.values():
            if has_parameter(operation, "If-Match"):
                resource = resource_of(path, paths)
                _tag(paths[resource]["get"])
                if _schema(operation) == _schema(paths[resource]["get"]):
                    _tag(operation)


def has_parameter(operation: Mapping[str, Any], name: str) -> bool:
    """Whether an operation takes the parameter."""
    return any(each["name"] == name for each in operation.get("parameters", ()))


def resource_of(path: str, paths: Mapping[str, Any]) -> str:
    """The address, ``path`` or the nearest above it, where what a change at ``path`` is about can be read. Raises
    KeyError where there is none."""
    above = path
    while "get" not in paths.get(above, {}):
        if not above:
            raise KeyError(path)
        above = above.rpartition("/")[0]
    return above


def _schema(operation: Mapping[str, Any]) -> Any:
    for status in ("200", "201"):
        if status in operation["responses"]:
            return operation["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    return None


def _tag(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if status in ("200", "201"):
            answer.setdefault("headers", {})["ETag"] = ETAG
