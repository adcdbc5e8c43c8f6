"""Imports run one way, the core is pure, and nothing strays to the top level."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import checkout

TOP_LEVEL = {
    *(".ci", ".github", ".gitignore", ".dockerignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md"),
    *("Dockerfile", "LICENSE", "Makefile", "README.md", "docker-compose.yml", "pyproject.toml", "requirements.lock"),
    *("api", "clauses", "docs", "drafts", "tests"),
}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "src", "lib"}
IMPURE_MODULES = {"random", "secrets", "uuid", "time", "socket", "urllib.request", "http", "sqlite3", "logging"}
IMPURE_CALLS = {"now", "utcnow", "today", "getenv", "urandom"}


def imports(node: ast.AST) -> list[str]:
    """The modules that one import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_strays_to_the_top_level() -> None:
    assert {path.parts[0] for path in checkout.files()} <= TOP_LEVEL


def test_no_module_has_a_vague_name() -> None:
    assert [str(path) for path in checkout.modules() if VAGUE_NAMES & {path.stem, *path.parts}] == []


@pytest.mark.parametrize("path", checkout.modules(), ids=str)
def test_our_own_code_is_imported_at_the_top_of_a_module(path: Path) -> None:
    found = [
        f"{path}:{inner.lineno} {name}"
        for function in ast.walk(checkout.tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        for name in imports(inner)
        if name.startswith(".") or name.split(".")[0] in checkout.PACKAGES
    ]
    assert found == []


def test_only_the_command_line_imports_while_it_runs() -> None:
    users = [p for p in checkout.modules() if "importlib.import_module" in ast.unparse(checkout.tree(p))]
    assert users == [Path("api/cli/__init__.py")]


@pytest.mark.parametrize("path", checkout.modules("clauses", "drafts"), ids=str)
def test_the_core_has_no_clock_no_randomness_and_no_environment(path: Path) -> None:
    found: list[str] = []
    for node in ast.walk(checkout.tree(path)):
        found += [name for name in imports(node) if {name, name.split(".")[0]} & IMPURE_MODULES]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}()")
        if isinstance(node, ast.Attribute) and node.attr == "environ":
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    assert found == []
