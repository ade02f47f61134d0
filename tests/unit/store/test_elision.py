import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.spans import make_span
from to11.store.elision import LIMIT, elide, restore


@pytest.mark.parametrize(
    ("text", "cut"),
    [("x" * LIMIT, False), ("x" * (LIMIT + 1), True), ("é" * LIMIT, False), ("é" * (LIMIT + 1), True), ("", False)],
)
def test_the_limit_counts_characters(text: str, cut: bool) -> None:
    _, keys = elide(make_span("span", values={"key": text}))
    assert keys == (["key"] if cut else [])


def test_a_message_without_long_texts_is_passed_through() -> None:
    data = make_span("span", values={"key": "short"}).SerializeToString()
    assert restore(data, [], {}) is data


def test_fields_from_the_future_survive() -> None:
    unknown = b"\xfa\x3f\x03new"  # field 1023, length-delimited
    span = Span.FromString(make_span("span", values={"key": "x" * 500}).SerializeToString() + unknown)
    data, keys = elide(span)
    assert unknown in restore(data, keys, {"key": "x" * 500})


def test_a_missing_text_is_an_error() -> None:
    data, keys = elide(make_span("span", values={"key": "x" * 500}))
    with pytest.raises(KeyError):
        restore(data, keys, {})
