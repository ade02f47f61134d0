"""A trace in outline, as a waterfall draws it. What a span does not say is left out, so that long traces stay small."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from to11.api.schemas.base import Answer
from to11.api.schemas.traces import EXAMPLE_TIME, EXAMPLE_TRACE_ID, Trace

EXAMPLE_SPAN_ID = "00f067aa0ba902b7"

SpanId = Annotated[
    str, Path(alias="spanId", description="16 hexadecimal digits, in any case.", examples=[EXAMPLE_SPAN_ID])
]


def _absent(schema: dict[str, Any]) -> None:
    """A field that is left out has no default that would be told."""
    schema.pop("default", None)


Text = str | SkipJsonSchema[None]
Count = int | SkipJsonSchema[None]
Amount = float | SkipJsonSchema[None]


class SpanOutline(Answer):
    """A span without its attributes, events and messages; get these from `…/traces/{traceId}/spans/{spanId}`. What the
    span does not say is left out."""

    span_id: str = Field(examples=[EXAMPLE_SPAN_ID])
    parent_span_id: Text = Field(None, json_schema_extra=_absent)
    name: str
    kind: str = Field(description="`internal`, `server`, `client`, `producer`, `consumer` or `unspecified`.")
    service_name: str
    start_offset_nano: int = Field(description="From the trace's `startTime`.")
    duration_nano: int
    status: str = Field(description="`unset`, `ok` or `error`.", examples=["unset"])
    operation: Text = Field(None, json_schema_extra=_absent, examples=["chat"])
    provider: Text = Field(None, json_schema_extra=_absent, examples=["openai"])
    model: Text = Field(None, json_schema_extra=_absent, description="The one asked for, else the one that answered.")
    input_tokens: Count = Field(None, json_schema_extra=_absent)
    output_tokens: Count = Field(None, json_schema_extra=_absent)
    cost: Amount = Field(None, json_schema_extra=_absent)
    time_to_first_chunk_seconds: Amount = Field(None, json_schema_extra=_absent)
    tool_calls: Count = Field(None, json_schema_extra=_absent)
    event_count: Count = Field(None, json_schema_extra=_absent)
    link_count: Count = Field(None, json_schema_extra=_absent)


class TraceOutline(Answer):
    """One trace: its totals, and its spans by start, then span id. Of a trace with more spans than the server tells,
    these are the earliest; `summary.spanCount` counts all."""

    trace_id: str = Field(examples=[EXAMPLE_TRACE_ID])
    summary: Trace
    start_time: str = Field(description="Start of the earliest span.", examples=[EXAMPLE_TIME])
    spans: list[SpanOutline]
