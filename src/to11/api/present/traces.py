"""Stored traces and spans as the query API tells them."""

from functools import lru_cache

from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from to11.api.present.attributes import attributes
from to11.api.schemas import traces as schema
from to11.api.times import rfc3339
from to11.model.search import GenAI, StoredSpan, TraceSummary
from to11.wire.messages import reading
from to11.wire.messages.said import NOTHING, Messages, Said


def trace(summary: TraceSummary) -> schema.Trace:
    """A row of the trace list."""
    return schema.Trace(
        trace_id=summary.trace_id,
        name=summary.name,
        status=summary.status,
        start_time=rfc3339(summary.start_ns),
        duration_nano=summary.duration_ns,
        service_name=summary.service_name,
        span_count=summary.span_count,
        error_count=summary.error_count,
        services=list(summary.services),
        providers=list(summary.providers),
        models=list(summary.models),
        operations=list(summary.operations),
        environments=list(summary.environments),
        sessions=list(summary.sessions),
        users=list(summary.users),
        tool_calls=summary.tool_calls,
        input_tokens=summary.input_tokens,
        output_tokens=summary.output_tokens,
        cost=summary.cost,
    )


def detail(summary: TraceSummary, spans: list[StoredSpan]) -> schema.TraceDetail:
    """A whole trace."""
    return schema.TraceDetail(trace_id=summary.trace_id, summary=trace(summary), spans=[span(one) for one in spans])


def span(stored: StoredSpan) -> schema.Span:
    """A whole span, from its columns and the messages it came in."""
    sent = trace_pb2.Span.FromString(stored.span)
    said = attributes(sent.attributes)
    events = [_event(event) for event in sent.events]
    return schema.Span(
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
        status=schema.SpanStatus(code=stored.status_code.lower(), message=stored.status_message),
        attributes=said,
        dropped_attributes_count=sent.dropped_attributes_count,
        events=events,
        dropped_events_count=sent.dropped_events_count,
        links=[_link(link) for link in sent.links],
        dropped_links_count=sent.dropped_links_count,
        resource=_resource(stored.resource, stored.resource_schema_url),
        scope=_scope(stored.scope, stored.scope_schema_url),
        gen_ai=_gen_ai(
            stored.genai, reading.messages(Said(said, [(event.name, event.attributes) for event in events]))
        ),
    )


def _event(event: trace_pb2.Span.Event) -> schema.SpanEvent:
    return schema.SpanEvent(
        name=event.name,
        time=rfc3339(event.time_unix_nano),
        attributes=attributes(event.attributes),
        dropped_attributes_count=event.dropped_attributes_count,
    )


def _link(link: trace_pb2.Span.Link) -> schema.SpanLink:
    return schema.SpanLink(
        trace_id=link.trace_id.hex(),
        span_id=link.span_id.hex(),
        trace_state=link.trace_state,
        flags=link.flags,
        attributes=attributes(link.attributes),
        dropped_attributes_count=link.dropped_attributes_count,
    )


@lru_cache(64)  # most spans of a trace share theirs
def _resource(sent: bytes, schema_url: str) -> schema.Resource:
    resource = resource_pb2.Resource.FromString(sent)
    return schema.Resource(
        attributes=attributes(resource.attributes),
        dropped_attributes_count=resource.dropped_attributes_count,
        schema_url=schema_url,
    )


@lru_cache(64)
def _scope(sent: bytes, schema_url: str) -> schema.InstrumentationScope:
    scope = common_pb2.InstrumentationScope.FromString(sent)
    return schema.InstrumentationScope(
        name=scope.name,
        version=scope.version,
        attributes=attributes(scope.attributes),
        dropped_attributes_count=scope.dropped_attributes_count,
        schema_url=schema_url,
    )


def _gen_ai(genai: GenAI, messages: Messages) -> schema.GenAi | None:
    promoted = genai.operation or genai.provider or genai.request_model or genai.response_model
    if not promoted and messages == NOTHING:
        return None
    return schema.GenAi(
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
