"""``counterpart scrub``: a Word file without what it tells beyond its words, and a report of what that was."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from api.cli import files, show
from clauses.errors import InvalidOption
from drafts.render.scrubbed import scrubbed_json
from drafts.word.scrub import Keep, Scrubbed, parse_roles
from drafts.word.scrub import scrub as scrub_file


def scrub(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The Word file, or - for standard input.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")],
    keep_comments: Annotated[bool, typer.Option("--keep-comments", help="Leave the comments in.")] = False,
    keep_authors: Annotated[
        bool, typer.Option("--keep-authors", help="Leave the names on tracked changes and comments.")
    ] = False,
    author: Annotated[
        list[str] | None,
        typer.Option("--author", help='A name for an author, as "Jane Doe=District"; may be given several times.'),
    ] = None,
    track: Annotated[bool, typer.Option("--track", help="Switch on the tracking of changes in the file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report as data.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no report.")] = False,
) -> None:
    """Take out of a Word file what it tells beyond its words.

    Properties, names of authors, session ids, comments, custom XML, paths, thumbnails and what cameras wrote into
    pictures go; what a reader sees stays, and so do the marks that tell one draft from another. Hidden text is reported
    and stays. The saved bytes are read anew: where something is left, nothing is written and the exit code is 4.

    \b
    Examples:
      counterpart scrub draft.docx -o to-send.docx
      counterpart scrub redline.docx -o to-send.docx --author "Jane Doe=District" --track
      counterpart scrub draft.docx -o to-send.docx --json | jq '.found'
    """
    files.check_names((file,), output)
    if as_json and output == files.STREAM:
        raise InvalidOption("standard output can't carry both the file and the report; name a file with -o")
    keep = Keep(keep_comments, keep_authors, parse_roles(author or ()))
    docx = files.read(file)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        made = scrub_file(docx, keep, track=track)
    files.write(output, made.docx)
    if as_json:
        print(json.dumps(scrubbed_json(made), indent=2, ensure_ascii=False))
    elif not quiet:
        _report(files.label(file), made)


def _report(name: str, made: Scrubbed) -> None:
    kinds = show.kinds_told(trace.kind for trace in made.removed)
    print(
        f"{name}: {show.counted(len(made.removed), 'trace')} removed{f' ({kinds})' if kinds else ''}", file=sys.stderr
    )
    for trace in made.found:
        place = f"{trace.part}, {trace.place}" if trace.place else trace.part
        print(f"found and left: {trace.kind.replace('-', ' ')} in {place}: {trace.what}", file=sys.stderr)
