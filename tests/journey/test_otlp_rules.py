"""What goes into the running program by any way comes out of its API as it was, once."""

import json
import secrets

import grpc
import msgspec
import pytest
import requests
from google.protobuf.message import Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, EntityRef
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.program import Program
from support.spans import attributes
from to11.wire.otlp import json_in, json_out

WAYS = ["grpc", "application/x-protobuf", "application/json"]
START = 1_790_000_000_123_456_789


def send(program: Program, way: str, message: ExportTraceServiceRequest) -> None:
    authorization = f"Bearer {program.token()}"
    if way == "grpc":
        with grpc.insecure_channel(program.otlp_grpc) as channel:
            stub = TraceServiceStub(channel)  # type: ignore[no-untyped-call]  # generated code
            answer = stub.Export(message, metadata=(("authorization", authorization),), timeout=30)
        assert not answer.HasField("partial_success")
        return
    as_json = msgspec.json.encode(json_out.document(message.resource_spans))
    body = message.SerializeToString() if way == WAYS[1] else as_json
    headers = {"authorization": authorization, "content-type": way}
    answer = requests.post(f"{program.otlp_http}/v1/traces", data=body, headers=headers, timeout=30)
    assert (answer.status_code, answer.content) == (200, b"{}" if way == WAYS[2] else b"")


def stored(program: Program, trace_id: bytes) -> ExportTraceServiceRequest:
    """The trace as the API gives it as OTLP, without the project's id that the door wrote."""
    document = program.otlp(trace_id.hex())
    read, tally = json_in.decode(json.dumps(document).encode())
    assert tally.rejected == 0
    for resource_spans in read.resource_spans:
        assert resource_spans.resource.attributes.pop().key == "project.id"
    return read


def full(trace_id: bytes) -> ExportTraceServiceRequest:
    """A request with every field of a trace set."""
    made = ExportTraceServiceRequest()
    resource_spans = made.resource_spans.add(schema_url="https://opentelemetry.io/schemas/1.41.0")
    resource_spans.resource.attributes.extend(attributes({"service.name": "full", "bytes": b"\xff"}))
    resource_spans.resource.dropped_attributes_count = 1
    resource_spans.resource.entity_refs.append(EntityRef(type="service", id_keys=["service.name"], schema_url="x"))
    scope_spans = resource_spans.scope_spans.add(schema_url="https://opentelemetry.io/schemas/1.40.0")
    scope_spans.scope.name, scope_spans.scope.version = "scope", "1.2"
    scope_spans.scope.attributes.extend(attributes({"deep": {"k": [1, {}]}}))
    scope_spans.scope.dropped_attributes_count = 2
    scope_spans.spans.append(full_span(trace_id))
    return made


def full_span(trace_id: bytes) -> Span:
    span = Span(trace_id=trace_id, span_id=secrets.token_bytes(7) + b"\x01", parent_span_id=b"parent_1", name="full")
    span.trace_state, span.flags, span.kind = "a=b,c=d", 0x301, Span.SPAN_KIND_PRODUCER
    span.start_time_unix_nano, span.end_time_unix_nano = START, START + 1
    span.status.code, span.status.message = Status.STATUS_CODE_ERROR, "why"
    span.attributes.extend(
        attributes(
            {
                "text": "é" * 500,
                "bool": False,
                "int": 2**63 - 1,
                "double": 1.0,
                "infinite": float("inf"),
                "bytes": b"\x00\xff",
                "array": [1, 1.0, "1", True, b"1", []],
                "map": {"k": {"k": [{}]}},
                "twice": 1,
            }
        )
    )
    span.attributes.extend(attributes({"twice": "last"}))
    span.attributes.add(key="empty").value.CopyFrom(AnyValue())
    span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count = 3, 4, 5
    for name in ("second", "first"):
        event = span.events.add(name=name, time_unix_nano=START + len(name), dropped_attributes_count=6)
        event.attributes.extend(attributes({"int": 1, "list": [b"", {}]}))
        link = span.links.add(trace_id=b"t" * 16, span_id=b"s" * 8, trace_state=name, flags=0x100)
        link.attributes.extend(attributes({"bytes": b"\x01"}))
        link.dropped_attributes_count = 7
    return span


def exact(message: Message) -> bytes:
    return message.SerializeToString(deterministic=True)


@pytest.mark.otlp("S1", "S2", "S3", "S4", "S5", "G7", "G10")
@pytest.mark.parametrize("way", WAYS)
def test_every_field_comes_out_as_it_went_in(program: Program, way: str) -> None:
    trace_id = secrets.token_bytes(16)
    sent = full(trace_id)
    send(program, way, sent)
    program.trace(trace_id.hex())
    read = stored(program, trace_id)
    assert read == sent
    assert exact(read) == exact(sent)


@pytest.mark.otlp("G5", "H15")
def test_a_request_sent_again_by_every_way_is_stored_once(program: Program) -> None:
    trace_id = secrets.token_bytes(16)
    sent = full(trace_id)
    for way in (*WAYS, *WAYS):
        send(program, way, sent)
    marker = secrets.token_bytes(16)
    send(program, "grpc", full(marker))
    program.trace(marker.hex())
    assert program.trace(trace_id.hex())["summary"]["spanCount"] == 1
    assert stored(program, trace_id) == sent


@pytest.mark.otlp("G11")
def test_of_a_key_given_twice_the_last_is_shown(program: Program) -> None:
    trace_id = secrets.token_bytes(16)
    send(program, "grpc", full(trace_id))
    assert program.trace(trace_id.hex())["spans"][0]["attributes"]["twice"] == "last"
