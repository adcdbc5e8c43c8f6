"""The independent judge of redlines that may lie beside the checkout: it shares no code with the engine.

``pairs_judge.py`` and ``verify.py`` in the folder that COUNTERPART_JUDGES names, or else in ``../shared/judges``. It
says which redlines read right both ways in every story, whether properties come back, and how much is painted.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.corpus import CHECKOUT

_WRONG = re.compile(r"^wrong (\S+): (.*)$", re.M)
_PAINTED = re.compile(r"^painted (\S+) x least: (\S+)$", re.M)
_CLOSING = re.compile(r"^(\d+) of (\d+) right; properties restored in (\d+) of (\d+);", re.M)
_EVERY = "1000000"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge says of a folder of redlines: faults by pair, painted words beside the fewest possible by pair,
    and how many of the right pairs have their properties restored."""

    wrong: dict[str, str] = field(default_factory=dict[str, str])
    painted: dict[str, float] = field(default_factory=dict[str, float])
    right: int = 0
    total: int = 0
    restored: int = 0
    right_with_properties: int = 0


class JudgeFailed(Exception):
    """The judge gave no verdict."""


def folder() -> Path:
    """Where the judge is, whether it is there or not."""
    named = os.environ.get("COUNTERPART_JUDGES")
    return Path(named) if named else CHECKOUT.parent / "shared" / "judges"


def why_no_judge() -> str | None:
    """What is missing, in a phrase, or None when the judge is there."""
    if all((folder() / name).is_file() for name in ("pairs_judge.py", "verify.py")):
        return None
    return "the independent judge is not beside the checkout (COUNTERPART_JUDGES names its folder)"


def judge(corpus: Path, redlines: Path) -> Judged:
    """Judge ``redlines/SUITE/CASE.docx`` by ``corpus/SUITE/CASE/{before,after}.docx``. Raises JudgeFailed."""
    told = _run("pairs_judge.py", corpus, redlines, "--worst", _EVERY)
    closing = _CLOSING.search(told)
    if closing is None:
        raise JudgeFailed(told[-400:])
    return Judged(
        dict(_WRONG.findall(told)),
        {case: float(ratio) for ratio, case in _PAINTED.findall(told)},
        *map(int, closing.groups()),
    )


def lost_properties(before: Path, after: Path, redline: Path) -> str:
    """Which properties do not come back, in words; "" when all do."""
    verdict = json.loads(_run("verify.py", before, after, redline, "--json"))
    found: list[str] = []
    for way in ("reject", "accept"):
        scores = verdict.get(f"props_{way}") or {}
        numbers = {k: float(v) for k, v in scores.items() if isinstance(v, int | float)}
        found += [f"{kind} after {way}: {score:.3f}" for kind, score in numbers.items() if score < 1]
    return ", ".join(found)


def run_beside(script: str, *arguments: str) -> str:
    """What a script prints that may import the judge's modules, and ours; its arguments follow. Raises JudgeFailed."""
    return _python("-c", script, *arguments)


def _run(program: str, *arguments: object) -> str:
    return _python(str(folder() / program), *map(str, arguments))


def _python(*words: str) -> str:
    path = os.pathsep.join(map(str, (folder().resolve(), CHECKOUT)))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}
    ran = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environment, check=False)
    if not ran.stdout.strip():
        raise JudgeFailed(ran.stderr.strip()[-400:])
    return ran.stdout
