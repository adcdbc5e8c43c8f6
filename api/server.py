"""The server. It has no sign-in yet, so it listens on the loopback address and nowhere else."""

from __future__ import annotations

import sys

import uvicorn

from api.app import create_app
from api.settings import Settings
from api.walls import is_loopback
from clauses.errors import InvalidOption

NOTICE = "There is no sign-in yet, so only this machine is served: the server binds to loopback only."


def serve(settings: Settings) -> None:
    """Run the server until it is interrupted. Raises :class:`InvalidOption` for a host that is not loopback."""
    require_loopback(settings.host)
    print(NOTICE, file=sys.stderr, flush=True)
    print(f"Serving http://{_in_address(settings.host)}:{settings.port} (API reference: /docs)", file=sys.stderr)
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="info", server_header=False)


def require_loopback(host: str) -> None:
    """Raise :class:`InvalidOption` unless ``host`` is ``localhost`` or a loopback address."""
    if not is_loopback(host):
        raise InvalidOption(
            f"The host {host!r} is not a loopback address. There is no sign-in yet: use 127.0.0.1, ::1 or localhost."
        )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
