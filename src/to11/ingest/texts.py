"""Attribute values as the text that the columns of the ClickHouse exporter's schema hold.

Strings as they are, booleans as `true`/`false`, numbers in decimal, bytes in base64, the empty value as no text, all
else as JSON.
"""

import base64
import json
import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from to11.wire.otlp.attributes import to_python


def text_of(value: AnyValue) -> str:
    """One value's text."""
    plain = to_python(value)
    match plain:
        case str():
            return plain
        case None:
            return ""
        case bool():
            return "true" if plain else "false"
        case int():
            return str(plain)
        case bytes():
            return _bytes(plain)
        case _:
            return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_bytes)


def texts_of(values: pa.StructArray) -> pa.StringArray:
    """The texts of many values, columns of `view`'s AnyValue. Strings and integers are never touched one by one."""
    strings = values.field("string_value")
    if not strings.null_count:
        return strings
    found = [strings]
    found += [
        kind.cast(pa.string())
        for kind in (values.field("int_value"), values.field("bool_value"))
        if kind.null_count < len(kind)
    ]
    found += [_each(kind, text) for name, text in _TEXTS.items() if (kind := values.field(name)).null_count < len(kind)]
    return pc.fill_null(found[0] if len(found) == 1 else pc.coalesce(*found), "")


def _each(kind: pa.Array, text: Callable[[Any], str]) -> pa.StringArray:
    """Text by text, in the places of the values that are not null."""
    texts = pa.array([text(value) for value in kind.drop_null().to_pylist()], type=pa.string())
    return pc.replace_with_mask(pa.nulls(len(kind), pa.string()), kind.is_valid(), texts)


def _double(value: float) -> str:
    return repr(value) if math.isfinite(value) else json.dumps(value)


def _array(data: bytes) -> str:
    value = AnyValue()
    value.array_value.MergeFromString(data)
    value.array_value.SetInParent()
    return text_of(value)


def _map(data: bytes) -> str:
    value = AnyValue()
    value.kvlist_value.MergeFromString(data)
    value.kvlist_value.SetInParent()
    return text_of(value)


def _bytes(value: Any) -> str:
    return base64.b64encode(value).decode()


_TEXTS: dict[str, Callable[[Any], str]] = {
    "double_value": _double,
    "array_value": _array,
    "kvlist_value": _map,
    "bytes_value": _bytes,
}
