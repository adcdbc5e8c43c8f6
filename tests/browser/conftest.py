"""A real server over the demonstration and a real Chromium; a context for each person. Nothing leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.support import browser as support
from tests.support import tools
from tests.support.made_once import MadeOnce, shared_root
from tests.support.negotiated import negotiate

Enter = Callable[..., Page]
PATIENCE = 120_000
"""Milliseconds after which something is not waited for: a slow machine is no fault of a page."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """What is made once for all workers of the run."""
    return MadeOnce(shared_root(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium; skips with the reason where there is none. It is closed before other tests go on: Playwright keeps
    an event loop in the thread for as long, and no other loop can run there."""
    reason = support.why_none()
    if reason is not None:
        tools.skip(reason)
    with support.chromium() as made:
        yield made


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a copy of the demonstration in the middle of a negotiation."""
    folder = made_once.copied_demonstration(tmp_path_factory.mktemp("browser") / "demo")
    negotiate(folder)
    with support.served(folder) as address:
        yield address


@pytest.fixture
def enter(browser: Browser, site: str) -> Iterator[Enter]:
    """Opens a browser's window for a person of the demonstration, signed in. What a page asks of elsewhere, and what it
    complains about, fails the test."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            wrong.append(f"asks {request.url}")

    def open_window(key: str | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=site, accept_downloads=True, **options)  # type: ignore[arg-type]
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: wrong.append(f"console: {said.text}") if "Security" in said.text else None)
        if key is not None:
            support.sign_in(page, key)
        return page

    yield open_window
    for each in opened:
        each.close()
    assert wrong == []
