"""The files of this checkout: what git tracks or would track, and the modules of the three packages."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "clauses", "drafts")


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project, tracked or not yet, by path from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()))


def text(path: Path) -> str | None:
    """The file's text, or None when it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def modules(*packages: str) -> list[Path]:
    """The Python files of ``packages`` (by default all three of ours), by path from the root."""
    return [f for f in files() if f.suffix == ".py" and f.parts[0] in (packages or PACKAGES)]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one of our modules."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))
