"""The core: the span store, the drain that fills it, and the API in front of it. It alone opens the store."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from to11 import log
from to11.api.app import create_app
from to11.control.database import Database
from to11.control.retention import Retentions
from to11.ingest.decode import warm_up
from to11.ingest.drain import Drain
from to11.ingest.figures import DrainFigures
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.lock import DirectoryLock
from to11.metrics.genai import GenaiMeters
from to11.metrics.meters import Meters
from to11.metrics.scrape import Scrape
from to11.model.defaults import Defaults
from to11.model.errors import ConflictError, UnavailableError
from to11.record.policy import Policy
from to11.serve.gauges import CoreGauges, SpooledBacklog
from to11.serve.http import HttpListener, settle_memory
from to11.serve.plan import Plan
from to11.serve.scrape_token import scrape_token
from to11.settings import Settings
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.settler import Settler
from to11.store.writer import Writer

if TYPE_CHECKING:
    from to11.metrics.push import Push

logger = log.get(__name__)

_LOCK_PATIENCE_SECONDS = 40.0


async def serve(plan: Plan, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Serve until `stop`; then the API, the drain (which empties the spools), the store, in this order."""
    settings = plan.settings
    async with AsyncExitStack() as stack:
        # What is entered first is left last: the store outlives the drain, the drain outlives the API.
        lock = await _own(settings.data_dir)
        stack.callback(lock.release)
        database = Database(settings.control_url)
        stack.callback(database.close)
        store = await asyncio.to_thread(_open_store, settings)
        stack.push_async_callback(asyncio.to_thread, store.close)
        await asyncio.to_thread(warm_up)
        quarantine = Quarantine(settings.data_dir / "quarantine")
        meters = Meters(settings.metrics_dir, plan.name, max_projects=settings.metrics.max_projects)
        stack.callback(meters.close)
        genai = GenaiMeters(settings.metrics_dir, plan.name, max_series=settings.metrics.max_genai_series)
        stack.callback(genai.close)
        if settings.metrics.otlp_endpoint:
            stack.push_async_callback(asyncio.to_thread, _push(settings).close)
        figures = DrainFigures(meters, genai)
        policy = Policy.of(settings.gateway, settings.prices)
        retentions = await asyncio.to_thread(Retentions, database)
        drain = Drain(settings.spool_dir, Writer(store), quarantine, settings.drain, figures, policy, retentions.days)
        drain.start()
        stack.push_async_callback(asyncio.to_thread, drain.close)
        settler = Settler(store, settings.store.settle_seconds)
        settler.start()
        stack.push_async_callback(asyncio.to_thread, settler.close)

        async def readiness() -> dict[str, bool]:
            return {"store": not drain.failing, "control": await asyncio.to_thread(_answers, database)}

        app = create_app(
            database=database,
            reader=Reader(store),
            settings=settings.api,
            tokens=settings.tokens,
            sign_in=settings.sign_in,
            endpoints=plan.endpoints,
            defaults=Defaults(settings.store.retention_days, settings.gateway.capture_content),
            ready=readiness,
            waiting=SpooledBacklog(settings, figures),
            scrape=Scrape(settings.metrics_dir, CoreGauges(settings, figures, quarantine)),
            scrape_token=scrape_token(settings.data_dir, settings.metrics.token),
        )
        api = HttpListener(app, plan.api_fd, settings, name="api", lifespan=True)
        stack.push_async_callback(api.stop)
        await api.start()
        settle_memory()
        ready()
        logger.info("core is ready")
        await stop.wait()
    logger.info("stopped")


def _push(settings: Settings) -> "Push":
    from to11.metrics.push import Push  # an HTTP library that a core without a receiver has no use for

    push = Push(settings.metrics_dir, settings.metrics)
    push.start()
    return push


async def _own(data_dir: Path) -> DirectoryLock:
    """Own the store; after a killed supervisor, its core may still be emptying the spools."""
    deadline = asyncio.get_running_loop().time() + _LOCK_PATIENCE_SECONDS
    while True:
        try:
            return DirectoryLock(data_dir, "core.lock").acquire()
        except ConflictError:
            if asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(0.05)


def _answers(database: Database) -> bool:
    try:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
    except UnavailableError:
        return False
    return True


def _open_store(settings: Settings) -> StoreClient:
    store = StoreClient(settings.store_url, query_timeout_seconds=settings.api.query_timeout_seconds)
    try:
        schema.migrate(store)
        schema.retain(store, settings.store.retention_days)
    except BaseException:
        store.close()
        raise
    return store
