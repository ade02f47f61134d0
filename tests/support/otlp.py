"""Export requests for tests."""

import os

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from to11.ingest.spool.format import Entry, EntryKind

TRACE_ID = bytes.fromhex("5b8efff798038103d269b633813fc60c")


def span(name: str = "work", **fields: object) -> Span:
    """A valid span with ids of its own; `fields` override."""
    made = Span(trace_id=TRACE_ID, span_id=os.urandom(7) + b"\x01", name=name, kind=Span.SPAN_KIND_INTERNAL)
    made.start_time_unix_nano, made.end_time_unix_nano = 1_544_712_660_000_000_000, 1_544_712_661_000_000_000
    for key, value in fields.items():
        setattr(made, key, value)
    return made


def bad_span(name: str = "bad") -> Span:
    """A span that is rejected: its span id is all zero."""
    return span(name, span_id=bytes(8))


def request(*spans: Span) -> ExportTraceServiceRequest:
    """A request with these spans under one resource and one scope."""
    made = ExportTraceServiceRequest()
    resource_spans = made.resource_spans.add(schema_url="https://opentelemetry.io/schemas/1.41.0")
    service = resource_spans.resource.attributes.add(key="service.name")
    service.value.string_value = "my-rag-pipeline"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "test"
    scope_spans.spans.extend(spans)
    return made


def entry(*resource_spans: ResourceSpans, project: str = "proj_mine", received_ns: int = 77) -> Entry:
    """What the spool holds of a request with these."""
    payload = ExportTraceServiceRequest(resource_spans=resource_spans).SerializeToString()
    return Entry(EntryKind.OTLP, project, received_ns, payload)


def names(payload: bytes) -> list[str]:
    """The names of a serialized request's spans, in order."""
    parsed = ExportTraceServiceRequest.FromString(payload)
    return [item.name for resource in parsed.resource_spans for scope in resource.scope_spans for item in scope.spans]
