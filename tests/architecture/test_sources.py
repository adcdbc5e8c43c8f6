"""The lock file, and what must not stand in any file of the project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.support import checkout

LOCKS = [Path("requirements.lock"), Path(".ci/tools.lock"), Path(".ci/runtime.lock")]
MACHINE_PATH = re.compile(
    "(?<![\\w.)}>])/(?:" + "|".join(["work", "root", "home", "Users", "opt/" + "wheels"]) + r")/[\w.]"
)
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r")\b")


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_a_lock_file_names_no_host(lock: Path) -> None:
    text = checkout.text(lock) or ""
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, flags=re.M)
    assert not re.search(r"@\s|file:", text)


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_a_lock_file_pins_every_package_with_hashes(lock: Path) -> None:
    entries = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", checkout.text(lock) or "", flags=re.M), flags=re.M)
    for entry in filter(None, entries):
        assert re.match(r"[a-z0-9.-]+==\d\S*( ; .*)? \\\n", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(checkout.text(Path("pyproject.toml")) or "")["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", each).group().lower() for each in wanted}  # type: ignore[union-attr]
    locked = set(re.findall(r"^([a-z0-9.-]+)==", checkout.text(LOCKS[0]) or "", flags=re.M))
    assert names - locked == set()


def test_the_lock_of_the_program_alone_has_what_it_needs_in_the_versions_of_the_other() -> None:
    whole, alone = (
        set(re.findall(r"^([a-z0-9.-]+==\S+)", checkout.text(each) or "", flags=re.M)) for each in (LOCKS[0], LOCKS[2])
    )
    assert alone < whole
    project = tomllib.loads(checkout.text(Path("pyproject.toml")) or "")["project"]
    names = {re.match(r"[A-Za-z0-9._-]+", each).group().lower() for each in project["dependencies"]}  # type: ignore[union-attr]
    assert names <= {each.partition("==")[0] for each in alone}
    assert not {"pytest", "hatchling", "build", "ruff"} & {each.partition("==")[0] for each in alone}


@pytest.mark.parametrize("path", [p for p in checkout.files() if p not in LOCKS], ids=str)
def test_a_file_names_no_machine_and_leaves_nothing_unfinished(path: Path) -> None:
    text = checkout.text(path)
    if text is not None:
        assert MACHINE_PATH.findall(text) == []
        assert UNFINISHED.findall(text) == []
