"""What a crafted return is: what was sent, what was done to it, and every difference with its label and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drafts.returned import Label
from drafts.word.resolve import resolve
from tests.support.returns.desk import THEM, Desk
from tests.support.returns.sent import US

BODY, TABLE, HEADER, FOOTER, NOTE, BOX = "body", "table", "header", "footer", "footnotes", "text box"
BUREAU = "Oak Hill City Attorney"


@dataclass(frozen=True, slots=True)
class Expected:
    """One difference: its label and the exact words. ``where`` is the story, or a table in the body."""

    label: Label
    before: str
    after: str
    where: str = BODY
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One return: ``sent`` names the file, ``make`` works on it at the other side's desk."""

    name: str
    sent: str
    make: Callable[[Desk], Desk]
    expected: tuple[Expected, ...]


def silent(before: str, after: str, where: str = BODY) -> Expected:
    return Expected(Label.SILENT, before, after, where, "")


def tracked(before: str, after: str, where: str = BODY, author: str = THEM) -> Expected:
    return Expected(Label.TRACKED, before, after, where, author)


def false_name(before: str, after: str, where: str = BODY) -> Expected:
    return Expected(Label.FALSE_NAME, before, after, where, US)


def _of(label: Label) -> Callable[..., Expected]:
    def make(before: str, after: str, where: str = BODY) -> Expected:
        return Expected(label, before, after, where)

    return make


accepted, rejected, dropped = _of(Label.OURS_ACCEPTED), _of(Label.OURS_REJECTED), _of(Label.OURS_DROPPED)
formatted, moved = _of(Label.FORMATTING_ONLY), _of(Label.MOVED)
commented, uncommented = _of(Label.COMMENT_ADDED), _of(Label.COMMENT_REMOVED)


def us(desk: Desk) -> Desk:
    desk.who = US
    return desk


def case(name: str, sent: str, make: Callable[[Desk], Desk], *expected: Expected) -> Case:
    return Case(name, sent, make, expected)


EMAIL = " Notice by email is enough."
INSURANCE = "The City carries liability insurance of one million dollars for each occurrence."
NOTICES = "A notice to the City shall be addressed to the City Manager."
DELETION = "A Recording that falls in more than one category shall be kept for the longest period that applies."


def by(desk: Desk, who: str) -> Desk:
    desk.who = who
    return desk


def move_row(desk: Desk, words: str, behind: str) -> Desk:
    from_, to = (next(desk.paragraph(x).iterancestors("{*}tr")) for x in (words, behind))
    to.addnext(from_)
    return desk


def take_all(desk: Desk, *, accept: bool) -> Desk:
    """Accept or reject every change of ours, the note among them."""
    for part in desk.package.story_parts():
        resolve(desk.package.xml(part), accept=accept)
    return desk


def take_part(desk: Desk, kind: str, *, accept: bool) -> Desk:
    for part in desk.package.story_parts():
        if kind in part:
            resolve(desk.package.xml(part), accept=accept)
    return desk
