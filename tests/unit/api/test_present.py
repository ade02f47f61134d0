import json

import msgspec
import pytest
from opentelemetry.proto.common.v1.common_pb2 import (
    AnyValue,
    ArrayValue,
    InstrumentationScope,
    KeyValue,
    KeyValueList,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pydantic import JsonValue

from to11.api.present import otlp, spans
from to11.api.present.attributes import attributes
from to11.model.search import GenAI, StoredSpan

START = 1_774_459_800_000_000_000


def text(key: str, content: str) -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=content))


def stored(
    span: Span, *, resource: str = "svc", scope: str = "lib", scope_url: str = "", genai: GenAI | None = None
) -> StoredSpan:
    return StoredSpan(
        project_id="proj_a",
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_span_id=span.parent_span_id.hex(),
        name=span.name,
        kind="Client",
        service_name=resource,
        start_ns=span.start_time_unix_nano,
        duration_ns=span.end_time_unix_nano - span.start_time_unix_nano,
        status_code="Error",
        status_message=span.status.message,
        received_ns=START,
        resource=Resource(attributes=[text("service.name", resource)]).SerializeToString(),
        resource_schema_url="",
        scope=InstrumentationScope(name=scope, version="1").SerializeToString(),
        scope_schema_url=scope_url,
        span=span,
        genai=genai or GenAI(),
    )


def make_span(number: int, **more: object) -> Span:
    return Span(
        trace_id=bytes(15) + b"\x01",
        span_id=number.to_bytes(8, "big"),
        name=f"span-{number}",
        start_time_unix_nano=START + number,
        end_time_unix_nano=START + number + 5,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (AnyValue(string_value=""), ""),
        (AnyValue(bool_value=False), False),
        (AnyValue(int_value=-(2**63)), -(2**63)),
        (AnyValue(double_value=1.0), 1.0),
        (AnyValue(double_value=float("inf")), {"doubleValue": "Infinity"}),
        (AnyValue(double_value=float("-inf")), {"doubleValue": "-Infinity"}),
        (AnyValue(double_value=float("nan")), {"doubleValue": "NaN"}),
        (AnyValue(bytes_value=b"\xff\x00"), {"bytesValue": "/wA="}),
        (AnyValue(array_value=ArrayValue()), []),
        (AnyValue(), None),
        (
            AnyValue(
                array_value=ArrayValue(
                    values=[AnyValue(int_value=1), AnyValue(kvlist_value=KeyValueList(values=[text("a", "b")]))]
                )
            ),
            [1, {"a": "b"}],
        ),
    ],
)
def test_a_value_keeps_its_type(sent: AnyValue, told: JsonValue) -> None:
    found = attributes([KeyValue(key="k", value=sent)])["k"]
    assert found == told
    assert type(found) is type(told)


def test_the_last_of_two_equal_keys_counts() -> None:
    assert attributes([text("k", "first"), text("k", "last")]) == {"k": "last"}


def test_a_span_is_told_whole() -> None:
    span = make_span(
        7,
        parent_span_id=b"\x00" * 7 + b"\x02",
        trace_state="a=b",
        flags=257,
        attributes=[text("pipeline.stage", "ingestion")],
        dropped_attributes_count=1,
        events=[
            Span.Event(name="exception", time_unix_nano=START, attributes=[text("k", "v")], dropped_attributes_count=2)
        ],
        dropped_events_count=3,
        links=[Span.Link(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, trace_state="c=d", flags=1)],
        dropped_links_count=4,
        status=Status(code=Status.STATUS_CODE_ERROR, message="boom"),
    )
    told = json.loads(msgspec.json.encode(spans.span(stored(span, scope_url="https://schema"))))
    assert told == {
        "traceId": "0" * 31 + "1",
        "spanId": "0" * 15 + "7",
        "parentSpanId": "0" * 15 + "2",
        "traceState": "a=b",
        "flags": 257,
        "name": "span-7",
        "kind": "client",
        "serviceName": "svc",
        "startTime": "2026-03-25T17:30:00.000000007Z",
        "endTime": "2026-03-25T17:30:00.000000012Z",
        "durationNano": 5,
        "receivedTime": "2026-03-25T17:30:00Z",
        "status": {"code": "error", "message": "boom"},
        "attributes": {"pipeline.stage": "ingestion"},
        "droppedAttributesCount": 1,
        "events": [
            {
                "name": "exception",
                "time": "2026-03-25T17:30:00Z",
                "attributes": {"k": "v"},
                "droppedAttributesCount": 2,
            }
        ],
        "droppedEventsCount": 3,
        "links": [
            {
                "traceId": "01" * 16,
                "spanId": "02" * 8,
                "traceState": "c=d",
                "flags": 1,
                "attributes": {},
                "droppedAttributesCount": 0,
            }
        ],
        "droppedLinksCount": 4,
        "resource": {"attributes": {"service.name": "svc"}, "droppedAttributesCount": 0, "schemaUrl": ""},
        "scope": {
            "name": "lib",
            "version": "1",
            "attributes": {},
            "droppedAttributesCount": 0,
            "schemaUrl": "https://schema",
        },
        "genAi": None,
    }


def test_a_root_has_no_parent() -> None:
    assert spans.span(stored(make_span(1))).parent_span_id is None


def test_the_genai_block_leaves_unknown_values_null_and_keeps_zero() -> None:
    told = spans.span(stored(make_span(1), genai=GenAI(operation="chat", input_tokens=0))).gen_ai
    assert told is not None
    assert (told.operation, told.provider, told.input_tokens, told.output_tokens) == ("chat", None, 0, None)


def test_messages_are_told_whichever_convention_they_were_written_in() -> None:
    span = make_span(
        1,
        attributes=[
            text("gen_ai.prompt.0.role", "user"),
            text("gen_ai.prompt.0.content", "Weather in Rome?"),
            text("llm.request.functions.0.name", "weather"),
        ],
        events=[
            Span.Event(name="gen_ai.choice", attributes=[text("message", "Sunny."), text("finish_reason", "end_turn")])
        ],
    )
    told = json.loads(msgspec.json.encode(spans.span(stored(span))))
    genai = told["genAi"]
    assert genai["inputMessages"] == [{"role": "user", "parts": [{"type": "text", "content": "Weather in Rome?"}]}]
    assert genai["outputMessages"] == [
        {"role": "assistant", "parts": [{"type": "text", "content": "Sunny."}], "finish_reason": "stop"}
    ]
    assert genai["toolDefinitions"] == [{"type": "function", "name": "weather"}]
    assert (genai["systemInstructions"], genai["operation"], genai["inputTokens"]) == (None, None, None)
    assert told["attributes"]["gen_ai.prompt.0.role"] == "user"


def test_messages_may_be_structured_and_hold_what_json_has_no_value_for() -> None:
    part = KeyValueList(
        values=[
            text("type", "x"),
            KeyValue(key="raw", value=AnyValue(bytes_value=b"\xff")),
            KeyValue(key="nan", value=AnyValue(double_value=float("nan"))),
        ]
    )
    parts = AnyValue(array_value=ArrayValue(values=[AnyValue(kvlist_value=part)]))
    message = KeyValueList(values=[text("role", "user"), KeyValue(key="parts", value=parts)])
    listed = AnyValue(array_value=ArrayValue(values=[AnyValue(kvlist_value=message)]))
    span = make_span(1, attributes=[KeyValue(key="gen_ai.input.messages", value=listed)])
    genai = json.loads(msgspec.json.encode(spans.span(stored(span))))["genAi"]
    assert genai["inputMessages"] == [
        {"role": "user", "parts": [{"type": "x", "raw": {"bytesValue": "/w=="}, "nan": {"doubleValue": "NaN"}}]}
    ]


def test_spans_are_grouped_under_equal_resources_and_scopes_in_their_order() -> None:
    listed = [
        stored(make_span(1), resource="a", scope="x"),
        stored(make_span(2), resource="b", scope="x"),
        stored(make_span(3), resource="a", scope="y"),
        stored(make_span(4), resource="a", scope="x"),
        stored(make_span(5), resource="a", scope="x", scope_url="https://schema"),
    ]
    found = [
        (
            resource.resource.attributes[0].value.string_value,
            scope.scope.name,
            scope.schema_url,
            [span.name for span in scope.spans],
        )
        for resource in otlp.resource_spans(listed)
        for scope in resource.scope_spans
    ]
    assert found == [
        ("a", "x", "", ["span-1", "span-4"]),
        ("a", "y", "", ["span-3"]),
        ("a", "x", "https://schema", ["span-5"]),
        ("b", "x", "", ["span-2"]),
    ]


def test_otlp_spans_are_what_was_sent() -> None:
    sent = make_span(1, attributes=[text("k", "v"), text("k", "again")])
    assert otlp.resource_spans([stored(sent)])[0].scope_spans[0].spans[0] == sent
