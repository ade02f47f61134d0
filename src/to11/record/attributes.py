"""OTLP attributes from plain values."""

from collections.abc import Mapping
from typing import Final

from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

Value = str | bool | int | float | list[str] | None
Attributes = Mapping[str, Value]

_INT64: Final = range(-(2**63), 2**63)


def put(into: "RepeatedCompositeFieldContainer[KeyValue]", attributes: Attributes) -> None:
    """Append the attributes. None, an empty string and an empty list mean that the source is absent: left out."""
    for key, value in attributes.items():
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, int) and value not in _INT64:
            continue
        pair = into.add()
        pair.key = key
        if isinstance(value, str):
            pair.value.string_value = value
        elif isinstance(value, bool):
            pair.value.bool_value = value
        elif isinstance(value, int):
            pair.value.int_value = value
        elif isinstance(value, float):
            pair.value.double_value = value
        else:
            items = pair.value.array_value.values
            for item in value:
                items.add().string_value = item
