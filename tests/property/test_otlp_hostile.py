"""Whatever bytes come in: a request, or InvalidRequestError. And what is kept, every parser reads."""

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.otlp import bad_span, names, request, span
from to11.model.errors import InvalidRequestError
from to11.wire.otlp import json_out, piecewise
from to11.wire.otlp.check import check_json, check_protobuf
from to11.wire.otlp.faults import Checked

WHOLE = request(
    span("one", span_id=b"11111111"), bad_span("two"), span("three", span_id=b"33333333", trace_state="a=1")
)
WHOLE.resource_spans[0].scope_spans[0].spans[2].attributes.add(key="k").value.array_value.values.add().int_value = 5
PROTOBUF = WHOLE.SerializeToString()
JSON = msgspec.json.encode(json_out.document(WHOLE.resource_spans))


def sound(checked: Checked) -> None:
    """What is kept can be read, holds what was counted, and passes again."""
    assert len(names(checked.payload)) == checked.accepted
    assert bool(checked.message) == bool(checked.rejected)
    assert sum(rejected.spans for rejected in checked.reasons.values()) == checked.rejected
    if checked.payload:
        again = check_protobuf(checked.payload)
        assert (again.payload, again.accepted, again.rejected) == (checked.payload, checked.accepted, 0)


def try_protobuf(data: bytes) -> None:
    checked: Checked | None = None
    try:
        checked = check_protobuf(data)
        sound(checked)
    except InvalidRequestError:
        assert checked is None
    try:
        pieces = piecewise.check(data)
    except InvalidRequestError:
        return
    sound(pieces)
    if checked is not None:
        assert pieces[1:] == checked[1:]


def try_json(data: bytes) -> None:
    try:
        sound(check_json(data))
    except InvalidRequestError:
        pass


@st.composite
def mutations(draw: st.DrawFn, original: bytes) -> bytes:
    """The original with a few places overwritten, cut out or grown."""
    data = bytearray(original)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b"\x0a\x02\x12\x00")
@example(b"\x0b\x0c")
def test_random_bytes_as_protobuf(data: bytes) -> None:
    try_protobuf(data)


@settings(deadline=None, max_examples=300)
@given(mutations(PROTOBUF))
@example(PROTOBUF)
def test_mutated_protobuf(data: bytes) -> None:
    try_protobuf(data)


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_random_bytes_as_json(data: bytes) -> None:
    try_json(data)


@settings(deadline=None, max_examples=300)
@given(mutations(JSON))
def test_mutated_json(data: bytes) -> None:
    try_json(data)


KEYS = """resourceSpans scopeSpans spans resource scope attributes key value arrayValue values kvlistValue intValue
doubleValue bytesValue traceId spanId events links status code kind flags startTimeUnixNano idKeys entityRefs"""
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, max_examples=300)
@given(json_values)
def test_any_json_in_any_place(value: object) -> None:
    ids = {"traceId": "01" * 16, "spanId": "02" * 8}
    for body in (
        value,
        {"resourceSpans": value},
        {"resourceSpans": [{"scopeSpans": value, "resource": value}]},
        {"resourceSpans": [{"scopeSpans": [{"spans": [value, {**ids, "attributes": value, "status": value}]}]}]},
    ):
        try_json(msgspec.json.encode(body))


def test_the_unchanged_original_is_understood() -> None:
    for checked in (check_protobuf(PROTOBUF), piecewise.check(PROTOBUF), check_json(JSON)):
        assert (checked.accepted, checked.rejected) == (2, 1)
        kept = ExportTraceServiceRequest.FromString(checked.payload)
        assert [item.name for item in kept.resource_spans[0].scope_spans[0].spans] == ["one", "three"]
