"""The collector's neighbours in memory, and its two listeners on free ports."""

import asyncio
import contextlib
import functools
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from to11.collector.accounts import Accounts
from to11.collector.export import Export
from to11.collector.front.allowance import Allowance
from to11.collector.front.listener import Front, FrontLimits
from to11.collector.front.relay import RelayLimits
from to11.collector.front.tls import certificate_of
from to11.collector.grpc import GrpcCollector
from to11.collector.http import HttpCollector
from to11.control.ingest_tally import IngestTally
from to11.ingest.spool import EntryKind
from to11.metrics.meters import Meters
from to11.model.errors import To11Error, UnauthenticatedError
from to11.model.tenancy import TokenClaims
from to11.serve.http11 import Http11Protocol
from to11.serve.otlp11 import Otlp11Protocol
from to11.settings import CollectorSettings

TOKEN = "good-token"
PROJECT = "proj_abc123"
CLAIMS = TokenClaims(
    project_id=PROJECT, organization_id="org_1", key_id="key_1", scopes=("otel:write",), expires_at=2_000_000_000
)
BEARER = {"authorization": f"Bearer {TOKEN}"}


class FakeAccess:
    """Knows one token; `cached` says whether without asking. `error` is raised instead."""

    def __init__(self) -> None:
        self.cached = True
        self.error: To11Error | None = None
        self.uses: list[tuple[str, str]] = []
        self.denied: list[tuple[str, str, str]] = []
        self.causes: list[tuple[str | None, str]] = []

    def cached_token(self, token: str) -> TokenClaims | None:
        return CLAIMS if token == TOKEN and self.cached and self.error is None else None

    async def token(self, token: str) -> TokenClaims:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        if token != TOKEN:
            raise UnauthenticatedError("the token is not valid")
        return CLAIMS

    def note_use(self, key_id: str, kind: str) -> None:
        self.uses.append((key_id, kind))

    def note_denied(self, reason: str, *, address: str, key_id: str | None = None, door: str, cause: str = "") -> None:
        self.denied.append((reason, address, door))
        self.causes.append((key_id, cause))


class MemorySpool:
    """Keeps what it is given. `error` is raised instead; while `gate` is cleared, appends wait."""

    def __init__(self) -> None:
        self.entries: list[tuple[EntryKind, str, bytes]] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = 0
        self.refused = 0

    async def append(self, kind: EntryKind, project_id: str, payload: bytes) -> None:
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        if self.error is not None:
            self.refused += 1
            raise self.error
        self.entries.append((kind, project_id, payload))

    @property
    def payloads(self) -> list[bytes]:
        return [payload for _, _, payload in self.entries]


@dataclass
class Collector:
    """Both listeners, running, and what is behind them. Either port takes both protocols."""

    export: Export
    access: FakeAccess
    spool: MemorySpool
    front: Front
    allowance: Allowance
    grpc: GrpcCollector
    ledger: IngestTally
    grpc_port: int
    http_port: int
    scheme: str = "http"
    ready: list[bool] = field(default_factory=lambda: [True])

    @property
    def traces_url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.http_port}/v1/traces"

    @property
    def grpc_address(self) -> str:
        return f"127.0.0.1:{self.grpc_port}"


@contextlib.asynccontextmanager
async def running_collector(
    held: int | None = None,
    *,
    under_way: int | None = None,
    head_seconds: float = 10.0,
    trusted_proxies: tuple[str, ...] = (),
    **settings: Any,
) -> AsyncIterator[Collector]:
    """A collector over real sockets in this event loop; `held` is how many bytes of requests it may hold, `under_way`
    of gRPC messages on connections."""
    section = CollectorSettings(grpc_port=0, http_port=0, **settings)
    access, spool = FakeAccess(), MemorySpool()
    ledger = IngestTally()
    export = Export(spool, section, Accounts(Meters(None, "edge-0", max_projects=10), ledger))
    if held is not None:
        export.budget.limit = held
    ready = [True]
    grpc_collector = GrpcCollector(export, access, section, trusted_proxies=trusted_proxies)
    app = HttpCollector(export, access, section, ready=lambda: ready[0])
    allowance = Allowance(under_way or section.message_bytes_under_way)
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(2)]
    ports = [listener.getsockname()[1] for listener in listeners]
    await grpc_collector.start()
    try:
        async with _uvicorn(app, Otlp11Protocol, trusted_proxies) as server:
            front = Front(
                listeners,
                lambda lost: _protocol(server, lost, head_seconds),
                allowance,
                FrontLimits(section.max_connections, head_seconds),
                RelayLimits(
                    server=grpc_collector.path,
                    message_bytes=section.max_request_bytes,
                    silence_seconds=section.silence_timeout_seconds,
                    request_seconds=section.request_timeout_seconds,
                ),
                certificate_of(section),
            )
            front.start()
            try:
                scheme = "https" if section.tls_cert else "http"
                yield Collector(
                    export, access, spool, front, allowance, grpc_collector, ledger, ports[0], ports[1], scheme, ready
                )
            finally:
                await front.stop()
                await grpc_collector.stop(0)
                await front.close()
    finally:
        await grpc_collector.stop(0)
        export.close()


@contextlib.asynccontextmanager
async def serving(app: object, *, head_seconds: float = 10.0) -> AsyncIterator[int]:
    """An ASGI application under uvicorn, in this event loop, on a free port of this machine."""
    protocol = functools.partial(Http11Protocol, head_seconds=head_seconds)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with _uvicorn(app, protocol, (), listener):
            yield listener.getsockname()[1]


@contextlib.asynccontextmanager
async def _uvicorn(
    app: object, protocol: Callable[..., Http11Protocol], trusted_proxies: tuple[str, ...], *listeners: socket.socket
) -> AsyncIterator[uvicorn.Server]:
    """The server's own `serve` would take the signals and wait a tenth of a second at its end."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI callable
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        http=protocol,  # type: ignore[arg-type]  # any callable
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=list(listeners))
    try:
        yield server
    finally:
        for accepting in server.servers:
            accepting.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        await until(lambda: not server.server_state.tasks)


def _protocol(server: uvicorn.Server, lost: Callable[[], None], head_seconds: float) -> asyncio.Protocol:
    return Otlp11Protocol(
        config=server.config,
        server_state=server.server_state,
        app_state=server.lifespan.state,
        head_seconds=head_seconds,
        lost=lost,
    )


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for a condition, at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
