"""A change memo in words: its lines, as JSON, and as a page for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from clauses.wording.filters import series
from drafts.render.markup import Child, Markup, document, join, tag
from drafts.render.page import MEMO_STYLE
from drafts.summary import ChangeMemo, ClauseFate, ClauseMemo, Said, Version

FORMAT: Final = "counterpart-memo/1"


# ----------------------------------------------------------------------------------------------------- in words


def in_brief(memo: ChangeMemo) -> str:
    """The memo in a sentence: "33 provisions change in 14 sections; 3 sections are new, 1 is removed, and 2 move."."""
    changed = [each for each in memo.clauses if each.fields]
    parts: list[str] = []
    if changed:
        verb = "changes" if memo.field_count == 1 else "change"
        parts.append(f"{_counted(memo.field_count, 'provision')} {verb} in {_counted(len(changed), 'section')}")
    counts = (
        (len(memo.of(ClauseFate.ADDED)), "is new", "are new"),
        (len(memo.of(ClauseFate.DELETED)), "is removed", "are removed"),
        (len(memo.moved), "moves", "move"),
        (len(memo.wording_only), "changes in wording only", "change in wording only"),
    )
    told = [(n, one if n == 1 else many) for n, one, many in counts if n]
    if told:
        first = f"{_counted(told[0][0], 'section')} {told[0][1]}"
        parts.append(series([first, *(f"{n} {verb}" for n, verb in told[1:])], "and"))
    return f"{'; '.join(parts)}." if parts else "Nothing differs between the two."


def told(clause: ClauseMemo) -> tuple[str, ...]:
    """What happened to a clause, a line each: every field that changed is named."""
    lines: list[str] = []
    if clause.fate is ClauseFate.ADDED:
        lines.append(f"New section. {clause.summary}")
    if clause.fate is ClauseFate.DELETED:
        lines.append("Removed (numbered as in the earlier draft).")
    if clause.heading is not None:
        lines.append(f"Heading: {clause.heading[0]} → {clause.heading[1]}")
    lines += (field.told for field in clause.fields)
    if clause.moved is not None:
        lines.append(f"Moved: {_stands(clause.moved)}.")
    if clause.reworded:
        lead = "Wording only" if not clause.fields else "Own wording"
        lines += (f"{lead}: {each.before or '(nothing)'} → {each.after or '(nothing)'}" for each in clause.reworded)
    return tuple(lines)


def who(said: Said) -> str:
    """Who made a change: "Superintendent (District)"."""
    return f"{said.author} ({said.party.removeprefix('the ')})" if said.party else said.author


def _stands(moved: tuple[str, str]) -> str:
    stood, stands = moved
    now = f"now follows {stands}" if stands else "now stands first"
    return f"{now}; it followed {stood}" if stood else f"{now}; it stood first"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


# ------------------------------------------------------------------------------------------------------ as data


def memo_json(memo: ChangeMemo) -> dict[str, Any]:
    """The memo as plain data; its form is ``MemoShown`` of the API's description."""
    return {
        "format": FORMAT,
        "title": memo.title,
        "before": _version(memo.before),
        "after": _version(memo.after),
        "in_brief": in_brief(memo),
        "counts": {
            "fields": memo.field_count,
            "added": len(memo.of(ClauseFate.ADDED)),
            "deleted": len(memo.of(ClauseFate.DELETED)),
            "moved": len(memo.moved),
            "wording_only": len(memo.wording_only),
        },
        "clauses": [_clause(each) for each in memo.clauses],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "label": version.label,
        "dated": version.dated.isoformat(),
        "author": version.author,
    }


def _clause(clause: ClauseMemo) -> dict[str, Any]:
    heading, moved = clause.heading, clause.moved
    return {
        "clause_id": clause.clause_id,
        "kind": clause.kind,
        "name": clause.name,
        "fate": clause.fate.value,
        "wording_only": clause.wording_only,
        "told": list(told(clause)),
        "fields": [
            {
                "path": each.path,
                "label": each.label,
                "before": each.before,
                "after": each.after,
                "added": list(each.added),
                "removed": list(each.removed),
            }
            for each in clause.fields
        ],
        "heading": None if heading is None else {"before": heading[0], "after": heading[1]},
        "moved": None if moved is None else {"stood_after": moved[0], "stands_after": moved[1]},
        "reworded": [{"before": each.before, "after": each.after} for each in clause.reworded],
        "said": [
            {
                "author": each.author,
                "party": each.party,
                "at": None if each.at is None else each.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "why": each.why,
            }
            for each in clause.said
        ],
    }


# ------------------------------------------------------------------------------------------------------ a page


def memo_html(memo: ChangeMemo) -> str:
    """A page: both versions, the memo in a sentence, then each clause with what changed, who proposed it and why."""
    facts = join([memo.before.name, " → ", tag("b", memo.after.name)])
    body = tag(
        "div",
        tag("a", "Skip to the changes", class_="skip", href="#changes"),
        tag(
            "header",
            tag("p", "Change memo", class_="kicker"),
            tag("h1", memo.title),
            tag("p", facts, class_="facts"),
            tag("p", in_brief(memo), class_="brief"),
            class_="head",
        ),
        tag("main", *(_section(each, n) for n, each in enumerate(memo.clauses, 1)), id="changes"),
        class_="page",
    )
    return document(title=f"Change memo: {memo.title}", style=MEMO_STYLE, body=body)


def _section(clause: ClauseMemo, n: int) -> Markup:
    lines: list[Child] = [tag("li", line) for line in told(clause)]
    return tag(
        "section",
        tag("h2", clause.name, id=f"clause-{n}"),
        tag("ul", *lines, class_="told"),
        *_reasons(clause.said),
        class_="clause",
        aria_labelledby=f"clause-{n}",
    )


def _reasons(said: Sequence[Said]) -> list[Markup]:
    return [tag("p", tag("b", who(each)), f": {each.why}" if each.why else None, class_="about") for each in said]
