"""The application: routes, problems and walls around one runtime."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import errors
from api.limits import BodyLimit, RequestName
from api.routes import agreements, clause_kinds, clauses, compare, drafts, health, redlines
from api.routes.health import VERSION
from api.runtime import Clock, open_runtime, utc_now
from api.settings import Settings

_ABOUT = (
    "Drafts memoranda of understanding from typed clauses and redlines any two versions as proved Word tracked "
    "changes. Every refusal is RFC 9457 problem details. What changes a stored record needs its ETag in If-Match."
)
_ROUTERS = (agreements, clauses, clause_kinds, drafts, redlines, compare, health)


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> FastAPI:
    """The application over the store of ``settings``, which is opened now (an embedded one is upgraded) and closed
    when the server shuts down. ``clock`` tells the time of every request."""
    chosen = settings or Settings()
    runtime = open_runtime(chosen, clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        yield
        runtime.close()

    app = FastAPI(title="Counterpart", version=VERSION, description=_ABOUT, lifespan=lifespan)
    app.state.runtime = runtime
    errors.install(app)
    app.add_middleware(BodyLimit, settings=chosen)
    app.add_middleware(RequestName)
    for module in _ROUTERS:
        app.include_router(module.router)
    return app
