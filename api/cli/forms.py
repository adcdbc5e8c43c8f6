"""The forms in which commands give a redline or a list of changes, and the options of a comparison."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from clauses.errors import InvalidOption
from drafts.model import Aspect, ChangeSet, Existing, Grain, Options, Redline
from drafts.render.html import change_set_html, redline_html
from drafts.render.json import change_set_json
from drafts.render.markdown import change_set_markdown
from drafts.word.outline import name_clauses

_DEFAULTS = Options()


class RedlineForm(StrEnum):
    """What a redline is written as."""

    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


class ListForm(StrEnum):
    """What a list of changes is printed as."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"


AuthorOption = Annotated[str, typer.Option(help="Whose changes they are.", envvar="COUNTERPART_AUTHOR")]
AtOption = Annotated[
    str, typer.Option(help="When they were made: 2026-11-01T10:00:00Z. Without a zone it is UTC. Default: now.")
]
NoMovesOption = Annotated[
    bool, typer.Option("--no-moves", help="Show what moved as deleted at the old place and inserted at the new one.")
]
WholeOption = Annotated[
    bool,
    typer.Option("--whole-paragraphs", help="Show a changed paragraph whole, old then new, and not word by word."),
]
ThresholdOption = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Share of changed words from which a paragraph is shown whole."),
]
ExistingOption = Annotated[
    Existing, typer.Option(help="What to do with tracked changes that the later file carries already.")
]
GrainOption = Annotated[
    Grain,
    typer.Option(
        help="What is marked of a word that changed: all of it, or only its letters that changed. Numbers and amounts "
        "change whole in either case."
    ),
]
IgnoreOption = Annotated[
    list[Aspect] | None,
    typer.Option(
        help="Leave this out of the comparison; may be given several times. What differs in nothing else is not "
        "marked, AFTER's stands, and a note says where the files differ. case: capital and small letters. "
        "white-space: the kind and number of spaces. formatting: the properties of words, paragraphs, tables and "
        "sections. numbering: paragraph numbers, and references to them. headers: headers and footers. notes: the "
        "text of foot- and endnotes. tables: tables with all that is in them."
    ),
]


def options(
    *,
    no_moves: bool,
    whole_paragraphs: bool,
    rewrite_threshold: float,
    existing: Existing,
    grain: Grain,
    ignore: list[Aspect] | None,
) -> Options:
    """The options of a comparison."""
    return Options(
        words=not whole_paragraphs,
        grain=grain,
        moves=not no_moves,
        rewrite_threshold=rewrite_threshold,
        existing=existing,
        ignore=frozenset(ignore or ()),
    )


DEFAULT_THRESHOLD = _DEFAULTS.rewrite_threshold
DEFAULT_EXISTING = _DEFAULTS.existing
DEFAULT_GRAIN = _DEFAULTS.grain


def redline_bytes(made: Redline, form: RedlineForm, title: str) -> bytes:
    """A redline in a form: the Word file, the document as a web page, or the changes as Markdown or JSON."""
    if form is RedlineForm.DOCX:
        return made.docx
    if form is RedlineForm.HTML:
        return redline_html(made.docx, title=title).encode()
    named = name_clauses(made.changes, made.docx)
    return changes_text(named, ListForm.MARKDOWN if form is RedlineForm.MARKDOWN else ListForm.JSON, title).encode()


def changes_text(changes: ChangeSet, form: ListForm, title: str) -> str:
    """A change set as Markdown, HTML or JSON."""
    if form is ListForm.MARKDOWN:
        return change_set_markdown(changes, title=title)
    if form is ListForm.HTML:
        return change_set_html(changes, title=title)
    return json.dumps(change_set_json(changes), indent=2, ensure_ascii=False) + "\n"


def moment(text: str, option: str) -> datetime:
    """The time that an option names, in UTC. Raises InvalidOption."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidOption(f"{option} {text!r} is no ISO 8601 time, such as 2026-11-01T10:00:00Z") from error


def now_or(text: str) -> datetime:
    """The time that ``--at`` names; now, in whole seconds, when it names none."""
    return moment(text, "--at") if text else datetime.now(UTC).replace(microsecond=0)


def last_moment(text: str, option: str) -> datetime:
    """As :func:`moment`; a date alone means the end of that day."""
    at = moment(text, option)
    is_date = "T" not in text and " " not in text.strip()
    return at + timedelta(days=1) - timedelta(microseconds=1) if is_date else at
