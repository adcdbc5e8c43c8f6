"""The exit codes of the command line, and what a failure reads like: one line on standard error."""

from __future__ import annotations

from enum import IntEnum

from clauses import errors


class ExitCode(IntEnum):
    """Every code that ``counterpart`` exits with."""

    OK = 0
    FOUND = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    CONFLICT = 5
    INTERNAL = 70
    SYSTEM = 74


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "done",
    ExitCode.FOUND: "there are findings, or differences where --exit-code asks for them",
    ExitCode.USAGE: "the command, an option or a record that it was given can't be",
    ExitCode.UNREADABLE: "a file can't be read as a Word document, or as a PDF where one may be given",
    ExitCode.REFUSED: "readable files, but no redline could be proved, or no scrubbed copy would be clean",
    ExitCode.CONFLICT: "not found, or in conflict with what is stored",
    ExitCode.INTERNAL: "a fault of the program",
    ExitCode.SYSTEM: "the system could not read or write a file, or the store did not answer",
}

EXIT_CODES_HELP = "\n".join(["Exit codes:", *(f"  {code:>2}  {meaning}" for code, meaning in MEANINGS.items())])

FAMILIES: dict[type[errors.CounterpartError], ExitCode] = {
    errors.CounterpartError: ExitCode.INTERNAL,
    errors.InvalidInput: ExitCode.USAGE,
    errors.UnreadableFile: ExitCode.UNREADABLE,
    errors.RedlineRefused: ExitCode.REFUSED,
    errors.ScrubRefused: ExitCode.REFUSED,
    errors.AccessRefused: ExitCode.CONFLICT,
    errors.NotFound: ExitCode.CONFLICT,
    errors.Conflict: ExitCode.CONFLICT,
    errors.PreconditionError: ExitCode.CONFLICT,
    errors.StoreUnavailable: ExitCode.SYSTEM,
}


class CommandError(Exception):
    """A command failed about one thing: ``subject`` is the file's name or the option's, ``code`` the exit code."""

    def __init__(self, subject: str, reason: str, code: ExitCode) -> None:
        super().__init__(f"{subject}: {reason}")
        self.code = code

    @classmethod
    def about(cls, subject: str, error: errors.CounterpartError) -> CommandError:
        """``error``, which came from the thing called ``subject``."""
        return cls(subject, one_line(error), family_code(type(error)))


def family_code(kind: type[errors.CounterpartError]) -> ExitCode:
    """The exit code of an error class: that of its nearest family."""
    return next(FAMILIES[base] for base in kind.__mro__ if base in FAMILIES)


def exit_code(error: Exception) -> ExitCode:
    """The exit code of whatever ended a command."""
    if isinstance(error, CommandError):
        return error.code
    if isinstance(error, errors.CounterpartError):
        return family_code(type(error))
    return ExitCode.SYSTEM if isinstance(error, OSError) else ExitCode.INTERNAL


def one_line(error: Exception) -> str:
    """``error`` in one line, with the stable code of its class at the end where it has one."""
    if isinstance(error, errors.CounterpartError):
        place = f"{error.title}: " if isinstance(error, errors.RedlineRefused) else ""  # the others are whole sentences
        text = f"{place}{error.detail} [{error.code}]"
    elif isinstance(error, OSError) and error.strerror and error.filename is not None:
        text = f"{error.filename}: {error.strerror}"
    else:
        text = str(error)
    return " ".join(text.split())
