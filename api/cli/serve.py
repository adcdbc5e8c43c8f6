"""``counterpart serve``: the HTTP API, on the loopback address."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.server import serve as run
from api.settings import read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="A loopback address. Default: COUNTERPART_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Default: COUNTERPART_PORT, 8040; 0 takes a free one.")] = None,
    database: Annotated[
        str | None, typer.Option(help="Default: COUNTERPART_DATABASE_URL, or an SQLite file in counterpart-data/.")
    ] = None,
) -> None:
    """Serve the HTTP API on this machine.

    Every request needs an API token or a session: `counterpart init` makes the first account, `counterpart token` a
    token. The server speaks plain HTTP, so any address but a loopback one is refused unless the settings name the proxy
    in front of it. The API's reference is at /docs.

    \b
    Examples:
      counterpart serve
      counterpart serve --port 9000
      counterpart serve --database sqlite:///demo/counterpart.sqlite3
    """
    given: dict[str, Any] = {"host": host, "port": port, "database_url": database}
    run(read_settings(**{name: value for name, value in given.items() if value is not None}))
