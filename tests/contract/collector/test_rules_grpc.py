"""OTLP/gRPC's rules that are not of a single request's spans."""

import asyncio
import gzip
import tracemalloc
from urllib.parse import quote

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

from support.collector_fakes import Collector, running_collector, until
from support.doors import METADATA, over_grpc
from support.otlp import bad_span, request, span
from to11.settings import MIB, CollectorSettings


@pytest.mark.otlp("R1", "G2")
async def test_the_service_is_where_the_published_stub_looks_for_it(collector: Collector) -> None:
    async with grpc.aio.insecure_channel(collector.grpc_address) as channel:
        stub = TraceServiceStub(channel)  # type: ignore[no-untyped-call]  # generated code
        answer = await stub.Export(request(span()), metadata=METADATA)
    assert not answer.HasField("partial_success")
    assert len(collector.spool.entries) == 1


@pytest.mark.otlp("R1", "R2", "H1", "H7")
def test_defaults() -> None:
    settings = CollectorSettings()
    assert (settings.grpc_port, settings.http_port, settings.max_request_bytes) == (4317, 4318, 64 * MIB)


@pytest.mark.otlp("R4")
async def test_an_error_fits_into_the_trailers_that_clients_take(collector: Collector) -> None:
    """8 KiB by default, the message percent-encoded and the details in base64."""
    bad = [bad_span("\N{GRINNING FACE}" * 64) for _ in range(5)]
    body = request(*bad, span("xyz")).SerializeToString().replace(b"xyz", b"\xff\xfe\xfd")
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await over_grpc(collector, body)
    error = raised.value
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    message = str(error.details())
    assert "span 0 '\N{GRINNING FACE}" in message
    assert "\N{REPLACEMENT CHARACTER}" not in message
    details = dict(error.trailing_metadata())["grpc-status-details-bin"]
    assert len(quote(message)) + len(details) * 4 / 3 < 7000


@pytest.mark.otlp("R8", "R11", "R13", "R15")
async def test_no_room_for_more_requests_is_told_as_unavailable() -> None:
    body = request(span("x" * 60_000)).SerializeToString()
    async with running_collector(max_request_bytes=100_000, held=250_000) as collector:
        collector.spool.gate.clear()
        waiting = [asyncio.create_task(over_grpc(collector, body)) for _ in range(3)]
        await until(lambda: collector.spool.waiting == 3)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await over_grpc(collector, body)
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        trailers = dict(raised.value.trailing_metadata())
        assert RetryInfo.FromString(trailers["google.rpc.retryinfo-bin"]).retry_delay.seconds == 1
        collector.spool.gate.set()
        assert await asyncio.gather(*waiting) == [b""] * 3
        assert await over_grpc(collector, body) == b""


@pytest.mark.otlp("R8", "R11", "R13", "R15")
async def test_over_the_quota_is_told_as_unavailable_with_a_delay() -> None:
    body = request(*[span("x" * 100) for _ in range(12)]).SerializeToString()
    async with running_collector(quota_spans_per_second=1) as collector:
        assert await over_grpc(collector, body) == b""
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await over_grpc(collector, body)
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        assert "quota of 1 spans per second" in str(raised.value.details())
        trailers = dict(raised.value.trailing_metadata())
        assert RetryInfo.FromString(trailers["google.rpc.retryinfo-bin"]).retry_delay.seconds == 5
        assert await over_grpc(collector, b"") == b""
        assert len(collector.spool.entries) == 1


@pytest.mark.otlp("R2", "R3")
async def test_a_bomb_unpacks_no_further_than_the_limit() -> None:
    """A gigabyte and a half, which takes 1.5 MB: no more of it is unpacked than a request may hold."""
    bomb = gzip.compress(bytes(16 * MIB)) * 96
    async with running_collector() as collector:
        tracemalloc.start()
        try:
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await over_grpc(collector, bomb)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert peak < 100 * MIB
