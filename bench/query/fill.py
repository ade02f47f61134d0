"""A store filled with traffic, through the writer that the drain uses, in a process of its own."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bench.processes import cpu_seconds
from bench.query import pool
from bench.query.traffic import Traffic
from to11 import log
from to11.settings import LogSettings
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.settling import Settling
from to11.store.writer import Writer

_BATCH = 25_000
_QUIET_SECONDS = 3.0
_PATIENCE_SECONDS = 900.0

RETENTION_DAYS = 3650
"""A data set that is kept must not grow old."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: spans, and the whole days before `end_ns` that they lie in."""

    spans: int
    days: int
    end_ns: int
    templates: float = 1.0
    """Share of the templates that is written."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made. `seconds` of the clock and `cpu` of the process count the writing, not the making of rows; merging
    what was written goes on for `merging` seconds more."""

    spans: int
    sent_bytes: int
    seconds: float
    cpu: float
    settling: float
    """Processor time that it took to settle the traces, seconds."""
    merging: float
    thousand: tuple[str, ...]
    """Ids of the traces that have a thousand spans."""


def fill(url: str, project_id: str, size: Size, tell: Callable[[int], None]) -> Filled:
    """Write the traffic; `tell` is called with how many spans more are there. Takes minutes for ten million."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_fill, args=(there, url, project_id, size))
    process.start()
    there.close()
    try:
        while isinstance(told := here.recv(), int):
            tell(told)
    except EOFError as error:
        raise RuntimeError("the store could not be filled") from error
    finally:
        process.join()
    filled: Filled = told
    return filled


def _fill(there: Connection, url: str, project_id: str, size: Size) -> None:
    log.configure(LogSettings(level="warning"), process="bench")
    traffic = Traffic(pool.make(project_id, part=size.templates), spans=size.spans, days=size.days, end_ns=size.end_ns)
    spans = sent_bytes = 0
    seconds = cpu = 0.0
    thousand: list[str] = []
    with StoreClient(url) as client:
        schema.migrate(client)
        schema.retain(client, RETENTION_DAYS)
        writer = Writer(client)
        for day in traffic.days():
            for rows in day.batches(_BATCH):
                started, worked = time.perf_counter(), cpu_seconds(0)
                writer.write(rows)
                seconds += time.perf_counter() - started
                cpu += cpu_seconds(0) - worked
                spans += len(rows)
                there.send(len(rows))
            sent_bytes += day.sent_bytes
            thousand += day.thousand
        worked = cpu_seconds(0)
        settling = Settling(client)
        while settling.step():
            pass
        settled = cpu_seconds(0) - worked
        started = time.perf_counter()
        _merge_days(client)
        _quieten(client)
        merging = time.perf_counter() - started
    there.send(Filled(spans, sent_bytes, seconds, cpu, settled, merging, tuple(thousand)))


def _merge_days(client: StoreClient) -> None:
    """Merge what the store would have merged in the weeks that the traffic tells of: it does so hours after the last
    row of a partition came in, and this one was filled in minutes."""
    for table in schema.RETAINED:
        sql = "SELECT DISTINCT partition_id AS Id FROM system.parts WHERE active AND table = {table:String}"
        for row in client.query(sql, {"table": table}, doing="looking for partitions"):
            client.command(f"OPTIMIZE TABLE {table} PARTITION ID '{row['Id']}' FINAL")


def _quieten(client: StoreClient) -> None:
    """Wait until nothing more is merged, as in a store that took weeks to fill."""
    quiet = time.monotonic()
    deadline = quiet + _PATIENCE_SECONDS
    while time.monotonic() < min(quiet + _QUIET_SECONDS, deadline):
        (row,) = client.query("SELECT count() AS Merges FROM system.merges", {}, doing="waiting for merges")
        if row["Merges"]:
            quiet = time.monotonic()
        time.sleep(0.1)
