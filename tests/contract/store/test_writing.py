"""What is written is read as it was sent, once, however often and however oddly it was sent."""

from dataclasses import replace

import pyarrow as pa
import pytest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.otlp import entry, request
from support.spans import SECOND, START, any_value, attributes, chat, columns, make_span, span_id, trace_id
from support.stores import Store
from to11.ingest.decode import decode
from to11.model import genai
from to11.model.errors import InvalidRequestError
from to11.model.search import GenAI, TraceFilter
from to11.store.arrow import MAX_NS
from to11.store.writer import Writer

HOUR = 3600 * SECOND
TRACE = trace_id("trace").hex()


def rich_span() -> Span:
    """A span that uses every field of the message, with values of every kind."""
    span = make_span(
        "rich",
        parent="elsewhere",
        kind=Span.SPAN_KIND_CLIENT,
        error="broke\x00n",
        values={
            "text": "short",
            "long": "long text 🦙 " * 100,
            "odd": "nul \x00 tab \t quote ' backslash \\ newline \n percent %",
            "empty": "",
            "flag": True,
            "count": -(2**63),
            "ratio": 0.1,
            "raw": b"\x00\xff",
            "list": ["a", 1, [True, {"deep": 2.5}]],
            "map": {"inner": {"x": b"\xfe"}},
        },
    )
    span.attributes.add(key="nothing")
    span.attributes.add(key="twice", value=any_value("x" * 500))
    span.attributes.add(key="twice", value=any_value("y" * 500))
    span.trace_state, span.flags = "vendor=1,other=2", 0x301
    span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count = 1, 2, 3
    for number in range(3):
        event = span.events.add(time_unix_nano=START + number, name=f"event {number}", dropped_attributes_count=number)
        event.attributes.extend(attributes({"n": number, "long": "z" * 300}))
    link = span.links.add(trace_id=trace_id("linked"), span_id=span_id("linked"), trace_state="k=v", flags=0x100)
    link.attributes.extend(attributes({"why": ["because"]}))
    return span


def test_a_span_comes_back_as_it_was_sent(store: Store) -> None:
    span = rich_span()
    scope = InstrumentationScope(name="lib", version="2", attributes=attributes({"s": 1}), dropped_attributes_count=4)
    store.write(span, scope=scope, resource={"host": "h", "cpus": 4}, received=START + 7)
    (stored,) = store.reader.trace(store.project, TRACE)
    assert stored.span == span
    assert InstrumentationScope.FromString(stored.scope) == scope
    assert Resource.FromString(stored.resource) == Resource(
        attributes=attributes({genai.SERVICE_NAME: "service", "host": "h", "cpus": 4})
    )
    assert stored.resource_schema_url == "https://example.test/resource"
    assert stored.scope_schema_url == "https://example.test/scope"
    assert (stored.project_id, stored.trace_id, stored.span_id) == (store.project, TRACE, span_id("rich").hex())
    assert (stored.parent_span_id, stored.name, stored.kind) == (span_id("elsewhere").hex(), "rich", "Client")
    assert (stored.status_code, stored.status_message) == ("Error", "broke\x00n")
    assert (stored.start_ns, stored.duration_ns, stored.received_ns) == (START, SECOND, START + 7)
    assert stored.service_name == "service"


def test_promoted_values_come_back(store: Store) -> None:
    said: dict[str, str | int | float] = {
        genai.OPERATION: "chat",
        genai.PROVIDER: "openai",
        genai.REQUEST_MODEL: "gpt-4o",
        genai.RESPONSE_MODEL: "gpt-4o-2024-08-06",
        genai.USAGE_INPUT_TOKENS: 1,
        genai.USAGE_OUTPUT_TOKENS: 2,
        genai.USAGE_CACHE_READ: 3,
        genai.USAGE_CACHE_WRITE: 4,
        genai.USAGE_REASONING: 5,
        genai.USAGE_COST: 0.125,
        genai.RESPONSE_TIME_TO_FIRST_CHUNK: 0.25,
        genai.SESSION_ID: "s",
        genai.CONVERSATION_ID: "c",
        genai.USER_ID: "u",
        genai.ENVIRONMENT: "prod",
        genai.ERROR_TYPE: "timeout",
    }
    store.write(make_span("call", values=said), make_span("plain"))
    call, plain = sorted((span for span in store.reader.trace(store.project, TRACE)), key=lambda span: span.name)
    assert call.genai == GenAI(
        "chat", "openai", "gpt-4o", "gpt-4o-2024-08-06", 1, 2, 3, 4, 5, 0.125, 0.25, 0, "s", "c", "u", "prod", "timeout"
    )
    assert plain.genai == GenAI()


def test_the_exporters_columns_hold_what_its_readers_expect(store: Store) -> None:
    store.write(rich_span())
    (row,) = store.client.query(
        "SELECT * FROM spans WHERE ProjectId = {project:String}", {"project": store.project}, doing="testing"
    )
    assert row["SpanKind"] == "Client"
    assert row["StatusCode"] == "Error"
    assert row["Duration"] == SECOND
    assert row["ResourceAttributes"] == {"service.name": "service"}
    assert row["SpanAttributes"]["long"] == "long text 🦙 " * 100
    assert row["SpanAttributes"]["flag"] == "true"
    assert (row["ScopeName"], row["ScopeVersion"], row["TraceState"]) == ("tests", "1", "vendor=1,other=2")
    assert row["Events.Name"] == ["event 0", "event 1", "event 2"]
    assert row["Events.Attributes"][2] == {"n": "2", "long": "z" * 300}
    assert len(row["Events.Timestamp"]) == 3
    assert (row["Links.TraceId"], row["Links.SpanId"]) == ([trace_id("linked").hex()], [span_id("linked").hex()])
    assert row["Links.TraceState"] == ["k=v"]
    assert "long" in row["ElidedKeys"]
    assert "twice" not in row["ElidedKeys"]
    assert len(row["SpanProto"]) < len(rich_span().SerializeToString()) - 1000


def test_writing_again_changes_no_count(store: Store) -> None:
    spans = [make_span("root"), chat("call", parent="root", cost=0.5)]
    for _ in range(3):
        store.write(*spans)
    store.write(*spans, *spans)
    (row,) = store.traces()
    assert (row.span_count, row.input_tokens, row.output_tokens, row.cost) == (2, 10, 5, 0.5)
    assert len(store.reader.trace(store.project, row.trace_id)) == 2
    assert len(store.spans()) == 2
    assert store.reader.stats(store.project, TraceFilter(START - HOUR, START + HOUR)).span_count == 2


@pytest.mark.parametrize("apart", [1, SECOND, 30 * 60 * SECOND])
@pytest.mark.parametrize("later_first", [False, True])
def test_of_two_versions_the_one_received_last_is_read(store: Store, apart: int, later_first: bool) -> None:
    """Also when it came back with another start, and whichever was written first."""
    versions = [
        (make_span("old name", id="span", start=START, error="failed"), START),
        (make_span("new name", id="span", start=START + apart), START + HOUR),
    ]
    for span, received in reversed(versions) if later_first else versions:
        store.write(span, received=received)
    store.write(make_span("child", parent="span", start=START + apart + 1))
    (row,) = store.traces()
    assert (row.name, row.start_ns, row.span_count, row.error_count) == ("new name", START + apart, 2, 0)
    assert store.reader.summary(store.project, TRACE) == row
    assert [span.name for span in store.reader.trace(store.project, TRACE)] == ["new name", "child"]
    assert [span.name for span in store.spans()] == ["child", "new name"]
    assert [span.name for span in store.spans(name="old name")] == []


def test_a_version_days_apart_still_counts_once_in_its_trace(store: Store) -> None:
    store.write(make_span("old", id="span", start=START - 20 * HOUR), received=START)
    store.write(make_span("new", id="span", start=START), received=START + HOUR)
    assert [span.name for span in store.reader.trace(store.project, TRACE)] == ["new"]
    summary = store.reader.summary(store.project, TRACE)
    assert summary is not None
    assert (summary.span_count, summary.start_ns) == (1, START)
    assert [row.name for row in store.traces()] == ["new"]


def test_a_re_sent_span_in_another_partition_counts_once(store: Store) -> None:
    for day in range(3):
        store.write(make_span("span", values={"day": day}), received=START + day * 24 * HOUR)
    (stored,) = store.reader.trace(store.project, TRACE)
    assert stored.span.attributes[0].value.int_value == 2
    assert [row.span_count for row in store.traces()] == [1]


@pytest.mark.parametrize("start", [0, 1, 2**31 * SECOND, MAX_NS, MAX_NS + 1, 9_223_372_036 * SECOND, 2**64 - 1])
def test_absurd_times_are_kept_and_found(store: Store, start: int) -> None:
    span = make_span("absurd", start=START)
    span.start_time_unix_nano, span.end_time_unix_nano = start, 2**64 - 1
    span.events.add(time_unix_nano=2**64 - 1, name="late")
    store.write(span, make_span("sane", parent="absurd"), make_span("other", trace="other"))
    clamped = min(start, MAX_NS)
    found = {span.name: span for span in store.reader.trace(store.project, TRACE)}
    assert set(found) == {"absurd", "sane"}
    assert found["absurd"].span == span
    assert (found["absurd"].start_ns, found["absurd"].duration_ns) == (clamped, MAX_NS - clamped)
    summary = store.reader.summary(store.project, TRACE)
    assert summary is not None
    assert (summary.span_count, summary.start_ns) == (2, min(clamped, START))
    everything = store.traces(start=0, end=2**64)
    assert sorted((row.name, row.span_count) for row in everything) == [("absurd", 2), ("other", 1)]
    assert len(store.spans(start=0, end=2**64)) == 3


def test_a_span_that_ends_before_it_starts_has_no_duration(store: Store) -> None:
    store.write(make_span("backwards", duration=-SECOND))
    (span,) = store.reader.trace(store.project, TRACE)
    assert span.duration_ns == 0


def test_unknown_enum_numbers_are_read_as_unspecified(store: Store) -> None:
    odd = make_span("span")
    odd.kind, odd.status.code = 77, -3  # type: ignore[assignment]
    Writer(store.client).write(decode([entry(*request(odd).resource_spans, project=store.project, received_ns=START)]))
    (span,) = store.reader.trace(store.project, TRACE)
    assert (span.kind, span.status_code) == ("Unspecified", "Unset")


def test_many_projects_fit_into_one_write(store: Store) -> None:
    other = Store(store.client)
    both = columns(make_span("mine"), project=store.project)
    columns(make_span("theirs"), project=other.project, received=START + 5, into=both)
    Writer(store.client).write(both)
    assert store.names() == ["mine"]
    assert other.names() == ["theirs"]


def test_writing_nothing_is_fine(store: Store) -> None:
    Writer(store.client).write(decode([]))
    assert store.names() == []


def test_columns_that_do_not_fit_together_are_refused_for_good(store: Store) -> None:
    whole = decode([entry(*request(make_span("span")).resource_spans, project=store.project)])
    broken = replace(whole, name=pa.array(["span", "one too many"]))
    with pytest.raises(InvalidRequestError) as refusal:
        Writer(store.client).write(broken)
    assert refusal.value.reason == "STORE_REFUSED"
    assert store.names() == []
