"""The server. It has no sign-in yet, so it listens on the loopback address and nowhere else."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress

import uvicorn

from api.app import create_app
from api.settings import Settings
from api.walls import is_loopback
from clauses.errors import InvalidOption

NOTICE = "There is no sign-in yet, so only this machine is served: the server binds to loopback only."


def serve(settings: Settings) -> None:
    """Run the server until it is interrupted. Raises :class:`InvalidOption` for a host that is not loopback, and
    OSError for a port that can't be had."""
    require_loopback(settings.host)
    with listen(settings.host, settings.port) as listening:
        app = create_app(settings)
        print(NOTICE, file=sys.stderr, flush=True)
        address = f"http://{_in_address(settings.host)}:{listening.getsockname()[1]}"
        print(f"Serving {address} (API reference: {address}/docs)", file=sys.stderr, flush=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="info", server_header=False))
        with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
            server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises OSError, with the address in its words, where
    another program listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"{_in_address(host)}:{port}") from error


def require_loopback(host: str) -> None:
    """Raise :class:`InvalidOption` unless ``host`` is ``localhost`` or a loopback address."""
    if not is_loopback(host):
        raise InvalidOption(
            f"The host {host!r} is not a loopback address. There is no sign-in yet: use 127.0.0.1, ::1 or localhost."
        )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
