"""A bare FastAPI application, which returns the bytes of files: ``python -m tests.bench.service.bare FOLDER``. It asks
nobody who they are, reads no store and writes none."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

from api.server import listen
from tests.bench.service.served import DOCX, READ, REDLINE, WRITTEN


def main(folder: Path) -> None:
    """Serve until killed. The address is printed as ``counterpart serve`` prints it."""
    read, written, redline = ((folder / name).read_bytes() for name in (READ, WRITTEN, REDLINE))
    app = FastAPI()

    @app.get("/read")
    def get_read() -> Response:
        return Response(read, media_type="application/json")

    @app.post("/write", status_code=201)
    async def post_write(request: Request) -> Response:
        await request.body()
        return Response(written, 201, media_type="application/json")

    @app.get("/redline")
    def get_redline() -> Response:
        return Response(redline, media_type=DOCX)

    with listen("127.0.0.1", 0) as listening:
        print(f"Serving http://127.0.0.1:{listening.getsockname()[1]}", file=sys.stderr, flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="info", server_header=False)).run(sockets=[listening])


@contextmanager
def running(folder: Path) -> Generator[int]:
    """The port of such an application in a process of its own, which ends with the block."""
    log = folder / "bare.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "tests.bench.service.bare", str(folder)]
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        until = time.monotonic() + 120
        while "Serving http://127.0.0.1:" not in (told := log.read_text(encoding="utf-8")):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(told)
            time.sleep(0.05)
        yield int(told.partition("127.0.0.1:")[2].split()[0])
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
