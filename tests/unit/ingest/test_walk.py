"""From protobuf into columns: every value in its place, and the message restorable."""

from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

from to11.ingest.walk import Walk
from to11.store.columns import SpanColumns
from to11.store.elision import elide, restore


def message() -> ResourceSpans:
    resource_spans = ResourceSpans(schema_url="https://schema/r")
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "app"
    scope_spans = resource_spans.scope_spans.add(schema_url="https://schema/s")
    scope_spans.scope.name, scope_spans.scope.version = "lib", "1.2"
    span = scope_spans.spans.add(
        trace_id=b"t" * 16,
        span_id=b"s" * 8,
        parent_span_id=b"p" * 8,
        trace_state="a=b",
        name="work",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=5,
        end_time_unix_nano=9,
    )
    span.status.code = Status.STATUS_CODE_ERROR
    span.status.message = "broke"
    values = span.attributes
    values.add(key="text").value.string_value = "plain"
    values.add(key="long").value.string_value = "x" * 500
    values.add(key="yes").value.bool_value = True
    values.add(key="count").value.int_value = -3
    values.add(key="share").value.double_value = 0.5
    values.add(key="raw").value.bytes_value = b"\x00\xff"
    values.add(key="list").value.array_value.values.add().string_value = "é"
    values.add(key="empty")
    values.add(key="project.id").value.string_value = "proj_of_someone_else"
    event = span.events.add(time_unix_nano=6, name="happened")
    event.attributes.add(key="why").value.string_value = "because"
    link = span.links.add(trace_id=b"T" * 16, span_id=b"S" * 8, trace_state="c=d")
    link.attributes.add(key="rel").value.string_value = "follows"
    return resource_spans


def walked(resource_spans: ResourceSpans) -> SpanColumns:
    columns = SpanColumns()
    Walk(columns).add(resource_spans, "proj_mine", 77)
    return columns


def test_every_value_is_in_its_column() -> None:
    row = walked(message()).to_arrow().to_pylist()[0]
    assert row["ProjectId"] == "proj_mine"
    assert (row["TraceId"], row["SpanId"], row["ParentSpanId"]) == (b"t".hex() * 16, b"s".hex() * 8, b"p".hex() * 8)
    assert (row["SpanName"], row["SpanKind"], row["ServiceName"], row["TraceState"]) == ("work", "Client", "app", "a=b")
    assert (row["StatusCode"], row["StatusMessage"], row["Duration"]) == ("Error", "broke", 4)
    assert dict(row["ResourceAttributes"]) == {"service.name": "app", "project.id": "proj_mine"}
    assert dict(row["SpanAttributes"]) == {
        "text": "plain",
        "long": "x" * 500,
        "yes": "true",
        "count": "-3",
        "share": "0.5",
        "raw": "AP8=",
        "list": '["é"]',
        "empty": "",
        "project.id": "proj_mine",
    }
    assert row["Events.Name"] == ["happened"]
    assert dict(row["Events.Attributes"][0]) == {"why": "because"}
    assert row["Links.SpanId"] == [b"S".hex() * 8]
    assert dict(row["Links.Attributes"][0]) == {"rel": "follows"}


def test_the_message_comes_back_as_sent_but_for_the_project() -> None:
    columns = walked(message())
    row = columns.to_arrow().to_pylist()[0]
    assert row["ElidedKeys"] == ["long"]
    back = Span.FromString(restore(row["SpanProto"], row["ElidedKeys"], dict(row["SpanAttributes"])))
    expected = message().scope_spans[0].spans[0]
    expected.attributes[-1].value.string_value = "proj_mine"
    assert back == expected


def test_it_elides_as_the_store_does() -> None:
    resource_spans = message()
    span = resource_spans.scope_spans[0].spans[0]
    span.attributes.add(key="twice").value.string_value = "y" * 300
    span.attributes.add(key="twice").value.string_value = "z" * 300
    copy = Span.FromString(span.SerializeToString())
    copy.attributes[8].value.string_value = "proj_mine"
    row = walked(resource_spans).to_arrow().to_pylist()[0]
    assert (row["SpanProto"], row["ElidedKeys"]) == elide(copy)
    assert dict(row["SpanAttributes"])["twice"] == "z" * 300, "of a key given twice the last holds"


def test_spans_without_resource_or_scope() -> None:
    resource_spans = ResourceSpans()
    resource_spans.scope_spans.add().spans.add(trace_id=b"t" * 16, span_id=b"s" * 8)
    row = walked(resource_spans).to_arrow().to_pylist()[0]
    assert row["ServiceName"] == ""
    assert dict(row["ResourceAttributes"]) == {"project.id": "proj_mine"}
