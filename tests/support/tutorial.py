"""The bodies of the tutorial's requests, made of the demonstration's story.

``python -m tests.support.tutorial`` writes them into ``docs/tutorial`` anew; a test fails until it is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from api.services.demonstration import AGREEMENT_ID
from api.services.story import expanded
from clauses.ids import clause_id_from
from clauses.record import create
from clauses.wording.match import prose

FOLDER: Final = Path(__file__).parents[2] / "docs" / "tutorial"
STORY: Final = Path(__file__).parents[2] / "api" / "demo" / "story.json"
Clauses = dict[str, dict[str, Any]]


def bodies() -> dict[str, Any]:
    """By file name, each body of a request that is too long for the page."""
    story = json.loads(STORY.read_text(encoding="utf-8"))
    versions = {each["id"]: each for each in expanded(story)["versions"]}
    stands = {name: {clause["key"]: clause for clause in each["clauses"]} for name, each in versions.items()}
    base, compromise, last = stands["V1"], stands["V5"], stands["V6"]
    theirs = [key for key in compromise if key in base or compromise[key]["party"] == "district"]
    district = {key: _by(compromise, base, key, "district") for key in theirs}
    first = dict.fromkeys(base, 1)
    second = _numbers(first, base, district)
    return {
        "agreement.json": story["agreement"],
        "2015-agreement.json": _proposal("The agreement of 2015, as it was signed.", {}, base, {}),
        "police-cameras.json": _proposal("Every patrol officer wears a camera.", base, stands["V2"], first),
        "district-custody.json": _proposal(
            "What is recorded at school stays with the District.", base, stands["V3"], first
        ),
        "pilot.json": _proposal("Start now under the agreement of 2015.", base, stands["V2P"], first),
        "city-safeguards.json": _proposal("The Department keeps it, with safeguards.", base, stands["V4"], first),
        "compromise-district.json": _proposal(
            "Custody is traded for limits on release: the part of the District.", base, district, first
        ),
        "compromise-police.json": _proposal(
            "Custody is traded for limits on release: the part of the Department.", district, compromise, second
        ),
        "last-words.json": _proposal(
            "What the Board asked for at its first reading.",
            compromise,
            _unsigned(last, compromise),
            _numbers(second, district, compromise),
        ),
        "board-vote.json": _divided({"rule": "majority_present", **versions["V6"]["votes"][0]}),
        "manager-vote.json": {"rule": "majority_present", **versions["V6"]["votes"][1]},
    }


def _divided(vote: dict[str, Any]) -> dict[str, Any]:
    """The vote with the last member absent and the one before against."""
    *present, absent = vote["present"]
    ballots = [{**each, "ballot": "no" if each["member"] == present[-1] else "yes"} for each in vote["ballots"][:-1]]
    return {**vote, "present": present, "absent": [absent], "ballots": ballots}


def _by(now: Clauses, before: Clauses, key: str, party: str) -> dict[str, Any]:
    """A clause as it is now where ``party`` changed it last, and as it was before where another one did."""
    return now[key] if now[key]["party"] == party or key not in before else before[key]


def _unsigned(last: Clauses, before: Clauses) -> Clauses:
    """The last version without the dates that are filled in when it is adopted."""
    kept = {"c01": "effective_date", "c26": "approvals"}
    return {
        key: {**clause, "fields": {**clause["fields"], kept[key]: before[key]["fields"].get(kept[key])}}
        if key in kept
        else clause
        for key, clause in last.items()
    }


def _numbers(numbers: Mapping[str, int], before: Clauses, after: Clauses) -> dict[str, int]:
    """The number of each clause's revision once ``after`` is accepted."""
    return {
        key: numbers[key] + bool(_revised(before[key], clause, {})) if key in before else 1
        for key, clause in after.items()
    }


def _proposal(why: str, before: Clauses, after: Clauses, bases: Mapping[str, int]) -> dict[str, Any]:
    """The proposal that makes ``before``, whose clauses stand at the revisions ``bases``, into ``after``."""
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
    if "edits" in after and "edits" not in before:
        edits.append({"edit": "edit_text", **at, "text": _edited(after)})
    return edits


def _edited(clause: dict[str, Any]) -> str:
    """The words of a clause with the story's edits made in them."""
    at = datetime(2020, 3, 17, tzinfo=UTC)
    about = {name: clause[name] for name in ("kind", "heading", "fields", "author")}
    words = prose(create(clause_id=_id(clause["key"]), at=at, **about))
    for each in clause["edits"]:
        assert words.count(each["before"]) == 1, each
        words = words.replace(each["before"], each["after"])
    return words


def _placed(before: Clauses, after: Clauses, bases: Mapping[str, int]) -> list[dict[str, Any]]:
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
