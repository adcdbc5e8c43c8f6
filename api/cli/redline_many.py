"""``counterpart redline-many``: the redlines between two folders of Word files, side by side on all processors."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from api.cli import files, forms, show
from api.cli.exits import CommandError, ExitCode, exit_code, one_line
from api.cli.forms import RedlineForm
from api.reading import is_readable
from clauses.errors import CounterpartError, InvalidOption, UnreadableFile
from drafts.model import Options, Redline
from drafts.redline import redline as compare

_OWNER_FILE = "~$"
"""How the name of the file begins that Word puts beside one that is open."""
_MOST_SHOWN = 40


class Outcome(StrEnum):
    """What became of a pair."""

    MADE = "made"
    SAME = "same"
    REFUSED = "refused"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Task:
    """One pair to be compared, in a process of its own."""

    name: str
    before: Path
    after: Path
    target: Path
    form: RedlineForm
    author: str
    at: datetime
    options: Options


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one name: ``output`` is the file that was made, ``reason`` why none was, ``notes`` what there is
    to say about the two files."""

    name: str
    outcome: Outcome
    changes: int = 0
    output: str = ""
    reason: str = ""
    code: int = 0
    notes: tuple[str, ...] = ()


def redline_many(
    before: Annotated[Path, typer.Argument(metavar="DIR_A", help="The folder of the earlier files.")],
    after: Annotated[Path, typer.Argument(metavar="DIR_B", help="The folder of the later files.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    jobs: Annotated[
        int | None, typer.Option(min=1, max=256, help="Files compared at once. Default: one a processor.")
    ] = None,
    author: forms.AuthorOption = "Counterpart",
    at: forms.AtOption = "",
    form: Annotated[RedlineForm, typer.Option("--format", help="As of counterpart redline.")] = RedlineForm.DOCX,
    no_moves: forms.NoMovesOption = False,
    whole_paragraphs: forms.WholeOption = False,
    rewrite_threshold: forms.ThresholdOption = forms.DEFAULT_THRESHOLD,
    existing: forms.ExistingOption = forms.DEFAULT_EXISTING,
    grain: forms.GrainOption = forms.DEFAULT_GRAIN,
    ignore: forms.IgnoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Write the redlines between two folders of Word files.

    Files pair by their path below the two folders, and each redline goes to the same path below DIR. A pair that
    can't be compared holds up no other: the report says why. Exits with 0 when a redline was made of every pair, with
    1 when a file had no counterpart, and with the code of the first refusal (3 or 4) when there was one.

    \b
    Examples:
      counterpart redline-many signed/ returned/ -o redlines/
      counterpart redline-many signed/ returned/ -o pages/ --format html --jobs 8
      counterpart redline-many signed/ returned/ -o redlines/ --ignore headers --ignore formatting
      counterpart redline-many signed/ returned/ -o redlines/ --json | jq '.results[] | select(.outcome != "made")'
    """
    options = forms.options(
        no_moves=no_moves,
        whole_paragraphs=whole_paragraphs,
        rewrite_threshold=rewrite_threshold,
        existing=existing,
        grain=grain,
        ignore=ignore,
    )
    old, new = _listed(before), _listed(after)
    _check_output(output, (before, after))
    moment = forms.now_or(at)
    tasks = [
        Task(name, before / name, after / name, _target(output, name, form), form, author, moment, options)
        for name in sorted(old & new)
    ]
    results = sorted([*_unmatched(old, new), *_all(tasks, jobs)], key=lambda r: r.name)
    _tell(results, as_json=as_json)
    code = _code(results)
    if code is not ExitCode.OK:
        raise typer.Exit(code)


def _listed(folder: Path) -> set[str]:
    """The Word files below a folder, as paths with slashes relative to it."""
    if not folder.is_dir():
        raise CommandError(str(folder), "is no folder", ExitCode.SYSTEM)
    found = (p for p in folder.rglob("*") if p.suffix.lower() == ".docx" and p.is_file())
    return {p.relative_to(folder).as_posix() for p in found if not p.name.startswith(_OWNER_FILE)}


def _check_output(output: Path, inputs: Sequence[Path]) -> None:
    """Refuse a folder in which redlines would replace or join the files that they are made of."""
    place = output.resolve()
    for folder in inputs:
        if place == folder.resolve() or folder.resolve() in place.parents:
            raise InvalidOption(f"{output} is in {folder}, which is an input; name a folder of its own with -o")
    if output.exists() and not output.is_dir():
        raise InvalidOption(f"{output} is no folder; name one with -o")


def _target(output: Path, name: str, form: RedlineForm) -> Path:
    return (output / name).with_suffix(f".{form.value}")


def _unmatched(old: set[str], new: set[str]) -> Iterable[Result]:
    for name in old ^ new:
        side = "the earlier folder" if name in old else "the later folder"
        yield Result(name, Outcome.UNMATCHED, reason=f"only in {side}")


def _all(tasks: Sequence[Task], jobs: int | None) -> list[Result]:
    """Every task's result, in processes that share nothing."""
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if not tasks:
        return []
    with _progress(len(tasks)) as step:
        if workers == 1:
            return [step(make(task)) for task in tasks]
        # A process that starts afresh has no thread's lock of this one.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            return [step(result) for result in pool.map(make, tasks)]


def make(task: Task) -> Result:
    """Compare one pair and write its redline. Every failure is a result."""
    try:
        old, new = files.read(str(task.before)), files.read(str(task.after))
        made = _compared(task, old, new)
        task.target.parent.mkdir(parents=True, exist_ok=True)
        files.write(str(task.target), forms.redline_bytes(made, task.form, Path(task.name).stem))
    except (CounterpartError, CommandError, OSError) as error:
        return Result(task.name, Outcome.REFUSED, reason=one_line(error), code=exit_code(error))
    count = len(made.changes.changes)
    notes = tuple(note.message for note in made.notes)
    return Result(task.name, Outcome.MADE if count else Outcome.SAME, count, str(task.target), notes=notes)


def _compared(task: Task, old: bytes, new: bytes) -> Redline:
    try:
        return compare(old, new, author=task.author, at=task.at, options=task.options)
    except UnreadableFile as error:
        raise CommandError.about(str(task.after if is_readable(old) else task.before), error) from error


class _Step:
    """Moves the bar on by one for each result that passes through."""

    def __init__(self, bar: Progress | None, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("comparing", total=total) if bar is not None else None

    def __call__(self, result: Result) -> Result:
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
        return result


@contextmanager
def _progress(total: int) -> Generator[_Step]:
    """A bar on standard error, where that is a terminal."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield _Step(None, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        yield _Step(bar, total)


def _tell(results: Sequence[Result], *, as_json: bool) -> None:
    counts = {outcome.value: sum(r.outcome is outcome for r in results) for outcome in Outcome}
    if as_json:
        print(json.dumps({"counts": counts, "results": [asdict(r) for r in results]}, indent=2, ensure_ascii=False))
        return
    out = show.console()
    told = [r for r in results if r.outcome in {Outcome.REFUSED, Outcome.UNMATCHED}]
    told += [r for r in results if r.outcome in {Outcome.MADE, Outcome.SAME}][: max(0, _MOST_SHOWN - len(told))]
    table = Table("file", "what", "changes", "why not", box=None, pad_edge=False, header_style="bold")
    for result in sorted(told, key=lambda r: r.name):
        changes = str(result.changes) if result.output else ""
        table.add_row(*(Text(cell) for cell in (result.name, result.outcome.value, changes, result.reason)))
    if told:
        out.print(table)
    if len(told) < len(results):
        out.print(f"... and {len(results) - len(told)} more that were made", markup=False)
    out.print(", ".join(f"{count} {name}" for name, count in counts.items()), markup=False)


def _code(results: Sequence[Result]) -> ExitCode:
    refused = next((r for r in results if r.outcome is Outcome.REFUSED), None)
    if refused is not None:
        return ExitCode(refused.code)
    return ExitCode.FOUND if any(r.outcome is Outcome.UNMATCHED for r in results) else ExitCode.OK
