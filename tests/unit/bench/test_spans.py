from collections import Counter

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bench.ingest.spans import SPANS_PER_TRACE, Maker, Size


def spans_of(bodies: list[bytes]) -> list[Span]:
    return [
        span
        for body in bodies
        for resource_spans in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope_spans in resource_spans.scope_spans
        for span in scope_spans.spans
    ]


@pytest.mark.parametrize("size", Size)
def test_a_span_has_its_size(size: Size) -> None:
    spans = spans_of(Maker(size, bodies=64).requests(64, 2))
    lengths = [span.ByteSize() for span in spans if span.parent_span_id]
    assert len(lengths) == 112
    assert all(size.nbytes - 4 <= length <= size.nbytes for length in lengths)


@pytest.mark.parametrize("size", Size)
def test_requests_are_what_protobuf_would_write(size: Size) -> None:
    for body in Maker(size, bodies=16).requests(64, 2):
        assert ExportTraceServiceRequest.FromString(body).SerializeToString() == body


def test_requests_hold_their_batch_under_a_named_service() -> None:
    (body,) = Maker(Size.LLM, bodies=8).requests(512, 1)
    (resource_spans,) = ExportTraceServiceRequest.FromString(body).resource_spans
    assert [attribute.key for attribute in resource_spans.resource.attributes] == ["service.name"]
    assert [len(scope_spans.spans) for scope_spans in resource_spans.scope_spans] == [512]


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_ids_are_distinct_and_traces_go_on_from_request_to_request(batch: int) -> None:
    maker = Maker(Size.SMALL, bodies=8)
    spans = spans_of(maker.requests(batch, 192 // batch) + maker.requests(batch, 192 // batch))
    assert len({span.span_id for span in spans}) == len(spans) == 384
    traces = Counter(span.trace_id for span in spans)
    assert set(traces.values()) == {SPANS_PER_TRACE}
    roots = {span.span_id: span.trace_id for span in spans if not span.parent_span_id}
    assert len(roots) == len(traces)
    assert all(roots[span.parent_span_id] == span.trace_id for span in spans if span.parent_span_id)


def test_probes_can_share_a_trace() -> None:
    maker = Maker(Size.LLM, bodies=1)
    first = maker.probe()
    beside, alone = maker.probe(first), maker.probe()
    assert first.trace_id == beside.trace_id != alone.trace_id
    (span,) = spans_of([beside.body])
    assert (span.trace_id.hex(), span.span_id.hex()) == (beside.trace_id, beside.span_id)
