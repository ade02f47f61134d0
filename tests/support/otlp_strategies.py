"""Export requests for Hypothesis: every field, every kind of value, the odd ones too."""

from google.protobuf.message import Message
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

_characters = st.characters(exclude_categories=["Cs"])
text = st.one_of(
    st.text(_characters, max_size=8),
    st.sampled_from(["\0", "a\0b", "\N{GRINNING FACE}", "é" * 129, "x" * 128, "\ufeff", "\r\n", "NaN", "project.id"]),
)
u32 = st.integers(0, 2**32 - 1)
u64 = st.integers(0, 2**64 - 1) | st.sampled_from([0, 2**32 * 10**9, 2**63, 2**64 - 1])
i64 = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([-(2**63), 2**53 + 1, 2**63 - 1])
enum = st.integers(0, 5) | st.sampled_from([-1, 6, 99, 2**31 - 1, -(2**31)])
_keys = st.sampled_from(["k", "", "project.id", "service.name", "gen_ai.operation.name", "gen_ai.usage.cost"]) | text


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
    st.sampled_from([float("nan"), float("inf"), float("-inf"), -0.0, 5e-324]).map(lambda x: AnyValue(double_value=x)),
    st.builds(AnyValue, bytes_value=st.binary(max_size=8)),
    st.builds(AnyValue, string_value_strindex=st.integers(-(2**31), 2**31 - 1)),
)


def containers(inner: st.SearchStrategy[Message]) -> st.SearchStrategy[Message]:
    pairs = st.builds(KeyValue, key=_keys, value=inner)
    return st.one_of(
        st.builds(AnyValue, array_value=st.builds(ArrayValue, values=st.lists(inner, max_size=3))),
        st.builds(AnyValue, kvlist_value=st.builds(KeyValueList, values=st.lists(pairs, max_size=3))),
    )


values = st.recursive(scalars, containers, max_leaves=6)
attributes = st.lists(st.builds(KeyValue, key=_keys, value=st.none() | values, key_strindex=st.just(0)), max_size=3)
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
    kind=enum,
    start_time_unix_nano=u64,
    end_time_unix_nano=u64,
    attributes=attributes,
    dropped_attributes_count=u32,
    events=few(events),
    dropped_events_count=u32,
    links=few(links),
    dropped_links_count=u32,
    status=st.none() | st.builds(Status, message=text, code=enum),
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
