"""The application: routes, problems and walls around one runtime."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from time import monotonic
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import errors
from api.auth.described import describe_access
from api.auth.guard import Guard, as_granted
from api.auth.oidc import provider_of
from api.bodies import BodyLimit
from api.described import TAGS, describe_bodies, describe_tags, operation_name
from api.examples import describe_examples
from api.idempotency import IdempotencyKeys, describe_keys
from api.kept_answers import KeptAnswers
from api.mail import check_mail
from api.media_types import as_announced
from api.observed import Observed
from api.own_kinds import KindsInUse, read_registry
from api.rate_limit import RateLimit
from api.routes import (
    adoption,
    agreements,
    audit,
    blame,
    clause_kinds,
    clauses,
    comments,
    compare,
    deadlines,
    drafts,
    exports,
    findings,
    health,
    identify,
    imports,
    me,
    members,
    memos,
    playbooks,
    previews,
    proposals,
    redlines,
    resolve,
    returns,
    scrub,
    search,
    sent,
    session,
    stances,
    starting,
    users,
    webhooks,
)
from api.routes.health import VERSION
from api.routes.responses import problems
from api.routing import Shelves
from api.runtime import Clock, open_runtime, utc_now
from api.schemas.problems import Problem
from api.security_headers import SecurityHeaders
from api.services.delivering import telling_webhooks
from api.settings import Settings, read_settings
from api.store.unit import THREADS
from api.walls import RequestName, ServedNames, ThroughProxies
from api.web import account as account_pages
from api.web import admin as admin_pages
from api.web import admin_agreements as admin_agreements_pages
from api.web import agreement as agreement_pages
from api.web import audit as audit_pages
from api.web import clauses as clause_list_pages
from api.web import clauses_edit as clause_edit_pages
from api.web import clauses_page as clause_pages
from api.web import clauses_placing as clause_placing_pages
from api.web import comparing as comparing_pages
from api.web import files as files_pages
from api.web import findings as findings_pages
from api.web import home as home_pages
from api.web import inbox as inbox_pages
from api.web import members as members_pages
from api.web import proposals as proposal_pages
from api.web import proposals_acts as proposal_acts
from api.web import reference as reference_pages
from api.web import returns as returns_pages
from api.web import reviewing as reviewing_pages
from api.web import signing_in as signing_in_pages
from api.web import starting as starting_pages
from api.web import static
from api.web import steps as step_pages
from api.web import triage as triage_pages
from api.web import webhooks as webhook_pages
from api.web.audit_words import named_operations
from api.web.problems import ProblemPages

_ABOUT = (
    "Drafts memoranda of understanding from typed clauses and redlines any two versions as proved Word tracked "
    "changes. Every refusal is RFC 9457 problem details. What changes a stored record needs its ETag in If-Match. "
    "Everything but signing in needs an API token or a session. "
    "A POST with an Idempotency-Key is carried out once."
)
ROUTERS = (
    *(agreements, clauses, clause_kinds, drafts, deadlines, findings, search, playbooks, proposals, redlines, memos),
    *(previews, comments, stances, blame),
    *(audit, exports, webhooks, adoption, sent, returns, imports, starting),
    *(compare, resolve, scrub, identify, session, me, users, members, health),
)
PAGES = (
    *(static, signing_in_pages, home_pages, agreement_pages, comparing_pages),
    *(files_pages, findings_pages, returns_pages, triage_pages, reviewing_pages, starting_pages),
    *(clause_list_pages, clause_placing_pages, clause_pages, clause_edit_pages),
    *(account_pages, members_pages, webhook_pages, audit_pages, admin_pages, admin_agreements_pages),
    *(proposal_pages, proposal_acts, step_pages, inbox_pages, reference_pages),
)
"""The modules of the pages, which the OpenAPI document leaves out."""
_OF_EVERY_ROUTE = [Depends(as_granted), Depends(as_announced)]


class _Served(FastAPI):
    """What stands around all else is around the answer to a fault too."""

    outermost: tuple[Callable[[ASGIApp], ASGIApp], ...] = ()

    def build_middleware_stack(self) -> ASGIApp:
        """Everything that a request goes through."""
        stack = super().build_middleware_stack()
        for wrap in self.outermost:
            stack = wrap(stack)
        return stack

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        return openapi_document()


class _Described(FastAPI):
    """Its description holds the schema of problems, which no route names as its model."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description."""
        described = super().openapi()
        _, definitions = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
        described.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
        describe_access(described)
        describe_keys(described)
        describe_bodies(described)
        describe_tags(described)
        describe_examples(described)
        return described


def create_app(
    settings: Settings | None = None, *, clock: Clock = utc_now, seconds: Callable[[], float] = monotonic
) -> FastAPI:
    """The application over the store of ``settings``, which is opened now (an embedded one is upgraded) and closed
    when the server shuts down. The office's own clause kinds are read now too.
    ``clock`` tells the time of every request, ``seconds`` what limits of rates are counted by."""
    chosen = settings or read_settings()
    registry = read_registry(chosen)
    check_mail(chosen)
    provider_of(chosen)
    runtime = open_runtime(chosen, clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        async with telling_webhooks(runtime):
            yield
        runtime.close()

    app = _Served(lifespan=lifespan, dependencies=_OF_EVERY_ROUTE)
    app.router.routes = list[BaseRoute]([_routed().shelves])
    app.state.runtime = runtime
    routes = [route for module in (*ROUTERS, *PAGES) for route in module.router.routes if isinstance(route, APIRoute)]
    app.state.operations = named_operations(routes)
    errors.install(app, routes)
    app.add_middleware(KindsInUse, registry=registry)
    app.add_middleware(IdempotencyKeys, runtime=runtime)
    app.add_middleware(BodyLimit, settings=chosen, routes=routes)
    app.add_middleware(KeptAnswers, megabytes=chosen.answer_cache_mb)
    app.add_middleware(Guard, routes=routes, runtime=runtime)
    app.add_middleware(RateLimit, runtime=runtime, clock=seconds)
    app.add_middleware(ServedNames, settings=chosen)
    if chosen.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(chosen.proxies))
    if chosen.listen_beyond_loopback:
        app.add_middleware(ThroughProxies, settings=chosen)
    app.outermost = (ProblemPages, Observed, RequestName, partial(SecurityHeaders, settings=chosen))
    return app


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of this version. No store is opened for it."""
    return _routed().app.openapi()


@dataclass(frozen=True, slots=True)
class _Routed:
    """The routes that every application of this process answers with, and the one that describes them."""

    app: _Described
    shelves: Shelves


@cache
def _routed() -> _Routed:
    """The routes, made once, and before the first request, which would else wait for those of its router. Two
    applications that made theirs in two threads would fall over each other in pydantic."""
    made = _Described(
        title="Counterpart",
        version=VERSION,
        description=_ABOUT,
        responses=problems(422, 429),
        dependencies=_OF_EVERY_ROUTE,
        generate_unique_id_function=operation_name,
        servers=[{"url": "http://127.0.0.1:8040", "description": "`counterpart serve` with its defaults"}],
        openapi_tags=TAGS,
        docs_url=None,  # api/web/reference.py tells people
        redoc_url=None,
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    shelved: list[tuple[BaseRoute, Iterable[str]]] = [
        (route, (route.path,)) for route in made.routes if isinstance(route, StarletteRoute)
    ]
    for module in (*ROUTERS, *PAGES):
        made.include_router(module.router)
        shelved.append((made.routes[-1], tuple(each.path for each in module.router.routes)))
    for _ in iter_route_contexts(made.routes):
        pass
    return _Routed(made, Shelves(shelved))
