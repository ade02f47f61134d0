"""What OTLP says of spans and their attributes, by all three ways into the collector."""

from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.collector_fakes import Collector
from support.doors import JSON, PROTOBUF, WAYS, export
from support.otlp import names, request, span
from support.spans import attributes
from to11.control.ingest_tally import Answer
from to11.wire.otlp.attributes import to_dict
from to11.wire.otlp.framing import delimited

UNKNOWN = b"\xfa\x7f\x05hello\xf0\x7f\x07"  # fields 2047, bytes, and 2046, a number


async def kept(collector: Collector, way: str, message: ExportTraceServiceRequest) -> Span:
    """The last span of a request that is taken without a word, which must come out as it went in."""
    answer = await export(collector, way, message)
    assert not answer.HasField("partial_success")
    (payload,) = collector.spool.payloads
    assert ExportTraceServiceRequest.FromString(payload) == message
    return ExportTraceServiceRequest.FromString(payload).resource_spans[-1].scope_spans[-1].spans[-1]


@pytest.mark.otlp("G6")
@pytest.mark.parametrize("way", ["grpc", PROTOBUF])
async def test_unknown_fields_are_no_hindrance_and_are_kept(collector: Collector, way: str) -> None:
    content = span("a").SerializeToString() + UNKNOWN
    body = delimited(1, delimited(2, delimited(2, content) + UNKNOWN) + UNKNOWN) + UNKNOWN
    assert not (await export(collector, way, body)).HasField("partial_success")
    assert collector.spool.payloads == [body]


@pytest.mark.otlp("G7")
@pytest.mark.parametrize("way", WAYS)
async def test_every_kind_of_attribute_value(collector: Collector, way: str) -> None:
    values: dict[str, Any] = {
        "text": "",
        "bool": False,
        "int": -(2**63),
        "double": float("-inf"),
        "bytes": b"\x00\xff",
        "empty array": [],
        "mixed array": [1, "a", True, 0.5, b"\xff", [[]], {"k": [{}]}],
        "empty map": {},
        "map": {"a": {"b": {"c": [b"", 1]}}},
    }
    sent = span()
    sent.attributes.extend([*attributes(values), KeyValue(key="no value"), KeyValue(key="empty", value=AnyValue())])
    sent.attributes.add(key="empties").value.array_value.values.extend([AnyValue(), AnyValue()])
    got = to_dict((await kept(collector, way, request(sent))).attributes)
    assert got == {**values, "no value": None, "empty": None, "empties": [None, None]}


@pytest.mark.otlp("G8")
@pytest.mark.parametrize("way", WAYS)
async def test_references_into_a_string_table_read_as_nothing(collector: Collector, way: str) -> None:
    sent = span()
    sent.attributes.add(key="value").value.string_value_strindex = 7
    sent.attributes.add(key_strindex=3).value.int_value = 1
    got = await kept(collector, way, request(sent))
    assert to_dict(got.attributes) == {"value": None, "": 1}


@pytest.mark.otlp("G9", "R6", "H10")
@pytest.mark.parametrize(
    "fields",
    [
        {"trace_id": b""},
        {"trace_id": bytes(16)},
        {"trace_id": b"x" * 8},
        {"span_id": b""},
        {"span_id": bytes(8)},
        {"span_id": b"x" * 16},
        {"parent_span_id": b"x" * 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("way", WAYS)
async def test_a_span_with_bad_ids_is_rejected_alone(collector: Collector, way: str, fields: dict[str, bytes]) -> None:
    answer = await export(collector, way, request(span("a"), span("b", **fields), span("c")))
    assert answer.partial_success.rejected_spans == 1
    assert "span 1 'b'" in answer.partial_success.error_message
    assert [names(payload) for payload in collector.spool.payloads] == [["a", "c"]]


@pytest.mark.otlp("G10")
@pytest.mark.parametrize("way", WAYS)
async def test_what_may_be_missing_or_new_is_kept_as_it_is(collector: Collector, way: str) -> None:
    new = span("new", kind=Span.SPAN_KIND_CONSUMER, flags=0xFFFF_FFFF)
    new.links.add(trace_id=b"x" * 16, span_id=b"x" * 8, flags=0x8000_0300)
    unset = span("unset")
    unset.status.code = Status.STATUS_CODE_UNSET
    got = await kept(collector, way, request(new, unset, span("old", kind=Span.SPAN_KIND_UNSPECIFIED)))
    assert (got.kind, got.flags, got.HasField("status")) == (Span.SPAN_KIND_UNSPECIFIED, 0, False)


@pytest.mark.otlp("G11")
@pytest.mark.parametrize("way", WAYS)
async def test_a_key_given_twice_is_kept_twice_and_the_last_holds(collector: Collector, way: str) -> None:
    sent = span()
    sent.attributes.extend([*attributes({"k": 1}), *attributes({"k": "last"})])
    got = await kept(collector, way, request(sent))
    assert len(got.attributes) == 2
    assert to_dict(got.attributes) == {"k": "last"}


@pytest.mark.otlp("R4", "H8")
@pytest.mark.parametrize("way", WAYS)
async def test_the_answer_stays_small_whatever_is_rejected(collector: Collector, way: str) -> None:
    name = "\N{GRINNING FACE}" * 10_000
    answer = await export(collector, way, request(*[span(name, span_id=b"") for _ in range(200)]))
    assert answer.partial_success.rejected_spans == 200
    assert answer.partial_success.error_message.endswith("; and 195 more")
    assert answer.ByteSize() < 4096


@pytest.mark.otlp("R2", "H7")
@pytest.mark.parametrize("way", WAYS)
async def test_by_default_a_request_may_be_larger_than_grpc_takes_of_itself(collector: Collector, way: str) -> None:
    message = request(*[span("x" * 1_000_000) for _ in range(5)])
    assert not (await export(collector, way, message)).HasField("partial_success")
    assert collector.spool.payloads == [message.SerializeToString()]


@pytest.mark.otlp("G3", "G4", "R5", "H9")
@pytest.mark.parametrize(
    ("way", "body"),
    [
        *[(way, body) for way in ("grpc", PROTOBUF) for body in (b"", b"\x0a\x00", b"\x0a\x02\x12\x00")],
        *[(JSON, b'{"resourceSpans":[%b]}' % inner) for inner in (b"", b"{}", b'{"scopeSpans":[{"spans":[]}]}')],
    ],
)
async def test_empty_envelopes(collector: Collector, way: str, body: bytes) -> None:
    assert not (await export(collector, way, body)).HasField("partial_success")
    assert collector.spool.entries == []


@pytest.mark.otlp("H21")
@pytest.mark.parametrize("way", WAYS)
async def test_rejections_are_counted_and_logged(
    collector: Collector, way: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await export(collector, way, request(span("a"), span("b", span_id=b"")))
    counted = {slot.answer: (count.spans, count.message) for slot, count in collector.ledger.take().items()}
    assert counted == {Answer.ACCEPTED: (1, ""), Answer.REJECTED: (1, "span 1 'b': span_id has 0 bytes, not 8")}
    assert "span 1 'b'" in capsys.readouterr().out + caplog.text
