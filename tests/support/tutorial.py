"""The bodies of the tutorial's requests, made of the demonstration's story.

``python -m tests.support.tutorial`` writes them into ``docs/tutorial`` anew; a test fails until it is done.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from api.services.demonstration import AGREEMENT_ID
from api.services.story import expanded
from clauses.ids import clause_id_from

FOLDER: Final = Path(__file__).parents[2] / "docs" / "tutorial"
STORY: Final = Path(__file__).parents[2] / "api" / "demo" / "story.json"
Clauses = dict[str, dict[str, Any]]


def bodies() -> dict[str, Any]:
    """By file name, each body of a request that is too long for the page."""
    story = json.loads(STORY.read_text(encoding="utf-8"))
    versions = {each["id"]: each for each in expanded(story)["versions"]}
    stands = {name: {clause["key"]: clause for clause in each["clauses"]} for name, each in versions.items()}
    base, compromise = stands["V1"], stands["V5"]
    theirs = [key for key in compromise if key in base or compromise[key]["party"] == "district"]
    district = {key: _by(compromise, base, key, "district") for key in theirs}
    return {
        "agreement.json": story["agreement"],
        "2015-agreement.json": _proposal("The agreement of 2015, as it was signed.", {}, base),
        "police-cameras.json": _proposal("Every patrol officer wears a camera.", base, stands["V2"]),
        "district-custody.json": _proposal("What is recorded at school stays with the District.", base, stands["V3"]),
        "city-safeguards.json": _proposal("The Department keeps it, with safeguards.", base, stands["V4"]),
        "compromise-district.json": _proposal(
            "Custody is traded for limits on release: the part of the District.", base, district
        ),
        "compromise-police.json": _proposal(
            "Custody is traded for limits on release: the part of the Department.",
            district,
            compromise,
            {*base} - {*_changed(base, district)},
        ),
    }


def _by(now: Clauses, before: Clauses, key: str, party: str) -> dict[str, Any]:
    """A clause as it is now where ``party`` changed it last, and as it was before where another one did."""
    return now[key] if now[key]["party"] == party or key not in before else before[key]


def _changed(before: Clauses, after: Clauses) -> list[str]:
    return [key for key in after if key in before and after[key] != before[key]]


def _proposal(why: str, before: Clauses, after: Clauses, first: Collection[str] | None = None) -> dict[str, Any]:
    """The proposal that makes ``before`` into ``after``. A clause that was changed since its first revision (one that
    is not among ``first``) stands at its second."""
    bases = {key: 1 if first is None or key in first else 2 for key in before}
    bases |= {key: 1 for key in before if first is not None and key not in first and before[key] is after.get(key)}
    edits = [{"edit": "delete", "clause_id": _id(key), "base": bases[key]} for key in before if key not in after]
    for key, clause in after.items():
        if key in before:
            edits += _revised(before[key], clause, {"clause_id": _id(key), "base": bases[key]})
    return {"rationale": why, "edits": [*edits, *_placed(before, after, bases)]}


def _revised(before: dict[str, Any], after: dict[str, Any], at: dict[str, Any]) -> list[dict[str, Any]]:
    old, new = before["fields"], after["fields"]
    edits: list[dict[str, Any]] = []
    if before["heading"] != after["heading"]:
        edits.append({"edit": "rename_heading", **at, "heading": after["heading"]})
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    edits += [{"edit": "set_field", **at, "path": name, "value": new.get(name)} for name in changed]
    return edits


def _placed(before: Clauses, after: Clauses, bases: dict[str, int]) -> list[dict[str, Any]]:
    """The edits that put in what is new, and move what stands elsewhere."""
    edits: list[dict[str, Any]] = []
    order = [key for key in before if key in after]
    kept = _in_order(order, [key for key in after if key in before])
    last: str | None = None
    for key, clause in after.items():
        place = None if last is None else _id(last)
        if key not in before:
            told = {"kind": clause["kind"], "heading": clause["heading"], "fields": clause["fields"]}
            edits.append({"edit": "insert", "clause_id": _id(key), **told, "after": place})
            order.insert(0 if last is None else order.index(last) + 1, key)
        elif key not in kept:
            stood = order.index(key)
            at = {"clause_id": _id(key), "base": bases[key], "after": place}
            edits.append({"edit": "move", **at, "stood_after": _id(order[stood - 1]) if stood else None})
            order.remove(key)
            order.insert(0 if last is None else order.index(last) + 1, key)
        last = key
    return edits


def _in_order(one: Sequence[str], other: Sequence[str]) -> set[str]:
    """The longest run of keys, with gaps, that both orders agree on."""
    best: dict[str, list[str]] = {}
    for key in other:
        before = [best[each] for each in best if one.index(each) < one.index(key)]
        best[key] = [*max([[], *before], key=len), key]
    return set(max([[], *best.values()], key=len))


def _id(key: str) -> str:
    """The identity of a clause in the demonstration, which its cross-references name."""
    return clause_id_from(f"{AGREEMENT_ID}/{key}".encode())


def files() -> dict[str, str]:
    """The files as they are written."""
    return {name: json.dumps(body, indent=1, ensure_ascii=False) + "\n" for name, body in bodies().items()}


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
