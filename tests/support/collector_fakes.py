"""The collector's neighbours in memory, and its two listeners on free ports."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import uvicorn

from to11.collector.accounts import Accounts
from to11.collector.export import Export
from to11.collector.grpc import GrpcCollector
from to11.collector.http import HttpCollector
from to11.control.ingest_tally import IngestTally
from to11.ingest.spool import EntryKind
from to11.metrics.meters import Meters
from to11.model.errors import To11Error, UnauthenticatedError
from to11.model.tenancy import TokenClaims
from to11.serve.http11 import Http11Protocol
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
    """Both listeners, running, and what is behind them."""

    export: Export
    access: FakeAccess
    spool: MemorySpool
    http_port: int
    grpc: GrpcCollector
    ledger: IngestTally
    ready: list[bool] = field(default_factory=lambda: [True])

    @property
    def traces_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/v1/traces"

    @property
    def grpc_address(self) -> str:
        return f"127.0.0.1:{self.grpc.port}"


@contextlib.asynccontextmanager
async def running_collector(held: int | None = None, **settings: int) -> AsyncIterator[Collector]:
    """A collector over real sockets in this event loop; `held` is how many bytes of requests it may hold."""
    section = CollectorSettings(grpc_port=0, http_port=0, **settings)
    if held is not None:
        more = held - section.request_bytes_held
        section = CollectorSettings.model_validate(
            {**section.model_dump(), "max_memory_bytes": section.max_memory_bytes + more}
        )
    access, spool = FakeAccess(), MemorySpool()
    ledger = IngestTally()
    export = Export(spool, section, Accounts(Meters(None, "edge-0", max_projects=10), ledger))
    ready = [True]
    grpc_collector = GrpcCollector(export, access, section, host="127.0.0.1")
    await grpc_collector.start()
    try:
        app = HttpCollector(export, access, section, ready=lambda: ready[0])
        async with serving(app) as port:
            yield Collector(export, access, spool, port, grpc_collector, ledger, ready)
    finally:
        await grpc_collector.stop(0)
        export.close()


@contextlib.asynccontextmanager
async def serving(app: object) -> AsyncIterator[int]:
    """An ASGI application under uvicorn, in this event loop, on a free port of this machine.

    The server's own `serve` would take the signals and wait a tenth of a second at its end.
    """
    config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False, http=Http11Protocol)  # type: ignore[arg-type]  # any ASGI callable
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await server.startup(sockets=[listener])
        try:
            yield listener.getsockname()[1]
        finally:
            for accepting in server.servers:
                accepting.close()
            for connection in list(server.server_state.connections):
                connection.shutdown()
            await until(lambda: not server.server_state.tasks)


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for a condition, at most so long."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
