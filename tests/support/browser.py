"""A server over the demonstration in this process, and Chromium on it; ``python -m tests.support.browser FOLDER`` takes
the documentation's screenshots: every page, wide and narrow, by day and by night."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from api.server import listen
from api.services.demonstration import AGREEMENT_ID
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings
from tests.support.made_once import MadeOnce
from tests.support.negotiated import negotiate
from tests.support.review_data import IMPORT, RETURN, add_review_data
from tests.support.webhook_data import WEBHOOK, add_webhook

A: Final = f"/app/agreements/{AGREEMENT_ID}"
EMAIL: Final = {account.key: account.email for account in ACCOUNTS}
OPEN: Final = {
    "sign-in": "/app/sign-in",
    "forgotten-password": "/app/forgotten-password",
    "reference": "/docs",
    "reference-group": "/docs/proposals",
}
"""Pages that nobody has to sign in for."""
PAGES: Final = {
    "board_clerk": {
        "agreements": "/app",
        "current-draft": A,
        "older-draft": f"{A}/drafts/4",
        "print": f"{A}/drafts/5/print",
        "history": f"{A}/history",
        "not-found": f"{A}/drafts/99",
    },
    "operator": {
        "administration": "/app/admin",
        "accounts": "/app/admin/users",
        "account-changed": "/app/admin/users/usr-demonstration-city-attorney",
        "admin-agreements": "/app/admin/agreements",
        "parties": f"/app/admin/agreements/{AGREEMENT_ID}",
        "members": f"{A}/members",
        "installation-audit": "/app/admin/audit",
        "imports": "/app/imports",
        "import": f"/app/imports/{IMPORT}",
        "new-agreement": "/app/new",
    },
    "superintendent": {
        "own-members": f"{A}/members",
        "webhooks": f"{A}/webhooks",
        "webhook": f"{A}/webhooks/{WEBHOOK}",
        "audit": f"{A}/audit",
        "audit-verified": f"{A}/audit?verify=true",
    },
    "district_counsel": {
        "account": "/app/account",
        "clauses": f"{A}/clauses",
        "clause": f"{A}/clauses/qz7xezkkzyay7bm7",
        "clause-values": f"{A}/clauses/s33g6gtmj3ne25u5/edit",
        "clause-words": f"{A}/clauses/qz7xezkkzyay7bm7/edit?by=prose",
        "clause-library": f"{A}/clauses/add",
        "clause-add": f"{A}/clauses/add/pilot",
        "clause-place": f"{A}/clauses/qz7xezkkzyay7bm7/place",
        "compare": f"{A}/compare?before=5&after=6",
        "compare-sides": f"{A}/compare?before=5&after=6&layout=sides",
        "compare-files": "/app/compare",
        "inbox": "/app/inbox",
        "proposals": f"{A}/proposals",
        "proposal": f"{A}/proposals/prp-demonstration-1",
        "proposal-draft": f"{A}/proposals/prp-demonstration-3",
        "findings": f"{A}/findings?draft=4",
        "returned-files": f"{A}/returns",
        "returned-file": f"{A}/returns/{RETURN}",
    },
}
"""Pages by who reads them and the name of their picture."""
WIDTHS: Final = {"wide": 1280, "narrow": 390}
_SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def why_none() -> str | None:
    """Why there is no browser here; None where there is one."""
    return None if _chromium() else "needs Chromium"


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def chromium() -> Generator[Browser]:
    """One Chromium."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield made
        made.close()


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The address of a server over the store of the demonstration in ``folder``."""
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    app = create_app(Settings(database_url=url, mail_folder=folder / "mail"))
    add_review_data(app)
    add_webhook(app)
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        yield f"http://localhost:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(timeout=30)


def sign_in(page: Page, key: str) -> None:
    """Sign an account of the demonstration in."""
    page.goto("/app/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL[key])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/app")


def take_screenshots(folder: Path) -> None:
    """Write a picture of each page into ``folder``: NAME-WIDTH-SCHEME.jpg."""
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        demo = MadeOnce(Path(scratch)).copied_demonstration(Path(scratch) / "demo")
        negotiate(demo)
        with served(demo) as site:
            for scheme in _SCHEMES:
                for width, pixels in WIDTHS.items():
                    view: Any = {"width": pixels, "height": 900}
                    for who, pages in {None: OPEN, **PAGES}.items():
                        with browser.new_context(base_url=site, color_scheme=scheme, viewport=view) as context:
                            page = context.new_page()
                            if who is not None:
                                sign_in(page, who)
                            _shoot(page, pages, folder, f"{width}-{scheme}")


def _shoot(page: Page, pages: dict[str, str], folder: Path, ending: str) -> None:
    for name, address in pages.items():
        page.goto(address)
        picture = folder / f"{name}-{ending}.jpg"
        page.screenshot(path=picture, type="jpeg", quality=62)
        print(picture)


if __name__ == "__main__":
    take_screenshots(Path(sys.argv[1]))
