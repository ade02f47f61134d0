"""The quick encoding of whole spans is what their schema says, whatever was sent."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support import otlp_strategies
from to11.api.present.spans import detail
from to11.api.responses import success_of
from to11.api.schemas import traces as schema
from to11.api.schemas.base import Success
from to11.model.search import GenAI, StoredSpan, TraceStatus, TraceSummary
from to11.store.columns import KINDS, STATUS_CODES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
COUNT = st.none() | st.integers(0, 2**48)
TIME = st.integers(0, 2**62)
SUMMARY = TraceSummary("4b" * 16, 1, 5, TraceStatus.OK, "n\u2028<", "s", 3, 0, users=('"', "é"), cost=0.1)

GENAI = st.builds(
    GenAI,
    operation=TEXT,
    provider=TEXT,
    request_model=TEXT,
    response_model=TEXT,
    input_tokens=COUNT,
    output_tokens=COUNT,
    cost=st.none() | st.floats(0, 1e9),
    time_to_first_chunk=st.none() | st.floats(0, 1e9),
    tool_calls=st.integers(0, 2**31),
    session_id=TEXT,
    user_id=TEXT,
    environment=TEXT,
    error_type=TEXT,
)


def stored(
    sent: Span, resource: Resource, scope: InstrumentationScope, words: tuple[str, str], genai: GenAI
) -> StoredSpan:
    kind, status = words
    return StoredSpan(
        project_id="proj_a",
        trace_id=sent.trace_id.hex(),
        span_id=sent.span_id.hex(),
        parent_span_id=sent.parent_span_id.hex(),
        name=sent.name,
        kind=kind,
        service_name="svc",
        start_ns=min(sent.start_time_unix_nano, 2**62),
        duration_ns=7,
        status_code=status,
        status_message=sent.status.message,
        received_ns=5,
        resource=resource.SerializeToString(),
        resource_schema_url="https://resource",
        scope=scope.SerializeToString(),
        scope_schema_url="",
        span=sent,
        genai=genai,
    )


WORDS = st.tuples(st.sampled_from(KINDS), st.sampled_from(STATUS_CODES))
SPANS = st.builds(stored, otlp_strategies.spans, otlp_strategies.resources, otlp_strategies.scopes, WORDS, GENAI)


@given(st.lists(SPANS, max_size=3))
def test_the_quick_encoding_is_the_schemas(found: list[StoredSpan]) -> None:
    body = bytes(success_of(detail(SUMMARY, found)).body)
    told = Success[schema.TraceDetail].model_validate_json(body, by_alias=True, by_name=False, extra="forbid")
    assert msgspec.json.decode(body) == json.loads(told.model_dump_json(by_alias=True))
    assert [one.span_id for one in told.data.spans] == [one.span_id for one in found]
