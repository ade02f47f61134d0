"""The drain's columns are the plain rows of what was sent, whatever was sent."""

from collections.abc import Iterator

from hypothesis import given, settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.odd_requests import ENTRIES
from support.plain_rows import PlainColumns, Row, rows_of
from to11.ingest.bind import overwrite
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry
from to11.store.elision import restore


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_columns_are_the_plain_rows(entries: list[Entry]) -> None:
    expected = PlainColumns(rows_of(entries)).to_arrow().to_pylist()
    found = decode(entries).to_arrow().to_pylist()
    assert len(found) == len(expected)
    for mine, plain in zip(found, expected, strict=True):
        assert mine == plain


@settings(max_examples=30, deadline=None)
@given(ENTRIES)
def test_every_span_comes_back_as_it_was_sent_but_for_the_project(entries: list[Entry]) -> None:
    rows = decode(entries).to_arrow().to_pylist()
    assert [back(row) for row in rows] == list(bound(entries))


def back(row: Row) -> bytes:
    texts = dict(row["SpanAttributes"])
    ids = row["TraceId"], row["SpanId"], row["ParentSpanId"]
    return restore(
        row["SpanProto"], ids, row["ElidedKeys"], {key: texts[key] for key in row["ElidedKeys"]}
    ).SerializeToString()


def bound(entries: list[Entry]) -> Iterator[bytes]:
    for entry in entries:
        request = ExportTraceServiceRequest.FromString(entry.payload)
        for resource_spans in request.resource_spans:
            for scope_spans in resource_spans.scope_spans:
                for span in scope_spans.spans:
                    overwrite(span.attributes, entry.project_id)
                    yield span.SerializeToString()
