"""The check at the door: which spans of an export request may be kept.

A span must have a trace id of 16 bytes and a span id of 8, neither all zero, a parent id of 8 bytes or none, and
nothing in it may be nested deeper than `faults.MAX_NESTING`. A bad span is rejected alone (OTLP partial success); a
request of which nothing can be read is refused whole. Attribute values of every kind pass, the empty value too, as do
unknown fields and references into a string table (`key_strindex`, `string_value_strindex`), which traces do not have
and readers take as absent.
"""

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ScopeSpans

from to11.wire.otlp import json_in, piecewise
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import SPAN_ID_BYTES, TRACE_ID_BYTES, ZERO_SPAN_ID, ZERO_TRACE_ID, Checked, Tally
from to11.wire.otlp.faults import identity_fault as fault_of

STRAIGHT_BYTES = 1024 * 1024
"""Up to this size a request is parsed in one call, about 1 µs for a span of 1 KB. The call holds the interpreter, so
that a larger one is taken in pieces, between which other threads get their turn."""


def check(data: bytes, encoding: Encoding) -> Checked:
    """Check a request in either encoding. Raises InvalidRequestError where it cannot be read."""
    return check_json(data) if encoding is Encoding.JSON else check_protobuf(data)


def check_protobuf(data: bytes) -> Checked:
    """Check a serialized `ExportTraceServiceRequest`.

    The payload is `data` itself where every span is good. Raises InvalidRequestError where the bytes cannot be
    decoded; a span whose own bytes cannot be (a string that is not UTF-8, nested too deeply) is rejected alone.
    """
    if len(data) > STRAIGHT_BYTES:
        return piecewise.check(data)
    try:
        request = ExportTraceServiceRequest.FromString(data)
    except DecodeError as error:
        return piecewise.check(data, because=error)
    total = 0
    spoilt: list[ScopeSpans] = []
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            total += len(scope_spans.spans)
            if _spoilt(scope_spans):
                spoilt.append(scope_spans)
    if not spoilt:
        return Checked(data if total else b"", total, 0, "")
    return _without_bad(request)


def check_json(data: bytes) -> Checked:
    """Check a request in OTLP/JSON; the payload is protobuf. Raises InvalidRequestError where it cannot be decoded."""
    payload, tally = json_in.convert(data)
    return tally.checked(payload)


def _spoilt(scope_spans: ScopeSpans) -> bool:
    """Whether any span is bad: `identity_fault` without its words, for the hot path."""
    for span in scope_spans.spans:
        trace_id, span_id = span.trace_id, span.span_id
        if (
            len(trace_id) != TRACE_ID_BYTES
            or len(span_id) != SPAN_ID_BYTES
            or trace_id == ZERO_TRACE_ID
            or span_id == ZERO_SPAN_ID
            or len(span.parent_span_id) not in _PARENT_LENGTHS
        ):
            return True
    return False


_PARENT_LENGTHS = (SPAN_ID_BYTES, 0)


def _without_bad(request: ExportTraceServiceRequest) -> Checked:
    tally = Tally()
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            bad = []
            for position, span in enumerate(scope_spans.spans):
                if fault := fault_of(span.trace_id, span.span_id, span.parent_span_id):
                    tally.reject(span.name, fault)
                    bad.append(position)
                else:
                    tally.accepted += 1
            for position in reversed(bad):
                del scope_spans.spans[position]
    return tally.checked(request.SerializeToString())
