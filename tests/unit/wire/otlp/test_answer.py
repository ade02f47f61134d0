import json

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from to11.wire.otlp.answer import success
from to11.wire.otlp.encoding import Encoding


def test_full_success_leaves_partial_success_unset() -> None:
    assert success(Encoding.PROTOBUF) == b""
    assert success(Encoding.JSON) == b"{}"


def test_partial_success() -> None:
    response = ExportTraceServiceResponse.FromString(success(Encoding.PROTOBUF, rejected=3, message="why"))
    assert (response.partial_success.rejected_spans, response.partial_success.error_message) == (3, "why")
    assert json.loads(success(Encoding.JSON, rejected=3, message='"why"')) == {
        "partialSuccess": {"rejectedSpans": "3", "errorMessage": '"why"'}
    }


@pytest.mark.otlp("R7")
def test_a_warning_on_a_full_success() -> None:
    response = ExportTraceServiceResponse.FromString(success(Encoding.PROTOBUF, message="note"))
    assert response.HasField("partial_success")
    assert response.partial_success.rejected_spans == 0
