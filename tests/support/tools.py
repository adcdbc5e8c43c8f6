"""The tools that some tests need, where they are on this machine, and what a test without its tool does.

A test never looks for a tool itself: it asks here, so that the reason of a skip reads the same everywhere. Under
continuous integration (CI=true) ``tests/conftest.py`` turns such a skip into a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

_MAC_OFFICE = Path("/Applications/LibreOffice.app/Contents")


def in_ci() -> bool:
    """Whether this run must not skip anything for a missing tool."""
    return os.environ.get("CI") == "true"


def skip(reason: str) -> NoReturn:
    """Skip the running test; the reason is printed in the closing lines."""
    pytest.skip(reason)


def program(name: str, *, of: str) -> str:
    """The path of program ``name``; skips the running test without it, saying that it comes with ``of``."""
    found = shutil.which(name)
    if found is None:
        skip(f"{name} is not on this machine (it comes with {of})")
    return found


@cache
def soffice() -> str | None:
    """The path of LibreOffice's program, or None."""
    named = os.environ.get("SOFFICE")
    if named:
        return named
    return shutil.which("soffice") or next(
        (str(p) for p in [_MAC_OFFICE / "MacOS" / "soffice"] if p.exists()),
        None,
    )


@cache
def office_python() -> str | None:
    """The path of a Python that can import LibreOffice's bridge ``uno``, or None: no virtual environment can."""
    candidates = [
        os.environ.get("COUNTERPART_OFFICE_PYTHON", ""),
        "/usr/bin/python3",
        str(_MAC_OFFICE / "Resources" / "python"),
    ]
    return next((c for c in candidates if c and Path(c).exists() and _runs(c, "-c", "import uno")), None)


@cache
def isolation() -> tuple[str, ...]:
    """The words before a command that cut it off from every network; empty where this machine permits no such thing."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    ways = ((unshare, "--net"), (unshare, "--user", "--map-root-user", "--net"))
    return next((way for way in ways if _runs(*way, "true")), ())


def why_no_office() -> str | None:
    """What LibreOffice tests lack on this machine, in a phrase, or None when nothing."""
    if soffice() is None:
        return "LibreOffice is not on this machine (Debian: libreoffice-writer-nogui)"
    if office_python() is None:
        return "no Python here can import LibreOffice's bridge (Debian: python3-uno)"
    return None


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
