import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.plain_rows import elide
from support.spans import make_span
from to11.store.elision import restore


def ids(span: Span) -> tuple[str, str, str]:
    return span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()


def test_a_message_that_was_kept_whole_stays_as_it_is() -> None:
    span = make_span("span", values={"key": 1}, parent="other")
    assert restore(span.SerializeToString(), ids(span), [], {}) == span


def test_fields_from_the_future_survive() -> None:
    unknown = b"\xfa\x3f\x03new"  # field 1023, length-delimited
    span = Span.FromString(make_span("span", values={"key": "x" * 500}).SerializeToString() + unknown)
    data, keys = elide(span)
    assert unknown in restore(data, ids(span), keys, {"key": "x" * 500}).SerializeToString()


def test_a_missing_text_is_an_error() -> None:
    span = make_span("span", values={"key": "x" * 500})
    data, keys = elide(span)
    with pytest.raises(KeyError):
        restore(data, ids(span), keys, {})


def test_more_keys_than_places_are_an_error() -> None:
    span = make_span("span", values={"key": "x" * 500})
    data, _ = elide(span)
    with pytest.raises(ValueError, match="shorter"):
        restore(data, ids(span), ["key", "more"], {"key": "x", "more": "y"})
