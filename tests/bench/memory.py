"""Peaks of memory."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

_TO_MEBIBYTES = 1024 * 1024 if sys.platform == "darwin" else 1024


def peak() -> float:
    """The peak of this process's own memory, in mebibytes. Linux hands rusage's on from the parent process, so that
    there the kernel's own figure is read."""
    status = Path("/proc/self/status")
    if status.exists():
        (found,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status.read_text(), flags=re.M)
        return int(found) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _TO_MEBIBYTES


def peak_of(module: str, *files: Path) -> tuple[float, float]:
    """The peak of a fresh process that runs ``module`` over ``files``, and what the work added to the peak that loading
    the module and the files had; mebibytes."""
    command = [sys.executable, "-m", module, *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    begun, ended = json.loads(told)
    return ended, ended - begun
