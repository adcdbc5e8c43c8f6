"""``counterpart redline``: two Word files in, one Word file with tracked changes out."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli import files, forms, show
from api.cli.exits import CommandError, ExitCode
from api.cli.forms import RedlineForm
from api.reading import is_readable
from clauses.errors import UnreadableFile
from drafts.model import Options, Redline
from drafts.redline import redline as compare


def redline(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The earlier Word file, or - for standard input.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later Word file, or -.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")],
    author: forms.AuthorOption = "Counterpart",
    at: forms.AtOption = "",
    form: Annotated[
        RedlineForm,
        typer.Option(
            "--format",
            help="A Word file with tracked changes, the same document as a web page, or a list of the changes as "
            "Markdown or as data.",
        ),
    ] = RedlineForm.DOCX,
    no_moves: forms.NoMovesOption = False,
    whole_paragraphs: forms.WholeOption = False,
    rewrite_threshold: forms.ThresholdOption = forms.DEFAULT_THRESHOLD,
    existing: forms.ExistingOption = forms.DEFAULT_EXISTING,
    grain: forms.GrainOption = forms.DEFAULT_GRAIN,
    ignore: forms.IgnoreOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well.")] = False,
    differ: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when the two files differ.")] = False,
) -> None:
    """Write the redline between two Word files, as tracked changes.

    Accepting every change gives AFTER, rejecting every change gives BEFORE: that is proved on the bytes that are
    written, and a redline that can't be proved is refused with the part and the paragraph. With --ignore, rejecting
    gives BEFORE but for what was left out.

    \b
    Examples:
      counterpart redline 2015.docx 2020.docx -o redline.docx
      counterpart redline ours.docx theirs.docx -o redline.docx --author "District counsel"
      counterpart redline ours.docx theirs.docx --format html -o redline.html
      counterpart redline ours.docx theirs.docx -o redline.docx --ignore case --ignore white-space
      counterpart redline ours.docx scanned.docx -o words.docx --ignore formatting --ignore numbering
      counterpart redline ours.docx theirs.docx --format json -o - | jq '.changes[].kind'
    """
    binary = form is RedlineForm.DOCX
    files.check_names((before, after), None if output == files.STREAM and not binary else output)
    options = forms.options(
        no_moves=no_moves,
        whole_paragraphs=whole_paragraphs,
        rewrite_threshold=rewrite_threshold,
        existing=existing,
        grain=grain,
        ignore=ignore,
    )
    made = _compare(before, after, author, forms.now_or(at), options)
    files.write(output, forms.redline_bytes(made, form, f"{_stem(before)} to {_stem(after)}"))
    if not quiet:
        stories = show.counted(made.proof.stories, "story", "stories")
        name = "redline" if output == files.STREAM else output
        print(f"{name}: {show.summary(made.changes)}, proved both ways in {stories}", file=sys.stderr)
        for note in made.notes:
            print(f"note: {note.message} [{note.code}]", file=sys.stderr)
    if differ and made.changes.changes:
        raise typer.Exit(ExitCode.FOUND)


def _stem(name: str) -> str:
    return "standard input" if name == files.STREAM else Path(name).stem


def _compare(before: str, after: str, author: str, at: datetime, options: Options) -> Redline:
    old, new = files.read(before), files.read(after)
    try:
        with show.working(f"comparing {files.label(before)} with {files.label(after)}"):
            return compare(old, new, author=author, at=at, options=options)
    except UnreadableFile as error:
        subject = files.label(after if is_readable(old) else before)
        raise CommandError.about(subject, error) from error
