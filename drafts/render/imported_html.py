"""What a Word file would become, as a page for the person who confirms it: clause by clause, with the words that each
field was read from, what is left over, and where the draft differs from the file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from clauses.kinds import kind
from clauses.text.inline import Link, Term, parse_prose
from clauses.wording.layout import EXHIBIT, HEAD, ROW, SIGNATURE, cells_of, level_of, sort_of
from drafts.importing.evidence import left_over
from drafts.importing.model import Difference, DifferenceSort, Evidence, Imported, ImportedClause, Sureness
from drafts.render import told
from drafts.render.html import notes
from drafts.render.markup import Markup, document, join, tag
from drafts.render.page import IMPORT_STYLE

SURENESS: Final = {
    Sureness.CERTAIN: "certain: the words say it",
    Sureness.LIKELY: "likely: look at it",
    Sureness.NONE: "not sure: no words say it",
}
KIND_SURENESS: Final = {
    Sureness.CERTAIN: "certain: the kind’s very words",
    Sureness.LIKELY: "likely: with words of its own",
    Sureness.NONE: "kept word for word",
}
SORTS: Final = {
    DifferenceSort.WORDS: "Words",
    DifferenceSort.ELSEWHERE: "At another place",
    DifferenceSort.HEADING: "Heading added",
    DifferenceSort.NUMBER: "Typed number",
    DifferenceSort.QUOTES: "Quotes made curly",
    DifferenceSort.SETTING: "Set by the house style",
}


def imported_html(imported: Imported, differences: Sequence[Difference]) -> str:
    """The page: complete, without script."""
    body = tag(
        "div",
        tag("a", "Skip to the clauses", class_="skip", href="#clauses"),
        tag(
            "header",
            tag("p", "What the file would become", class_="kicker"),
            tag("h1", imported.title),
            tag("p", summary(imported, differences), class_="facts"),
            _counts(imported, differences),
            class_="head",
        ),
        tag("main", *map(_clause, imported.clauses), id="clauses"),
        _differences(differences),
        notes(imported.notes),
        class_="page",
    )
    return document(title=imported.title, style=IMPORT_STYLE, body=body)


def summary(imported: Imported, differences: Iterable[Difference]) -> str:
    """The import in a sentence: "14 clauses, 13 of them of a kind; every word of the file is in one; the draft differs
    in no words"."""
    typed = sum(each.revision.kind != "custom" for each in imported.clauses)
    lost = (
        f"{told.count(len(imported.lost), 'word')} of the file in none"
        if imported.lost
        else ("every word of the file is in one")
    )
    words = sum(each.sort is DifferenceSort.WORDS for each in differences)
    differs = f"the draft differs in {told.count(words, 'place')}" if words else "the draft differs in no words"
    return f"{told.count(len(imported.clauses), 'clause')}, {typed} of them of a kind; {lost}; {differs}."


def shown(line: str) -> str:
    """A line of a clause as a reader sees it."""
    sort = sort_of(line)
    text = " | ".join("".join(_words(piece) for piece in parse_prose(cell)) for cell in cells_of(line))
    lead = {HEAD: "Table: ", ROW: "", SIGNATURE: "Signature: ", EXHIBIT: "Exhibit "}.get(sort, "")
    return f"{lead}{text}"


def value_told(value: Any) -> str:
    """A field's value in a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _words(piece: str | Link | Term) -> str:
    if isinstance(piece, str):
        return piece
    return f"“{piece.term}”" if isinstance(piece, Term) else f"[{piece.kind or 'another clause'}]"


def _counts(imported: Imported, differences: Sequence[Difference]) -> Markup:
    kinds = Counter(each.sureness for each in imported.clauses)
    entries = [(kinds[each], label) for each, label in KIND_SURENESS.items()]
    sorts = Counter(each.sort for each in differences)
    entries += [(sorts[each], label.lower()) for each, label in SORTS.items()]
    return tag("ul", *(tag("li", tag("b", f"{n:,}"), tag("span", label)) for n, label in entries if n), class_="counts")


def _clause(clause: ImportedClause) -> Markup:
    number = f"{clause.number} " if clause.number else ""
    added = " (a heading of ours)" if clause.heading_added else ""
    extra = set(left_over(clause)) if clause.revision.kind != "custom" else set[str]()
    about = (
        tag("b", kind(clause.revision.kind).title),
        tag("span", KIND_SURENESS[clause.sureness]),
        tag("span", f"lines {clause.first} to {clause.last}"),
        tag("span", "confirmed") if clause.confirmed else None,
    )
    return tag(
        "section",
        tag("h2", f"{number}{clause.revision.heading}{added}", id=f"line-{clause.first}"),
        tag("p", *about, class_="about"),
        _fields(clause.evidence) if clause.evidence else None,
        tag("div", *(_line(line, own=line in extra) for line in clause.lines), class_="text"),
        class_="clause",
        aria_labelledby=f"line-{clause.first}",
    )


def _fields(evidence: Sequence[Evidence]) -> Markup:
    head = tag("tr", *(tag("th", each, scope="col") for each in ("Field", "Value", "How sure", "Read from")))
    rows = (
        tag(
            "tr",
            tag("th", each.title, scope="row"),
            tag("td", value_told(each.value)),
            tag("td", SURENESS[each.sureness]),
            tag("td", tag("q", each.words) if each.words else None),
        )
        for each in evidence
    )
    return tag("div", tag("table", tag("thead", head), tag("tbody", *rows)), class_="tablewrap")


def _line(line: str, *, own: bool) -> Markup:
    style = f"--in: {level_of(line)}"
    lead = tag("span", "left over", class_="mark") if own else None
    return tag("p", lead, shown(line), style=style, class_="line own" if own else "line")


def _differences(differences: Sequence[Difference]) -> Markup:
    groups = [(sort, [each for each in differences if each.sort is sort]) for sort in SORTS]
    return tag(
        "section",
        tag("h2", "The draft against the file", id="differences"),
        tag("p", "Compared word by word by the redline engine; headers and footers are in the notes.", class_="why"),
        *(_group(sort, found) for sort, found in groups if found),
        None if differences else tag("p", "They read the same.", class_="none"),
        class_="clause",
        aria_labelledby="differences",
    )


def _group(sort: DifferenceSort, found: Sequence[Difference]) -> Markup:
    entries = (
        tag(
            "li",
            tag("span", f"{each.place}, paragraph {each.paragraph}: ", class_="code"),
            join(
                [
                    tag("del", each.before) if each.before else None,
                    " " if each.before and each.after else None,
                    tag("ins", each.after) if each.after else None,
                    None if each.before or each.after else each.detail or "a paragraph begins or ends elsewhere",
                ]
            ),
        )
        for each in found
    )
    summary_ = tag("summary", f"{SORTS[sort]} ({len(found)})")
    return tag("details", summary_, tag("ul", *entries), open=sort is DifferenceSort.WORDS)
