"""Attribute values as the text that the columns of the ClickHouse exporter's schema hold."""

import base64
import json
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from to11.wire.otlp.attributes import to_python


def text_of(value: AnyValue) -> str:
    """Strings as they are, booleans as `true`/`false`, numbers in decimal, bytes in base64, the rest as JSON."""
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


def _bytes(value: Any) -> str:
    return base64.b64encode(value).decode()
