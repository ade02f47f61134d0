"""The API over a real socket, and a span store that lives in memory."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span
from starlette.types import ASGIApp

from support import otlp
from support.spans import attributes
from to11.api.app import create_app
from to11.api.browser import CSRF_HEADER
from to11.api.built import BUILT
from to11.api.services import Services, Waiting
from to11.control.audit import AuditEntry
from to11.control.authority import OPERATOR
from to11.control.database import Database
from to11.control.directory import Bootstrap, Directory
from to11.control.keys import IssuedKey, NewKey
from to11.control.sign_in import issue_code
from to11.ingest.decode import decode
from to11.metrics.meters import Meters
from to11.metrics.scrape import Reading, Scrape, clear
from to11.model import genai
from to11.model.capture import Capture
from to11.model.defaults import Defaults
from to11.model.endpoints import Endpoints
from to11.model.tenancy import EnvironmentClass, Scope, ScopeClass
from to11.settings import ApiSettings, SignInSettings, TokenSettings
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.writer import Writer

DEADLINE = 20.0
ISSUER = "https://api.test"
ENDPOINTS = Endpoints(
    api=ISSUER,
    gateway="http://127.0.0.1:4000",
    otlp_http="https://collector.test",
    otlp_grpc="https://collector.test:443",
    loopback=frozenset({"gateway"}),
)
DEFAULTS = Defaults(retention_days=45, capture=Capture.METADATA)
SCRAPE_TOKEN = "a-token-for-scrapers"


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Run the application on a free port in a thread of its own; yields its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_config=None, access_log=False, http="httptools", date_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="api-under-test", daemon=True)
    thread.start()
    end = time.monotonic() + DEADLINE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


@dataclass(frozen=True)
class Browser:
    """A browser that is signed in: the headers of a request of a page of ours."""

    cookie: str
    secret: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"{self.cookie}={self.secret}", CSRF_HEADER: self.token}


@dataclass(frozen=True)
class Api:
    """A running API and what the test may reach behind it. `first` is a project key that holds every scope."""

    url: str
    app: FastAPI
    database: Database
    directory: Directory
    first: Bootstrap
    checks: dict[str, bool]
    meters: Meters
    gauges: list[Reading]
    waiting: list[Waiting]
    """The last one is what waits."""

    def client(self, secret: str | None = None) -> httpx.Client:
        """A client that sends this key, the first one by default; an empty one sends none."""
        secret = self.first.secret if secret is None else secret
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {secret}"} if secret else {})

    @property
    def services(self) -> Services:
        found: Services = self.app.state.services
        return found

    def sign_in_code(self) -> str:
        """The code of a link that signs in as the operator."""
        return issue_code(self.database, SignInSettings()).secret

    def browser(self, secret: str | None = None) -> Browser:
        """A browser that is signed in with this key, else as the operator."""
        body = {"code": self.sign_in_code()} if secret is None else {"credential": secret}
        answer = httpx.post(f"{self.url}/v1/session", json=body)
        assert answer.status_code == 201, answer.text
        name, _, rest = answer.headers["set-cookie"].partition("=")
        return Browser(name, rest.partition(";")[0], answer.json()["data"]["csrfToken"])

    def key(
        self,
        *scopes: Scope,
        scope_class: ScopeClass = ScopeClass.PROJECT,
        target: str | None = None,
        environment: EnvironmentClass = EnvironmentClass.LIVE,
        expires_at: datetime | None = None,
    ) -> IssuedKey:
        """A key made by the operator, by default for the first project."""
        own = {
            ScopeClass.ORGANIZATION: self.first.organization_id,
            ScopeClass.WORKSPACE: self.first.workspace_id,
            ScopeClass.PROJECT: self.first.project_id,
        }
        new = NewKey(
            "test",
            scope_class,
            target or own[scope_class],
            environment=environment,
            scopes=scopes,
            expires_at=expires_at,
        )
        return self.directory.keys.create(OPERATOR, new)

    def wait_for_action(self, action: str, target: str, **details: str) -> AuditEntry:
        """The newest line of the audit log that says this, with these details among others, once it is there."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            entries, _ = self.directory.audit.list(OPERATOR, limit=1000)
            for entry in entries:
                if (entry.action, entry.target) == (action, target) and details.items() <= entry.details.items():
                    return entry
            time.sleep(0.02)
        raise AssertionError(f"no {action} of {target} in the audit log")

    def other_project(self) -> str:
        """A project of another organization."""
        tenants = self.directory.tenants
        organization = tenants.create_organization(OPERATOR, "Other")
        workspace = tenants.create_workspace(OPERATOR, organization.id, "Other")
        return tenants.create_project(OPERATOR, workspace.id, "Other").id


@contextmanager
def running(
    directory: Path,
    reader: Reader,
    *,
    settings: ApiSettings | None = None,
    endpoints: Endpoints = ENDPOINTS,
    built: Path = BUILT,
) -> Iterator[Api]:
    """The whole API on a free port; the control database is bootstrapped in `directory`."""
    database = Database(f"sqlite:///{directory / 'control.db'}")
    database.migrate()
    found = Directory(database)
    first = found.bootstrap()
    checks = {"control": True, "store": True}

    clear(directory / "metrics")
    meters = Meters(directory / "metrics", "edge-0", max_projects=10)
    gauges: list[Reading] = []
    waiting = [Waiting(0, 0.0)]

    async def ready() -> dict[str, bool]:
        return checks

    app = create_app(
        database=database,
        reader=reader,
        settings=settings or ApiSettings(exchange_per_credential_per_minute=1000, exchange_per_address_per_minute=1000),
        tokens=TokenSettings(),
        sign_in=SignInSettings(),
        endpoints=endpoints,
        defaults=DEFAULTS,
        ready=ready,
        waiting=lambda: waiting[-1],
        scrape=Scrape(directory / "metrics", lambda: iter(gauges)),
        scrape_token=SCRAPE_TOKEN,
        built=built,
    )
    with closing(database), closing(meters), serving(app) as url:
        yield Api(url, app, database, found, first, checks, meters, gauges, waiting)


def write(store: StoreClient, project: str, *sent: ResourceSpans) -> None:
    """Store what a client sent, as the drain would."""
    Writer(store).write(decode([otlp.entry(one, project=project, received_ns=time.time_ns()) for one in sent]))


def sent(*spans: Span, service: str = "rag", scope: str = "tests", **resource: str) -> ResourceSpans:
    """What a client sends."""
    return ResourceSpans(
        resource=Resource(attributes=attributes({genai.SERVICE_NAME: service, **resource})),
        scope_spans=[ScopeSpans(scope=InstrumentationScope(name=scope, version="2"), spans=spans)],
        schema_url="https://opentelemetry.io/schemas/1.41.0",
    )


def data(answer: httpx.Response) -> Any:
    """What a successful answer holds."""
    body = answer.json()
    assert (answer.status_code, body["success"], body["code"], body["error"]) == (200, True, 200, None), body
    return body["data"]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that is this refusal."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["success"], body["code"], body["error"]["code"]) == (status, False, status, code)
    return body
