"""Stock exporters over both protocols on either port, plain and TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter

from support.certificates import server_context
from support.collector_fakes import BEARER, Collector, running_collector
from support.http2 import RawClient, data, headers
from support.otlp import names, request, span
from to11.collector.front import h2

PROTOBUF = "application/x-protobuf"


@pytest.fixture(params=["plain", "tls"])
async def collector(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Collector]:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # these win over what an exporter is told
        monkeypatch.delenv(name, raising=False)
    settings: dict[str, Any] = {}
    if request.param == "tls":
        server_context(tmp_path, "127.0.0.1", "localhost")
        settings = {"tls_cert": tmp_path / "cert.pem", "tls_key": tmp_path / "key.pem"}
    async with running_collector(**settings) as running:
        yield running


def exporter(collector: Collector, protocol: str, port: int, directory: Path, *, packed: bool) -> SpanExporter:
    tls, certificate = collector.scheme == "https", directory / "cert.pem"
    if protocol == "http":
        return HttpExporter(
            endpoint=f"{collector.scheme}://127.0.0.1:{port}/v1/traces",
            headers=BEARER,
            compression=Compression.Gzip if packed else Compression.NoCompression,
            certificate_file=str(certificate) if tls else None,
        )
    return GrpcExporter(
        endpoint=f"{collector.scheme}://127.0.0.1:{port}",
        headers=BEARER,
        compression=grpc.Compression.Gzip if packed else grpc.Compression.NoCompression,
        credentials=grpc.ssl_channel_credentials(certificate.read_bytes()) if tls else None,
        insecure=not tls,
    )


def channel_to(collector: Collector, directory: Path) -> grpc.aio.Channel:
    if collector.scheme == "http":
        return grpc.aio.insecure_channel(collector.grpc_address)
    credentials = grpc.ssl_channel_credentials((directory / "cert.pem").read_bytes())
    return grpc.aio.secure_channel(collector.grpc_address, credentials)


@pytest.mark.otlp("H4", "G1")
@pytest.mark.parametrize("packed", [False, True], ids=["bare", "gzip"])
@pytest.mark.parametrize("protocol", ["grpc", "http"])
async def test_stock_exporters_on_either_port(
    collector: Collector, tmp_path: Path, protocol: str, packed: bool
) -> None:
    for port in (collector.grpc_port, collector.http_port):
        made = exporter(collector, protocol, port, tmp_path, packed=packed)
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(made))
        ended = provider.get_tracer("t").start_span(f"{protocol}-{port}")
        await asyncio.to_thread(ended.end)
        await asyncio.to_thread(provider.shutdown)
    sent = [name for payload in collector.spool.payloads for name in names(payload)]
    assert sent == [f"{protocol}-{collector.grpc_port}", f"{protocol}-{collector.http_port}"]


async def test_both_at_once_on_one_port(collector: Collector, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=tmp_path / "cert.pem") if collector.scheme == "https" else False
    body = request(span()).SerializeToString()
    async with channel_to(collector, tmp_path) as channel, httpx.AsyncClient(verify=context) as client:
        call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        over_grpc = [call(body, metadata=tuple(BEARER.items())) for _ in range(20)]
        url = f"{collector.scheme}://{collector.grpc_address}/v1/traces"
        over_http = [client.post(url, content=body, headers={**BEARER, "content-type": PROTOBUF}) for _ in range(20)]
        answers = await asyncio.gather(*over_http)
        assert [answer.status_code for answer in answers] == [200] * 20
        assert await asyncio.gather(*over_grpc) == [b""] * 20
        health = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
        assert health.status == health_pb2.HealthCheckResponse.SERVING
    assert len(collector.spool.entries) == 40


async def test_large_messages_pass_whole(collector: Collector, tmp_path: Path) -> None:
    body = request(span("x" * 20_000_000)).SerializeToString()
    async with channel_to(collector, tmp_path) as channel:
        call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        await call(body, metadata=tuple(BEARER.items()), timeout=30)
    assert collector.spool.payloads == [body]
    assert (collector.allowance.used, collector.allowance.calls) == (0, 0)


@pytest.mark.otlp("H2", "H11")
@pytest.mark.parametrize("body", [request(span()).SerializeToString(), b'{"resourceSpans":[]}'])
async def test_http_over_http2_is_told_the_way_back(body: bytes) -> None:
    async with running_collector() as collector, await RawClient.connect(collector.http_port) as client:
        client.send(headers(1, path="/v1/traces", content_type=PROTOBUF), data(1, body, end=True))
        await client.end(1)
        first, second, *_ = (frame for frame in client.frames if frame.stream == 1)
        assert (first.kind, b"505" in first.body) == (h2.HEADERS, True)
        assert b"HTTP/1.1" in second.body
        assert collector.spool.entries == []


@pytest.mark.otlp("H11")
@pytest.mark.parametrize(
    "sent", [b"\0\1\2\3", b"HELLO\r\n\r\n", b"\x16\x03\x01\x02", b"PRI * HTTP/2.0\r\n\r\nsm\r\n\r\n"]
)
async def test_what_is_no_http_gets_a_status(sent: bytes) -> None:
    async with running_collector() as collector:
        reader, writer = await asyncio.open_connection("127.0.0.1", collector.grpc_port)
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n")
    assert b'"code":3' in answer.replace(b" ", b"")


@pytest.mark.otlp("H11")
async def test_a_body_that_is_framed_wrongly_gets_a_status_in_its_encoding() -> None:
    async with running_collector() as collector:
        reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
        head = (
            "POST /v1/traces HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-protobuf"
        )
        writer.write(f"{head}\r\nAuthorization: {BEARER['authorization']}\r\n\r\nnot a length\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    assert b"content-type: application/x-protobuf\r\n" in answer
    assert answer.endswith(b"Invalid HTTP request received.")  # a Status's message
    assert collector.spool.entries == []
