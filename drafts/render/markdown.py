"""A change set as Markdown (CommonMark with GitHub's strikethrough), to paste into a message or a memo.

Struck words stand in ``~~ ~~``, new ones in bold: nothing depends on colour. Whatever Markdown would read as a sign is
escaped, so that a contract's words can't become markup.
"""

from __future__ import annotations

import re

from drafts.model import Change, ChangeSet, Note
from drafts.render import told

_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&$]")
_LIST_SIGN = re.compile(r"^(\d*)([-+.)=])")
"""What would begin a list or underline a heading at the beginning of a line."""
_LINES = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def change_set_markdown(changes: ChangeSet, *, title: str = "") -> str:
    """The changes by clause, numbered as in the change set, each with its kind, words in context, author and time; the
    notes at the end."""
    lines = [f"# {plain(title)}" if title else "# Changes", "", _summary(changes), ""]
    for group in told.groups(changes):
        lines += [f"## {plain(group.name)}", ""]
        reasons = told.reasons(group.changes)
        for change in group.changes:
            lines += [*_change(change, reasons.get(change.number, "")), ""]
    if changes.notes:
        lines += ["## Notes", "", *map(_note, changes.notes), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary(changes: ChangeSet) -> str:
    listed = changes.changes
    if not listed:
        return "No changes."
    kinds = ", ".join(f"{name.lower()} {number}" for name, number in told.kinds(listed))
    by = plain(", ".join(told.authors(listed)))
    when = told.span(listed)
    return f"{told.count(len(listed), 'change')} ({kinds}), by {by}{f', {plain(when)}' if when else ''}."


def _change(change: Change, why: str) -> list[str]:
    about = " · ".join(
        plain(part)
        for part in (told.place(change), told.maker(change), told.moment(change.at), _by(change), change.detail)
        if part
    )
    words = _words(change)
    lines = [f"**{change.number}\\. {told.kind(change)}** — {about}", *(["", f"> {words}"] if words else [])]
    return [*lines, "", f"Why: {plain(why)}"] if why else lines


def _by(change: Change) -> str:
    """The proposal that brought a change."""
    return f"proposal {change.proposal}" if change.proposal else ""


def _words(change: Change) -> str:
    """The change where it stands: context, struck words, new words, context."""
    before = "" if change.before == change.after else _marked(change.before, "~~")
    marked = " ".join(part for part in (before, _marked(change.after, "**")) if part)
    left, right = map(plain, told.context(change))
    if not marked:
        return " ".join(part for part in (left, right) if part)
    return _beside(_beside(left, marked), right)


def _beside(left: str, right: str) -> str:
    """Two pieces on one line. Markdown reads a sign as one only next to a space or a punctuation mark on its outer
    side, so a space is put there unless punctuation follows."""
    return left + right if not left or not right or right[0] in ",.;:?!)”’" else f"{left} {right}"


def _marked(words: str, sign: str) -> str:
    """Words between signs."""
    escaped = plain(words)
    return f"{sign}{escaped}{sign}" if escaped else ""


def _note(note: Note) -> str:
    where = ", ".join(part for part in (note.part, note.place) if part)
    return f"- {plain(note.message)} \\[{plain(note.code)}{f', {plain(where)}' if where else ''}\\]"


def plain(words: str) -> str:
    """One line in which no letter is a sign of Markdown's."""
    escaped = _SIGNS.sub(r"\\\g<0>", _LINES.sub(" ", words).strip())
    return _LIST_SIGN.sub(r"\1\\\2", escaped)
