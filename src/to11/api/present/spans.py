"""Whole spans as the query API tells them, encoded by msgspec: a validator's models for a thousand of them would take
as long as reading them.

The shapes are those of `schemas.traces`, which a test holds this to.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2
from pydantic import JsonValue

from to11.api.present.attributes import attributes
from to11.api.present.traces import trace
from to11.api.times import rfc3339
from to11.model.search import GenAI, StoredSpan, TraceSummary
from to11.wire.messages import reading
from to11.wire.messages.said import NOTHING, Message, Messages, Part, Said, Tool

_Attributes = Mapping[str, JsonValue]


class _Status(msgspec.Struct, rename="camel", gc=False):
    code: str
    message: str


class _Event(msgspec.Struct, rename="camel"):
    name: str
    time: str
    attributes: _Attributes
    dropped_attributes_count: int


class _Link(msgspec.Struct, rename="camel"):
    trace_id: str
    span_id: str
    trace_state: str
    flags: int
    attributes: _Attributes
    dropped_attributes_count: int


class _Resource(msgspec.Struct, rename="camel"):
    attributes: _Attributes
    dropped_attributes_count: int
    schema_url: str


class _Scope(msgspec.Struct, rename="camel"):
    name: str
    version: str
    attributes: _Attributes
    dropped_attributes_count: int
    schema_url: str


class _GenAi(msgspec.Struct, rename="camel"):
    operation: str | None
    provider: str | None
    request_model: str | None
    response_model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    reasoning_tokens: int | None
    cost: float | None
    time_to_first_chunk_seconds: float | None
    tool_calls: int
    session_id: str | None
    conversation_id: str | None
    user_id: str | None
    environment: str | None
    error_type: str | None
    input_messages: list[Message] | None
    output_messages: list[Message] | None
    system_instructions: list[Part] | None
    tool_definitions: list[Tool] | None


class Span(msgspec.Struct, rename="camel"):
    """`schemas.traces.Span`. `resource` and `scope` are JSON already."""

    trace_id: str
    span_id: str
    parent_span_id: str | None
    trace_state: str
    flags: int
    name: str
    kind: str
    service_name: str
    start_time: str
    end_time: str
    duration_nano: int
    received_time: str
    status: _Status
    attributes: _Attributes
    dropped_attributes_count: int
    events: list[_Event]
    dropped_events_count: int
    links: list[_Link]
    dropped_links_count: int
    resource: msgspec.Raw
    scope: msgspec.Raw
    gen_ai: _GenAi | None


class _Detail(msgspec.Struct, rename="camel"):
    trace_id: str
    summary: msgspec.Raw
    spans: list[Span]


def detail(summary: TraceSummary, spans: Sequence[StoredSpan]) -> msgspec.Struct:
    """A whole trace, in the shape of `schemas.traces.TraceDetail`."""
    row = msgspec.Raw(trace(summary).model_dump_json(by_alias=True))
    return _Detail(summary.trace_id, row, [span(one) for one in spans])


def span(stored: StoredSpan) -> Span:
    """A whole span, from its columns and the messages it came in."""
    sent = stored.span
    said = attributes(sent.attributes)
    events = [_event(event) for event in sent.events]
    messages = reading.messages(Said(said, [(event.name, event.attributes) for event in events]))
    return Span(
        trace_id=stored.trace_id,
        span_id=stored.span_id,
        parent_span_id=stored.parent_span_id or None,
        trace_state=sent.trace_state,
        flags=sent.flags,
        name=stored.name,
        kind=stored.kind.lower(),
        service_name=stored.service_name,
        start_time=rfc3339(stored.start_ns),
        end_time=rfc3339(stored.start_ns + stored.duration_ns),
        duration_nano=stored.duration_ns,
        received_time=rfc3339(stored.received_ns),
        status=_Status(stored.status_code.lower(), stored.status_message),
        attributes=said,
        dropped_attributes_count=sent.dropped_attributes_count,
        events=events,
        dropped_events_count=sent.dropped_events_count,
        links=[_link(link) for link in sent.links],
        dropped_links_count=sent.dropped_links_count,
        resource=_resource(stored.resource, stored.resource_schema_url),
        scope=_scope(stored.scope, stored.scope_schema_url),
        gen_ai=_gen_ai(stored.genai, messages),
    )


def _event(event: trace_pb2.Span.Event) -> _Event:
    return _Event(
        event.name, rfc3339(event.time_unix_nano), attributes(event.attributes), event.dropped_attributes_count
    )


def _link(link: trace_pb2.Span.Link) -> _Link:
    return _Link(
        trace_id=link.trace_id.hex(),
        span_id=link.span_id.hex(),
        trace_state=link.trace_state,
        flags=link.flags,
        attributes=attributes(link.attributes),
        dropped_attributes_count=link.dropped_attributes_count,
    )


@lru_cache(64)  # most spans of a trace share theirs
def _resource(sent: bytes, schema_url: str) -> msgspec.Raw:
    resource = resource_pb2.Resource.FromString(sent)
    told = _Resource(attributes(resource.attributes), resource.dropped_attributes_count, schema_url)
    return msgspec.Raw(msgspec.json.encode(told))


@lru_cache(64)
def _scope(sent: bytes, schema_url: str) -> msgspec.Raw:
    scope = common_pb2.InstrumentationScope.FromString(sent)
    told = _Scope(scope.name, scope.version, attributes(scope.attributes), scope.dropped_attributes_count, schema_url)
    return msgspec.Raw(msgspec.json.encode(told))


def _gen_ai(genai: GenAI, messages: Messages) -> _GenAi | None:
    promoted = genai.operation or genai.provider or genai.request_model or genai.response_model
    if not promoted and messages == NOTHING:
        return None
    return _GenAi(
        operation=genai.operation or None,
        provider=genai.provider or None,
        request_model=genai.request_model or None,
        response_model=genai.response_model or None,
        input_tokens=genai.input_tokens,
        output_tokens=genai.output_tokens,
        cache_read_tokens=genai.cache_read_tokens,
        cache_write_tokens=genai.cache_write_tokens,
        reasoning_tokens=genai.reasoning_tokens,
        cost=genai.cost,
        time_to_first_chunk_seconds=genai.time_to_first_chunk,
        tool_calls=genai.tool_calls,
        session_id=genai.session_id or None,
        conversation_id=genai.conversation_id or None,
        user_id=genai.user_id or None,
        environment=genai.environment or None,
        error_type=genai.error_type or None,
        input_messages=messages.input,
        output_messages=messages.output,
        system_instructions=messages.system,
        tool_definitions=messages.tools,
    )
