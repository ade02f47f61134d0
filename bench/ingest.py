"""The collector and the drain: spans acknowledged and stored, beside parsing alone."""

import asyncio
import os
import random
import time

import grpc
import uvloop
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.program import Program, cpu_seconds, memory_mb
from bench.report import Row, section
from support.sending import export_one
from to11.ingest.spool.reader import SpoolReader, spools

_METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
_BATCH = 512
_CLIENTS = 8


def requests(count: int) -> list[bytes]:
    """Serialized requests of 512 distinct spans of about 1 KB each."""
    return [_request(random.Random(number)) for number in range(count)]


def _request(chance: random.Random) -> bytes:
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "bench"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "bench"
    now = time.time_ns()
    for number in range(_BATCH):
        span = scope_spans.spans.add()
        span.trace_id = chance.randbytes(16)
        span.span_id = chance.randbytes(8)
        span.parent_span_id = chance.randbytes(8)
        span.name = "chat gpt-4o-mini"
        span.kind = 3  # type: ignore[assignment]  # CLIENT
        span.start_time_unix_nano = now - 2_000_000_000 + number
        span.end_time_unix_nano = now - 1_000_000_000 + number
        for key, text in (
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.request.model", "gpt-4o-mini"),
            ("gen_ai.response.model", "gpt-4o-mini-2024-07-18"),
            ("gen_ai.response.id", f"chatcmpl-{chance.getrandbits(96):x}"),
            ("session.id", f"session-{number % 50}"),
            (
                "gen_ai.input.messages",
                '[{"role":"user","parts":[{"type":"text","content":"' + _prose(chance, 200) + '"}]}]',
            ),
            (
                "gen_ai.output.messages",
                '[{"role":"assistant","parts":[{"type":"text","content":"' + _prose(chance, 230) + '"}]}]',
            ),
        ):
            span.attributes.add(key=key).value.string_value = text
        span.attributes.add(key="gen_ai.usage.input_tokens").value.int_value = chance.randrange(2000)
        span.attributes.add(key="gen_ai.usage.output_tokens").value.int_value = chance.randrange(500)
    return request.SerializeToString()


_WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "you",
    "that",
    "it",
    "he",
    "was",
    "for",
    "on",
    "are",
    "as",
    "with",
    "his",
    "they",
    "at",
    "be",
    "this",
    "have",
    "from",
    "or",
    "one",
    "had",
    "by",
    "word",
]


def _prose(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(_WORDS, k=length // 4))[:length]


async def _send(address: str, token: str, payloads: list[bytes]) -> list[float]:
    latencies: list[float] = []
    waiting = iter(payloads)
    metadata = (("authorization", f"Bearer {token}"),)

    async def client() -> None:
        async with grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
            export = channel.unary_unary(_METHOD)
            for payload in waiting:
                started = time.perf_counter()
                await export(payload, metadata=metadata)
                latencies.append((time.perf_counter() - started) * 1e3)

    await asyncio.gather(*(client() for _ in range(_CLIENTS)))
    return latencies


def run(batches: int) -> list[Row]:
    """Send `batches` requests while the core waits, then let it store them."""
    payloads = requests(batches)
    spans = batches * _BATCH
    size = sum(map(len, payloads)) / spans
    parse = _parse_rate(payloads)
    with Program() as program:
        token = program.token()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_send(program.otlp_grpc, token, requests(2)))
            program.pause_core()
            cpu = cpu_seconds(program.edge_pid)
            started = time.perf_counter()
            latencies = sorted(runner.run(_send(program.otlp_grpc, token, payloads)))
            sending = time.perf_counter() - started
        cpu = cpu_seconds(program.edge_pid) - cpu
        memory = memory_mb(program.edge_pid)
        storing, stored = _store(program, payloads)
        core_memory = memory_mb(program.core_pid)
        waits = _until_queryable(program)
    return [
        *section(f"collector: {spans:,} spans of {size:.0f} bytes, OTLP/gRPC, batches of {_BATCH}, {_CLIENTS} clients"),
        Row("acknowledged spans/s (on disk)", f"{spans / sending:,.0f}", f"upb parse alone {parse:,.0f}", "50,000"),
        Row("  per second of edge CPU", f"{spans / cpu:,.0f}", "", ""),
        Row("p50 / p99 to acknowledge", f"{_at(latencies, 0.5):.1f} / {_at(latencies, 0.99):.1f} ms", "", ""),
        Row("stored and queryable spans/s", f"{spans / storing:,.0f}", f"upb parse alone {parse:,.0f}", "20,000"),
        Row("p50 / max from acknowledged to queryable", f"{_at(waits, 0.5):.0f} / {waits[-1]:.0f} ms", "", "1,000 ms"),
        Row("spans stored", f"{stored:,}", f"of {spans:,} and the warm-up", "all"),
        Row("memory of edge / core", f"{memory:.0f} / {core_memory:.0f} MB", "", ""),
    ]


def _store(program: Program, payloads: list[bytes]) -> tuple[float, int]:
    """Seconds until the spool is empty and the last request's last span can be read, and how many spans are stored
    then. The spool's own files tell when it is empty, since asking the core for spans all the while would cost it a
    sixth of its core."""
    last = ExportTraceServiceRequest.FromString(payloads[-1]).resource_spans[0].scope_spans[0].spans[-1].trace_id.hex()
    program.resume_core()
    started = time.perf_counter()
    while any(SpoolReader(spool).backlog_bytes() for spool in spools(program.data_dir / "spool")):
        if time.perf_counter() - started > 300:
            raise RuntimeError("the drain does not come to an end")
        time.sleep(0.02)
    program.trace(last)
    return time.perf_counter() - started, int(program.stats()["spanCount"])


def _until_queryable(program: Program) -> list[float]:
    """Milliseconds from a single span's acknowledgement until a query gives it, sorted."""
    token, waits = program.token(), []
    for _ in range(20):
        trace_id = export_one(program, token)
        acknowledged = time.perf_counter()
        program.trace(trace_id, every=0.01)
        waits.append((time.perf_counter() - acknowledged) * 1e3)
    return sorted(waits)


def _parse_rate(payloads: list[bytes]) -> float:
    os.sched_yield()
    started = time.perf_counter()
    for payload in payloads:
        ExportTraceServiceRequest.FromString(payload)
    return len(payloads) * _BATCH / (time.perf_counter() - started)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
