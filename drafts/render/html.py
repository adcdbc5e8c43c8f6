"""A change set, and a whole redlined document, as HTML files: complete, without script, and readable without colour.

Every word of a file is escaped (``drafts.render.markup``); a link leads to the web, a mailbox or a place on the page.
"""

from __future__ import annotations

from drafts.model import Change, ChangeKind, ChangeSet, Note
from drafts.render import told
from drafts.render.markup import Markup, document, join, tag
from drafts.render.page import CHANGES_STYLE, REDLINE_STYLE
from drafts.render.sheet import sheet
from drafts.view import View
from drafts.word.view import read_view

_FEW = 3
"""Groups of changes up to which a page needs no contents."""
_MOST_COUNTS = 6


def change_set_html(changes: ChangeSet, *, title: str = "") -> str:
    """A page of the changes by clause, numbered as in the change set: kind, author, time, the words struck and inserted
    where they stand, and the notes at the end."""
    groups = told.groups(changes)
    body = tag(
        "div",
        tag("a", "Skip to the changes", class_="skip", href="#changes"),
        tag(
            "header",
            tag("p", "Changes", class_="kicker"),
            tag("h1", title or "Changes"),
            _facts(changes.changes),
            _counts(changes.changes),
            _contents(groups) if len(groups) > _FEW else None,
            class_="head",
        ),
        tag(
            "main",
            *(_group(group, at) for at, group in enumerate(groups, 1)),
            None if groups else tag("p", "There are no changes.", class_="none"),
            id="changes",
        ),
        notes(changes.notes),
        class_="page",
    )
    return document(title=title or "Changes", style=CHANGES_STYLE, body=body)


def redline_html(docx: bytes, *, title: str = "") -> str:
    """The document of a .docx with its tracked changes: words inserted, deleted, moved and reformatted are marked and
    numbered in the margin as ``tracked_changes`` numbers them, with list numbers, tables, notes, comments, headers and
    footers. Raises UnreadableFile."""
    return view_html(read_view(docx), title=title)


def view_html(view: View, *, title: str = "") -> str:
    """The page of a document that was read already."""
    name = title or view.title or "Redline"
    body = tag(
        "div",
        tag("a", "Skip to the document", class_="skip", href="#document"),
        tag(
            "header",
            tag("p", "Redline", class_="kicker"),
            tag("h1", name),
            _facts(view.changes),
            _legend(view.changes),
            class_="head",
        ),
        sheet(view),
        notes(view.notes),
        class_="page wide",
    )
    return document(title=name, style=REDLINE_STYLE, body=body)


def notes(found: tuple[Note, ...]) -> Markup | None:
    """What the engine tells about the files."""
    if not found:
        return None
    return tag(
        "section",
        tag("h2", "Notes", id="notes"),
        tag("ul", *(_note(n) for n in found)),
        class_="notes",
        aria_labelledby="notes",
    )


def _note(note: Note) -> Markup:
    where = ", ".join(part for part in (note.code, note.part, note.place) if part)
    return tag("li", note.message, " ", tag("span", where, class_="code"))


def _facts(changes: tuple[Change, ...]) -> Markup:
    if not changes:
        return tag("p", "No changes", class_="facts")
    by, when = told.authors(changes), told.span(changes)
    parts = [tag("b", told.count(len(changes), "change")), join([tag("b", name) for name in by], ", ")]
    return tag("p", join([parts[0], parts[1], *([when] if when else [])], " · "), class_="facts")


def _counts(changes: tuple[Change, ...]) -> Markup | None:
    kinds = told.kinds(changes)
    if not kinds:
        return None
    shown = kinds if len(kinds) <= _MOST_COUNTS else kinds[: _MOST_COUNTS - 1]
    rest = sum(number for _, number in kinds[len(shown) :])
    entries = [*shown, *([("Others", rest)] if rest else [])]
    return tag(
        "ul", *(tag("li", tag("b", f"{number:,}"), tag("span", name)) for name, number in entries), class_="counts"
    )


def _legend(changes: tuple[Change, ...]) -> Markup | None:
    """How each kind of change that there is looks."""
    kinds = {c.kind for c in changes}
    shown: list[Markup] = []
    if kinds & {ChangeKind.INSERTED, ChangeKind.REPLACED, ChangeKind.ROW_INSERTED, ChangeKind.SPLIT}:
        shown.append(tag("ins", "inserted"))
    if kinds & {ChangeKind.DELETED, ChangeKind.REPLACED, ChangeKind.ROW_DELETED, ChangeKind.MERGED}:
        shown.append(tag("del", "deleted"))
    if ChangeKind.MOVED in kinds:
        shown += [tag("del", "moved from here", class_="moved"), tag("ins", "moved to here", class_="moved")]
    if ChangeKind.FORMATTED in kinds:
        shown.append(tag("span", "formatting changed", class_="look"))
    return tag("p", *(tag("span", s) for s in shown), class_="legend", aria_label="Legend") if shown else None


def _contents(groups: tuple[told.Group, ...]) -> Markup:
    entries = (
        tag(
            "li",
            tag("a", group.name, href=f"#clause-{at}"),
            tag("span", str(len(group.changes)), tag("span", " changes", class_="sr")),
        )
        for at, group in enumerate(groups, 1)
    )
    return tag(
        "nav", tag("h2", "Clauses", id="contents"), tag("ol", *entries), class_="toc", aria_labelledby="contents"
    )


def _group(group: told.Group, at: int) -> Markup:
    reasons = told.reasons(group.changes)
    return tag(
        "section",
        tag("h2", group.name, id=f"clause-{at}"),
        tag("ol", *(_change(each, reasons.get(each.number)) for each in group.changes), class_="changes"),
        class_="clause",
        aria_labelledby=f"clause-{at}",
    )


def _change(change: Change, why: str | None) -> Markup:
    proposal = f"proposal {change.proposal}" if change.proposal else ""
    about = (told.place(change), told.maker(change), told.moment(change.at), proposal, change.detail)
    return tag(
        "li",
        tag("a", tag("span", "Change ", class_="sr"), str(change.number), href=f"#change-{change.number}"),
        tag(
            "div",
            tag("p", tag("b", told.kind(change)), *(tag("span", a) for a in about if a), class_="about"),
            change_words(change),
            tag("p", tag("b", "Why"), " ", why, class_="why") if why else None,
        ),
        class_="change",
        id=f"change-{change.number}",
    )


def change_words(change: Change) -> Markup | None:
    """The change where it stands: context, what was struck, what is new, context."""
    before = "" if change.before == change.after else change.before
    moved = "moved" if change.kind is ChangeKind.MOVED else None
    marked = [
        _marked("del", "deleted", before) if before else None,
        " " if before and change.after else None,
        _kept_or_new(change, moved) if change.after else None,
    ]
    left, right = (tag("span", c, class_="context") if c else None for c in told.context(change))
    if not any((before, change.after, left, right)):
        return None
    return tag("p", left, *marked, right, class_="words")


def _kept_or_new(change: Change, moved: str | None) -> Markup:
    if change.before == change.after and not moved:
        return tag("span", change.after)
    return _marked("ins", "moved" if moved and change.before == change.after else "inserted", change.after, moved)


def _marked(name: str, said: str, words: str, class_: str | None = None) -> Markup:
    """Struck or new words, with what screen readers say around them."""
    said_before, said_after = tag("span", f"[{said}: ", class_="sr"), tag("span", "]", class_="sr")
    return tag(name, said_before, words, said_after, class_=class_)
