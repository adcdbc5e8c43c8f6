"""Pages in a test: the application over a copy of the demonstration, and who is signed in."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.services.demonstration_accounts import ACCOUNTS, PASSWORD
from api.settings import Settings

EMAIL = {account.key: account.email for account in ACCOUNTS}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@contextmanager
def opened(folder: Path) -> Generator[TestClient]:
    """A client of the application over the demonstration in ``folder``."""
    url = f"sqlite:///{folder / 'counterpart.sqlite3'}"
    app = create_app(Settings(database_url=url, mail_folder=folder / "mail", max_upload_mb=1))
    yield TestClient(app, base_url="https://localhost", raise_server_exceptions=False)
    app.state.runtime.close()


def sign_in(site: TestClient, key: str) -> TestClient:
    """The client in the session of an account of the demonstration."""
    site.cookies.clear()
    answer = site.post("/app/sign-in", data={"email": EMAIL[key], "password": PASSWORD}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/app"), answer.text
    return site


def form_token(page: str) -> str:
    """The word that a page's forms carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found, page
    return found[1]
