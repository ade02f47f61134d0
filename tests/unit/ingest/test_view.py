"""The view decodes what protobuf writes, and nothing that it is given ends the process or the thread."""

import pyarrow as pa
import pytest
from opentelemetry.proto.trace.v1 import trace_pb2

from support.otlp import request, span
from to11.ingest import view


def test_the_view_has_the_fields_of_the_messages() -> None:
    """A field that a newer OTLP adds is kept in any case; this says when the view should learn of it."""
    for name in ("Span", "Status"):
        known = {field.number for field in trace_pb2.DESCRIPTOR.message_types_by_name[name].fields}
        assert {number for number, _, _ in view._VIEWS[name]} == known
    for name in ("Event", "Link"):
        known = {field.number for field in trace_pb2.Span.DESCRIPTOR.nested_types_by_name[name].fields}
        assert {number for number, _, _ in view._VIEWS[name]} == known


def test_spans_of_several_requests_in_order() -> None:
    payloads = [request(span("a"), span("b")).SerializeToString(), b"", request(span("c")).SerializeToString()]
    spans = view.spans_of(payloads)
    assert view.read(spans).column("name").to_pylist() == ["a", "b", "c"]
    assert view.write(view.read(spans)).equals(spans)


@pytest.mark.parametrize(
    "data",
    [b"\x0a\xff", b"\x1a\x01\xff", b"\x0a" + b"\xff" * 9 + b"\x01"],
    ids=["cut off", "not UTF-8", "a length that makes it panic"],
)
def test_what_is_no_span_is_an_error(data: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        view.read(pa.array([data]))
    capfd.readouterr()  # what Rust says of a panic
