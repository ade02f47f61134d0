import math

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from support.otlp import request, span
from to11.wire.otlp.json_out import document, to_json


def test_a_whole_request() -> None:
    made = span("work", span_id=bytes.fromhex("eee19b7ec3c1b174"), flags=257, trace_state="a=1")
    made.events.add(name="e", time_unix_nano=2**63)
    made.status.code = Status.STATUS_CODE_ERROR
    assert document(request(made).resource_spans) == {
        "resourceSpans": [
            {
                "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-rag-pipeline"}}]},
                "schemaUrl": "https://opentelemetry.io/schemas/1.41.0",
                "scopeSpans": [
                    {
                        "scope": {"name": "test"},
                        "spans": [
                            {
                                "traceId": "5b8efff798038103d269b633813fc60c",
                                "spanId": "eee19b7ec3c1b174",
                                "traceState": "a=1",
                                "flags": 257,
                                "name": "work",
                                "kind": 1,
                                "startTimeUnixNano": "1544712660000000000",
                                "endTimeUnixNano": "1544712661000000000",
                                "events": [{"timeUnixNano": "9223372036854775808", "name": "e"}],
                                "status": {"code": 2},
                            }
                        ],
                    }
                ],
            }
        ]
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (AnyValue(), {}),
        (AnyValue(string_value=""), {"stringValue": ""}),
        (AnyValue(bool_value=False), {"boolValue": False}),
        (AnyValue(int_value=-1), {"intValue": "-1"}),
        (AnyValue(double_value=0.0), {"doubleValue": 0.0}),
        (AnyValue(double_value=math.nan), {"doubleValue": "NaN"}),
        (AnyValue(double_value=math.inf), {"doubleValue": "Infinity"}),
        (AnyValue(double_value=-math.inf), {"doubleValue": "-Infinity"}),
        (AnyValue(bytes_value=b"\xfb\xff"), {"bytesValue": "+/8="}),
    ],
)
def test_values(value: AnyValue, written: object) -> None:
    assert to_json(value) == written
