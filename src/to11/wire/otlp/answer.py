"""The body of an answer to an export: `ExportTraceServiceResponse` (specification: Full Success, Partial Success)."""

import msgspec
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceResponse,
)

from to11.wire.otlp.encoding import Encoding

_FULL_SUCCESS = {Encoding.PROTOBUF: b"", Encoding.JSON: b"{}"}


def success(encoding: Encoding, *, rejected: int = 0, message: str = "") -> bytes:
    """The answer to a request that was taken, but for `rejected` spans.

    With nothing rejected and no message `partial_success` is unset, which in protobuf is no bytes at all.
    """
    if not rejected and not message:
        return _FULL_SUCCESS[encoding]
    if encoding is Encoding.JSON:
        partial = {"rejectedSpans": str(rejected), "errorMessage": message}
        return msgspec.json.encode({"partialSuccess": partial})
    partial_success = ExportTracePartialSuccess(rejected_spans=rejected, error_message=message)
    return ExportTraceServiceResponse(partial_success=partial_success).SerializeToString()
