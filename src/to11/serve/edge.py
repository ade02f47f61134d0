"""An edge: gateway, OTLP/HTTP and OTLP/gRPC, one spool. It never opens the span store."""

import asyncio
import os
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack

from to11 import log
from to11.collector import heap
from to11.collector.accounts import Accounts
from to11.collector.export import Export
from to11.collector.front.allowance import Allowance
from to11.collector.front.listener import Front, FrontLimits
from to11.collector.front.relay import RelayLimits
from to11.collector.front.tls import certificate_of
from to11.collector.grpc import GrpcCollector
from to11.collector.guard import Guard
from to11.collector.http import HttpCollector
from to11.control.access import Access
from to11.control.database import Database
from to11.control.ingest_flush import IngestFlush
from to11.gateway.app import Gateway
from to11.gateway.providers import Providers
from to11.ingest.spool import Spool
from to11.metrics import definitions
from to11.metrics.genai import GenaiMeters
from to11.metrics.meters import Meters
from to11.model.capture import Capture
from to11.model.errors import ConflictError
from to11.record import prices
from to11.record.policy import Policy
from to11.serve.edge_figures import EdgeFigures
from to11.serve.gateway11 import Gateway11Protocol
from to11.serve.http import HttpListener, settle_memory
from to11.serve.otlp11 import Otlp11Protocol
from to11.serve.plan import Plan
from to11.settings import GatewaySettings, Settings

logger = log.get(__name__)

_SWITCH_SECONDS = 0.0005
"""How long a decoding thread keeps the interpreter when the event loop wants it: at Python's usual 5 ms, which the loop
would wait at each of its callbacks, a flood of large requests makes everything else slow."""
_DESCRIPTORS_EACH = 3
"""A gRPC connection: the client's, and both ends of the one to the gRPC server."""
_OTHER_DESCRIPTORS = 384
"""Spool, control database, and the gateway's connections, which have no limit of their own."""


async def serve(plan: Plan, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Serve until `stop`; then listeners, running calls, spool, in this order."""
    settings = plan.settings
    heap.settle()
    sys.setswitchinterval(_SWITCH_SECONDS)
    async with AsyncExitStack() as stack:
        # What is entered first is left last: the spool outlives the calls, the calls outlive the listeners.
        meters = Meters(settings.metrics_dir, plan.name, max_projects=settings.metrics.max_projects)
        stack.callback(meters.close)
        genai = GenaiMeters(settings.metrics_dir, plan.name, max_series=settings.metrics.max_genai_series)
        stack.callback(genai.close)
        database = Database(settings.control_url)
        stack.callback(database.close)
        access = Access(database, settings.tokens, settings.control, issuer=plan.issuer)
        await access.start()
        stack.push_async_callback(access.close)
        spool = _open_spool(settings)
        stack.push_async_callback(spool.close)
        ledger = IngestFlush(database, keep_days=settings.metrics.ingest_days)
        ledger.start()
        stack.push_async_callback(ledger.close)
        await _serve_doors(plan, access, spool, Accounts(meters, ledger.tally), genai, stop, ready)
    logger.info("stopped")


async def _serve_doors(
    plan: Plan,
    access: Access,
    spool: Spool,
    accounts: Accounts,
    genai: GenaiMeters,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    settings = plan.settings

    def is_ready() -> bool:
        return not stop.is_set() and not spool.failing

    gateway = Gateway(
        access,
        spool,
        Providers(settings.providers, settings.gateway, os.environ),
        settings.gateway,
        is_ready,
        policy=Policy.of(settings.gateway, settings.prices),
        edges=settings.workers,
        count=genai.count_call,
    )
    figures = EdgeFigures(
        accounts.meters,
        {
            definitions.RECORDED_CALLS: lambda: gateway.recorded,
            definitions.UNRECORDED_CALLS: lambda: gateway.unrecorded,
            definitions.DROPPED_CALLS: lambda: gateway.dropped + spool.dropped,
            definitions.TURNED_AWAY: lambda: front.turned_away if front else 0,
        },
    )
    export = Export(spool, settings.collector, accounts, edges=settings.workers)
    collector = HttpCollector(export, access, settings.collector, ready=is_ready)
    grpc = GrpcCollector(export, access, settings.collector, trusted_proxies=settings.trusted_proxies)
    otlp_http = HttpListener(collector, None, settings, name="otlp-http", protocol=Otlp11Protocol)
    gateway_http = HttpListener(gateway, plan.gateway_fd, settings, name="gateway", protocol=Gateway11Protocol)
    doors = [gateway_http, otlp_http]
    front: Front | None = None
    guard: Guard | None = None
    await _warm_up(settings.gateway)
    figures.start()
    try:
        for door in doors:
            await door.start()
        await grpc.start()
        front = _front(plan, otlp_http, grpc)
        front.start()
        guard = Guard(settings.collector.max_memory_bytes, front)
        guard.start()
        settle_memory()
        ready()
        logger.info("edge is ready")
        await stop.wait()
    finally:
        if guard is not None:
            await guard.stop()
        if front is not None:
            await front.stop()
        await asyncio.gather(*(door.stop() for door in doors), grpc.stop(settings.grace_seconds))
        if front is not None:
            await front.close()
        await gateway.drain(settings.grace_seconds)
        await gateway.close()
        export.close()
        await figures.close()


async def _warm_up(gateway: GatewaySettings) -> None:
    """What every call will need is there before the first: where no content is kept, an edge makes the spans itself."""
    if gateway.capture_content is Capture.METADATA:
        await asyncio.to_thread(prices.load)


def _front(plan: Plan, otlp_http: HttpListener, grpc: GrpcCollector) -> Front:
    collector = plan.settings.collector
    return Front(
        [socket.socket(fileno=fd) for fd in plan.otlp_fds],
        otlp_http.protocol,
        Allowance(collector.message_bytes_under_way),
        FrontLimits(_connections(collector.max_connections), plan.settings.head_timeout_seconds),
        RelayLimits(
            server=grpc.path,
            message_bytes=collector.max_request_bytes,
            silence_seconds=collector.silence_timeout_seconds,
            request_seconds=collector.request_timeout_seconds,
        ),
        certificate_of(collector),
    )


def _connections(wanted: int) -> int:
    """As many connections as there are file descriptors for, after asking for more of those."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    possible = (most - _OTHER_DESCRIPTORS) // _DESCRIPTORS_EACH
    if most != resource.RLIM_INFINITY and possible < wanted:
        logger.warning("too few file descriptors for collector.max_connections", wanted=wanted, possible=possible)
        return max(1, possible)
    return wanted


def _open_spool(settings: Settings) -> Spool:
    """The first spool that no living process owns: after a crash, an orphan may still be finishing its calls."""
    for number in range(1024):
        try:
            return Spool(settings.spool_dir / f"edge-{number}", settings.spool)
        except ConflictError:
            continue
    raise ConflictError("no free spool directory")
