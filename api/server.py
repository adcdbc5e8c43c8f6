"""The server. It speaks plain HTTP, so it listens on the loopback address and nowhere else."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress

import uvicorn

from api.app import create_app
from api.mail import where_mail_goes
from api.runtime import Runtime
from api.services.demonstration_accounts import is_demonstration
from api.settings import Settings
from api.store.accounts import list_users
from api.walls import is_loopback
from clauses.errors import InvalidOption

NOTICE = "Only this machine is served: the server speaks plain HTTP and binds to loopback only."
NOBODY = "Nobody can sign in yet: `counterpart init` makes the first account."
PUBLISHED = (
    "The demonstration's accounts are in this store, and their passwords are published: keep nothing else in it."
)


def serve(settings: Settings) -> None:
    """Run the server until it is interrupted. Raises :class:`InvalidOption` for a host that is not loopback, and
    OSError for a port that can't be had."""
    require_loopback(settings.host)
    with listen(settings.host, settings.port) as listening:
        app = create_app(settings)
        for line in (NOTICE, *_about_accounts(app.state.runtime), where_mail_goes(settings)):
            print(line, file=sys.stderr, flush=True)
        address = f"http://{_in_address(settings.host)}:{listening.getsockname()[1]}"
        print(f"Serving {address} (API reference: {address}/docs)", file=sys.stderr, flush=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="info", server_header=False))
        logging.getLogger("uvicorn.access").addFilter(without_query)
        with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
            server.run(sockets=[listening])


def without_query(record: logging.LogRecord) -> bool:
    """Take what follows the question mark out of a line of uvicorn's access log: what a side searches for, and the
    codes of a sign-in, are not for who reads the log. Always True: no line is left out."""
    if isinstance(record.args, tuple):
        record.args = tuple(each.partition("?")[0] if isinstance(each, str) else each for each in record.args)
    return True


def _about_accounts(runtime: Runtime) -> Iterator[str]:
    with runtime.unit() as unit:
        users = list_users(unit.read)
    if not users:
        yield NOBODY
    if any(is_demonstration(user) for user in users):
        yield PUBLISHED


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
            f"The host {host!r} is not a loopback address, and the server speaks plain HTTP: "
            "use 127.0.0.1, ::1 or localhost."
        )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
