"""A real server that is told to stop: it says so, finishes what it does, and ends well."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def test_a_server_that_is_told_to_stop_says_so_finishes_and_ends_with_0(tmp_path: Path) -> None:
    port = _free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COUNTERPART_")},
        "COUNTERPART_PORT": str(port),
        "COUNTERPART_STOP_DELAY_S": "2",
        "COUNTERPART_STOP_TIMEOUT_S": "20",
        "COUNTERPART_DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3",
    }
    command = [sys.executable, "-m", "api.cli", "serve"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stderr=log, cwd=Path(__file__).parents[3])
    try:
        _wait_for(port, 200)
        with _begin_a_request(port) as slow:
            server.send_signal(signal.SIGTERM)
            refused = _wait_for(port, 503)
            assert json.loads(refused)["problems"][0]["path"] == "server"
            time.sleep(2.2)  # by now it takes no more requests, and the answer to the one at work is still to come
            slow.sendall(b"}")
            assert slow.recv(65536).startswith(b"HTTP/1.1 401 ")
        assert server.wait(20) == 0
    finally:
        server.kill()
        server.wait()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert any(line.get("path") == "/session" and line["status"] == 401 for line in lines)


def _begin_a_request(port: int) -> socket.socket:
    """A request whose body is short of one byte."""
    body = b'{"email": "a@b.example", "password": "a password that is none"'
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    about = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body) + 1}"
    connection.sendall(f"POST /session HTTP/1.1\r\n{about}\r\n\r\n".encode() + body)
    return connection


def _wait_for(port: int, status: int) -> bytes:
    """What /readyz answers once it answers with ``status``."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if status == answer.status:
                    return answer.read()
        except urllib.error.HTTPError as error:
            if error.code == status:
                return error.read()
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"/readyz never answered {status}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
