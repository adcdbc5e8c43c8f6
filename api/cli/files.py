"""Reading and writing the files that a command names. ``-`` is a standard stream.

An output is written beside its final name and then renamed, so that a reader never sees half a file, and it never
replaces a file that the same command reads.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from api.cli.exits import CommandError, ExitCode
from clauses.errors import CounterpartError, InvalidOption, LimitExceeded
from drafts.word.archive import DEFAULT, MB

STREAM = "-"


def label(name: str) -> str:
    """What to call a file in a message."""
    return "standard input" if name == STREAM else name


@contextmanager
def about(subject: str) -> Generator[None]:
    """Whatever is refused inside is refused about ``subject``."""
    try:
        yield
    except CounterpartError as error:
        raise CommandError.about(subject, error) from error


def read(name: str, most: int = DEFAULT.upload) -> bytes:
    """The bytes of the file ``name``. CommandError when the system can't read it, and when it is larger than ``most``
    bytes, or a Word file may be: no more than that is read."""
    try:
        if name == STREAM:
            content = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(most + 1)
    except OSError as error:
        raise CommandError(label(name), error.strerror or "can't be read", ExitCode.SYSTEM) from error
    check_size(name, content, most)
    return content


def check_size(name: str, content: bytes, most: int = DEFAULT.upload) -> None:
    """CommandError for more than ``most`` bytes."""
    if len(content) > most:
        reason = LimitExceeded(f"The file has more than {most // MB} MB, which is the limit; shrink its pictures.")
        raise CommandError.about(label(name), reason)


def check_names(inputs: tuple[str, ...], output: str | None = None) -> None:
    """Refuse what can't work before any work is done: standard input twice, an input as the output, a terminal that
    would receive a Word file."""
    if inputs.count(STREAM) > 1:
        raise InvalidOption("standard input (-) can be read only once")
    if output is None:
        return
    if output == STREAM:
        if sys.stdout.isatty():
            raise InvalidOption("standard output is a terminal; name a file with -o")
        return
    for name in inputs:
        if name != STREAM and _same_file(Path(name), Path(output)):
            raise InvalidOption(f"{output} is also an input, and would be overwritten; name another file with -o")
    if Path(output).is_dir():
        raise InvalidOption(f"{output} is a folder; name a file with -o")


def write(name: str, content: bytes) -> None:
    """Put ``content`` under ``name`` in one step, replacing what was there. CommandError when that can't be."""
    if name == STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(name))
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as temporary:
            try:
                temporary.write(content)
                temporary.flush()
                os.fsync(temporary.fileno())
                Path(temporary.name).chmod(_mode(target))
                Path(temporary.name).replace(target)
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CommandError(name, error.strerror or "can't be written", ExitCode.SYSTEM) from error


def _mode(target: Path) -> int:
    """The permissions that the file has or that a new one gets here."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
