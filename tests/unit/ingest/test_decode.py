"""From entries into columns: every value in its place, and the message restorable."""

import pytest
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

from support.otlp import entry
from support.plain_rows import Row, elide
from to11.ingest.decode import decode
from to11.ingest.spool.format import Entry, EntryKind
from to11.store.elision import restore


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


def row_of(resource_spans: ResourceSpans) -> Row:
    (row,) = decode([entry(resource_spans)]).to_arrow().to_pylist()
    return dict(row)


def back(row: Row) -> Span:
    ids = row["TraceId"], row["SpanId"], row["ParentSpanId"]
    return restore(row["SpanProto"], ids, row["ElidedKeys"], dict(row["SpanAttributes"]))


def test_every_value_is_in_its_column() -> None:
    row = row_of(message())
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
    row = row_of(message())
    assert row["ElidedKeys"] == ["text", "long", "project.id"]
    assert len(row["SpanProto"]) < message().scope_spans[0].spans[0].ByteSize() - 500
    expected = message().scope_spans[0].spans[0]
    expected.attributes[-1].value.string_value = "proj_mine"
    assert back(row) == expected


def test_of_a_key_given_twice_the_last_holds_and_both_come_back() -> None:
    resource_spans = message()
    span = resource_spans.scope_spans[0].spans[0]
    span.attributes.add(key="twice").value.string_value = "y" * 300
    span.attributes.add(key="between").value.string_value = "b"
    span.attributes.add(key="twice").value.string_value = "z" * 300
    expected = Span.FromString(span.SerializeToString())
    expected.attributes[8].value.string_value = "proj_mine"
    row = row_of(resource_spans)
    assert [key for key, _ in row["SpanAttributes"]][-2:] == ["twice", "between"]
    assert dict(row["SpanAttributes"])["twice"] == "z" * 300
    assert (row["SpanProto"], row["ElidedKeys"]) == elide(expected)
    assert back(row) == expected


def test_what_columns_cannot_show_is_kept_whole() -> None:
    unknown = b"\xfa\x3f\x03new"
    for place in ("span", "attribute", "event"):
        resource_spans = message()
        span = resource_spans.scope_spans[0].spans[0]
        {"span": span, "attribute": span.attributes[0], "event": span.events[0]}[place].MergeFromString(unknown)
        row = row_of(resource_spans)
        assert row["ElidedKeys"] == []
        assert unknown in back(row).SerializeToString()


def test_an_empty_attribute_is_not_taken_for_one_cut_out() -> None:
    resource_spans = message()
    resource_spans.scope_spans[0].spans[0].attributes.add()
    row = row_of(resource_spans)
    assert row["ElidedKeys"] == []
    assert back(row).attributes[-1].ByteSize() == 0
    assert dict(row["SpanAttributes"])[""] == ""


def test_an_encoding_that_protobuf_would_not_write_is_read_as_protobuf_reads_it() -> None:
    span = message().scope_spans[0].spans[0]
    odd = b"\x2a\x05first" + span.SerializeToString() + b"\x7a\x02\x18\x01"  # the name twice, the status in two pieces
    resource_spans = ResourceSpans()
    resource_spans.scope_spans.add().spans.add().MergeFromString(odd)
    length = len(odd)
    payload = b"\x12" + bytes([length & 127 | 128, length >> 7]) + odd  # ScopeSpans.spans
    size = len(payload)
    payload = b"\x12" + bytes([size & 127 | 128, size >> 7]) + payload  # ResourceSpans.scope_spans
    size = len(payload)
    payload = b"\x0a" + bytes([size & 127 | 128, size >> 7]) + payload  # ExportTraceServiceRequest.resource_spans
    sent = Entry(EntryKind.OTLP, "proj_mine", 77, payload)
    (row,) = decode([sent]).to_arrow().to_pylist()
    assert row == row_of(resource_spans)
    assert (row["SpanName"], row["StatusCode"], row["StatusMessage"]) == ("work", "Ok", "broke")


def test_spans_without_resource_or_scope() -> None:
    resource_spans = ResourceSpans()
    resource_spans.scope_spans.add().spans.add(trace_id=b"t" * 16, span_id=b"s" * 8)
    row = row_of(resource_spans)
    assert row["ServiceName"] == ""
    assert dict(row["ResourceAttributes"]) == {"project.id": "proj_mine"}


def test_each_span_has_its_own_resource_and_scope() -> None:
    first, second = message(), message()
    second.resource.attributes[0].value.string_value = "other"
    second.resource.attributes.add(key="deployment.environment").value.string_value = "prod"
    second.scope_spans.add().spans.add(name="more")
    second.scope_spans[1].scope.name = "another lib"
    rows = decode([entry(first, second), entry(first, project="proj_theirs", received_ns=78)]).to_arrow().to_pylist()
    assert [row["ServiceName"] for row in rows] == ["app", "other", "other", "app"]
    assert [row["ScopeName"] for row in rows] == ["lib", "lib", "another lib", "lib"]
    assert [row["Environment"] for row in rows] == ["", "prod", "prod", ""]
    assert [row["ProjectId"] for row in rows] == ["proj_mine"] * 3 + ["proj_theirs"]
    assert [dict(row["ResourceAttributes"])["project.id"] for row in rows] == ["proj_mine"] * 3 + ["proj_theirs"]


def test_each_project_keeps_its_spans_for_as_long_as_it_wishes() -> None:
    entries = [entry(message()), entry(message(), message(), project="proj_theirs")]
    assert decode(entries).to_arrow()["RetentionDays"].to_pylist() == [0, 0, 0]
    days = {"proj_theirs": 18_250}
    rows = decode(entries, retention=lambda project_id: days.get(project_id, 0)).to_arrow()
    assert rows["RetentionDays"].to_pylist() == [0, 18_250, 18_250]


def test_no_entries_make_no_rows() -> None:
    assert decode([]).to_arrow().num_rows == 0


def test_a_huge_resource_is_not_repeated_for_every_span() -> None:
    sent = message()
    for number in range(100):
        sent.resource.attributes.add(key=f"key-{number}").value.string_value = "x" * 100_000
    sent.resource.attributes.add(key="deployment.environment.name").value.string_value = "prod"
    row = row_of(sent)
    told = dict(row["ResourceAttributes"])
    assert sum(map(len, told)) + sum(map(len, told.values())) <= 16 * 1024
    assert (told["service.name"], told["key-0"], row["Environment"]) == ("app", "x" * 1024, "prod")
    assert told["project.id"] == "proj_mine"
    whole = Resource.FromString(row["ResourceProto"])
    assert {attribute.value.string_value for attribute in whole.attributes} >= {"app", "prod", "x" * 100_000}
    assert len(whole.attributes) == 103


@pytest.mark.otlp("G8")
def test_references_into_a_string_table_are_told_read_as_absent_and_kept(capsys: pytest.CaptureFixture[str]) -> None:
    sent = message()
    decode([entry(sent)])
    assert "string table" not in "".join(capsys.readouterr())
    (span,) = sent.scope_spans[0].spans
    span.attributes.add(key="value").value.string_value_strindex = 7
    span.attributes.add(key_strindex=3).value.int_value = 1
    row = row_of(sent)
    told = "".join(capsys.readouterr())
    assert "attributes refer to a string table" in told
    assert "references=2" in told or '"references": 2' in told
    texts = dict(row["SpanAttributes"])
    assert (texts["value"], texts[""]) == ("", "1")
    kept = back(row).attributes
    assert kept[-2].value.string_value_strindex == 7
    assert (kept[-1].key_strindex, kept[-1].value.int_value) == (3, 1)
