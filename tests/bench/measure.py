"""What is measured: one redline in process, and the floor.

The floor is what no engine that reads and writes .docx with lxml gets below: unzip both files, parse both document.xml,
serialize one, zip one package with deflate at level 6. Both are measured in the same run, since machines differ and the
same machine differs from hour to hour. Times are the best of several, warm. Memory is the peak that Python and lxml's
own allocations add to the process while one redline is made, in a fresh process.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import re
import resource
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from lxml import etree

from drafts.redline import redline
from tests.support.documents import agreement, edited, written

MAIN = "word/document.xml"
AT = datetime(2026, 11, 1, 10, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """A generated document of ``pages`` times 500 words against itself with ``share`` of the words edited."""

    pages: int
    share: float


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds and mebibytes of one case."""

    case: Case
    redline_seconds: float
    floor_seconds: float
    redline_memory: float
    floor_memory: float
    changes: int
    coarser: int

    @property
    def ratio(self) -> float:
        """How many floors a redline costs."""
        return self.redline_seconds / self.floor_seconds


def floor(before: bytes, after: bytes) -> bytes:
    """Read both packages and parse both documents; write one package."""
    packages: list[dict[str, bytes]] = []
    for docx in (before, after):
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            packages.append({name: archive.read(name) for name in archive.namelist()})
    tree = etree.fromstring(packages[0][MAIN])
    etree.fromstring(packages[1][MAIN])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in packages[0].items():
            archive.writestr(name, etree.tostring(tree) if name == MAIN else content)
    return out.getvalue()


def best_of(times: int, work: Callable[[], object]) -> float:
    """The fewest seconds that ``work`` took, after one run that does not count."""
    work()
    found: list[float] = []
    for _ in range(times):
        gc.collect()
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def measure(case: Case, times: int = 5) -> Result:
    """Measure one case."""
    text = agreement(case.pages)
    before, after = written(text), written(edited(text, case.share))
    made = redline(before, after, author="Bench", at=AT)
    return Result(
        case,
        best_of(times, lambda: _redline(before, after)),
        best_of(times, lambda: floor(before, after)),
        peak_memory(before, after, "redline"),
        peak_memory(before, after, "floor"),
        len(made.changes.changes),
        made.proof.coarser,
    )


def peak_memory(before: bytes, after: bytes, what: str) -> float:
    """Mebibytes that one run of ``what`` ("redline" or "floor") adds to the peak of a fresh process."""
    fresh = multiprocessing.get_context("spawn")
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_run_alone, args=(before, after, what, theirs))
    process.start()
    theirs.close()
    added = ours.recv()
    process.join()
    return added


def _run_alone(before: bytes, after: bytes, what: str, answer: Connection) -> None:
    work = floor if what == "floor" else _redline
    tiny = written(agreement(1))
    work(tiny, tiny)  # whatever is loaded late is loaded now
    begun = _peak()
    work(before, after)
    answer.send(_peak() - begun)


def _redline(before: bytes, after: bytes) -> bytes:
    return redline(before, after, author="Bench", at=AT).docx


def _peak() -> float:
    """The peak of this process's own memory, in mebibytes. Linux hands rusage's on from the parent process, so that
    there the kernel's own figure is read."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status.read_text(), flags=re.M)
        return int(peak) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)
