"""``counterpart accept`` and ``counterpart reject``: a Word file without its tracked changes, or some of them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli import files, forms, show
from drafts.word.selective import Kind, resolve_some

_File = Annotated[str, typer.Argument(metavar="FILE", help="The Word file, or - for standard input.")]
_Output = Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")]
_Authors = Annotated[
    list[str] | None, typer.Option("--author", help="Only changes of this author; may be given several times.")
]
_Kinds = Annotated[
    list[Kind] | None, typer.Option("--kind", help="Only changes of this kind; may be given several times.")
]
_Clauses = Annotated[
    list[str] | None,
    typer.Option("--clause", help="Only changes in this clause: its identity, or words of its heading; also several."),
]
_Since = Annotated[str, typer.Option(help="Only changes from this time on: 2026-11-01 or 2026-11-01T10:00:00Z.")]
_Until = Annotated[str, typer.Option(help="Only changes up to this time; a date means the whole day.")]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Don't say how many changes matched.")]


def accept(
    file: _File,
    output: _Output,
    author: _Authors = None,
    kind: _Kinds = None,
    clause: _Clauses = None,
    since: _Since = "",
    until: _Until = "",
    quiet: _Quiet = False,
) -> None:
    """Accept the tracked changes of a Word file, or some of them.

    With options, those that match every one of them; without, all. Both ends of a move go together, a paragraph with
    its mark, a row with what is in it.

    \b
    Examples:
      counterpart accept redline.docx -o clean.docx
      counterpart accept returned.docx -o next.docx --author "Police Chief" --kind formatting
      counterpart accept returned.docx -o next.docx --clause "Retention and Deletion"
      counterpart accept - -o - <redline.docx >clean.docx
    """
    _resolve(file, output, (author, kind, clause), (since, until), accepted=True, quiet=quiet)


def reject(
    file: _File,
    output: _Output,
    author: _Authors = None,
    kind: _Kinds = None,
    clause: _Clauses = None,
    since: _Since = "",
    until: _Until = "",
    quiet: _Quiet = False,
) -> None:
    """Reject the tracked changes of a Word file, or some of them.

    With options, those that match every one of them; without, all. Both ends of a move go together, a paragraph with
    its mark, a row with what is in it. Rejecting an insertion also rejects what others struck in it.

    \b
    Examples:
      counterpart reject redline.docx -o as-it-was.docx
      counterpart reject returned.docx -o next.docx --author "Police Chief" --since 2026-11-01
    """
    _resolve(file, output, (author, kind, clause), (since, until), accepted=False, quiet=quiet)


_Chosen = tuple[list[str] | None, list[Kind] | None, list[str] | None]


def _resolve(file: str, output: str, chosen: _Chosen, times: tuple[str, str], *, accepted: bool, quiet: bool) -> None:
    files.check_names((file,), output)
    since = forms.moment(times[0], "--since") if times[0] else None
    until = forms.last_moment(times[1], "--until") if times[1] else None
    authors, kinds, clauses = chosen[0] or None, chosen[1] or None, chosen[2] or None
    all_of_them = not any((*chosen, since, until))
    docx = files.read(file)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        resolved, count = resolve_some(
            docx, accept=accepted, authors=authors, kinds=kinds, clauses=clauses, since=since, until=until
        )
    files.write(output, resolved)
    if not quiet and not all_of_them:
        done = "accepted" if accepted else "rejected"
        print(f"{files.label(file)}: {show.counted(count, 'tracked change')} {done}", file=sys.stderr)
