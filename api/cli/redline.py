"""``counterpart redline``: two Word files in, one Word file with tracked changes out."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from api.cli import files, show
from api.cli.exits import CommandError, ExitCode
from api.reading import is_readable
from clauses.errors import InvalidOption, UnreadableFile
from drafts.model import Redline
from drafts.redline import redline as compare
from drafts.render.json import change_set_json


class Form(StrEnum):
    """What to write."""

    DOCX = "docx"
    JSON = "json"


def redline(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier Word file, or - for standard input.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later Word file, or -.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")],
    author: Annotated[str, typer.Option(help="Whose changes they are.", envvar="COUNTERPART_AUTHOR")] = "Counterpart",
    at: Annotated[
        str, typer.Option(help="When they were made: 2026-11-01T10:00:00Z. Without a zone it is UTC. Default: now.")
    ] = "",
    form: Annotated[
        Form, typer.Option("--format", help="A Word file with tracked changes, or the same changes as data.")
    ] = Form.DOCX,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well.")] = False,
    differ: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when the two files differ.")] = False,
) -> None:
    """Write the redline between two Word files, as tracked changes.

    Accepting every change gives AFTER, rejecting every change gives BEFORE: that is proved on the bytes that are
    written, and a redline that can't be proved is refused with the part and the paragraph.

    \b
    Examples:
      counterpart redline 2015.docx 2020.docx -o redline.docx
      counterpart redline ours.docx theirs.docx -o redline.docx --author "District counsel"
      counterpart redline ours.docx theirs.docx --format json -o - | jq '.changes[].kind'
    """
    files.check_names((before, after), output if form is Form.DOCX else None)
    if form is Form.JSON:
        files.check_names((before, after), None if output == files.STREAM else output)
    made = _compare(before, after, author, _time(at))
    files.write(output, made.docx if form is Form.DOCX else _as_json(made))
    if not quiet:
        stories = show.counted(made.proof.stories, "story", "stories")
        name = "redline" if output == files.STREAM else output
        print(f"{name}: {show.summary(made.changes)}, proved both ways in {stories}", file=sys.stderr)
    if differ and made.changes.changes:
        raise typer.Exit(ExitCode.FOUND)


def _compare(before: str, after: str, author: str, at: datetime) -> Redline:
    old, new = files.read(before), files.read(after)
    try:
        with show.working(f"comparing {files.label(before)} with {files.label(after)}"):
            return compare(old, new, author=author, at=at)
    except UnreadableFile as error:
        subject = files.label(after if is_readable(old) else before)
        raise CommandError.about(subject, error) from error


def _time(text: str) -> datetime:
    """The time that ``--at`` names; now, in whole seconds, when it names none."""
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidOption(f"--at {text!r} is no ISO 8601 time, such as 2026-11-01T10:00:00Z") from error


def _as_json(made: Redline) -> bytes:
    return (json.dumps(change_set_json(made.changes), indent=2, ensure_ascii=False) + "\n").encode()
