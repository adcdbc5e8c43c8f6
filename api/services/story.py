"""The demonstration's story: a first version in full, and each later one as the changes to the version it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Story = Mapping[str, Any]


def expanded(story: Story) -> dict[str, Any]:
    """Return ``story`` with the ordered ``clauses`` of every version.

    A clause that a version changes bears its author, party and reasons; one that it leaves alone is that of the version
    before. A change that is not authored by itself is its version's. ``edits`` of a clause are those that this version
    makes in its words.
    """
    versions: dict[str, dict[str, Any]] = {}
    for version in story["versions"]:
        clauses = version["clauses"] if "clauses" in version else _changed(versions[version["base"]], version)
        versions[version["id"]] = {**version, "clauses": clauses}
    return {**story, "versions": list(versions.values())}


def _changed(base: Story, version: Story) -> list[dict[str, Any]]:
    clauses = {clause["key"]: {k: v for k, v in clause.items() if k != "edits"} for clause in base["clauses"]}
    order = list(clauses)
    for key, changes in _by_clause(version["changes"]).items():
        for change in changes:
            clauses[key] = _applied(clauses.get(key, {}), change)
        clauses[key].update(_authored(version, changes))
    for change in version["changes"]:
        _reorder(order, change)
    return [clauses[key] for key in order]


def _by_clause(changes: Sequence[Story]) -> dict[str, list[Story]]:
    found: dict[str, list[Story]] = {}
    for change in changes:
        found.setdefault(change["key"], []).append(change)
    return found


def _applied(clause: Story, change: Story) -> dict[str, Any]:
    """``clause`` with one change of its heading or fields; a place is no part of it."""
    match change["op"]:
        case "insert_clause":
            return {name: change[name] for name in ("key", "kind", "heading", "fields")}
        case "set_field":
            rest = {name: value for name, value in clause["fields"].items() if name != change["field"]}
            given = {} if change["value"] is None else {change["field"]: change["value"]}
            return {**clause, "fields": {**rest, **given}}
        case "edit_text":
            edit = {"before": change["before"], "after": change["after"]}
            return {**clause, "edits": [*clause.get("edits", ()), edit]}
        case "rename_heading":
            return {**clause, "heading": change["heading"]}
        case _:
            return dict(clause)


def _authored(version: Story, changes: Sequence[Story]) -> dict[str, Any]:
    """Who changed a clause, for which party, and every reason once."""
    reasons = dict.fromkeys(change["rationale"] for change in changes)
    by = next((change for change in changes if "author" in change), version)
    return {"author": by["author"], "party": by["party"], "rationale": " ".join(reasons)}


def _reorder(order: list[str], change: Story) -> None:
    if change["op"] in ("delete_clause", "move_clause"):
        order.remove(change["key"])
    if change["op"] in ("insert_clause", "move_clause"):
        order.insert(order.index(change["after"]) + 1, change["key"])
