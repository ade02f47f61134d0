"""Requests for fuzzing: sound ones of every shape, and what becomes of them when they are bent."""

import random
import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from to11.wire.otlp.framing import delimited

_TEXTS = ("", "k", "service.name", "project.id", "gen_ai.usage.input_tokens", "\0", "é" * 200, "\N{GRINNING FACE}")
_DOUBLES = (0.0, -0.0, float("nan"), float("inf"), -1e308, 5e-324)
_LONGS = (0, 1, 2**31, 2**53 + 1, 2**63 - 1)
_TOKENS = {
    "protobuf": [b"\x0a", b"\x12\x00", b"\xff" * 10, b"\x80" * 5, b"\x0b", b"\x0c", b"\xfa\x7f\x05hello", bytes(16)],
    "json": [
        b"null", b"{}", b"[]", b'"', b"\\ud83d", b"1e400", b"-0", b"1e9", b'"9223372036854775808"', b"true", b"NaN",
        b"\xff", b"{" * 50, b"[" * 200, b'"spans":', b'"attributes":[{"key":"k","value":', b'"kind":"SPAN_KIND_SERVER"',
    ],
    "http": [
        b"\r\n", b"\n", b"\r", b"\0", b"\xff", b" ", b":", b"HTTP/1.1 200 OK\r\n\r\n", b"0\r\n\r\n",
        b"ffffffffffffffff\r\n", b"content-length: 3\r\n", b"transfer-encoding: chunked\r\n", b"--XX\r\n", b"--XX--",
        b"x" * 70_000, b"\t", b"\r\n ",
    ],
    "sse": [
        b"\n\n", b"\r", b"data: ", b"data: {\n\n", b"data: null\n\n", b"data: [DONE]\n\n", b"event: error\n",
        b"\xef\xbb\xbf", b"\xff", b'"usage":', b"1e400", b"{" * 200, b"[" * 200, b"\0", b"\\ud83d", b"id: \0\n", b"-1",
    ],
}  # fmt: skip


def request(chance: random.Random) -> ExportTraceServiceRequest:
    """A sound request with new ids."""
    made = ExportTraceServiceRequest()
    for _ in range(chance.randint(1, 2)):
        group = made.resource_spans.add(schema_url=chance.choice(_TEXTS))
        group.resource.attributes.extend(_attributes(chance))
        for _ in range(chance.randint(1, 2)):
            scope_spans = group.scope_spans.add()
            scope_spans.scope.name = chance.choice(_TEXTS)
            trace_id = chance.randbytes(16)
            for _ in range(chance.randint(1, 3)):
                span = scope_spans.spans.add(trace_id=trace_id, span_id=chance.randbytes(8), name=chance.choice(_TEXTS))
                span.start_time_unix_nano = time.time_ns()
                span.end_time_unix_nano = chance.choice((*_LONGS, time.time_ns()))
                span.kind = chance.choice((0, 1, 5, 99))  # type: ignore[assignment]
                span.attributes.extend(_attributes(chance))
                span.events.add(name="event", time_unix_nano=chance.choice(_LONGS)).attributes.extend(
                    _attributes(chance)
                )
                span.links.add(trace_id=chance.randbytes(16), flags=chance.getrandbits(32))
    return made


def _attributes(chance: random.Random) -> list[KeyValue]:
    return [KeyValue(key=chance.choice(_TEXTS), value=_value(chance, 3)) for _ in range(chance.randint(0, 4))]


def _value(chance: random.Random, depth: int) -> AnyValue:
    value = AnyValue()
    match chance.randint(0, 7 if depth else 5):
        case 0:
            value.string_value = chance.choice(_TEXTS)
        case 1:
            value.int_value = chance.choice(_LONGS)
        case 2:
            value.double_value = chance.choice(_DOUBLES)
        case 3:
            value.bool_value = False
        case 4:
            value.bytes_value = chance.randbytes(3)
        case 6:
            value.array_value.values.extend(_value(chance, depth - 1) for _ in range(2))
        case 7:
            value.kvlist_value.values.add(key="k", value=_value(chance, depth - 1))
    return value


def bent(chance: random.Random, data: bytes, kind: str) -> bytes:
    """The bytes with a few places changed, cut, doubled, or grown by what parsers stumble over."""
    body = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(body) + 1)
        match chance.randrange(7):
            case 0 if body:
                body[at % len(body)] ^= 1 << chance.randrange(8)
            case 1:
                del body[at : at + chance.choice((1, 2, 8, 100))]
            case 2:
                body[at:at] = chance.choice(_TOKENS[kind])
            case 3:
                body[at:at] = body[at : at + chance.choice((1, 8, 64))]
            case 4:
                body[at : at + 1] = chance.randbytes(1)
            case 5:
                del body[at:]
            case 6 if kind == "protobuf" and len(body) < 100_000:
                body = bytearray(delimited(chance.choice((1, 2, 9, 15)), bytes(body)))
    return bytes(body)
