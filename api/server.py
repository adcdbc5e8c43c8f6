"""The server. It speaks plain HTTP, so it listens on the loopback address, or behind a proxy that the settings name."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.logs import logged
from api.mail import where_mail_goes
from api.runtime import Runtime
from api.services.demonstration_accounts import is_demonstration
from api.settings import Settings
from api.store.accounts import list_users
from api.walls import is_loopback
from clauses.errors import InvalidOption

NOTICE = "Only this machine is served: the server speaks plain HTTP and binds to loopback only."
BEHIND = "The server speaks plain HTTP: it answers this machine and the proxies of COUNTERPART_TRUSTED_PROXIES alone."
NOBODY = "Nobody can sign in yet: `counterpart init` makes the first account."
PUBLISHED = (
    "The demonstration's accounts are in this store, and their passwords are published: keep nothing else in it."
)

_log = logging.getLogger("counterpart")


def serve(settings: Settings) -> None:
    """Run the server until it is interrupted. Raises :class:`InvalidOption` for a host that may not be served, and
    OSError for a port that can't be had."""
    check_host(settings)
    with listen(settings.host, settings.port) as listening, logged(settings.log_format):
        app = create_app(settings)
        notice = BEHIND if settings.listen_beyond_loopback else NOTICE
        for line in (notice, *_about_accounts(app.state.runtime), where_mail_goes(settings)):
            _log.info(line)
        address = f"http://{_in_address(settings.host)}:{listening.getsockname()[1]}"
        _log.info("Serving %s (API reference: %s/docs)", address, address)
        with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
            Server(app, settings).run(sockets=[listening])


class Server(uvicorn.Server):
    """Stops at SIGTERM: it says so at /readyz for a while, then takes no more requests, lets those at work finish, and
    the process ends with 0. A second signal skips the while."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=settings.stop_timeout_s,
            )
        )
        self.runtime: Runtime = app.state.runtime
        self.delay = settings.stop_delay_s
        self.stops_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note the signal."""
        if sig != signal.SIGTERM:
            super().handle_exit(sig, frame)
        elif self.stops_at is not None:
            self.should_exit = True
        else:
            self.runtime.stopping.set()
            self.stops_at = monotonic() + self.delay

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now. Asked ten times a second."""
        if self.stops_at is not None and monotonic() >= self.stops_at:
            self.should_exit = True
        return await super().on_tick(counter)


def _about_accounts(runtime: Runtime) -> Iterator[str]:
    with runtime.unit() as unit:
        users = list_users(unit.read)
    if not users:
        yield NOBODY
    if any(is_demonstration(user) for user in users):
        yield PUBLISHED


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Its connections send what they are given at once: an answer
    is written as head and body, and the body would wait for the other machine to acknowledge the head, which may take
    40 ms (RFC 896; asyncio asks for this by itself, but only of sockets that say their protocol). Raises OSError, with
    the address in its words, where another program listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family)
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"{_in_address(host)}:{port}") from error
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def check_host(settings: Settings) -> None:
    """Raise :class:`InvalidOption`, which names the variable, for a host that is not loopback and behind no proxy."""
    if not settings.listen_beyond_loopback:
        if not is_loopback(settings.host):
            raise InvalidOption(
                f"COUNTERPART_HOST is {settings.host!r}, no loopback address, and the server speaks plain HTTP: use "
                "127.0.0.1, ::1 or localhost, or set COUNTERPART_LISTEN_BEYOND_LOOPBACK=true where a proxy is in front."
            )
        return
    for name, value in (("TRUSTED_PROXIES", settings.proxies), ("ALLOWED_HOSTS", settings.host_names)):
        if not value:
            raise InvalidOption(
                f"COUNTERPART_LISTEN_BEYOND_LOOPBACK needs COUNTERPART_{name} too: the server answers nobody else."
            )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
