"""What is slow to make and where many tests begin: made once in a run, by whoever needs it first, and copied."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from api.cli.exits import ExitCode
from tests.support.command import run
from tests.support.good_requests import Seed, seeded

DEMO_LOG = "demo.log"
"""Beside the demonstration's folder: what ``counterpart demo`` printed."""
_KNOWN = "known.pickle"


@dataclass(frozen=True)
class MadeOnce:
    """The folder that all workers of a run share."""

    root: Path

    def demonstration(self) -> Path:
        """What ``counterpart demo`` makes: its folder ``demo``, and what it printed, in :data:`DEMO_LOG`. To be read
        alone; see :meth:`copied_demonstration`."""
        return self._made("demonstration", _demonstration)

    def copied_demonstration(self, folder: Path) -> Path:
        """A copy in ``folder`` of the demonstration's folder."""
        return shutil.copytree(self.demonstration() / "demo", folder)

    def seed(self, folder: Path) -> Seed:
        """A copy in ``folder`` of the store in which every operation has something to be about."""
        made = self._made("seed", _seed)
        known = pickle.loads((made / _KNOWN).read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        return replace(known, file=shutil.copy(known.file, folder / known.file.name))

    def _made(self, name: str, make: Callable[[Path], None]) -> Path:
        folder = self.root / f"made-{name}"
        with _locked(self.root / f"made-{name}.lock"):
            if not folder.exists():
                making = self.root / f"making-{name}"
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                make(making)
                making.rename(folder)
        return folder


def shared_root(basetemp: Path) -> Path:
    """The temporary folder of the run, which the workers' own are in."""
    return basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp


@contextmanager
def _locked(file: Path) -> Generator[None]:
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _demonstration(folder: Path) -> None:
    ran = run("demo", "--folder", str(folder / "demo"))
    assert ran.code == ExitCode.OK, ran.errors
    (folder / DEMO_LOG).write_text(ran.told, encoding="utf-8")


def _seed(folder: Path) -> None:
    made = seeded(folder)
    there = folder.parent / "made-seed" / made.file.name  # where the folder is renamed to
    (folder / _KNOWN).write_bytes(pickle.dumps(replace(made, file=there)))
