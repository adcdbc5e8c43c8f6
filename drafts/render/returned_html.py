"""What was found in a returned file as a page: first what nothing in the file says, then everything by clause.

A single file, complete, without script, and readable without colour: what is not marked in the file stands in a heavy
frame of its own, and says so in words wherever it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from drafts.model import Change, ChangeKind
from drafts.render import told
from drafts.render.html import change_words, notes
from drafts.render.markup import Markup, document, join, tag
from drafts.render.page import RETURNED_STYLE
from drafts.returned import Label, Remark, Return, ReturnedChange

_NAMES: Final = {
    Label.TRACKED: "Tracked by them",
    Label.SILENT: "Changed silently",
    Label.FALSE_NAME: "Under our name, and not ours",
    Label.OURS_ACCEPTED: "Ours, accepted",
    Label.OURS_REJECTED: "Ours, rejected",
    Label.OURS_DROPPED: "Ours, dropped",
    Label.COMMENT_ADDED: "Comment added",
    Label.COMMENT_REMOVED: "Comment removed",
    Label.FORMATTING_ONLY: "Formatting only",
    Label.MOVED: "Moved",
}
_ALARMING: Final = (Label.SILENT, Label.FALSE_NAME, Label.OURS_DROPPED)


def return_html(found: Return, *, title: str = "", standings: Mapping[int, str] | None = None) -> str:
    """A page of all differences. What was changed silently, under a false name, or dropped stands first and again in
    its clause. ``standings`` says of each, by its number, what else there is to know."""
    name = title or "What came back"
    alarming = [c for c in found.changes if is_unmarked(c)]
    stand = standings or {}
    body = tag(
        "div",
        tag("a", "Skip to the differences", class_="skip", href="#differences"),
        tag(
            "header",
            tag("p", "What came back", class_="kicker"),
            tag("h1", name),
            tag("p", summary(found), class_="facts"),
            _counts(found.changes),
            class_="head",
        ),
        _unmarked(alarming, stand),
        tag(
            "main",
            *(_group(name, changes, at, stand) for at, (name, changes) in enumerate(_groups(found.changes), 1)),
            None if found.changes else tag("p", "The file reads as it was sent.", class_="none"),
            id="differences",
        ),
        _comments(found.comments),
        notes(found.notes),
        class_="page",
    )
    return document(title=name, style=RETURNED_STYLE, body=body)


def is_unmarked(change: ReturnedChange) -> bool:
    """Whether a reader who trusts the file's own marks would miss a change."""
    return change.label in _ALARMING or (change.label is Label.MOVED and not change.tracked)


def summary(found: Return) -> str:
    """The return in a sentence."""
    count = told.count(len(found.changes), "difference")
    unmarked = sum(map(is_unmarked, found.changes))
    said = f"{count}, {unmarked} of them not marked as theirs in the file" if unmarked else count
    pending = f"; {told.count(found.pending, 'change')} of ours still pending" if found.pending else ""
    return f"{said}{pending}."


def label_name(label: Label) -> str:
    """A label as people read it: "Changed silently"."""
    return _NAMES[label]


def _counts(changes: Sequence[ReturnedChange]) -> Markup | None:
    found = Counter(c.label for c in changes)
    entries = (tag("li", tag("b", f"{found[x]:,}"), tag("span", _NAMES[x])) for x in Label if found[x])
    return tag("ul", *entries, class_="counts") if found else None


def _unmarked(changes: Sequence[ReturnedChange], stand: Mapping[int, str]) -> Markup | None:
    if not changes:
        return None
    return tag(
        "section",
        tag("h2", "Not marked in the file", id="unmarked"),
        tag("p", "Whoever trusts the file's own marks does not see these changes.", class_="why"),
        tag("ol", *(_change(c, stand, again=True) for c in changes), class_="changes"),
        class_="alarm",
        aria_labelledby="unmarked",
    )


def _groups(changes: Iterable[ReturnedChange]) -> list[tuple[str, list[ReturnedChange]]]:
    found: dict[str, list[ReturnedChange]] = {}
    for change in changes:
        name = change.clause or (change.place[:1].upper() + change.place[1:])
        found.setdefault(name, []).append(change)
    return list(found.items())


def _group(name: str, changes: Sequence[ReturnedChange], at: int, stand: Mapping[int, str]) -> Markup:
    return tag(
        "section",
        tag("h2", name, id=f"clause-{at}"),
        tag("ol", *(_change(c, stand) for c in changes), class_="changes"),
        class_="clause",
        aria_labelledby=f"clause-{at}",
    )


def _change(change: ReturnedChange, stand: Mapping[int, str], *, again: bool = False) -> Markup:
    plain = as_change(change)
    where = [change.clause, told.place(plain)] if again else [told.place(plain)]
    said = [*where, change.author, told.moment(change.at), change.detail]
    marked = "" if change.tracked or not is_unmarked(change) else "not marked in the file"
    identity = None if again else f"change-{change.number}"
    return tag(
        "li",
        tag("a", tag("span", "Difference ", class_="sr"), str(change.number), href=f"#change-{change.number}"),
        tag(
            "div",
            tag(
                "p",
                tag("b", _NAMES[change.label]),
                tag("strong", marked) if marked and not again else None,
                *(tag("span", s) for s in said if s),
                class_="about",
            ),
            change_words(plain),
            tag("p", stand[change.number], class_="about") if stand.get(change.number) else None,
        ),
        class_="change unmarked" if is_unmarked(change) else "change",
        id=identity,
    )


def as_change(change: ReturnedChange) -> Change:
    """A difference as a change of a comparison, to be told as those are."""
    if change.label is Label.MOVED:
        kind = ChangeKind.MOVED
    elif change.label is Label.FORMATTING_ONLY:
        kind = ChangeKind.FORMATTED
    elif change.before and change.after:
        kind = ChangeKind.REPLACED
    else:
        kind = ChangeKind.INSERTED if change.after else ChangeKind.DELETED
    return Change(
        change.number,
        kind,
        change.place,
        change.paragraph,
        change.clause_id,
        change.clause,
        change.before,
        change.after,
        change.context_before,
        change.context_after,
        change.author,
        change.at,
        change.detail,
    )


def _comments(comments: Sequence[Remark]) -> Markup | None:
    """The comments in threads: an answer stands below what it answers."""
    if not comments:
        return None
    heads = [at for at, c in enumerate(comments) if c.answers < 0]
    return tag(
        "section",
        tag("h2", "Comments", id="comments"),
        tag("ul", *(_thread(comments, at) for at in heads), class_="threads"),
        class_="notes",
        aria_labelledby="comments",
    )


def _thread(comments: Sequence[Remark], at: int) -> Markup:
    comment = comments[at]
    about = [comment.clause, told.author(comment.author), told.moment(comment.at), "settled" if comment.done else ""]
    answers = [k for k, c in enumerate(comments) if c.answers == at and k > at]
    return tag(
        "li",
        tag(
            "p",
            tag("b", "New" if comment.new else "As it was"),
            " ",
            join([a for a in about if a], " · "),
            class_="code",
        ),
        tag("p", tag("q", comment.anchor), " ") if comment.anchor else None,
        tag("p", comment.text),
        tag("ul", *(_thread(comments, k) for k in answers)) if answers else None,
    )
