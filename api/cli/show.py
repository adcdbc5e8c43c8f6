"""What the commands print: tables and counts on standard output, a spinner on standard error."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from drafts.model import Change, ChangeSet

_WIDTH_WITHOUT_A_TERMINAL = 120
_LONGEST_TEXT = 160


def console() -> Console:
    """Standard output. Without a terminal it is of a fixed width, so that the same input prints the same."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_A_TERMINAL, highlight=False)


@contextmanager
def working(what: str) -> Generator[None]:
    """Show that work goes on, on standard error and only where that is a terminal."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield
        return
    with errors.status(what):
        yield


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Show what is at work now, as it is told, on standard error and only where that is a terminal."""
    errors = Console(stderr=True)
    if not errors.is_terminal:
        yield _untold
        return
    with errors.status("") as status:
        yield lambda what: status.update(what)


def _untold(_what: str) -> None:
    pass


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 change", "2 changes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def kinds_told(kinds: Iterable[str]) -> str:
    """How many of each kind, the most frequent first: "5 replaced, 2 moved"."""
    return ", ".join(f"{count} {kind.replace('-', ' ')}" for kind, count in Counter(kinds).most_common())


def summary(changes: ChangeSet) -> str:
    """The change set in a phrase: "7 changes (5 replaced, 2 moved)"."""
    if not changes.changes:
        return "no changes"
    return f"{counted(len(changes.changes), 'change')} ({kinds_told(c.kind for c in changes.changes)})"


def change_table(changes: Sequence[Change], *, authors: bool = True) -> Table:
    """The changes, one a row, in reading order."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("#", justify="right")
    table.add_column("where", overflow="fold", ratio=2)
    table.add_column("what")
    table.add_column("text", overflow="fold", ratio=6)
    if authors:
        table.add_column("author", overflow="fold", ratio=1)
        table.add_column("at")
    for change in changes:
        row: list[str | Text] = [
            str(change.number),
            _where(change),
            change.kind.value,
            words(change.before, change.after, change.detail),
        ]
        if authors:
            row += [change.author, f"{change.at:%Y-%m-%d %H:%M}" if change.at else ""]
        table.add_row(*[Text(cell) if isinstance(cell, str) else cell for cell in row])
    return table


def _where(change: Change) -> str:
    paragraph = f"paragraph {change.paragraph}"
    place = paragraph if change.place == "body" else f"{change.place}, {paragraph}"
    return change.clause or place


def words(before: str, after: str, detail: str, longest: int = _LONGEST_TEXT) -> Text:
    """What was struck, what is new, and what there is to add, in colours; each side cut to ``longest`` letters."""
    text = Text()
    if before and before != after:
        text.append(_short(before, longest), style="red strike")
    if before and after and before != after:
        text.append(" → ")
    if after:
        text.append(_short(after, longest), style="green underline" if before != after else "")
    if detail:
        text.append(f" ({detail})" if text else detail, style="dim")
    return text


def _short(words: str, longest: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
