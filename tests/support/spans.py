"""Spans for tests: OTLP messages made with few words, and the store's columns made of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.plain_rows import PlainColumns, genai_row, origin_of, span_row
from to11.ingest.spool.format import Entry, EntryKind
from to11.model import genai
from to11.model.search import GenAI

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
    kept_days: int = 0,
    service: str = "service",
    resource: Mapping[str, Value] | None = None,
    scope: InstrumentationScope | None = None,
    into: PlainColumns | None = None,
) -> PlainColumns:
    """The store's columns of these spans, all of one resource and scope; added to `into` when given."""
    filled = into or PlainColumns()
    values = {genai.SERVICE_NAME: service, **(resource or {})}
    origin = origin_of(
        Resource(attributes=attributes(values)),
        {key: str(value) for key, value in values.items()},
        scope or InstrumentationScope(name="tests", version="1"),
        ("https://example.test/resource", "https://example.test/scope"),
        Entry(EntryKind.OTLP, project, received, b""),
    )
    origin["RetentionDays"] = kept_days
    for span in spans:
        said = {attribute.key: attribute.value for attribute in span.attributes}
        texts = {key: _text(value) for key, value in said.items()}
        promoted = genai_row(_genai(said, str(values.get(genai.ENVIRONMENT, ""))))
        filled.rows.append({**origin, **span_row(span, texts), **promoted})
    return filled


def _genai(values: Mapping[str, AnyValue], environment: str) -> GenAI:
    """What the spans of tests say, under the current names, of the kind that each should have."""

    def text(key: str) -> str:
        return values[key].string_value if key in values else ""

    def count(key: str) -> int | None:
        return values[key].int_value if key in values else None

    def number(key: str) -> float | None:
        return values[key].double_value if key in values else None

    return GenAI(
        operation=text(genai.OPERATION),
        provider=text(genai.PROVIDER),
        request_model=text(genai.REQUEST_MODEL),
        response_model=text(genai.RESPONSE_MODEL),
        input_tokens=count(genai.USAGE_INPUT_TOKENS),
        output_tokens=count(genai.USAGE_OUTPUT_TOKENS),
        cache_read_tokens=count(genai.USAGE_CACHE_READ),
        cache_write_tokens=count(genai.USAGE_CACHE_WRITE),
        reasoning_tokens=count(genai.USAGE_REASONING),
        cost=number(genai.USAGE_COST),
        time_to_first_chunk=number(genai.RESPONSE_TIME_TO_FIRST_CHUNK),
        tool_calls=1 if text(genai.OPERATION) == "execute_tool" else text(genai.OUTPUT_MESSAGES).count('"tool_call"'),
        session_id=text(genai.SESSION_ID),
        conversation_id=text(genai.CONVERSATION_ID),
        user_id=text(genai.USER_ID),
        environment=text(genai.ENVIRONMENT) or environment,
        error_type=text(genai.ERROR_TYPE),
    )


def _text(value: AnyValue) -> str:
    kind = value.WhichOneof("value")
    if kind == "string_value":
        return value.string_value
    if kind in {"array_value", "kvlist_value", "bytes_value", None}:
        return str(value).strip()
    return json.dumps(getattr(value, kind))
