"""OTLP/JSON loses nothing: what `json_out` writes, `json_in` reads back, for any request that can be kept."""

import msgspec
from hypothesis import given, settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.otlp_strategies import exact, requests
from to11.wire.otlp import json_in, json_out
from to11.wire.otlp.check import check_json, check_protobuf


@settings(deadline=None)
@given(requests)
def test_json_round_trip(request: ExportTraceServiceRequest) -> None:
    written = msgspec.json.encode(json_out.document(request.resource_spans))
    read, tally = json_in.decode(written)
    assert tally.rejected == 0
    assert exact(read) == exact(request)
    assert json_out.document(read.resource_spans) == json_out.document(request.resource_spans)


@settings(deadline=None)
@given(requests)
def test_both_encodings_are_checked_alike(request: ExportTraceServiceRequest) -> None:
    data = exact(request)
    from_protobuf = check_protobuf(data)
    from_json = check_json(msgspec.json.encode(json_out.document(request.resource_spans)))
    assert from_protobuf[1:] == from_json[1:]
    assert from_protobuf.payload == (data if from_protobuf.accepted else b"")
