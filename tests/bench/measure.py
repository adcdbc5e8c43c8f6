"""What is measured: one redline in process, and the floor; where asked, a peer too.

All are measured in the same run, since machines differ and the same machine differs from hour to hour. Times are the
best of several, warm. Memory is the peak of a fresh process that makes one redline, beside that of a fresh process that
does the floor's work.
"""

from __future__ import annotations

import gc
import json
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from drafts.model import ChangeKind
from drafts.redline import redline
from tests.bench.floor import floor
from tests.bench.memory import peak_of
from tests.bench.once import AT
from tests.bench.peers import Docxodus, PeerFailed
from tests.support import judges
from tests.support.documents import Numbered, agreement, edited, written

PARAGRAPHS_A_MOVE = 100
_MOVED_WORDS = 20

_BOTH_FLOORS = """
import gc, json, pathlib, sys, time
import pairs_judge
from tests.bench.floor import floor
pair = [pathlib.Path(name).read_bytes() for name in sys.argv[1:3]]
best = [float("inf"), float("inf")]
for _ in range(15):
    for place, work in enumerate((floor, pairs_judge.floor)):
        gc.collect()
        begun = time.process_time()
        work(*pair)
        best[place] = min(best[place], time.process_time() - begun)
print(json.dumps(best))
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A generated document of ``pages`` times 500 words against itself with ``share`` of the words edited and one
    paragraph of a hundred moved."""

    pages: int
    share: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Mebibytes: the peak of the process, and what the work itself added to it."""

    peak: float
    added: float


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one case: a redline, proof included, and one whose changes are put into words too, which is done
    when somebody asks for them. ``peer_seconds`` is None where no peer was asked or it refused."""

    case: Case
    redline_seconds: float
    told_seconds: float
    floor_seconds: float
    redline_memory: Memory
    floor_memory: Memory
    changes: int
    moves: int
    coarser: int
    peer_seconds: float | None = None

    @property
    def ratio(self) -> float:
        """How many floors a redline costs."""
        return self.redline_seconds / self.floor_seconds

    @property
    def told_ratio(self) -> float:
        """How many floors a redline costs with its changes put into words."""
        return self.told_seconds / self.floor_seconds

    @property
    def memory_ratio(self) -> float:
        """How many times the floor's peak of memory a redline has."""
        return self.redline_memory.peak / self.floor_memory.peak

    @property
    def peer_ratio(self) -> float | None:
        """How many of our redlines fit into one of the peer's."""
        return self.peer_seconds / self.redline_seconds if self.peer_seconds is not None else None


def pair(case: Case) -> tuple[bytes, bytes]:
    """The two files of a case; the same each time."""
    text = agreement(case.pages)
    return written(text), written(with_moves(edited(text, case.share)))


def with_moves(text: list[Numbered], seed: int = 3) -> list[Numbered]:
    """``text`` with one paragraph of a hundred, of 20 words or more, carried elsewhere; at least one."""
    chance = random.Random(seed)
    long = [n for n in text if n.level and len(n.words) >= _MOVED_WORDS]
    carried = chance.sample(long, max(1, len(text) // PARAGRAPHS_A_MOVE))
    left = [n for n in text if not any(n is one for one in carried)]
    for one in carried:
        left.insert(chance.randrange(1, len(left)), one)
    return left


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


def measure(case: Case, times: int = 5, peer: Docxodus | None = None, peer_times: int = 3) -> Result:
    """Measure one case. The peer, when given, redlines the same files right after."""
    before, after = pair(case)
    made = redline(before, after, author="Bench", at=AT)
    changes, coarser = made.changes, made.proof.coarser
    with tempfile.TemporaryDirectory(prefix="counterpart-bench-") as folder:
        files = Path(folder, "before.docx"), Path(folder, "after.docx")
        for path, docx in zip(files, (before, after), strict=True):
            path.write_bytes(docx)
        return Result(
            case,
            best_of(times, lambda: redline(before, after, author="Bench", at=AT)),
            best_of(times, lambda: redline(before, after, author="Bench", at=AT).changes),
            best_of(times, lambda: floor(before, after)),
            Memory(*peak_of("tests.bench.once", *files)),
            Memory(*peak_of("tests.bench.floor", *files)),
            len(changes.changes),
            changes.count(ChangeKind.MOVED),
            coarser,
            _peer_seconds(peer, peer_times, *files),
        )


def _peer_seconds(peer: Docxodus | None, times: int, before: Path, after: Path) -> float | None:
    if peer is None:
        return None
    try:
        return peer.best_of(times, before, after)
    except PeerFailed:
        return None


def both_floors(case: Case) -> tuple[float, float] | None:
    """Seconds of the processor for our floor and for the independent judge's on the same files, in turns in one fresh
    process; None where the judge is not here."""
    if judges.why_no_judge():
        return None
    with tempfile.TemporaryDirectory(prefix="counterpart-bench-") as folder:
        names = [str(Path(folder, name)) for name in ("before.docx", "after.docx")]
        for name, docx in zip(names, pair(case), strict=True):
            Path(name).write_bytes(docx)
        ours, theirs = json.loads(judges.run_beside(_BOTH_FLOORS, *names))
    return ours, theirs
