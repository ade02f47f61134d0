"""Traces and spans as the query API tells them. Times are RFC 3339 in UTC, durations integer nanoseconds, costs US
dollars. Lists of names are empty, and numbers null, where no span says."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, JsonValue

from to11.api.schemas.base import Answer
from to11.model.search import TraceStatus

EXAMPLE_TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
EXAMPLE_TIME = "2026-03-25T17:30:00.123456789Z"

Attributes = dict[str, JsonValue]
TraceId = Annotated[
    str, Path(alias="traceId", description="32 hexadecimal digits, in any case.", examples=[EXAMPLE_TRACE_ID])
]


class Trace(Answer):
    """One row of the trace list. Tokens and cost count every GenAI span once, also where one wraps another."""

    trace_id: str = Field(examples=[EXAMPLE_TRACE_ID])
    name: str = Field(description="The root span's name; the earliest span's while the root has not come.")
    status: TraceStatus = Field(description="`error` when any of the spans is one.")
    start_time: str = Field(examples=[EXAMPLE_TIME])
    duration_nano: int = Field(examples=[1_250_000_000])
    service_name: str
    span_count: int
    error_count: int
    services: list[str]
    providers: list[str] = Field(examples=[["openai"]])
    models: list[str] = Field(examples=[["gpt-4o-mini"]])
    operations: list[str] = Field(examples=[["chat"]])
    environments: list[str]
    sessions: list[str]
    users: list[str]
    tool_calls: int = Field(description="That models asked for, or that spans of tools tell, if these are more.")
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None


class SpanStatus(Answer):
    """`unset`, `ok` or `error`, and what the client said about it."""

    code: str = Field(examples=["unset"])
    message: str = ""


class SpanEvent(Answer):
    """Something that happened at one moment of a span."""

    name: str
    time: str = Field(examples=[EXAMPLE_TIME])
    attributes: Attributes
    dropped_attributes_count: int = 0


class SpanLink(Answer):
    """Another span that this one has to do with."""

    trace_id: str
    span_id: str
    trace_state: str
    flags: int
    attributes: Attributes
    dropped_attributes_count: int = 0


class Resource(Answer):
    """What sent the span."""

    attributes: Attributes
    dropped_attributes_count: int = 0
    schema_url: str = ""


class InstrumentationScope(Answer):
    """The library that made the span."""

    name: str
    version: str
    attributes: Attributes
    dropped_attributes_count: int = 0
    schema_url: str = ""


GenAiList = list[dict[str, JsonValue]]
_SNAKE_CASE = "Keys are the conventions' own (`finish_reason`), not camelCase. Null where the span says nothing."


class GenAi(Answer):
    """What a GenAI span says, whichever convention it was written in. Messages, instructions and tools have the shapes
    of the OpenTelemetry GenAI conventions 1.41."""

    operation: str | None = Field(examples=["chat"])
    provider: str | None = Field(examples=["openai"])
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
    input_messages: GenAiList | None = Field(
        description=f"What was asked: `role`, `parts` and perhaps `name`. {_SNAKE_CASE}",
        examples=[[{"role": "user", "parts": [{"type": "text", "content": "Weather in Paris?"}]}]],
    )
    output_messages: GenAiList | None = Field(
        description=f"What came back, a message for each choice: as above, with `finish_reason`. {_SNAKE_CASE}",
        examples=[
            [
                {
                    "role": "assistant",
                    "parts": [{"type": "tool_call", "id": "call_1", "name": "weather", "arguments": {"city": "Paris"}}],
                    "finish_reason": "tool_call",
                }
            ]
        ],
    )
    system_instructions: GenAiList | None = Field(
        description=f"Instructions that are kept apart from the messages, as parts. {_SNAKE_CASE}",
        examples=[[{"type": "text", "content": "Answer in one sentence."}]],
    )
    tool_definitions: GenAiList | None = Field(
        description=f"Tools that the model may ask for. {_SNAKE_CASE}",
        examples=[[{"type": "function", "name": "weather"}]],
    )


class Span(Answer):
    """A whole span. Attributes keep their types as JSON values: an array is an array, a key-value list an object; what
    JSON has no value for is `{"bytesValue": base64}` or `{"doubleValue": "NaN"}`, as in OTLP/JSON."""

    trace_id: str = Field(examples=[EXAMPLE_TRACE_ID])
    span_id: str = Field(examples=["00f067aa0ba902b7"])
    parent_span_id: str | None
    trace_state: str
    flags: int
    name: str
    kind: str = Field(description="`internal`, `server`, `client`, `producer`, `consumer` or `unspecified`.")
    service_name: str
    start_time: str = Field(examples=[EXAMPLE_TIME])
    end_time: str
    duration_nano: int
    received_time: str = Field(description="When the collector or gateway took it in.")
    status: SpanStatus
    attributes: Attributes = Field(examples=[{"document.count": 10, "pipeline.stage": "ingestion"}])
    dropped_attributes_count: int = 0
    events: list[SpanEvent]
    dropped_events_count: int = 0
    links: list[SpanLink]
    dropped_links_count: int = 0
    resource: Resource
    scope: InstrumentationScope
    gen_ai: GenAi | None = Field(description="Null when the span is no GenAI span.")


class TraceDetail(Answer):
    """One trace: its totals and all its spans, earliest first."""

    trace_id: str = Field(examples=[EXAMPLE_TRACE_ID])
    summary: Trace
    spans: list[Span]


class OtlpDocument(Answer):
    """Bare OTLP/JSON, as an OTLP exporter sends it."""

    resource_spans: list[dict[str, JsonValue]] = Field(
        examples=[[{"resource": {}, "scopeSpans": [{"scope": {}, "spans": [{"name": "document-preprocessing"}]}]}]]
    )


class Session(Answer):
    """The traces of one session id. Tokens and cost count as in a trace."""

    session_id: str
    start_time: str = Field(description="Start of its first trace.", examples=[EXAMPLE_TIME])
    last_time: str = Field(description="Start of its newest trace.", examples=[EXAMPLE_TIME])
    trace_count: int
    span_count: int
    error_count: int = Field(description="Traces with an error.")
    users: list[str]
    models: list[str]
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None


class Figures(Answer):
    """Sums over traces, or over GenAI calls. Quantiles are null where nothing was counted."""

    count: int
    error_count: int
    input_tokens: int
    output_tokens: int
    cost: float
    p50_duration_nano: int | None
    p95_duration_nano: int | None


class ModelFigures(Answer):
    """The GenAI calls of one model."""

    provider: str = Field(examples=["openai"])
    model: str = Field(examples=["gpt-4o-mini"])
    calls: Figures


class Bucket(Answer):
    """The traces that start within one stretch of time."""

    start_time: str = Field(examples=[EXAMPLE_TIME])
    traces: Figures


class Stats(Answer):
    """Figures over the traces that the filters find."""

    start_time: str = Field(description="Where the window begins.", examples=[EXAMPLE_TIME])
    end_time: str = Field(description="Where it ends.", examples=[EXAMPLE_TIME])
    traces: Figures
    span_count: int
    models: list[ModelFigures] = Field(description="Most calls first.")
    bucket_duration_nano: int = Field(examples=[600_000_000_000])
    buckets: list[Bucket] = Field(description="Oldest first; empty stretches are left out.")
