"""A redlined plain paragraph, read from its markup: what is seen with its changes rejected, and with them accepted.

A redline has few kinds of runs and many of them: what stands between two texts is taken apart once for each way in
which it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Final, NamedTuple

from drafts.word.line import ANY, LOOK, MARKER, NOT_PLAIN, OWN, PROPERTIES, UNSEEN, by_look, shown_text

_LOOK_CHANGE: Final = rf"<w:rPrChange{ANY}>(?:{LOOK})</w:rPrChange>"
_REVISED_LOOK: Final = rf"<w:rPr/>|<w:rPr>(?:<w:\w+{OWN}/>)*(?:{_LOOK_CHANGE})?</w:rPr>"
_OLD_LOOK: Final = re.compile(rf"<w:rPrChange{ANY}>({LOOK})</w:rPrChange>")
_PARAGRAPH: Final = re.compile(rf"<w:p{ANY}>({PROPERTIES})?(.*)</w:p>", re.DOTALL)
_INSERTION, _DELETION = re.compile("<w:ins [^<>]*>"), re.compile("<w:del [^<>]*>")
_CHANGE: Final = re.compile("<w:rPrChange [^<>]*>")
"""Who changed what and when counts for nothing here."""
_BETWEEN: Final = re.compile(rf"(?:</?w:(?:ins|del)>|{MARKER}|{UNSEEN})*")
_RUN: Final = re.compile(
    rf"({_BETWEEN.pattern})<w:r{ANY}(?<!/)>({_REVISED_LOOK})?(?:<w:lastRenderedPageBreak/>)?(?:<w:(t|delText){ANY})?"
)
_STEP: Final = re.compile("<(/?)w:(ins|del)>")
_BARE: Final = re.compile("&(?!(?:amp|lt|gt|#13);)")
_CLOSED: Final = (("</w:t>", "t"), ("</w:delText>", "delText"))

Seen = tuple[Hashable, ...]


class _Head(NamedTuple):
    """What stands before a text: the revisions that end and begin (closing, "ins" or "del"), the element that holds the
    text ("" for none), and the look when rejected and accepted."""

    steps: tuple[tuple[bool, str], ...]
    tag: str
    rejected: Hashable
    accepted: Hashable


class RedlinedReader:
    """Reads the redlined paragraphs of one part; ``look`` numbers the markup of a run's properties ("" for none)."""

    def __init__(self, look: Callable[[str], int]) -> None:
        self._look = look
        self._heads: dict[str, _Head | None] = {}

    def read(self, markup: str) -> tuple[str, Seen, Seen] | None:
        """(properties as markup, what a reader sees when all is rejected, and when all is accepted) of a paragraph
        whose mark and properties are not revised and that holds nothing but text, kept, struck and inserted; else None.
        What is seen is told as :func:`drafts.word.line.seen_line` tells it."""
        found = _PARAGRAPH.fullmatch(markup)
        if found is None:
            return None
        properties, content = found.groups(default="")
        if properties and NOT_PLAIN.search(properties):
            return None
        content = _DELETION.sub("<w:del>", _INSERTION.sub("<w:ins>", content))
        seen = self._content(_CHANGE.sub("<w:rPrChange>", content) if "rPrChange" in content else content)
        return (properties, *seen) if seen is not None else None

    def _content(self, content: str) -> tuple[Seen, Seen] | None:
        rejected: tuple[list[str], list[Hashable]] = [], []
        accepted: tuple[list[str], list[Hashable]] = [], []
        inside = ""
        *runs, rest = content.split("</w:r>")
        for run in runs:
            head, text, closed = _cut(run)
            found = self._heads[head] if head in self._heads else self._read_head(head)
            if found is None or found.tag != closed:
                return None
            for closing, revision in found.steps:
                if closing is not bool(inside) or (closing and revision != inside):
                    return None
                inside = "" if closing else revision
            changed = found.rejected != found.accepted
            if "<" in text or (closed and (closed == "delText") is not (inside == "del")) or (changed and inside):
                return None
            if "&" in text:
                if _BARE.search(text):
                    return None
                text = shown_text(text)
            if text and inside != "ins":
                rejected[0].append(text)
                rejected[1].append(found.rejected)
            if text and inside != "del":
                accepted[0].append(text)
                accepted[1].append(found.accepted)
        if rest != (f"</w:{inside}>" if inside else "") and not self._ends(rest, inside):
            return None
        return by_look(*rejected), by_look(*accepted)

    def _ends(self, rest: str, inside: str) -> bool:
        """Whether what stands behind the last run closes the revision in which it stands, and is of no account else."""
        steps = _STEP.findall(rest)
        return _BETWEEN.fullmatch(rest) is not None and steps == ([("/", inside)] if inside else [])

    def _read_head(self, head: str) -> _Head | None:
        found = _RUN.fullmatch(head)
        made = None
        if found is not None and not head.endswith("/"):
            between, own, tag = found.groups(default="")
            steps = tuple((bool(closing), revision) for closing, revision in _STEP.findall(between))
            change = _OLD_LOOK.search(own)
            old, new = (change[1], own.replace(change[0], "")) if change is not None else (own, own)
            made = _Head(steps, tag, self._look(old), self._look(new))
        self._heads[head] = made
        return made


def _cut(run: str) -> tuple[str, str, str]:
    """(what stands before the text, the text, the element that holds it) of a run without its end tag."""
    for end, tag in _CLOSED:
        if run.endswith(end):
            head, _, text = run[: -len(end)].rpartition(">")
            return head, text, tag
    return run, "", ""
