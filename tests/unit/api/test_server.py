"""The server speaks plain HTTP, so it serves this machine only, and its log repeats no query."""

import logging
import socket
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from api.cli.exits import ExitCode, exit_code, one_line
from api.server import check_host, listen, serve
from api.settings import Settings
from clauses.errors import InvalidOption


def test_the_server_says_why_it_is_on_this_machine_alone_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[tuple[str, int]] = []

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        started.extend(each.getsockname()[:2] for each in sockets)
        assert isinstance(self.config.app, FastAPI)
        self.config.app.state.runtime.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", run)
    serve(Settings(port=0, database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}"))
    ((host, port),) = started
    assert (host, port > 0) == ("127.0.0.1", True)
    told = capsys.readouterr().err
    assert "plain HTTP" in told
    assert "counterpart init" in told
    assert f"http://127.0.0.1:{port} " in told


def test_the_log_has_no_query_in_which_a_side_says_what_it_looks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    kept = Kept()

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        logging.getLogger().addHandler(kept)
        port = sockets[0].getsockname()[1]
        serving = threading.Thread(target=original, args=(self,), kwargs={"sockets": sockets})
        serving.start()
        while not self.started:
            time.sleep(0.01)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz?q=walk-away-at-thirty-days") as answer:
            assert answer.status == 200
        self.should_exit = True
        serving.join()

    original = uvicorn.Server.run
    monkeypatch.setattr(uvicorn.Server, "run", run)
    try:
        serve(Settings(port=0, database_url=f"sqlite:///{tmp_path / 'a.sqlite3'}"))
    finally:
        logging.getLogger().removeHandler(kept)
    assert any("/healthz" in line for line in lines)
    assert not any("walk-away" in line for line in lines)


def test_a_port_that_is_taken_is_named_and_nothing_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "never.sqlite3"
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1:{port}") as refused:
            serve(Settings(port=port, database_url=f"sqlite:///{file}"))
    assert exit_code(refused.value) == ExitCode.SYSTEM
    assert one_line(refused.value) == f"127.0.0.1:{port}: Address already in use"
    assert not file.exists()


def test_a_store_in_memory_is_refused() -> None:
    with pytest.raises(InvalidOption, match="file"):
        serve(Settings(port=0, database_url="sqlite:///:memory:"))


@pytest.mark.parametrize("address", ["nonsense", "", "postgresql+nodriver://u:secret@h/db", "mysql://u:secret@h/db"])
def test_an_address_of_no_store_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InvalidOption, match="COUNTERPART_DATABASE_URL") as refused:
        serve(Settings(port=0, database_url=address))
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_host_is_served(host: str) -> None:
    check_host(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "localhost.example.org"])
def test_any_other_host_is_refused_before_anything_is_opened(host: str, tmp_path: Path) -> None:
    file = tmp_path / "never.sqlite3"
    with pytest.raises(InvalidOption, match="loopback"):
        serve(Settings(host=host, database_url=f"sqlite:///{file}"))
    assert not file.exists()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"trusted_proxies": "10.0.0.0/24"}, "COUNTERPART_ALLOWED_HOSTS"),
        ({"allowed_hosts": "mou.city.example"}, "COUNTERPART_TRUSTED_PROXIES"),
    ],
)
def test_a_server_beyond_loopback_needs_a_proxy_and_a_name(given: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidOption, match=named):
        check_host(Settings(host="0.0.0.0", listen_beyond_loopback=True, **given))
    check_host(
        Settings(
            host="0.0.0.0",
            listen_beyond_loopback=True,
            trusted_proxies="10.0.0.0/24",
            allowed_hosts="mou.city.example",
        )
    )


def test_a_connection_sends_at_once_what_it_is_given() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
