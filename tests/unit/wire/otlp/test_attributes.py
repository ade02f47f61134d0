from collections import UserDict

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from to11.wire.otlp.attributes import any_value, key_values, to_dict, to_python

PLAIN = {
    "str": "text",
    "empty": "",
    "bool": True,
    "int": -(2**63),
    "float": 0.5,
    "bytes": b"\x00\xff",
    "none": None,
    "list": [1, "a", None, [False], {"k": b"v"}],
    "dict": {"a": {"b": [1.5]}, "empty": {}},
}


def test_there_and_back_keeps_values_and_kinds() -> None:
    back = to_dict(key_values(PLAIN))
    assert back == PLAIN
    assert [type(value) for value in back.values()] == [type(value) for value in PLAIN.values()]


def test_kinds() -> None:
    assert any_value(True).WhichOneof("value") == "bool_value"
    assert any_value(1).WhichOneof("value") == "int_value"
    assert any_value(None).WhichOneof("value") is None
    assert any_value((1, 2)) == any_value([1, 2])
    assert any_value(UserDict(a=1)) == any_value({"a": 1})


def test_an_integer_beyond_64_bits_keeps_its_digits() -> None:
    assert any_value(2**63) == AnyValue(string_value="9223372036854775808")
    assert any_value(2**63 - 1) == AnyValue(int_value=2**63 - 1)


def test_a_lone_surrogate_does_not_lose_the_span() -> None:
    assert key_values({"k\ud800": "cut \ud83d"}) == [KeyValue(key="k?", value=AnyValue(string_value="cut ?"))]


def test_a_kind_that_no_attribute_can_hold() -> None:
    with pytest.raises(TypeError, match="an attribute cannot hold a object"):
        key_values({"k": [object()]})


def test_what_a_trace_does_not_have_reads_as_empty() -> None:
    assert to_python(AnyValue(string_value_strindex=3)) is None


def test_the_last_of_equal_keys_holds() -> None:
    assert to_dict([*key_values({"k": 1}), *key_values({"k": 2})]) == {"k": 2}
