"""One export request into a running collector by any of its three ways: gRPC, HTTP with protobuf, HTTP with JSON."""

import grpc
import httpx
import msgspec
from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from support.collector_fakes import BEARER, Collector
from to11.collector.grpc import TRACE_SERVICE
from to11.wire.otlp import json_out

PROTOBUF, JSON = "application/x-protobuf", "application/json"
WAYS = ["grpc", PROTOBUF, JSON]
METADATA = (("authorization", BEARER["authorization"]),)


def as_json(message: ExportTraceServiceRequest) -> bytes:
    """The request in OTLP/JSON."""
    return msgspec.json.encode(json_out.document(message.resource_spans))


async def export(collector: Collector, way: str, message: Message | bytes) -> ExportTraceServiceResponse:
    """What the collector answers to a request that it takes. Bytes are sent as they are."""
    if way == "grpc":
        return ExportTraceServiceResponse.FromString(await over_grpc(collector, _body(way, message)))
    response = await over_http(collector, way, _body(way, message))
    assert (response.status_code, response.headers["content-type"]) == (200, way), response.content
    if way == JSON:
        return json_format.Parse(response.content, ExportTraceServiceResponse())
    return ExportTraceServiceResponse.FromString(response.content)


async def over_grpc(collector: Collector, body: bytes) -> bytes:
    """The answer's bytes. Raises grpc.aio.AioRpcError."""
    async with grpc.aio.insecure_channel(collector.grpc_address) as channel:
        call = channel.unary_unary(f"/{TRACE_SERVICE}/Export")
        answer: bytes = await call(body, metadata=METADATA, timeout=20)
        return answer


async def over_http(collector: Collector, content_type: str, body: bytes, **headers: str) -> httpx.Response:
    """The answer, whatever it is."""
    sent = {"content-type": content_type, **BEARER, **headers}
    async with httpx.AsyncClient(timeout=20) as client:
        return await client.post(collector.traces_url, content=body, headers=sent)


def _body(way: str, message: Message | bytes) -> bytes:
    if isinstance(message, bytes):
        return message
    if way == JSON:
        assert isinstance(message, ExportTraceServiceRequest)
        return as_json(message)
    return message.SerializeToString()
