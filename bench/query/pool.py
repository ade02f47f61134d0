"""All templates, decoded by the drain's own decoder: rows of the span table, to be copied with other ids and times."""

from collections.abc import MutableSequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bench.query.templates import KINDS, SEED, THOUSAND, Author, Template
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry, EntryKind
from to11.model.genai import ENVIRONMENT, SERVICE_NAME

Numbers = NDArray[np.int64]

BASE_NS = 1_700_000_000_000_000_000
"""When a template's trace starts; prices are looked up for that day."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Rows of templates, one after the other; template i has those from `first[i]` to `first[i + 1]`."""

    rows: pa.Table
    first: Numbers
    parent: Numbers
    """Place of the parent's row within the template, -1 for a root."""
    offset: Numbers
    """Nanoseconds from the trace's start to the span's."""
    duration: Numbers
    times_at: Numbers
    """Where in `SpanProto` the start's and end's bytes are: at this place, and nine bytes further."""
    size: Numbers
    """Bytes of the span as it was sent, ids included."""
    shares: NDArray[np.float64]
    """How often each template is copied; sums to 1."""
    thousand: frozenset[int]
    """The templates of a thousand spans."""

    @property
    def spans(self) -> Numbers:
        """How many spans each template has."""
        return np.diff(self.first)


def make(project_id: str, *, seed: str = SEED, part: float = 1.0) -> Pool:
    """Write and decode the templates, or a part of them."""
    author = Author(seed)
    templates: list[Template] = []
    shares: list[float] = []
    thousand: list[int] = []
    for kind in KINDS:
        count = max(1, round(kind.templates * part))
        if kind.name == THOUSAND:
            thousand = list(range(len(templates), len(templates) + count))
        templates += [author.write(kind) for _ in range(count)]
        shares += [kind.share / count] * count
    entries = [
        Entry(EntryKind.OTLP, project_id, BASE_NS, _request(number, template).SerializeToString())
        for number, template in enumerate(templates)
    ]
    spans = [span for template in templates for span in template.spans]
    return Pool(
        rows=decode(entries).to_arrow().combine_chunks(),
        first=np.cumsum([0, *(len(template.spans) for template in templates)]),
        parent=np.array([parent for template in templates for parent in template.parents]),
        offset=np.array([span.start_time_unix_nano - BASE_NS for span in spans]),
        duration=np.array([span.end_time_unix_nano - span.start_time_unix_nano for span in spans]),
        times_at=np.array([_times_at(span) for span in spans]),
        size=np.array([span.ByteSize() for span in spans]),
        shares=np.array(shares) / sum(shares),
        thousand=frozenset(thousand),
    )


def _request(number: int, template: Template) -> ExportTraceServiceRequest:
    """A template as its services would send it, in the order of its spans."""
    request = ExportTraceServiceRequest()
    for place, (span, service, parent) in enumerate(
        zip(template.spans, template.services, template.parents, strict=True)
    ):
        span.trace_id, span.span_id = number.to_bytes(16, "big"), place.to_bytes(8, "big")
        span.parent_span_id = b"" if parent < 0 else parent.to_bytes(8, "big")
        span.start_time_unix_nano += BASE_NS
        span.end_time_unix_nano += BASE_NS
        for event in span.events:
            event.time_unix_nano += BASE_NS
        _scope(request, service, template.environment).append(span)
    return request


def _scope(request: ExportTraceServiceRequest, service: str, environment: str) -> MutableSequence[Span]:
    resources = request.resource_spans
    if not resources or resources[-1].resource.attributes[0].value.string_value != service:
        resource = resources.add().resource
        for key, value in {SERVICE_NAME: service, ENVIRONMENT: environment, "host.name": f"{service}-0"}.items():
            resource.attributes.add(key=key).value.string_value = value
        resources[-1].scope_spans.add().scope.name = "bench"
    return resources[-1].scope_spans[0].spans


def _times_at(span: Span) -> int:
    """What precedes the start's eight bytes in a message without ids: the name, the kind, a tag."""
    return len(Span(name=span.name, kind=span.kind).SerializeToString()) + 1
