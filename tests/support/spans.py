"""Spans for tests: OTLP messages made with few words, and the store's columns made of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from to11.model import genai
from to11.store.columns import SpanColumns
from to11.store.elision import elide

SECOND = 1_000_000_000
START = 1_790_000_000 * SECOND
"""Some time in 2026, on a whole second."""

Value = str | bool | int | float | bytes | Sequence[Any] | Mapping[str, Any]


def trace_id(name: str) -> bytes:
    """A trace id that stands for a name."""
    return hashlib.sha256(b"trace " + name.encode()).digest()[:16]


def span_id(name: str) -> bytes:
    """A span id that stands for a name."""
    return hashlib.sha256(b"span " + name.encode()).digest()[:8]


def any_value(value: Value) -> AnyValue:
    """A Python value as an attribute's value."""
    match value:
        case bool():
            return AnyValue(bool_value=value)
        case str():
            return AnyValue(string_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case bytes():
            return AnyValue(bytes_value=value)
        case Mapping():
            wrapped = AnyValue()
            wrapped.kvlist_value.values.extend(attributes(value))
            return wrapped
        case _:
            wrapped = AnyValue()
            wrapped.array_value.values.extend(any_value(item) for item in value)
            return wrapped


def attributes(values: Mapping[str, Value]) -> list[KeyValue]:
    """Attributes of a span, event, link, scope or resource."""
    return [KeyValue(key=key, value=any_value(value)) for key, value in values.items()]


def make_span(
    name: str,
    *,
    trace: str = "trace",
    parent: str = "",
    id: str = "",  # noqa: A002 - the word that tests read best
    start: int = START,
    duration: int = SECOND,
    values: Mapping[str, Value] | None = None,
    error: str | None = None,
    kind: Span.SpanKind.ValueType = Span.SPAN_KIND_INTERNAL,
) -> Span:
    """A span of `trace` under `parent`, both by name; its own id comes from `id`, else its name."""
    span = Span(
        trace_id=trace_id(trace),
        span_id=span_id(id or name),
        parent_span_id=span_id(parent) if parent else b"",
        name=name,
        kind=kind,
        start_time_unix_nano=start,
        end_time_unix_nano=start + duration,
        attributes=attributes(values or {}),
    )
    if error is not None:
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = error
    return span


def chat(name: str, *, tokens: tuple[int, int] = (10, 5), cost: float | None = None, **rest: Any) -> Span:
    """A GenAI span of the operation `chat`, unless `values` say otherwise."""
    values = {
        genai.OPERATION: "chat",
        genai.PROVIDER: "openai",
        genai.REQUEST_MODEL: "gpt-4o",
        genai.USAGE_INPUT_TOKENS: tokens[0],
        genai.USAGE_OUTPUT_TOKENS: tokens[1],
        **({} if cost is None else {genai.USAGE_COST: cost}),
        **rest.pop("values", {}),
    }
    return make_span(name, values=values, **rest)


def columns(
    *spans: Span,
    project: str = "proj_test",
    received: int = START,
    service: str = "service",
    resource: Mapping[str, Value] | None = None,
    scope: InstrumentationScope | None = None,
    into: SpanColumns | None = None,
) -> SpanColumns:
    """The store's columns of these spans, all of one resource and scope; added to `into` when given."""
    filled = into or SpanColumns()
    values = {genai.SERVICE_NAME: service, **(resource or {})}
    scope = scope or InstrumentationScope(name="tests", version="1")
    owner = filled.add_resource(
        project,
        received,
        service_name=service,
        proto=Resource(attributes=attributes(values)).SerializeToString(),
        schema_url="https://example.test/resource",
        attributes={key: str(value) for key, value in values.items()},
    )
    here = filled.add_scope(
        owner,
        name=scope.name,
        version=scope.version,
        proto=scope.SerializeToString(),
        schema_url="https://example.test/scope",
    )
    for span in spans:
        add(filled, here, span, environment=str(values.get(genai.ENVIRONMENT, "")))
    return filled


def add(filled: SpanColumns, scope: int, span: Span, *, environment: str = "") -> None:
    """Append one span to the columns."""
    values = {attribute.key: attribute.value for attribute in span.attributes}
    filled.scope.append(scope)
    filled.trace_id.append(span.trace_id)
    filled.span_id.append(span.span_id)
    filled.parent_span_id.append(span.parent_span_id)
    filled.trace_state.append(span.trace_state)
    filled.name.append(span.name)
    filled.kind.append(span.kind)
    filled.start_ns.append(span.start_time_unix_nano)
    filled.end_ns.append(span.end_time_unix_nano)
    filled.status_code.append(span.status.code)
    filled.status_message.append(span.status.message)
    proto, keys = elide(span)
    filled.proto.append(proto)
    filled.elided_keys.extend(keys)
    filled.elided_ends.append(len(filled.elided_keys))
    for key, value in values.items():
        filled.attribute_keys.append(key)
        filled.attribute_values.append(_text(value))
    filled.attribute_ends.append(len(filled.attribute_keys))
    _add_genai(filled, values, environment)
    _add_events(filled, span)
    _add_links(filled, span)


def _add_genai(filled: SpanColumns, values: Mapping[str, AnyValue], environment: str) -> None:
    def text(key: str) -> str:
        return values[key].string_value if key in values else ""

    def count(key: str) -> int | None:
        return values[key].int_value if key in values else None

    def number(key: str) -> float | None:
        return values[key].double_value if key in values else None

    filled.operation.append(text(genai.OPERATION))
    filled.provider.append(text(genai.PROVIDER))
    filled.request_model.append(text(genai.REQUEST_MODEL))
    filled.response_model.append(text(genai.RESPONSE_MODEL))
    filled.input_tokens.append(count(genai.USAGE_INPUT_TOKENS))
    filled.output_tokens.append(count(genai.USAGE_OUTPUT_TOKENS))
    filled.cache_read_tokens.append(count(genai.USAGE_CACHE_READ))
    filled.cache_write_tokens.append(count(genai.USAGE_CACHE_WRITE))
    filled.reasoning_tokens.append(count(genai.USAGE_REASONING))
    filled.cost.append(number(genai.USAGE_COST))
    filled.time_to_first_chunk.append(number(genai.RESPONSE_TIME_TO_FIRST_CHUNK))
    filled.tool_calls.append(text(genai.OUTPUT_MESSAGES).count('"tool_call"'))
    filled.session_id.append(text(genai.SESSION_ID))
    filled.conversation_id.append(text(genai.CONVERSATION_ID))
    filled.user_id.append(text(genai.USER_ID))
    filled.environment.append(text(genai.ENVIRONMENT) or environment)
    filled.error_type.append(text(genai.ERROR_TYPE))


def _add_events(filled: SpanColumns, span: Span) -> None:
    for event in span.events:
        filled.event_ns.append(event.time_unix_nano)
        filled.event_name.append(event.name)
        for attribute in event.attributes:
            filled.event_attribute_keys.append(attribute.key)
            filled.event_attribute_values.append(_text(attribute.value))
        filled.event_attribute_ends.append(len(filled.event_attribute_keys))
    filled.event_ends.append(len(filled.event_ns))


def _add_links(filled: SpanColumns, span: Span) -> None:
    for link in span.links:
        filled.link_trace_id.append(link.trace_id)
        filled.link_span_id.append(link.span_id)
        filled.link_trace_state.append(link.trace_state)
        for attribute in link.attributes:
            filled.link_attribute_keys.append(attribute.key)
            filled.link_attribute_values.append(_text(attribute.value))
        filled.link_attribute_ends.append(len(filled.link_attribute_keys))
    filled.link_ends.append(len(filled.link_trace_id))


def _text(value: AnyValue) -> str:
    kind = value.WhichOneof("value")
    if kind == "string_value":
        return value.string_value
    if kind in {"array_value", "kvlist_value", "bytes_value", None}:
        return str(value).strip()
    return json.dumps(getattr(value, kind))
