"""OTLP attribute values as plain JSON values that keep their types."""

import base64
import math
from collections.abc import Iterable

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from pydantic import JsonValue

from to11.wire.otlp.attributes import Value, to_dict

_PLAIN = (str, int)
_NON_FINITE = {math.inf: "Infinity", -math.inf: "-Infinity"}


def attributes(pairs: Iterable[KeyValue]) -> dict[str, JsonValue]:
    """Attributes by key; of a key that comes twice, which OTLP forbids, the last one counts.

    JSON has no bytes and no NaN or infinity; they are told as OTLP/JSON tells them, `{"bytesValue": base64}` and
    `{"doubleValue": "NaN"}`.
    """
    return {key: value if isinstance(value, _PLAIN) else _json(value) for key, value in to_dict(pairs).items()}


def _json(value: Value) -> JsonValue:
    match value:
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case float() if not math.isfinite(value):
            return {"doubleValue": _NON_FINITE.get(value, "NaN")}
        case list():
            return [_json(item) for item in value]
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case _:
            return value
