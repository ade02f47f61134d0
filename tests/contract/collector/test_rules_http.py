"""OTLP/HTTP's rules that are not of a single request's spans."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from google.protobuf import json_format
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from support.collector_fakes import BEARER, Collector, running_collector, until
from support.doors import JSON, PROTOBUF, as_json, over_http
from support.otlp import request, span
from to11.model.errors import (
    InvalidRequestError,
    PermissionDeniedError,
    RateLimitedError,
    UnauthenticatedError,
    UnavailableError,
)

LIMIT = 10_000


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with running_collector(max_request_bytes=LIMIT) as running:
        yield running


async def exchange(collector: Collector, *sent: bytes) -> bytes:
    """What the collector answers on one connection, closed by itself after the last request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
    try:
        for part in sent:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.transport.abort()


def head(framing: str, *more: str) -> bytes:
    fixed = ["Host: x", f"Content-Type: {PROTOBUF}", f"Authorization: {BEARER['authorization']}", framing]
    return "\r\n".join(("POST /v1/traces HTTP/1.1", *fixed, *more, "", "")).encode()


OFFER = ("Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")


@pytest.mark.otlp("H2")
@pytest.mark.parametrize("chunked", [False, True])
async def test_an_offer_of_http2_is_declined_and_the_request_taken(collector: Collector, chunked: bool) -> None:
    """Java's HTTP client makes it with every request on a plain connection."""
    data = request(span("a")).SerializeToString()
    if chunked:
        sent = [head("Transfer-Encoding: chunked", *OFFER), b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)]
    else:
        sent = [head(f"Content-Length: {len(data)}", *OFFER) + data]
    answer = await exchange(collector, *sent)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert collector.spool.payloads == [data]


@pytest.mark.otlp("H2")
async def test_requests_with_offers_one_after_another(collector: Collector) -> None:
    first, last = (request(span(name)).SerializeToString() for name in ("first", "last"))
    keep = ("Connection: Upgrade", "Upgrade: h2c")
    sent = head(f"Content-Length: {len(first)}", *keep) + first + head(f"Content-Length: {len(last)}", *OFFER) + last
    answer = await exchange(collector, sent[:150], sent[150:])
    assert answer.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert collector.spool.payloads == [first, last]


@pytest.mark.otlp("H2")
@pytest.mark.parametrize(
    "start", [b"PRI * HTTP/2.0\r\n\r\nsm\r\n\r\n", b"CONNECT x:443 HTTP/1.1\r\nConnection: close\r\n\r\n"]
)
async def test_other_protocols_are_turned_away(collector: Collector, start: bytes) -> None:
    assert (await exchange(collector, start)).startswith(b"HTTP/1.1 4")


@pytest.mark.otlp("H11", "H5", "H13")
@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidRequestError("no"), 400),
        (UnauthenticatedError("no"), 401),
        (PermissionDeniedError("no"), 403),
        (RateLimitedError("no"), 429),
        (ZeroDivisionError("no"), 500),
        (UnavailableError("no"), 503),
    ],
)
async def test_every_error_is_a_status_in_the_requests_encoding(
    collector: Collector, content_type: str, error: Exception, code: int
) -> None:
    collector.spool.error = error
    message = request(span())
    body = as_json(message) if content_type == JSON else message.SerializeToString()
    check(await over_http(collector, content_type, body), content_type, code)


@pytest.mark.otlp("H7", "H11", "H16", "H20")
@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
@pytest.mark.parametrize(
    ("method", "path", "headers", "code"),
    [
        ("POST", "/v1/nothing", {}, 404),
        ("POST", "/v1/traces//", {}, 404),
        ("GET", "/v1/traces", {}, 405),
        ("PATCH", "/v1/traces/", {}, 405),
        ("POST", "/v1/traces", {}, 413),
        ("POST", "/v1/traces", {"content-encoding": "br"}, 415),
        ("POST", "/v1/traces", {"authorization": "Bearer none"}, 401),
    ],
)
async def test_refusals_before_the_body_are_a_status_too(
    collector: Collector, content_type: str, method: str, path: str, headers: dict[str, str], code: int
) -> None:
    sent = {"content-type": content_type, **BEARER, **headers}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{collector.http_port}") as client:
        check(await client.request(method, path, headers=sent, content=bytes(LIMIT + 1)), content_type, code)


def check(response: httpx.Response, content_type: str, code: int) -> None:
    assert (response.status_code, response.headers["content-type"]) == (code, content_type)
    status = Status()
    if content_type == JSON:
        json_format.Parse(response.content, status)
    else:
        status.ParseFromString(response.content)
    assert status.message
    retryable = code in {429, 502, 503, 504}
    assert ("retry-after" in response.headers) == retryable


@pytest.mark.otlp("H14", "H19")
@pytest.mark.parametrize(("asked", "told"), [(0.0, "1"), (0.2, "1"), (2.0, "2"), (3600.0, "5")])
async def test_a_delay_is_whole_seconds_neither_none_nor_long(collector: Collector, asked: float, told: str) -> None:
    collector.spool.error = UnavailableError("full", retry_after=asked)
    response = await over_http(collector, PROTOBUF, request(span()).SerializeToString())
    assert (response.status_code, response.headers["retry-after"]) == (503, told)


@pytest.mark.otlp("H14")
async def test_over_the_quota_is_told_with_a_delay_and_a_large_body_is_not_read() -> None:
    body = request(*[span("x" * 100) for _ in range(12)]).SerializeToString()
    async with running_collector(quota_bytes_per_second=100) as collector:
        assert (await over_http(collector, PROTOBUF, body)).status_code == 200
        refused = await over_http(collector, PROTOBUF, body)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        assert "quota of 100 bytes per second" in Status.FromString(refused.content).message
        assert (await over_http(collector, JSON, b"{}")).status_code == 200
        answer = await exchange(collector, head(f"Content-Length: {10**6}", "Connection: close"), b"x" * 1000)
        assert answer.startswith(b"HTTP/1.1 429")


@pytest.mark.otlp("H14")
async def test_a_short_burst_waits_for_room_and_is_taken() -> None:
    body = request(span("x" * 60_000)).SerializeToString()
    async with running_collector(max_request_bytes=100_000, held=200_000) as collector:
        collector.spool.gate.clear()
        burst = [asyncio.create_task(over_http(collector, PROTOBUF, body)) for _ in range(6)]
        await until(lambda: collector.spool.waiting)
        await asyncio.sleep(0.2)
        assert collector.export.budget.used <= 200_000
        assert not any(answer.done() for answer in burst)
        collector.spool.gate.set()
        assert [answer.status_code for answer in await asyncio.gather(*burst)] == [200] * 6


@pytest.mark.otlp("H6")
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("br, GZIP;q=0.5", "gzip"), ("identity", None), ("gzip;q=0, deflate", None), ("", None)],
)
@pytest.mark.parametrize("way", [PROTOBUF, JSON])
async def test_answers_are_compressed_where_asked_for(
    collector: Collector, way: str, accepted: str, coding: str | None
) -> None:
    message = request(*[span("name" * 16, span_id=b"") for _ in range(5)])
    body = as_json(message) if way == JSON else message.SerializeToString()
    answer = await over_http(collector, way, body, **{"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["content-type"] == way
    told = ExportTraceServiceResponse()
    json_format.Parse(answer.content, told) if way == JSON else told.MergeFromString(answer.content)
    assert told.partial_success.rejected_spans == 5
    empty = await over_http(collector, way, b"{}" if way == JSON else b"", **{"accept-encoding": accepted})
    assert "content-encoding" not in empty.headers
