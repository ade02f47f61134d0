"""Stand-ins for what the gateway needs of other rooms, and the gateway itself over a real socket."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import uvicorn

from to11.control.refusal import Cause, RefusedCredentialError
from to11.gateway.app import Gateway
from to11.gateway.providers import Providers
from to11.gateway.upstream import Proxies
from to11.ingest.spool import EntryKind
from to11.model.call import Call
from to11.model.errors import InvalidRequestError, PermissionDeniedError, UnavailableError
from to11.model.measurements import Measurements
from to11.model.tenancy import ApiKey, EnvironmentClass, Project, Scope, ScopeClass
from to11.serve.gateway11 import Gateway11Protocol
from to11.settings import GatewaySettings, ProviderSettings
from to11.wire import calls

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "to11_live_a-project-key"
WIDE_SECRET = "to11_live_an-organization-key"
INGEST_SECRET = "to11_live_without-gateway-scope"
PROJECT = Project("proj_1", "org_1", "ws_1", "one", LONG_AGO)
OTHER_PROJECT = Project("proj_2", "org_1", "ws_1", "two", LONG_AGO)


def api_key(name: str, scope_class: ScopeClass, *scopes: Scope) -> ApiKey:
    project_id = PROJECT.id if scope_class is ScopeClass.PROJECT else None
    return ApiKey(
        id=f"key_{name}",
        name=name,
        environment=EnvironmentClass.LIVE,
        scope_class=scope_class,
        organization_id="org_1",
        workspace_id=None,
        project_id=project_id,
        scopes=scopes,
        created_at=LONG_AGO,
        expires_at=None,
        revoked_at=None,
        last_used_at=None,
        created_by="user",
        hint="…",
    )


KEYS = {
    SECRET: api_key("one", ScopeClass.PROJECT, Scope.GATEWAY_INVOKE),
    WIDE_SECRET: api_key("wide", ScopeClass.ORGANIZATION, Scope.GATEWAY_INVOKE),
    INGEST_SECRET: api_key("ingest", ScopeClass.PROJECT, Scope.OTEL_WRITE),
}
PROJECTS = {project.id: project for project in (PROJECT, OTHER_PROJECT)}


class FakeAccess:
    """Knows `KEYS` and `PROJECTS`. Without `cached`, everything takes a turn of the loop, as a database would."""

    def __init__(self, *, cached: bool = True) -> None:
        self.cached = cached
        self.down = False
        self.used: list[tuple[str, str]] = []
        self.denied: list[dict[str, str | None]] = []

    def cached_key(self, secret: str, /) -> ApiKey | None:
        return KEYS.get(secret) if self.cached and not self.down else None

    async def key(self, secret: str, /) -> ApiKey:
        await asyncio.sleep(0)
        if self.down:
            raise UnavailableError("the control database does not answer")
        if secret not in KEYS:
            raise RefusedCredentialError("the API key is not valid", cause=Cause.UNKNOWN)
        return KEYS[secret]

    def cached_project(self, key: ApiKey, requested: str | None) -> Project | None:
        project = PROJECTS.get(requested or key.project_id or "")
        return project if self.cached and project is not None and key.covers(project) else None

    async def project(self, key: ApiKey, requested: str | None) -> Project:
        await asyncio.sleep(0)
        wanted = requested or key.project_id
        if wanted is None:
            raise InvalidRequestError("name a project", code="PROJECT_REQUIRED")
        project = PROJECTS.get(wanted)
        if project is None or not key.covers(project):
            raise PermissionDeniedError("not this project", code="PROJECT_NOT_AUTHORIZED")
        return project

    def note_use(self, key_id: str, kind: str) -> None:
        self.used.append((key_id, kind))

    def note_denied(self, reason: str, *, address: str, key_id: str | None = None, door: str, cause: str = "") -> None:
        self.denied.append({"reason": reason, "address": address, "key_id": key_id, "door": door, "cause": cause})


class FakeSpool:
    """Keeps what it is offered, or breaks in a way a test asks for."""

    def __init__(self) -> None:
        self.entries: list[tuple[EntryKind, str, bytes]] = []
        self.error: Exception | None = None

    def offer(self, kind: EntryKind, project_id: str, payload: bytes) -> bool:
        if self.error is not None:
            raise self.error
        self.entries.append((kind, project_id, payload))
        return True

    @property
    def calls(self) -> list[Call]:
        """The calls that were written down, decoded."""
        return [calls.decode(payload) for kind, _, payload in self.entries if kind is EntryKind.CALL]


async def until(condition: Callable[[], object], *, seconds: float = 5.0) -> None:
    """Return when the condition holds; fails when it does not in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncIterator[int]:
    """The gateway on a free port, as the edge serves it; yields the port. Afterwards no task is left behind."""
    before = asyncio.all_tasks()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        gateway,
        http=Gateway11Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # What `serve()` does, without its main loop, whose ticks would make every test a fifth of a second longer.
    await server.startup(sockets=[listener])
    try:
        yield listener.getsockname()[1]
        await gateway.drain(2)
        await until(lambda: not left_behind(before))
    finally:
        for each in server.servers:
            each.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        await gateway.close()
        await until(lambda: not server.server_state.connections and not server.server_state.tasks)
        listener.close()


def left_behind(before: set[asyncio.Task[object]]) -> list[asyncio.Task[object]]:
    """Tasks that run now and did not before, but for the one that asks and a stand-in's."""
    ours = asyncio.all_tasks() - before - {asyncio.current_task()}
    return [task for task in ours if task.get_name() != "stand-in"]


@dataclass
class Door:
    """A gateway that is being served, and what a test looks at."""

    gateway: Gateway
    port: int
    spool: FakeSpool
    access: FakeAccess
    client: httpx.AsyncClient

    async def chat(self, body: object = None, *, query: str = "", **headers: str) -> httpx.Response:
        """A call with both authorization headers; `_` in a header's name stands for `-`."""
        return await self.client.post(f"/v1/chat/completions{query}", content=as_json(body), headers=_headers(headers))

    async def call(self, method: str, path: str, body: bytes | None = None, /, **headers: str) -> httpx.Response:
        """Any other call with both authorization headers; the path goes out as it stands here."""
        url = httpx.URL(self.client.base_url, raw_path=path.encode())
        return await self.client.request(method, url, content=body, headers=_headers(headers))

    async def raw(self, body: object = None, **headers: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The same over a socket of one's own, to read and leave as one likes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        payload = as_json(body)
        lines = [f"{name}: {value}" for name, value in {"host": "gateway", **_headers(headers)}.items()]
        head = "\r\n".join(["POST /v1/chat/completions HTTP/1.1", *lines, f"content-length: {len(payload)}"])
        writer.write(head.encode() + b"\r\n\r\n" + payload)
        await writer.drain()
        return reader, writer

    async def recorded(self) -> Call:
        """The one call that was written down."""
        await until(lambda: self.spool.calls)
        (call,) = self.spool.calls
        return call


def as_json(body: object) -> bytes:
    """Bytes as they are; anything else, or a small valid request, as JSON."""
    return body if isinstance(body, bytes) else msgspec.json.encode(body or {"model": "gpt-4o", "messages": []})


def _headers(more: dict[str, str]) -> dict[str, str]:
    return {
        "x-to11-authorization": f"Bearer {SECRET}",
        "authorization": "Bearer sk-provider-key",
        "content-type": "application/json",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


@asynccontextmanager
async def door(
    base_url: str,
    *,
    access: FakeAccess | None = None,
    spool: FakeSpool | None = None,
    providers: dict[str, ProviderSettings] | None = None,
    proxies: Proxies | None = None,
    tls: ssl.SSLContext | None = None,
    environ: dict[str, str] | None = None,
    count: Callable[[Measurements], None] | None = None,
    **settings: Any,
) -> AsyncIterator[Door]:
    """A gateway whose provider `openai` is at `base_url`; `settings` are GatewaySettings."""
    access, spool = access or FakeAccess(), spool or FakeSpool()
    its = GatewaySettings(**settings)
    table = Providers({"openai": ProviderSettings(base_url=base_url), **(providers or {})}, its, environ)
    gateway = Gateway(
        access,
        spool,
        table,
        its,
        lambda: True,
        proxies=proxies or Proxies({}),
        tls=tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        count=count,
    )
    async with (
        serving(gateway) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client,
    ):
        yield Door(gateway, port, spool, access, client)
