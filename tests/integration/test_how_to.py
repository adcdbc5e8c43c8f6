"""The how-to pages of :data:`RUN`: each command is run in a shell and answers what is shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from api.auth.access import ACCESS
from tests.support.made_once import MadeOnce
from tests.support.told import check, run, steps_of

DOCS = Path(__file__).parents[2] / "docs"
RUN = (
    *("accounts", "adopt-and-sign", "change-memo", "deadlines", "house-styles", "identify", "import", "negotiate"),
    *("own-kinds", "playbooks", "returned-files", "scrub", "start-an-agreement", "webhooks"),
)
"""The pages that are run whole, on this machine alone; a page that needs another machine or a reader's own file is not
among them."""
PAGES = [DOCS / "how-to" / f"{name}.md" for name in RUN]
_FENCE = re.compile(r"^```(\w*)$", flags=re.M)
_REQUEST = re.compile(r"`(GET|HEAD|POST|PUT|PATCH|DELETE) ([/.][^` ]*)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_says_what_its_commands_answer(page: Path, tmp_path: Path, made_once: MadeOnce) -> None:
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("needs curl and bash")
    steps = steps_of(page.read_text(encoding="utf-8"))
    assert steps, "the page has nothing to run"
    shutil.copytree(DOCS / "how-to", tmp_path / "docs" / "how-to")
    for step, output in zip(steps, run(steps, tmp_path, made_once.demonstration()), strict=True):
        check(step, output)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_block_of_the_page_is_left_unrun(page: Path) -> None:
    opened = _FENCE.findall(page.read_text(encoding="utf-8"))[::2]
    assert set(opened) <= {"sh", "json", "text"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_request_that_the_words_name_is_a_route(page: Path) -> None:
    """``{id}``, ``5`` and ``CLAUSE`` stand for what a path takes, ``...`` for how it begins."""
    routes = {(method, _plain(path)) for method, path in ACCESS}
    for method, path in _REQUEST.findall(page.read_text(encoding="utf-8")):
        asked = _plain(path.partition("?")[0])
        alike = [known for way, known in routes if way in (method, "GET" if method == "HEAD" else method)]
        ends = asked.removeprefix("...")
        assert asked in alike or (asked != ends and any(known.endswith(ends) for known in alike)), (method, path)


def _plain(path: str) -> str:
    return re.sub(r"\{\w+\}|(?<=/)(\d+|[A-Z]{2,})(?=[/.]|$)", "*", path)
