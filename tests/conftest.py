"""Fixtures and rules for every test: hypothesis profiles, LibreOffice, the corpus, and what may be skipped."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

import drafts.redline
from api.auth import passwords
from drafts.model import Redline
from drafts.word.lint import beyond, lint
from tests.support import corpus, postgresql, tools
from tests.support.libreoffice import Office
from tests.support.postgresql import Cluster

os.environ.setdefault("COUNTERPART_WEBHOOKS", "false")  # nothing is sent in the background of a test
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("local", deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "ci", deadline=None, max_examples=50, derandomize=True, print_blob=True, suppress_health_check=_SLOW
)
settings.register_profile("nightly", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if tools.in_ci() else "local"))


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """Hash passwords with little memory in this process; what a server spends on one is held in tests/unit."""
    dear = passwords._hasher
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    passwords._hasher = dear


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for the whole run; skips with the reason where there is none."""
    reason = tools.why_no_office()
    if reason is not None:
        tools.skip(reason)
    with Office() as shared:
        yield shared


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the whole run of a worker; skips with the reason where there is none."""
    reason = postgresql.why_none()
    if reason is not None:
        tools.skip(reason)
    made = Cluster()
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def _every_redline_is_lint_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever test makes a redline in this process, through the engine, a service or the HTTP API: nothing leaves that
    the Word lint finds fault with, beyond the faults of the two files themselves. A module that damages its files on
    purpose says so (``DAMAGES_ITS_FILES``)."""
    compared = drafts.redline._compared

    def compared_and_linted(sides: Any, *rest: Any) -> Redline:
        made = compared(sides, *rest)
        known = [lint(package) for package in (sides.before, sides.after, sides.revised) if package is not None]
        found = beyond(lint(made.docx), *known)
        assert not found, [f"{f.rule}: {f.part}: {f.message}" for f in found]
        return made

    if not getattr(request.module, "DAMAGES_ITS_FILES", False):  # pyright: ignore[reportUnknownArgumentType]
        drafts.redline._compared = compared_and_linted
    yield
    drafts.redline._compared = compared


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with LibreOffice share a worker, and so one office process; corpus tests skip without their corpus."""
    no_corpus = corpus.why_no_corpus()
    for item in items:
        if "office" in getattr(item, "fixturenames", ()) or item.get_closest_marker("libreoffice"):
            item.add_marker(pytest.mark.libreoffice)
            item.add_marker(pytest.mark.xdist_group("libreoffice"))
        if item.get_closest_marker("corpus") and no_corpus:
            item.add_marker(pytest.mark.skip(reason=no_corpus))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Under continuous integration nothing but a corpus test may be skipped: a missing tool is a failure there."""
    report = yield
    if tools.in_ci() and report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("corpus"):
        told: tuple[Any, ...] | Any = report.longrepr
        reason = told[2] if isinstance(told, tuple) else told  # pyright: ignore[reportUnknownVariableType]
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped when CI=true. {reason}"
    return report
