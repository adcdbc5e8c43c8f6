"""Another engine on the same files in the same run: Docxodus, which ``make bench-peers`` installs into ``.tools``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.support.corpus import CHECKOUT

FOLDER = CHECKOUT / ".tools" / "peers"
_SCRIPT = Path(__file__).with_name("docxodus.mjs")


class PeerFailed(Exception):
    """The peer gave no redline."""


def why_no_peer() -> str | None:
    """What is missing, in a phrase, or None when the peer can run."""
    if shutil.which("node") is None:
        return "node is not on this machine"
    if not (FOLDER / "node_modules" / "docxodus").is_dir():
        return "the npm package docxodus is not installed (make bench-peers does)"
    return None


class Docxodus:
    """One warm process of the peer, for as many pairs as are asked. ``close`` it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", str(_SCRIPT), str(FOLDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def best_of(self, times: int, before: Path, after: Path) -> float:
        """The fewest seconds of ``times`` runs, after one that does not count. Raises PeerFailed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"before": str(before), "after": str(after), "times": times}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "the process died"}')
        if "error" in answer:
            raise PeerFailed(answer["error"])
        return min(answer["seconds"])

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        if self._process.stdout is not None:
            self._process.stdout.close()
