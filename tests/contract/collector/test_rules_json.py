"""OTLP/JSON's rules, each in a request over HTTP."""

import json
import math
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.collector_fakes import Collector
from support.doors import JSON, over_http
from support.otlp import TRACE_ID

IDS = {"traceId": TRACE_ID.hex(), "spanId": "eee19b7ec3c1b174"}


async def post(collector: Collector, **fields: Any) -> Any:
    """The answer to a request with one span."""
    document = {"resourceSpans": [{"scopeSpans": [{"spans": [{**IDS, **fields}]}]}]}
    response = await over_http(collector, JSON, json.dumps(document).encode())
    assert response.status_code == 200
    return response.json()


async def kept(collector: Collector, **fields: Any) -> Span:
    assert await post(collector, **fields) == {}
    (payload,) = collector.spool.payloads
    return ExportTraceServiceRequest.FromString(payload).resource_spans[0].scope_spans[0].spans[0]


async def value(collector: Collector, **any_value: Any) -> Any:
    """An attribute's value as it is kept."""
    read = (await kept(collector, attributes=[{"key": "k", "value": any_value}])).attributes[0].value
    collector.spool.entries.clear()
    return getattr(read, str(read.WhichOneof("value")))


@pytest.mark.otlp("J1", "J7")
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
async def test_ids_are_hexadecimal_in_any_case(collector: Collector, case: Any) -> None:
    trace_id, span_id, parent = IDS["traceId"], IDS["spanId"], "aabbccddeeff0011"
    span = await kept(
        collector,
        traceId=case(trace_id),
        spanId=case(span_id),
        parentSpanId=case(parent),
        links=[{"traceId": case(trace_id), "spanId": case(parent)}],
    )
    assert (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()) == (trace_id, span_id, parent)
    assert (span.links[0].trace_id.hex(), span.links[0].span_id.hex()) == (trace_id, parent)


@pytest.mark.otlp("J1", "G9")
@pytest.mark.parametrize("fields", [{"spanId": "W47/95gDgQM="}, {"spanId": ""}, {"traceId": ""}, {"traceId": "0" * 32}])
async def test_ids_that_are_not(collector: Collector, fields: dict[str, str]) -> None:
    assert (await post(collector, **fields))["partialSuccess"]["rejectedSpans"] == "1"
    assert collector.spool.entries == []


@pytest.mark.otlp("J2")
@pytest.mark.parametrize("kind", [3, "SPAN_KIND_CLIENT"])
async def test_enums_are_integers_and_names_are_tolerated(collector: Collector, kind: object) -> None:
    span = await kept(collector, kind=kind, status={"code": 2})
    assert (span.kind, span.status.code) == (Span.SPAN_KIND_CLIENT, 2)


@pytest.mark.otlp("J3", "G6")
async def test_unknown_fields_are_ignored(collector: Collector) -> None:
    span = await kept(
        collector,
        name="n",
        fromTheFuture={"deep": [1, {"x": None}]},
        attributes=[{"key": "k", "unit": "s", "value": {"newValue": 1, "intValue": 2}}],
    )
    assert (span.name, span.attributes[0].value.int_value) == ("n", 2)


@pytest.mark.otlp("J4", "J7")
async def test_snake_case_is_unknown(collector: Collector) -> None:
    span = await kept(collector, start_time_unix_nano="7", parent_span_id="zz", trace_state="a=b")
    assert (span.start_time_unix_nano, span.parent_span_id, span.trace_state) == (0, b"", "")


@pytest.mark.otlp("J5")
@pytest.mark.parametrize("written", ["1544712660000000001", 1544712660000000001])
async def test_integers_as_strings_or_numbers(collector: Collector, written: object) -> None:
    span = await kept(collector, startTimeUnixNano=written)
    assert span.start_time_unix_nano == 1544712660000000001
    collector.spool.entries.clear()
    assert await value(collector, intValue=written) == 1544712660000000001


@pytest.mark.otlp("J5")
@pytest.mark.parametrize("written", ["1e9", 1e9, "1000000000.0"])
async def test_integers_with_an_exponent(collector: Collector, written: object) -> None:
    assert await value(collector, intValue=written) == 10**9


@pytest.mark.otlp("J6")
async def test_the_proto3_json_mapping(collector: Collector) -> None:
    for written in ("+/8=", "-_8=", "+/8", "-_8"):
        assert await value(collector, bytesValue=written) == b"\xfb\xff"
    assert math.isnan(await value(collector, doubleValue="NaN"))
    assert await value(collector, doubleValue="-Infinity") == -math.inf
    assert await value(collector, doubleValue="2.5e-3") == 0.0025
    span = await kept(collector, name=None, attributes=None, status=None, endTimeUnixNano=None)
    assert span == Span(trace_id=TRACE_ID, span_id=bytes.fromhex(IDS["spanId"]))
