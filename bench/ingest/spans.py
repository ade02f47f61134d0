"""Export requests made ahead: spans of a given size with ids of their own.

The bodies of some thousands of distinct spans are built once with protobuf; a request then joins bodies and fresh
random ids at the level of bytes, so that a gigabyte of requests is ready in seconds. A trace holds eight spans, and
goes on into the next request where a batch is smaller.
"""

import json
import os
import random
import time
from enum import StrEnum
from typing import NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

SPANS_PER_TRACE = 8
_DISTINCT_BODIES = 4096
_IDS_BYTES = 28
"""Two tags and lengths, a trace id of 16 bytes and a span id of 8."""
_PARENT_BYTES = 10

_PROSE = (
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by word "
    "invoice retrieval customer answer question context document summary order refund policy language model"
)
_WORDS = _PROSE.split()


class Size(StrEnum):
    """What a span is like."""

    LLM = "1kb"
    """An LLM call with its messages."""
    SMALL = "200b"
    """An HTTP server span."""

    @property
    def nbytes(self) -> int:
        """Length of one serialized span."""
        return 1024 if self is Size.LLM else 200


class Probe(NamedTuple):
    """A request of one span, and the span's ids in hexadecimal."""

    body: bytes
    trace_id: str
    span_id: str


class Maker:
    """Makes requests of one size of span. No id is made twice."""

    def __init__(self, size: Size, *, bodies: int = _DISTINCT_BODIES) -> None:
        chance = random.Random(size.value)
        now = time.time_ns()
        self.size = size
        self._bodies = [_body(size, chance, now + number * 1000) for number in range(bodies)]
        self._prefix = _prefix()
        self._made = 0
        self._trace_id, self._root_id = b"", b""

    def requests(self, batch: int, count: int) -> list[bytes]:
        """`count` serialized requests of `batch` spans each."""
        return [self._request(batch) for _ in range(count)]

    def probe(self, beside: Probe | None = None) -> Probe:
        """A request of one span, in a trace of its own or in another probe's."""
        trace_id = bytes.fromhex(beside.trace_id) if beside else os.urandom(16)
        span_id = os.urandom(8)
        span = b"\x0a\x10%b\x12\x08%b%b" % (trace_id, span_id, self._bodies[0])
        return Probe(self._wrap(_field(2, span)), trace_id.hex(), span_id.hex())

    def _request(self, batch: int) -> bytes:
        return self._wrap(b"".join([_field(2, self._span()) for _ in range(batch)]))

    def _span(self) -> bytes:
        number, self._made = self._made, self._made + 1
        span_id = os.urandom(8)
        body = self._bodies[number % len(self._bodies)]
        if number % SPANS_PER_TRACE == 0:
            self._trace_id, self._root_id = os.urandom(16), span_id
            return b"\x0a\x10%b\x12\x08%b%b" % (self._trace_id, span_id, body)
        return b"\x0a\x10%b\x12\x08%b\x22\x08%b%b" % (self._trace_id, span_id, self._root_id, body)

    def _wrap(self, spans: bytes) -> bytes:
        resource, scope = self._prefix
        return _field(1, resource + _field(2, scope + spans))


def _field(number: int, value: bytes) -> bytes:
    """A length-delimited field of protobuf."""
    length, head = len(value), bytearray([number << 3 | 2])
    while length > 127:
        head.append(length & 127 | 128)
        length >>= 7
    head.append(length)
    return bytes(head) + value


def _prefix() -> tuple[bytes, bytes]:
    """The resource and the scope that every request begins with, as fields."""
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "bench"
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = "bench"
    return _field(1, resource_spans.resource.SerializeToString()), _field(1, scope_spans.scope.SerializeToString())


def _body(size: Size, chance: random.Random, now: int) -> bytes:
    """A serialized span without its ids: with them and a parent, as long as the size says (but for a byte or two)."""
    wanted = size.nbytes - _IDS_BYTES - _PARENT_BYTES
    span = _llm_span if size is Size.LLM else _small_span
    state = chance.getstate()
    length = wanted - len(span(chance, now, 0).SerializeToString())
    while True:  # a longer text may need a longer length before it
        chance.setstate(state)
        done = span(chance, now, length).SerializeToString()
        if len(done) <= wanted:
            return done
        length -= len(done) - wanted


def _llm_span(chance: random.Random, now: int, text: int) -> Span:
    span = _span("chat gpt-4o-mini", Span.SPAN_KIND_CLIENT, now, chance.randrange(10**8, 3 * 10**9))
    asked = text // 2
    for key, value in (
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.provider.name", "openai"),
        ("gen_ai.request.model", "gpt-4o-mini"),
        ("gen_ai.response.model", "gpt-4o-mini-2024-07-18"),
        ("gen_ai.response.id", f"chatcmpl-{chance.getrandbits(96):024x}"),
        ("session.id", f"session-{chance.randrange(50):02}"),
        ("gen_ai.input.messages", _message("user", _prose(chance, asked))),
        ("gen_ai.output.messages", _message("assistant", _prose(chance, text - asked))),
    ):
        span.attributes.add(key=key).value.string_value = value
    span.attributes.add(key="gen_ai.usage.input_tokens").value.int_value = chance.randrange(128, 2000)
    span.attributes.add(key="gen_ai.usage.output_tokens").value.int_value = chance.randrange(128, 500)
    return span


def _small_span(chance: random.Random, now: int, text: int) -> Span:
    span = _span("GET /items", Span.SPAN_KIND_SERVER, now, chance.randrange(10**6, 10**8))
    span.attributes.add(key="http.request.method").value.string_value = "GET"
    span.attributes.add(key="http.response.status_code").value.int_value = chance.choice((200, 200, 200, 404))
    span.attributes.add(key="url.path").value.string_value = "/items/" + _prose(chance, text).replace(" ", "-")
    return span


def _span(name: str, kind: "Span.SpanKind.ValueType", ended: int, took: int) -> Span:
    return Span(name=name, kind=kind, start_time_unix_nano=ended - took, end_time_unix_nano=ended)


def _message(role: str, content: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": content}]}], separators=(",", ":"))


def _prose(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(_WORDS, k=length // 2))[:length] if length > 0 else ""
