"""What comes out is what went in: any request, from a door's check by way of spool, drain and store to the reader."""

import time
from uuid import uuid4

import msgspec
import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from support import otlp
from support.otlp_strategies import exact, requests
from to11.api.present import otlp as present
from to11.ingest.bind import bind_resource, overwrite
from to11.ingest.decode import decode
from to11.ingest.spool import format as layout
from to11.ingest.spool.format import Entry, EntryKind
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.writer import Writer
from to11.wire.otlp import json_in, json_out
from to11.wire.otlp.check import check_json, check_protobuf
from to11.wire.otlp.framing import delimited

Sent = tuple[bytes, str, bytes, str, bytes]
"""A span with all it stands in: resource, its schema URL, scope, its schema URL, span."""

# An example writes to the same store as the one before it, under ids of its own; a busy machine is no failure.
SUPPRESSED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)

UNKNOWN = b"\xfa\x7f\x05hello\xf0\x7f\x07"  # fields 2047, bytes, and 2046, a number


def as_json(request: ExportTraceServiceRequest) -> bytes:
    return msgspec.json.encode(json_out.document(request.resource_spans))


def spooled(payload: bytes, project: str) -> Entry:
    """The request as the drain gets it."""
    data = b"".join(layout.encode(EntryKind.OTLP, project, time.time_ns(), payload))
    found = layout.decode(data, 0)
    assert found is not None
    return found[0]


def spans_of(messages: list[ResourceSpans]) -> dict[tuple[bytes, bytes], Sent]:
    """Every span by its ids; of several with the same ids the last."""
    return {
        (span.trace_id, span.span_id): (
            exact(group.resource),
            group.schema_url,
            exact(scope_spans.scope),
            scope_spans.schema_url,
            exact(span),
        )
        for group in messages
        for scope_spans in group.scope_spans
        for span in scope_spans.spans
    }


def bound(request: ExportTraceServiceRequest, project: str) -> list[ResourceSpans]:
    """What was sent, but for `project.id`."""
    copy = ExportTraceServiceRequest.FromString(request.SerializeToString())
    for group in copy.resource_spans:
        bind_resource(group.resource, project)
        for scope_spans in group.scope_spans:
            for span in scope_spans.spans:
                overwrite(span.attributes, project)
    return list(copy.resource_spans)


def read_back(client: StoreClient, project: str, traces: set[bytes]) -> list[ResourceSpans]:
    reader = Reader(client)
    return present.resource_spans(span for trace in traces for span in reader.trace(project, trace.hex()))


def through(client: StoreClient, payload: bytes, project: str) -> list[ResourceSpans]:
    """Stored, and read back by way of both encodings, which must agree."""
    request = ExportTraceServiceRequest.FromString(payload)
    Writer(client).write(decode([spooled(payload, project)]))
    traces = {trace for trace, _ in spans_of(list(request.resource_spans))}
    found = read_back(client, project, traces)
    again, tally = json_in.decode(msgspec.json.encode(json_out.document(found)))
    assert tally.rejected == 0
    assert spans_of(list(again.resource_spans)) == spans_of(found)
    return found


def unique(request: ExportTraceServiceRequest) -> bool:
    ids = [
        (span.trace_id, span.span_id)
        for group in request.resource_spans
        for scope_spans in group.scope_spans
        for span in scope_spans.spans
    ]
    return len(set(ids)) == len(ids) > 0


@pytest.mark.otlp("G7", "G11", "S1", "S2", "S3", "S4", "S5")
@settings(deadline=None, max_examples=60, suppress_health_check=SUPPRESSED)
@given(request=requests.filter(unique))
def test_what_went_in_comes_out(client: StoreClient, request: ExportTraceServiceRequest) -> None:
    project = f"proj_{uuid4().hex}"
    checked = check_protobuf(exact(request))
    assert checked.rejected == 0
    assert spans_of(through(client, checked.payload, project)) == spans_of(bound(request, project))


@settings(deadline=None, max_examples=200)
@given(request=requests.filter(unique))
def test_both_encodings_make_equal_rows(request: ExportTraceServiceRequest) -> None:
    payloads = [check_protobuf(exact(request)).payload, check_json(as_json(request)).payload]
    first, second = (decode([Entry(EntryKind.OTLP, "proj_a", 7, payload)]).to_arrow() for payload in payloads)
    assert first.num_rows > 0
    assert first.equals(second)


@pytest.mark.parametrize("payload", [0x7FF8_0000_0000_0001, 0xFFF8_0000_0000_0000, 0x7FF0_0000_0000_0001], ids=hex)
def test_the_bits_of_a_nan_are_kept_from_protobuf_and_are_what_json_cannot_carry(
    client: StoreClient, payload: int
) -> None:
    sent = otlp.request(otlp.span())
    value = b"\x21" + payload.to_bytes(8, "little")  # AnyValue.double_value
    attribute = delimited(9, delimited(1, b"odd") + delimited(2, value))  # Span.attributes
    span = sent.resource_spans[0].scope_spans[0].spans[0]
    span.MergeFromString(attribute)
    project = f"proj_{uuid4().hex}"
    Writer(client).write(decode([spooled(check_protobuf(sent.SerializeToString()).payload, project)]))
    found = read_back(client, project, {span.trace_id})
    assert value in exact(found[0].scope_spans[0].spans[0])
    assert b'"NaN"' in msgspec.json.encode(json_out.document(found))


@pytest.mark.otlp("G6")
def test_unknown_fields_of_a_later_version_are_kept_with_resource_scope_and_span(client: StoreClient) -> None:
    sent = otlp.request(otlp.span())
    group = sent.resource_spans[0]
    inside: list[Message] = [group.resource, group.scope_spans[0].scope, group.scope_spans[0].spans[0]]
    inside.append(group.resource.attributes[0])
    inside.append(group.scope_spans[0].spans[0].events.add(name="event"))
    inside.append(group.scope_spans[0].spans[0].links.add(flags=1))
    for message in inside:
        message.MergeFromString(UNKNOWN)
    project = f"proj_{uuid4().hex}"
    found = through_protobuf_alone(client, sent, project)
    assert spans_of(found) == spans_of(bound(sent, project))
    assert sum(exact(message).count(UNKNOWN) for message in found) == len(inside)


def through_protobuf_alone(client: StoreClient, sent: ExportTraceServiceRequest, project: str) -> list[ResourceSpans]:
    Writer(client).write(decode([spooled(check_protobuf(sent.SerializeToString()).payload, project)]))
    return read_back(client, project, {trace for trace, _ in spans_of(list(sent.resource_spans))})


@settings(deadline=None, max_examples=20, suppress_health_check=SUPPRESSED)
@given(attributes=st.lists(st.sampled_from(["project.id", "k", "service.name"]), max_size=5))
def test_a_project_id_of_the_clients_own_is_never_read_back(client: StoreClient, attributes: list[str]) -> None:
    sent = otlp.request(otlp.span())
    resource: Resource = sent.resource_spans[0].resource
    for key in attributes:
        resource.attributes.add(key=key).value.string_value = "proj_not_mine" * 20
        sent.resource_spans[0].scope_spans[0].spans[0].attributes.add(key=key).value.string_value = "proj_not_mine" * 20
    project = f"proj_{uuid4().hex}"
    found = through(client, sent.SerializeToString(), project)
    assert spans_of(found) == spans_of(bound(sent, project))
    owners = [item.value.string_value for item in found[0].resource.attributes if item.key == "project.id"]
    assert owners == [project]
