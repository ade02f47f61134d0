"""A trace in outline, encoded by msgspec: a validator's model for each of 100,000 spans would take seconds.

The shape is that of `schemas.outline`, which a test holds this to.
"""

from collections.abc import Sequence

import msgspec

from to11.api.present.traces import trace
from to11.api.times import rfc3339
from to11.model.search import SpanOutline, TraceSummary


class _Span(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    span_id: str
    name: str
    kind: str
    service_name: str
    start_offset_nano: int
    duration_nano: int
    status: str
    parent_span_id: str = ""
    operation: str = ""
    provider: str = ""
    model: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    time_to_first_chunk_seconds: float | None = None
    tool_calls: int = 0
    event_count: int = 0
    link_count: int = 0


class _Trace(msgspec.Struct, rename="camel"):
    trace_id: str
    summary: msgspec.Raw
    start_time: str
    spans: list[_Span]


def outline(summary: TraceSummary, spans: Sequence[SpanOutline]) -> msgspec.Struct:
    """A trace and its spans, earliest first and at least one, in the shape of `schemas.outline.TraceOutline`."""
    start = spans[0].start_ns
    lower = {word: word.lower() for one in spans for word in (one.kind, one.status_code)}
    return _Trace(
        trace_id=summary.trace_id,
        summary=msgspec.Raw(trace(summary).model_dump_json(by_alias=True)),
        start_time=rfc3339(start),
        spans=[_span(one, start, lower) for one in spans],
    )


def _span(one: SpanOutline, start: int, lower: dict[str, str]) -> _Span:
    return _Span(
        one.span_id,
        one.name,
        lower[one.kind],
        one.service_name,
        one.start_ns - start,
        one.duration_ns,
        lower[one.status_code],
        one.parent_span_id,
        one.operation,
        one.provider,
        one.model,
        one.input_tokens,
        one.output_tokens,
        one.cost,
        one.time_to_first_chunk,
        one.tool_calls,
        one.event_count,
        one.link_count,
    )
