"""The application: routes, layers, error handlers, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute

from to11 import __version__
from to11.api import errors
from to11.api.browser import SessionCookie
from to11.api.built import BUILT, Explorer
from to11.api.caller import authenticated
from to11.api.middleware.body_limit import BodyLimit
from to11.api.middleware.compression import Compression
from to11.api.middleware.guard import Guard
from to11.api.middleware.session_ids import SessionIds
from to11.api.oauth.errors import answer_ours
from to11.api.openapi import DescribedApp
from to11.api.rate_limit import RateLimit
from to11.api.routes import (
    audit,
    conversations,
    docs,
    exchange,
    explorer,
    export,
    health,
    ingest,
    keys,
    metrics,
    oauth,
    overview,
    queries,
    session,
    tenants,
    trace,
    well_known,
)
from to11.api.routes import (
    endpoints as endpoint_routes,
)
from to11.api.services import DOOR, QUERY_THREADS, Services, Waiting
from to11.api.threads import Threads
from to11.control.authority import Actor
from to11.control.database import Database
from to11.control.directory import Directory
from to11.control.exchange import Exchange
from to11.control.sign_in import SignIn
from to11.control.tally import AuditTally
from to11.control.tokens import TokenIssuer
from to11.metrics.scrape import Scrape
from to11.model.defaults import Defaults
from to11.model.endpoints import Endpoints
from to11.model.errors import PermissionDeniedError, To11Error
from to11.settings import ApiSettings, SignInSettings, TokenSettings
from to11.store.reader import Reader

PUBLIC = frozenset(
    {
        ("POST", "/v1/ingest-token/exchange"),
        ("POST", oauth.PATH),
        ("POST", "/v1/session"),
        ("GET", "/.well-known/openid-configuration"),
        ("GET", "/.well-known/oauth-authorization-server"),
        ("GET", "/.well-known/jwks.json"),
        ("GET", "/health"),
        ("GET", "/ready"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        *((method, path) for path in (*explorer.PAGES, explorer.ASSETS) for method in explorer.METHODS),
    }
)
"""The routes that ask for no credential in a header. Every other route asks for an API key or a browser's session,
`/metrics` for the operator's own token."""

TAGS = [
    {"name": "exchange", "description": "An API key for a collector token."},
    {"name": "session", "description": "Signing a browser in and out."},
    {"name": "tokens", "description": "What verifies collector tokens."},
    {"name": "traces", "description": "Traces, spans, sessions and figures of a project. Needs `traces:read`."},
    {"name": "tenancy", "description": "Organizations, workspaces and projects."},
    {"name": "keys", "description": "API keys."},
    {"name": "audit", "description": "Who did what."},
    {"name": "health", "description": "Whether the process lives and is ready."},
]

TELEMETRY_OFF: Any = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""The framework's own telemetry would hold request bodies, and with them credentials."""


def create_app(
    *,
    database: Database,
    reader: Reader,
    settings: ApiSettings,
    tokens: TokenSettings,
    sign_in: SignInSettings,
    endpoints: Endpoints,
    defaults: Defaults,
    ready: health.Readiness,
    waiting: Callable[[], Waiting],
    scrape: Scrape,
    scrape_token: str,
    built: Path = BUILT,
) -> FastAPI:
    """The API. `endpoints` are what clients are told, its own public URL among them; `defaults` is what holds where a
    project says nothing; `ready` says what it depends on and whether that is there; `waiting` what is not stored yet;
    `scrape` is told to whoever sends `scrape_token`; in `built` lie the explorer's files, if they were built.

    The application owns neither database nor reader: close them after it. Its lifespan runs the task that writes
    counted uses and denials to the audit log.
    """
    services = make_services(
        database=database,
        reader=reader,
        settings=settings,
        tokens=tokens,
        sign_in=sign_in,
        endpoints=endpoints,
        defaults=defaults,
        waiting=waiting,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with services.counting():
            yield

    app = DescribedApp(
        title="to11 API",
        version=__version__,
        description="Every LLM call, and all the work around it, on one record: exchange, management and query.",
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry=TELEMETRY_OFF,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        generate_unique_id_function=_operation_id,
    )
    app.state.services = services
    errors.install(app, on_denied=_count_denied)
    # The last one added is the outermost.
    app.add_middleware(SessionIds)
    app.add_middleware(BodyLimit, max_bytes=settings.max_request_bytes, refuse=_refuse)
    app.add_middleware(Compression, min_bytes=settings.compress_bytes)
    app.add_middleware(Guard, refuse=_refuse)
    for public in (
        exchange.routes,
        oauth.routes,
        session.public,
        well_known.routes,
        health.router(ready),
        docs.router(app),
    ):
        app.include_router(public)
    app.include_router(explorer.router(Explorer.load(built)))
    app.include_router(metrics.router(scrape, scrape_token))
    app.include_router(session.routes)
    for private in (
        endpoint_routes.routes,
        queries.routes,
        overview.routes,
        export.routes,
        trace.routes,
        conversations.routes,
        ingest.routes,
        tenants.routes,
        keys.routes,
        audit.routes,
    ):
        app.include_router(private, dependencies=[Depends(authenticated)])
    return app


def make_services(
    *,
    database: Database,
    reader: Reader,
    settings: ApiSettings,
    tokens: TokenSettings,
    sign_in: SignInSettings,
    endpoints: Endpoints,
    defaults: Defaults,
    waiting: Callable[[], Waiting],
) -> Services:
    """What the routes stand on."""
    tally = AuditTally()
    token_issuer = TokenIssuer(database, tokens, endpoints.api)
    return Services(
        settings=settings,
        endpoints=endpoints,
        defaults=defaults,
        cookie=SessionCookie.of(endpoints.api),
        database=database,
        directory=Directory(database),
        tokens=token_issuer,
        exchange=Exchange(database, token_issuer, tally),
        sign_in=SignIn(database, sign_in, tally),
        tally=tally,
        reader=reader,
        waiting=waiting,
        queries=Threads(QUERY_THREADS),
        per_credential=RateLimit(settings.exchange_per_credential_per_minute),
        per_address=RateLimit(settings.exchange_per_address_per_minute),
    )


def _operation_id(route: APIRoute) -> str:
    first, *rest = route.name.split("_")
    return first + "".join(word.title() for word in rest)


def _refuse(path: str, error: To11Error) -> Response:
    return answer_ours(error) if path == oauth.PATH else errors.of(error)


def _count_denied(request: Request, error: PermissionDeniedError) -> None:
    # The exchange counts its own; a request that has an actor was denied by a route that needs one.
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is not None:
        services: Services = request.app.state.services
        key_id = None if actor.key is None else actor.key.id
        services.tally.denied(error.reason, address=actor.address, door=DOOR, key_id=key_id)
