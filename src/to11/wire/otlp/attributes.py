"""Attributes and plain Python values."""

from collections.abc import Iterable, Mapping, Sequence

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

Value = str | bool | int | float | bytes | list["Value"] | dict[str, "Value"] | None
"""What an attribute can hold; None is the empty value."""

_INT64 = range(-(1 << 63), 1 << 63)


def to_python(value: AnyValue) -> Value:
    """The plain value: str, bool, int, float, bytes, list, dict (of a key given twice the last holds), or None for the
    empty value and for a reference into a string table, which traces do not have."""
    kind = value.WhichOneof("value")
    match kind:
        case "string_value" | "bool_value" | "int_value" | "double_value" | "bytes_value":
            plain: Value = getattr(value, kind)
            return plain
        case "array_value":
            return [to_python(item) for item in value.array_value.values]
        case "kvlist_value":
            return to_dict(value.kvlist_value.values)
        case _:
            return None


def to_dict(attributes: Iterable[KeyValue]) -> dict[str, Value]:
    """Attributes as a dict of plain values; of a key given twice the last holds."""
    # A text that is not empty can be nothing else: most values need no second look.
    return {attribute.key: attribute.value.string_value or to_python(attribute.value) for attribute in attributes}


def key_values(attributes: Mapping[str, object]) -> list[KeyValue]:
    """Attributes from plain values, in the mapping's order. Raises TypeError for a kind that no attribute can hold."""
    return [KeyValue(key=_text(key), value=any_value(value)) for key, value in attributes.items()]


def any_value(value: object) -> AnyValue:
    """A plain value as an AnyValue: None is the empty value, an integer beyond 64 bits becomes its decimal string, a
    lone surrogate in a string (JSON can hold one, UTF-8 cannot) becomes `?`. Raises TypeError for any other kind."""
    match value:
        case str():
            return AnyValue(string_value=_text(value))
        case bool():  # before int, of which it is a kind
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value) if value in _INT64 else AnyValue(string_value=str(value))
        case float():
            return AnyValue(double_value=value)
        case bytes():
            return AnyValue(bytes_value=value)
        case None:
            return AnyValue()
        case Mapping():
            return AnyValue(kvlist_value=KeyValueList(values=key_values(value)))
        case Sequence():
            return AnyValue(array_value=ArrayValue(values=[any_value(item) for item in value]))
        case _:
            raise TypeError(f"an attribute cannot hold a {type(value).__name__}")


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
