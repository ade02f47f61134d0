"""Messages into OTLP/JSON, loss-free: `json_in` reads back what is written here.

Ids are lower-case hexadecimal, 64-bit integers decimal strings, enums integers, bytes base64, and the doubles that JSON
has no number for are strings. Fields at their default are left out, as in protobuf.
"""

import base64
import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from to11.wire.otlp.schema import FieldSchema, Kind, fields_of

_Writer = Callable[[Any], object]


def document(resource_spans: Iterable[ResourceSpans]) -> dict[str, object]:
    """An `ExportTraceServiceRequest` (or `TracesData`) in OTLP/JSON, as plain dicts and lists."""
    return {"resourceSpans": [to_json(message) for message in resource_spans]}


def to_json(message: Message) -> dict[str, object]:
    """One message of the trace protocol (ResourceSpans, Span, AnyValue …) as a JSON object."""
    writers = _writers(message.DESCRIPTOR)
    written: dict[str, object] = {}
    for field, value in message.ListFields():
        json_name, write = writers[field.name]
        written[json_name] = write(value)
    return written


@cache
def _writers(descriptor: Descriptor) -> Mapping[str, tuple[str, _Writer]]:
    return {field.name: (field.json_name, _writer(field)) for field in fields_of(descriptor)}


def _writer(field: FieldSchema) -> _Writer:
    write = _WRITERS[field.kind]
    return (lambda values: [write(value) for value in values]) if field.repeated else write


def _same(value: object) -> object:
    return value


def _double(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _octets(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_WRITERS: Mapping[Kind, _Writer] = {
    Kind.TEXT: _same,
    Kind.BOOLEAN: _same,
    Kind.INTEGER: _same,
    Kind.ENUM: _same,
    Kind.LONG: str,
    Kind.DOUBLE: _double,
    Kind.OCTETS: _octets,
    Kind.ID: bytes.hex,
    Kind.MESSAGE: to_json,
}
