"""What may be skipped: nothing under continuous integration, but for tests of a corpus that is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import checkout

LACKING = "import pytest\n\n{mark}\ndef test_with_a_tool():\n    pytest.skip('the tool is not here')\n"


def run(folder: Path, mark: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one test that skips, under the rules of tests/conftest.py."""
    (folder / "test_lacking.py").write_text(LACKING.format(mark=mark))
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "tests.conftest", "-c", os.devnull]
    command += ["-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTEST_ADDOPTS"}}
    env = {**kept, **environment, "PYTHONPATH": str(checkout.ROOT)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_missing_tool_is_a_failure_under_continuous_integration(tmp_path: Path) -> None:
    done = run(tmp_path, "", CI="true")
    assert done.returncode == 1
    assert "Nothing may be skipped when CI=true" in done.stdout
    assert "the tool is not here" in done.stdout


def test_a_missing_tool_is_a_skip_with_its_reason_elsewhere(tmp_path: Path) -> None:
    done = run(tmp_path, "")
    assert done.returncode == 0
    assert "the tool is not here" in done.stdout


@pytest.mark.parametrize("environment", [{}, {"CI": "true"}])
def test_a_missing_corpus_is_a_skip_that_says_so(tmp_path: Path, environment: dict[str, str]) -> None:
    done = run(tmp_path, "@pytest.mark.corpus", COUNTERPART_CORPUS=str(tmp_path / "nowhere"), **environment)
    assert done.returncode == 0
    assert "the corpus of Word pairs is not beside the checkout" in done.stdout


@pytest.mark.xdist_group("grouped")
def test_tests_of_a_group_go_to_one_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist knows a group by the end of a test's name; where pytest does not take that name, it scatters it."""
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@grouped")
