"""Strategies for spooled requests of every oddity that OTLP lets a client send."""

from typing import Any

from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from to11.ingest.spool.format import Entry, EntryKind
from to11.model import genai

UNKNOWN = [
    b"",
    b"\xfa\x3f\x03new",  # field 1023, bytes
    b"\xf8\x3f\x07",  # a number
    b"\xfb\x3f\xf8\x3f\x01\xfc\x3f",  # a group
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["openai", "OpenAI", "mistral", "gpt-4o-mini", "chat", "execute_tool", "LLM", "proj_theirs"]),
    st.sampled_from(["12", " 7 ", "1_000", "1e3", "-4", "0.5", "nan", "inf", "9" * 30, "٣", "x" * 127, "x" * 128]),
    st.sampled_from(["x" * 20_000, 'é"type": "tool_call"', '"type":\x1f"tool_call" "type":"tool_call"', "project.id"]),
)
READ = [name for name in vars(genai).values() if isinstance(name, str) and "." in name and " " not in name]
READ += [older for names in genai.OLDER.values() for older in names] + list(genai.OPERATIONS)
KEYS = st.one_of(
    st.sampled_from(READ),
    st.sampled_from(["a", "b", "", "project.id", "service.name", "é" * 70, genai.PROVIDER, genai.USAGE_INPUT_TOKENS]),
)
PLAIN = st.one_of(
    TEXTS.map(lambda text: AnyValue(string_value=text)),
    st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(0, 3000)).map(lambda number: AnyValue(int_value=number)),
    st.floats().map(lambda number: AnyValue(double_value=number)),
    st.booleans().map(lambda flag: AnyValue(bool_value=flag)),
    st.binary(max_size=9).map(lambda data: AnyValue(bytes_value=data)),
    st.just(AnyValue()),
)


def with_unknown(message: Any) -> Any:
    def grown(made: Any, unknown: bytes) -> Any:
        made.MergeFromString(unknown)
        return made

    return st.builds(grown, message, st.sampled_from([b"", b"", b"", *UNKNOWN]))


VALUES = st.recursive(
    with_unknown(PLAIN),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: AnyValue(array_value=ArrayValue(values=items))),
        st.dictionaries(TEXTS, inner, max_size=3).map(
            lambda items: AnyValue(
                kvlist_value=KeyValueList(values=[KeyValue(key=key, value=value) for key, value in items.items()])
            )
        ),
    ),
    max_leaves=6,
)
ATTRIBUTES = st.lists(
    with_unknown(
        st.one_of(
            st.builds(KeyValue, key=KEYS, value=VALUES),
            st.builds(KeyValue, key=KEYS),
            st.builds(KeyValue),
        )
    ),
    max_size=9,
)
NS = st.one_of(st.integers(0, 2**64 - 1), st.integers(1_700_000_000, 1_800_000_000).map(lambda s: s * 1_000_000_000))
COUNTS = st.sampled_from([0, 0, 1, 2**32 - 1])
EVENTS = with_unknown(
    st.builds(Span.Event, time_unix_nano=NS, name=TEXTS, attributes=ATTRIBUTES, dropped_attributes_count=COUNTS)
)
LINKS = with_unknown(
    st.builds(
        Span.Link,
        trace_id=st.binary(max_size=17),
        span_id=st.binary(max_size=9),
        trace_state=TEXTS,
        attributes=ATTRIBUTES,
        dropped_attributes_count=COUNTS,
        flags=COUNTS,
    )
)
STATUS = with_unknown(st.builds(Status, message=TEXTS, code=st.sampled_from([0, 1, 2, 3, -1])))
SPANS = with_unknown(
    st.builds(
        Span,
        trace_id=st.binary(max_size=17),
        span_id=st.binary(max_size=9),
        parent_span_id=st.binary(max_size=9),
        trace_state=TEXTS,
        name=TEXTS,
        kind=st.sampled_from([0, 1, 3, 5, 6, 77, -1]),
        start_time_unix_nano=NS,
        end_time_unix_nano=NS,
        attributes=ATTRIBUTES,
        dropped_attributes_count=COUNTS,
        events=st.lists(EVENTS, max_size=2),
        dropped_events_count=COUNTS,
        links=st.lists(LINKS, max_size=2),
        dropped_links_count=COUNTS,
        status=st.one_of(st.none(), STATUS),
        flags=COUNTS,
    )
)
SCOPES = st.one_of(st.none(), with_unknown(st.builds(InstrumentationScope, name=TEXTS, attributes=ATTRIBUTES)))
REQUESTS = st.builds(
    ExportTraceServiceRequest,
    resource_spans=st.lists(
        with_unknown(
            st.builds(
                ResourceSpans,
                resource=st.one_of(st.none(), with_unknown(st.builds(Resource, attributes=ATTRIBUTES))),
                schema_url=TEXTS,
                scope_spans=st.lists(
                    with_unknown(st.builds(ScopeSpans, scope=SCOPES, spans=st.lists(SPANS, max_size=3))), max_size=2
                ),
            )
        ),
        max_size=2,
    ),
)
ENTRIES = st.lists(
    st.builds(
        lambda project, received, request: Entry(EntryKind.OTLP, project, received, request.SerializeToString()),
        st.sampled_from(["proj_mine", "proj_other"]),
        NS,
        REQUESTS,
    ),
    max_size=3,
)
