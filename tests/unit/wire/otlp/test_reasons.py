"""Every rejection has a reason that a program can count, beside the words."""

from typing import Any

import msgspec
import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.otlp import bad_span, request, span
from to11.wire.otlp import json_out, piecewise
from to11.wire.otlp.check import check, check_json, check_protobuf
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import Reason

IDS = {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174"}
BY_IDS = [
    ({"trace_id": b"x"}, Reason.INVALID_TRACE_ID),
    ({"trace_id": bytes(16)}, Reason.INVALID_TRACE_ID),
    ({"span_id": b""}, Reason.INVALID_SPAN_ID),
    ({"span_id": bytes(8)}, Reason.INVALID_SPAN_ID),
    ({"parent_span_id": b"x"}, Reason.INVALID_PARENT_SPAN_ID),
]


def reasons_of(body: bytes, encoding: Encoding = Encoding.PROTOBUF) -> dict[Reason, int]:
    return {reason: rejected.spans for reason, rejected in check(body, encoding).reasons.items()}


def raw(content: bytes) -> bytes:
    """A request whose one span has this content."""
    for tag in (b"\x12", b"\x12", b"\x0a"):
        content = tag + bytes([len(content)]) + content
    return content


def deep_span() -> Span:
    """One array more than may lie within another, which can only be seen in a whole request."""
    made = span("deep")
    value: AnyValue = made.attributes.add(key="deep").value
    for _ in range(48):
        value = value.array_value.values.add()
    return made


def in_json(**fields: Any) -> bytes:
    return msgspec.json.encode({"resourceSpans": [{"scopeSpans": [{"spans": [{**IDS, **fields}, IDS]}]}]})


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize(("fields", "reason"), BY_IDS)
def test_bad_ids(fields: dict[str, object], reason: Reason, encoding: Encoding) -> None:
    message = request(span("good"), span("bad", **fields))
    protobuf = message.SerializeToString()
    body = protobuf if encoding is Encoding.PROTOBUF else msgspec.json.encode(json_out.document(message.resource_spans))
    assert reasons_of(body, encoding) == {reason: 1}
    assert piecewise.check(protobuf).reasons.keys() == {reason}


def test_what_no_parser_takes() -> None:
    good = request(span("good")).SerializeToString()
    not_utf8 = span("x").SerializeToString().replace(b"*\x01x", b"*\x01\xff")
    assert reasons_of(good + raw(not_utf8)) == {Reason.INVALID_UTF8: 1}
    assert reasons_of(good + raw(b"\x0a\x7f")) == {Reason.MALFORMED: 1}
    assert reasons_of(request(span("good"), deep_span()).SerializeToString()) == {Reason.NESTED_TOO_DEEPLY: 1}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"traceId": "no hex"}, Reason.INVALID_TRACE_ID),
        ({"spanId": 7}, Reason.INVALID_SPAN_ID),
        ({"parentSpanId": "zz"}, Reason.INVALID_PARENT_SPAN_ID),
        ({"name": 7}, Reason.INVALID_VALUE),
        ({"links": [{"traceId": "no hex"}]}, Reason.INVALID_VALUE),
    ],
)
def test_json_values(fields: dict[str, Any], reason: Reason) -> None:
    assert reasons_of(in_json(**fields), Encoding.JSON) == {reason: 1}


def test_json_that_is_too_deep_or_no_text() -> None:
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"arrayValue": {"values": [deep]}}
    assert reasons_of(in_json(attributes=[{"value": deep}]), Encoding.JSON) == {Reason.NESTED_TOO_DEEPLY: 1}
    assert reasons_of(in_json(name="X").replace(b"X", b"\xff"), Encoding.JSON) == {Reason.INVALID_UTF8: 1}


def test_a_bad_resource_gives_all_its_spans_its_reason() -> None:
    body = msgspec.json.encode({"resourceSpans": [{"resource": 7, "scopeSpans": [{"spans": [IDS, IDS]}]}]})
    assert reasons_of(body, Encoding.JSON) == {Reason.INVALID_VALUE: 2}


def test_each_reason_is_counted_and_tells_of_its_first_span_however_many_come_before() -> None:
    spans = [*(bad_span(f"b{number}") for number in range(9)), span("good"), span("t", trace_id=b"x")]
    checked = check_protobuf(request(*spans).SerializeToString())
    assert checked.reasons == {
        Reason.INVALID_SPAN_ID: (9, "span 0 'b0': span_id is all zero"),
        Reason.INVALID_TRACE_ID: (1, "span 10 't': trace_id has 1 bytes, not 16"),
    }
    assert "'t'" not in checked.message


def test_nothing_is_made_where_all_is_good() -> None:
    body = request(span()).SerializeToString()
    assert check_protobuf(body).reasons is check_protobuf(body).reasons
    assert not check_json(b"{}").reasons
