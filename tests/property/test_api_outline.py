"""The quick encoding of an outline is what its schema says, whatever a span says."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from to11.api.present.outline import outline
from to11.api.present.traces import trace
from to11.api.responses import success_of
from to11.api.schemas import outline as schema
from to11.api.schemas.base import Success
from to11.api.times import rfc3339
from to11.model.search import SpanOutline, TraceStatus, TraceSummary
from to11.store.columns import KINDS, STATUS_CODES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
COUNT = st.integers(0, 2**48)
AMOUNT = st.floats(0, 1e9)
START = 1_790_000_000_000_000_001

SPANS = st.builds(
    SpanOutline,
    span_id=st.binary(min_size=8, max_size=8).map(bytes.hex),
    parent_span_id=st.one_of(st.just(""), st.binary(min_size=8, max_size=8).map(bytes.hex)),
    name=TEXT,
    kind=st.sampled_from(KINDS),
    service_name=TEXT,
    start_ns=st.integers(START, START + 2**40),
    duration_ns=st.integers(0, 2**62),
    status_code=st.sampled_from(STATUS_CODES),
    operation=TEXT,
    provider=TEXT,
    model=TEXT,
    input_tokens=st.none() | COUNT,
    output_tokens=st.none() | COUNT,
    cost=st.none() | AMOUNT,
    time_to_first_chunk=st.none() | AMOUNT,
    tool_calls=COUNT,
    event_count=COUNT,
    link_count=COUNT,
)
SUMMARY = TraceSummary("4b" * 16, START, 5, TraceStatus.OK, "n\u2028<", "s", 3, 0, users=('"', "é"), cost=0.1)


@given(st.lists(SPANS, min_size=1, max_size=5))
def test_the_quick_encoding_is_the_schemas(found: list[SpanOutline]) -> None:
    spans = sorted(found, key=lambda one: one.start_ns)
    body = bytes(success_of(outline(SUMMARY, spans)).body)

    told = Success[schema.TraceOutline].model_validate_json(body, by_alias=True, by_name=False, extra="forbid")
    assert msgspec.json.decode(body) == json.loads(told.model_dump_json(by_alias=True, exclude_unset=True))
    assert told.data == schema.TraceOutline(
        trace_id=SUMMARY.trace_id,
        summary=trace(SUMMARY),
        start_time=rfc3339(spans[0].start_ns),
        spans=[plainly(one, spans[0].start_ns) for one in spans],
    )


def plainly(one: SpanOutline, start: int) -> schema.SpanOutline:
    return schema.SpanOutline(
        span_id=one.span_id,
        parent_span_id=one.parent_span_id or None,
        name=one.name,
        kind=one.kind.lower(),
        service_name=one.service_name,
        start_offset_nano=one.start_ns - start,
        duration_nano=one.duration_ns,
        status=one.status_code.lower(),
        operation=one.operation or None,
        provider=one.provider or None,
        model=one.model or None,
        input_tokens=one.input_tokens,
        output_tokens=one.output_tokens,
        cost=one.cost,
        time_to_first_chunk_seconds=one.time_to_first_chunk,
        tool_calls=one.tool_calls or None,
        event_count=one.event_count or None,
        link_count=one.link_count or None,
    )
