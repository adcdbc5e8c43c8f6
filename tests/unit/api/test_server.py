"""Without a sign-in, the server serves this machine only."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api import server
from api.server import require_loopback, serve
from api.settings import Settings
from clauses.errors import InvalidOption


def test_the_server_says_why_it_is_on_this_machine_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[dict[str, Any]] = []

    def run(app: FastAPI, **options: Any) -> None:
        started.append(options)
        app.state.runtime.close()

    monkeypatch.setattr(server.uvicorn, "run", run)
    serve(Settings(host="::1", port=9000, database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}"))
    assert [(each["host"], each["port"]) for each in started] == [("::1", 9000)]
    told = capsys.readouterr().err
    assert "no sign-in yet" in told
    assert "http://[::1]:9000" in told


def test_a_store_in_memory_is_refused() -> None:
    with pytest.raises(InvalidOption, match="file"):
        serve(Settings(database_url="sqlite:///:memory:"))


@pytest.mark.parametrize("address", ["nonsense", "", "postgresql+nodriver://u:secret@h/db", "mysql://u:secret@h/db"])
def test_an_address_of_no_store_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InvalidOption, match="COUNTERPART_DATABASE_URL") as refused:
        serve(Settings(database_url=address))
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_host_is_served(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "localhost.example.org"])
def test_any_other_host_is_refused_before_anything_is_opened(host: str, tmp_path) -> None:
    file = tmp_path / "never.sqlite3"
    with pytest.raises(InvalidOption, match="loopback"):
        serve(Settings(host=host, database_url=f"sqlite:///{file}"))
    assert not file.exists()
