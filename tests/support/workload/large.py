"""Traces of very many spans, as OTLP that a client would have sent over a while."""

import hashlib
import time
from collections.abc import Iterator

import requests
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.workload.target import Target

_BATCH = 5000
_FAN = 20
"""Children of a span, so that the tree is both wide and deep."""
_MS = 1_000_000


def large(target: Target, spans: int, *, seed: str = "large") -> str:
    """One trace of so many spans; its id."""
    trace_id = hashlib.sha256(f"{seed}-{spans}-{time.time_ns()}".encode()).digest()[:16]
    start = time.time_ns() - 120 * 1_000 * _MS
    batch: list[Span] = []
    for span in _spans(trace_id, spans, start):
        batch.append(span)
        if len(batch) == _BATCH:
            _send(target, batch)
            batch = []
    if batch:
        _send(target, batch)
    return trace_id.hex()


def _span_id(number: int) -> bytes:
    return (number + 1).to_bytes(8, "big")


def _spans(trace_id: bytes, count: int, start: int) -> Iterator[Span]:
    for number in range(count):
        at = start + number * _MS // 2
        yield Span(
            trace_id=trace_id,
            span_id=_span_id(number),
            parent_span_id=_span_id((number - 1) // _FAN) if number else b"",
            name="batch-import" if number == 0 else f"step {number % 17}",
            kind=Span.SPAN_KIND_INTERNAL,
            start_time_unix_nano=at,
            end_time_unix_nano=start + 60_000 * _MS if number == 0 else at + (5 + number % 90) * _MS,
            status=Status(code=Status.STATUS_CODE_ERROR, message="row refused") if number % 997 == 5 else Status(),
            attributes=[KeyValue(key="row", value=AnyValue(int_value=number))],
        )


def _send(target: Target, spans: list[Span]) -> None:
    request = ExportTraceServiceRequest()
    under = request.resource_spans.add()
    under.resource.attributes.append(KeyValue(key="service.name", value=AnyValue(string_value="importer")))
    under.scope_spans.add(spans=spans)
    answer = requests.post(
        f"{target.otlp_http}/v1/traces",
        data=request.SerializeToString(),
        headers={**target.authorization, "content-type": "application/x-protobuf"},
        timeout=60,
    )
    answer.raise_for_status()
