"""The command line: ``counterpart COMMAND``.

Each command is a module of this package. Only the module of the command that was typed is imported, by name: the
redline engine, the HTTP framework and the database cost most of a second together, and ``counterpart --help`` needs
none of them. This is the one place of the project that imports its own code while it runs.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Any

import typer

from api.cli.exits import EXIT_CODES_HELP, CommandError, exit_code, one_line
from clauses.errors import CounterpartError


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives: ``function`` of ``module``; ``summary`` is the first line of its docstring."""

    module: str
    function: str
    summary: str


COMMANDS: dict[str, Command] = {
    "demo": Command("api.cli.demo", "demo", "Load the demonstration and redline its drafts."),
    "serve": Command("api.cli.serve", "serve", "Serve the HTTP API on this machine."),
    "openapi": Command("api.cli.openapi", "openapi", "Print the OpenAPI document of the HTTP API."),
    "db": Command(
        "api.cli.db", "db", "Bring the store to the schema of this version, say which one it has, or move it."
    ),
    "backup": Command("api.cli.backup", "backup", "Write all that the store holds to one file, while it serves."),
    "restore": Command(
        "api.cli.backup", "restore", "Put a backup into an empty store, or in the place of what a store holds."
    ),
    "audit": Command(
        "api.cli.audit", "audit", "Verify the audit, of the store or of an exported file alone, or export it."
    ),
    "export": Command("api.cli.exporting", "export", "Write an agreement as one file, to be read in elsewhere."),
    "doctor": Command("api.cli.doctor", "doctor", "Say what is wrong with this installation, and what to do about it."),
    "digest": Command("api.cli.digest", "digest", "Mail each person what newly waits for their side."),
    "init": Command("api.cli.accounts", "init", "Make the first account, which runs the installation."),
    "token": Command("api.cli.accounts", "token", "Make an API token of an account and print it, this once."),
    "redline": Command("api.cli.redline", "redline", "Write the redline between two Word files, as tracked changes."),
    "redline-many": Command(
        "api.cli.redline_many", "redline_many", "Write the redlines between two folders of Word files."
    ),
    "accept": Command("api.cli.resolve", "accept", "Accept the tracked changes of a Word file, or some of them."),
    "reject": Command("api.cli.resolve", "reject", "Reject the tracked changes of a Word file, or some of them."),
    "scrub": Command("api.cli.scrub", "scrub", "Take out of a Word file what it tells beyond its words."),
    "identify": Command("api.cli.identify", "identify", "Say which draft of an agreement a file is."),
    "changes": Command("api.cli.changes", "changes", "List the tracked changes of a Word file."),
    "returned": Command("api.cli.returned", "returned", "Tell what they did to a Word file that was sent to them."),
    "new": Command("api.cli.new", "new", "Make an agreement from a template or a precedent, and print its id."),
    "import": Command(
        "api.cli.importing", "import_agreement", "Show which clauses a Word file would become, or what an export holds."
    ),
    "validate": Command("api.cli.validate", "validate", "Check Word files for what Word would stumble over."),
    "check": Command("api.cli.check", "check", "Check an agreement against the rules."),
    "deadlines": Command("api.cli.deadlines", "deadlines", "List the deadlines of an agreement."),
    "memo": Command("api.cli.memo", "memo", "Tell what differs between two drafts, by whom and why."),
    "kinds": Command("api.cli.kinds", "list_kinds", "List the clause kinds and their fields."),
}

_HELP = f"""Draft memoranda of understanding from typed clauses, and redline any two versions in Word.

\b
Begin with:
  counterpart demo
  counterpart redline before.docx after.docx -o redline.docx

A file named - is standard input or output.

\b
{EXIT_CODES_HELP}
"""


def build_app(typed: str | None = None, *, everything: bool = False) -> typer.Typer:
    """The application with the real command ``typed`` (or all of them) and, for the help, the names of the others."""
    app = typer.Typer(
        name="counterpart",
        help=_HELP,
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for name, command in COMMANDS.items():
        if everything or name == typed:
            app.command(name)(_load(command))
        else:
            app.command(name, help=command.summary)(_unloaded)
    return app


def main() -> None:
    """Run the command line of this process and exit with one of the codes of :mod:`api.cli.exits`."""
    typed = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    try:
        build_app(typed)(prog_name="counterpart")
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):
            _fall_silent()
            sys.exit(0)
        raise
    except BrokenPipeError:
        _fall_silent()
        sys.exit(0)
    except (CounterpartError, CommandError, OSError) as error:
        print(f"counterpart: {one_line(error)}", file=sys.stderr)
        sys.exit(exit_code(error))
    except Exception as error:
        if os.environ.get("COUNTERPART_TRACEBACK"):
            traceback.print_exc()
        hint = "please report this; COUNTERPART_TRACEBACK=1 shows where it happened"
        print(f"counterpart: internal error: {type(error).__name__}: {one_line(error)} ({hint})", file=sys.stderr)
        sys.exit(exit_code(error))


def _fall_silent() -> None:
    """The reader of standard output has gone: nothing left to say, and that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(asked: bool) -> None:
    if asked:
        print(f"counterpart {version('counterpart-mou')}")
        raise typer.Exit


def _root(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Nothing by itself: the commands do the work."""


def _load(command: Command) -> Callable[..., Any]:
    return getattr(importlib.import_module(command.module), command.function)


def _unloaded() -> None:
    """Stand for a command that was not typed."""
    raise AssertionError("a command that was not typed can't run")
