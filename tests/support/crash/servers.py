"""Real server processes on 127.0.0.1, which may be killed and started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

_SERVE = (sys.executable, "-c", "import api.cli; api.cli.main()", "serve", "--port", "0")
_SERVING = re.compile(r"Serving http://127\.0\.0\.1:([0-9]+)")
_PATIENCE = 180.0


@dataclass
class Server:
    """A server over the store at ``url``. ``settings`` are environment variables without their prefix."""

    url: str
    folder: Path
    name: str = "server"
    settings: dict[str, str] = field(default_factory=dict[str, str])
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start it and wait until it listens; the port is another one each time."""
        log = self.folder / f"{self.name}.log"
        begin = log.stat().st_size if log.exists() else 0
        named = {"DATABASE_URL": self.url, "MAIL_FOLDER": str(self.folder / "mail"), **self.settings}
        environment = {**os.environ, **{f"COUNTERPART_{name}": value for name, value in named.items()}}
        with log.open("ab") as out:
            self._process = subprocess.Popen(_SERVE, stdout=out, stderr=out, env=environment)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            told = log.read_text(encoding="utf-8", errors="replace")[begin:]
            if found := _SERVING.search(told):
                self.port = int(found[1])
                return self
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Ask it to end, as a shell's Ctrl-C does."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
