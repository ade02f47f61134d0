"""An edge: gateway, OTLP/HTTP and OTLP/gRPC, one spool. It never opens the span store."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack

from to11 import log
from to11.collector import heap
from to11.collector.accounts import Accounts
from to11.collector.export import Export
from to11.collector.grpc import GrpcCollector
from to11.collector.http import HttpCollector
from to11.control.access import Access
from to11.control.database import Database
from to11.control.ingest_flush import IngestFlush
from to11.gateway.app import Gateway
from to11.gateway.providers import Providers
from to11.ingest.spool import Spool
from to11.metrics import definitions
from to11.metrics.meters import Meters
from to11.model.errors import ConflictError
from to11.serve.edge_figures import EdgeFigures
from to11.serve.http import HttpListener, settle_memory
from to11.serve.plan import Plan
from to11.settings import Settings

logger = log.get(__name__)

_SWITCH_SECONDS = 0.0005
"""How long a decoding thread keeps the interpreter when the event loop wants it: at Python's usual 5 ms, which the loop
would wait at each of its callbacks, a flood of large requests makes everything else slow."""


async def serve(plan: Plan, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Serve until `stop`; then listeners, running calls, spool, in this order."""
    settings = plan.settings
    heap.settle()
    sys.setswitchinterval(_SWITCH_SECONDS)
    async with AsyncExitStack() as stack:
        # What is entered first is left last: the spool outlives the calls, the calls outlive the listeners.
        meters = Meters(settings.metrics_dir, plan.name, max_projects=settings.metrics.max_projects)
        stack.callback(meters.close)
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
        await _serve_doors(plan, access, spool, Accounts(meters, ledger.tally), stop, ready)
    logger.info("stopped")


async def _serve_doors(
    plan: Plan, access: Access, spool: Spool, accounts: Accounts, stop: asyncio.Event, ready: Callable[[], None]
) -> None:
    settings = plan.settings

    def is_ready() -> bool:
        return not stop.is_set() and not spool.failing

    gateway = Gateway(access, spool, Providers(settings.providers), settings.gateway, is_ready)
    figures = EdgeFigures(
        accounts.meters,
        {
            definitions.RECORDED_CALLS: lambda: gateway.recorded,
            definitions.DROPPED_CALLS: lambda: gateway.dropped + spool.dropped,
        },
    )
    export = Export(spool, settings.collector, accounts, edges=settings.workers)
    collector = HttpCollector(export, access, settings.collector, ready=is_ready)
    grpc = GrpcCollector(export, access, settings.collector, host=settings.host, reuse_port=True)
    doors = [
        HttpListener(gateway, plan.gateway_fd, settings, name="gateway"),
        HttpListener(collector, plan.otlp_http_fd, settings, name="otlp-http"),
    ]
    figures.start()
    try:
        for door in doors:
            await door.start()
        await grpc.start()
        settle_memory()
        ready()
        logger.info("edge is ready")
        await stop.wait()
    finally:
        await asyncio.gather(*(door.stop() for door in doors), grpc.stop(settings.grace_seconds))
        await gateway.drain(settings.grace_seconds)
        await gateway.close()
        export.close()
        await figures.close()


def _open_spool(settings: Settings) -> Spool:
    """The first spool that no living process owns: after a crash, an orphan may still be finishing its calls."""
    for number in range(1024):
        try:
            return Spool(settings.spool_dir / f"edge-{number}", settings.spool)
        except ConflictError:
            continue
    raise ConflictError("no free spool directory")
