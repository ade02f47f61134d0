"""A spooled entry into columns: an OTLP request as it is, a gateway call by way of the spans that `record` makes."""

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11.ingest.spool.format import Entry, EntryKind
from to11.ingest.walk import Walk
from to11.record import spans as spans_of_call
from to11.store.columns import SpanColumns
from to11.wire import calls


def decode(entries: list[Entry]) -> SpanColumns:
    """The spans of all entries as columns. Raises whatever an entry's bytes raise; no entry is left half-way out."""
    columns = SpanColumns()
    walk = Walk(columns)
    for entry in entries:
        add(walk, entry)
    return columns


def add(walk: Walk, entry: Entry) -> None:
    """Append an entry's spans."""
    if entry.kind is EntryKind.CALL:
        call = calls.decode(entry.payload)
        walk.add(spans_of_call(call, capture_content=True), entry.project_id, entry.received_ns)
        return
    request = ExportTraceServiceRequest.FromString(entry.payload)
    for resource_spans in request.resource_spans:
        walk.add(resource_spans, entry.project_id, entry.received_ns)
