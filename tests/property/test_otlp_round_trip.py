"""OTLP/JSON loses nothing: what `json_out` writes, `json_in` reads back, for any request that can be kept."""

import msgspec
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import (
    AnyValue,
    ArrayValue,
    EntityRef,
    InstrumentationScope,
    KeyValue,
    KeyValueList,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from to11.wire.otlp import json_in, json_out
from to11.wire.otlp.check import check_json, check_protobuf

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
u32 = st.integers(0, 2**32 - 1)
u64 = st.integers(0, 2**64 - 1)
i64 = st.integers(-(2**63), 2**63 - 1)


def an_id(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size).filter(any)


def few(strategy: st.SearchStrategy[Message]) -> st.SearchStrategy[list[Message]]:
    return st.lists(strategy, max_size=2)


scalars = st.one_of(
    st.just(AnyValue()),
    st.builds(AnyValue, string_value=text),
    st.builds(AnyValue, bool_value=st.booleans()),
    st.builds(AnyValue, int_value=i64),
    st.builds(AnyValue, double_value=st.floats(allow_nan=False)),
    st.just(AnyValue(double_value=float("nan"))),
    st.builds(AnyValue, bytes_value=st.binary(max_size=8)),
    st.builds(AnyValue, string_value_strindex=st.integers(-(2**31), 2**31 - 1)),
)


def containers(inner: st.SearchStrategy[Message]) -> st.SearchStrategy[Message]:
    pairs = st.builds(KeyValue, key=text, value=inner)
    return st.one_of(
        st.builds(AnyValue, array_value=st.builds(ArrayValue, values=st.lists(inner, max_size=3))),
        st.builds(AnyValue, kvlist_value=st.builds(KeyValueList, values=st.lists(pairs, max_size=3))),
    )


values = st.recursive(scalars, containers, max_leaves=6)
attributes = st.lists(st.builds(KeyValue, key=text, value=st.none() | values, key_strindex=st.just(0)), max_size=3)
events = st.builds(Span.Event, time_unix_nano=u64, name=text, attributes=attributes, dropped_attributes_count=u32)
links = st.builds(
    Span.Link,
    trace_id=st.binary(max_size=16),
    span_id=st.binary(max_size=8),
    trace_state=text,
    attributes=attributes,
    dropped_attributes_count=u32,
    flags=u32,
)
spans = st.builds(
    Span,
    trace_id=an_id(16),
    span_id=an_id(8),
    trace_state=text,
    parent_span_id=st.just(b"") | an_id(8),
    flags=u32,
    name=text,
    kind=st.integers(0, 5),
    start_time_unix_nano=u64,
    end_time_unix_nano=u64,
    attributes=attributes,
    dropped_attributes_count=u32,
    events=few(events),
    dropped_events_count=u32,
    links=few(links),
    dropped_links_count=u32,
    status=st.none() | st.builds(Status, message=text, code=st.integers(0, 2)),
)
scopes = st.builds(InstrumentationScope, name=text, version=text, attributes=attributes, dropped_attributes_count=u32)
scope_spans = st.builds(ScopeSpans, scope=st.none() | scopes, spans=few(spans), schema_url=text)
entity_refs = st.builds(
    EntityRef,
    schema_url=text,
    type=text,
    id_keys=st.lists(text, max_size=2),
    description_keys=st.lists(text, max_size=2),
)
resources = st.builds(Resource, attributes=attributes, dropped_attributes_count=u32, entity_refs=few(entity_refs))
resource_spans = st.builds(ResourceSpans, resource=st.none() | resources, scope_spans=few(scope_spans), schema_url=text)
requests = st.builds(ExportTraceServiceRequest, resource_spans=few(resource_spans))


def exact(message: Message) -> bytes:
    """The message in bytes: tells NaN from nothing and -0.0 from 0.0, which == does not."""
    return message.SerializeToString(deterministic=True)


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
