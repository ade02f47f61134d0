from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.calls import attributes
from to11.record.attributes import put


def test_every_kind_of_value_keeps_its_type() -> None:
    span = Span()
    put(span.attributes, {"s": "x", "b": True, "i": 3, "f": 3.0, "l": ["a", "b"]})
    kinds = {pair.key: pair.value.WhichOneof("value") for pair in span.attributes}
    assert kinds == {"s": "string_value", "b": "bool_value", "i": "int_value", "f": "double_value", "l": "array_value"}
    assert attributes(span) == {"s": "x", "b": True, "i": 3, "f": 3.0, "l": ["a", "b"]}


def test_what_is_absent_is_left_out_and_what_is_zero_is_not() -> None:
    span = Span()
    put(span.attributes, {"none": None, "empty": "", "list": [], "zero": 0, "false": False, "nought": 0.0})
    assert attributes(span) == {"zero": 0, "false": False, "nought": 0.0}


def test_a_number_that_otlp_cannot_carry_is_left_out() -> None:
    span = Span()
    put(span.attributes, {"big": 2**63, "low": -(2**63)})
    assert attributes(span) == {"low": -(2**63)}
