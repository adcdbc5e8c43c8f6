"""Pages of the documentation as programs: the commands of a page, run in one shell, answer what the page shows.

A block marked ``sh`` is run. A block marked ``json`` or ``text`` behind it is what it prints, ``…`` standing for what
is left out; where no block follows, it prints nothing. Anything else on a page is not run.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

REST = "…"
"""Stands for what the page leaves out."""
PORT = "8040"
"""The port that the pages name; another one is taken for a run."""
_COPIED = """\
counterpart() {
  if [ "$*" = demo ]; then cp -r "$DEMONSTRATION/demo" demo && cat "$DEMONSTRATION/demo.log"
  else command counterpart "$@"; fi
}
"""
_BLOCK = re.compile(r"^```(sh|json|text)\n(.*?)^```$", flags=re.M | re.S)


@dataclass(frozen=True, slots=True)
class Step:
    """The commands of a block, and the block that shows what they answer, if one follows."""

    commands: str
    form: str = ""
    shown: str = ""


def steps_of(page: str) -> list[Step]:
    """The page's steps, in order. Every block that is shown follows the commands that it answers."""
    steps: list[Step] = []
    for form, text in _BLOCK.findall(page):
        if form == "sh":
            steps.append(Step(text))
        else:
            assert steps, f"nothing answers this: {text}"
            assert not steps[-1].form, f"nothing answers this: {text}"
            steps[-1] = Step(steps[-1].commands, form, text)
    return steps


def differs(shown: Any, answered: Any, where: str = "") -> str:
    """Where an answer is not what the page shows of it; empty where it is."""
    if shown == REST:
        return ""
    if isinstance(shown, dict) and isinstance(answered, dict):
        told, got = cast("dict[str, Any]", shown), cast("dict[str, Any]", answered)
        for key in told.keys() - {REST}:
            if found := differs(told[key], got.get(key, "(nothing)"), f"{where}.{key}"):
                return found
        return "" if REST in told or told.keys() == got.keys() else f"{where}: more than is shown: {got}"
    if isinstance(shown, list) and isinstance(answered, list):
        items, others = cast("list[Any]", shown), cast("list[Any]", answered)
        if REST in items:
            kept = items[: items.index(REST)]
            items, others = kept, others[: len(kept)]
        if len(items) != len(others):
            return f"{where}: {len(others)} instead of {len(items)}"
        found = (differs(*pair, f"{where}.{n}") for n, pair in enumerate(zip(items, others, strict=True)))
        return next(filter(None, found), "")
    return "" if shown == answered else f"{where}: {answered!r} instead of {shown!r}"


def values_in(text: str) -> list[Any]:
    """The JSON values that stand one after another."""
    found: list[Any] = []
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def check(step: Step, output: str) -> None:
    """Hold what a step printed to what the page shows."""
    told = f"{step.commands}\nprinted:\n{output}"
    if step.form == "json":
        assert differs(values_in(step.shown), values_in(output)) == "", told
    elif step.form == "text":
        pattern = re.escape(step.shown.strip()).replace(re.escape(REST), ".*")
        assert re.fullmatch(pattern, output.strip(), flags=re.S), told
    else:
        assert output.strip() == "", told


def run(steps: list[Step], folder: Path, demonstration: Path | None = None) -> list[str]:
    """What each step prints, all in one shell that stops at the first command that fails. ``demonstration`` is what
    ``counterpart demo`` made before, which is then copied from there."""
    port = _free_port()
    script = "set -e\n" + "".join(f"{step.commands}\nprintf '\\036'\n" for step in steps).replace(PORT, port)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERPART_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["COUNTERPART_PORT"] = port
    begun = ""
    if demonstration is not None:
        environment["DEMONSTRATION"] = str(demonstration)
        begun = _COPIED
    trap = "set -m\ntrap 'kill %1 2>/dev/null || true' EXIT\n"
    made = subprocess.run(
        ["bash", "-c", trap + begun + script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )
    outputs = made.stdout.split("\x1e")
    assert len(outputs) > len(steps), (steps[len(outputs) - 1].commands, outputs[-1], made.stderr)
    return outputs[:-1]


def _free_port() -> str:
    """A port below those that a system hands out by itself: a page may come to its server late, and until then nobody
    else is given it."""
    begin = 15_000 + os.getpid() % 10_000
    for port in range(begin, begin + 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return str(port)
    raise AssertionError(f"no free port from {begin}")
