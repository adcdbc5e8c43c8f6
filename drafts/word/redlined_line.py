"""A redlined plain paragraph, read from its markup: what is seen with its changes rejected, and with them accepted.

A redline has few kinds of runs and many of them: the markup is split at its texts, and what stands between two of them
is taken apart once for each way in which it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

from drafts.word.line import ANY, LOOK, MARKER, OWN, UNSEEN, Fronts, by_look, shown_text

_LOOK_CHANGE: Final = rf"<w:rPrChange{ANY}>(?:{LOOK})</w:rPrChange>"
_REVISED_LOOK: Final = rf"<w:rPr/>|<w:rPr>(?:<w:\w+{OWN}/>)*(?:{_LOOK_CHANGE})?</w:rPr>"
_OLD_LOOK: Final = re.compile(rf"<w:rPrChange{ANY}>({LOOK})</w:rPrChange>")
_STAMP: Final = re.compile(' w:id="(?:(?<=<w:ins w:id=")|(?<=<w:del w:id=")|(?<=<w:rPrChange w:id="))[^<>]*>')
"""Who changed what and when counts for nothing here."""
_TEXT: Final = re.compile(">([^<>]*)</w:(?=(?:t|delText)></w:r>)")
"""A text that ends its run. The name of the element that holds it begins what stands behind."""
_BETWEEN: Final = re.compile(rf"(?:</?w:(?:ins|del)>|{MARKER}|{UNSEEN})*")
_RUN: Final = re.compile(
    rf"({_BETWEEN.pattern})<w:r{ANY}(?<!/)>({_REVISED_LOOK})?(?:<w:lastRenderedPageBreak/>)?(?:<w:(t|delText){ANY})?"
)
_STEP: Final = re.compile("<(/?)w:(ins|del)>")
_BARE: Final = re.compile("&(?!(?:amp|lt|gt|#13);)")

Seen = tuple[Hashable, ...]
_Place = str
"""Where a text stands: the revision around it ("ins", "del" or ""), a space, and the element that holds it."""
_START: Final = " "
_Text = tuple[Hashable, Hashable, _Place]
"""The look of a text when rejected, and when accepted, each None where it is not there then, and its place."""


class _Run(NamedTuple):
    """A run but for its text: the revisions that end and begin before it (closing, "ins" or "del"), the element that
    holds the text ("" for none), and the look when rejected and accepted."""

    steps: tuple[tuple[bool, str], ...]
    tag: str
    rejected: Hashable
    accepted: Hashable


class RedlinedReader:
    """Reads the redlined paragraphs of one part; ``look`` numbers the markup of a run's properties ("" for none)."""

    def __init__(self, look: Callable[[str], int]) -> None:
        self._look = look
        self._fronts = Fronts()
        self._behind: dict[_Place, dict[str, _Text]] = {_START: {}}
        """By the place of a text and the markup behind it: what is to know of the next text."""
        self._ends: dict[tuple[_Place, str], bool] = {}

    def read(self, markup: str) -> tuple[str, Seen, Seen] | None:
        """(properties as markup, what a reader sees when all is rejected, and when all is accepted) of a paragraph
        whose mark and properties are not revised and that holds nothing but text, kept, struck and inserted; else None.
        What is seen is told as :func:`drafts.word.line.seen_line` tells it."""
        parted = self._fronts.parted(markup)
        if parted is None:
            return None
        properties, content = parted
        seen = self._content(_STAMP.sub(">", content))
        return (properties, *seen) if seen is not None else None

    def _content(self, content: str) -> tuple[Seen, Seen] | None:
        parts = _TEXT.split(content)
        texts: Sequence[str] = parts[1::2]
        if "&" in content:
            if _BARE.search("<".join(texts)):
                return None
            texts = list(map(shown_text, texts))
        rejected, rejected_looks = list[str](), list[Hashable]()
        accepted, accepted_looks = list[str](), list[Hashable]()
        place, behind = _START, self._behind
        for head, text in zip(parts[::2], texts, strict=False):  # the last head ends the paragraph
            found = behind[place].get(head) or self._next(place, head)
            if found is None:
                return None
            old, new, place = found
            if text:
                if old is not None:
                    rejected.append(text)
                    rejected_looks.append(old)
                if new is not None:
                    accepted.append(text)
                    accepted_looks.append(new)
        if not self._is_end(place, parts[-1]):
            return None
        return by_look(rejected, rejected_looks), by_look(accepted, accepted_looks)

    def _next(self, place: _Place, head: str) -> _Text | None:
        """What is to know of the text behind ``head``, which stands behind a text at ``place``; None where that is not
        what a redlined paragraph is made of."""
        inside, last = self._passed(place, head)
        run = self._run(last)
        inside = _entered(inside, run)
        if inside is None or run is None or not run.tag or (run.tag == "delText") is not (inside == "del"):
            return None
        old, new = run.rejected if inside != "ins" else None, run.accepted if inside != "del" else None
        found = self._behind[place][head] = (old, new, f"{inside} {run.tag}")
        self._behind.setdefault(found[2], {})
        return found

    def _is_end(self, place: _Place, rest: str) -> bool:
        """Whether what stands behind the last text closes the revision in which that stands, and is of no account
        else."""
        found = self._ends.get((place, rest))
        if found is None:
            inside, last = self._passed(place, rest)
            closes = _STEP.findall(last) == ([("/", inside)] if inside else [])
            found = self._ends[place, rest] = inside is not None and closes and _BETWEEN.fullmatch(last) is not None
        return found

    def _passed(self, place: _Place, head: str) -> tuple[str | None, str]:
        """The revision that is open, and what is left of ``head``, behind the end of the text at ``place`` and all runs
        without text; None instead of the revision where that is not how a redlined paragraph goes on."""
        inside, _, tag = place.partition(" ")
        if tag and not head.startswith(f"{tag}></w:r>"):
            return None, head
        *runs, last = head.split("</w:r>")[1 if tag else 0 :]
        for markup in runs:
            run = self._run(markup)
            entered = _entered(inside, run) if run is not None and not run.tag else None
            if entered is None:
                return None, last
            inside = entered
        return inside, last

    def _run(self, head: str) -> _Run | None:
        found = _RUN.fullmatch(head)
        if found is None or head.endswith("/"):
            return None
        between, own, tag = found.groups(default="")
        steps = tuple((bool(closing), revision) for closing, revision in _STEP.findall(between))
        change = _OLD_LOOK.search(own)
        old, new = (change[1], own.replace(change[0], "")) if change is not None else (own, own)
        return _Run(steps, tag, self._look(old), self._look(new))


def _entered(inside: str | None, run: _Run | None) -> str | None:
    """The revision ("" for none) in which a run stands behind what stood in ``inside``; None where it can't stand
    there: revisions don't nest, and no other look is tracked in one."""
    if inside is None or run is None:
        return None
    for closing, revision in run.steps:
        if closing is not bool(inside) or (closing and revision != inside):
            return None
        inside = "" if closing else revision
    return None if inside and run.rejected != run.accepted else inside
