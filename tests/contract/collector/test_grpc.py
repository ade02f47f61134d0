"""OTLP/gRPC over real sockets (OTLP specification, OTLP/gRPC)."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from types import FrameType
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from support.collector_fakes import (
    BEARER,
    PROJECT,
    Collector,
    running_collector,
    until,
)
from support.otlp import bad_span, names, request, span
from to11.collector.grpc import TRACE_SERVICE
from to11.ingest.spool import EntryKind
from to11.model.errors import PermissionDeniedError, RateLimitedError, To11Error, UnavailableError

LIMIT = 200_000
GOOD = (("authorization", BEARER["authorization"]),)
Metadata = tuple[tuple[str, str], ...]


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with running_collector(max_request_bytes=LIMIT) as running:
        yield running


@pytest.fixture
async def channel(collector: Collector) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(collector.grpc_address) as made:
        yield made


async def export(
    channel: grpc.aio.Channel, body: bytes, metadata: Metadata = GOOD, compression: grpc.Compression | None = None
) -> Any:
    call = channel.unary_unary(f"/{TRACE_SERVICE}/Export")
    return await call(body, metadata=metadata, compression=compression, timeout=20)


async def failure(channel: grpc.aio.Channel, body: bytes, metadata: Metadata = GOOD, **options: Any) -> Any:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await export(channel, body, metadata, **options)
    return raised.value


def status_of(error: grpc.aio.AioRpcError) -> Status:
    """The Status in the trailers, which must tell the same as the call."""
    status = Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    assert (status.code, status.message) == (error.code().value[0], error.details())
    return status


@pytest.mark.otlp("G2", "R1", "R5")
async def test_full_success(collector: Collector, channel: grpc.aio.Channel) -> None:
    data = request(span("a"), span("b")).SerializeToString()
    assert await export(channel, data) == b""
    assert collector.spool.entries == [(EntryKind.OTLP, PROJECT, data)]
    assert collector.access.uses == [("key_1", "collector")]


@pytest.mark.otlp("G1")
@pytest.mark.parametrize(
    "compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip, grpc.Compression.Deflate]
)
async def test_compression(collector: Collector, channel: grpc.aio.Channel, compression: grpc.Compression) -> None:
    data = request(*[span() for _ in range(100)]).SerializeToString()
    assert await export(channel, data, compression=compression) == b""
    assert collector.spool.payloads == [data]


@pytest.mark.otlp("R6")
async def test_partial_success(collector: Collector, channel: grpc.aio.Channel) -> None:
    answer = await export(channel, request(span("a"), bad_span("b"), span("c")).SerializeToString())
    partial = ExportTraceServiceResponse.FromString(answer).partial_success
    assert partial.rejected_spans == 1
    assert partial.error_message == "1 of 3 spans rejected: span 1 'b': span_id is all zero"
    assert names(collector.spool.payloads[0]) == ["a", "c"]


@pytest.mark.otlp("G3", "G4", "R5")
@pytest.mark.parametrize("body", [b"", b"\x0a\x00"])
async def test_an_empty_request(collector: Collector, channel: grpc.aio.Channel, body: bytes) -> None:
    assert await export(channel, body) == b""
    assert collector.spool.entries == []


@pytest.mark.parametrize("header", [None, "", "Basic Zm9v", "Bearer", "Bearer wrong"])
async def test_unauthenticated(collector: Collector, channel: grpc.aio.Channel, header: str | None) -> None:
    metadata = () if header is None else (("authorization", header),)
    error = await failure(channel, request(span()).SerializeToString(), metadata)
    assert error.code() is grpc.StatusCode.UNAUTHENTICATED
    assert status_of(error).code == 16
    assert collector.spool.entries == []
    assert collector.access.denied == [("INVALID_CREDENTIAL", "127.0.0.1", "collector")]


async def test_the_scheme_in_any_case(collector: Collector, channel: grpc.aio.Channel) -> None:
    collector.access.cached = False
    metadata = (("authorization", BEARER["authorization"].replace("Bearer", "bearer")),)
    assert await export(channel, b"", metadata) == b""


async def test_permission_denied(collector: Collector, channel: grpc.aio.Channel) -> None:
    collector.access.error = PermissionDeniedError("the token lacks the scope otel:write")
    error = await failure(channel, b"")
    assert error.code() is grpc.StatusCode.PERMISSION_DENIED
    assert status_of(error).message == "the token lacks the scope otel:write"


@pytest.mark.otlp("R9")
async def test_undecodable(collector: Collector, channel: grpc.aio.Channel) -> None:
    error = await failure(channel, b"\xff\xff")
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    detail = BadRequest()
    assert status_of(error).details[0].Unpack(detail)
    assert detail.field_violations[0].description == error.details()


@pytest.mark.otlp("R8", "R11", "R13", "R15")
@pytest.mark.parametrize("where", ["access", "spool"])
@pytest.mark.parametrize(
    ("cause", "seconds"),
    [(UnavailableError("full", retry_after=30), 5), (RateLimitedError("too fast", retry_after=2), 2)],
)
async def test_retryable(
    collector: Collector, channel: grpc.aio.Channel, where: str, cause: To11Error, seconds: int
) -> None:
    getattr(collector, where).error = cause
    error = await failure(channel, request(span()).SerializeToString())
    assert error.code() is grpc.StatusCode.UNAVAILABLE
    info = RetryInfo.FromString(dict(error.trailing_metadata())["google.rpc.retryinfo-bin"])
    assert info.retry_delay.seconds == seconds
    detail = RetryInfo()
    assert status_of(error).details[0].Unpack(detail)
    assert detail == info


async def test_a_bug_is_answered_and_tells_nothing(collector: Collector, channel: grpc.aio.Channel) -> None:
    collector.spool.error = ZeroDivisionError("secret")
    error = await failure(channel, request(span()).SerializeToString())
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")


def of_size(size: int) -> bytes:
    overhead = len(request(span("x" * 100_000)).SerializeToString()) - 100_000
    return request(span("x" * (size - overhead))).SerializeToString()


@pytest.mark.otlp("R2", "R3", "R14")
async def test_too_large_is_final(collector: Collector, channel: grpc.aio.Channel) -> None:
    error = await failure(channel, bytes(LIMIT + 1))
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not error.trailing_metadata()
    assert collector.access.uses == []
    assert await export(channel, of_size(LIMIT)) == b""


@pytest.mark.otlp("R2", "R3", "G1")
@pytest.mark.parametrize("compression", [grpc.Compression.Gzip, grpc.Compression.Deflate])
async def test_too_large_once_unpacked_is_final(
    collector: Collector, channel: grpc.aio.Channel, compression: grpc.Compression
) -> None:
    error = await failure(channel, of_size(LIMIT + 1), compression=compression)
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert not status_of(error).details
    assert "google.rpc.retryinfo-bin" not in dict(error.trailing_metadata())
    assert await export(channel, of_size(LIMIT), compression=compression) == b""


@pytest.mark.otlp("R2", "R3")
async def test_a_bomb_is_unpacked_for_nobody(collector: Collector, channel: grpc.aio.Channel) -> None:
    bomb = bytes(150 * LIMIT)
    error = await failure(channel, bomb, (("authorization", "Bearer wrong"),), compression=grpc.Compression.Gzip)
    assert error.code() is grpc.StatusCode.UNAUTHENTICATED
    error = await failure(channel, bomb, compression=grpc.Compression.Gzip)
    assert "after decompression" in status_of(error).message


@pytest.mark.otlp("G1")
async def test_a_plain_message_among_compressed_ones(collector: Collector, channel: grpc.aio.Channel) -> None:
    """gRPC says for each message whether it is compressed, and leaves out what would gain nothing."""
    for body in (request(span("a")).SerializeToString(), b""):
        assert await export(channel, body, compression=grpc.Compression.Gzip) == b""
    noise = request(span("b", trace_state=os.urandom(500).hex())).SerializeToString()
    assert await export(channel, noise, compression=grpc.Compression.Gzip) == b""
    assert [names(payload) for payload in collector.spool.payloads] == [["a"], ["b"]]


@pytest.mark.parametrize(
    "service",
    [
        "opentelemetry.proto.collector.metrics.v1.MetricsService",
        "opentelemetry.proto.collector.logs.v1.LogsService",
        "opentelemetry.proto.collector.profiles.v1development.ProfilesService",
    ],
)
async def test_other_signals(channel: grpc.aio.Channel, service: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await channel.unary_unary(f"/{service}/Export")(b"", metadata=GOOD)
    assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert "only traces" in str(raised.value.details())


async def test_unknown_methods(channel: grpc.aio.Channel) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await channel.unary_unary(f"/{TRACE_SERVICE}/Import")(b"", metadata=GOOD)
    assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.otlp("R12")
async def test_many_calls_at_once_on_one_connection(collector: Collector, channel: grpc.aio.Channel) -> None:
    collector.spool.gate.clear()
    calls = [asyncio.create_task(export(channel, request(span(f"{i}")).SerializeToString())) for i in range(200)]
    await until(lambda: collector.spool.waiting == 200)
    assert not any(call.done() for call in calls)
    collector.spool.gate.set()
    assert await asyncio.gather(*calls) == [b""] * 200
    assert sorted(name for data in collector.spool.payloads for name in names(data)) == sorted(map(str, range(200)))


async def test_a_client_that_hangs_up_frees_what_it_held(collector: Collector) -> None:
    collector.spool.gate.clear()
    async with grpc.aio.insecure_channel(collector.grpc_address) as channel:
        call = asyncio.create_task(export(channel, request(span()).SerializeToString()))
        await until(lambda: collector.spool.waiting)
        assert collector.export.budget.used
        call.cancel()
    await until(lambda: not collector.export.budget.used)


@pytest.mark.parametrize("service", ["", TRACE_SERVICE])
async def test_health(channel: grpc.aio.Channel, service: str) -> None:
    answer = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service=service))
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_stopping_lets_running_calls_end_and_says_so(collector: Collector, channel: grpc.aio.Channel) -> None:
    watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(service=TRACE_SERVICE))
    assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
    collector.spool.gate.clear()
    call = asyncio.create_task(export(channel, request(span()).SerializeToString()))
    await until(lambda: collector.spool.waiting)
    stopping = asyncio.create_task(collector.grpc.stop(10))
    assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
    watch.cancel()
    collector.spool.gate.set()
    assert await call == b""
    await stopping
    assert len(collector.spool.entries) == 1
    await collector.grpc.stop(0)  # once more is harmless


async def test_a_refused_request_is_not_kept(channel: grpc.aio.Channel) -> None:
    """gRPC leaves each refusal's exception in a reference cycle, with its frames; no request may be in one of them."""
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            await failure(channel, b"\xff" * (LIMIT // 2))
        frames = [found for found in gc.get_objects() if isinstance(found, FrameType)]
        held = [frame.f_code.co_qualname for frame in frames for value in frame.f_locals.values() if _is_large(value)]
    finally:
        gc.enable()
    assert not [name for name in held if name.startswith("Grpc")], held


def _is_large(value: object) -> bool:
    return isinstance(value, bytes) and len(value) >= LIMIT // 2
