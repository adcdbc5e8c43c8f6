"""``counterpart accept`` and ``counterpart reject``: a Word file without its tracked changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from api.cli import files, show
from drafts.word.resolve import accept_all, reject_all

_File = Annotated[str, typer.Argument(metavar="FILE", help="The Word file, or - for standard input.")]
_Output = Annotated[str, typer.Option("--output", "-o", help="The file to write, or - for standard output.")]


def accept(file: _File, output: _Output) -> None:
    """Accept every tracked change of a Word file.

    \b
    Examples:
      counterpart accept redline.docx -o clean.docx
      counterpart accept - -o - <redline.docx >clean.docx
    """
    _resolve(file, output, accept_all)


def reject(file: _File, output: _Output) -> None:
    """Reject every tracked change of a Word file.

    \b
    Examples:
      counterpart reject redline.docx -o as-it-was.docx
    """
    _resolve(file, output, reject_all)


def _resolve(file: str, output: str, how: Callable[[bytes], bytes]) -> None:
    files.check_names((file,), output)
    docx = files.read(file)
    with files.about(files.label(file)), show.working(f"reading {files.label(file)}"):
        resolved = how(docx)
    files.write(output, resolved)
