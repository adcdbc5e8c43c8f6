"""The wheel holds all that the program needs, and runs where only the runtime dependencies are."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support import checkout
from tests.support.documents import p, package, t

RUN = "import sys; sys.path[:0] = sys.argv.pop(1).split('|'); from api.cli import main; main()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out)]
    done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def path(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A module path of the unpacked wheel and of its runtime dependencies, and nothing else."""
    unpacked = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    site = tmp_path_factory.mktemp("site")
    for dependency in runtime_dependencies():
        for name in {file.parts[0] for file in dependency.files or [] if file.parts[0] not in {"..", "__pycache__"}}:
            if not (site / name).exists():
                (site / name).symlink_to(Path(str(dependency.locate_file(name))))
    return f"{unpacked}|{site}"


def runtime_dependencies() -> list[Distribution]:
    """What the project needs when it runs, and what that needs in turn."""
    found: dict[str, Distribution] = {}
    waiting = list(distribution("counterpart-mou").requires or [])
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        found[wanted.name] = distribution(wanted.name)
        waiting += found[wanted.name].requires or []
    return list(found.values())


def counterpart(path: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line of the wheel, isolated: no site packages, no environment, no checkout."""
    command = [sys.executable, "-I", "-S", "-c", RUN, path, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {file.as_posix() for file in checkout.files() if file.parts[0] in checkout.PACKAGES}
    assert ours - packed == set()
    assert any(name.startswith("clauses/wording/") and name.endswith(".toml") for name in packed)
    assert any("/migrations/versions/" in name for name in packed)


def test_the_wheel_holds_no_tests_and_no_documentation(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(checkout.PACKAGES)


def test_the_wheel_tells_its_version_without_the_development_tools(path: str, tmp_path: Path) -> None:
    done = counterpart(path, "--version", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("counterpart ")


def test_the_wheel_makes_a_redline_without_the_development_tools(path: str, tmp_path: Path) -> None:
    (tmp_path / "before.docx").write_bytes(package(p(t("The fee is $130,000.")) + p(t("The end."))))
    (tmp_path / "after.docx").write_bytes(package(p(t("The fee is $135,500.")) + p(t("The end."))))
    done = counterpart(path, "redline", "before.docx", "after.docx", "-o", "redline.docx", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    listed = counterpart(path, "changes", "redline.docx", "--json", folder=tmp_path)
    assert [(c["before"], c["after"]) for c in json.loads(listed.stdout)["changes"]] == [("$130,000", "$135,500")]


def test_the_wheel_opens_a_store_of_its_own_without_the_development_tools(path: str, tmp_path: Path) -> None:
    done = counterpart(path, "demo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(file.suffix for file in (tmp_path / "demo").glob("*.docx")) == [".docx"] * 10
