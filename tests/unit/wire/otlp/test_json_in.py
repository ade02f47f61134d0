import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from to11.model.errors import InvalidRequestError
from to11.wire.otlp.faults import Tally
from to11.wire.otlp.json_in import decode

IDS = {"traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "eee19b7ec3c1b174"}


def document(*spans: object, **resource_spans: object) -> bytes:
    return json.dumps({"resourceSpans": [{**resource_spans, "scopeSpans": [{"spans": spans}]}]}).encode()


def decode_span(**fields: object) -> Span:
    request, tally = decode(document({**IDS, **fields}))
    assert tally.message == ""
    return request.resource_spans[0].scope_spans[0].spans[0]


def rejection(**fields: object) -> str:
    request, tally = decode(document({**IDS, "name": "bad", **fields}, {**IDS, "name": "good"}))
    assert [span.name for span in request.resource_spans[0].scope_spans[0].spans] == ["good"]
    assert (tally.accepted, tally.rejected) == (1, 1)
    return tally.message.partition("span 0")[2].partition(": ")[2]


def attribute(value: Any) -> Any:
    return decode_span(attributes=[{"key": "k", "value": value}]).attributes[0].value


def test_every_field_of_a_span() -> None:
    span = decode_span(
        parentSpanId="EEE19B7EC3C1B173",
        traceState="a=1",
        flags=257,
        name="work",
        kind=3,
        startTimeUnixNano="1544712660123456789",
        endTimeUnixNano=1544712661987654321,
        attributes=[{"key": "k", "value": {"stringValue": "v"}}],
        droppedAttributesCount=1,
        events=[{"timeUnixNano": "5", "name": "e", "attributes": [{"key": "x"}], "droppedAttributesCount": 2}],
        droppedEventsCount=3,
        links=[{**IDS, "traceState": "b=2", "flags": 1, "droppedAttributesCount": 4, "attributes": []}],
        droppedLinksCount=5,
        status={"code": 2, "message": "broken"},
    )
    expected = Span(
        trace_id=bytes.fromhex(IDS["traceId"]),
        span_id=bytes.fromhex(IDS["spanId"]),
        parent_span_id=bytes.fromhex("eee19b7ec3c1b173"),
        trace_state="a=1",
        flags=257,
        name="work",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=1544712660123456789,
        end_time_unix_nano=1544712661987654321,
        dropped_attributes_count=1,
        dropped_events_count=3,
        dropped_links_count=5,
        status=Status(code=Status.STATUS_CODE_ERROR, message="broken"),
    )
    expected.attributes.add(key="k").value.string_value = "v"
    expected.events.add(time_unix_nano=5, name="e", dropped_attributes_count=2).attributes.add(key="x")
    expected.links.add(
        trace_id=expected.trace_id, span_id=expected.span_id, trace_state="b=2", flags=1, dropped_attributes_count=4
    )
    assert span == expected


def test_resource_and_scope() -> None:
    body = {
        "resourceSpans": [
            {
                "resource": {
                    "attributes": [{"key": "service.name", "value": {"stringValue": "s"}}],
                    "droppedAttributesCount": 1,
                    "entityRefs": [
                        {"schemaUrl": "u", "type": "service", "idKeys": ["service.name"], "descriptionKeys": []}
                    ],
                },
                "schemaUrl": "resource-schema",
                "scopeSpans": [
                    {
                        "scope": {
                            "name": "n",
                            "version": "1",
                            "attributes": [{"key": "a"}],
                            "droppedAttributesCount": 2,
                        },
                        "schemaUrl": "scope-schema",
                        "spans": [IDS],
                    }
                ],
            }
        ]
    }
    request, _ = decode(json.dumps(body).encode())
    (resource_spans,) = request.resource_spans
    assert resource_spans.schema_url == "resource-schema"
    assert resource_spans.resource.dropped_attributes_count == 1
    assert list(resource_spans.resource.entity_refs[0].id_keys) == ["service.name"]
    (scope_spans,) = resource_spans.scope_spans
    assert (scope_spans.scope.name, scope_spans.scope.version, scope_spans.schema_url) == ("n", "1", "scope-schema")
    assert scope_spans.scope.dropped_attributes_count == 2


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ({"stringValue": ""}, "string_value", ""),
        ({"boolValue": False}, "bool_value", False),
        ({"intValue": "-9223372036854775808"}, "int_value", -(2**63)),
        ({"intValue": 9223372036854775807}, "int_value", 2**63 - 1),
        ({"intValue": 1e9}, "int_value", 10**9),
        ({"intValue": "1e9"}, "int_value", 10**9),
        ({"intValue": "1.50e2"}, "int_value", 150),
        ({"doubleValue": 1}, "double_value", 1.0),
        ({"doubleValue": "-2.5e-3"}, "double_value", -0.0025),
        ({"doubleValue": "Infinity"}, "double_value", float("inf")),
        ({"doubleValue": "-Infinity"}, "double_value", float("-inf")),
        ({"bytesValue": "+/8="}, "bytes_value", b"\xfb\xff"),
        ({"bytesValue": "-_8"}, "bytes_value", b"\xfb\xff"),
        ({"bytesValue": ""}, "bytes_value", b""),
        ({"stringValueStrindex": 4}, "string_value_strindex", 4),
        ({"stringValue": None, "intValue": "1"}, "int_value", 1),
    ],
)
def test_scalar_values(value: object, kind: str, expected: object) -> None:
    decoded = attribute(value)
    assert decoded.WhichOneof("value") == kind
    assert getattr(decoded, kind) == expected


def test_not_a_number() -> None:
    assert attribute({"doubleValue": "NaN"}).double_value != attribute({"doubleValue": "NaN"}).double_value


def test_empty_and_nested_values() -> None:
    span = decode_span(attributes=[{"key": "absent"}, {"key": "null", "value": None}, {"key": "empty", "value": {}}])
    assert [item.HasField("value") for item in span.attributes] == [False, False, True]
    nested = attribute(
        {"arrayValue": {"values": [{}, {"kvlistValue": {"values": [{"key": "in", "value": {"arrayValue": {}}}]}}]}}
    )
    empty, mapping = nested.array_value.values
    assert empty.WhichOneof("value") is None
    assert mapping.kvlist_value.values[0].value.WhichOneof("value") == "array_value"


def test_unknown_and_snake_case_keys_are_ignored() -> None:
    span = decode_span(name="n", start_time_unix_nano="7", newField={"deep": [1, {"x": None}]}, parent_span_id="zz")
    assert (span.name, span.start_time_unix_nano, span.parent_span_id) == ("n", 0, b"")


def test_null_is_the_default_everywhere() -> None:
    span = decode_span(name=None, attributes=None, events=None, status=None, kind=None, startTimeUnixNano=None)
    assert span == decode_span()
    assert not span.HasField("status")
    request, tally = decode(b'{"resourceSpans":[{"resource":null,"scopeSpans":[{"spans":null,"scope":null}]}]}')
    assert tally.accepted == tally.rejected == 0
    assert not request.resource_spans[0].HasField("resource")


def test_enum_names_are_tolerated_and_unknown_numbers_kept() -> None:
    assert decode_span(kind="SPAN_KIND_SERVER").kind == Span.SPAN_KIND_SERVER
    assert decode_span(kind=77).kind == 77


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"traceId": "zz" * 16}, "traceId: not hexadecimal"),
        ({"traceId": "5B8EFFF798038103D269B633813FC60"}, "traceId: not hexadecimal"),
        ({"traceId": "5B 8E FF F7 98 03 81 03 D2 69 B6 33 81 3F C6 0C"}, "traceId: not hexadecimal"),
        ({"traceId": 7}, "traceId: not hexadecimal"),
        ({"spanId": "W47/95gDgQM="}, "spanId: not hexadecimal"),
        ({"spanId": None}, "span_id has 0 bytes, not 8"),
        ({"links": [{"traceId": "xy"}]}, "links: traceId: not hexadecimal"),
        ({"name": 5}, "name: not a string"),
        ({"kind": "SPAN_KIND_ELSE"}, "kind: not an integer"),
        ({"kind": True}, "kind: not an integer"),
        ({"flags": -1}, "flags: "),
        ({"flags": 2**32}, "flags: "),
        ({"startTimeUnixNano": "18446744073709551616"}, "startTimeUnixNano: "),
        ({"startTimeUnixNano": "1.5"}, "startTimeUnixNano: not an integer"),
        ({"startTimeUnixNano": " 1"}, "startTimeUnixNano: not an integer"),
        ({"startTimeUnixNano": "1_0"}, "startTimeUnixNano: not an integer"),
        ({"startTimeUnixNano": "1e99"}, "startTimeUnixNano: "),
        ({"startTimeUnixNano": "1e999999999"}, "startTimeUnixNano: not an integer"),
        ({"startTimeUnixNano": 0.5}, "startTimeUnixNano: not an integer"),
        ({"attributes": {}}, "attributes: not an array"),
        ({"attributes": ["x"]}, "attributes: not an object"),
        ({"attributes": [{"key": "k", "value": "bare"}]}, "attributes: value: not an object"),
        ({"attributes": [{"value": {"boolValue": "true"}}]}, "attributes: value: boolValue: not a boolean"),
        ({"attributes": [{"value": {"doubleValue": "x"}}]}, "attributes: value: doubleValue: not a number"),
        ({"attributes": [{"value": {"doubleValue": 10**400}}]}, "attributes: value: doubleValue: out of range"),
        ({"attributes": [{"value": {"bytesValue": "a"}}]}, "attributes: value: bytesValue: not base64"),
        ({"attributes": [{"value": {"bytesValue": "a b="}}]}, "attributes: value: bytesValue: not base64"),
        ({"attributes": [{"value": {"bytesValue": "äöü="}}]}, "attributes: value: bytesValue: not base64"),
        ({"status": 2}, "status: not an object"),
    ],
)
def test_a_span_that_does_not_fit_is_rejected_alone(fields: dict[str, object], why: str) -> None:
    assert rejection(**fields).startswith(why)


def test_an_element_that_is_no_object_is_a_rejected_span() -> None:
    _, tally = decode(document(IDS, 5, [], None))
    assert (tally.accepted, tally.rejected) == (1, 3)


@pytest.mark.parametrize(
    ("escaped", "name"),
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"\ude00\ud83d\ud83d\ude00", "\ufffd\ufffd\N{GRINNING FACE}"),
        (r"\\ud83d\ud83d", r"\ud83d" + "\ufffd"),
        (r"\\\uD83D\"", '\\\ufffd"'),
    ],
)
def test_a_lone_surrogate_is_replaced(escaped: str, name: str) -> None:
    body = document({**IDS, "name": "NAME"}, {**IDS, "name": "other"}).replace(b"NAME", escaped.encode())
    request, tally = decode(body)
    assert tally.accepted == 2
    assert request.resource_spans[0].scope_spans[0].spans[0].name == name


def test_a_bad_resource_costs_its_spans() -> None:
    body = b'{"resourceSpans":[{"resource":{"attributes":5},"scopeSpans":[{"spans":[{},{}]}]},' + document(IDS)[19:]
    request, tally = decode(body)
    assert (tally.accepted, tally.rejected) == (1, 2)
    assert "resource: attributes: not an array" in tally.message
    assert len(request.resource_spans[0].scope_spans[0].spans) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"resourceSpans":{}}',
        b'{"resourceSpans":[1]}',
        b'{"resourceSpans":[{"scopeSpans":[[]]}]}',
        b'{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
        b'{"resourceSpans":[]}garbage',
        b'{"\xff":1}',
        b"\xff\xfe",
        b'{"resourceSpans":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: body[:50].decode("latin-1"),
)
def test_a_document_that_is_no_request(body: bytes) -> None:
    with pytest.raises(InvalidRequestError, match="the request is not OTLP/JSON"):
        decode(body)


def test_a_very_deep_value_costs_its_span() -> None:
    deep = b'{"arrayValue":{"values":[' * 300 + b"]}}" * 300
    body = document({**IDS, "attributes": [{"value": 7}]}, IDS).replace(b'"value": 7', b'"value": ' + deep)
    _, tally = decode(body)
    assert (tally.accepted, tally.rejected) == (1, 1)


def test_an_account_of_nothing_is_silent() -> None:
    assert Tally().message == ""
    assert decode(b"{}")[1].message == ""
