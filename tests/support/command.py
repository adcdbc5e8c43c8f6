"""Running the command line in this process, as a shell would."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from api.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did. ``out`` is its standard output as bytes, ``told`` the same as text."""

    code: int
    out: bytes
    errors: str

    @property
    def told(self) -> str:
        """Standard output as text."""
        return self.out.decode()


def run(*words: str, stdin: bytes = b"") -> Ran:
    """Run ``counterpart`` with ``words`` and these bytes on its standard input; no stream is a terminal."""
    out, errors = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["counterpart", *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
        patch.setattr(sys, "stderr", io.TextIOWrapper(errors, "utf-8", write_through=True))
        return Ran(_code(), out.getvalue(), errors.getvalue().decode())


def _code() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0
