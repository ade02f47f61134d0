"""OTLP/HTTP over real sockets (OTLP specification, OTLP/HTTP)."""

import asyncio
import contextlib
import gzip
import json
import sys
import zlib
from collections.abc import AsyncIterator
from typing import Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

import httpx
import msgspec
import pytest
from google.protobuf import json_format
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from support.collector_fakes import BEARER, PROJECT, Collector, running_collector, until
from support.otlp import bad_span, names, request, span
from to11.ingest.spool import EntryKind
from to11.model.errors import PermissionDeniedError, RateLimitedError, UnavailableError
from to11.wire.otlp import json_out

LIMIT = 200_000
PROTOBUF, JSON = "application/x-protobuf", "application/json"
TYPES = [PROTOBUF, JSON]


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with running_collector(max_request_bytes=LIMIT, held=5 * LIMIT) as running:
        yield running


@pytest.fixture
async def client(collector: Collector) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{collector.http_port}", timeout=10) as made:
        yield made


@contextlib.asynccontextmanager
async def raw(collector: Collector) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection, cut off at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def body_of(message: ExportTraceServiceRequest, content_type: str) -> bytes:
    if content_type == JSON:
        return msgspec.json.encode(json_out.document(message.resource_spans))
    return message.SerializeToString()


def status_of(response: httpx.Response) -> Status:
    """The Status in an error's body, in the encoding that the response says."""
    assert response.status_code >= 400
    if response.headers["content-type"] == JSON:
        return json_format.Parse(response.content, Status())
    assert response.headers["content-type"] == PROTOBUF
    return Status.FromString(response.content)


async def post(client: httpx.AsyncClient, content: Any, content_type: str = PROTOBUF, **headers: str) -> httpx.Response:
    return await client.post("/v1/traces", content=content, headers={"content-type": content_type, **BEARER, **headers})


class TestSuccess:
    @pytest.mark.otlp("H1", "H3", "H5", "H9", "H20")
    @pytest.mark.parametrize(("content_type", "answer"), [(PROTOBUF, b""), (JSON, b"{}")])
    @pytest.mark.parametrize("path", ["/v1/traces", "/v1/traces/"])
    async def test_full(
        self, collector: Collector, client: httpx.AsyncClient, content_type: str, answer: bytes, path: str
    ) -> None:
        message = request(span("a"), span("b"))
        headers = {"content-type": f"{content_type}; charset=utf-8", **BEARER}
        response = await client.post(path, content=body_of(message, content_type), headers=headers)
        assert (response.status_code, response.content) == (200, answer)
        assert response.headers["content-type"] == content_type
        assert collector.spool.entries == [(EntryKind.OTLP, PROJECT, message.SerializeToString())]

    @pytest.mark.otlp("H10")
    @pytest.mark.parametrize("content_type", TYPES)
    async def test_partial(self, collector: Collector, client: httpx.AsyncClient, content_type: str) -> None:
        message = request(span("a"), bad_span("b"), span("c"), bad_span("d"))
        response = await post(client, body_of(message, content_type), content_type)
        assert response.status_code == 200
        why = "2 of 4 spans rejected: span 1 'b': span_id is all zero; span 3 'd': span_id is all zero"
        if content_type == JSON:
            assert response.json() == {"partialSuccess": {"rejectedSpans": "2", "errorMessage": why}}
        else:
            partial = ExportTraceServiceResponse.FromString(response.content).partial_success
            assert (partial.rejected_spans, partial.error_message) == (2, why)
        assert names(collector.spool.payloads[0]) == ["a", "c"]

    @pytest.mark.otlp("G3", "G4", "H9")
    @pytest.mark.parametrize(
        ("content_type", "content"),
        [(PROTOBUF, b""), (PROTOBUF, b"\x0a\x00"), (JSON, b"{}"), (JSON, b'{"resourceSpans":[{}]}')],
    )
    async def test_empty(
        self, collector: Collector, client: httpx.AsyncClient, content_type: str, content: bytes
    ) -> None:
        response = await post(client, content, content_type)
        assert (response.status_code, response.content) == (200, b"{}" if content_type == JSON else b"")
        assert collector.spool.entries == []

    @pytest.mark.otlp("G1", "H17")
    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            ("gzip", gzip.compress),
            ("deflate", zlib.compress),
            ("zstd", zstd.compress),
            ("identity", bytes),
            ("GZIP", gzip.compress),
        ],
    )
    @pytest.mark.parametrize("content_type", TYPES)
    async def test_compressed(
        self, collector: Collector, client: httpx.AsyncClient, coding: str, packed: Any, content_type: str
    ) -> None:
        message = request(*[span() for _ in range(50)])
        response = await post(
            client, packed(body_of(message, content_type)), content_type, **{"content-encoding": coding}
        )
        assert response.status_code == 200
        assert collector.spool.payloads == [message.SerializeToString()]

    async def test_a_body_without_a_declared_length(self, collector: Collector, client: httpx.AsyncClient) -> None:
        data = request(*[span() for _ in range(500)]).SerializeToString()

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(data), 1000):
                yield data[at : at + 1000]

        assert (await post(client, pieces())).status_code == 200
        assert collector.spool.payloads == [data]

    async def test_acknowledged_only_when_on_disk(self, collector: Collector, client: httpx.AsyncClient) -> None:
        collector.spool.gate.clear()
        answer = asyncio.create_task(post(client, request(span()).SerializeToString()))
        await until(lambda: collector.spool.waiting)
        assert not answer.done()
        assert collector.export.budget.used > 0
        collector.spool.gate.set()
        assert (await answer).status_code == 200
        assert collector.export.budget.used == 0


class TestTokens:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"authorization": ""},
            {"authorization": "Basic Zm9v"},
            {"authorization": "Bearer"},
            {"authorization": "Bearer x"},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("content_type", [*TYPES, "text/plain"])
    async def test_unauthenticated(
        self, collector: Collector, client: httpx.AsyncClient, headers: dict[str, str], content_type: str
    ) -> None:
        response = await client.post(
            "/v1/traces", content=request(span()).SerializeToString(), headers={"content-type": content_type, **headers}
        )
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == (PROTOBUF if content_type == PROTOBUF else JSON)
        assert status_of(response).code == 16
        assert collector.spool.entries == []
        assert collector.access.denied == [("INVALID_CREDENTIAL", "127.0.0.1", "collector")]

    async def test_two_tokens_are_none(self, collector: Collector, client: httpx.AsyncClient) -> None:
        twice = [("authorization", BEARER["authorization"])] * 2
        response = await client.post("/v1/traces", content=b"", headers=[("content-type", PROTOBUF), *twice])
        assert response.status_code == 401

    @pytest.mark.parametrize("cached", [True, False])
    async def test_the_scheme_in_any_case(self, collector: Collector, client: httpx.AsyncClient, cached: bool) -> None:
        collector.access.cached = cached
        response = await post(client, b"", authorization=BEARER["authorization"].replace("Bearer", "bEARER"))
        assert response.status_code == 200
        assert collector.access.uses == [("key_1", "collector")]

    async def test_permission_denied(self, collector: Collector, client: httpx.AsyncClient) -> None:
        collector.access.error = PermissionDeniedError("the token lacks the scope otel:write")
        response = await post(client, b"")
        assert response.status_code == 403
        assert (status_of(response).code, status_of(response).message) == (7, "the token lacks the scope otel:write")

    @pytest.mark.otlp("H18")
    async def test_a_database_that_does_not_answer_is_retryable(
        self, collector: Collector, client: httpx.AsyncClient
    ) -> None:
        collector.access.error = UnavailableError("the control database does not answer", retry_after=30)
        response = await post(client, b"")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert status_of(response).code == 14

    async def test_the_token_is_checked_before_the_body_is_read(self, collector: Collector) -> None:
        head = b"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        async with raw(collector) as (reader, writer):
            writer.write(head)
            assert (await reader.readline()).startswith(b"HTTP/1.1 401")


class TestRefusals:
    @pytest.mark.otlp("H11", "H12")
    @pytest.mark.parametrize(
        ("content_type", "content"),
        [(PROTOBUF, b"\xff\xff"), (JSON, b"{"), (JSON, b'{"resourceSpans":7}'), (JSON, b"")],
    )
    async def test_undecodable(
        self, collector: Collector, client: httpx.AsyncClient, content_type: str, content: bytes
    ) -> None:
        response = await post(client, content, content_type)
        assert response.status_code == 400
        assert response.headers["content-type"] == content_type
        status = status_of(response)
        assert status.code == 3
        detail = BadRequest()
        assert status.details[0].Unpack(detail)
        assert detail.field_violations[0].description == status.message
        assert collector.spool.entries == []

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
    async def test_a_body_that_is_not_compressed_as_it_says(self, client: httpx.AsyncClient, coding: str) -> None:
        response = await post(client, request(span()).SerializeToString(), **{"content-encoding": coding})
        assert response.status_code == 400
        assert coding in status_of(response).message

    @pytest.mark.otlp("H11", "H16")
    @pytest.mark.parametrize("content_type", ["text/plain", "application/protobuf", ""])
    async def test_content_types(self, client: httpx.AsyncClient, content_type: str) -> None:
        response = await post(client, b"{}", content_type)
        assert response.status_code == 415
        assert response.headers["content-type"] == JSON
        assert "application/x-protobuf or application/json" in status_of(response).message

    @pytest.mark.otlp("H11", "H16")
    async def test_content_encodings(self, client: httpx.AsyncClient) -> None:
        response = await post(client, b"", **{"content-encoding": "br"})
        assert response.status_code == 415
        assert response.headers["accept-encoding"] == "gzip, deflate, zstd"
        assert response.headers["content-type"] == PROTOBUF

    @pytest.mark.otlp("H11", "H16")
    @pytest.mark.parametrize(
        "path", ["/", "/v1", "/v1/trace", "/v1/traces/x", "/v1/metrics", "/v1/logs/", "//v1/traces"]
    )
    async def test_unknown_paths(self, client: httpx.AsyncClient, path: str) -> None:
        url = f"{client.base_url}".rstrip("/") + path
        response = await client.post(url, content=b"{}", headers={"content-type": JSON, **BEARER})
        assert response.status_code == 404
        assert status_of(response).code == 5
        if "metrics" in path or "logs" in path:
            assert "only traces" in status_of(response).message

    @pytest.mark.otlp("H11", "H16")
    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [("GET", "/v1/traces", "POST"), ("PUT", "/v1/traces/", "POST"), ("POST", "/health", "GET, HEAD")],
    )
    async def test_methods(self, client: httpx.AsyncClient, method: str, path: str, allowed: str) -> None:
        response = await client.request(method, path, headers=BEARER)
        assert response.status_code == 405
        assert response.headers["allow"] == allowed
        assert status_of(response).message

    @pytest.mark.otlp("H20")
    @pytest.mark.parametrize("path", ["/v1/traces", "/v1/traces/", "/v1/traces//", "/V1/TRACES", "/health/"])
    async def test_nothing_is_redirected(self, client: httpx.AsyncClient, path: str) -> None:
        for method in ("GET", "POST"):
            response = await client.request(method, path, headers=BEARER)
            assert not 300 <= response.status_code < 400


class TestFailures:
    @pytest.mark.otlp("H11", "H14", "H19")
    @pytest.mark.parametrize(
        ("error", "status", "retry_after"),
        [
            (UnavailableError("the spool is full"), 503, "1"),
            (RateLimitedError("too fast", retry_after=2.5), 429, "3"),
        ],
    )
    @pytest.mark.parametrize("content_type", TYPES)
    async def test_retryable(
        self,
        collector: Collector,
        client: httpx.AsyncClient,
        error: Exception,
        status: int,
        retry_after: str,
        content_type: str,
    ) -> None:
        collector.spool.error = error
        response = await post(client, body_of(request(span()), content_type), content_type)
        assert response.status_code == status
        assert response.headers["retry-after"] == retry_after
        assert response.headers["content-type"] == content_type
        assert status_of(response).message == str(error)
        collector.spool.error = None
        assert (await post(client, body_of(request(span()), content_type), content_type)).status_code == 200

    async def test_a_bug_is_answered_and_tells_nothing(self, collector: Collector, client: httpx.AsyncClient) -> None:
        collector.spool.error = ZeroDivisionError("secret")
        response = await post(client, request(span()).SerializeToString())
        assert response.status_code == 500
        assert status_of(response).message == "internal error"

    @pytest.mark.otlp("H14")
    async def test_too_many_requests_at_once(self, collector: Collector, client: httpx.AsyncClient) -> None:
        big = request(span("x" * (LIMIT - 1000))).SerializeToString()
        collector.spool.gate.clear()
        waiting = [asyncio.create_task(post(client, big)) for _ in range(4)]
        await until(lambda: collector.spool.waiting == 4)
        response = await post(client, big)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        collector.spool.gate.set()
        assert [(await task).status_code for task in waiting] == [200] * 4
        assert (await post(client, big)).status_code == 200


class TestLimits:
    def too_large(self, response: httpx.Response) -> None:
        assert response.status_code == 413
        assert "retry-after" not in response.headers
        assert status_of(response).code == 8

    @pytest.mark.otlp("H7")
    async def test_a_body_at_the_limit_is_taken(self, client: httpx.AsyncClient) -> None:
        overhead = len(request(span("x" * 100_000)).SerializeToString()) - 100_000
        exact = request(span("x" * (LIMIT - overhead))).SerializeToString()
        assert len(exact) == LIMIT
        assert (await post(client, exact)).status_code == 200
        self.too_large(await post(client, exact + b"\x0a\x00"))

    @pytest.mark.otlp("H7")
    async def test_without_a_declared_length(self, client: httpx.AsyncClient) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(LIMIT // 1000 + 10):
                yield bytes(1000)

        self.too_large(await post(client, pieces()))

    async def test_a_declared_length_is_refused_unread(self, collector: Collector) -> None:
        head = (
            f"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {LIMIT + 1}\r\n"
            f"Authorization: {BEARER['authorization']}\r\n\r\n"
        )
        async with raw(collector) as (reader, writer):
            writer.write(head.encode())
            assert (await reader.readline()).startswith(b"HTTP/1.1 413")

    async def test_a_client_that_sends_on_gets_the_answer_and_can_go_on(
        self, collector: Collector, client: httpx.AsyncClient
    ) -> None:
        self.too_large(await post(client, bytes(20 * LIMIT)))
        assert (await post(client, request(span()).SerializeToString())).status_code == 200

    @pytest.mark.otlp("H7")
    @pytest.mark.parametrize(
        ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("zstd", zstd.compress)]
    )
    async def test_bombs(self, collector: Collector, client: httpx.AsyncClient, coding: str, pack: Any) -> None:
        bomb = pack(bytes(50 * LIMIT))
        assert len(bomb) < LIMIT
        response = await post(client, bomb, **{"content-encoding": coding})
        self.too_large(response)
        assert "after decompression" in status_of(response).message
        assert collector.export.budget.used == 0


class TestDisconnects:
    @pytest.mark.otlp("H15")
    @pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
    async def test_in_the_middle_of_the_body(
        self, collector: Collector, client: httpx.AsyncClient, framing: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        head = (
            f"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n"
            f"Authorization: {BEARER['authorization']}\r\n\r\n"
        )
        async with raw(collector) as (_, writer):
            writer.write(head.encode() + b'10\r\n{"resourceSpans"')
            await writer.drain()
            await until(lambda: collector.export.budget.used)
        await until(lambda: not collector.export.budget.used)
        assert collector.spool.entries == []
        assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
        assert (await post(client, b"")).status_code == 200


class TestHealth:
    @pytest.mark.parametrize("path", ["/health", "/ready"])
    async def test_well(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        assert (await client.head(path)).status_code == 200

    async def test_not_ready_is_alive(self, collector: Collector, client: httpx.AsyncClient) -> None:
        collector.ready[0] = False
        assert (await client.get("/health")).status_code == 200
        response = await client.get("/ready")
        assert response.status_code == 503
        assert json.loads(response.content)["message"] == "not ready to take requests"
