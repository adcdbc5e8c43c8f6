"""A real server over the demonstration and a real Chromium; a context for each person. Nothing leaves this machine."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from api.app import create_app
from api.server import listen
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings
from tests.support import tools
from tests.support.made_once import MadeOnce

EMAIL = {account.key: account.email for account in ACCOUNTS}
Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; skips with the reason where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        tools.skip("needs Chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def site(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a copy of the demonstration."""
    folder: Path = made_once.copied_demonstration(tmp_path_factory.mktemp("browser") / "demo")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'counterpart.sqlite3'}", mail_folder=folder / "mail"))
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(timeout=30)


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
        page = context.new_page()
        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: wrong.append(f"console: {said.text}") if "Security" in said.text else None)
        if key is not None:
            page.goto("/app/sign-in")
            page.get_by_label("E-mail address").fill(EMAIL[key])
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/app")
        return page

    yield open_window
    for each in opened:
        each.close()
    assert wrong == []
