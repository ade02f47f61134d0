"""The drain alone, in a process of its own on one core: what a span costs it in CPU, by part.

CPU time, not the clock's: it means the same on a machine that is busy with other things.
"""

import multiprocessing
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.ingest import requests
from bench.program import MEASURED_CORE, memory_mb
from bench.report import Row, section
from to11 import log
from to11.ingest import decode, view
from to11.ingest import drain as draining
from to11.ingest.drain import Drain
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.settings import DrainSettings, LogSettings
from to11.store import schema
from to11.store.client import StoreClient
from to11.store.columns import SpanColumns
from to11.store.writer import Writer

_MERGES = "MergeMutate"
"""The name of the threads that merge."""
_QUIET_SECONDS = 3.0
_WARM_UP = 8
_BATCH = 512
_STEADY = 20_000


class _Clock:
    """CPU seconds of this thread by part; what one part spends within another is not counted twice."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner = 0.0

    def wrap(self, owner: Any, name: str, part: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            outer, self._inner = self._inner, 0.0
            started = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.thread_time() - started
                self.spent[part] += spent - self._inner
                self._inner = outer + spent

        setattr(owner, name, timed)


def run(batches: int) -> list[Row]:
    """Drain `batches` requests of LLM spans, then as many of small ones; under a minute on an idle machine."""
    payloads = requests(batches)
    return [
        *_section("LLM spans", payloads),
        *_section("small spans", _small_requests(batches)),
        *_steady(payloads),
    ]


def _small_requests(count: int) -> list[bytes]:
    """Serialized requests of 512 distinct spans of about 200 bytes each, as a web service sends them."""
    return [_small_request(random.Random(number)) for number in range(count)]


def _small_request(chance: random.Random) -> bytes:
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "bench"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "bench"
    now = time.time_ns()
    for number in range(_BATCH):
        span = scope_spans.spans.add(
            trace_id=chance.randbytes(16), span_id=chance.randbytes(8), name="GET /things/{id}"
        )
        span.parent_span_id = chance.randbytes(8)
        span.kind = 2  # type: ignore[assignment]  # SERVER
        span.start_time_unix_nano = now - 2_000_000_000 + number
        span.end_time_unix_nano = now - 1_000_000_000 + number
        span.attributes.add(key="http.route").value.string_value = "/things/{id}"
        span.attributes.add(key="url.path").value.string_value = f"/things/{chance.randrange(10**6)}"
        span.attributes.add(key="http.response.status_code").value.int_value = 200
    return request.SerializeToString()


def _section(title: str, payloads: list[bytes]) -> list[Row]:
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TO11_BENCH_DIR")) as directory:
        _fill(Path(directory) / "spool" / "edge-0", payloads[:_WARM_UP], payloads)
        process = context.Process(target=_measure, args=(directory, there))
        process.start()
        there.close()
        try:
            parts, size, memory = here.recv()
        finally:
            process.join()
    spans = len(payloads) * _BATCH
    total = sum(seconds for part, seconds in parts.items() if not part.endswith("afterwards"))
    name = f"drain: {spans:,} {title} of {sum(map(len, payloads)) / spans:.0f} bytes, CPU of its process on one core"
    return [
        *section(name),
        *(Row(f"  {part}", f"{spent / spans * 1e6:.2f} µs", f"{spent / total:.0%}") for part, spent in parts.items()),
        Row("CPU a span, until all is stored", f"{total / spans * 1e6:.2f} µs", "", "25 µs"),
        Row("  spans per CPU second", f"{spans / total:,.0f}", "", "40,000"),
        Row("size on disk, merged", f"{size:.0f} bytes a span", "", ""),
        Row("memory at the most", f"{memory:.0f} MB", "", "1,200 MB"),
    ]


def _steady(payloads: list[bytes]) -> list[Row]:
    """LLM spans offered at half the mark, requests evenly in time."""
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TO11_BENCH_DIR")) as directory:
        _fill(Path(directory) / "spool" / "edge-0", payloads[:_WARM_UP], [])
        process = context.Process(target=_keep_up, args=(directory, len(payloads), there))
        process.start()
        there.close()
        try:
            here.recv()
            _offer(Path(directory) / "spool" / "edge-0" / segment_name(2), payloads)
            waits, cpu, seconds = here.recv()
        finally:
            process.join()
    waits.sort()
    spans = len(payloads) * _BATCH
    return [
        *section(f"drain: {spans:,} LLM spans offered at {_STEADY:,} a second"),
        Row("p50 from spooled to stored", f"{waits[len(waits) // 2]:.0f} ms", "", ""),
        Row("p99 from spooled to stored", f"{waits[int(len(waits) * 0.99)]:.0f} ms", "", "1,000 ms"),
        Row("share of the core", f"{cpu / seconds:.0%}", f"{cpu / spans * 1e6:.2f} µs a span", ""),
    ]


def _offer(segment: Path, payloads: list[bytes]) -> None:
    started = time.monotonic()
    with segment.open("ab", buffering=0) as file:
        for number, payload in enumerate(payloads):
            time.sleep(max(0.0, started + number * _BATCH / _STEADY - time.monotonic()))
            file.write(b"".join(encode(EntryKind.OTLP, "proj_bench", time.time_ns(), payload)))


def _keep_up(directory: str, count: int, answer: Connection) -> None:
    """Drain until `count` requests are stored; milliseconds that each waited, and CPU and clock seconds meanwhile."""
    with _drain(directory) as (drain, client):
        drain.step()
        waits: list[float] = []
        insert = client.insert

        def noting(table: str, rows: pa.Table, *, stamp: str | None = None) -> None:
            insert(table, rows, stamp=stamp)
            now = time.time_ns()
            waits.extend((now - ns) / 1e6 for ns in pc.unique(rows["ReceivedAt"].cast(pa.int64())).to_pylist())

        client.insert = noting  # type: ignore[method-assign]
        answer.send(True)
        cpu, started = time.process_time(), time.monotonic()
        drain.start()
        while len(waits) < count:
            time.sleep(0.05)
        drain.close()
        answer.send((waits, time.process_time() - cpu, time.monotonic() - started))


@contextmanager
def _drain(directory: str) -> Iterator[tuple[Drain, StoreClient]]:
    os.sched_setaffinity(0, {MEASURED_CORE})
    log.configure(LogSettings(level="warning"), process="bench")
    root = Path(directory)
    tempfile.tempdir = directory
    with StoreClient(f"chdb://{root / 'store'}") as client:
        schema.migrate(client)
        yield Drain(root / "spool", Writer(client), Quarantine(root / "quarantine"), DrainSettings()), client


def _fill(directory: Path, warm_up: list[bytes], rest: list[bytes]) -> None:
    """A spool of two segments: the first, to warm up on, and the one that is measured."""
    directory.mkdir(parents=True)
    for number, some in ((1, warm_up), (2, rest)):
        with (directory / segment_name(number)).open("wb") as file:
            file.write(MAGIC)
            for payload in some:
                file.writelines(encode(EntryKind.OTLP, "proj_bench", time.time_ns(), payload))


def _measure(directory: str, answer: Connection) -> None:
    with _drain(directory) as (drain, client):
        drain.step()
        clock = _Clock()
        clock.wrap(decode.Batch, "add", "protobuf: parse, bind, write anew")
        clock.wrap(view, "spans_of", "protobuf to Arrow")
        clock.wrap(view, "read", "protobuf to Arrow")
        clock.wrap(decode, "promote", "promoted values and prices")
        clock.wrap(decode, "pack", "stored messages")
        clock.wrap(draining, "decode", "attributes and the rest of decoding")
        clock.wrap(SpanColumns, "to_arrow", "rows of the table")
        clock.wrap(StoreClient, "insert", "engine: insert")
        whole, own, merging = time.process_time(), time.thread_time(), _merge_seconds()
        while drain.step():
            pass
        whole, own = time.process_time() - whole, time.thread_time() - own
        merged = _merge_seconds() - merging
        memory = memory_mb(os.getpid())
        parts: dict[str, float] = dict(clock.spent)
        parts["spool and the loop"] = own - sum(parts.values())
        parts["engine: merges meanwhile"] = merged
        parts["engine: its other threads"] = whole - own - merged
        size = _settle(client)
        parts["engine: merges afterwards"] = _merge_seconds() - merging - merged
    answer.send((parts, size, memory))


def _settle(client: StoreClient) -> float:
    """Wait until no merge has run for a while; bytes a span takes on disk then."""
    quiet = time.monotonic()
    while time.monotonic() - quiet < _QUIET_SECONDS:
        if client.query("SELECT 1 FROM system.merges LIMIT 1", {}, doing="waiting for merges"):
            quiet = time.monotonic()
        time.sleep(0.2)
    found = client.query(
        "SELECT sumIf(rows, table = 'spans') AS Spans, sum(bytes_on_disk) AS Bytes FROM system.parts WHERE active",
        {},
        doing="looking at parts",
    )
    return float(found[0]["Bytes"] / found[0]["Spans"])


def _merge_seconds() -> float:
    """CPU seconds of the engine's merging threads so far."""
    nanoseconds = 0
    for thread in Path("/proc/self/task").iterdir():
        if (thread / "comm").read_text().strip() == _MERGES:
            nanoseconds += int((thread / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9
