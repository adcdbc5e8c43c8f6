"""The log: one line a record on standard error, as JSON or as text, each with the name of its request.

It is for who runs the server, who may have no part in an agreement: no line holds words of a clause, a password or a
token. So an exception is logged as its class and the places that it came through, without its message, whoever logs it.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

from api.errors import request_id

_FIELDS: Final = ("method", "route", "path", "status", "ms", "user", "address")
"""What the record of a request may hold beside its message."""
_LEVELS: Final = {"": logging.WARNING, "counterpart": logging.INFO, "uvicorn": logging.INFO}
_DEEPEST: Final = 40
"""How many places of an exception are named at most."""


class _Formatter(logging.Formatter):
    """Names an exception without a word of its message."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  (logging's name)
        """The classes of the exception and of what it came from, each with its places."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(lines) < 3 * _DEEPEST:
            lines += [type(error).__qualname__, *_places(error.__traceback__)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _places(where: TracebackType | None) -> list[str]:
    frames = list(traceback.walk_tb(where))[-_DEEPEST:]
    return [f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_name}" for frame, line in frames]


class JsonFormatter(_Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        told["message"] = record.getMessage()
        told["request_id"] = request_id.get()
        told |= {name: getattr(record, name, None) for name in _FIELDS}
        if record.exc_info and record.exc_info[1] is not None:
            told["exception"] = self.formatException(record.exc_info).splitlines()
        return json.dumps({name: value for name, value in told.items() if value is not None}, ensure_ascii=False)


class TextFormatter(_Formatter):
    """A line to read, and the places of an exception below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        line = f"{record.levelname.lower()}: {record.getMessage()}"
        if getattr(record, "status", None) is not None:
            line = f"{line} -> {record.status} in {record.ms} ms ({request_id.get()})"  # pyright: ignore[reportAttributeAccessIssue]
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


class _Errors(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is when it writes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.stream = sys.stderr
        super().emit(record)


@contextmanager
def logged(form: str) -> Generator[None]:
    """Write the log as ``form`` says (``json``, ``text``, or ``auto``: text for a terminal) until the block ends."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = _Errors()
    handler.setFormatter(TextFormatter() if as_text else JsonFormatter())
    before = {name: logging.getLogger(name).level for name in _LEVELS}
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
